"""The day on which a round has to look at a check-in next (`CheckIn.next_on`): an index that may be early, never late.

Before that day nothing is to be said of a check-in, it does not become late, and nobody takes its duty over. The tables see
to it that whatever changes a row sets it to `LOOK_NOW`; what is kept beside the row, and decides too when something is to
be said, calls `look_again`. A round looks at what is due for it, and then writes down the day that follows
(`notifications.outbox.looks.next_days`).
"""

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, TypeAlias

import sqlalchemy
from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_, update
from sqlmodel import col, func, select

from models.check_ins.moves import CHASED
from models.database import Session
from models.tables.core import LOOK_NOW, CheckIn, State

WATCHED = (*CHASED, State.OWNERLESS)
"""The states in which a round has anything to do with a check-in."""
Numbers: TypeAlias = "array[int]"
Day: TypeAlias = date | BindParameter[Any]
"""A day, or the place of one in a statement that is built before the day is known."""
Which = ColumnElement[bool]
"""A choice of check-ins."""
HABIT = " | habit "
"""What stands in a ladder that has a rule about habits, as a check-in keeps it (`plan.ladder.in_force`)."""
AT_ONCE = 10_000
"""How many check-ins one statement names, and a round has in memory as it looks at them."""


def due_for_a_look(on: Day) -> Which:
    """Return which check-ins a round of a day has to look at, of those that are still owed or that nobody owns."""
    return and_(_IS_WATCHED, col(CheckIn.next_on) <= on)


_IS_WATCHED = col(CheckIn.state).in_(WATCHED)


def look_again(session: Session, check_in_ids: Collection[int]) -> None:
    """Let the next round look at check-ins, for something that is kept beside their rows has changed."""
    ids = list(check_in_ids)
    for start in range(0, len(ids), AT_ONCE):
        _look_at(session, col(CheckIn.id).in_(ids[start : start + AT_ONCE]))


def look_at_plan(session: Session, province: str, plan: str) -> None:
    """Let the next round look at all that is open of a plan."""
    _look_at(session, and_(col(CheckIn.province) == province, col(CheckIn.plan) == plan))


def look_at_all(session: Session) -> None:
    """Let the next round look at all that is open."""
    _look_at(session, sqlalchemy.true())


def look_at_holders(session: Session, province: str, plan: str, holders: Collection[str]) -> None:
    """Let the next round look at all that agencies have open of a plan."""
    of_plan = and_(col(CheckIn.province) == province, col(CheckIn.plan) == plan)
    _look_at(session, and_(of_plan, col(CheckIn.holder).in_(holders)))


def look_at_lines(session: Session, plans: Collection[str], on: date) -> None:
    """Let this round look at all that is open of a line of which it looks at any period: by a rule about habits they hang
    together. `plans` are those with such a rule; what is open may keep one beside.
    """
    names = ("province", "plan", "ref", "holder", "role", "scope")
    ruled = or_(col(CheckIn.plan).in_(plans), col(CheckIn.ladder).contains(HABIT))
    changed = sqlalchemy.select(*(col(getattr(CheckIn, name)) for name in names)).where(_changed(on), ruled)
    _look_at(session, sqlalchemy.tuple_(*(col(getattr(CheckIn, name)) for name in names)).in_(changed.distinct()))


def _changed(on: Day) -> Which:
    return and_(col(CheckIn.state).in_(list(State)), col(CheckIn.next_on) <= on)


def _look_at(session: Session, which: Which) -> None:
    # An update alone takes its rows in any order: two of them could wait for each other.
    held = _ASLEEP.where(which)
    session.execute(
        update(CheckIn).where(col(CheckIn.id).in_(held)).values(next_on=LOOK_NOW),
        execution_options={"synchronize_session": False},
    )


_ASLEEP = (
    sqlalchemy.select(col(CheckIn.id))
    .where(_IS_WATCHED, col(CheckIn.next_on).is_distinct_from(LOOK_NOW))
    .order_by(col(CheckIn.id))
    .with_for_update()
)


class Due(NamedTuple):
    """A check-in that a round has to look at, or that was answered or settled since one did."""

    id: int
    plan: str
    state: State
    next_on: date | None
    ladder: str

    @property
    def is_changed(self) -> bool:
        """Whether something of it changed; else its day has come."""
        return self.next_on == LOOK_NOW


