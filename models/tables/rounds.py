"""The tables of what the program remembers of its own rounds (see `models.tables.core`)."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.tables.core import Record


class RoundRun(Record, table=True):
    """One round: `started_at` is the moment that it goes by, `day` the day of that moment.

    A round begun again at the same moment, as in a trial, is the same one. `finished_at` is None while it runs, and of one
    that was killed. `failures` are sentences as JSON: what it could not do, and why.
    """

    __tablename__ = "round_run"
    __table_args__ = (UniqueConstraint("started_at"),)

    id: int = Field(default=None, primary_key=True)
    started_at: datetime
    day: date
    finished_at: datetime | None = None
    failures: str = "[]"


class SoundPlan(Record, table=True):
    """A plan as it was last read without an error: the texts of its file, its changes, its register and the calendar.

    By it the clocks of incidents run, and names are known, while the office is still mending a file.
    """

    __tablename__ = "sound_plan"
    __table_args__ = (UniqueConstraint("code"),)

    id: int = Field(default=None, primary_key=True)
    code: str
    text: str
    office_text: str
    register_text: str
    calendar_text: str
    read_at: datetime


class PlanQuestion(Record, table=True):
    """What a plan, as it read when it was asked about, would do in one round: how much it opens, passes on and drops.

    `mark` tells those texts from any others, `listed` is JSON: a line for each clause and period that would open. While
    `confirmed_at` is None the round goes on by the reading before.
    """

    __tablename__ = "plan_question"
    __table_args__ = (UniqueConstraint("code", "mark"),)

    id: int = Field(default=None, primary_key=True)
    code: str
    mark: str
    opens: int = 0
    passes_on: int = 0
    drops: int = 0
    listed: str = "[]"
    asked_at: datetime
    confirmed_at: datetime | None = None
