"""The tables of what people do about what is late (see `models.tables.core`)."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.tables.core import Record


class Call(Record, table=True):
    """The office telephoned an agency about what it owes; `number` counts an agency's from 1.

    `promised_on` is the day for which the agency promised its reports, None where it promised none; `note` what was said.
    `called_by` is who called.
    """

    __tablename__ = "phone_call"
    __table_args__ = (UniqueConstraint("province", "agency", "number"),)

    id: int = Field(default=None, primary_key=True)
    province: str
    agency: str
    number: int
    called_on: date
    promised_on: date | None = None
    note: str
    called_by: str
    post: str
    way: str
    learnt_at: datetime


class Cause(Record, table=True):
    """A tracker's word on why a check-in is late: `accepted` stops the climb from `since` to `until` (both inclusive).

    `ended` takes an accepted one back from `since` on. `explanation` is the number of the agency's explanation that was
    accepted, `judge` the agency whose word it is. The rows are a ledger: no date moves, and none of them changes.
    """

    __tablename__ = "cause"
    __table_args__ = (UniqueConstraint("check_in_id", "number"),)

    id: int = Field(default=None, primary_key=True)
    check_in_id: int = Field(foreign_key="check_in.id")
    number: int
    kind: str
    holder: str
    explanation: int
    judge: str
    since: date
    until: date
    document: str
    recorded_by: str
    post: str
    way: str
    learnt_at: datetime
