"""Who holds a check-in and by when it is due: changed by one guarded update, with what was before in a row of history."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import bindparam, update
from sqlmodel import col, func, select

from models.check_ins.looks.reckonings import forget_opening
from models.check_ins.moves import CHASED
from models.clock import day_of, end_of_day
from models.database import Session
from models.tables.core import CheckIn, DutyChange, Succession

HANDOVER = "handover"
CALENDAR = "calendar"
RETURN = "return"
EXTENSION = "extension"
GOING_LIVE = "going-live"
"""The kinds of change."""


@dataclass(frozen=True)
class Duty:
    """Who is to hold a check-in from now on, and by when it is due."""

    holder: str
    remind_on: date
    due_on: date


@dataclass(frozen=True)
class Change:
    """One change of duties: its kind and document, dated twice, and who made it."""

    kind: str
    act: str
    happened_on: date
    learnt_at: datetime
    actor: str = "dondoc"


def change_duty(session: Session, check_in: CheckIn, to: Duty, change: Change) -> bool:
    """Change a check-in that is still owed, with the row of history, if it stands as it was read; tell whether it did.

    Of two callers at once one gets False. Nothing is committed here.
    """
    last = session.exec(select(func.max(DutyChange.number)).where(DutyChange.check_in_id == check_in.id)).one()
    row = DutyChange(
        check_in_id=check_in.id,
        number=(last or 0) + 1,
        kind=change.kind,
        holder_before=check_in.holder,
        holder=to.holder,
        remind_before=check_in.remind_on,
        remind_on=to.remind_on,
        due_before=check_in.due_on,
        due_on=to.due_on,
        happened_on=change.happened_on,
        learnt_at=change.learnt_at,
        actor=change.actor,
        act=change.act,
    )
    changed = session.execute(
        update(CheckIn)
        .where(
            col(CheckIn.id) == check_in.id,
            col(CheckIn.holder) == check_in.holder,
            col(CheckIn.remind_on) == check_in.remind_on,
            col(CheckIn.due_on) == check_in.due_on,
            col(CheckIn.state).in_(CHASED),
        )
        .values(holder=to.holder, remind_on=to.remind_on, due_on=to.due_on)
    )
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        return False
    session.add(row)
    session.flush()
    if to.holder != check_in.holder:  # what an heir holds is not opened for it again, what it holds no more is
        forget_opening(session, check_in.province, check_in.plan)
    return True


def clock_ends(check_in: CheckIn) -> datetime:
    """Return the first moment at which an answer is late: the clock's, or the end of the last day in time.

    A date that was moved to another day since, by a hand-over for one, counts to that day's end.
    """
    if check_in.due_at is not None and day_of(check_in.due_at) == check_in.due_on:
        return check_in.due_at
    return end_of_day(check_in.due_on) + timedelta(microseconds=1)


def duty_changes(session: Session, check_in_ids: list[int] | None = None) -> dict[int, list[DutyChange]]:
    """Return the changes of each check-in (or of those named), the oldest first."""
    found: dict[int, list[DutyChange]] = {}
    if check_in_ids == []:
        return found
    chosen = _CHANGES if check_in_ids is None else _CHANGES_OF
    for change in session.exec(chosen, params={} if check_in_ids is None else {"those": check_in_ids}):
        found.setdefault(change.check_in_id, []).append(change)
    return found


# Built once, for that takes longer than the database does.
_CHANGES = select(DutyChange).order_by(col(DutyChange.check_in_id), col(DutyChange.number))
_CHANGES_OF = _CHANGES.where(col(DutyChange.check_in_id).in_(bindparam("those", expanding=True)))


@dataclass(frozen=True)
class Lateness:
    """How many calendar days past `due_on` a holder was when the duty left its hands: its own, not the heir's."""

    holder: str
    due_on: date
    days: int


def lateness_until(holder: str, due_on: date, left_on: date) -> tuple[Lateness, ...]:
    """Return how late a holder was that had a duty up to the day before `left_on`; nothing if it was in time."""
    days = (left_on - timedelta(days=1) - due_on).days
    return (Lateness(holder, due_on, days),) if days > 0 else ()


@dataclass(frozen=True)
class Held:
    """Who held a check-in on a day and by when it was due, and how late those before had been.

    `due_on` is the last day in time that runs, a return's own where there was one; `reporting_due_on` the one that
    punctuality of reporting goes by, which no return moves. `returns` are the last days in time for the answers after
    each return, in order. `passed_returned` is the first holder that it passed on from while it was returned, with the
    reporting date that was that holder's.
    """

    holder: str
    due_on: date
    reporting_due_on: date
    returns: tuple[date, ...] = ()
    before: tuple[str, ...] = ()
    lateness: tuple[Lateness, ...] = ()
    passed_returned: tuple[str, date] | None = None


class Owing(Protocol):
    """What of a check-in, or of a row of its columns, tells who holds it and by when it is due now."""

    @property
    def holder(self) -> str:
        """Who holds it."""

    @property
    def due_on(self) -> date:
        """The last day in time."""


def held_on(check_in: Owing, changes: Sequence[DutyChange], on: date, known_at: datetime) -> Held:
    """Return a check-in's holder and dates at the end of `on`, as far as its changes were recorded by `known_at`.

    `changes` are all of its changes, the oldest first. What moves a return's own date leaves the reporting date alone; a
    hand-over gives the heir one date for both.
    """
    if not changes:
        return Held(check_in.holder, check_in.due_on, check_in.due_on)
    held = Held(changes[0].holder_before, changes[0].due_before, changes[0].due_before)
    under_return = False
    for change in changes:
        if change.happened_on > on or change.learnt_at > known_at:
            continue
        if change.holder != held.holder:
            late = lateness_until(held.holder, held.due_on, change.happened_on)
            held = replace(held, before=(*held.before, held.holder), lateness=held.lateness + late)
            if under_return and held.passed_returned is None:
                held = replace(held, passed_returned=(held.holder, held.reporting_due_on))
        if change.kind == RETURN:
            held = replace(held, returns=(*held.returns, change.due_on))
        elif under_return:
            held = replace(held, returns=(*held.returns[:-1], change.due_on))
        under_return = change.kind != HANDOVER and (under_return or change.kind == RETURN)
        held = replace(held, holder=change.holder, due_on=change.due_on)
        if not under_return:
            held = replace(held, reporting_due_on=change.due_on)
    return held


def merged_into(
    session: Session, on: date, known_at: datetime, check_in_ids: Collection[int] | None = None
) -> dict[int, list[str]]:
    """Return the holders whose check-ins had ended in another one by `on`, by the id of that one.

    `check_in_ids` are those of which it is asked, None for all there are.
    """
    found: dict[int, list[str]] = {}
    if check_in_ids is not None and not check_in_ids:
        return found
    known: dict[str, object] = {"on": on, "known_at": known_at}
    if check_in_ids is not None:
        known["those"] = list(check_in_ids)
    for successor, holder in session.exec(_ENDED if check_in_ids is None else _ENDED_IN, params=known):
        found.setdefault(successor, []).append(holder)
    return found


_ENDED = (
    select(col(Succession.successor_id), col(CheckIn.holder))
    .join(CheckIn, col(CheckIn.id) == col(Succession.check_in_id))
    .where(col(Succession.happened_on) <= bindparam("on"), col(Succession.learnt_at) <= bindparam("known_at"))
    .order_by(col(Succession.id))
)
_ENDED_IN = _ENDED.where(col(Succession.successor_id).in_(bindparam("those", expanding=True)))
