"""A plan whose lines fall to agencies, to trackers and to the office in every way, and the acts that people do on them."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import col, func, select

from models.answers.record import AnswerDraft, record_answers
from models.audit.acts import Person
from models.check_ins.adoption import take_on_plan
from models.check_ins.opening import open_check_ins
from models.check_ins.standings import Standing, standings
from models.clock import end_of_day, moment_on
from models.database import Database, Session
from models.decisions.extensions import ExtensionDecision, ask_extension, decide_extension
from models.decisions.objections import ObjectionDecision, raise_objection
from models.decisions.verdicts import Seen, accept, give_back
from models.refusal import RefusedError
from models.tables.core import Answer, CheckIn, Record, Result, State
from models.tables.decisions import ObjectionKind, Verdict
from plan.calendar import WorkCalendar
from plan.language.plan_file import read_plan
from plan.language.register_file import read_register
from plan.library import LoadedPlan
from tests.homes.databases.templates import DATABASE, migrated, template

PROVINCE, PLAN = "tinh-thu", "ke-hoach-thu"
OFFICE, POLICE, HEALTH, JUSTICE, BUILDING = (
    "van-phong-ubnd-tinh",
    "cong-an-tinh",
    "so-y-te",
    "so-tu-phap",
    "so-xay-dung",
)
CHAIRMAN = "chu-tich-ubnd-tinh"

REGISTER = """\
province: {code: tinh-thu, name: tỉnh Thử, place: Thử, chairman: chu-tich-ubnd-tinh, office: van-phong-ubnd-tinh}
agencies:
  van-phong-ubnd-tinh: Văn phòng UBND tỉnh
  cong-an-tinh: Công an tỉnh
  so-y-te: Sở Y tế
  so-tu-phap: Sở Tư pháp
  so-xay-dung: Sở Xây dựng
  so-giao-thong: {name: Sở Giao thông, to: 31/12/2022}
changes:
  - {date: 1/1/2023, act: Nghị quyết 1, moves: [{from: so-giao-thong, to: none}]}
groups:
  cac-so: {name: Các sở, members: [so-y-te, so-tu-phap]}
roles:
  chu-quan-he-thong-thong-tin:
    name: Chủ quản hệ thống thông tin
    office: {held_by: [so-y-te, so-tu-phap]}
"""

PLAN_TEXT = """\
code: ke-hoach-thu
document: {kind: Kế hoạch, number: 12/KH-UBND, date: 3/1/2023, issuer: UBND tỉnh Thử, subject: Chạy thử}
province: tinh-thu
span: {from: 1/2023, to: 12/2025}
office:
  follow_up:
    - {every: half-year, only: H1, due: {before: 15/6}}
    - {every: half-year, only: H2, due: {before: 15/11}}
  opens: 30 days before
  remind: [7, 1]
  ladder: [{after: 1, to: agency}]
trackers: {default: cong-an-tinh, noi-bo: van-phong-ubnd-tinh}
scopes: {noi-bo: nội bộ}
sections: {I: Nhiệm vụ}
clauses: [I.1, I.2, I.3, I.4, I.5, I.6]
tasks:
  I.1: {title: Việc của các sở, lead: cac-so, time: ongoing}
  I.2: {title: Việc của cơ quan theo dõi, lead: cong-an-tinh, time: ongoing}
  I.3: {title: Việc văn bản ấn định ngày, lead: cac-so, time: yearly, due: {before: 15/6}}
  I.4: {title: Bảo vệ hệ thống, lead: chu-quan-he-thong-thong-tin, time: ongoing}
  I.5: {title: Dự phòng hệ thống, lead: [chu-quan-he-thong-thong-tin, so-y-te], time: ongoing}
  I.6: {title: Việc nội bộ của văn phòng, lead: van-phong-ubnd-tinh (noi-bo), time: ongoing}
