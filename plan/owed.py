"""What a plan asks, of whom and by when: pure arithmetic over the plan, the register and the calendar."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from plan.calendar import WorkCalendar
from plan.due import DueDates, DueRule, WithinWritten, WrittenDay, due_dates
from plan.parties import Party, Register, agency_on, resolve, standings_of
from plan.periods import Period, find_period, periods_of_year
from plan.tasks import Plan, Task
from plan.texts.written import format_day, format_day_of_year
from plan.times.cadence import Cadence, Rhythm, Turns


@dataclass(frozen=True)
class Occurrence:
    """One asking of one task: its period by name and by days, its three days, and the words of its rule."""

    task: Task
    period: str
    dates: DueDates
    rule: str
    by_office: bool
    confirm: DueDates | None = None
    """At a briefing, the days of those who confirm the host's minutes."""


@dataclass(frozen=True)
class Owed:
    """One check-in that the plan asks: who owes it (as of the opening day) and by when.

    `role` is `lead`, or at a briefing `host` and `confirming`. Where nobody is left to owe it, `ownerless` is true
    and `agency` the agency or group, as text or register name it, that had it last without an heir.
    """

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
    ownerless: bool = False


def occurrences(task: Task, plan: Plan, calendar: WorkCalendar, first: date, last: date) -> Iterator[Occurrence]:
    """Yield a task's askings whose last day in time lies from `first` to `last`, both inclusive.

    The plan's span bounds the last day as the rule is written: one that only a roll moves past the plan's end is asked.
    Nothing opens before the document's own day (`Plan.issued_on`), and nothing falls due because of it: a period whose last
    day in time lies before the document is asked of nobody.
    A span with an end is asked on its last day too, unless it is asked on that day anyhow; a period that the span cuts
    short is asked for only if it falls due within it.
    An amended clause is asked for a period once: by the version in force on the day the check-in opens. A period whose
    opening an amendment moves to before its own day is opened by it on that day, so that none is left out.
    """
    asked_before = _periods_asked_before(task, plan, calendar)
    for rhythm in task.cadence.rhythms:
        for period in _periods(rhythm, task, max(first, plan.starts), min(last, plan.ends or last)):
            written = rhythm.due.written_last_day(period)
            dates = due_dates(rhythm.due, period, plan.opens, calendar)
            in_span = plan.starts <= written <= (plan.ends or written)
            if rhythm.comes_back and task.cadence.cuts_off(period, written):
                continue
            if rhythm.comes_back and plan.issued_on is not None and dates.due_on < plan.issued_on:
                continue
            if not (in_span and first <= dates.due_on <= last and period.name not in asked_before):
                continue
            for begins in (plan.issued_on, task.asked_from):
                if begins is not None and dates.opens_on < begins <= dates.due_on:
                    dates = replace(dates, opens_on=begins)
            if task.is_asked_on(dates.opens_on):
                confirm = _confirming_dates(dates, task.turns, calendar) if task.turns else None
                yield Occurrence(task, period.name, dates, rhythm.due.words, rhythm.by_office, confirm)


def _periods_asked_before(task: Task, plan: Plan, calendar: WorkCalendar) -> frozenset[str]:
    """Return the periods for which an earlier version of an amended clause opens a check-in, near the amendment's day."""
    if task.asked_from is None:
        return frozenset()
    reach = timedelta(days=plan.opens + 30)  # a roll moves a last day by less than a month
    around = (task.asked_from - timedelta(days=800), task.asked_from + reach)
    earlier = (one for one in plan.versions_of(task.ref) if (one.asked_from or date.min) < task.asked_from)
    return frozenset(one.period for version in earlier for one in occurrences(version, plan, calendar, *around))


def _periods(rhythm: Rhythm, task: Task, start: date, end: date) -> Iterator[Period]:
    cadence = task.cadence
    if not rhythm.comes_back:
        single = _single_period(rhythm.due)
        if rhythm.every == "once" or not _is_asked_by_then(cadence, single.last):
            yield single
        return
    first_year = max(start.year - 1, cadence.first or 0, cadence.starts.first.year if cadence.starts else 0)
    last_year = min(end.year, cadence.ends.last.year if cadence.ends else end.year)  # nothing is due before its period
    for year in range(first_year, last_year + 1):
        yield from (period for period in _asked_in(rhythm, year) if cadence.asks_about(period))


