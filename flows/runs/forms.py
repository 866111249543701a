"""What the office fills in, in the Prefect UI: a form is a pydantic model that a flow takes as its one parameter.

The choices of a form come from the home's plans when its deployment is made (`with_choices`): a model here knows none.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from prefect.deployments.runner import RunnerDeployment
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from flows.acts.find_check_in import Meant, own_province
from flows.acts.people import on_the_telephone
from flows.acts.telephone import Spoken, ToldEarlier, split_named, told_earlier
from models.agencies import name_in_home
from models.answers.content import MAX_PARTS, MAX_TEXT
from models.audit.acts import MAX_NAME, Person
from models.clock import ZONE, end_of_day
from models.decisions.incidents import IncidentReport
from models.decisions.requests import Asking
from models.tables.ad_hoc import Asker, Severity
from models.tables.core import Result
from models.text import MAX_WORDS
from plan.library import LoadedPlan

FORM = "form"
"""The name of the one parameter of each flow with a form."""
_CODE = re.compile(r"(?:.*\()?([a-z0-9:-]+)\)?")


class AskerChoice(StrEnum):
    """Who asks, as the form shows it: an enumeration's values are its labels."""

    OFFICE = "Văn phòng UBND tỉnh"
    CHAIRMAN = "Chủ tịch UBND tỉnh"


class SeverityChoice(StrEnum):
    """How grave an incident is, as the form shows it."""

    ORDINARY = "Thông thường"
    SERIOUS = "Nghiêm trọng"
    NATIONAL = "Xâm phạm an ninh quốc gia"


class ResultChoice(StrEnum):
    """What an agency says of its task, as the form shows it; the last one repeats what it said the period before."""

    NOT_STARTED = "Chưa thực hiện"
    IN_PROGRESS = "Đang thực hiện"
    DONE = "Hoàn thành"
    BLOCKED = "Vướng mắc"
    UNCHANGED = "Không thay đổi so với kỳ trước"


def left_empty_at(position: int) -> Callable[[dict[str, Any]], None]:
    """Return what gives a field of the form its place, and shows it empty: a default in the schema would be filled in."""

    def settle(schema: dict[str, Any]) -> None:
        schema.pop("default", None)
        schema["position"] = position

    return settle


Percent = Annotated[int | None, WithJsonSchema({"type": "integer", "minimum": 0, "maximum": 100})]
Day = Annotated[date | None, WithJsonSchema({"type": "string", "format": "date"})]
"""A day that may be left empty: a union of types would be a choice between forms."""


def _recorder_at(position: int, also: str = "") -> Any:  # noqa: ANN401  a field of a model, whatever its type
    """Return the field that asks who at the office fills the form in: the Prefect UI knows nobody by name."""
    return Field(
        default="",
        title="Người ghi",
        description=f"Họ tên người của Văn phòng ghi việc này; để trống thì nhật ký ghi «Văn phòng».{also}",
        max_length=MAX_NAME,
        json_schema_extra={"position": position},
    )


class RequestForm(BaseModel):
    """The form «Yêu cầu đột xuất»."""

    model_config = ConfigDict(
        title="Yêu cầu đột xuất",
        extra="forbid",
        json_schema_extra={
            "description": "Các cơ quan nhận thư trong đợt đôn đốc tiếp theo, sau đó được nhắc theo hạn."
        },
    )

    agencies: list[str] = Field(
        title="Cơ quan phải báo cáo",
        description="Chọn một hoặc nhiều cơ quan, nhóm cơ quan.",
        min_length=1,
        json_schema_extra={"position": 0},
    )
    by: date = Field(title="Hạn báo cáo", description="Tính cả ngày này.", json_schema_extra={"position": 1})
    subject: str = Field(
        title="Nội dung yêu cầu",
        description="Một dòng; không ghi nội dung thuộc bí mật nhà nước.",
        min_length=1,
        max_length=MAX_WORDS,
        json_schema_extra={"position": 2},
    )
    document: str = Field(
        title="Văn bản yêu cầu",
        description="Số, ngày của văn bản, ví dụ 1234/UBND-KGVX ngày 05/6/2023.",
        min_length=1,
        max_length=MAX_WORDS,
        json_schema_extra={"position": 3},
    )
    asked_by: AskerChoice = Field(default=AskerChoice.OFFICE, title="Người yêu cầu", json_schema_extra={"position": 4})
    plan: str = Field(default="", title="Theo dõi cùng kế hoạch", json_schema_extra={"position": 5})
    recorder: str = _recorder_at(6)

    def asking(self) -> Asking:
        """Return what is asked, in the words of the model."""
        parties = tuple(code_in(agency) for agency in self.agencies)
        return Asking(parties, self.by, self.subject, self.document, Asker[self.asked_by.name])


