"""The form «In công văn đôn đốc» as a flow: thin around `flows.acts.reports.paper_letters`."""

from pathlib import Path

from prefect import State, flow
from pydantic import BaseModel, ConfigDict, Field

from flows.acts.home_plans import known_plans
from flows.acts.open_home import open_office
from flows.acts.people import at_the_office
from flows.acts.reports.paper_letters import Printing, print_letters
from flows.names import PAPER_LETTERS
from flows.runs.form_flow import run_form
from flows.runs.forms import Day, code_in, left_empty_at
from models.audit.acts import MAX_NAME
from models.files import system_words
from models.refusal import RefusedError

EVERYBODY = "Mọi cơ quan đến nấc in công văn"
"""The choice that names no agency."""


class PaperForm(BaseModel):
    """The form «In công văn đôn đốc»."""

    model_config = ConfigDict(
        title="In công văn đôn đốc",
        extra="forbid",
        json_schema_extra={
            "description": "Tệp Word nằm trong thư mục báo cáo của máy chủ. Mã QR trong tệp mở trang báo cáo của cơ quan: ai có mã thì báo cáo thay được."
        },
    )

    agency: str = Field(default="", title="Cơ quan", json_schema_extra={"position": 0})
    each: bool = Field(default=False, title="Mỗi cơ quan một tệp", json_schema_extra={"position": 1})
    until: Day = Field(
        default=None,
        title="Hạn gửi báo cáo",
        description="Để trống thì năm ngày làm việc kể từ hôm nay.",
        json_schema_extra=left_empty_at(2),
    )
    recorder: str = Field(
        default="",
        title="Người in",
        description="Họ tên người của Văn phòng; để trống thì nhật ký ghi «Văn phòng».",
        max_length=MAX_NAME,
        json_schema_extra={"position": 3},
    )

    def printing(self) -> Printing:
        """Return what is to be printed, in the words of the act."""
        return Printing("" if self.agency == EVERYBODY else code_in(self.agency), self.each, self.until)


@flow(
    name=PAPER_LETTERS,
    description="In công văn đôn đốc (Word, kèm mã QR) cho các cơ quan có báo cáo quá hạn đã đến nấc in công văn.",
    persist_result=False,
)
async def print_papers(form: PaperForm) -> State:
    """Print the letters that are due and name the run by them; what cannot be printed fails with its sentence."""
    return await run_form(PAPER_LETTERS, record, form)


def record(home: Path, form: PaperForm) -> str:
    """Print the letters of a form and return in one line how many, and where. Raise RefusedError for what cannot be printed."""
    with open_office(home) as office:
        folder = office.home.reports
        try:
            folder.mkdir(parents=True, exist_ok=True)
            by, now = at_the_office(form.recorder, ""), office.clock.now()
            printed = print_letters(office, known_plans(office), folder, form.printing(), now, by=by)
        except OSError as error:
            raise RefusedError(f"Không ghi được vào {folder} ({system_words(error)}).") from None
    if not printed:
        return f"{PAPER_LETTERS}: không có cơ quan nào đến nấc in công văn mà chưa gửi"
    files = dict.fromkeys(one.file.name for one in printed)
    return f"{PAPER_LETTERS}: {len(printed)} công văn, {', '.join(list(files)[:3])}{', …' if len(files) > 3 else ''}"