"""

OPENED, DUE = date(2023, 6, 5), date(2023, 6, 14)
"""A Monday on which all lines open, and the last day in time of each."""
HOA = Person("Nguyễn Thị Hòa", "Chánh Văn phòng Sở", "page", "in-dau-vet")
DUNG = Person("Trần Dũng", "Phó Trưởng phòng An ninh mạng", "page")
LAN = Person("Lê Thị Lan", "Chuyên viên Văn phòng", "command")
DONE_HALF = AnswerDraft(Result.IN_PROGRESS, 50, "Đã tập huấn 02 lớp")


def load_judged_plan() -> LoadedPlan:
    """Return the plan above; fail with its errors where it is not sound."""
    register, errors = read_register(REGISTER, "agencies.yaml")
    assert register is not None, errors
    plan, errors = read_plan(PLAN_TEXT, "ke-hoach-thu.yaml", register)
    assert plan is not None, [str(error) for error in errors]
    return LoadedPlan(
        plan, register, WorkCalendar(confirmed=dict.fromkeys(range(2023, 2026), "Văn bản thử")), PLAN_TEXT
    )


LOADED = load_judged_plan()
PLANS = {PLAN: LOADED}


def at(on: date, clock: time = time(9)) -> datetime:
    """Return a moment of a day, nine in the morning unless told otherwise."""
    return moment_on(on, clock)


def june(day: int) -> date:
    """Return a day of June 2023: the 5th is a Monday, the 14th the last day in time."""
    return date(2023, 6, day)


LINES_OPENED = "judged-plan"
"""The name of the template of such a database."""


def opened(url: str) -> Database:
    """Return a database in which every line of the plan is open since 5/6/2023."""
    if not url.startswith("sqlite:///"):
        return _opened(Database(url))
    shutil.copyfile(template(LINES_OPENED, make_opened) / DATABASE, url.removeprefix("sqlite:///"))
    return Database(url)


def make_opened(folder: Path) -> None:
    """Put a database in a folder in which every line of the plan is open since 5/6/2023."""
    _opened(migrated(f"sqlite:///{folder / DATABASE}")).close()


def _opened(database: Database) -> Database:
    with database.write() as session:
        open_all(session)
    return database


def open_all(session: Session, on: date = OPENED) -> None:
    """Take the plan on and open what is due to open on a day."""
    take_on_plan(session, LOADED, on, at(on, time(7)))
    open_check_ins(session, LOADED, on, at(on, time(7)))


def line_of(session: Session, ref: str, holder: str = HEALTH, occurrence: str = "") -> CheckIn:
    """Return the check-in that an agency holds for a clause, of the occurrence named or the only one."""
    whose = {"ref": ref, "holder": holder}
    if not occurrence:
        return session.exec(_HELD, params=whose).one()
    return session.exec(_HELD.where(col(CheckIn.occurrence) == occurrence), params=whose).one()


def tell_all(session: Session) -> dict[str, list[Any]]:
    """Return every row of every table."""
    session.flush()
    return {
        table.name: [tuple(row) for row in session.execute(sqlalchemy.select(table).order_by(*table.primary_key))]
        for table in Record.metadata.sorted_tables
    }


# Asked for thousands of times by those who try every act: built once.
_HELD = select(CheckIn).where(col(CheckIn.ref) == bindparam("ref"), col(CheckIn.holder) == bindparam("holder"))
_IT = select(CheckIn).where(col(CheckIn.id) == bindparam("check_in")).execution_options(populate_existing=True)
_NEWEST = select(func.max(Answer.version)).where(col(Answer.check_in_id) == bindparam("check_in"))


@dataclass(frozen=True)
class Line:
    """One check-in of the plan and what its people do to it, on days of June 2023."""

    session: Session
    check_in_id: int
    holder: str
    judge: str = POLICE

    @property
    def now(self) -> CheckIn:
        """The check-in as it stands."""
        return self.session.exec(_IT, params={"check_in": self.check_in_id}).one()

    def answer(self, on: date, text: str = "") -> int:
        """Answer with words that tell the versions apart, and return the version."""
        draft = AnswerDraft(Result.IN_PROGRESS, 50, text or f"Báo cáo ngày {on:%d/%m} lần {self.version + 1}")
        record_answers(
            self.session, {self.check_in_id: draft}, self.now.holder, at(on), at(on), by=HOA, province=PROVINCE
        )
        return self.version

    @property
    def version(self) -> int:
        """The newest version, 0 before any."""
        return self.session.exec(_NEWEST, params={"check_in": self.check_in_id}).first() or 0

    def accept(self, on: date) -> None:
        """Accept the newest version."""
        seen = [Seen(self.check_in_id, self.version)]
        accept(self.session, PLANS, seen, self.judge, at(on, time(16)), by=DUNG, province=PROVINCE)

    def give_back(self, on: date, due_on: date) -> Verdict:
        """Return the newest version, for a new one by a day."""
        seen, now = Seen(self.check_in_id, self.version), at(on, time(16))
        said = {"reason": "Chưa có số liệu", "due_on": due_on}
        return give_back(self.session, PLANS, seen, self.judge, now, by=DUNG, province=PROVINCE, **said)  # type: ignore[arg-type]  # each goes to its own parameter

    def ask(self, on: date, until: date) -> int:
        """Ask for a later date, and return the number of the row."""
        reason, holder = "Chờ số liệu của các xã", self.now.holder
        asked = ask_extension(
            self.session, PLANS, self.check_in_id, holder, until, reason, at(on, time(10)), by=HOA, province=PROVINCE
        )
        return asked.id

    def grant(self, extension_id: int, on: date, until: date, decider: str = "", document: str = "") -> None:
        """Grant an extension until a day."""
        decision = ExtensionDecision(True, until, document, "", on)
        decide_extension(
            self.session,
            PLANS,
            extension_id,
            decision,
            decider or self.judge,
            at(on, time(17)),
            by=DUNG,
            province=PROVINCE,
        )

    def standing(self, on: date, known_at: datetime | None = None) -> Standing:
        """Return where it stands at the end of a day."""
        self.session.flush()
        [found] = standings(self.session, on, known_at or end_of_day(on), check_in_ids=[self.check_in_id])
        return found


def line(session: Session, ref: str = "I.1", holder: str = HEALTH, judge: str = POLICE) -> Line:
    """Return a line of the plan by its clause and holder."""
    return Line(session, line_of(session, ref, holder).id, holder, judge)


def uphold(
    on: date, heir: str = "", document: str = "", outcome: str = "Đúng là việc của nơi khác"
) -> ObjectionDecision:
    """Return the decision that an agency is right."""
    return ObjectionDecision(True, outcome, document, heir, on)


def object_to(
    one: Line, kind: ObjectionKind = ObjectionKind.NOT_OURS, suggested: str = "", agency: str = "", day: int = 7
) -> int:
    """Raise an objection on a day of June, and return the number of its row."""
    raised = raise_objection(
        one.session,
        PLANS,
        one.check_in_id,
        agency or one.now.holder,
        kind,
        "Việc này thuộc ngành xây dựng",
        at(june(day)),
        by=HOA,
        province=PROVINCE,
        suggested=suggested,
    )
    return raised.id


def refuses(session: Session, act: Callable[[], object], sentence: str) -> None:
    """See an act refused with a sentence, and nothing changed by it."""
    before = tell_all(session)
    with pytest.raises(RefusedError, match=sentence):
        act()
    assert tell_all(session) == before


def waived_of(session: Session, agency: str) -> list[str]:
    """Return what an agency need not report any more, as ref and occurrence."""
    waived = select(CheckIn.ref, CheckIn.occurrence).where(CheckIn.holder == agency, CheckIn.state == State.WAIVED)
    return [f"{ref} {occurrence}" for ref, occurrence in session.exec(waived.order_by(col(CheckIn.id)))]
