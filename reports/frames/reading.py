"""Where the check-ins of a plan stand, read in columns: those of the plain kind are derived together, the others one by one.

The rule is that of `models.check_ins.standings`. A check-in is plain that has stayed with who held it and by the date it had,
in which no other ended, for which no clock in hours runs and of which no answer was given anew after a return: then its
cell follows from its row, its last move and its answers. `tests/reports/frames` holds both ways equal, value by value.
"""

from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from models.check_ins.standings import COUNTED, Standing, standings
from models.database import Session
from models.reported.standing_columns import About, Coded, StandingColumns, standing_columns
from models.tables.core import Result, State
from plan.tasks import Plan
from reports.frames.standing_frame import STAGES, StandingFrame, coded, fixed, joined

_AT_ONCE = 5_000
"""How many check-ins are derived one by one from the rows of one reading."""
_STATES = list(State)
_RESULTS = list(Result)
_DERIVED_STATES = (State.SUPERSEDED, State.OWNERLESS)
"""States in which the lateness of who had the duty last is told apart."""
Array = Any


def read_standings(
    session: Session, plan: Plan, on: date, known_at: datetime, about: About | None = None
) -> StandingFrame:
    """Return every check-in of a plan that was opened by the end of `on`, as far as it was recorded by `known_at`.

    `about` narrows what is read, as `models.reported.standing_columns.standing_columns` does.
    """
    read = standing_columns(session, on, known_at, plan.province, plan.code, about)
    numbers = np.asarray(read.check_ins)
    state, known = (
        _taken(column, [_STATES.index(one) for one in column.values]) for column in (read.state, read.states)
    )
    if read.moved_since:
        state = np.where(_among(numbers, read.moved_since), _newest(numbers, np.asarray(read.moved), known), state)
    is_known = state >= 0
    again = np.isin(state, [_STATES.index(one) for one in COUNTED]) & _among(numbers, read.returned)
    by_hour = np.asarray([one.by_hour for one in read.asked.values], dtype=bool)[np.asarray(read.asked.codes)]
    alone = (
        by_hour
        | _among(numbers, read.changed)
        | again
        | np.isin(state, [_STATES.index(one) for one in _DERIVED_STATES])
    )
    plain, found = _plain(read, is_known & ~alone, state, on)
    one_by_one = numbers[is_known & alone].tolist()
    derived: list[Standing] = []
    for start in range(0, len(one_by_one), _AT_ONCE):
        derived.extend(standings(session, on, known_at, plan.code, one_by_one[start : start + _AT_ONCE]))
    return joined(plan, on, plain, found, derived)


def _plain(
    read: StandingColumns, chosen: Array, state: Array, on: date
) -> tuple[dict[str, Any], dict[int, tuple[str, str]]]:
    """Return the columns of the plain check-ins, and their difficulties and proposals."""
    numbers, state = np.asarray(read.check_ins)[chosen], state[chosen]
    answers = _Answers(read, numbers)
    asked = np.asarray(read.asked.codes)[chosen]
    due_on = _days([one.due_on for one in read.asked.values])[asked]
    counted = (answers.last >= 0) & np.isin(state, [_STATES.index(one) for one in COUNTED])
    answered_on = np.where(counted, answers.first_given, 0)
    late = np.maximum(np.where(counted, answered_on, on.toordinal()) - due_on, 0)
    waived = state == _STATES.index(State.WAIVED)
    waits = (state == _STATES.index(State.ANSWERED)) & (answers.last >= 0)
    stage = np.where(
        counted,
        np.where(late > 0, STAGES.index("late"), STAGES.index("on_time")),
        np.where(late > 0, STAGES.index("open_overdue"), STAGES.index("open_in_time")),
    )
    columns = {
        "check_in_id": numbers,
        **_parties(read, chosen),
        **{
            name: _category([getattr(one, name) for one in read.asked.values], asked)
            for name in ("ref", "role", "scope", "period", "basis")
        },
        "opened_on": _days([one.opened_on for one in read.asked.values])[asked],
        "due_on": due_on,
        "answered_on": answered_on,
        "claimed_on": answers.claimed_on,
        "days_late": np.where(waived, 0, late),
        "percent": answers.percent,
        "waiting_days": np.where(waits, np.maximum(on.toordinal() - answers.first_learnt, 0), 0),
        "stage": fixed("stage", np.where(waived, STAGES.index("waived"), stage)),
        "state": fixed("state", state),
        "result": fixed("result", answers.result),
    }
    return columns, answers.trouble(read)


