"""What many tests begin with: made once for a state of the code, kept on disk for every worker and run, and copied."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from models.database import Database
from models.tables.core import Record
from tests import PROJECT

KEPT = PROJECT / ".pytest_cache" / "templates"
MADE_OF = ("plan", "models", "notifications", "reports", "flows", "tests/homes")
"""The folders whose code and texts say what is in a template."""
DATABASE = "dondoc.db"
"""The name of the database file in a home."""
migrate = Database.migrate
"""How the program brings tables to a version, also where the tests copy what it made (`migrate_or_copy`)."""


def state_of_the_code(project: Path) -> str:
    """Return a digest of all that a template is made of: our files, the libraries and this Python."""
    digest = hashlib.sha256(sys.version.encode())
    files = [project / "requirements.lock"]
    files += [file for folder in MADE_OF for file in (project / folder).rglob("*") if "__pycache__" not in file.parts]
    for file in sorted(files):
        if file.is_file():
            digest.update(f"{file.relative_to(project)}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def template(name: str, make: Callable[[Path], object], room: Path | None = None) -> Path:
    """Return the folder that `make` filled under this name: copy what is in it, and change nothing.

    Whoever asks first makes it, in an empty folder, while the others wait. It is made anew when the code has another
    state; a `room` of one's own holds templates that live no longer than that room.
    """
    room = room or _room()
    room.mkdir(parents=True, exist_ok=True)
    folder = room / name
    if folder.is_dir():
        return folder
    with (room / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            begun = room / f"{name}.begun"
            shutil.rmtree(begun, ignore_errors=True)  # of a run that was killed in the middle
            begun.mkdir()
            with patch.dict(os.environ, _without_settings(), clear=True):
                make(begun)
            begun.rename(folder)
    return folder


def copy_template(name: str, make: Callable[[Path], object], to: Path) -> None:
    """Copy the folder of a template to a place where nothing is yet, or only empty folders."""
    shutil.copytree(template(name, make), to, dirs_exist_ok=True)


def put_migrated_file(file: Path) -> None:
    """Put a SQLite file with all tables and no rows in a place where no file is."""
    assert not file.exists()
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(template("migrated", _make_migrated) / DATABASE, file)


def migrated(url: str) -> Database:
    """Open a database that has all its tables: a copy where its SQLite file is not there yet, and migrated otherwise."""
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        put_migrated_file(Path(url.removeprefix("sqlite:///")))
        return Database(url)
    database = Database(url)
    database.migrate()
    return database


def migrate_or_copy(database: Database, to: str = "") -> None:
    """Do what `Database.migrate` does; a SQLite file in which nothing is yet becomes a copy of what that made once."""
    if to or not database.is_sqlite:
        migrate(database, to)
        return
    made = template("migrated", _make_migrated) / DATABASE
    with database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if is_new := not driver.execute("SELECT 1 FROM sqlite_master").fetchone():
            with closing(sqlite3.connect(made)) as source:
                source.backup(driver)
    if not is_new:
        migrate(database)


def empty(database: Database) -> None:
    """Delete every row of every table."""
    with database.write() as session:
        for table in reversed(Record.metadata.sorted_tables):
            session.execute(table.delete())


def _make_migrated(folder: Path) -> None:
    database = Database(f"sqlite:///{folder / DATABASE}")
    migrate(database)
    database.close()


def _without_settings() -> dict[str, str]:
    """Return the environment without what the test that asks first has set there: a template is the same for all."""
    return {
        name: value
        for name, value in os.environ.items()
        if name.startswith("DONDOC_TEST_") or not name.startswith("DONDOC_")
    }


@cache
def _room() -> Path:
    """Return the folder of this state of the code, and clear away all but the newest two of other states."""
    room = KEPT / state_of_the_code(PROJECT)
    if not room.is_dir():
        room.mkdir(parents=True, exist_ok=True)
        others = sorted(KEPT.iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
        for other in others[3:]:
            shutil.rmtree(other, ignore_errors=True)
    return room
