"""The tables of reports that were made: what each said, and the files it went out in (see `models.tables.core`)."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.tables.core import Record


class MadeReport(Record, table=True):
    """A report as it was made: of which plan, form and kind, told of until the end of `told_on` as known at `known_at`.

    `since` is the first day told of, None for all; `before_on` and `before_known_at` are those of the report that it is
    compared with. `figures` are its figures by code as JSON, `standings` where each check-in stood, as JSON that is packed
    (`models.reported.made.stages_of`).
    `fingerprint` is equal for the same report made twice.
    """

    __tablename__ = "made_report"
    __table_args__ = (UniqueConstraint("fingerprint"),)

    id: int = Field(default=None, primary_key=True)
    province: str
    plan: str
    form: str
    kind: str
    since: date | None = None
    told_on: date
    known_at: datetime
    before_on: date | None = None
    before_known_at: datetime | None = None
    figures: str
    standings: str
    made_at: datetime
    fingerprint: str


class ReportFile(Record, table=True):
    """A file that a report was written to: its name, its format, and the hash of its bytes."""

    __tablename__ = "report_file"
    __table_args__ = (
        UniqueConstraint("report_id", "sha256"),
        Index("ix_report_file_sha256", "sha256"),
    )

    id: int = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="made_report.id")
    name: str
    format: str
    sha256: str


class ReportContent(Record, table=True):
    """The bytes of a report's file that goes out by mail: what the office looked at is what leaves."""

    __tablename__ = "report_content"
    __table_args__ = (UniqueConstraint("file_id"),)

    id: int = Field(default=None, primary_key=True)
    file_id: int = Field(foreign_key="report_file.id")
    content: bytes


class ReportLetter(Record, table=True):
    """The letter that brings a report to one recipient: of a plan, form, kind and day there is one, which leaves once.

    While it is a draft a newer one may take its place: then `report_id` and `letter_id` are those of the newer one.
    """

    __tablename__ = "report_letter"
    __table_args__ = (
        UniqueConstraint("recipient", "province", "plan", "form", "kind", "told_on"),
        Index("ix_report_letter_letter_id", "letter_id"),
    )

    id: int = Field(default=None, primary_key=True)
    recipient: str
    province: str
    plan: str
    form: str
    kind: str
    told_on: date
    report_id: int = Field(foreign_key="made_report.id")
    letter_id: int = Field(foreign_key="letter.id")
