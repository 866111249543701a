"""Migrations go forward, and leave what an earlier release wrote as it was."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Boolean, Column, Date, DateTime, Enum, Integer, LargeBinary, MetaData, text
from sqlmodel import select

import models
import models.tables.ad_hoc
import models.tables.answers
import models.tables.chasing
import models.tables.decisions
import models.tables.inbox
import models.tables.paper
import models.tables.reports
import models.tables.rounds
import models.tables.trials
from models.backups.rows import rows_of, tables
from models.database import Database, Session
from models.home import read_home
from models.tables.core import CheckIn, DutyChange, PlanVersion, Record, State, Succession
from notifications.links import ANSWER, OFFICE, link_mark
from tests.homes.databases.templates import migrate

FIRST_RELEASE = (
    (
        "INSERT INTO adoption (id, province, plan, adopted_on, taken_at, baseline_on, opened_through)"
        " VALUES (1, 'tinh-thu', 'thu', '2023-01-10', '2023-01-10 01:00:00', '2023-01-10', '2023-06-05')"
    ),
    (
        "INSERT INTO plan_version (id, province, plan, number, fingerprint, text, changes, taken_at)"
        " VALUES (1, 'tinh-thu', 'thu', 1, 'abc', 'code: thu', '[]', '2023-01-10 01:00:00')"
    ),
    (
        "INSERT INTO check_in (id, province, plan, ref, agency, role, scope, occurrence, holder, basis, opens_on, opened_on,"
        " remind_on, due_on, rule, calendar, state)"
        " VALUES (1, 'tinh-thu', 'thu', 'I.1', 'so-y-te', 'lead', '', '2023-H1', 'so-y-te', 'cadence', '2023-05-15',"
        " '2023-05-15', '2023-06-14', '2023-06-14', 'trước ngày 15/06', '', 'open')"
    ),
    (
        "INSERT INTO check_in_event (id, check_in_id, kind, item, happened_on, learnt_at, actor, detail)"
        " VALUES (1, 1, 'open', '', '2023-05-15', '2023-05-15 00:30:00', 'dondoc', '')"
    ),
    (
        "INSERT INTO letter (id, recipient, channel, written_on, address, subject, body, weekly, state, attempts, reason,"
        " written_at) VALUES (1, 'so-y-te', 'email', '2023-05-15', 'a@example.invalid', 's', 'b', false, 'sent', 1, '',"
        " '2023-05-15 00:30:00')"
    ),
    (
        "INSERT INTO notice (id, recipient, channel, purpose, check_in_id, rung, due_on, stage_on, queued_at, letter_id,"
        " outcome, reason) VALUES (1, 'so-y-te', 'email', 'opening', 1, 0, '2023-06-14', '2023-05-15',"
        " '2023-05-15 00:30:00', 1, 'sent', '')"
    ),
)
"""Rows as the first release wrote them: one of each table that the later ones build on."""

MONDAY = date(2023, 6, 5)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'dondoc.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("fresh_postgres_url")
    opened = Database(url)
    yield opened
    opened.close()


def migrate_to(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(models.__file__).parent / "migrations"))
    with database.engine.connect() as connection:
        connection.execution_options(dondoc_write=True)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def versions() -> list[str]:
    """Return every version of the tables, the oldest first."""
    return sorted(file.name[:4] for file in (Path(models.__file__).parent / "migrations" / "versions").glob("0*.py"))


def write_one_of_each(session: Session, there: MetaData, seen: dict[str, str], number: int) -> list[str]:
    """Put one row into each table that there is, as a program of that version could, and return the tables' names.

    `there` and `seen` keep what the tables were like before: those that stayed so are not looked at again.
    """
    found = session.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name != 'alembic_version'")
    )
    now = {str(name): str(sql) for name, sql in found}
    for table in [table for name, table in there.tables.items() if now.get(name) != seen[name]]:
        there.remove(table)
    there.reflect(session.connection(), only=sorted(now.keys() - there.tables.keys()))
    seen.update(now)
    filled = [table for table in there.sorted_tables if table.name != "home" or number == 1]  # of which there is one
    for table in filled:
        session.execute(table.insert().values({column.name: a_value(column, number) for column in table.c}))
    return [table.name for table in filled]


def a_value(column: Column[Any], number: int) -> object:
    """Return what a column may hold in the row of this number, different from every other row's."""
    newest = Record.metadata.tables.get(column.table.name)
    known = newest.c[column.name].type if newest is not None and column.name in newest.c else None
    if column.primary_key or column.foreign_keys:
        return number
    if isinstance(known, Enum) and known.enum_class is not None:
        return next(iter(known.enum_class)).value
    values: tuple[tuple[type, object], ...] = (
        (Boolean, False),
        (Integer, number),
        (Date, MONDAY + timedelta(days=number)),
        (DateTime, datetime(2023, 6, 5, tzinfo=UTC) + timedelta(days=number)),
        (LargeBinary, b"x"),
    )
    return next((value for kind, value in values if isinstance(column.type, kind)), f"[{number}]")


