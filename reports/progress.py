"""Where a plan stands on a day, as values: punctuality of reporting and results of the tasks, never mixed.

Punctuality counts check-ins; results count lines of work (see `reports.results`). All totals close: every check-in
that was opened, and every one the plan still asks for this year, is in exactly one cell.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.check_ins.standings import REPORTING_STAGES, Standing
from models.tables.core import Result
from plan.library import LoadedPlan
from plan.owed import Owed, owed_between
from plan.parties import Register
from plan.refs import ref_order
from plan.tasks import Plan
from reports.calendar_warning import unconfirmed_years
from reports.labels import tidy_text
from reports.results import Line, Results, count_results, measure_lines, newest_answered


@dataclass(frozen=True)
class Reporting:
    """Check-ins by punctuality: the four cells, and apart from them those that nobody is late for.

    `fallen_due` are those of the four cells whose last day in time is past; `due_on_time` those of them answered in
    time. An answer that came before its date is `on_time`, and enters the rate once that date is past.
    """

    on_time: int = 0
    late: int = 0
    open_in_time: int = 0
    open_overdue: int = 0
    not_yet_open: int = 0
    waived: int = 0
    superseded: int = 0
    ownerless: int = 0
    fallen_due: int = 0
    due_on_time: int = 0

    @property
    def asked(self) -> int:
        """The check-ins of the four cells: opened, and owed by somebody."""
        return self.on_time + self.late + self.open_in_time + self.open_overdue

    @property
    def total(self) -> int:
        """Every check-in, each once: the four cells and those apart."""
        return self.asked + self.not_yet_open + self.waived + self.superseded + self.ownerless

    @property
    def answered(self) -> int:
        """The check-ins with an answer that counts, in time or late."""
        return self.on_time + self.late

    @property
    def on_time_rate(self) -> float | None:
        """The share (0 to 1) answered in time of what has fallen due; None while nothing has."""
        return self.due_on_time / self.fallen_due if self.fallen_due else None

    @property
    def answered_rate(self) -> float | None:
        """The share (0 to 1) answered, in time or late, of what has fallen due; None while nothing has."""
        return (self.due_on_time + self.late) / self.fallen_due if self.fallen_due else None


@dataclass(frozen=True)
class Remark:
    """Difficulties and proposals in an agency's newest answer about a task, in its own words, tidied; not both empty.

    `blocked` tells that the agency says its work cannot go on; `said_on` is the day of the answer that counts.
    """

    section: str
    ref: str
    holder: str
    scope: str
    period: str
    blocked: bool
    difficulties: str
    proposals: str
    said_on: date | None = None


@dataclass(frozen=True)
class Progress:
    """A plan on a day, as it was known at a moment: the figures, and the check-ins and lines behind each of them.

    `overdue` are the check-ins not answered past their date, as `worst_first` has them; `remarks` follow the document; `silent` are
    agencies that owe or owed an answer and have given none at all, `punctual` those that answered in time all that has
    fallen due (and something has); both in the order of the register. `unconfirmed_years` are those of the dates shown
    whose days off no document on record has fixed.
    """

    plan: Plan
    register: Register
    on: date
    known_at: datetime
    trial: bool
    standings: tuple[Standing, ...]
    not_yet_open: tuple[Owed, ...]
    lines: tuple[Line, ...]
    reporting: Reporting
    results: Results
    overdue: tuple[Standing, ...]
    remarks: tuple[Remark, ...]
    silent: tuple[str, ...]
    punctual: tuple[str, ...]
    unconfirmed_years: tuple[int, ...] = ()

    def title_of(self, ref: str) -> str:
        """Return a task's title, or a word that it has left the plan."""
        task = self.plan.tasks.get(ref)
        return task.title if task else "(nhiệm vụ đã bỏ khỏi kế hoạch)"

    def heading_of(self, section: str) -> str:
        """Return a section's heading, the task's title where the section is one task."""
        return self.plan.sections.get(section) or self.title_of(section)

    def name_of(self, agency: str, scope: str = "") -> str:
        """Return an agency's name, with its scope where it has one: `Công an tỉnh (an ninh mạng)`."""
        name = self.register.name_of(agency)
        return f"{name} ({self.plan.scopes.get(scope, scope)})" if scope else name

    @property
    def office_name(self) -> str:
        """The name of the office that writes the reports."""
        return self.register.name_of(self.register.office)

    def overdue_in(self, section: str) -> list[Standing]:
        """Return what is overdue in one section, worst first by what is overdue there."""
        agencies = {code: place for place, code in enumerate(self.register.agencies)}
        there = (standing for standing in self.overdue if self.plan.section_of(standing.ref) == section)
        return worst_first(there, self.silent, agencies)

    @property
    def silent_overdue(self) -> tuple[str, ...]:
        """Those of the silent agencies that owe an answer past its date."""
        late = {standing.holder for standing in self.overdue}
        return tuple(agency for agency in self.silent if agency in late)


