"""Letters that leave inside another: one message a day for each address, however many recipients have it.

Several recipients may have one address: two agencies with one mailbox, the head of one who answers for another. Of their
letters of a day one carries the others (`Letter.carried_by`), which are claimed by nobody and share what becomes of it.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy
from sqlalchemy import ColumnElement, Executable, Integer, Select, Table, and_, bindparam, update
from sqlalchemy.orm import aliased
from sqlmodel import col, exists, select
from sqlmodel.sql.sqltypes import UTCDateTime

from models.database import Session
from models.tables.ad_hoc import IncidentNotice
from models.tables.core import Letter, LetterState, Notice, Outcome

HAD_TODAY = "địa chỉ này hôm nay đã nhận một thư, chờ thư sau"
"""Why a letter waits whose address had one today, for whichever recipient."""
SENT_FROM = (LetterState.QUEUED, LetterState.SENDING, LetterState.FAILED, LetterState.DOUBTFUL)
"""From which states a letter becomes sent: also for a process whose claim had run out."""
CARRIED = (LetterState.SENT, LetterState.FAILED, LetterState.QUEUED, LetterState.DOUBTFUL)
"""The states in which a letter is that leaves, or left, inside another."""
_UNDER_WAY = (LetterState.SENDING, LetterState.DOUBTFUL)
_LEFT_TODAY = (*_UNDER_WAY, LetterState.SENT)


def join_letters(
    session: Session, address_of: Callable[[str], str], on: date, which: ColumnElement[bool]
) -> tuple[int, ...]:
    """Let the letters of a day that would go to one address go as one message, and return those that wait instead.

    `address_of` gives a recipient's address, '' where its letters go alone; `which` are the letters that may go on the day
    `on`. A letter waits whose address had another today; the reason stands on it. What is carried by a letter that is under
    way stays with it. Two processes at once come to the same.
    """
    waiting = _waiting(session, which)
    busy = _addresses_of(session, on) if waiting else set[str]()
    alike: dict[str, list[Letter]] = {}
    for letter in waiting:
        address = address_of(letter.recipient).casefold()
        alike.setdefault(address or f"#{letter.id}", []).append(letter)
    waits: list[int] = []
    for address, letters in alike.items():
        carrier, *carried = sorted(letters, key=lambda one: (one.next_try_at is not None, one.next_try_at, one.id))
        _carry(session, [carrier], None)
        _carry(session, carried, carrier.id)
        if address in busy:
            waits += [letter.id for letter in letters]
    if waits:
        # What another has claimed meanwhile leaves: to wait for it would hold up who settles it and what it carries.
        still = and_(col(Letter.id).in_(waits), col(Letter.state) == LetterState.QUEUED)
        session.execute(update(Letter).where(col(Letter.id).in_(held_in_order(still))).values(reason=HAD_TODAY))
    return tuple(waits)


def held_in_order(which: ColumnElement[bool]) -> Select[int]:
    """Return the choice of letters by their numbers, lowest first, each held until the transaction ends.

    An update alone takes its rows in any order, so that two processes could wait for each other. What another is sending is
    held there together with what it carries: leave that out of `which`, for the same reason.
    """
    return sqlalchemy.select(col(Letter.id)).where(which).order_by(col(Letter.id)).with_for_update()


def _waiting(session: Session, which: ColumnElement[bool]) -> Sequence[Letter]:
    """Return the letters of a day that may be joined anew: what is carried by one under way may not."""
    return session.exec(_TO_JOIN.where(which)).all()


_CARRIER = aliased(Letter)
_TO_JOIN = (
    select(Letter)
    .where(col(Letter.state) == LetterState.QUEUED, col(Letter.matter) == "")
    .where(~exists().where(col(_CARRIER.id) == col(Letter.carried_by), col(_CARRIER.state).in_(_UNDER_WAY)))
    .order_by(col(Letter.id))
)


def _addresses_of(session: Session, on: date) -> set[str]:
    """Return the addresses, in small letters, to which a letter of the day `on` has left or is leaving."""
    left = (col(Letter.matter) == "", col(Letter.written_on) == on, col(Letter.state).in_(_LEFT_TODAY))
    return {address.casefold() for address in session.exec(select(Letter.address).where(*left))}


def _carry(session: Session, letters: Sequence[Letter], carrier: int | None) -> None:
    moved = [letter.id for letter in letters if letter.carried_by != carrier]
    if moved:
        still = and_(col(Letter.id).in_(moved), col(Letter.state) == LetterState.QUEUED)
        session.execute(update(Letter).where(col(Letter.id).in_(held_in_order(still))).values(carried_by=carrier))


def carried_letters(session: Session, carriers: Sequence[int]) -> list[Letter]:
    """Return the letters that wait to leave inside these, in the order of their numbers."""
    waits = col(Letter.state).in_((LetterState.QUEUED, LetterState.DOUBTFUL))
    found = select(Letter).where(waits, col(Letter.carried_by).in_(list(carriers)))
    return list(session.exec(found.order_by(col(Letter.id))).all())


def carry_on(session: Session, letters: Sequence[Letter]) -> None:
    """Let the first of the letters that were carried by one which does not leave carry the others."""
    if letters:
        _carry(session, letters[:1], None)
        _carry(session, letters[1:], letters[0].id)


def let_go(session: Session, letter: Letter) -> None:
    """Let a letter that was carried leave by itself again."""
    session.execute(update(Letter).where(col(Letter.id) == letter.id).values(carried_by=None))


def carrier_of(session: Session, letter: Letter) -> Letter:
    """Return the letter with which one leaves: the one that carries it, else itself."""
    carrier = session.get(Letter, letter.carried_by) if letter.carried_by else None
    gone = (LetterState.SKIPPED, LetterState.REPLACED)
    return letter if carrier is None or carrier.state in gone else carrier


def share(session: Session, carrier: int, states: Sequence[LetterState], **values: Any) -> list[int]:  # noqa: ANN401  columns of a letter
    """Set on the letters in one of `states` that a letter carries what became of it, and return their numbers."""
    mine = and_(col(Letter.carried_by) == carrier, col(Letter.state).in_(states))
    found = list(session.scalars(held_in_order(mine)))
    if found:
        session.execute(update(Letter).where(col(Letter.id).in_(found)).values(**values))
    return found


def share_doubt(session: Session, carrier: int, reason: str, now: datetime, doubts: int) -> None:
    """Record that nobody knows whether the letters came that one in doubt carries."""
    waits = (LetterState.QUEUED, LetterState.DOUBTFUL)
    share(session, carrier, waits, state=LetterState.DOUBTFUL, reason=reason, settled_at=now, doubts=doubts)


@cache
def _sent_statements() -> tuple[Executable, Executable, tuple[Executable, ...]]:
    """Return what records that a letter was sent, finds what it carries, and tells the notices of one: made once, for
    making them takes longer than the database does.
    """
    letter: Table = Letter.__table__  # type: ignore[attr-defined]
    number = bindparam("number", type_=Integer())
    settled = letter.c.state.in_(SENT_FROM)
    inside = letter.c.state.in_(CARRIED)
    notices: tuple[Table, ...] = (Notice.__table__, IncidentNotice.__table__)  # type: ignore[attr-defined]
    return (
        update(letter)
        .where(letter.c.id == number, settled)
        .values(state=LetterState.SENT, reason="", settled_at=bindparam("at", type_=UTCDateTime())),
        sqlalchemy.select(letter.c.id).where(letter.c.carried_by == number, inside),
        tuple(update(one).where(one.c.letter_id == number).values(outcome=Outcome.SENT, reason="") for one in notices),
    )


def settle_sent(session: Session, letter_id: int, now: datetime) -> bool:
    """Record that a letter was sent, with all that it carries and all their notices; False if it is settled."""
    connection, (sent, carried, told) = session.connection(), _sent_statements()
    if connection.execute(sent, {"number": letter_id, "at": now}).rowcount != 1:
        return False
    inside = list(connection.scalars(carried, {"number": letter_id}))
    if inside:
        share(session, letter_id, CARRIED, state=LetterState.SENT, reason="", settled_at=now)
    for statement in told:
        for number in (letter_id, *inside):
            connection.execute(statement, {"number": number})
    return True
