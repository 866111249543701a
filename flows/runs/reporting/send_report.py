"""The form «Gửi báo cáo» as a flow: thin around `flows.acts.reports.sending`."""

from enum import StrEnum
from pathlib import Path

from prefect import State, flow
from pydantic import BaseModel, ConfigDict, Field

from flows.acts.home_plans import known_plans
from flows.acts.open_home import open_office
from flows.acts.people import at_the_office
from flows.names import SEND_REPORT
from flows.runs.form_flow import run_form
from flows.runs.forms import Day, code_in, left_empty_at
from models.audit.acts import MAX_NAME
from models.refusal import RefusedError, UnknownNameError
from plan.texts.written import format_day


class KindChoice(StrEnum):
    """Which report, as the form shows it: an enumeration's values are its labels."""

    REQUEST = "Theo yêu cầu, đến ngày báo cáo"
    WEEK = "Tuần"
    MONTH = "Tháng"
    QUARTER = "Quý"
    HALF_YEAR = "6 tháng"
    YEAR = "Năm"

    @property
    def code(self) -> str:
        """The kind by its name on the command line."""
        return self.name.lower().replace("_", "-")


class FormChoice(StrEnum):
    """Whose report, as the form shows it."""

    OFFICE = "Văn phòng UBND tỉnh"
    TRACKER = "Cơ quan theo dõi"


class ReportForm(BaseModel):
    """The form «Gửi báo cáo»."""

    model_config = ConfigDict(
        title="Gửi báo cáo",
        extra="forbid",
        json_schema_extra={
            "description": "Báo cáo (Word, Excel) thành thư gửi Chủ tịch UBND tỉnh và các nơi nhận đã đặt trong dondoc.toml. Thư chờ Văn phòng phát hành trên trang của Văn phòng."
        },
    )

    plan: str = Field(default="", title="Kế hoạch", json_schema_extra={"position": 0})
    kind: KindChoice = Field(default=KindChoice.REQUEST, title="Loại báo cáo", json_schema_extra={"position": 1})
    form: FormChoice = Field(default=FormChoice.OFFICE, title="Báo cáo của", json_schema_extra={"position": 2})
    on: Day = Field(
        default=None,
        title="Tính đến hết ngày",
        description="Để trống thì hôm nay.",
        json_schema_extra=left_empty_at(3),
    )
    recorder: str = Field(
        default="",
        title="Người lập",
        description="Họ tên người của Văn phòng; để trống thì nhật ký ghi «Văn phòng».",
        max_length=MAX_NAME,
        json_schema_extra={"position": 4},
    )


@flow(
    name=SEND_REPORT,
    description="Lập báo cáo (Word, Excel) và thư gửi Chủ tịch UBND tỉnh, nơi nhận; thư chờ Văn phòng phát hành.",
    persist_result=False,
)
async def send(form: ReportForm) -> State:
    """Put a report into letters and name the run by them; what cannot be sent fails with its sentence."""
    return await run_form(SEND_REPORT, record, form)


def record(home: Path, form: ReportForm) -> str:
    """Send the report of a form and return in one line in which letters it stands. Raise RefusedError for what cannot be sent."""
    # pandas and python-docx are for the run's own process, not for the runner that waits for the next.
    from flows.acts.reports.sending import Wish, send_report  # noqa: PLC0415  see above

    with open_office(home) as office:
        plans, now, today = known_plans(office), office.clock.now(), office.clock.today()
        code = code_in(form.plan) if form.plan else next(iter(plans))
        if code not in plans:
            raise UnknownNameError(f"Thư mục dữ liệu không theo dõi kế hoạch «{code}».")
        wish = Wish(form.on or today, form.kind.code, form.form.name.lower())
        if wish.on > today:
            raise RefusedError(f"Ngày {format_day(wish.on)} chưa đến nên chưa có số liệu.")
        folder, by = office.home.reports, at_the_office(form.recorder, "")
        sent = send_report(office, plans, plans[code], folder, wish, now, by=by)
    state = "tự phát hành" if sent.is_released else "chờ Văn phòng phát hành"
    return f"{SEND_REPORT} đến ngày {format_day(sent.told_on)}: {len(sent.letters)} thư, {state}"
