"""The form «Ghi báo cáo nhận qua điện thoại» as a flow: thin around `flows.acts.telephone`; its fields: `forms.TelephoneForm`."""

from pathlib import Path

from prefect import State, flow

from flows.acts.open_home import open_office
from flows.acts.telephone import record_spoken
from flows.names import TELEPHONE_ANSWER
from flows.runs.form_flow import run_form
from flows.runs.forms import TelephoneForm
from plan.refs import told_ref
from reports.labels import CLAIM_LABELS


@flow(
    name=TELEPHONE_ANSWER,
    description="Ghi báo cáo của một cơ quan nhận qua điện thoại, như cơ quan đó tự gửi trên trang của mình.",
    persist_result=False,
)
async def take_answer(form: TelephoneForm) -> State:
    """Record an answer told by telephone and name the run by it; what cannot be recorded fails with its sentence."""
    return await run_form(TELEPHONE_ANSWER, record, form)


def record(home: Path, form: TelephoneForm) -> str:
    """Record the answer of a form and return it in one line. Raise RefusedError for what cannot be recorded."""
    with open_office(home) as office:
        now = office.clock.now()
        recorded = record_spoken(office, form.meant(), form.spoken(), now, form.told_earlier(now), by=form.person())
    percent = f", {recorded.percent}%" if recorded.percent is not None else ""
    again = "" if recorded.is_new else " (đã ghi trước đó, không ghi thêm)"
    return (
        f"{recorded.agency}, nhiệm vụ {told_ref(recorded.check_in.ref)}, kỳ {recorded.check_in.occurrence}: "
        f"{CLAIM_LABELS[recorded.result].lower()}{percent}{again}"
    )
