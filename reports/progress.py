"""Where a plan stands on a day, as values: punctuality of reporting and results of the tasks, never mixed.

Punctuality counts check-ins; results count lines of work (see `reports.results`). All totals close: every check-in
that was opened, and every one the plan still asks for this year, is in exactly one cell.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from models.tables.core import Result
from plan.library import LoadedPlan
from plan.owed import Owed, owed_between
from plan.parties import Register
from plan.refs import ref_order
from plan.tasks import Plan
from reports.calendar_warning import unconfirmed_years
from reports.frames.counting import count_by
from reports.frames.grouping import grouped
from reports.frames.standing_frame import STAGES, StandingFrame, ranks_of
from reports.labels import tidy_text
from reports.results import Results, count_results, measure_lines, newest_with_trouble

Value = TypeVar("Value")


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
    """A plan on a day, as it was known at a moment: the check-ins, and what is counted of them, each when it is asked for.

    `standings` are the check-ins, `not_yet_open` what the plan asks for the rest of the year and was not opened;
    `unconfirmed_years` are those of the dates shown whose days off no document on record has fixed.
    """

    plan: Plan
    register: Register
    on: date
    known_at: datetime
    trial: bool
    standings: StandingFrame
    not_yet_open: tuple[Owed, ...]
    unconfirmed_years: tuple[int, ...] = ()

    @cached_property
    def reporting(self) -> Reporting:
        """The check-ins by punctuality."""
        return count_reporting(self.standings, len(self.not_yet_open))

    @cached_property
    def lines(self) -> pd.DataFrame:
        """The lines of work, as `reports.results.measure_lines` has them."""
        return measure_lines(self.standings, self.plan)

    @cached_property
    def results(self) -> Results:
        """The lines of work by claim, verdict and finish."""
        return count_results(self.lines)

    @cached_property
    def by_holder(self) -> pd.DataFrame:
        """The counts of each agency, as `reports.frames.counting.count_by` has them."""
        return count_by("holder", self.standings, self.not_yet_open, self.lines)

    @cached_property
    def by_ref(self) -> pd.DataFrame:
        """The counts of each task."""
        return count_by("ref", self.standings, self.not_yet_open, self.lines)

    @cached_property
    def overdue(self) -> StandingFrame:
        """The check-ins not answered past their date, as `worst_first` has them."""
        return worst_first(self.standings.of(stage="open_overdue"), self.silent, self.places)

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """What hinders the work and what is proposed, in the order of the document."""
        return _remarks(self.standings, self.plan, self.places)

    def remarks_that(self, propose: Callable[[str], bool]) -> tuple[Remark, ...]:
        """Return those of the remarks whose proposals, tidied, are such words; no value is made of another check-in."""
        told = self.standings.trouble
        such: dict[str, bool] = {}
        for _, words in told.values():
            if words not in such:
                such[words] = propose(tidy_text(words))
        chosen = {number for number, (_, words) in told.items() if such[words]}
        known = {number for number, one in self.standings.made.items() if propose(tidy_text(one.proposals))}
        return _remarks(self.standings, self.plan, self.places, chosen | known)

    @cached_property
    def remarks_by_agency(self) -> Mapping[str, Sequence[Remark]]:
        """The remarks of each agency that has any."""
        return _grouped(self.remarks, lambda one: one.holder)

    @cached_property
    def to_come_by_agency(self) -> Mapping[str, Sequence[Owed]]:
        """What each agency is to be asked, of those that have any."""
        return _grouped(self.not_yet_open, lambda one: one.agency)

    @cached_property
    def silent(self) -> tuple[str, ...]:
        """The agencies that owe or owed an answer and have given none at all, in the order of the register."""
        owed = self.standings.owed
        return self._in_order(_words(owed["holder"]) - _words(owed["holder"][owed["result"].notna()]))

    @cached_property
    def punctual(self) -> tuple[str, ...]:
        """The agencies that answered in time all that has fallen due, where something has, in the order of the register."""
        due = self.standings.where(self.standings["fallen_due"])
        return self._in_order(_words(due["holder"]) - _words(due["holder"][due["stage"] != "on_time"]))

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each agency in the register."""
        return {code: place for place, code in enumerate(self.register.agencies)}

    def _in_order(self, found: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(found, key=lambda code: (self.places.get(code, len(self.places)), code)))

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

    @cached_property
    def answered(self) -> Mapping[tuple[str, str, str], Sequence[int]]:
        """Where in `standings` the answered check-ins of each agency, scope and clause are."""
        rows = np.flatnonzero(self.standings["result"].cat.codes.to_numpy() >= 0)
        if not len(rows):
            return {}
        parts = [self.standings[name].cat for name in ("holder", "scope", "ref")]
        codes = [part.codes.to_numpy()[rows] for part in parts]
        group, first = grouped(codes)
        together = rows[np.argsort(group, kind="stable")]
        names = zip(*(part.categories[code[first]] for part, code in zip(parts, codes, strict=True)), strict=True)
        return {
            (str(holder), str(scope), str(ref)): those.tolist()
            for (holder, scope, ref), those in zip(
                names, np.split(together, np.cumsum(np.bincount(group))[:-1]), strict=True
            )
        }

    def overdue_in(self, section: str) -> StandingFrame:
        """Return what is overdue in one section, worst first by what is overdue there."""
        section_of = self.plan.section_of
        there = self.overdue.where(self.overdue.mapped("ref", lambda ref: section_of(ref) == section))
        return worst_first(there, self.silent, self.places)

    @property
    def silent_overdue(self) -> tuple[str, ...]:
        """Those of the silent agencies that owe an answer past its date."""
        late = _words(self.overdue["holder"])
        return tuple(agency for agency in self.silent if agency in late)


