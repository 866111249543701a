"""Reports that were made: kept with what they said, so that a file can be traced and a later day can be compared."""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from zlib import compress, decompress

from sqlmodel import col, select

from models.audit.acts import DONDOC, Done, record_act
from models.database import Session
from models.tables.core import CheckIn
from models.tables.decisions import Act
from models.tables.reports import MadeReport, ReportFile
from plan.texts.written import format_day

MAKE_REPORT = "make-report"
"""The kind of the act in the audit trail."""

Figures = Mapping[str, float | None]
"""Every figure of a report by its code."""
Stages = Mapping[str, Sequence[str]]
"""Where each check-in stood, by its number: stage, holder, date and state."""


@dataclass(frozen=True)
class Making:
    """A report about to be kept; the fields are those of `models.tables.reports.MadeReport`."""

    province: str
    plan: str
    form: str
    kind: str
    since: date | None
    told_on: date
    known_at: datetime
    before_on: date | None
    before_known_at: datetime | None
    figures: Figures
    stages: Stages


def keep_report(session: Session, making: Making, files: Mapping[str, bytes], now: datetime) -> MadeReport:
    """Keep a report with the hashes of its files, by their names, and return its row; the same report is kept once.

    Nothing is committed here.
    """
    said = json.dumps(
        [making.form, making.kind, str(making.since), str(making.told_on), making.known_at.isoformat(), making.figures],
        ensure_ascii=False,
        sort_keys=True,
    )
    fingerprint = sha256(f"{making.province}\n{making.plan}\n{said}\n{_as_text(making.stages)}".encode()).hexdigest()
    made = session.exec(select(MadeReport).where(MadeReport.fingerprint == fingerprint)).one_or_none()
    if made is None:
        made = MadeReport(
            province=making.province,
            plan=making.plan,
            form=making.form,
            kind=making.kind,
            since=making.since,
            told_on=making.told_on,
            known_at=making.known_at,
            before_on=making.before_on,
            before_known_at=making.before_known_at,
            figures=_as_text(making.figures),
            standings=_packed(making.stages),
            made_at=now,
            fingerprint=fingerprint,
        )
        session.add(made)
        session.flush()
        detail = f"tính đến ngày {format_day(making.told_on)}"
        record_act(session, Done(MAKE_REPORT, making.province, "", item=making.plan, detail=detail), DONDOC, now)
    kept = set(session.exec(select(ReportFile.sha256).where(ReportFile.report_id == made.id)))
    for name, content in files.items():
        digest = sha256(content).hexdigest()
        if digest not in kept:
            session.add(ReportFile(report_id=made.id, name=name, format=name.rpartition(".")[2], sha256=digest))
    session.flush()
    return made


def _as_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _packed(stages: Stages) -> str:
    # A year's weekly reports of a busy home would hold as much again as all its answers.
    return b64encode(compress(_as_text(stages).encode())).decode("ascii")


def figures_of(made: MadeReport) -> dict[str, float | None]:
    """Return the figures that a report told, by code."""
    figures: dict[str, float | None] = json.loads(made.figures)
    return figures


def stages_of(made: MadeReport) -> dict[str, tuple[str, ...]]:
    """Return where each check-in stood in a report, by its number: stage, holder, date and state."""
    stages: dict[str, list[str]] = json.loads(decompress(b64decode(made.standings)))
    return {number: tuple(stage) for number, stage in stages.items()}


def find_made(session: Session, content: bytes) -> tuple[MadeReport, ReportFile] | None:
    """Return the report that a file holds, by the hash of its bytes; None for a file that no report was written to."""
    digest = sha256(content).hexdigest()
    found = session.exec(
        select(MadeReport, ReportFile)
        .join(ReportFile, col(ReportFile.report_id) == col(MadeReport.id))
        .where(ReportFile.sha256 == digest)
        .order_by(col(MadeReport.id))
    ).first()
    return (found[0], found[1]) if found else None


def find_marked(session: Session, mark: str) -> MadeReport | None:
    """Return the report whose mark a file bears that was changed since (`reports.account.account.Account.mark`), or None."""
    said, *parts = mark.split(" ")
    if said != "dondoc" or len(parts) != 6:
        return None
    province, plan, form, kind, told_on, known_at = parts
    try:
        day, moment = date.fromisoformat(told_on), datetime.fromisoformat(known_at)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return session.exec(
        select(MadeReport).where(
            MadeReport.province == province,
            MadeReport.plan == plan,
            MadeReport.form == form,
            MadeReport.kind == kind,
            MadeReport.told_on == day,
            MadeReport.known_at == moment,
        )
    ).first()


def made_reports(session: Session) -> list[tuple[MadeReport, list[ReportFile]]]:
    """Return all reports that were made, the newest first, each with its files."""
    files: dict[int, list[ReportFile]] = {}
    for one in session.exec(select(ReportFile).order_by(col(ReportFile.id))):
        files.setdefault(one.report_id, []).append(one)
    made = session.exec(select(MadeReport).order_by(col(MadeReport.made_at).desc(), col(MadeReport.id).desc()))
    return [(one, files.get(one.id, [])) for one in made]


def report_before(session: Session, plan: str, form: str, kind: str, on: date) -> MadeReport | None:
    """Return the newest report of the same plan, form and kind that tells of an earlier day; None where there is none."""
    earlier = select(MadeReport).where(
        MadeReport.plan == plan, MadeReport.form == form, MadeReport.kind == kind, MadeReport.told_on < on
    )
    return session.exec(
        earlier.order_by(col(MadeReport.told_on).desc(), col(MadeReport.known_at).desc(), col(MadeReport.id).desc())
    ).first()


def acts_since(session: Session, check_in_ids: Sequence[int], known_at: datetime) -> dict[int, list[Act]]:
    """Return what was done about some check-ins after a moment, by check-in, in the order in which it was done."""
    found: dict[int, list[Act]] = {}
    wanted = list(check_in_ids)
    for start in range(0, len(wanted), 500):
        some = select(Act).where(col(Act.check_in_id).in_(wanted[start : start + 500]), Act.done_at > known_at)
        for act in session.exec(some.order_by(col(Act.done_at), col(Act.id))):
            found.setdefault(act.check_in_id or 0, []).append(act)
    return found


def check_ins_of(session: Session, numbers: Sequence[int]) -> dict[int, CheckIn]:
    """Return check-ins by their numbers."""
    found: dict[int, CheckIn] = {}
    wanted = list(numbers)
    for start in range(0, len(wanted), 500):
        some = select(CheckIn).where(col(CheckIn.id).in_(wanted[start : start + 500]))
        found |= {one.id: one for one in session.exec(some)}
    return found
