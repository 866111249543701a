"""What the database itself refuses, and how two processes at once come out."""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import col, func, select

from models import database as database_module
from models.check_ins.moves import StateChange, move_check_in
from models.database import Database, DatabaseError, insert_new
from models.database_faults import DatabaseRefusedError, describe_database_fault, is_in_doubt, may_pass
from models.tables.core import CheckIn, CheckInEvent, Letter, LetterState, Notice, Outcome, Record, State

NOW = datetime(2023, 6, 5, 0, 30, tzinfo=UTC)
KEY = {
    "province": "bac-giang",
    "plan": "bac-giang",
    "ref": "II.1.a",
    "agency": "so-y-te",
    "role": "lead",
    "scope": "",
    "occurrence": "2023-H1",
}


def check_in_row(**changes: object) -> dict[str, Any]:
    days = dict.fromkeys(("opens_on", "opened_on"), date(2023, 5, 15)) | dict.fromkeys(
        ("remind_on", "due_on"), date(2023, 6, 14)
    )
    rest = {"holder": "so-y-te", "basis": "cadence", "rule": "", "calendar": "", "state": State.OPEN}
    return KEY | days | rest | changes


def test_migrating_twice_changes_nothing_and_gives_the_tables_that_the_code_knows(database: Database) -> None:
    database.migrate()
    shape = inspect(database.engine)
    for table in Record.metadata.sorted_tables:
        assert {column["name"] for column in shape.get_columns(table.name)} == {column.name for column in table.columns}
    assert "alembic_version" in shape.get_table_names()


def test_sqlite_runs_in_wal_with_a_busy_timeout(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'dondoc.db'}")
    with database.read() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert session.execute(text("PRAGMA busy_timeout")).scalar() == 30_000
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.close()


def test_a_transaction_that_could_not_be_kept_leaves_nothing_open_for_who_writes_next(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'dondoc.db'}")
    orphan = text("INSERT INTO child VALUES (1, 7)")
    with database.write() as session:
        session.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        session.execute(
            text("CREATE TABLE child (id INTEGER, of INTEGER REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED)")
        )
    with pytest.raises(DatabaseError), database.write() as session:
        session.execute(orphan)
    with database.write() as session:
        session.execute(text("INSERT INTO parent VALUES (7)"))
        session.execute(orphan)
    database.close()


def test_a_reader_sees_one_state_whatever_is_committed_meanwhile(database: Database) -> None:
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(CheckIn)).one() == 0
        with database.write() as other:
            insert_new(other, CheckIn, [check_in_row()])
        assert session.exec(select(func.count()).select_from(CheckIn)).one() == 0
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(CheckIn)).one() == 1


@pytest.mark.postgres
def test_a_reader_on_postgresql_can_change_nothing_and_leaves_the_connection_to_writers(postgres_url: str) -> None:
    database = Database(postgres_url)
    database.migrate()
    with pytest.raises(DBAPIError, match="read-only"), database.read() as session:
        session.execute(text("DELETE FROM check_in"))
    with database.write() as session:
        assert session.execute(text("SHOW transaction_isolation")).scalar() == "read committed"
        session.execute(text("DELETE FROM check_in"))
    database.close()


def test_what_somebody_else_holds_is_waited_for_only_so_long_and_may_be_tried_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_MS", 100)
    hurried = Database(database.engine.url.render_as_string(hide_password=False))
    with database.write_alone() as session:
        insert_new(session, CheckIn, [check_in_row()])
        with pytest.raises(DBAPIError) as locked, hurried.write_alone() as other:
            insert_new(other, CheckIn, [check_in_row()])
    assert may_pass(locked.value)
    with hurried.write_alone() as other:
        assert insert_new(other, CheckIn, [check_in_row()]) == 0
    hurried.close()