def _asked_in(rhythm: Rhythm, year: int) -> Iterator[Period]:
    return (one for one in periods_of_year(rhythm.every, year) if not rhythm.only or one.part in rhythm.only)


def _is_asked_by_then(cadence: Cadence, day: date) -> bool:
    """Tell whether one of a span's rhythms that come back falls due on its last day."""
    back = [rhythm for rhythm in cadence.rhythms if rhythm.comes_back]
    return any(rhythm.due.written_last_day(one) == day for rhythm in back for one in _asked_in(rhythm, day.year))


def _confirming_dates(dates: DueDates, turns: Turns, calendar: WorkCalendar) -> DueDates:
    due_on = dates.due_on + timedelta(days=turns.confirm_days)
    return DueDates(dates.opens_on, calendar.last_working_day(due_on), due_on)


def _single_period(due: DueRule) -> Period:
    if not isinstance(due.anchor, WrittenDay | WithinWritten):
        raise TypeError(f"a task asked once needs a written day, not {due.anchor!r}")
    return due.anchor.as_single


def owed_for(occurrence: Occurrence, plan: Plan, register: Register, on: date) -> Iterator[Owed]:
    """Yield what each party owes for one asking, with the parties as they stand on `on`, the ownerless last."""
    task, dates = occurrence.task, occurrence.dates
    if task.turns is not None:
        yield from _owed_in_turn(occurrence, task.turns, plan, register, on)
        return
    found = resolve(task.leads, register, on, task.ref, plan.handovers)
    collectors = _collectors_of(task, plan, register, on) if task.except_collector else frozenset()
    for party in found.holders:
        if party.code not in collectors:
            yield _owed(occurrence, plan, party, "lead", dates)
    for party in found.ownerless:
        yield _owed(occurrence, plan, party, "lead", dates, ownerless=True)


def _owed(
    occurrence: Occurrence, plan: Plan, party: Party, role: str, dates: DueDates, *, ownerless: bool = False
) -> Owed:
    return Owed(
        plan=plan.code,
        ref=occurrence.task.ref,
        agency=party.code,
        role=role,
        scope=party.scope,
        period=occurrence.period,
        opens_on=dates.opens_on,
        remind_on=dates.remind_on,
        due_on=dates.due_on,
        rule=occurrence.rule,
        ownerless=ownerless,
    )


def _collectors_of(task: Task, plan: Plan, register: Register, on: date) -> frozenset[str]:
    """Return the agencies that roll a task up: they owe no answer to themselves."""
    above = [other for other in plan.versions if task.ref in other.rolls_up and other.is_asked_on(on)]
    return frozenset(
        party.code for other in above for party in resolve(other.leads, register, on, other.ref, plan.handovers).holders
    )


def _owed_in_turn(occurrence: Occurrence, turns: Turns, plan: Plan, register: Register, on: date) -> Iterator[Owed]:
    """Yield what the host owes, and the others who confirm its minutes; nobody confirms what it hosts itself."""
    year, month = (int(part) for part in occurrence.period.split("-"))
    host = turns.host_of(year, month)
    others = tuple(party for party in turns.hosts if party.code != host.code)
    ref, confirm = occurrence.task.ref, occurrence.confirm or occurrence.dates
    hosting = resolve((host,), register, on, ref, plan.handovers)
    confirming = resolve(others, register, on, ref, plan.handovers)
    hosts = {party.code for party in hosting.holders}
    for party in hosting.holders:
        yield _owed(occurrence, plan, party, "host", occurrence.dates)
    for party in confirming.holders:
        if party.code not in hosts:
            yield _owed(occurrence, plan, party, "confirming", confirm)
    for party in hosting.ownerless:
        yield _owed(occurrence, plan, party, "host", occurrence.dates, ownerless=True)
    for party in confirming.ownerless:
        yield _owed(occurrence, plan, party, "confirming", confirm, ownerless=True)


