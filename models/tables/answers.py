"""The tables of what an agency says of a check-in: before it answers, in its answer, and not sent yet (see `models.tables.core`)."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.tables.core import Record


class AnswerPart(Record, table=True):
    """What an answer says under one heading of its form (`plan.answer_form`); `place` is the heading's, from 1."""

    __tablename__ = "answer_part"
    __table_args__ = (UniqueConstraint("answer_id", "heading"),)

    id: int = Field(default=None, primary_key=True)
    answer_id: int = Field(foreign_key="answer.id")
    place: int
    heading: str
    text: str


class AnswerFigure(Record, table=True):
    """The number that an answer gives for a target: a plain decimal as text (`82.5`), in the unit `measure`."""

    __tablename__ = "answer_figure"
    __table_args__ = (UniqueConstraint("answer_id", "target"),)

    id: int = Field(default=None, primary_key=True)
    answer_id: int = Field(foreign_key="answer.id")
    target: str
    measure: str
    value: str


class Draft(Record, table=True):
    """What an agency has written for a check-in and not sent: the fields as typed, as JSON. It goes with its answer.

    `revision` counts the saves from 1; a save names the one that it was written upon.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("check_in_id", "agency"),)

    id: int = Field(default=None, primary_key=True)
    check_in_id: int = Field(foreign_key="check_in.id")
    agency: str
    revision: int
    fields: str
    saved_by: str
    saved_at: datetime


class Evidence(Record, table=True):
    """A file that an agency put to a check-in; its content lies in the home under its hash.

    `version` is that of the answer it went out with, 0 while it waits for one. What waits can be withdrawn, what went
    out stays. `kind` is its media type as its content tells it, `size` in bytes.
    """

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("check_in_id", "sha256"), Index("ix_evidence_sha256", "sha256"))

    id: int = Field(default=None, primary_key=True)
    check_in_id: int = Field(foreign_key="check_in.id")
    agency: str
    sha256: str
    name: str
    kind: str
    size: int
    version: int
    added_by: str
    added_at: datetime
    withdrawn_at: datetime | None = None


class Receipt(Record, table=True):
    """An agency says that it has a matter, and who deals with it; `number` counts a check-in's from 1, the newest holds.

    `handler` is who deals with it, `phone` his telephone, '' where none was given: personal data, blanked a while after
    the check-in is settled. `told_by` said so.
    """

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("check_in_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    check_in_id: int = Field(foreign_key="check_in.id")
    number: int
    holder: str
    handler: str
    phone: str
    told_by: str
    way: str
    happened_on: date
    learnt_at: datetime


class Promise(Record, table=True):
    """The day on which an agency says it will report; `number` counts a check-in's from 1, the newest holds.

    It is of the duty as it stood: `change` is the number of the check-in's newest `DutyChange` then, 0 for none, and a
    later change of its holder or its date ends it. `due_on` is the last day in time as it was.
    """

    __tablename__ = "promise"
    __table_args__ = (UniqueConstraint("check_in_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    check_in_id: int = Field(foreign_key="check_in.id")
    number: int
    holder: str
    promised_on: date
    due_on: date
    change: int
    told_by: str
    post: str
    way: str
    happened_on: date
    learnt_at: datetime
