"""What letters tell: the check-ins behind each, as their notices have them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy
from sqlmodel import col

from models.database import Session
from models.tables.core import CheckIn, Notice


@dataclass(frozen=True)
class ToldCheckIn:
    """One check-in of a letter: the purpose of its notice, and the last day in time."""

    letter_id: int
    check_in_id: int
    purpose: str
    due_on: date


def told_in(session: Session, letter_ids: Collection[int]) -> list[ToldCheckIn]:
    """Return what these letters of a day tell, by letter."""
    found = (
        sqlalchemy.select(col(Notice.letter_id), col(CheckIn.id), col(Notice.purpose), col(CheckIn.due_on))
        .join(CheckIn, col(CheckIn.id) == col(Notice.check_in_id))
        .where(col(Notice.letter_id).in_(list(letter_ids)))
        .order_by(col(Notice.letter_id), col(CheckIn.due_on), col(CheckIn.id))
    )
    return [ToldCheckIn(*row) for row in session.execute(found) if row[0] is not None]
