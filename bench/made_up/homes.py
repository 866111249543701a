"""Made-up homes on the disk: made once for a shape, copied for each measurement, for work changes them."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import update

from bench.made_up.provinces import ISSUED_ON, Shape, code_of, plan_code, plan_text, register_text
from bench.made_up.reckoned import drop_reckoned, put_reckoned
from bench.made_up.rows import put_rows
from flows.acts.open_home import OpenHome, load_plans, open_office, post_of
from models.check_ins.adoption import take_on_plan
from models.check_ins.looks.reckonings import remember
from models.clock import ROUND_AT, moment_on
from models.database import Database
from models.rounds.runs import begin_run, end_run
from models.rounds.sound_plans import keep_sound_plan
from models.tables.core import Adoption
from notifications.outbox.looks.next_days import look_at_due


@dataclass(frozen=True)
class MadeHome:
    """A made-up home: its folder, and the address of its database where that is not the SQLite file in it."""

    folder: Path
    url: str = ""

    @property
    def database(self) -> str:
        """The address of the database, as SQLAlchemy reads it."""
        return self.url or f"sqlite:///{self.folder / 'dondoc.db'}"

    @contextmanager
    def open(self, on: date | None = None) -> Iterator[OpenHome]:
        """Open the home as the program does; `on` moves its day."""
        with open_office(self.folder, {"database_url": self.url} if self.url else {}, on=on) as office:
            yield office


def make_home(home: MadeHome, shape: Shape, times: Sequence[str], on: date, seed: int, *, opened: bool = True) -> None:
    """Make a trial home that has lived until the evening before `on`, each task at its time (`plan_text`).

    With `opened` all is open since the plans' document, and the year before lies under it; without, nothing is open yet.
    """
    codes = [code_of(number) for number in range(shape.provinces)]
    for code in codes:
        place = home.folder / "plans" / code
        place.mkdir(parents=True)
        (place / "agencies.yaml").write_text(register_text(code, shape.agencies), encoding="utf-8")
        plan = plan_text(code, times, opens=300 if opened else 20)
        (place / f"{plan_code(code)}.yaml").write_text(plan, encoding="utf-8")
    followed = json.dumps([plan_code(code) for code in codes])
    (home.folder / "dondoc.toml").write_text(f"plans = {followed}\n", encoding="utf-8")
    with home.open(on - timedelta(days=1)) as office:
        _begin(office, on)
        if opened:
            with office.database.write() as session:
                connection = session.connection()
                put_reckoned(connection, load_plans(office), on)
                put_rows(connection, seed)
                drop_reckoned(connection)
            _look(office, on - timedelta(days=1))
        _settle(office.database)


def _begin(office: OpenHome, on: date) -> None:
    """Take the plans on as of their document's day, as if a round had run every day since."""
    began, last = moment_on(ISSUED_ON, ROUND_AT), on - timedelta(days=1)
    with office.database.write() as session:
        for loaded in load_plans(office).values():
            take_on_plan(session, loaded, ISSUED_ON, began)
            keep_sound_plan(session, loaded, began)
        session.execute(update(Adoption).values(baseline_on=ISSUED_ON, opened_through=last))
        at = moment_on(last, ROUND_AT)
        begin_run(session, last, at)
        end_run(session, at, at, ())


def _look(office: OpenHome, last: date) -> None:
    """Look at everything as the rounds did up to a day, so that the next one finds with each check-in when it is due for a look."""
    plans = load_plans(office)
    post = post_of(office, plans)
    with office.database.write() as session:
        for loaded in plans.values():
            remember(session, loaded, last, mixed=False)
        day = min(loaded.calendar.last_working_day(last) for loaded in plans.values())
        look_at_due(session, post, day, moment_on(day, ROUND_AT))


def _settle(database: Database) -> None:
    """Do what a database that has lived has long done: learn how its rows are spread, and write its log into its file."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)" if database.is_sqlite else "VACUUM ANALYZE")


class Shelf:
    """Where made-up homes stand, by name, and on which server their databases are: '' for SQLite in the home."""

    def __init__(self, folder: Path, server: str = "") -> None:
        self.folder, self.server = folder, server

    def place(self, name: str) -> MadeHome:
        """Return the home of a name, made or not."""
        return MadeHome(self.folder / name, _address(self.server, _database_of(name)) if self.server else "")

    def is_made(self, name: str) -> bool:
        """Tell whether the home of a name is whole."""
        return (self.folder / f"{name}.made").exists()

    def begin(self, name: str) -> MadeHome:
        """Return an empty place for a home, whatever a maker that died left there."""
        home = self.place(name)
        shutil.rmtree(home.folder, ignore_errors=True)
        home.folder.mkdir(parents=True)
        if self.server:
            _make(self.server, _database_of(name))
        return home

    def end(self, name: str) -> None:
        """Note that the home of a name is whole."""
        (self.folder / f"{name}.made").touch()

    @contextmanager
    def copy(self, name: str) -> Iterator[MadeHome]:
        """Give a copy of a home that may be changed, and take it away at the end."""
        made = self.place(name)
        folder, database = self.folder / f"copy-{uuid4().hex}", f"bench_{uuid4().hex}"
        shutil.copytree(made.folder, folder)
        if self.server:
            _make(self.server, database, _database_of(name))
        try:
            yield MadeHome(folder, _address(self.server, database) if self.server else "")
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if self.server:
                drop(self.server, database)

    def clear(self) -> None:
        """Drop the databases of all homes that stand here."""
        for note in self.folder.glob("*.made"):
            if self.server:
                drop(self.server, _database_of(note.stem))


def _database_of(name: str) -> str:
    return f"bench_{name.replace('-', '_')}"


def _make(server: str, name: str, made_from: str = "template0") -> None:
    drop(server, name)
    statement = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE {}")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(made_from)))


def drop(server: str, name: str) -> None:
    """Drop a database, whoever is connected to it; nothing happens when it is not there."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _address(server: str, name: str) -> str:
    parts = conninfo_to_dict(server)
    login = str(parts.get("user", "")) + (f":{parts['password']}" if parts.get("password") else "")
    return f"postgresql://{login}@{parts.get('host', '127.0.0.1')}:{parts.get('port', 5432)}/{name}"
