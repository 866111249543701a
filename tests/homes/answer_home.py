"""A database in which Sở Y tế of Bắc Giang owes its lines of the first half of 2023, and who answers there."""

import io
from datetime import date, datetime, time
from pathlib import Path

from sqlmodel import select

from models.answers.evidence import KeptFile, keep_file
from models.answers.record import AnswerDraft, RecordedLate, record_answers
from models.audit.acts import Person
from models.clock import moment_on
from models.database import Database
from models.tables.core import CheckIn, Result, State
from models.tables.decisions import Act, Verdict
from plan.library import LoadedPlan
from tests.homes.databases.opened_plans import open_plans, put_opened_file

MONDAY = date(2023, 6, 5)
NOW = moment_on(MONDAY, time(8))
HOA = Person("Nguyễn Thị Hòa", "Chánh Văn phòng", "page")
BINH = Person("Trần Văn Bình", "Phó Giám đốc", "page")
HEALTH = "so-y-te"
HELD_MEETING = AnswerDraft(Result.IN_PROGRESS, 40, "Đã họp")
FULL = AnswerDraft(
    Result.IN_PROGRESS,
    40,
    "Đã họp",
    parts=(("Tình hình", "Tốt"), ("Khó khăn", " "), ("Kiến nghị", "=HYPERLINK(1)")),
    figures=(("I.1.b.6", "percent", "82.5"), ("I.1.c.4", "percent", "")),
)


def opened(url: str, loaded: LoadedPlan, on: date = MONDAY) -> Database:
    """Return a database that has taken a shipped plan on and opened what is due to open."""
    if url.startswith("sqlite:///"):
        put_opened_file(Path(url.removeprefix("sqlite:///")), (loaded.plan.code,), on, trial=False)
        return Database(url)
    database = Database(url)
    open_plans(database, (loaded.plan.code,), on, trial=False)
    return database


def check_in_of(database: Database, ref: str, period: str = "2023-H1", holder: str = HEALTH, role: str = "lead") -> int:
    """Return the id of what an agency owes for a clause and a period."""
    with database.read() as session:
        asked = select(CheckIn.id).where(
            CheckIn.holder == holder, CheckIn.ref == ref, CheckIn.occurrence == period, CheckIn.role == role
        )
        return int(session.exec(asked).one() or 0)


def say(
    database: Database,
    check_in: int,
    draft: AnswerDraft,
    by: Person = HOA,
    at: datetime = NOW,
    late: RecordedLate | None = None,
) -> list[int]:
    """Record one answer of Sở Y tế that was given at a moment; learnt then, or at `NOW` where that is later."""
    with database.write() as session:
        drafts, learnt_at = {check_in: draft}, max(at, NOW)
        return list(record_answers(session, drafts, HEALTH, at, learnt_at, by=by, province="bac-giang", late=late))


def acts(database: Database, kind: str) -> list[tuple[int | None, str, str, str]]:
    """Return the acts of a kind: the check-in, the item, the detail and who."""
    with database.read() as session:
        done = session.exec(select(Act).where(Act.kind == kind).order_by(Act.id))  # type: ignore[arg-type]  # a column
        return [(act.check_in_id, act.item, act.detail, act.name) for act in done]


def a_return(line: int, version: int, reason: str) -> Verdict:
    """Return the row of a return that Công an tỉnh made on the tests' Monday."""
    return Verdict(
        check_in_id=line,
        version=version,
        kind=State.RETURNED,
        judge="cong-an-tinh",
        reason=reason,
        document="",
        judged_by="An",
        post="",
        way="page",
        happened_on=MONDAY,
        learnt_at=NOW,
    )


def keep(folder: Path, content: bytes, name: str, whose: str = "") -> KeptFile:
    """Keep a file that somebody sent in a folder of evidence."""
    return keep_file(folder, io.BytesIO(content), name, whose)


def left_in(folder: Path) -> list[str]:
    """Return the names of all files in a folder of evidence."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())
