"""The form «Ghi đã nhận, hẹn ngày gửi» as a flow: thin around `flows.acts.telephone.record_word`."""

from pathlib import Path

from prefect import State, flow
from pydantic import BaseModel, ConfigDict, Field

from flows.acts.find_check_in import Meant
from flows.acts.open_home import open_office
from flows.acts.people import on_the_telephone
from flows.acts.telephone import Word, record_word
from flows.names import RECEIVED
from flows.runs.form_flow import run_form
from flows.runs.forms import Day, code_in, left_empty_at
from models.audit.acts import MAX_NAME
from models.promises.receipts import MAX_PHONE, Handler
from models.text import MAX_WORDS
from plan.refs import told_ref
from plan.texts.written import format_day


class ReceivedForm(BaseModel):
    """The form «Ghi đã nhận, hẹn ngày gửi»."""

    model_config = ConfigDict(
        title="Ghi đã nhận, hẹn ngày gửi",
        extra="forbid",
        json_schema_extra={
            "description": "Ghi lời của cơ quan qua điện thoại: đã nhận, ai xử lý, ngày nào sẽ gửi báo cáo. Hạn báo cáo không thay đổi."
        },
    )

    agency: str = Field(title="Cơ quan", min_length=1, json_schema_extra={"position": 0})
    ref: str = Field(
        default="",
        title="Nhiệm vụ",
        description="Để trống thì mọi báo cáo cơ quan chưa gửi; ví dụ II.1.a.",
        max_length=MAX_WORDS,
        json_schema_extra={"position": 1},
    )
    promised_on: Day = Field(
        default=None,
        title="Hẹn gửi ngày",
        description="Ngày làm việc, không sau hạn; đã quá hạn thì trong 10 ngày làm việc tới. Chỉ báo đã nhận thì để trống.",
        json_schema_extra=left_empty_at(2),
    )
    told_by: str = Field(
        title="Người báo",
        description="Họ và tên người của cơ quan.",
        min_length=1,
        max_length=MAX_NAME,
        json_schema_extra={"position": 3},
    )
    post: str = Field(default="", title="Chức vụ", max_length=MAX_NAME, json_schema_extra={"position": 4})
    handler: str = Field(
        default="",
        title="Người trực tiếp xử lý",
        description="Chỉ ghi khi là người khác.",
        max_length=MAX_NAME,
        json_schema_extra={"position": 5},
    )
    phone: str = Field(default="", title="Điện thoại liên hệ", max_length=MAX_PHONE, json_schema_extra={"position": 6})
    recorder: str = Field(
        default="",
        title="Người ghi",
        description="Họ tên người của Văn phòng ghi việc này; để trống thì nhật ký ghi «Văn phòng».",
        max_length=MAX_NAME,
        json_schema_extra={"position": 7},
    )


@flow(
    name=RECEIVED,
    description="Ghi lời của cơ quan qua điện thoại: đã nhận, ai xử lý, ngày nào sẽ gửi báo cáo.",
    persist_result=False,
)
async def take_word(form: ReceivedForm) -> State:
    """Record a receipt or a promise and name the run by it; what cannot be recorded fails with its sentence."""
    return await run_form(RECEIVED, record, form)


def record(home: Path, form: ReceivedForm) -> str:
    """Record what a form says and return it in one line. Raise RefusedError for what cannot be recorded."""
    meant, word = Meant(code_in(form.agency), form.ref), Word(Handler(form.handler, form.phone), form.promised_on)
    with open_office(home) as office:
        by = on_the_telephone(form.told_by, form.post, form.recorder)
        name, lines = record_word(office, meant, word, office.clock.now(), by=by)
    said = f"hẹn gửi ngày {format_day(form.promised_on)}" if form.promised_on else "đã nhận"
    what = f"nhiệm vụ {told_ref(lines[0].ref)}, kỳ {lines[0].occurrence}" if form.ref else f"{len(lines)} báo cáo"
    return f"{name} {said}: {what}"
