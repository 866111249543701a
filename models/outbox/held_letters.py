"""Letters that are ready and may not go yet: they stay queued, with the reason."""

from collections.abc import Callable

import sqlalchemy
from sqlalchemy import update
from sqlmodel import col

from models.database import Session
from models.tables.core import Letter, LetterState


def hold_letters(session: Session, why: Callable[[str], str]) -> list[int]:
    """Write down on letters that are not sent yet why they may not go now, and return their numbers.

    `why` gives the reason for a recipient, '' where there is none.
    """
    unsent = col(Letter.state).in_((LetterState.QUEUED, LetterState.DOUBTFUL, LetterState.SENDING))
    rows = session.execute(sqlalchemy.select(col(Letter.id), col(Letter.recipient)).where(unsent)).all()
    reasons = {recipient: why(recipient) for recipient in {recipient for _, recipient in rows}}
    held = [(letter_id, reasons[recipient]) for letter_id, recipient in rows if reasons[recipient]]
    for letter_id, reason in held:
        session.execute(update(Letter).where(col(Letter.id) == letter_id).values(reason=reason))
    return [letter_id for letter_id, _ in held]
