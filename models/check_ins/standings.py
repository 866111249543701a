"""Where every check-in stands on a day, as far as it was known at a moment: derived anew each time, never stored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import sqlalchemy
from sqlalchemy import BindParameter, Select, bindparam
from sqlmodel import col, func

from models.check_ins.duties import Held, Lateness, duty_changes, held_on, lateness_until, merged_into
from models.check_ins.moves import OVERDUE
from models.clock import day_of, end_of_day
from models.database import Session
from models.tables.core import Answer, CheckIn, CheckInEvent, Result, State
from models.tables.decisions import Verdict


@dataclass(frozen=True)
class Standing:
    """One check-in on a day.

    `stage` is the place on the axis of punctuality: `on_time`, `late`, `open_in_time`, `open_overdue`, or apart from
    it `waived`, `superseded`, `ownerless`. `answered_on` is the day the answer that counts happened; `days_late` are
    calendar days past `due_on` until that day, or until the day of the standing while nothing counts; 0 in time. Where
    a clock in hours runs, the moment decides, and a day that has begun is one day late.

    An answer that was returned counts as not given, and `due_on` is the return's own date. Given again, `due_on` is the
    reporting date once more, which no return moves; the answer that counts is the first of all if every return was
    answered by its date, otherwise the newest. `returns` are the dates of the returns so far. `waiting_days` are the
    calendar days that an answer has waited for its verdict by the day of the standing, 0 where none waits.

    `result` is the agency's claim in its newest answer, None before any, and `claimed_on` the day since which it has
    claimed just that: an answer in time that only later says "done" was in time, the work was not. `state` holds the
    tracker's verdict.

    `holder` and `due_on` are those of the day. What passed from another agency names it in `before`, the oldest first,
    with those whose check-in of the same line ended in this one; `lateness` is theirs, and no part of `days_late`.
    """

    check_in_id: int
    province: str
    plan: str
    ref: str
    agency: str
    holder: str
    role: str
    scope: str
    period: str
    basis: str
    opened_on: date
    due_on: date
    state: State
    stage: str
    answered_on: date | None
    days_late: int
    result: Result | None
    claimed_on: date | None
    percent: int | None
    difficulties: str
    proposals: str
    before: tuple[str, ...] = ()
    lateness: tuple[Lateness, ...] = ()
    returns: tuple[date, ...] = ()
    waiting_days: int = 0


REPORTING_STAGES = ("on_time", "late", "open_in_time", "open_overdue")
"""The four cells of punctuality; their sum with the cells apart is every check-in opened."""
APART_STAGES = ("waived", "superseded", "ownerless")
"""Opened check-ins that nobody is late for: counted apart from the four cells."""
COUNTED = frozenset({State.ANSWERED, State.ACCEPTED})


def standings(
    session: Session,
    on: date,
    known_at: datetime,
    plan: str | None = None,
    check_in_ids: Collection[int] | None = None,
) -> list[Standing]:
    """Return every check-in opened by the end of `on`, as far as it was recorded by `known_at` (both inclusive).

    What happened on `on` counts; what was learnt after `known_at` does not, even if it happened before. Sorted by due
    date, then as they were opened. `plan` narrows to one plan's code, `check_in_ids` to those named.
    """
    ids = None if check_in_ids is None else list(check_in_ids)
    if ids == []:
        return []
    states = _states(session, on, known_at, ids)
    answers = _answers(session, on, known_at, ids)
    # What nobody answered was never returned.
    returned = _returned(session, on, known_at, ids) if answers else {}
    changes, merged = duty_changes(session, ids), merged_into(session, on, known_at)
    found = []
    owed = {"on": on} | ({} if plan is None else {"plan": plan}) | _named(ids)
    for row in session.execute(_owed(plan is not None, ids is not None), owed):
        check_in = _Owed._make(row)
        state = states.get(check_in.id)
        if state is not None:
            held = held_on(check_in, changes.get(check_in.id, ()), on, known_at)
            if ended := merged.get(check_in.id):
                held = replace(held, before=(*held.before, *ended))
            said = _Said(answers.get(check_in.id, ()), returned.get(check_in.id, ()), held.returns)
            found.append(_standing(check_in, held, state, said, (on, known_at)))
    return sorted(found, key=lambda standing: (standing.due_on, standing.check_in_id))


class _Owed(NamedTuple):
    """What of a check-in its standing is made of: columns, for rows would take five times as long to read."""

    id: int
    province: str
    plan: str
    ref: str
    agency: str
    holder: str
    role: str
    scope: str
    occurrence: str
    basis: str
    opened_on: date
    due_on: date
    due_at: datetime | None


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def _named(ids: Collection[int] | None) -> dict[str, object]:
    """Return the value that a statement needs which asks of those named alone."""
    return {} if ids is None else {"ids": ids}


# To build a statement takes longer than the database does: each is built once in each of its forms.
@cache
def _owed(of_plan: bool, of_ids: bool) -> Select[Any]:
    owed = sqlalchemy.select(*(col(getattr(CheckIn, name)) for name in _Owed._fields))
    owed = owed.where(col(CheckIn.opened_on) <= bindparam("on"))
    if of_plan:
        owed = owed.where(col(CheckIn.plan) == bindparam("plan"))
    return owed.where(col(CheckIn.id).in_(_IDS)) if of_ids else owed


class _Given(NamedTuple):
    """What of one version of an answer a standing is made of."""

    check_in_id: int
    version: int
    result: Result
    percent: int | None
    difficulties: str
    proposals: str
    happened_at: datetime
    learnt_at: datetime


@cache
def _last_moves(of_ids: bool) -> Select[Any]:
    place = func.row_number().over(partition_by=col(CheckInEvent.check_in_id), order_by=col(CheckInEvent.id).desc())
    moves = sqlalchemy.select(
        col(CheckInEvent.check_in_id), col(CheckInEvent.kind), col(CheckInEvent.happened_on), place.label("place")
    ).where(
        col(CheckInEvent.happened_on) <= bindparam("on"),
        col(CheckInEvent.learnt_at) <= bindparam("known_at"),
        col(CheckInEvent.kind) != OVERDUE,
    )
    known = (moves.where(col(CheckInEvent.check_in_id).in_(_IDS)) if of_ids else moves).subquery()
    return sqlalchemy.select(known.c.check_in_id, known.c.kind, known.c.happened_on).where(known.c.place == 1)


def _states(
    session: Session, on: date, known_at: datetime, ids: Collection[int] | None
) -> dict[int, tuple[State, date]]:
    """Return each check-in's state as its history tells it, that of the last move known, with the move's day."""
    rows = session.execute(_last_moves(ids is not None), {"on": on, "known_at": known_at} | _named(ids))
    states = {str(state): state for state in State}
    return {check_in_id: (states[kind], moved_on) for check_in_id, kind, moved_on in rows}


def _answers(session: Session, on: date, known_at: datetime, ids: Collection[int] | None) -> dict[int, list[_Given]]:
    found: dict[int, list[_Given]] = {}
    known = {"end": end_of_day(on), "known_at": known_at} | _named(ids)
    for row in session.execute(_given(ids is not None), known):
        found.setdefault(row[0], []).append(_Given._make(row))
    return found


@cache
def _given(of_ids: bool) -> Select[Any]:
    known = (
        sqlalchemy.select(*(col(getattr(Answer, name)) for name in _Given._fields))
        .where(col(Answer.happened_at) <= bindparam("end"), col(Answer.learnt_at) <= bindparam("known_at"))
        .order_by(col(Answer.check_in_id), col(Answer.version))
    )
    return known.where(col(Answer.check_in_id).in_(_IDS)) if of_ids else known


def _returned(session: Session, on: date, known_at: datetime, ids: Collection[int] | None) -> dict[int, list[int]]:
    """Return the versions of each check-in's answer that were returned, in order."""
    found: dict[int, list[int]] = {}
    known = {"on": on, "known_at": known_at} | _named(ids)
    for check_in_id, version in session.execute(_given_back(ids is not None), known):
        found.setdefault(check_in_id, []).append(version)
    return found


