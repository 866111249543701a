"""The tables of what came back to the office's mailbox, and what it told (see `models.tables.core`)."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.tables.core import Record


class ReceivedMail(Record, table=True):
    """One mail of the mailbox that was looked at, and what it was: `outcome` is a word of `models.inbox.received`.

    `place` is where it lies there. `mail_key` is its own Message-ID, or the print of its content: the one with `number` 0 was
    acted upon, further ones are the same mail in another place. `letter_id` is the letter that it is about, if one of ours.
    """

    __tablename__ = "received_mail"
    __table_args__ = (UniqueConstraint("place"), UniqueConstraint("mail_key", "number"))

    id: int = Field(default=None, primary_key=True)
    place: str
    mail_key: str
    number: int = 0
    outcome: str
    letter_id: int | None = Field(default=None, foreign_key="letter.id")
    detail: str = ""
    learnt_at: datetime


class UnreachableAddress(Record, table=True):
    """An address (in small letters) from which a letter came back; `number` counts its times from 1.

    `recipient` is whose it was then, as the outbox knows it. While `ended_at` is None nothing is sent there.
    """

    __tablename__ = "unreachable_address"
    __table_args__ = (
        UniqueConstraint("address", "number"),
        Index("ix_unreachable_address_ended_at", "ended_at"),
    )

    id: int = Field(default=None, primary_key=True)
    address: str
    number: int
    recipient: str
    letter_id: int = Field(foreign_key="letter.id")
    reason: str
    learnt_at: datetime
    ended_at: datetime | None = None
    ended_by: str = ""
