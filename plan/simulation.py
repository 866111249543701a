"""What a plan will ask before it is adopted: check-ins, letters and sittings, day by day and agency by agency.

Everybody is taken to answer in time: what comes after a due date depends on people and is not foreseen here.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from plan.calendar import WorkCalendar
from plan.due import DayOfMonth, DueRule
from plan.owed import Owed, owed_between
from plan.parties import Register
from plan.tasks import Plan, Task
from plan.times.cadence import FOLLOWED_UP, Rhythm

LONG_REST = 4
"""So many calendar days without a working day, or more, are a long rest: Tết, and the first days of May or September."""


@dataclass(frozen=True)
class Load:
    """The load that a plan makes from `first` to `last` (both inclusive, by due date).

    `by_month` counts check-ins by month (`2026-11`) and agency; `letters` are opening and reminder letters by day and
    agency, one a day for each; `sittings` the days on which an agency has something due, by year; `in_long_rests` the
    check-ins whose last day lies in a long rest.
    """

    first: date
    last: date
    owed: tuple[Owed, ...]
    by_month: Mapping[tuple[str, str], int]
    letters: Mapping[tuple[date, str], int]
    sittings: Mapping[tuple[int, str], int]
    in_long_rests: tuple[Owed, ...]

    @property
    def ownerless(self) -> int:
        """How many check-ins nobody owes any more."""
        return sum(one.ownerless for one in self.owed)

    @property
    def by_agency(self) -> Mapping[str, int]:
        """The check-ins of each agency, the most first."""
        return dict(Counter(one.agency for one in self.owed).most_common())

    @property
    def busiest_letters(self) -> tuple[date, int] | None:
        """The day on which most letters leave, and how many; None where none does."""
        days = Counter(day for day, _ in self.letters)
        return max(days.items(), key=lambda one: (one[1], one[0]), default=None)

    @property
    def busiest_due(self) -> tuple[date, int] | None:
        """The day on which most check-ins fall due, and how many; None where none does."""
        days = Counter(one.due_on for one in self.owed)
        return max(days.items(), key=lambda one: (one[1], one[0]), default=None)


def simulate(plan: Plan, register: Register, calendar: WorkCalendar, first: date, last: date) -> Load:
    """Return the load of a plan for what falls due from `first` to `last`, both inclusive."""
    owed = tuple(owed_between(plan, register, calendar, first, last))
    by_month: Counter[tuple[str, str]] = Counter()
    letters: Counter[tuple[date, str]] = Counter()
    days: set[tuple[date, str]] = set()
    reminders: dict[date, list[date]] = {}
    rests: dict[date, bool] = {}
    for one in owed:
        by_month[f"{one.due_on:%Y-%m}", one.agency] += 1
        days.add((one.due_on, one.agency))
        if one.due_on not in rests:
            rests[one.due_on] = _is_in_long_rest(one.due_on, calendar)
            reminders[one.due_on] = [calendar.add_working_days(one.remind_on, -count) for count in plan.remind]
        if one.ownerless:
            continue
        for day in {one.opens_on, *(day for day in reminders[one.due_on] if day >= one.opens_on)}:
            letters[day, one.agency] += 1
    sittings = Counter((day.year, agency) for day, agency in days)
    resting = tuple(one for one in owed if rests[one.due_on])
    return Load(first, last, owed, by_month, letters, sittings, resting)


def in_rhythm(plan: Plan, every: str) -> Plan:
    """Return a plan as it would ask in another rhythm of the office: before the 15th of each period's last month.

    Only what the office follows up is changed (`FOLLOWED_UP`); what the document dates stays.
    """
    rhythm = Rhythm(every, DueRule("before", DayOfMonth(15)), by_office=True)
    versions = tuple(_in_rhythm(task, rhythm) for task in plan.versions)
    return replace(plan, versions=versions, tasks={ref: _in_rhythm(task, rhythm) for ref, task in plan.tasks.items()})


def _in_rhythm(task: Task, rhythm: Rhythm) -> Task:
    if task.cadence.kind not in FOLLOWED_UP or task.cadence.reports:
        return task
    kept = tuple(one for one in task.cadence.rhythms if not one.comes_back)
    return replace(task, cadence=replace(task.cadence, rhythms=(rhythm, *kept)))


def _is_in_long_rest(day: date, calendar: WorkCalendar) -> bool:
    if calendar.is_working_day(day):
        return False
    before, after = calendar.last_working_day(day), calendar.next_working_day(day)
    return (after - before).days - 1 >= LONG_REST