def test_what_the_program_of_each_version_wrote_goes_through_every_migration_since(tmp_path: Path) -> None:
    database, written = Database(f"sqlite:///{tmp_path / 'dondoc.db'}"), Counter[str]()
    there, seen = MetaData(), dict[str, str]()
    for number, version in enumerate(versions(), start=1):
        database.migrate(version)
        with database.write() as session:
            written.update(write_one_of_each(session, there, seen, number))
    assert (database.older_version(), written["check_in"]) == ("", len(versions()))
    with database.read() as session:
        assert {name: len(list(rows_of(session, name))) for name in tables()} == dict(written)
    database.close()


def test_what_the_first_release_wrote_is_read_unchanged_after_all_migrations(database: Database) -> None:
    migrate_to(database, "0001")
    with database.write() as session:
        for statement in FIRST_RELEASE:
            session.execute(text(statement))
    database.migrate()
    with database.read() as session:
        version = session.exec(select(PlanVersion)).one()
        assert (version.text, version.office_text, version.changes) == ("code: thu", "", "[]")
        assert version.taken_at == datetime(2023, 1, 10, 1, tzinfo=UTC)
        check_in = session.exec(select(CheckIn)).one()
        assert (check_in.holder, check_in.due_on, check_in.state) == ("so-y-te", date(2023, 6, 14), State.OPEN)
        assert session.exec(select(DutyChange)).all() == []
        assert session.exec(select(Succession)).all() == []
        for table in ("adoption", "check_in_event", "letter", "notice"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 1  # noqa: S608  names of ours


def test_after_all_migrations_the_database_is_what_the_code_says(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'dondoc.db'}")
    migrate(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Record.metadata) == []
    database.close()


@pytest.mark.parametrize(
    ("trial_day", "addresses", "live_since", "letters", "notices"),
    [
        (
            None,
            ("so-y-te@example.invalid", "vt@syt.gov.vn"),
            datetime(2023, 6, 5, 0, 31, tzinfo=UTC),
            [("skipped", 1), ("sent", 1)],
            [("queued", None), ("sent", 2)],
        ),
        (
            None,
            ("so-y-te@example.invalid", "so-y-te@example.invalid"),
            None,
            [("skipped", 1), ("skipped", 1)],
            [("queued", None), ("queued", None)],
        ),
        (
            "2023-06-05",
            ("so-y-te@example.invalid", "so-y-te@example.invalid"),
            None,
            [("sent", 1), ("sent", 1)],
            [("sent", 1), ("sent", 2)],
        ),
    ],
    ids=["one that somebody could receive", "none that anybody could receive", "a trial"],
)
def test_a_home_is_live_from_its_first_letter_that_somebody_could_receive(
    database: Database,
    trial_day: str | None,
    addresses: tuple[str, str],
    live_since: datetime | None,
    letters: list[tuple[str, int]],
    notices: list[tuple[str, int | None]],
) -> None:
    migrate_to(database, "0006")
    with database.write() as session:
        session.execute(
            text("INSERT INTO home (id, made_at, trial_day) VALUES (1, '2023-05-15 00:00:00', :day)"),
            {"day": trial_day},
        )
        for statement in FIRST_RELEASE[:4]:
            session.execute(text(statement))
        for number, address in enumerate(addresses, start=1):
            session.execute(
                text(
                    "INSERT INTO letter (id, recipient, channel, written_on, matter, address, subject, body, weekly, state,"
                    " attempts, reason, written_at, settled_at) VALUES (:number, 'so-y-te', 'email', :day, '', :address,"
                    " 's', 'b', false, 'sent', 1, '', '2023-06-05 00:30:00', '2023-06-05 00:31:00')"
                ),
                {"number": number, "day": f"2023-06-0{number}", "address": address},
            )
            session.execute(
                text(
                    "INSERT INTO notice (id, recipient, channel, purpose, check_in_id, rung, due_on, stage_on, queued_at,"
                    " letter_id, outcome, reason) VALUES (:number, 'so-y-te', 'email', 'reminder', 1, :number,"
                    " '2023-06-14', '2023-06-05', '2023-06-05 00:30:00', :number, 'sent', '')"
                ),
                {"number": number},
            )
    database.migrate()
    with database.read() as session:
        assert read_home(session).live_since == live_since
        found = session.execute(text("SELECT state, attempts FROM letter ORDER BY id")).all()
        assert [tuple(row) for row in found] == letters
        found = session.execute(text("SELECT outcome, letter_id FROM notice ORDER BY id")).all()
        assert [tuple(row) for row in found] == notices


def test_a_letter_counts_as_a_digest_if_it_told_of_what_another_agency_owes(database: Database) -> None:
    migrate_to(database, "0009")
    told = [
        ("cong-an-tinh", True, True),
        ("so-y-te", True, True),
        ("tinh-thu:so-y-te", True, True),
        ("so-y-te/head", False, True),
        ("van-phong-ubnd-tinh", True, False),
    ]
    with database.write() as session:
        session.execute(text(FIRST_RELEASE[2]))
        for number, (recipient, weekly, holds_notice) in enumerate(told, start=1):
            session.execute(
                text(
                    "INSERT INTO letter (id, recipient, channel, written_on, matter, address, subject, body, weekly, state,"
                    " attempts, reason, written_at) VALUES (:number, :recipient, 'email', '2023-06-19', '', 'a', 's', 'b',"
                    " :weekly, 'sent', 1, '', '2023-06-19 00:30:00')"
                ),
                {"number": number, "recipient": recipient, "weekly": weekly},
            )
            if holds_notice:
                session.execute(
                    text(
                        "INSERT INTO notice (id, recipient, channel, purpose, check_in_id, rung, due_on, stage_on, queued_at,"
                        " letter_id, outcome, reason) VALUES (:number, :recipient, 'email', 'escalation', 1, 3,"
                        " '2023-06-14', '2023-06-19', '2023-06-19 00:30:00', :number, 'sent', '')"
                    ),
                    {"number": number, "recipient": recipient},
                )
    database.migrate()
    with database.read() as session:
        found = session.execute(text("SELECT recipient FROM letter WHERE digest ORDER BY id")).scalars().all()
    assert found == ["cong-an-tinh"]


def test_letters_lose_the_links_that_they_were_kept_with(database: Database) -> None:
    migrate_to(database, "0011")
    token = f"{'a' * 40}.{'b' * 43}"
    body = f"[Mở trang báo cáo](https://don-doc.example.vn/so/tra-loi/{token})\\n[Mở](http://[::1]:4280/van-phong/{token})."
    with database.write() as session:
        for number, recipient in enumerate(("so-y-te/head", "lao-cai:so-x"), start=1):
            session.execute(
                text(
                    "INSERT INTO letter (id, recipient, channel, written_on, matter, address, subject, body, weekly, digest,"
                    " state, attempts, reason, written_at) VALUES (:number, :recipient, 'email', '2023-06-05', '', 'a', 's',"
                    " :body, false, false, 'sent', 1, '', '2023-06-05 00:30:00')"
                ),
                {"number": number, "recipient": recipient, "body": body if number == 1 else "Không có liên kết"},
            )
    database.migrate()
    with database.read() as session:
        kept = session.execute(text("SELECT body FROM letter ORDER BY id")).scalars().all()
    assert kept == [
        body.replace(
            f"https://don-doc.example.vn/so/tra-loi/{token}", link_mark("so-y-te/head", MONDAY, ANSWER)
        ).replace(f"http://[::1]:4280/van-phong/{token}", link_mark("so-y-te/head", MONDAY, OFFICE)),
        "Không có liên kết",
    ]
