"""Homes for tests: the real plan, or a small province of three agencies, on a day that the test moves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from sqlmodel import select

from flows.acts.open_home import OpenHome, open_office
from flows.round import run_round
from flows.round_under_way import RoundOutcome
from models.answers.record import AnswerDraft, record_answers
from models.audit.acts import BY_COMMAND, Person
from models.clock import moment_on
from models.decisions.going_live import begin_sending
from models.home import prepare_home
from models.outbox.notices import chased_check_ins
from models.tables.core import Record, Result
from tests.homes.databases.templates import DATABASE, copy_template, put_migrated_file

MORNING = time(7, 30)
CLERK = Person("Lê Thị Hạnh", "Chuyên viên", BY_COMMAND)
"""Who records at the office what tests do by its functions."""

SMALL_REGISTER = """
province:
  code: tinh-thu
  name: tỉnh Thử
  place: Thử
  chairman: chu-tich-ubnd-tinh
  office: van-phong-ubnd-tinh
agencies:
  van-phong-ubnd-tinh: Văn phòng UBND tỉnh
  cong-an-tinh: Công an tỉnh
  so-y-te: Sở Y tế
groups:
  cac-so:
    name: Các sở
    members: [van-phong-ubnd-tinh, so-y-te]
roles: {}
"""

SMALL_PLAN = """
code: ke-hoach-thu
document:
  kind: Kế hoạch
  number: 12/KH-UBND
  date: 3/1/2023
  issuer: UBND tỉnh Thử
  subject: Chạy thử chương trình
province: tinh-thu
span: {from: 1/2023, to: 12/2024}
office:
  follow_up:
    - every: half-year
      only: H1
      due: {before: 15/6}
  opens: 30 days before
  remind: [7, 1]
  ladder:
    - {after: 1, to: [agency, head]}
    - {after: 3, to: tracker}
    - {after: 7, to: office}
    - {after: 15, to: chairman}
trackers: {default: cong-an-tinh}
sections: {I: Nhiệm vụ}
clauses: [I.1, I.2]
tasks:
  I.1:
    title: Việc của các sở
    lead: cac-so
    time: ongoing
  I.2:
    title: Việc của cơ quan theo dõi
    lead: cong-an-tinh
    time: ongoing
