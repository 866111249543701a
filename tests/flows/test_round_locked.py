"""A round while another program holds a table, or the whole of the database: what needs it fails, and letters go out."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from flows import faults
from flows.acts.open_home import OpenHome
from flows.names import ALL_WELL, NOT_DONE
from flows.round import FORGET, RECORD, STEPS, run_round
from flows.round_under_way import Round
from flows.steps import Step
from models import database
from tests.homes.databases.templates import DATABASE, empty
from tests.homes.offices import go_to, mailbox, morning, round_on, small_office

OPENING, OVERDUE = date(2023, 5, 15), date(2023, 6, 15)
"""On the first the small plan's three check-ins open; on the second they are overdue, which all three agencies hear."""
LOCKED = "cơ sở dữ liệu đang bị một việc khác giữ quá lâu; hãy chờ ít phút rồi làm lại"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait an instant for what is locked, where an office's round waits half a minute, three times."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 50)
    monkeypatch.setattr(faults, "PAUSES", (0.0, 0.0))


@pytest.fixture
def on_postgres(tmp_path: Path, postgres_url: str) -> Iterator[OpenHome]:
    with small_office(tmp_path, OPENING, database_url=postgres_url) as office:
        yield office
        empty(office.database)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("table", "undone"),
    [
        ("incident", "theo dõi thời hạn báo cáo sự cố"),
        ("evidence", "dọn thư mục minh chứng"),
        ("round_run", "ghi sổ đợt đôn đốc"),
    ],
)
def test_a_table_that_is_locked_through_a_whole_round_costs_what_needs_it_and_no_letter(
    on_postgres: OpenHome, postgres_url: str, table: str, undone: str
) -> None:
    go_to(on_postgres, OPENING)
    with psycopg.connect(postgres_url) as other:
        other.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(table)))
        outcome = run_round(on_postgres, morning(OPENING))
    assert outcome.title.endswith(f": 3 nhắc, 0 quá hạn; chưa làm được: {undone}")
    assert outcome.state == NOT_DONE
    assert len(mailbox(on_postgres)) == 3
    assert f"Chưa {undone} được: {LOCKED}." in outcome.sentences
    again = run_round(on_postgres, morning(OPENING))
    assert (again.state, again.opened, again.sent) == (ALL_WELL, 0, 0)


@pytest.mark.postgres
def test_where_lateness_cannot_be_recorded_all_hear_that_they_are_late_and_the_title_counts_them(
    on_postgres: OpenHome, postgres_url: str
) -> None:
    round_on(on_postgres, OPENING)
    go_to(on_postgres, OVERDUE)
    with psycopg.connect(postgres_url) as other:
        other.execute("LOCK TABLE check_in_event IN EXCLUSIVE MODE")
        outcome = run_round(on_postgres, morning(OVERDUE))
    assert outcome.title.endswith(": 3 nhắc, 3 quá hạn; chưa làm được: ghi nhận quá hạn")
    assert run_round(on_postgres, morning(OVERDUE)).became_overdue == 3


@contextmanager
def held_during(office: OpenHome, step: Step[Round]) -> Iterator[None]:
    """Let another program write into a home's SQLite file, and not end, from a step's first try until the next step."""
    other = sqlite3.connect(office.home.path / DATABASE, isolation_level=None)
    after = STEPS[STEPS.index(step) + 1]
    whole = {one: one.do for one in (step, after)}

    def hold_and_do(current: Round) -> None:
        if not other.in_transaction:
            other.execute("BEGIN IMMEDIATE")
        whole[step](current)

    def let_go_and_do(current: Round) -> None:
        other.rollback()
        whole[after](current)

    _put(step, hold_and_do)
    _put(after, let_go_and_do)
    try:
        yield
    finally:
        for one, do in whole.items():
            _put(one, do)
        other.close()


def _put(step: Step[Round], do: Callable[[Round], None]) -> None:
    object.__setattr__(step, "do", do)


@pytest.mark.parametrize("step", [RECORD, FORGET], ids=lambda step: step.name)
def test_a_database_that_is_locked_during_a_step_costs_that_step_and_no_letter(
    tmp_path: Path, step: Step[Round]
) -> None:
    with small_office(tmp_path, OPENING) as office:
        round_on(office, OPENING)
        opened = len(mailbox(office))
        with held_during(office, step):
            outcome = round_on(office, OVERDUE)
        assert outcome.title.endswith(f": 3 nhắc, 3 quá hạn; chưa làm được: {step.name}")
        assert f"Chưa {step.name} được: {LOCKED}." in outcome.sentences
        assert len(mailbox(office)) == opened + 3
        assert round_on(office, OVERDUE).is_whole


def test_a_database_that_is_locked_all_the_time_says_so_and_the_next_round_makes_up_for_it(tmp_path: Path) -> None:
    with small_office(tmp_path, OPENING) as office:
        other = sqlite3.connect(office.home.path / DATABASE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        outcome = run_round(office, morning(OPENING))
        other.close()
        assert (outcome.sent, outcome.state) == (0, NOT_DONE)
        assert f"Chưa tiếp nhận kế hoạch được: {LOCKED}." in outcome.sentences
        assert round_on(office, OPENING).sent == 3
