"""What letters tell: the check-ins behind each, as their notices have them, and what was struck out of one meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy
from sqlmodel import col

from models.database import Session
from models.outbox.letters import NO_LONGER_OWED
from models.outbox.notices import struck_from
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


_MOST_NAMED = 6
"""How many refs of a kind a reason names."""


def why_emptied(session: Session, letter_id: int) -> str:
    """Return why nothing is left to say in a letter: what was struck out of it, by why and ref."""
    reasons = struck_from(letter_id)
    found = (
        sqlalchemy.select(col(Notice.reason), col(CheckIn.ref))
        .join(CheckIn, col(CheckIn.id) == col(Notice.check_in_id))
        .where(col(Notice.reason).in_(list(reasons)))
        .order_by(col(CheckIn.due_on), col(CheckIn.id))
    )
    refs: dict[str, dict[str, None]] = {}
    for reason, ref in session.execute(found):
        refs.setdefault(reasons[reason], {})[ref] = None
    told = [f"{why}: {_named(list(named))}" for why, named in refs.items()]
    return "; ".join(told) or NO_LONGER_OWED


def _named(refs: list[str]) -> str:
    more = len(refs) - _MOST_NAMED
    return ", ".join(refs[:_MOST_NAMED]) + (f" và {more} nội dung khác" if more > 0 else "")
