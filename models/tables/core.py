"""The tables: what happened, each row under a key that the database holds unique.

Days are calendar days in Asia/Ho_Chi_Minh; moments are stored in UTC and come back aware. Keys have no empty parts:
what does not apply is `''` or 0. Rows of history are appended, never changed.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Date, Enum, Index, MetaData, UniqueConstraint
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(SQLModel):
    """The base of the tables: one metadata with a naming convention, so that migrations can name what they change.

    `id` is a row's number from the moment it is flushed; before that it has none, and no foreign key takes that.
    """

    metadata = MetaData(naming_convention=NAMING)


class State(StrEnum):
    """What people did with a check-in; lateness is derived, never stored."""

    OPEN = "open"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WAIVED = "waived"
    SUPERSEDED = "superseded"
    OWNERLESS = "ownerless"


class Result(StrEnum):
    """What an agency says of the task itself; the second axis of every report."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    BLOCKED = "blocked"


class Outcome(StrEnum):
    """What became of a notice."""

    QUEUED = "queued"
    SENT = "sent"
    SKIPPED = "skipped"


class LetterState(StrEnum):
    """Where a letter stands on its way out."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    DOUBTFUL = "doubtful"
    SENT = "sent"
    FAILED = "failed"
    SKIPPED = "skipped"
    REPLACED = "replaced"


def stored(kind: type[StrEnum]) -> Column[StrEnum]:
    """Return a column that stores an enumeration's values as text, on every database alike."""
    kept = Enum(kind, values_callable=lambda members: [str(member) for member in members], native_enum=False, length=20)
    return Column(kept, nullable=False)


LOOK_NOW = date.min
"""What stands in `CheckIn.next_on` of a check-in of which something changed: the next round looks at it, whatever its day."""


class HomeRecord(Record, table=True):
    """The home itself: one row. A `trial_day` marks a trial home for good and is the day its clock shows.

    `live_since` is when a real home began to send letters; None while it is being prepared. `identity` stands in a file
    beside the database too, and `key_print` is of the key that signs its links; both '' until the home is opened.
    """

    __tablename__ = "home"

    id: int = Field(default=1, primary_key=True)
    made_at: datetime
    trial_day: date | None = None
    live_since: datetime | None = None
    identity: str = ""
    key_print: str = ""


class Adoption(Record, table=True):
    """From which day a home follows a plan, and how far its check-ins have been opened.

    `day_set` tells that a person has set the day for this plan: no setting moves it.
    """

    __tablename__ = "adoption"
    __table_args__ = (UniqueConstraint("province", "plan"),)

    id: int = Field(default=None, primary_key=True)
    province: str
    plan: str
    adopted_on: date
    taken_at: datetime
    baseline_on: date | None = None
    opened_through: date | None = None
    day_set: bool = False


class Reckoning(Record, table=True):
    """By what a plan's check-ins were looked at last: nothing that stands here is needed, and a row that is missing costs work.

    `mark` tells all that decides what they are asked and when they are told (`models.check_ins.looks.reckonings`) from any other,
    `contacts` the address book as it held for them. Before `opens_next` nothing opens. `mixed` tells that something may climb by
    another ladder than the plan's as it reads.
    """

    __tablename__ = "reckoning"
    __table_args__ = (UniqueConstraint("province", "plan"),)

    id: int = Field(default=None, primary_key=True)
    province: str
    plan: str
    mark: str
    opens_next: date
    contacts: str = ""
    mixed: bool = True


class PlanVersion(Record, table=True):
    """A plan as it was taken on: its text, that of the office's own file of changes, and what it changed in sentences."""

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("province", "plan", "number"),)

    id: int = Field(default=None, primary_key=True)
    province: str
    plan: str
    number: int
    fingerprint: str
    text: str
    office_text: str = ""
    changes: str
    taken_at: datetime


class CheckIn(Record, table=True):
    """What one agency owes for one task and one occurrence.

    `agency` is the one it was opened for and part of the key; `holder` owes it now, and `due_on` is the last day in time
    now, `remind_on` the last working day in time: what they were before stands in `DutyChange`. `rule` and `calendar`
    stay as they were when the check-in was opened. An ownerless one is held by who had it last, or by the party as the
    plan writes it. `basis` is `cadence`, `baseline`, `handover` (an heir's part of a duty that was split), `request` or
    `incident`. `due_at` is set where a clock in hours runs: the first moment that is late, on `due_on`;
    once `due_on` is moved to another day it no longer counts. `ladder` is the plan's ladder when it was opened, or the one
    that the office applied since (`plan.ladder.in_force`); '' until the next round fills it in.

    `next_on` is the day on which a round has to look at it next, None for never: an index, and no truth
    (`models.check_ins.looks.next_look`). Whatever inserts or updates a row without a day of its own sets `LOOK_NOW`.
    """

    __tablename__ = "check_in"
    __table_args__ = (
        UniqueConstraint("province", "plan", "ref", "agency", "role", "scope", "occurrence"),
        Index("ix_check_in_holder_state", "holder", "state"),
        Index("ix_check_in_state_due_on", "state", "due_on"),
        Index("ix_check_in_state_next_on", "state", "next_on"),
    )

    id: int = Field(default=None, primary_key=True)
    province: str
    plan: str
    ref: str
    agency: str
    role: str
    scope: str
    occurrence: str
    holder: str
    basis: str
    opens_on: date
    opened_on: date
    remind_on: date
    due_on: date
    due_at: datetime | None = None
    rule: str
    calendar: str
    state: State = Field(sa_column=stored(State))
    ladder: str = Field(default="", sa_column_kwargs={"server_default": ""})
    next_on: date | None = Field(
        default=LOOK_NOW,
        sa_column=Column(
            Date(), nullable=True, default=LOOK_NOW, onupdate=LOOK_NOW, server_default=LOOK_NOW.isoformat()
        ),
    )