def test_two_who_open_a_new_file_at_the_same_moment_both_get_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(tmp_path / "dondoc.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        monkeypatch.setattr(database_module, "sleep", lambda _seconds: other.commit())
        opened = Database(f"sqlite:///{tmp_path / 'dondoc.db'}")
        with opened.read() as session:
            assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        opened.close()


def test_a_server_that_is_not_there_may_be_tried_again_and_a_broken_rule_may_not(database: Database) -> None:
    away = Database("postgresql://127.0.0.1:1/dondoc?connect_timeout=2")
    with pytest.raises(DBAPIError) as gone, away.read() as session:
        session.execute(text("SELECT 1"))
    away.close()
    assert may_pass(gone.value)
    with pytest.raises(IntegrityError) as without_key, database.write() as session:
        session.add(CheckIn(**check_in_row(ref=None)))
    assert not may_pass(without_key.value)
    with pytest.raises(DBAPIError) as wrong, database.read() as session:
        session.execute(text("SELECT no_such_column FROM check_in"))
    assert not may_pass(wrong.value)
    assert not may_pass(ValueError("database is locked"))


@pytest.mark.parametrize("part", KEY)
def test_a_check_in_is_told_apart_by_every_part_of_its_key(database: Database, part: str) -> None:
    with database.write() as session:
        assert insert_new(session, CheckIn, [check_in_row()]) == 1
        assert insert_new(session, CheckIn, [check_in_row(), check_in_row(**{part: "other"})]) == 1


def test_the_database_refuses_a_second_check_in_under_the_same_key(database: Database) -> None:
    with database.write() as session:
        insert_new(session, CheckIn, [check_in_row()])
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(CheckIn(**check_in_row(holder="so-noi-vu")))
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(CheckIn)).one() == 1


@pytest.mark.parametrize("part", KEY)
def test_no_part_of_a_check_ins_key_may_be_missing(database: Database, part: str) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        insert_new(session, CheckIn, [check_in_row(**{part: None})])


def test_the_database_refuses_a_second_notice_and_a_second_letter_of_a_day(database: Database) -> None:
    notice = {
        "recipient": "so-y-te",
        "channel": "email",
        "purpose": "reminder",
        "rung": 7,
        "due_on": date(2023, 6, 14),
        "stage_on": date(2023, 6, 5),
        "queued_at": NOW,
        "outcome": Outcome.QUEUED,
        "reason": "",
    }
    letter = {
        "recipient": "so-y-te",
        "channel": "email",
        "written_on": date(2023, 6, 5),
        "address": "so-y-te@example.invalid",
        "subject": "s",
        "body": "b",
        "weekly": False,
        "state": LetterState.QUEUED,
        "attempts": 0,
        "reason": "",
        "written_at": NOW,
    }
    with database.write() as session:
        insert_new(session, CheckIn, [check_in_row()])
        notice["check_in_id"] = session.exec(select(CheckIn.id)).one()
        assert [insert_new(session, Notice, [notice]) for _ in range(2)] == [1, 0]
        assert insert_new(session, Notice, [notice | {"rung": 1}]) == 1
        assert [insert_new(session, Letter, [letter]) for _ in range(2)] == [1, 0]
        assert insert_new(session, Letter, [letter | {"written_on": date(2023, 6, 6)}]) == 1


def test_of_two_movers_at_once_one_wins_and_one_row_of_history_is_left(database: Database) -> None:
    with database.write() as session:
        insert_new(session, CheckIn, [check_in_row()])
        check_in_id = session.exec(select(CheckIn.id)).one()
    assert check_in_id is not None
    start, moved = threading.Barrier(2), []

    def waive(actor: str) -> None:
        start.wait(timeout=10)
        with database.write() as session:
            move = StateChange(State.WAIVED, actor, date(2023, 6, 5), NOW, actor)
            moved.append(move_check_in(session, check_in_id, move))

    movers = [threading.Thread(target=waive, args=(actor,)) for actor in ("a", "b")]
    for mover in movers:
        mover.start()
    for mover in movers:
        mover.join(timeout=60)
    assert sorted(moved) == [False, True]
    with database.read() as session:
        assert session.exec(select(CheckIn.state)).one() == State.WAIVED
        assert session.exec(select(func.count()).where(CheckInEvent.kind == State.WAIVED)).one() == 1


