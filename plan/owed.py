"""What a plan asks, of whom and by when: pure arithmetic over the plan, the register and the calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from plan.calendar import WorkCalendar
from plan.due import DueDates, DueRule, WrittenDay, due_dates
from plan.parties import Register, resolve_parties
from plan.periods import Period, periods_of_year
from plan.tasks import Plan, Rhythm, Task


@dataclass(frozen=True)
class Occurrence:
    """One asking of one task: its period by name and by days, its three days, and the words of its rule."""

    task: Task
    period: str
    dates: DueDates
    rule: str
    by_office: bool


@dataclass(frozen=True)
class Owed:
    """One check-in that the plan asks: who owes it (as of the opening day) and by when."""

    plan: str
    ref: str
    agency: str
    role: str
    scope: str
    period: str
    opens_on: date
    remind_on: date
    due_on: date
    rule: str


def occurrences(task: Task, plan: Plan, calendar: WorkCalendar, first: date, last: date) -> Iterator[Occurrence]:
    """Yield a task's askings whose last day in time lies from `first` to `last`, both inclusive.

    The plan's span bounds the last day as the rule is written: one that only a roll moves past the plan's end is asked.
    """
    for rhythm in task.cadence.rhythms:
        for period in _periods(rhythm, task, max(first, plan.starts), min(last, plan.ends or last)):
            written = rhythm.due.written_last_day(period)
            dates = due_dates(rhythm.due, period, plan.opens, calendar)
            if plan.starts <= written <= (plan.ends or written) and first <= dates.due_on <= last:
                yield Occurrence(task, period.name, dates, rhythm.due.words, rhythm.by_office)


def _periods(rhythm: Rhythm, task: Task, start: date, end: date) -> Iterator[Period]:
    if rhythm.every == "once":
        yield _written_period(rhythm.due)
        return
    cadence = task.cadence
    first_year = max(start.year - 1, cadence.first or 0, cadence.starts or 0)
    last_year = min(end.year, cadence.ends or end.year)  # nothing is due before its period begins (plan.laws)
    for year in range(first_year, last_year + 1):
        for period in periods_of_year(rhythm.every, year):
            if not rhythm.only or period.part in rhythm.only:
                yield period


def _written_period(due: DueRule) -> Period:
    if not isinstance(due.anchor, WrittenDay):
        raise TypeError(f"a task asked once needs a written day, not {due.anchor!r}")
    day = due.anchor.day
    return Period(day.isoformat(), day, day)


def owed_for(occurrence: Occurrence, plan: Plan, register: Register, on: date) -> Iterator[Owed]:
    """Yield what each lead owes for one asking, with the parties as they stand on `on`."""
    dates = occurrence.dates
    for party in resolve_parties(occurrence.task.leads, register, on):
        yield Owed(
            plan=plan.code,
            ref=occurrence.task.ref,
            agency=party.code,
            role="lead",
            scope=party.scope,
            period=occurrence.period,
            opens_on=dates.opens_on,
            remind_on=dates.remind_on,
            due_on=dates.due_on,
            rule=occurrence.rule,
        )


def owed_between(plan: Plan, register: Register, calendar: WorkCalendar, first: date, last: date) -> list[Owed]:
    """Return every check-in whose `due_on` lies from `first` to `last`, both inclusive, whatever the adoption day.

    They are sorted by due date, then as the document and the register have them. Parties resolve on the day the
    check-in opens.
    """
    found: list[Owed] = []
    for task in plan.tasks.values():
        for occurrence in occurrences(task, plan, calendar, first, last):
            found.extend(owed_for(occurrence, plan, register, occurrence.dates.opens_on))
    refs = {ref: place for place, ref in enumerate(plan.tasks)}
    agencies = {code: place for place, code in enumerate(register.agencies)}
    found.sort(key=lambda owed: (owed.due_on, refs[owed.ref], agencies[owed.agency], owed.scope))
    return found


def latest_fallen_due(task: Task, plan: Plan, calendar: WorkCalendar, before: date) -> Occurrence | None:
    """Return a task's asking that fell due last before `before` (exclusive), or None if there was none."""
    fallen = [o for o in occurrences(task, plan, calendar, plan.starts, before) if o.dates.due_on < before]
    return max(fallen, key=lambda occurrence: occurrence.dates.due_on, default=None)
