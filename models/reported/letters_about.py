"""Which letters, on the wire and on paper, spoke of each check-in: so that a row of a report leads to them."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy
from sqlmodel import col

from models.clock import day_of
from models.database import Session
from models.tables.core import CheckIn, Letter, LetterState, Notice
from models.tables.paper import PaperLetter, PaperLine


@dataclass(frozen=True)
class LetterAbout:
    """A letter that left and spoke of a check-in: its number in the outbox, or on paper its official one, and its day."""

    number: str
    on: date
    recipient: str
    on_paper: bool


def letters_about(session: Session, on: date, known_at: datetime, plan: str) -> dict[int, tuple[LetterAbout, ...]]:
    """Return the letters about the check-ins of a plan that had left by the end of `on`, as known then, by check-in.

    The number of statements does not grow with them.
    """
    found: dict[int, list[LetterAbout]] = {}
    mailed = (
        sqlalchemy.select(col(Notice.check_in_id), col(Letter.id), col(Letter.settled_at), col(Letter.recipient))
        .join(Letter, col(Letter.id) == col(Notice.letter_id))
        .join(CheckIn, col(CheckIn.id) == col(Notice.check_in_id))
        .where(col(CheckIn.plan) == plan, col(Letter.state) == LetterState.SENT, col(Letter.settled_at) <= known_at)
        .distinct()
    )
    for check_in_id, number, settled_at, recipient in session.execute(mailed):
        if day_of(settled_at) <= on:
            found.setdefault(check_in_id, []).append(LetterAbout(str(number), day_of(settled_at), recipient, False))
    printed = (
        sqlalchemy.select(col(PaperLine.check_in_id), PaperLetter)
        .join(PaperLetter, col(PaperLetter.id) == col(PaperLine.paper_letter_id))
        .join(CheckIn, col(CheckIn.id) == col(PaperLine.check_in_id))
        .where(col(CheckIn.plan) == plan, col(PaperLetter.sent_on) <= on, col(PaperLetter.recorded_at) <= known_at)
    )
    for check_in_id, letter in session.execute(printed):
        told = LetterAbout(letter.symbol, letter.sent_on, letter.agency, True)
        found.setdefault(check_in_id, []).append(told)
    return {
        number: tuple(sorted(those, key=lambda one: (one.on, one.on_paper, one.number)))
        for number, those in found.items()
    }