class IncidentForm(BaseModel):
    """The form «Báo sự cố»."""

    model_config = ConfigDict(
        title="Báo sự cố",
        extra="forbid",
        json_schema_extra={"description": "Nơi nhận mà văn bản nêu và cơ quan có sự cố nhận thư ngay khi gửi."},
    )

    agency: str = Field(title="Cơ quan có sự cố", min_length=1, json_schema_extra={"position": 0})
    detected: datetime = Field(
        title="Thời điểm phát hiện", description="Ngày, giờ theo giờ Việt Nam.", json_schema_extra={"position": 1}
    )
    title: str = Field(
        title="Nội dung sự cố",
        description="Một dòng; không ghi nội dung thuộc bí mật nhà nước.",
        min_length=1,
        max_length=MAX_WORDS,
        json_schema_extra={"position": 2},
    )
    severity: SeverityChoice = Field(default=SeverityChoice.ORDINARY, title="Mức độ", json_schema_extra={"position": 3})
    told_by: str = Field(
        title="Người báo",
        description="Họ tên, chức vụ.",
        min_length=1,
        max_length=MAX_WORDS,
        json_schema_extra={"position": 4},
    )
    plan: str = Field(default="", title="Kế hoạch yêu cầu báo cáo", json_schema_extra={"position": 5})
    recorder: str = _recorder_at(6)

    def report(self) -> IncidentReport:
        """Return what is reported, in the words of the model; a moment without a zone is meant in Asia/Ho_Chi_Minh."""
        moment = self.detected if self.detected.tzinfo else self.detected.replace(tzinfo=ZoneInfo(ZONE))
        return IncidentReport(
            code_in(self.agency), moment, self.title, Severity[self.severity.name], told_by=self.told_by
        )


class TelephoneForm(BaseModel):
    """The form «Ghi báo cáo nhận qua điện thoại». A text is a plain string, which the UI shows as an area that grows with it."""

    model_config = ConfigDict(
        title="Ghi báo cáo nhận qua điện thoại",
        extra="forbid",
        json_schema_extra={"description": "Ghi lời của người báo cáo thay mặt cơ quan; mỗi lần ghi một nhiệm vụ."},
    )

    agency: str = Field(title="Cơ quan báo cáo", min_length=1, json_schema_extra={"position": 0})
    ref: str = Field(
        title="Nhiệm vụ đang phải báo cáo",
        description="Nhiệm vụ của văn bản, ví dụ II.1.a.",
        min_length=1,
        max_length=MAX_WORDS,
        json_schema_extra={"position": 1},
    )
    period: str = Field(
        default="",
        title="Kỳ báo cáo",
        description="Chỉ ghi khi nhiệm vụ có nhiều kỳ đang chờ, hoặc để báo cáo lại một kỳ; ví dụ 2023-H1.",
        max_length=MAX_WORDS,
        json_schema_extra={"position": 2},
    )
    result: ResultChoice = Field(title="Kết quả", json_schema_extra={"position": 3})
    percent: Percent = Field(
        default=None,
        title="Tỷ lệ hoàn thành (%)",
        description="Số nguyên từ 0 đến 100; không có thì để trống.",
        ge=0,
        le=100,
        json_schema_extra=left_empty_at(4),
    )
    text: str = Field(
        default="",
        title="Kết quả thực hiện",
        description="Không ghi nội dung thuộc bí mật nhà nước.",
        max_length=MAX_TEXT,
        json_schema_extra={"position": 5},
    )
    difficulties: str = Field(
        default="",
        title="Khó khăn, vướng mắc",
        description="Bắt buộc khi kết quả là «Vướng mắc».",
        max_length=MAX_TEXT,
        json_schema_extra={"position": 6},
    )
    proposals: str = Field(
        default="", title="Kiến nghị, đề xuất", max_length=MAX_TEXT, json_schema_extra={"position": 7}
    )
    parts: list[str] = Field(
        default_factory=list,
        title="Nội dung theo đề mục",
        description="Chỉ khi báo cáo có đề cương; mỗi đề mục một dòng: «Tên đề mục = nội dung».",
        max_length=MAX_PARTS,
        json_schema_extra={"position": 8},
    )
    figures: list[str] = Field(
        default_factory=list,
        title="Số liệu của chỉ tiêu",
        description="Chỉ khi nhiệm vụ gắn với chỉ tiêu; mỗi chỉ tiêu một dòng, ví dụ «I.1.b.6 = 12,5».",
        max_length=MAX_PARTS,
        json_schema_extra={"position": 9},
    )
    answered_by: str = Field(
        title="Người báo cáo",
        description="Họ và tên.",
        min_length=1,
        max_length=MAX_NAME,
        json_schema_extra={"position": 10},
    )
    post: str = Field(default="", title="Chức vụ", max_length=MAX_NAME, json_schema_extra={"position": 11})
    said_on: Day = Field(
        default=None,
        title="Báo cáo ngày",
        description="Để trống nếu là hôm nay; nếu trước hôm nay, ghi cả ba ô dưới đây.",
        json_schema_extra=left_empty_at(12),
    )
    document: str = Field(
        default="",
        title="Số văn bản báo cáo",
        description="Chỉ khi báo cáo từ trước hôm nay.",
        max_length=MAX_WORDS,
        json_schema_extra={"position": 13},
    )
    recorder: str = _recorder_at(14, " Bắt buộc khi báo cáo từ trước hôm nay.")
    reason: str = Field(
        default="",
        title="Lý do ghi muộn",
        description="Chỉ khi báo cáo từ trước hôm nay.",
        max_length=MAX_TEXT,
        json_schema_extra={"position": 15},
    )
    plan: str = Field(
        default="",
        title="Kế hoạch",
        description="Chỉ chọn khi nhiệm vụ có ở nhiều kế hoạch.",
        json_schema_extra=left_empty_at(16),
    )

    def meant(self) -> Meant:
        """Return which check-in is answered."""
        return Meant(code_in(self.agency), self.ref, self.period, code_in(self.plan))

    def spoken(self) -> Spoken:
        """Return what was said, in the words of the model. Raise RefusedError for a heading or figure without a name."""
        unchanged = self.result == ResultChoice.UNCHANGED
        return Spoken(
            None if unchanged else Result[self.result.name],
            self.percent,
            self.text,
            self.difficulties,
            self.proposals,
            parts=tuple(split_named(one, "Đề mục") for one in self.parts),
            figures=tuple(split_named(one, "Số liệu") for one in self.figures),
            unchanged=unchanged,
        )

    def person(self) -> Person:
        """Return who answers for the agency."""
        return on_the_telephone(self.answered_by, self.post, self.recorder)

    def told_earlier(self, now: datetime) -> ToldEarlier | None:
        """Return what a record of an earlier answer needs: a day is answered by its end, as it ends at 24:00."""
        at = end_of_day(self.said_on) if self.said_on else None
        return told_earlier(at, self.document, self.recorder, self.reason, now)


