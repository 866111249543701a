"""What the office fills in, in the Prefect UI: a form is a pydantic model that a flow takes as its one parameter.

The choices of a form come from the home's plans when its deployment is made (`with_choices`): a model here knows none.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from prefect.deployments.runner import RunnerDeployment
from pydantic import BaseModel, ConfigDict, Field

from models.ad_hoc import MAX_WORDS
from models.ad_hoc_tables import Asker, Severity
from models.clock import ZONE
from models.incidents import IncidentReport
from models.requests import Asking
from plan.library import LoadedPlan

FORM = "form"
"""The name of the one parameter of each flow with a form."""
_CODE = re.compile(r"(?:.*\()?([a-z0-9-]+)\)?")


class AskerChoice(StrEnum):
    """Who asks, as the form shows it: an enumeration's values are its labels."""

    OFFICE = "Văn phòng UBND tỉnh"
    CHAIRMAN = "Chủ tịch UBND tỉnh"


class SeverityChoice(StrEnum):
    """How grave an incident is, as the form shows it."""

    ORDINARY = "Thông thường"
    SERIOUS = "Nghiêm trọng"


class RequestForm(BaseModel):
    """The form «Yêu cầu đột xuất»."""

    model_config = ConfigDict(
        title="Yêu cầu đột xuất",
        extra="forbid",
        json_schema_extra={
            "description": "Các cơ quan nhận thư trong vòng đôn đốc tiếp theo, sau đó được nhắc theo hạn."
        },
    )

    agencies: list[str] = Field(
        title="Cơ quan phải trả lời",
        description="Chọn một hoặc nhiều cơ quan, nhóm cơ quan.",
        min_length=1,
        json_schema_extra={"position": 0},
    )
    by: date = Field(title="Hạn trả lời", description="Tính cả ngày này.", json_schema_extra={"position": 1})
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

    def report(self) -> IncidentReport:
        """Return what is reported, in the words of the model; a moment without a zone is meant in Asia/Ho_Chi_Minh."""
        moment = self.detected if self.detected.tzinfo else self.detected.replace(tzinfo=ZoneInfo(ZONE))
        return IncidentReport(
            code_in(self.agency), moment, self.title, Severity[self.severity.name], told_by=self.told_by
        )


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


def plan_choices(plans: Iterable[LoadedPlan]) -> list[str]:
    """Return the plans as choices."""
    return [choice(f"{one.plan.document.kind} của {one.plan.document.issuer}", one.plan.code) for one in plans]


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
