"""The form «Ghi cuộc gọi đôn đốc» as a flow: thin around `flows.acts.calls.call_agency`."""

from pathlib import Path

from prefect import State, flow
from pydantic import BaseModel, ConfigDict, Field

from flows.acts.calls import call_agency
from flows.acts.open_home import open_office
from flows.acts.people import person_named
from flows.names import CALLED
from flows.runs.form_flow import run_form
from flows.runs.forms import Day, code_in, left_empty_at
from models.audit.acts import MAX_NAME
from models.decisions.chasing.calls import Called
from models.text import MAX_WORDS
from plan.texts.written import format_day


class CallForm(BaseModel):
    """The form «Ghi cuộc gọi đôn đốc»."""

    model_config = ConfigDict(
        title="Ghi cuộc gọi đôn đốc",
        extra="forbid",
        json_schema_extra={
            "description": "Ghi việc Văn phòng đã gọi điện cho cơ quan có báo cáo quá hạn. Hôm nay không gửi thư đôn đốc cho cơ quan đó."
        },
    )

    agency: str = Field(title="Cơ quan đã gọi", min_length=1, json_schema_extra={"position": 0})
    promised_on: Day = Field(
        default=None,
        title="Cơ quan hẹn gửi ngày",
        description="Ngày làm việc, trong 10 ngày làm việc tới. Không hẹn thì để trống.",
        json_schema_extra=left_empty_at(1),
    )
    note: str = Field(
        default="",
        title="Nội dung trao đổi",
        description="Không ghi nội dung thuộc bí mật nhà nước.",
        max_length=MAX_WORDS,
        json_schema_extra={"position": 2},
    )
    called_by: str = Field(
        title="Người gọi",
        description="Họ và tên người của Văn phòng đã gọi.",
        min_length=1,
        max_length=MAX_NAME,
        json_schema_extra={"position": 3},
    )
    post: str = Field(default="", title="Chức vụ", max_length=MAX_NAME, json_schema_extra={"position": 4})


@flow(
    name=CALLED,
    description="Ghi việc Văn phòng đã gọi điện cho cơ quan có báo cáo quá hạn, cơ quan hẹn ngày nào.",
    persist_result=False,
)
async def take_call(form: CallForm) -> State:
    """Record a call and name the run by it; what cannot be recorded fails with its sentence."""
    return await run_form(CALLED, record, form)


def record(home: Path, form: CallForm) -> str:
    """Record what a form says and return it in one line. Raise RefusedError for what cannot be recorded."""
    called, by = Called(form.promised_on, form.note), person_named(form.called_by, form.post)
    with open_office(home) as office:
        name = call_agency(office, code_in(form.agency), called, office.clock.now(), by=by)
    promised = f"hẹn ngày {format_day(form.promised_on)}" if form.promised_on else "không hẹn ngày"
    return f"Đã gọi {name}: {promised}"
