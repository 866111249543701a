"""The table of draws: which agency fell to which way of a trial (see `models.tables.core`)."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from models.tables.core import Record


class TrialDraw(Record, table=True):
    """An agency drawn for a trial of a plan: `arm` is 0 or 1, `seed` what the lot was made of with the agency's code.

    `lines` are the numbers of the check-ins that it owed past their dates then, as JSON: whether they are answered is what
    the trial counts.
    """

    __tablename__ = "trial_draw"
    __table_args__ = (UniqueConstraint("province", "plan", "trial", "agency"),)

    id: int = Field(default=None, primary_key=True)
    province: str
    plan: str
    trial: str
    agency: str
    arm: int
    seed: str
    lines: str
    drawn_on: date
    drawn_at: datetime
