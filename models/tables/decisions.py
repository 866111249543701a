"""The tables of what agencies, trackers and the office do beside answering (see `models.tables.core`)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.tables.core import Record, State, stored


class Ruling(StrEnum):
    """What became of something that was asked: nothing yet, granted, or refused."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"


class ObjectionKind(StrEnum):
    """What an agency objects: that a task is not its own, or that it owns no information system."""

    NOT_OURS = "not-ours"
    NO_SYSTEM = "no-system"


class Verdict(Record, table=True):
    """What a tracker said of one version of an answer: `kind` is `accepted` or `returned`.

    `judge` is the agency that judged. A return has its reason and `due_on`, the last day in time (inclusive) for the
    new answer. `document` is the paper of a verdict that is recorded later than it was given, else ''.
    """

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("check_in_id", "version"),)

    id: int = Field(default=None, primary_key=True)
    check_in_id: int = Field(foreign_key="check_in.id")
    version: int
    kind: State = Field(sa_column=stored(State))
    judge: str
    reason: str
    due_on: date | None = None
    document: str
    judged_by: str
    post: str
    way: str
    happened_on: date
    learnt_at: datetime


class Extension(Record, table=True):
    """A later date that an agency asked for, and what became of it; `number` counts a check-in's from 1.

    `due_before` is the date as it stood, `asked_until` what was asked, `granted_until` what was granted (all inclusive).
    `decider` is the agency that decided, or the Chairman's code; `document` the number of the written decision.
    """

    __tablename__ = "extension"
    __table_args__ = (UniqueConstraint("check_in_id", "number"), Index("ix_extension_ruling", "ruling"))

    id: int = Field(default=None, primary_key=True)
    check_in_id: int = Field(foreign_key="check_in.id")
    number: int
    holder: str
    due_before: date
    asked_until: date
    reason: str
    asked_by: str
    post: str
    way: str
    asked_on: date
    asked_at: datetime
    ruling: Ruling = Field(sa_column=stored(Ruling))
    granted_until: date | None = None
    decider: str = ""
    decided_by: str = ""
    document: str = ""
    note: str = ""
    decided_on: date | None = None
    decided_at: datetime | None = None


class Explanation(Record, table=True):
    """Why an agency is late, in its own words, written after the date; it moves no date and is shown beside the answer."""

    __tablename__ = "explanation"
    __table_args__ = (UniqueConstraint("check_in_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    check_in_id: int = Field(foreign_key="check_in.id")
    number: int
    holder: str
    reason: str
    given_by: str
    post: str
    way: str
    happened_on: date
    learnt_at: datetime


class Objection(Record, table=True):
    """An agency says that a task is not its own, or that it owns no information system; the office decides.

    `suggested` is the agency it names instead, '' for none. Upheld, `outcome` tells what was done; `ended_on` is the
    day (inclusive) from which a declaration about systems no longer holds.
    """

    __tablename__ = "objection"
    __table_args__ = (UniqueConstraint("check_in_id", "number"), Index("ix_objection_ruling", "ruling"))

    id: int = Field(default=None, primary_key=True)
    check_in_id: int = Field(foreign_key="check_in.id")
    number: int
    kind: ObjectionKind = Field(sa_column=stored(ObjectionKind))
    province: str
    plan: str
    holder: str
    reason: str
    suggested: str
    raised_by: str
    post: str
    way: str
    raised_on: date
    raised_at: datetime
    ruling: Ruling = Field(sa_column=stored(Ruling))
    outcome: str = ""
    document: str = ""
    decided_by: str = ""
    decided_on: date | None = None
    decided_at: datetime | None = None
    ended_on: date | None = None


class Deputy(Record, table=True):
    """Who stands in for an agency's answering person from `starts` to `ends`, both inclusive; `number` counts from 1.

    Until `confirmed_at` nothing is sent to him. Personal data: name and address are blanked once the span is over and the office tidies up.
    """

    __tablename__ = "deputy"
    __table_args__ = (UniqueConstraint("province", "agency", "number"),)

    id: int = Field(default=None, primary_key=True)
    province: str
    agency: str
    number: int
    name: str
    post: str
    address: str
    starts: date
    ends: date
    named_by: str
    way: str
    learnt_at: datetime
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None


class Contribution(Record, table=True):
    """What a coordinating agency adds to a task's occurrence; it owes none. `number` counts its own from 1."""

    __tablename__ = "contribution"
    __table_args__ = (UniqueConstraint("province", "plan", "ref", "occurrence", "agency", "number"),)

    id: int = Field(default=None, primary_key=True)
    province: str
    plan: str
    ref: str
    occurrence: str
    agency: str
    number: int
    text: str
    given_by: str
    post: str
    way: str
    happened_on: date
    learnt_at: datetime


class LinkEpoch(Record, table=True):
    """From when on a recipient's older links open nothing: those signed for a smaller `number` are revoked."""

    __tablename__ = "link_epoch"
    __table_args__ = (UniqueConstraint("recipient", "number"),)

    id: int = Field(default=None, primary_key=True)
    recipient: str
    number: int
    revoked_at: datetime
    revoked_by: str
    reason: str


class Act(Record, table=True):
    """One line of the audit trail: who did what, for which agency, when and by which way.

    `link` is a print of the link that was used, never the link itself; `recorder` who at the office wrote down what was
    told by telephone. `agency` is '' for what the program did by itself.
    """

    __tablename__ = "act"
    __table_args__ = (Index("ix_act_done_at", "done_at"),)

    id: int = Field(default=None, primary_key=True)
    done_at: datetime
    kind: str
    province: str
    agency: str
    check_in_id: int | None = Field(default=None, foreign_key="check_in.id")
    item: str
    detail: str
    name: str
    post: str
    way: str
    link: str
    recorder: str = ""