def measure_progress(
    standings: Sequence[Standing],
    loaded: LoadedPlan,
    on: date,
    known_at: datetime,
    trial: bool,
    agency: str = "",
) -> Progress:
    """Return where a plan stands at the end of `on`, as known at the aware moment `known_at`.

    `standings` are those of `on` and `known_at`; check-ins of other plans are left out. `trial` marks the figures of a
    trial home. `agency` narrows everything to what one agency holds. Not yet open is what the plan asks with a due
    date from `on` to the end of its calendar year, both inclusive, and no check-in was opened for.
    """
    plan = loaded.plan
    own = [standing for standing in standings if (standing.province, standing.plan) == (plan.province, plan.code)]
    to_come = _not_yet_open(own, loaded, on)
    held = tuple(standing for standing in own if agency in ("", standing.holder))
    owed = tuple(asking for asking in to_come if agency in ("", asking.agency))
    years = unconfirmed_years([loaded.calendar], _years_shown(held, owed, on))
    return _measure(plan, loaded.register, (on, known_at), trial, held, owed, years)


def narrow_progress(progress: Progress, within: Callable[[str, str], bool]) -> Progress:
    """Return where a part of a plan stands: what `within` takes, given who holds a check-in and its ref."""
    held = tuple(one for one in progress.standings if within(one.holder, one.ref))
    owed = tuple(one for one in progress.not_yet_open if within(one.agency, one.ref))
    seen = (progress.on, progress.known_at)
    years = progress.unconfirmed_years
    return _measure(progress.plan, progress.register, seen, progress.trial, held, owed, years)


def _measure(
    plan: Plan,
    register: Register,
    seen: tuple[date, datetime],
    trial: bool,
    held: tuple[Standing, ...],
    owed: tuple[Owed, ...],
    years: tuple[int, ...],
) -> Progress:
    on, known_at = seen
    lines, silent = measure_lines(held, plan, on), _silent(held)
    agencies = {code: place for place, code in enumerate(register.agencies)}
    return Progress(
        plan=plan,
        register=register,
        on=on,
        known_at=known_at,
        trial=trial,
        standings=held,
        not_yet_open=owed,
        lines=lines,
        reporting=count_reporting(held, len(owed), on),
        results=count_results(lines),
        overdue=tuple(worst_first((one for one in held if one.stage == "open_overdue"), silent, agencies)),
        remarks=_remarks(held, plan, agencies),
        silent=_in_order(agencies, silent),
        punctual=_in_order(agencies, _punctual(held, on)),
        unconfirmed_years=years,
    )


def has_fallen_due(standing: Standing, on: date) -> bool:
    """Tell whether a check-in counts as fallen due at `on`: in one of the four cells, and its last day in time past.

    So is one whose clock in hours ran out within that last day.
    """
    run_out = standing.stage in ("late", "open_overdue")
    return run_out or (standing.stage in REPORTING_STAGES and standing.due_on < on)