def test_a_move_that_its_table_does_not_allow_changes_nothing(database: Database) -> None:
    with database.write() as session:
        insert_new(session, CheckIn, [check_in_row(state=State.WAIVED)])
        check_in_id = session.exec(select(CheckIn.id)).one()
        assert check_in_id is not None
        move = StateChange(State.ANSWERED, "1", date(2023, 6, 5), NOW, "an")
        assert not move_check_in(session, check_in_id, move)
        assert session.exec(select(func.count()).select_from(CheckInEvent)).one() == 0


def test_a_transaction_that_fails_leaves_nothing_behind(database: Database) -> None:
    def write_and_die() -> None:
        with database.write() as session:
            insert_new(session, CheckIn, [check_in_row()])
            raise RuntimeError("the process dies here")

    with pytest.raises(RuntimeError):
        write_and_die()
    with database.read() as session:
        assert session.exec(select(func.count()).select_from(CheckIn)).one() == 0


def test_moments_come_back_aware_and_states_are_stored_by_value(database: Database) -> None:
    with database.write() as session:
        insert_new(session, CheckIn, [check_in_row()])
        check_in_id = session.exec(select(CheckIn.id)).one()
        assert check_in_id is not None
        move_check_in(session, check_in_id, StateChange(State.WAIVED, "", date(2023, 6, 5), NOW, "an"))
    with database.read() as session:
        assert session.exec(select(CheckInEvent.learnt_at)).one() == NOW
        assert session.execute(text("SELECT state FROM check_in")).scalar() == "waived"
        assert session.exec(select(CheckIn).where(col(CheckIn.state) == State.WAIVED)).one().ref == "II.1.a"


def test_a_database_of_a_newer_program_or_of_no_known_one_is_refused_and_left_as_it_is(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseRefusedError, match=r"\(phiên bản 9999, bản này biết đến [0-9]{4}\)"):
        database.migrate()
    with database.write() as session:
        assert session.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
        session.execute(text("DELETE FROM alembic_version"))
    with pytest.raises(DatabaseRefusedError, match="không còn ghi phiên bản"):
        database.migrate()
    with database.write() as session:  # the next test finds the tables' version as it was
        newest = ScriptDirectory(str(Path(database_module.__file__).parent / "migrations")).get_current_head()
        session.execute(text("INSERT INTO alembic_version VALUES (:newest)"), {"newest": newest})


@pytest.mark.postgres
@pytest.mark.parametrize("at_the_end", [False, True])
def test_a_server_that_goes_away_in_the_middle_keeps_nothing_and_at_the_very_end_leaves_a_doubt(
    own_postgres_url: str, at_the_end: bool
) -> None:
    database, killer = Database(own_postgres_url), Database(own_postgres_url)

    def lose_the_server() -> None:
        with database.write() as session:
            insert_new(session, CheckIn, [check_in_row()])
            own = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with killer.write() as other:
                other.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})
            if not at_the_end:
                insert_new(session, CheckIn, [check_in_row(ref="II.1.b")])

    with pytest.raises(DatabaseError) as gone:
        lose_the_server()
    assert "máy chủ PostgreSQL không phản hồi hoặc đã ngắt kết nối" in describe_database_fault(gone.value)
    assert is_in_doubt(gone.value) == at_the_end
    assert ("Chưa rõ việc vừa làm đã được ghi hay chưa" in describe_database_fault(gone.value)) == at_the_end
    with killer.read() as session:
        assert session.exec(select(func.count()).select_from(CheckIn)).one() == 0
    database.close()
    killer.close()


def test_a_fault_of_the_program_is_no_fault_of_the_database(database: Database) -> None:
    with pytest.raises(DatabaseError) as wrong, database.read() as session:
        session.execute(text("SELECT no_such_column FROM check_in"))
    assert describe_database_fault(wrong.value) == ""
    assert describe_database_fault(KeyError("sqlstate")) == ""


def test_tables_at_their_newest_version_are_opened_while_another_writes(database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE home SET live_since = live_since"))
        beside = Database(database.url)
        try:
            beside.migrate()
        finally:
            beside.close()
