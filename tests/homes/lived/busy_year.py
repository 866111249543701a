"""A home of the flagship that lived through a year by lot: answers in and out of time, returns, later dates, a reorganisation.

What people do is drawn with a seed and done by the program's own acts, each on its day; rounds are left out.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from sqlmodel import col, select

from flows.acts.open_home import OpenHome, open_office
from models.answers.content import AnswerDraft
from models.answers.history import versions_of
from models.answers.record import RecordedLate, record_answers
from models.audit.acts import BY_PAGE, Person
from models.check_ins.adoption import take_on_plan
from models.check_ins.handovers import hand_over
from models.check_ins.moves import CHASED
from models.check_ins.opening import open_check_ins
from models.database import Session
from models.decisions.deciders import judge_of
from models.decisions.extensions import ExtensionDecision, ask_extension, decide_extension
from models.decisions.verdicts import Seen, accept, give_back
from models.refusal import RefusedError
from models.tables.core import CheckIn, Result, State
from plan.library import Library, LoadedPlan, load_plan
from tests.homes.databases.templates import DATABASE, copy_template, put_migrated_file
from tests.homes.offices import go_to, morning

CODE, PROVINCE = "bac-giang", "bac-giang"
BEGINS = date(2024, 9, 2)
"""So early that the reorganisation of March 2025 falls into the first year."""
AN = Person("Nguyễn Văn An", "Chánh Văn phòng", BY_PAGE)
WORDS = ("Đã ban hành kế hoạch.", "Đã tổ chức 02 hội nghị, 120 lượt người dự.", "Đang rà soát 05 hệ thống thông tin.")


@contextmanager
def busy_year(folder: Path, years: int = 1, seed: int = 12) -> Iterator[OpenHome]:
    """Open such a home, on the last day of its years."""

    def make(place: Path) -> None:
        live(place, years, random.Random(seed))  # noqa: S311  no secret

    copy_template(f"busy-year-{years}-{seed}", make, folder)
    with open_office(folder / "home") as office:
        yield office


def live(folder: Path, years: int, lot: random.Random) -> None:
    """Live through the years in a new home: something is done every fifth day, and every fifteenth the plan is looked at."""
    put_migrated_file(folder / "home" / DATABASE)
    loaded = load_plan(CODE, Library())
    last = date(BEGINS.year + years, BEGINS.month, BEGINS.day)
    with open_office(folder / "home", on=BEGINS) as office:
        for step in range((last - BEGINS).days // 5 + 1):
            day = BEGINS + timedelta(days=5 * step)
            if step % 3 == 0:
                with office.database.write() as session:
                    take_on_plan(session, loaded, day, morning(day))
                    hand_over(session, loaded, day, morning(day))
                    open_check_ins(session, loaded, day, morning(day))
            _act(office, loaded, day, lot)
        go_to(office, last)


def _act(office: OpenHome, loaded: LoadedPlan, day: date, lot: random.Random) -> None:
    with office.database.read() as session:
        owed = list(session.exec(select(CheckIn).where(col(CheckIn.state).in_(CHASED)).order_by(col(CheckIn.id))))
        waiting = list(session.exec(select(CheckIn).where(CheckIn.state == State.ANSWERED).order_by(col(CheckIn.id))))
    for one in lot.sample(owed, min(len(owed), lot.randrange(12))):
        _try(office, partial(_answer, one=one, day=day, lot=lot))
    for one in lot.sample(waiting, min(len(waiting), lot.randrange(6))):
        _try(office, partial(_judge, one=one, loaded=loaded, day=day, lot=lot))
    for one in lot.sample(owed, min(len(owed), lot.randrange(3))):
        _try(office, partial(_put_off, one=one, loaded=loaded, day=day, lot=lot))


def _try(office: OpenHome, act: Callable[[Session], None]) -> None:
    """Do an act; what the rules refuse that day is left, as people leave it."""
    try:
        with office.database.write() as session:
            act(session)
    except RefusedError:
        pass


def _answer(session: Session, one: CheckIn, day: date, lot: random.Random) -> None:
    now, late = morning(day), None
    given = now
    if lot.random() < 0.1:
        given = now - timedelta(days=lot.randrange(1, 9))
        late = RecordedLate("Công văn 15/VP", "Lê Thị Hạnh", "Công văn đến muộn")
    draft = AnswerDraft(lot.choice(list(Result)), lot.randrange(101), lot.choice(WORDS), "Thiếu kinh phí.")
    record_answers(session, {one.id: draft}, one.holder, given, now, by=AN, province=PROVINCE, late=late)


def _judge(session: Session, one: CheckIn, loaded: LoadedPlan, day: date, lot: random.Random) -> None:
    newest, plans = versions_of(session, one.id)[-1].answer.version, {CODE: loaded}
    judge, seen, now = judge_of(one, loaded, day), Seen(one.id, newest), morning(day)
    if lot.random() < 0.6:
        accept(session, plans, [seen], judge, now, by=AN, province=PROVINCE)
        return
    until = loaded.calendar.add_working_days(max(day, one.due_on), 4)
    give_back(
        session, plans, seen, judge, now, by=AN, province=PROVINCE, reason="Chưa có số liệu kèm theo.", due_on=until
    )


def _put_off(session: Session, one: CheckIn, loaded: LoadedPlan, day: date, lot: random.Random) -> None:
    now, plans = morning(day), {CODE: loaded}
    until = max(day, one.due_on) + timedelta(days=lot.randrange(5, 40))
    asked = ask_extension(session, plans, one.id, one.holder, until, "Chờ kết quả.", now, by=AN, province=PROVINCE)
    decider = lot.choice((judge_of(one, loaded, day), loaded.register.office))
    granted = ExtensionDecision(granted=True, until=until, document="99/UBND-TH", note="", on=day)
    decide_extension(session, plans, asked.id, granted, decider, now, by=AN, province=PROVINCE)