"""


def morning(day: date) -> datetime:
    """Return 07:30 of a day, when the round runs."""
    return moment_on(day, MORNING)


@contextmanager
def trial_office(folder: Path, on: date) -> Iterator[OpenHome]:
    """Open a trial home in an empty folder, following the real plan of Bắc Giang."""
    put_migrated_file(folder / "home" / DATABASE)
    with open_office(folder / "home", on=on) as office:
        yield office


@contextmanager
def small_office(
    folder: Path, on: date, plan: str = SMALL_PLAN, database_url: str = "", register: str = SMALL_REGISTER
) -> Iterator[OpenHome]:
    """Open a trial home of a province with three agencies and two tasks."""
    plans = folder / "home" / "plans"
    plans.mkdir(parents=True)
    (plans / "agencies.yaml").write_text(register, encoding="utf-8")
    (plans / "ke-hoach-thu.yaml").write_text(plan, encoding="utf-8")
    given: dict[str, object] = {"plans": ("ke-hoach-thu",)}
    if database_url:
        given["database_url"] = database_url
    else:
        put_migrated_file(folder / "home" / DATABASE)
    with open_office(folder / "home", given, on=on) as office:
        yield office


@contextmanager
def trial_office_after_round(folder: Path, on: date) -> Iterator[OpenHome]:
    """Open a trial home as `trial_office` does, that has run its first round in the morning of the day."""

    def make(place: Path) -> None:
        with trial_office(place, on) as office:
            round_on(office, on)

    copy_template(f"bac-giang-after-round-{on}", make, folder)
    with open_office(folder / "home") as office:
        yield office


@contextmanager
def small_office_after_round(folder: Path, on: date) -> Iterator[OpenHome]:
    """Open a trial home as `small_office` does, that has run its first round in the morning of the day."""

    def make(place: Path) -> None:
        with small_office(place, on) as office:
            round_on(office, on)

    copy_template(f"small-after-round-{on}", make, folder)
    with open_office(folder / "home", {"plans": ("ke-hoach-thu",)}) as office:
        yield office


PAPER_PLAN = SMALL_PLAN.replace("to: office}", "to: office, paper: true}")
PAPER_RUNG = date(2023, 6, 23)
"""Seven working days past 14/6/2023: the rung on which that plan asks for letters on paper."""


@contextmanager
def paper_office(folder: Path) -> Iterator[OpenHome]:
    """Open a trial home of `PAPER_PLAN` on the day of its rung with paper; nobody has answered."""

    def make(place: Path) -> None:
        with small_office(place, date(2023, 6, 5), PAPER_PLAN) as office:
            for day in (date(2023, 6, 5), date(2023, 6, 15), PAPER_RUNG):
                round_on(office, day)

    copy_template("small-paper", make, folder)
    with open_office(folder / "home", {"plans": ("ke-hoach-thu",)}) as office:
        yield office


SMALL_CONTACTS = """agency,name,post,head,channel,address,from,to
chu-tich-ubnd-tinh,,,,email,chu-tich@tinhthu.example.vn,,
van-phong-ubnd-tinh,,,,email,van-phong@tinhthu.example.vn,,
cong-an-tinh,,,,email,cong-an@tinhthu.example.vn,,
so-y-te,,,,email,so-y-te@tinhthu.example.vn,,
"""
ANSWER_URL = "https://don-doc.tinhthu.example.vn"
"""An address of the answer pages that agencies could open."""


@contextmanager
def real_office(
    folder: Path, mail_url: str = "", answer_url: str = ANSWER_URL, plan: str = SMALL_PLAN
) -> Iterator[OpenHome]:
    """Open a real home of the small province, with its own address book, that is being prepared.

    The mail server at `mail_url` need not be there until letters leave.
    """
    home = folder / "home"
    (home / "plans").mkdir(parents=True, exist_ok=True)
    (home / "plans" / "agencies.yaml").write_text(SMALL_REGISTER, encoding="utf-8")
    (home / "plans" / "ke-hoach-thu.yaml").write_text(plan, encoding="utf-8")
    (home / "contacts.csv").write_text(SMALL_CONTACTS, encoding="utf-8")
    (home / "dondoc.toml").write_text(f'plans = ["ke-hoach-thu"]\nanswer_url = "{answer_url}"\n', encoding="utf-8")
    if not (home / DATABASE).exists():
        put_migrated_file(home / DATABASE)
    with open_office(home, {"mail_url": mail_url} if mail_url else None) as office:
        yield office


def go_live(office: OpenHome, now: datetime) -> None:
    """Let a real home begin to send letters."""
    with office.database.write() as session:
        begin_sending(session, ("tinh-thu", "van-phong-ubnd-tinh"), now, by=Person("Hoàng Văn Hòa", "", "command"))


def go_to(office: OpenHome, day: date) -> None:
    """Move the trial's clock to a day."""
    with office.database.write() as session:
        prepare_home(session, morning(day), day)


def round_on(office: OpenHome, day: date) -> RoundOutcome:
    """Move the trial's clock to a day and run its round."""
    go_to(office, day)
    return run_round(office, morning(day))


def answer_all(office: OpenHome, agency: str, at: datetime, refs: tuple[str, ...] | None = None) -> int:
    """Answer what an agency owes at a moment (all of it, or the refs named), and return how many."""
    with office.database.write() as session:
        mine = [c for c in chased_check_ins(session) if c.holder == agency and (refs is None or c.ref in refs)]
        for province in {check_in.province for check_in in mine}:
            draft = AnswerDraft(Result.IN_PROGRESS, 50, "Đang làm.")
            drafts = {check_in.id: draft for check_in in mine if check_in.province == province}
            by = Person("Nguyễn Văn An", "Chánh Văn phòng", "page")
            record_answers(session, drafts, agency, at, at, by=by, province=province)
    return len(mine)


def mailbox(office: OpenHome) -> list[EmailMessage]:
    """Return the letters in the home's mailbox, by the name of their files: by day, then by address."""
    files = sorted(office.home.mailbox.glob("*.eml"))
    return [message_from_bytes(file.read_bytes(), policy=default) for file in files]


def letter_text(message: EmailMessage) -> str:
    """Return the text part of a letter."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


Rows = dict[str, list[tuple[Any, ...]]]
"""Every row of every table, by the name of its table."""


def rows(office: OpenHome, *, without: tuple[str, ...] = ()) -> Rows:
    """Return every row of every table; with `without`, columns left out and the rest in an order of their own."""
    found: Rows = {}
    with office.database.read() as session:
        for table in Record.metadata.sorted_tables:
            columns = [column for column in table.columns if column.name not in without]
            found[table.name] = [tuple(row) for row in session.execute(select(*columns))]
            found[table.name].sort(key=repr)
    return found


def files(office: OpenHome) -> dict[str, bytes]:
    """Return every file of the home's mailbox by its name."""
    return {file.name: file.read_bytes() for file in office.home.mailbox.iterdir()}