@cache
def _given_back(of_ids: bool) -> Select[int, int]:
    known = (
        sqlalchemy.select(col(Verdict.check_in_id), col(Verdict.version))
        .where(col(Verdict.kind) == State.RETURNED)
        .where(col(Verdict.happened_on) <= bindparam("on"), col(Verdict.learnt_at) <= bindparam("known_at"))
        .order_by(col(Verdict.check_in_id), col(Verdict.version))
    )
    return known.where(col(Verdict.check_in_id).in_(_IDS)) if of_ids else known


@dataclass(frozen=True)
class _Said:
    """What an agency has said of one check-in: its versions, which of them were returned, and by when to say it anew."""

    answers: Sequence[_Given]
    returned: Sequence[int]
    by: Sequence[date]

    @property
    def unjudged(self) -> list[_Given]:
        """The versions after the last one that was returned."""
        return [answer for answer in self.answers if answer.version > max(self.returned, default=0)]

    def given_at(self) -> datetime:
        """Return the moment of the answer that counts for punctuality (DESIGN §4, "Waiting for a verdict")."""
        spans = pairwise((*self.returned, self.answers[-1].version))
        for (returned, last), by in zip(spans, self.by, strict=False):
            again = [day_of(one.happened_at) for one in self.answers if returned < one.version <= last]
            if not again or min(again) > by:
                return self.answers[-1].happened_at
        # A version that was recorded later may have happened earlier: told by telephone, written down the day after.
        return min(answer.happened_at for answer in self.answers)


