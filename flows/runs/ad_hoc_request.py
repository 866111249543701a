"""The form «Yêu cầu đột xuất» as a flow: thin around `flows.acts.ad_hoc`."""

from pathlib import Path

from prefect import State, flow

from flows.acts.ad_hoc import ask_agencies
from flows.acts.open_home import open_office
from flows.acts.people import at_the_office
from flows.names import REQUEST
from flows.runs.form_flow import run_form
from flows.runs.forms import RequestForm, code_in
from plan.texts.written import format_day


@flow(
    name=REQUEST,
    description="Văn phòng hoặc Chủ tịch UBND tỉnh yêu cầu các cơ quan báo cáo một việc trong thời hạn.",
    persist_result=False,
)
async def put_request(form: RequestForm) -> State:
    """Record a request and name the run by it; a form that cannot be recorded fails with its sentence."""
    return await run_form(REQUEST, ask, form)


def ask(home: Path, form: RequestForm) -> str:
    """Record the request of a form and return it in one line. Raise RefusedError for what cannot be asked."""
    with open_office(home) as office:
        request = ask_agencies(
            office, form.asking(), office.clock.now(), code_in(form.plan), by=at_the_office(form.recorder, "")
        )
    count = len(request.agencies.split())
    return f"{REQUEST} số {request.number} năm {request.year}: {count} cơ quan, hạn {format_day(request.due_on)}"