def count_reporting(standings: Iterable[Standing], not_yet_open: int, on: date) -> Reporting:
    """Count check-ins by punctuality."""
    held = list(standings)
    stages = Counter(standing.stage for standing in held)
    due = Counter(standing.stage for standing in held if has_fallen_due(standing, on))
    return Reporting(**stages, not_yet_open=not_yet_open, fallen_due=due.total(), due_on_time=due["on_time"])


def _not_yet_open(own: Iterable[Standing], loaded: LoadedPlan, on: date) -> list[Owed]:
    opened = {(s.ref, agency, s.role, s.scope, s.period) for s in own for agency in {s.agency, s.holder}}
    asked = owed_between(loaded.plan, loaded.register, loaded.calendar, on, date(on.year, 12, 31))
    return [owed for owed in asked if (owed.ref, owed.agency, owed.role, owed.scope, owed.period) not in opened]


def _years_shown(held: Iterable[Standing], owed: Iterable[Owed], on: date) -> set[int]:
    waiting = (standing for standing in held if standing.stage in ("open_in_time", "open_overdue"))
    return {on.year, *(standing.due_on.year for standing in waiting), *(asking.due_on.year for asking in owed)}


def worst_first(overdue: Iterable[Standing], silent: Collection[str], agencies: Mapping[str, int]) -> list[Standing]:
    """Return what is overdue by agency, the worst first: who owes more, then who never answered, then who is later.

    So a single return that was not answered in time does not stand above all the lines of who never wrote. `silent`
    are those who never answered, `agencies` the places of the register; an agency's own lines follow their lateness.
    """
    late = list(overdue)
    counted = Counter(standing.holder for standing in late)
    days = {standing.holder: 0 for standing in late}
    for standing in late:
        days[standing.holder] = max(days[standing.holder], standing.days_late)

    def place(one: Standing) -> tuple[object, ...]:
        whose = one.holder
        agency = (-counted[whose], whose not in silent, -days[whose], agencies.get(whose, len(agencies)), whose)
        return *agency, -one.days_late, ref_order(one.ref), one.scope, one.check_in_id

    return sorted(late, key=place)


def _remarks(held: Iterable[Standing], plan: Plan, agencies: Mapping[str, int]) -> tuple[Remark, ...]:
    grouped: dict[tuple[str, ...], list[Standing]] = {}
    for standing in held:
        if standing.stage in REPORTING_STAGES:
            grouped.setdefault((standing.ref, standing.holder, standing.role, standing.scope), []).append(standing)
    found = []
    for asked in grouped.values():
        newest = newest_answered(asked)
        difficulties, proposals = (tidy_text(newest.difficulties), tidy_text(newest.proposals)) if newest else ("", "")
        if newest and (difficulties or proposals):
            found.append(
                Remark(
                    section=plan.section_of(newest.ref),
                    ref=newest.ref,
                    holder=newest.holder,
                    scope=newest.scope,
                    period=newest.period,
                    blocked=newest.result is Result.BLOCKED,
                    difficulties=difficulties,
                    proposals=proposals,
                    said_on=newest.answered_on or newest.claimed_on,
                )
            )
    last = len(agencies)
    found.sort(key=lambda remark: (ref_order(remark.ref), agencies.get(remark.holder, last), remark.scope))
    return tuple(found)


def _silent(held: Iterable[Standing]) -> set[str]:
    asked = [standing for standing in held if standing.stage in REPORTING_STAGES]
    return {standing.holder for standing in asked} - {s.holder for s in asked if s.result is not None}


def _punctual(held: Iterable[Standing], on: date) -> set[str]:
    due = [standing for standing in held if has_fallen_due(standing, on)]
    return {standing.holder for standing in due} - {s.holder for s in due if s.stage != "on_time"}


def _in_order(agencies: Mapping[str, int], found: set[str]) -> tuple[str, ...]:
    return tuple(sorted(found, key=lambda code: (agencies.get(code, len(agencies)), code)))
