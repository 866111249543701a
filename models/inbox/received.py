"""The mails of the mailbox that were looked at: each is acted upon once, in whatever place and however often it lies there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import col, func, select

from models.database import Session, insert_new
from models.tables.inbox import ReceivedMail


class Outcome(StrEnum):
    """What a mail was. Only the first two change anything."""

    RETURNED = "returned"
    REPLY = "reply"
    DELAYED = "delayed"
    AUTOMATIC = "automatic"
    FOREIGN = "foreign"
    FORGED = "forged"
    NOT_TAKEN = "not-taken"
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Noted:
    """What is noted of a mail: where it lies, its key, what it was, and the letter that it is about."""

    place: str
    key: str
    outcome: Outcome
    letter_id: int | None = None
    detail: str = ""


def note_mail(session: Session, noted: Noted, now: datetime) -> bool:
    """Note a mail that was looked at; False, and it is not to be acted upon, where the same one was noted before."""
    row = {
        "place": noted.place,
        "mail_key": noted.key,
        "outcome": noted.outcome.value,
        "letter_id": noted.letter_id,
        "detail": noted.detail,
        "learnt_at": now,
    }
    if insert_new(session, ReceivedMail, [{**row, "number": 0}]):
        return True
    copies = select(func.count()).where(ReceivedMail.mail_key == noted.key)
    insert_new(session, ReceivedMail, [{**row, "number": session.exec(copies).one()}])
    return False


def known_places(session: Session, prefix: str) -> set[str]:
    """Return the places that begin with `prefix` and whose mails were looked at."""
    return set(session.exec(select(ReceivedMail.place).where(col(ReceivedMail.place).startswith(prefix))).all())


def count_since(session: Session, letter_ids: list[int], outcome: Outcome, since: datetime) -> int:
    """Return how many mails about these letters were of an outcome since a moment."""
    counted = select(func.count()).where(
        col(ReceivedMail.letter_id).in_(letter_ids), ReceivedMail.outcome == outcome, ReceivedMail.learnt_at >= since
    )
    return int(session.exec(counted).one())
