"""The tables of requests and incidents, which come when somebody asks or reports (see `models.tables.core`)."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.tables.core import Outcome, Record, stored
from plan.tasks import SEVERITIES


class Asker(StrEnum):
    """Who puts an ad hoc request."""

    OFFICE = "office"
    CHAIRMAN = "chairman"


class Severity(StrEnum):
    """How grave an incident is, as the one who reports it says (`plan.tasks.SEVERITIES`; Nghị định 331/2026, art. 31)."""

    ORDINARY = "ordinary"
    SERIOUS = "serious"
    NATIONAL = "national"


SEVERITY_WORDS = {severity: SEVERITIES[severity] for severity in Severity}


class IncidentState(StrEnum):
    """Whether an incident's clocks run."""

    OPEN = "open"
    CLOSED = "closed"


class Request(Record, table=True):
    """An ad hoc request: agencies are to answer by a date (inclusive). Numbered anew each year, in the whole home.

    `plan` lends it its register, calendar and ladder; `parties` are the codes it was put to, `agencies` whom they stood
    for on `asked_on`, both with spaces between. `fingerprint` is equal for the same request made twice on one day.
    """

    __tablename__ = "request"
    __table_args__ = (UniqueConstraint("year", "number"), UniqueConstraint("fingerprint"))

    id: int = Field(default=None, primary_key=True)
    year: int
    number: int
    province: str
    plan: str
    asked_by: Asker = Field(sa_column=stored(Asker))
    subject: str
    document: str
    parties: str
    agencies: str
    asked_on: date
    due_on: date
    made_at: datetime
    fingerprint: str


class Incident(Record, table=True):
    """Something that happened to an agency and is to be reported at once. Numbered anew each year, in the whole home.

    `ref` is the clause that asks for its reports; the clocks run from `detected_at`.
    """

    __tablename__ = "incident"
    __table_args__ = (
        UniqueConstraint("year", "number"),
        UniqueConstraint("province", "plan", "ref", "agency", "detected_at", "title"),
    )

    id: int = Field(default=None, primary_key=True)
    year: int
    number: int
    province: str
    plan: str
    ref: str
    agency: str
    title: str
    severity: Severity = Field(sa_column=stored(Severity))
    detected_at: datetime
    opened_at: datetime
    state: IncidentState = Field(sa_column=stored(IncidentState))


class IncidentEvent(Record, table=True):
    """Something that happened to an incident: `kind` is a state it moved to; who, when, and why."""

    __tablename__ = "incident_event"
    __table_args__ = (UniqueConstraint("incident_id", "kind"),)

    id: int = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    kind: str
    happened_at: datetime
    learnt_at: datetime
    actor: str
    detail: str


class IncidentNotice(Record, table=True):
    """One thing to be said of an incident to one recipient, outside the day's letter.

    `step` is `''` for the news of the incident itself; `rung` is one of the incident ladder's, `due_on` the day on
    which the step's clock runs out, so that a moved date is told of anew.
    """

    __tablename__ = "incident_notice"
    __table_args__ = (
        UniqueConstraint("incident_id", "step", "rung", "due_on", "recipient", "channel"),
        Index("ix_incident_notice_letter_id", "letter_id"),
    )

    id: int = Field(default=None, primary_key=True)
    incident_id: int = Field(foreign_key="incident.id")
    step: str
    rung: str
    due_on: date
    recipient: str
    channel: str
    reached_at: datetime
    queued_at: datetime
    letter_id: int | None = Field(default=None, foreign_key="letter.id")
    outcome: Outcome = Field(sa_column=stored(Outcome))
    reason: str = ""


class Referral(Record, table=True):
    """A matter beyond an agency's authority, put to a higher one. Numbered anew each year, in the whole home.

    `to` is the code that the plan's clause names. `decision` and `document` are '' and `decided_on` None until it is
    decided; the words of the referral stay as they were. `fingerprint` is equal for the same matter put twice on a day.
    """

    __tablename__ = "referral"
    __table_args__ = (UniqueConstraint("year", "number"), UniqueConstraint("fingerprint"))

    id: int = Field(default=None, primary_key=True)
    year: int
    number: int
    province: str
    plan: str
    ref: str
    agency: str
    to: str
    matter: str
    referred_by: str
    referred_on: date
    learnt_at: datetime
    decision: str = ""
    document: str = ""
    decided_on: date | None = None
    recorded_at: datetime | None = None
    fingerprint: str
