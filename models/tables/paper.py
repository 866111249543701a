"""The tables of dunning letters on paper: what was printed for whom, and under which number it was sent (see `models.tables.core`)."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.tables.core import Record


class PaperLetter(Record, table=True):
    """A dunning letter as it was printed for an agency; `number` counts the agency's letters from 1.

    `answer_by` is the day (inclusive) by which it asks for the answers. `symbol` and `sent_on` are the number and the day
    under which it left, as the office recorded them at `recorded_at`; '' and None until then.
    """

    __tablename__ = "paper_letter"
    __table_args__ = (UniqueConstraint("province", "agency", "number"),)

    id: int = Field(default=None, primary_key=True)
    province: str
    agency: str
    number: int
    printed_on: date
    answer_by: date
    printed_at: datetime
    printed_by: str
    symbol: str = ""
    sent_on: date | None = None
    sent_by: str = ""
    recorded_at: datetime | None = None


class PaperLine(Record, table=True):
    """A check-in that a printed letter names, on which rung of the ladder, and by when it was due then."""

    __tablename__ = "paper_line"
    __table_args__ = (
        UniqueConstraint("paper_letter_id", "check_in_id"),
        Index("ix_paper_line_check_in_id", "check_in_id"),
    )

    id: int = Field(default=None, primary_key=True)
    paper_letter_id: int = Field(foreign_key="paper_letter.id")
    check_in_id: int = Field(foreign_key="check_in.id")
    rung: int
    due_on: date
