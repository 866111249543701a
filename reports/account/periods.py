"""The kinds of report an office writes, and the span each tells of (Nghị định 09/2019, art. 12)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from plan.periods import describe_period
from plan.texts.written import format_day

KINDS = {
    "request": "theo yêu cầu",
    "week": "tuần",
    "month": "tháng",
    "quarter": "quý",
    "half-year": "6 tháng",
    "year": "năm",
}
"""The kinds of report by their names on the command line; one on request tells of everything up to its day."""
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_CUT_OFF = 14
"""The day of the month with which a period of figures ends (Nghị định 09/2019, art. 12); the next one begins on the 15th."""


@dataclass(frozen=True)
class Span:
    """What a report tells of: from `since` (None: from the beginning) to its day, both inclusive, and its name in words.

    `label` is `tháng 7 năm 2023`, `6 tháng đầu năm 2023`; '' for a report on request.
    """

    kind: str
    since: date | None
    label: str


def span_of(kind: str, on: date, since: date | None = None) -> Span:
    """Return the span of a report of a kind made on a day; `since` sets another first day.

    A week is the seven days that end with the day. For the others it is the period whose cut-off lies nearest to the
    day, so that a half-year's report may be made shortly before or after the 14th of June.
    """
    if kind == "request":
        return Span(kind, since, "")
    if kind == "week":
        first = since or on - timedelta(days=6)
        return Span(kind, first, f"tuần từ ngày {format_day(first)} đến ngày {format_day(on)}")
    _, first, name = min(
        ((abs((end - on).days), start, label) for start, end, label in _spans(kind, on)), key=lambda one: one[0]
    )
    return Span(kind, since or first, describe_period(name))


def last_ended(kind: str, on: date) -> date:
    """Return the last day of the newest span of a kind, none on request, that is over by `on`: before that day.

    A week ends on Sunday, the others with their cut-off.
    """
    if kind == "week":
        return on - timedelta(days=on.isoweekday())
    return max(end for _, end, _ in _spans(kind, on) if end < on)


def _spans(kind: str, on: date) -> Iterator[tuple[date, date, str]]:
    """Yield the spans of a kind around a day: first day, last day, and the name of the period."""
    months = _MONTHS[kind]
    for year in (on.year - 1, on.year, on.year + 1):
        for number in range(1, 12 // months + 1):
            last_month = number * months
            first_of = date(year, last_month, 1)
            start_index = year * 12 + last_month - 1 - months
            start = date(start_index // 12, start_index % 12 + 1, _CUT_OFF + 1)
            name = {
                "month": f"{year}-{last_month:02d}",
                "quarter": f"{year}-Q{number}",
                "half-year": f"{year}-H{number}",
                "year": f"{year}",
            }[kind]
            yield start, first_of.replace(day=_CUT_OFF), name
