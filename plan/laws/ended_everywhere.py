"""Kinds of agencies that ended in every province on one day by law, and what a register does not say of them yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from plan.errors import FileError
from plan.laws.law_case import Case
from plan.laws.party_laws import refs_in_short
from plan.tasks import Task
from plan.texts.written import format_day


@dataclass(frozen=True)
class EndedEverywhere:
    """Agencies whose names begin with one of `names` (small letters) are no more from a day on, by an act."""

    names: tuple[str, ...]
    on: date
    act: str


ENDED_EVERYWHERE = (
    EndedEverywhere(
        (
            "sở thông tin và truyền thông", "sở kế hoạch và đầu tư", "sở giao thông vận tải", "sở tài nguyên và môi trường",
            "sở nông nghiệp và phát triển nông thôn",
        ),
        date(2025, 3, 1),
        "Nghị định số 45/2025/NĐ-CP",
    ),
    EndedEverywhere(
        ("ubnd huyện", "ubnd quận", "ubnd thị xã", "ubnd cấp huyện", "ubnd các huyện", "ủy ban nhân dân huyện", "ủy ban nhân dân quận",
         "ủy ban nhân dân thị xã", "ủy ban nhân dân cấp huyện", "ủy ban nhân dân các huyện"),
        date(2025, 7, 1),
        "Nghị quyết số 203/2025/QH15",
    ),
)  # fmt: skip
"""What ended in the whole country, without regard to what a province decided (Decree 45/2025; Resolution 203/2025)."""


def who_ended_is_told_in_the_register(case: Case) -> Iterator[FileError]:
    """Yield a warning for each party of the text that ended by law and of which the register tells neither end nor heir."""
    places: dict[str, list[Task]] = {}
    for task in case.plan.versions:
        for party in (*task.leads, *task.coordinating) if not task.done_by else ():
            places.setdefault(party.code, []).append(task)
    for code, tasks in places.items():
        ended = _ended(case, code)
        if ended is not None and case.plan.starts < ended.on <= _last_day(case):
            sentence = (
                f"«{case.register.name_of(code)}» không còn từ ngày {format_day(ended.on)} theo {ended.act}, nhưng danh bạ cơ "
                f"quan chưa ghi ({refs_in_short(tasks)}); văn phòng hãy ghi «to» của cơ quan («ended» của nhóm) và ai nhận việc "
                "ở «changes»."
            )
            yield FileError(tasks[0].file or case.plan.file, tasks[0].line, sentence, warning=True)


def _ended(case: Case, code: str) -> EndedEverywhere | None:
    """Return what ended a party that the register takes to go on; None where there is nothing, or the register knows."""
    name = case.register.name_of(code).lower()
    ended = next((one for one in ENDED_EVERYWHERE if name.startswith(one.names)), None)
    if ended is None:
        return None
    agency, group = case.register.agencies.get(code), case.register.groups.get(code)
    if agency is not None:
        known = agency.valid_to is not None or (agency.valid_from is not None and ended.on <= agency.valid_from)
    else:
        known = group is None or group.ended is not None or bool(case.register.ended_in(code, ended.on))
    return None if known else ended


def _last_day(case: Case) -> date:
    return case.end if case.plan.replaced is None else case.plan.replaced.on - timedelta(days=1)
