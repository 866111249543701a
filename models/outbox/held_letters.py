"""Letters that are ready and may not go yet: they stay queued, with the reason."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import sqlalchemy
from sqlalchemy import and_, or_, update
from sqlmodel import col, func, select

from models.database import Session
from models.outbox.joined import held_in_order
from models.outbox.letters import READY, Which, ready_in_turn
from models.tables.core import Letter, LetterState

HOUR = timedelta(hours=1)
OF_A_DAY: Which = and_(col(Letter.matter) == "")
"""The letters of a day: those of a matter of their own, such as an incident, wait for nothing."""


def hold_letters(session: Session, why: Callable[[str], str]) -> list[int]:
    """Write down on letters that are not sent yet why they may not go now, and return their numbers.

    `why` gives the reason for a recipient, '' where there is none.
    """
    # What another process is sending leaves; waiting for it could hold up who sends it.
    unsent = col(Letter.state).in_(READY)
    chosen = sqlalchemy.select(col(Letter.id), col(Letter.recipient)).where(unsent).order_by(col(Letter.id))
    rows = session.execute(chosen).all()
    reasons = {recipient: why(recipient) for recipient in {recipient for _, recipient in rows}}
    held = [(letter_id, reasons[recipient]) for letter_id, recipient in rows if reasons[recipient]]
    for letter_id, reason in held:
        session.execute(update(Letter).where(col(Letter.id) == letter_id, unsent).values(reason=reason))
    return [letter_id for letter_id, _ in held]


def hold_ready(session: Session, tried: Collection[int], which: Which, why: Callable[[int], str]) -> int:
    """Write down on the letters of a day that are ready why they wait; return how many there are.

    `why` gives the reason from how many leave before a letter. `tried` and `which` are as in `claim_letters`.
    """
    numbers = ready_in_turn(session, tried, and_(which, OF_A_DAY), worst_first=True)
    reasons: dict[str, list[int]] = {}
    for place, number in enumerate(numbers):
        reasons.setdefault(why(place), []).append(number)
    waits = and_(col(Letter.id).in_(numbers), col(Letter.state).in_(READY))
    still = set(session.scalars(held_in_order(waits)))
    for reason, held in reasons.items():
        session.execute(
            update(Letter)
            .where(col(Letter.id).in_([number for number in held if number in still]))
            .values(reason=reason)
        )
    return len(numbers)


def count_left(session: Session, now: datetime) -> int:
    """Return how many messages of a day have left within the hour before the moment `now`, or are leaving."""
    left = and_(col(Letter.state) == LetterState.SENT, col(Letter.settled_at) > now - HOUR)
    leaving = col(Letter.state) == LetterState.SENDING
    alone = col(Letter.carried_by).is_(None)
    return int(session.exec(select(func.count()).where(OF_A_DAY, alone, or_(left, leaving))).one())