class Answer(Record, table=True):
    """One version of an agency's answer. `happened_at` decides punctuality, `learnt_at` is when we recorded it.

    `unchanged` tells that it repeats the period before in one act. Of an answer recorded on a later day than it was
    given, `recorded_by`, `document` and `reason` say who recorded it, by which paper and why; else they are ''.
    """

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("check_in_id", "version"),)

    id: int = Field(default=None, primary_key=True)
    check_in_id: int = Field(foreign_key="check_in.id")
    version: int
    result: Result = Field(sa_column=stored(Result))
    percent: int | None = None
    text: str
    difficulties: str
    proposals: str
    answered_by: str
    post: str
    way: str
    happened_at: datetime
    learnt_at: datetime
    unchanged: bool = False
    recorded_by: str = ""
    document: str = ""
    reason: str = ""


class CheckInEvent(Record, table=True):
    """Something that happened to a check-in. `kind` is a state it moved to, or `overdue`; `item` tells occasions apart."""

    __tablename__ = "check_in_event"
    __table_args__ = (UniqueConstraint("check_in_id", "kind", "item"),)

    id: int = Field(default=None, primary_key=True)
    check_in_id: int = Field(foreign_key="check_in.id")
    kind: str
    item: str
    happened_on: date
    learnt_at: datetime
    actor: str
    detail: str


class DutyChange(Record, table=True):
    """A change of who holds a check-in or by when it is due, with what was before; `number` counts from 1.

    `kind` is `handover`, `calendar`, `return`, `extension` or `going-live`, `act` the document. `happened_on` is the day it took effect.
    """

    __tablename__ = "duty_change"
    __table_args__ = (UniqueConstraint("check_in_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    check_in_id: int = Field(foreign_key="check_in.id")
    number: int
    kind: str
    holder_before: str
    holder: str
    remind_before: date
    remind_on: date
    due_before: date
    due_on: date
    happened_on: date
    learnt_at: datetime
    actor: str
    act: str


class Succession(Record, table=True):
    """A check-in that ended in another one, which shows it: the heir's own of the same line, or a part of a split."""

    __tablename__ = "succession"
    __table_args__ = (
        UniqueConstraint("check_in_id", "successor_id"),
        Index("ix_succession_successor_id", "successor_id"),
    )

    id: int = Field(default=None, primary_key=True)
    check_in_id: int = Field(foreign_key="check_in.id")
    successor_id: int = Field(foreign_key="check_in.id")
    happened_on: date
    learnt_at: datetime
    act: str


class Letter(Record, table=True):
    """One message to one recipient: all its notices of a day. `recipient` is an agency's code, or `<code>/head`.

    `matter` is `''` for the letter of a day; a letter of its own beside it names what it is about. Until a letter leaves
    its words are what they would be on `written_on`: they are written anew as it leaves. `digest` tells that it lists
    what others are late with, `weekly` that it lists this or what waits on its reader's desk.

    `attempts` counts claims. `claimed_at` and `handing_at`, since when it is being handed to a server, are of the machine's
    clock; `failing_since`, from when a server's answers put it off, and `next_try_at` are of the home's. `doubts` counts
    how often nobody knew whether it had been taken: from then on its `written_on` stays, and with it its Message-ID.
    `carried_by` is the letter to the same address inside which it leaves, or left (`models.outbox.joined`).
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("recipient", "channel", "written_on", "matter"),
        Index("ix_letter_state", "state"),
        Index("ix_letter_carried_by", "carried_by"),
        Index("ix_letter_written_on", "written_on"),
    )

    id: int = Field(default=None, primary_key=True)
    recipient: str
    channel: str
    written_on: date
    matter: str = ""
    address: str
    subject: str
    body: str
    weekly: bool
    digest: bool = False
    state: LetterState = Field(sa_column=stored(LetterState))
    attempts: int = 0
    reason: str = ""
    written_at: datetime
    claimed_at: datetime | None = None
    settled_at: datetime | None = None
    handing_at: datetime | None = None
    failing_since: datetime | None = None
    next_try_at: datetime | None = None
    doubts: int = 0
    carried_by: int | None = None


class Notice(Record, table=True):
    """One thing to be said of one check-in to one recipient; `check_in_id` is the item and the occurrence at once.

    `rung` is the working days before (`reminder`) or after (`escalation`) the date, 0 for `opening`; of the reminder of a
    promised day (`promise`) the calendar days from that day to the date.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("check_in_id", "purpose", "rung", "due_on", "recipient", "channel"),
        Index("ix_notice_outcome_letter_id", "outcome", "letter_id"),
        Index("ix_notice_letter_id", "letter_id"),
    )

    id: int = Field(default=None, primary_key=True)
    recipient: str
    channel: str
    purpose: str
    check_in_id: int = Field(foreign_key="check_in.id")
    rung: int
    due_on: date
    stage_on: date
    queued_at: datetime
    letter_id: int | None = Field(default=None, foreign_key="letter.id")
    outcome: Outcome = Field(sa_column=stored(Outcome))
    reason: str = ""