def owed_between(plan: Plan, register: Register, calendar: WorkCalendar, first: date, last: date) -> list[Owed]:
    """Return every check-in whose `due_on` lies from `first` to `last`, both inclusive, whatever the adoption day.

    They are sorted by due date, then as the document and the register have them. Parties resolve on the day the
    check-in opens.
    """
    found: list[Owed] = []
    for task in plan.versions:
        reach = timedelta(days=task.turns.confirm_days if task.turns else 0)
        for occurrence in occurrences(task, plan, calendar, first - reach, last):
            owed = owed_for(occurrence, plan, register, occurrence.dates.opens_on)
            found.extend(one for one in owed if first <= one.due_on <= last)
    refs = {ref: place for place, ref in enumerate(plan.tasks)}
    agencies = {code: place for place, code in enumerate(register.agencies)}
    found.sort(key=lambda owed: (owed.due_on, refs[owed.ref], agencies.get(owed.agency, len(agencies)), owed.scope))
    return found


def latest_fallen_due(task: Task, plan: Plan, calendar: WorkCalendar, before: date) -> Occurrence | None:
    """Return a clause's asking that fell due last before `before` (exclusive), or None if there was none.

    Whichever version of the clause asked it, it comes with the version in force on that day; a clause that an amendment
    has ended by then has none.
    """
    now = plan.task_on(task.ref, before)
    if now is None:
        return None
    asked = (o for one in plan.versions_of(task.ref) for o in occurrences(one, plan, calendar, plan.starts, before))
    fallen = [occurrence for occurrence in asked if occurrence.dates.due_on < before]
    latest = max(fallen, key=lambda occurrence: occurrence.dates.due_on, default=None)
    if latest is None or (now.turns is not None and latest.task.turns is None):
        return latest  # whose turn it is can be told of a month only
    return replace(latest, task=now)


def tracker_on(plan: Plan, register: Register, scope: str, on: date) -> str:
    """Return the agency that follows up and judges a scope on a day: the one of the text, or its heir by then.

    What follows a scope up passes with that scope. Where nobody took over, the register's office does it.
    """
    return agency_on(Party(plan.tracker_of(scope), scope), register, on, plan.handovers)


def task_leads_on(plan: Plan, register: Register, ref: str, on: date) -> tuple[str, ...]:
    """Return the agencies that lead a clause on a day, each once; none where the plan has no such clause then."""
    task = plan.task_on(ref, on)
    if task is None:
        return ()
    found = resolve(task.leads, register, on, ref, plan.handovers)
    return tuple(dict.fromkeys(party.code for party in found.holders))


def owes_by_role(task: Task, plan: Plan, register: Register, holder: Party, on: date) -> bool:
    """Tell whether an agency owes a task on a day only for what it is (a role), and through no other party of the text."""
    reached = [
        standing.written.code in register.roles
        for standing in standings_of(task.leads, register, on, task.ref, plan.handovers)
        if standing.holder == holder
    ]
    return bool(reached) and all(reached)


def describe_last_day(plan: Plan, ref: str, period: str, due_on: date) -> str:
    """Return the last day in time (inclusive) as it is told: `hết ngày 14/11/2023 (văn bản: trước ngày 15/11)`.

    "Trước ngày 15/11" leaves the 15th out, so who holds the text reads another date than the one in force: the text's
    own stands beside it while it gives that day. Any other day is told alone: `14/6/2023`. `ref` and `period` may be
    those of a request or an incident, which no rule of the plan asks.
    """
    said = day_of_document(plan, ref, period, due_on)
    return f"hết ngày {format_day(due_on)} (văn bản: {said})" if said else format_day(due_on)


def day_of_document(plan: Plan, ref: str, period: str, due_on: date) -> str:
    """Return the day that the document names and leaves out, where it gives `due_on`: `trước ngày 15/11`; else nothing.

    Of what a document asks for in a piece of the calendar these are its words: `trong quý IV năm 2025`.

    A date that the office chose is not said to be the document's.
    """
    named = due_on + timedelta(days=1)
    for task in plan.versions_of(ref):
        for rhythm in task.cadence.rhythms:
            if rhythm.due.reading == "before" and not rhythm.by_office and _gives(rhythm, period, due_on):
                return f"trước ngày {format_day_of_year(named.day, named.month)}"
            if isinstance(rhythm.due.anchor, WithinWritten) and _gives(rhythm, period, due_on):
                return f"trong {rhythm.due.anchor.words}"
    return ""


def _gives(rhythm: Rhythm, period: str, due_on: date) -> bool:
    try:
        return rhythm.due.written_last_day(find_period(period)) == due_on
    except ValueError:  # the number of a request or an incident
        return False