def _standing(
    check_in: _Owed, held: Held, moved: tuple[State, date], said: _Said, seen: tuple[date, datetime]
) -> Standing:
    state, moved_on = moved
    on, known_at = seen
    last = said.answers[-1] if said.answers else None
    answered_at = said.given_at() if last and state in COUNTED else None
    answered_on = None if answered_at is None else day_of(answered_at)
    due_on = held.due_on if answered_on is None else held.reporting_due_on
    days_late = max(0, ((answered_on or on) - due_on).days)
    if not days_late and check_in.due_at is not None and day_of(check_in.due_at) == due_on:
        days_late = int((answered_at or min(known_at, end_of_day(on))) >= check_in.due_at)
    lateness = held.lateness + _late_before_passing(held, said)
    if state in (State.WAIVED, State.SUPERSEDED, State.OWNERLESS):
        stage, days_late = str(state), 0
        if state != State.WAIVED:
            lateness += lateness_until(held.holder, held.due_on, moved_on)
    elif answered_on is not None:
        stage = "late" if days_late else "on_time"
    else:
        stage = "open_overdue" if days_late else "open_in_time"
    return Standing(
        check_in_id=check_in.id,
        province=check_in.province,
        plan=check_in.plan,
        ref=check_in.ref,
        agency=check_in.agency,
        holder=held.holder,
        role=check_in.role,
        scope=check_in.scope,
        period=check_in.occurrence,
        basis=check_in.basis,
        opened_on=check_in.opened_on,
        due_on=due_on,
        state=state,
        stage=stage,
        answered_on=answered_on,
        days_late=days_late,
        result=last.result if last else None,
        claimed_on=_claimed_on(said.answers),
        percent=last.percent if last else None,
        difficulties=last.difficulties if last else "",
        proposals=last.proposals if last else "",
        before=held.before,
        lateness=lateness,
        returns=held.returns,
        waiting_days=days_waited(said.unjudged, on) if state == State.ANSWERED and said.unjudged else 0,
    )


def _late_before_passing(held: Held, said: _Said) -> tuple[Lateness, ...]:
    """Return how late those had answered whose check-in passed on while it was returned: their lateness, not the heir's."""
    if held.passed_returned is None or not said.answers:
        return ()
    holder, due_on = held.passed_returned
    days = (min(day_of(answer.happened_at) for answer in said.answers) - due_on).days
    return (Lateness(holder, due_on, days),) if days > 0 else ()


def _claimed_on(answers: Sequence[_Given]) -> date | None:
    """Return the day from which the newest claim has stood without another in between."""
    claimed_on = None
    for answer in reversed(answers):
        if answer.result != answers[-1].result:
            break
        claimed_on = day_of(answer.happened_at)
    return claimed_on


def days_waited(unjudged: Sequence[_Given] | Sequence[Answer], on: date) -> int:
    """Return how many calendar days the versions that nobody has judged have waited by `on`, since the first was recorded."""
    return max(0, (on - min(day_of(answer.learnt_at) for answer in unjudged)).days)