class _Answers:
    """What the versions of its answer come to for each of some check-ins, row by row; a check-in without any has -1 or 0."""

    def __init__(self, read: StandingColumns, numbers: Array) -> None:
        answered = np.asarray(read.answered)
        begins = np.flatnonzero(np.r_[True, answered[1:] != answered[:-1]]) if len(answered) else np.empty(0, np.int64)
        ends = np.r_[begins[1:], len(answered)] - 1 if len(begins) else begins
        place = _place(numbers, answered[begins])
        self.last = np.where(place >= 0, _at(ends, place), -1)
        given, learnt = (_taken(read.said_on, [days[n].toordinal() for days in read.said_on.values]) for n in (0, 1))
        self.first_given = np.where(place >= 0, _at(_least(given, begins), place), 0)
        self.first_learnt = np.where(place >= 0, _at(_least(learnt, begins), place), 0)
        claims = read.claims.values
        result = _taken(read.claims, [_RESULTS.index(Result(one.result)) for one in claims])
        percent = _taken(read.claims, [-1 if one.percent is None else one.percent for one in claims])
        self.result = np.where(self.last >= 0, _at(result, self.last), -1)
        self.percent = np.where(self.last >= 0, _at(percent, self.last), -1)
        # Since when the newest claim stands: the last version that says another than the one before it.
        is_new = np.r_[True, (answered[1:] != answered[:-1]) | (result[1:] != result[:-1])][: len(answered)]
        since = np.maximum.accumulate(np.where(is_new, np.arange(len(answered)), 0))
        self.claimed_on = np.where(self.last >= 0, _at(given, _at(since, self.last)), 0)

        self.ends, self.answered = ends, answered

    def trouble(self, read: StandingColumns) -> dict[int, tuple[str, str]]:
        """Return the difficulties and proposals of answers whose newest version tells any, by check-in."""
        told = np.fromiter(read.trouble, dtype=np.int64)
        version = np.fromiter((one[0] for one in read.trouble.values()), dtype=np.int64)
        newest = _at(np.asarray(read.version), _at(self.ends, _place(told, _at(self.answered, self.ends))))
        still = told[version == newest].tolist()
        return {number: read.trouble[number][1:] for number in still}


def _newest(numbers: Array, moved: Array, states: Array) -> Array:
    """Return the last of the states that each check-in moved to, -1 for one that is not known."""
    if not len(numbers):
        return np.empty(0, np.int64)
    last = np.full(int(max(numbers.max(), moved.max(initial=0))) + 1, -1, dtype=np.int64)
    last[moved] = states  # of several moves of one check-in the last one stays
    return last[numbers]


def _place(numbers: Array, among: Array) -> Array:
    """Return the place of each number in a sorted row of numbers, -1 where it is not there."""
    if not len(among):
        return np.full(len(numbers), -1)
    place = np.minimum(np.searchsorted(among, numbers), len(among) - 1)
    return np.where(among[place] == numbers, place, -1)


def _at(values: Array, places: Array) -> Array:
    """Return the value at each place; whoever asks leaves out those at -1."""
    return values[places] if len(values) else np.zeros(len(places), dtype=np.int64)


def _least(values: Array, begins: Array) -> Array:
    return np.minimum.reduceat(values, begins) if len(begins) else values


def _among(numbers: Array, chosen: frozenset[int]) -> Array:
    return np.isin(numbers, np.fromiter(chosen, dtype=np.int64)) if chosen else np.zeros(len(numbers), dtype=bool)


def _taken(column: Coded[Any], values: list[int]) -> Array:
    """Return a number for each row, given the number for each value of its column."""
    return np.asarray(values, dtype=np.int64)[np.asarray(column.codes)] if values else np.empty(0, np.int64)


def _days(days: list[date]) -> Array:
    return np.asarray([day.toordinal() for day in days], dtype=np.int64)


def _parties(read: StandingColumns, chosen: Array) -> dict[str, Array]:
    """Return who holds each of the chosen check-ins, and the agency it was opened for."""
    holder, agency = (np.asarray(column.codes)[chosen] for column in (read.holder, read.agency))
    words = dict.fromkeys([*read.holder.values, *(one for one in read.agency.values if one is not None)])
    place = {word: number for number, word in enumerate(words)}
    opened_for = np.asarray([-1 if one is None else place[one] for one in read.agency.values], dtype=np.int64)[agency]
    return {
        "agency": coded(np.where(opened_for < 0, holder, opened_for), list(words)),
        "holder": coded(holder, read.holder.values),
    }


def _category(words: list[str], rows: Array) -> Array:
    """Return the word of each row as a category, given the word of each number and the numbers of the rows."""
    codes, values = pd.factorize(np.asarray(words, dtype=object))
    return coded(np.asarray(codes)[rows], list(values))