def choice(name: str, code: str) -> str:
    """Return a choice of a form, from which `code_in` reads the code: `Sở Y tế (so-y-te)`."""
    return f"{name} ({code})"


def code_in(chosen: str) -> str:
    """Return the code that a choice names, or that somebody typed by itself."""
    found = _CODE.fullmatch(chosen.strip())
    return found[1] if found else chosen.strip()


def agency_choices(plans: Iterable[LoadedPlan], on: date, *, groups: bool) -> list[str]:
    """Return the agencies that exist on a day, with `groups` the groups that have members then too, each once."""
    found: dict[str, None] = {}
    for loaded in plans:
        register = loaded.register
        if groups:
            held = [one for one in register.groups.values() if register.agencies_of(one.code, on)]
            found |= dict.fromkeys(choice(one.name, one.code) for one in held)
        there = [one for one in register.agencies.values() if one.exists_on(on)]
        found |= dict.fromkeys(choice(one.name, one.code) for one in there)
    return list(found)


def home_choices(plans: Mapping[str, LoadedPlan], on: date) -> list[str]:
    """Return the agencies that exist on a day under the names by which the home knows them, those of all its provinces."""
    own = own_province(plans)
    registers = {loaded.register.code: loaded.register for loaded in plans.values()}
    return [
        choice(
            agency.name if register.code == own else f"{agency.name}, {register.name}",
            name_in_home(own, register.code, agency.code),
        )
        for register in registers.values()
        for agency in register.agencies.values()
        if agency.exists_on(on)
    ]


def plan_choices(plans: Iterable[LoadedPlan]) -> list[str]:
    """Return the plans as choices."""
    return [choice(f"{one.plan.document.kind} của {one.plan.document.issuer}", one.plan.code) for one in plans]


def saying(deployment: RunnerDeployment, model: str, words: str) -> RunnerDeployment:
    """Have a deployment's form say something at its head."""
    deployment._parameter_openapi_schema.definitions[model]["description"] = words  # noqa: SLF001  as in with_choices
    return deployment


def with_choices(deployment: RunnerDeployment, model: str, choices: Mapping[str, list[str]]) -> RunnerDeployment:
    """Give fields of a deployment's form their choices; of a field that holds one plan the first is chosen beforehand.

    Only what the UI offers and the server lets through changes: the flow itself looks every code up again.
    """
    schema = deployment._parameter_openapi_schema  # noqa: SLF001  Prefect has no other way to a deployment's own choices
    for definition in schema.definitions.values():
        if "enum" in definition:  # its docstring is ours, not the office's
            definition.pop("description", None)
    for name, offered in choices.items():
        field: dict[str, Any] = schema.definitions[model]["properties"][name]
        if field.get("type") == "array":
            field["items"] = {"type": "string", "enum": offered}
        elif offered:
            field["enum"] = offered
            if "default" in field:
                field["default"] = offered[0]
    return deployment
