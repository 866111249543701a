"""Working days of Vietnam: the holidays package under the decisions that an office can edit.

Labour Code 2019, art. 112 names the days off; the Prime Minister fixes Tết, 2/9 and the swapped working Saturdays
each autumn. The package knows most of them; `calendar.yaml` holds what it misses, with the deciding document.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import holidays

from plan.periods import last_day_of_month

_SATURDAY = 5


@dataclass(frozen=True)
class Decision:
    """A day made free or made a working day by a document; `by` names it."""

    day: date
    by: str


@dataclass(frozen=True)
class DoubtfulHoliday:
    """A yearly holiday that the package takes for certain and no law yet confirms: counted as a working day.

    It holds from the year `since` on; `note` says what is known.
    """

    day: int
    month: int
    since: int
    note: str


@dataclass(frozen=True)
class _Package:
    """What the holidays package knows of one year: its days off by name, and the Saturdays worked in exchange."""

    days_off: Mapping[date, str]
    swapped_saturdays: frozenset[date]


@cache
def _vietnam() -> type[holidays.HolidayBase]:
    """Return the days of Vietnam from their file alone: asked by name, the package loads all of its 250 countries."""
    file = Path(holidays.__file__).parent / "countries" / "vietnam.py"
    spec = spec_from_file_location("holidays_of_vietnam", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"{file} is no module")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: type[holidays.HolidayBase] = module.Vietnam
    return found


@cache
def _package_of(year: int) -> _Package:
    """Return one year as the package has it. Each year is its own object, so that no thread sees one half filled."""
    found = _vietnam()(years=year, expand=False, language="en_US")
    return _Package(dict(found.items()), frozenset(found.weekend_workdays))


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked. A day is a calendar day in Asia/Ho_Chi_Minh.

    `confirmed` maps a year to the document that fixed its days off; another year is used all the same, and
    whoever prints a date of it warns (see `is_confirmed`).
    """

    days_off: tuple[Decision, ...] = ()
    working_days: tuple[Decision, ...] = ()
    doubtful: tuple[DoubtfulHoliday, ...] = ()
    confirmed: Mapping[int, str] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work on `day`: an override first, then the package, then Monday to Friday."""
        if day in self._off:
            return False
        if day in self._worked:
            return True
        known = _package_of(day.year)
        if day in known.days_off and not self._is_doubtful(day):
            return False
        return day.weekday() < _SATURDAY or day in known.swapped_saturdays

    def is_confirmed(self, year: int) -> bool:
        """Tell whether the days off of `year` are fixed by a document on record."""
        return year in self.confirmed

    def last_working_day(self, day: date) -> date:
        """Return `day` if it is worked, otherwise the nearest working day before it."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day

    def next_working_day(self, day: date) -> date:
        """Return `day` if it is worked, otherwise the nearest working day after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """Return the working day that lies `count` working days after `day` (before it, if negative).

        `day` itself is not counted, worked or not (Civil Code 2015, art. 147.2: a term starts the next day), so
        `add_working_days(Friday, 1)` is Monday. `count` 0 gives `day` back.
        """
        counted = self._counted.get((day, count))
        if counted is None:
            step, counted = timedelta(days=1 if count > 0 else -1), day
            for _ in range(abs(count)):
                counted += step
                while not self.is_working_day(counted):
                    counted += step
            self._counted[day, count] = counted
        return counted

    def working_days_between(self, first: date, last: date) -> int:
        """Count the working days after `first` up to and including `last`; negative when `last` lies before `first`."""
        if last < first:
            return -self.working_days_between(last, first)
        if (first, last) not in self._between:
            days = (first + timedelta(days=offset) for offset in range(1, (last - first).days + 1))
            self._between[first, last] = sum(self.is_working_day(day) for day in days)
        return self._between[first, last]

    def _is_doubtful(self, day: date) -> bool:
        return any(day in self._doubted_days(d, day.year) for d in self.doubtful if day.year >= d.since)

    def _doubted_days(self, doubtful: DoubtfulHoliday, year: int) -> set[date]:
        """Return the days that stand or fall with a doubtful holiday: itself, and the day off in its stead on a weekend."""
        itself = date(year, doubtful.month, min(doubtful.day, last_day_of_month(year, doubtful.month).day))
        days_off = _package_of(year).days_off
        in_its_stead = f"{days_off.get(itself)} (observed)"
        week_after = (itself + timedelta(days=count) for count in range(1, 8))
        return {itself} | {day for day in week_after if days_off.get(day) == in_its_stead}

    @cached_property
    def _counted(self) -> dict[tuple[date, int], date]:
        """What was counted already, by day and count: thousands of check-ins have the same few dates."""
        return {}

    @cached_property
    def _between(self) -> dict[tuple[date, date], int]:
        """How many working days were counted already, by the first and the last day."""
        return {}

    @cached_property
    def _off(self) -> frozenset[date]:
        return frozenset(decision.day for decision in self.days_off)

    @cached_property
    def _worked(self) -> frozenset[date]:
        return frozenset(decision.day for decision in self.working_days)