def measure_progress(
    standings: StandingFrame,
    loaded: LoadedPlan,
    known_at: datetime,
    trial: bool,
    agency: str = "",
    *,
    with_to_come: bool = True,
) -> Progress:
    """Return where a plan stands at the end of the day of its check-ins, as known at the aware moment `known_at`.

    `trial` marks the figures of a trial home. `agency` narrows everything to what one agency holds. Not yet open is what
    the plan asks with a due date from that day to the end of its calendar year, both inclusive, and no check-in was opened
    for; without `with_to_come` that is not asked.
    """
    plan, on = loaded.plan, standings.on
    until = date(on.year, 12, 31)
    to_come = owed_between(plan, loaded.register, loaded.calendar, on, until) if with_to_come else ()
    owed = tuple(not_opened(standings, [one for one in to_come if agency in ("", one.agency)]))
    held = standings.of(holder=agency) if agency else standings
    years = unconfirmed_years([loaded.calendar], _years_shown(held, owed))
    return Progress(plan, loaded.register, on, known_at, trial, held, owed, years)


def narrow_progress(progress: Progress, within: Callable[[str, str], bool]) -> Progress:
    """Return where a part of a plan stands: what `within` takes, given who holds a check-in and its ref."""
    owed = tuple(one for one in progress.not_yet_open if within(one.agency, one.ref))
    standings = progress.standings
    pairs, first = grouped([standings[name].cat.codes.to_numpy() for name in ("holder", "ref")])
    taken = zip(standings["holder"].array[first].tolist(), standings["ref"].array[first].tolist(), strict=True)
    chosen = np.array([within(holder, ref) for holder, ref in taken], dtype=bool)
    return replace(progress, standings=standings.where(chosen[pairs]), not_yet_open=owed)


def count_reporting(standings: StandingFrame, not_yet_open: int = 0) -> Reporting:
    """Count check-ins by punctuality."""
    counted = standings["stage"].value_counts()
    due = standings["stage"][standings["fallen_due"]]
    return Reporting(
        **{stage: int(counted[stage]) for stage in STAGES},
        not_yet_open=not_yet_open,
        fallen_due=len(due),
        due_on_time=int((due == "on_time").sum()),
    )


def not_opened(standings: StandingFrame, asked: Sequence[Owed]) -> list[Owed]:
    """Return those of what a plan asks that no check-in was opened for, for whoever holds it now or did at first."""
    if not asked:
        return []
    refs, periods = {one.ref for one in asked}, {one.period for one in asked}
    near = standings.mapped("ref", refs.__contains__) & standings.mapped("period", periods.__contains__)
    found = standings.where(near)
    about = [found[name].tolist() for name in ("role", "scope", "period")]
    opened = {
        key
        for by in ("agency", "holder")
        for key in zip(found["ref"].tolist(), found[by].tolist(), *about, strict=True)
    }
    return [one for one in asked if (one.ref, one.agency, one.role, one.scope, one.period) not in opened]


def _years_shown(standings: StandingFrame, owed: Iterable[Owed]) -> set[int]:
    waiting = standings["due_on"][standings["stage"].isin(["open_in_time", "open_overdue"])]
    due = (date.fromordinal(day) for day in pd.unique(waiting).tolist())
    return {standings.on.year, *(day.year for day in due), *(asking.due_on.year for asking in owed)}


def worst_first(overdue: StandingFrame, silent: Collection[str], places: Mapping[str, int]) -> StandingFrame:
    """Return what is overdue by agency, the worst first: who owes more, then who never answered, then who is later.

    So a single return that was not answered in time does not stand above all the lines of who never wrote. `silent`
    are those who never answered, `places` those of the register; an agency's own lines follow their lateness.
    """
    if not len(overdue):
        return overdue
    whose, late = overdue["holder"].cat.codes.to_numpy(), overdue["days_late"].to_numpy()
    agencies = overdue["holder"].cat.categories
    days = np.zeros(len(agencies), dtype=np.int64)
    np.maximum.at(days, whose, late)
    counted = np.bincount(whose, minlength=len(agencies))
    keys = [
        (-counted[n], code not in silent, -days[n], places.get(code, len(places)), code)
        for n, code in enumerate(agencies)
    ]
    own = (-late, overdue.ranked("ref", ref_order), overdue.ranked("scope"), overdue["check_in_id"].to_numpy())
    return overdue.ordered(ranks_of(keys)[whose], *own)


def _remarks(
    standings: StandingFrame, plan: Plan, places: Mapping[str, int], only: Collection[int] | None = None
) -> tuple[Remark, ...]:
    found, newest_ones = [], newest_with_trouble(standings)
    for newest in newest_ones if only is None else newest_ones.numbered(only):
        difficulties, proposals = tidy_text(newest.difficulties), tidy_text(newest.proposals)
        if difficulties or proposals:
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
    last = len(places)
    found.sort(key=lambda remark: (ref_order(remark.ref), places.get(remark.holder, last), remark.scope))
    return tuple(found)


def _grouped(values: Iterable[Value], key: Callable[[Value], str]) -> dict[str, list[Value]]:
    groups: dict[str, list[Value]] = {}
    for one in values:
        groups.setdefault(key(one), []).append(one)
    return groups


def _words(column: "pd.Series[Any]") -> set[str]:
    return set(pd.unique(column))