@dataclass
class Held:
    """What a round of a day has to look at, by the numbers alone: there may be as many as there are check-ins.

    `watched` are those in which anything may still happen, by plan; `settled` those that were answered or settled since a
    round looked at them. `hangs_together` tells that a rule about habits may tie something of it to other periods.
    """

    watched: dict[str, Numbers] = field(default_factory=dict)
    settled: Numbers = field(default_factory=lambda: array("q"))
    hangs_together: bool = False

    def pieces(self) -> Iterator[Sequence[int]]:
        """Yield what is watched in pieces of at most `AT_ONCE`, plan by plan: small plans share one."""
        piece = array("q")
        for numbers in self.watched.values():
            for start in range(0, len(numbers), AT_ONCE):
                some = numbers[start : start + AT_ONCE]
                if len(piece) + len(some) > AT_ONCE:
                    yield piece
                    piece = array("q")
                piece += some
        if piece:
            yield piece


def hold_due(session: Session, on: date, ruled: Collection[str]) -> Held:
    """Return what a round of a day has to look at, held against whoever else would change it until the round is done.

    With it comes what was settled since: of a line in which it stands something may follow for another period
    (`look_at_lines`); `ruled` are the plans with a rule about that. They are held in the order of their numbers, as by all
    who hold several.
    """
    held = Held()
    for number, plan, state, keeps_rule in session.execute(_DUE, {"on": on}):
        held.hangs_together = held.hangs_together or keeps_rule or plan in ruled
        of_it = held.watched.setdefault(plan, array("q")) if state in WATCHED else held.settled
        of_it.append(number)
    return held


_DUE = (
    sqlalchemy.select(*map(col, (CheckIn.id, CheckIn.plan, CheckIn.state)), col(CheckIn.ladder).contains(HABIT))
    .where(_changed(bindparam("on")))
    .order_by(col(CheckIn.id))
    .with_for_update()
    .execution_options(yield_per=AT_ONCE)
)


def these(numbers: Sequence[int]) -> Which:
    """Return the choice of check-ins by their numbers, at most `AT_ONCE`."""
    # Written into the statement: drivers count values.
    named: BindParameter[Any] = bindparam("these", list(numbers), expanding=True, literal_execute=True, unique=True)
    return col(CheckIn.id).in_(named)


def open_of_plans(plans: Collection[str], which: Which | None = None) -> Which:
    """Return the choice of what a round has anything to do with of plans, or of `which` of it."""
    chosen = and_(col(CheckIn.state).in_(WATCHED), col(CheckIn.plan).in_(plans))
    return chosen if which is None else and_(chosen, which)


def numbered(first: int, last: int) -> Which:
    """Return the choice of the check-ins whose numbers lie from one to another, both inclusive."""
    return col(CheckIn.id).between(first, last)


def newest_number(session: Session) -> int:
    """Return the number of the check-in that was opened last, 0 before the first."""
    return session.exec(select(func.max(CheckIn.id))).one() or 0


def kept_days(session: Session, which: Which) -> list[Due]:
    """Return check-ins with the days that are kept with them, by number."""
    columns = (col(getattr(CheckIn, name)) for name in Due._fields)
    return [Due(*row) for row in session.execute(sqlalchemy.select(*columns).where(which).order_by(col(CheckIn.id)))]


def set_next(session: Session, days: Mapping[int, date | None]) -> None:
    """Write down on which day a round has to look at check-ins next, None for never; the caller holds them (`hold_due`)."""
    table = CheckIn.__table__  # type: ignore[attr-defined]
    rows = [{"number": number, "day": day} for number, day in days.items()]
    if rows:
        set_day = sqlalchemy.update(table).where(table.c.id == bindparam("number")).values(next_on=bindparam("day"))
        session.connection().execute(set_day, rows)


IS_CHANGED: Which = and_(_IS_WATCHED, col(CheckIn.next_on) == LOOK_NOW)
"""Which of what is open a round has to look at because something of it changed: a duty may have passed on."""
_CHANGED_PLANS = sqlalchemy.select(*map(col, (CheckIn.province, CheckIn.plan))).where(IS_CHANGED).distinct()


def changed_plans(session: Session) -> set[tuple[str, str]]:
    """Return the plans, each as its province and its code, of which something that is open changed."""
    return {(province, plan) for province, plan in session.execute(_CHANGED_PLANS)}
