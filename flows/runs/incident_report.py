"""The form «Báo sự cố» as a flow: thin around `flows.acts.ad_hoc`."""

from pathlib import Path

from prefect import State, flow

from flows.acts.ad_hoc import NO_INCIDENTS, report_incident
from flows.acts.open_home import open_office
from flows.acts.people import at_the_office
from flows.names import INCIDENT
from flows.runs.form_flow import run_form
from flows.runs.forms import IncidentForm, code_in
from models.refusal import RefusedError
from plan.errors import count_faults


@flow(
    name=INCIDENT,
    description="Ghi một sự cố: báo ngay cho nơi nhận mà văn bản nêu, mở các báo cáo phải gửi và tính thời hạn.",
    persist_result=False,
)
async def take_incident(form: IncidentForm) -> State:
    """Record an incident, tell of it at once, and name the run by it; what cannot be recorded fails with its sentence."""
    return await run_form(INCIDENT, report, form)


def report(home: Path, form: IncidentForm) -> str:
    """Record the incident of a form and return it in one line. Raise RefusedError for what cannot be recorded."""
    if form.agency == NO_INCIDENTS:
        raise RefusedError(NO_INCIDENTS)
    with open_office(home) as office:
        incident, outcome = report_incident(
            office, form.report(), office.clock.now(), code_in(form.plan), by=at_the_office(form.recorder, "")
        )
    failed = f", {outcome.failed} thư chưa gửi được" if outcome.failed else ""
    contacts = f", {counted}" if (counted := count_faults(outcome.faults)) else ""
    return f"Sự cố số {incident.number} năm {incident.year}, {incident.agency}: đã gửi {outcome.sent} thư{failed}{contacts}"
