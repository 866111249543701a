"""The states of a check-in: which may follow which, each move one guarded update with its row of history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Executable, bindparam, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key
from sqlmodel import col

from models.database import Session, append_rows
from models.tables.core import CheckIn, CheckInEvent, State

OVERDUE = "overdue"
"""The kind of event that dates when a check-in became late; no state of that name exists."""
CHASED = (State.OPEN, State.RETURNED)
"""The states in which an answer is still owed."""

ALLOWED_MOVES: dict[State, tuple[State, ...]] = {
    State.ANSWERED: (State.OPEN, State.RETURNED, State.ANSWERED),
    State.ACCEPTED: (State.ANSWERED,),
    State.RETURNED: (State.ANSWERED,),
    State.WAIVED: (State.OPEN, State.RETURNED, State.OWNERLESS),
    State.SUPERSEDED: (State.OPEN, State.RETURNED, State.OWNERLESS),
    State.OWNERLESS: (State.OPEN, State.RETURNED),
    State.OPEN: (State.OWNERLESS, State.WAIVED),
}
"""From which states each state may be reached. What is not here is refused."""


@dataclass(frozen=True)
class StateChange:
    """One change of state: who made it and when, dated twice; `item` tells two moves to one state apart."""

    to: State
    item: str
    happened_on: date
    learnt_at: datetime
    actor: str
    detail: str = ""


def move_check_in(session: Session, check_in_id: int, move: StateChange) -> bool:
    """Move a check-in if its state still allows it, with the row of history; tell whether this caller moved it.

    The update is guarded by the old state, so of two callers at once one gets False. Nothing is committed here.
    """
    return bool(move_check_ins(session, {check_in_id: move}))


def move_check_ins(session: Session, moves: Mapping[int, StateChange]) -> set[int]:
    """Move several check-ins to one state, in as many statements as for one; return those that this caller moved.

    Each is guarded as by `move_check_in`. Nothing is committed here.
    """
    if not moves:
        return set()
    (to,) = {move.to for move in moves.values()}
    moved = set(session.execute(_moving(to), {"those": list(moves)}).scalars())
    for check_in_id in moved:
        held = session.identity_map.get(identity_key(CheckIn, check_in_id))
        if held is not None:
            set_committed_value(held, "state", to)
    events = [
        CheckInEvent(
            check_in_id=check_in_id,
            kind=move.to,
            item=move.item,
            happened_on=move.happened_on,
            learnt_at=move.learnt_at,
            actor=move.actor,
            detail=move.detail,
        )
        for check_in_id, move in moves.items()
        if check_in_id in moved
    ]
    append_rows(session, events)
    return moved


@cache
def _moving(to: State) -> Executable:
    """Return the guarded update to a state, made once: making it takes longer than the database does."""
    guarded = update(CheckIn).where(
        col(CheckIn.id).in_(bindparam("those", expanding=True)), col(CheckIn.state).in_(ALLOWED_MOVES[to])
    )
    # Of all that a session holds only these rows can have changed: they are told so, and the others are not looked through.
    return guarded.values(state=to).returning(col(CheckIn.id)).execution_options(synchronize_session=False)
