"""Reporting periods: months, quarters, half-years and years of the civil calendar."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from plan.texts.written import format_day

MONTHS_IN = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""How many months each `every:` of the plan language covers."""
EVERY_WORDS = {"month": "hằng tháng", "quarter": "hằng quý", "half-year": "6 tháng một lần", "year": "hằng năm"}
"""The same as documents name them."""
_NUMBERED = {"YC": "yêu cầu đột xuất", "SC": "sự cố"}
"""What has a number of its year instead of a period (see `plan.ad_hoc`)."""


@dataclass(frozen=True)
class Period:
    """A span of whole months; `first` and `last` both belong to it. `name` is `2026-03`, `2026-Q1`, `2026-H1`, `2026`."""

    name: str
    first: date
    last: date

    @property
    def part(self) -> str:
        """The name without the year: `H1`, `Q3`, `03`; for a whole year `year`."""
        return self.name[5:] or "year"


@dataclass(frozen=True)
class WrittenPeriod:
    """A piece of the calendar as a document names it; `first` and `last` both belong to it.

    `written` is what a plan file says: `2025`, `2025-H1`, `2025-Q4`, `11/2025`, `15/11/2025`.
    """

    written: str
    first: date
    last: date

    @property
    def is_year(self) -> bool:
        """Tell whether it is a whole year, written as a number alone."""
        return self.written.isdecimal()

    @property
    def words(self) -> str:
        """The piece as a document writes it: `năm 2025`, `quý IV năm 2025`, `tháng 11/2025`, `ngày 15/11/2025`."""
        if "/" not in self.written:
            return describe_period(self.written)
        return f"ngày {format_day(self.first)}" if self.first == self.last else f"tháng {self.written}"

    @property
    def as_single(self) -> Period:
        """The period of what is asked once, on its last day; named by that day: `2025-12-31`."""
        return Period(self.last.isoformat(), self.last, self.last)


def periods_of_year(every: str, year: int) -> Iterator[Period]:
    """Yield the periods of one length that tile a year, in order. `every` is a key of `MONTHS_IN`."""
    months = MONTHS_IN[every]
    for number in range(1, 12 // months + 1):
        start, end = (number - 1) * months + 1, number * months
        name = {
            "month": f"{year}-{number:02d}",
            "quarter": f"{year}-Q{number}",
            "half-year": f"{year}-H{number}",
            "year": f"{year}",
        }[every]
        yield Period(name, date(year, start, 1), last_day_of_month(year, end))


def last_day_of_month(year: int, month: int) -> date:
    """Return the last calendar day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def describe_period(name: str) -> str:
    """Return a period's name as an official reads it: `6 tháng đầu năm 2023`, `quý III năm 2023`, `năm 2023`.

    A name that is a written date (`2022-11-15`, a task asked once) comes back as `một lần (15/11/2022)`, the number of
    a request or an incident (`2026-YC3`) as `yêu cầu đột xuất số 3 năm 2026`.
    """
    year, _, part = name.partition("-")
    if not part:
        return f"năm {year}"
    if part[:2] in _NUMBERED:
        return f"{_NUMBERED[part[:2]]} số {part[2:]} năm {year}"
    if part.startswith("H"):
        return f"6 tháng {'đầu' if part == 'H1' else 'cuối'} năm {year}"
    if part.startswith("Q"):
        return f"quý {('I', 'II', 'III', 'IV')[int(part[1]) - 1]} năm {year}"
    if "-" in part:
        month, _, day = part.partition("-")
        return f"một lần ({format_day(date(int(year), int(month), int(day)))})"
    return f"tháng {int(part)} năm {year}"


def find_period_name(text: str) -> str:
    """Return the name of a period as written by a person: `2023-h1` is `2023-H1`, the date `15/11/2022` is `2022-11-15`.

    Raise ValueError with a Vietnamese sentence for a text that names no period.
    """
    name = text.strip().upper()
    if re.fullmatch(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}", name):
        day, month, year = name.split("/")
        name = f"{year}-{month:0>2}-{day:0>2}"
    if not re.fullmatch(r"20[0-9]{2}(-(H[12]|Q[1-4]|(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?))?", name):
        raise ValueError(
            f"«{text}» không phải tên một kỳ; hãy viết như 2023, 2023-H1, 2023-Q3, 2023-06 hoặc 15/11/2022."
        )
    return name


def find_period(name: str) -> Period:
    """Return the period of a name; for a written date `2022-11-15` the one day. Raise ValueError if there is none."""
    if name.count("-") == 2:
        day = date.fromisoformat(name)
        return Period(name, day, day)
    year = int(name[:4])
    for every in MONTHS_IN:
        for period in periods_of_year(every, year):
            if period.name == name:
                return period
    raise ValueError(f"no period is named {name!r}")
