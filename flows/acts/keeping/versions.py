"""Which program, libraries, Python, database and calendar a home is worked with: what is asked first when help is called."""

import hashlib
import platform
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from models.database import Database, newest_revision
from models.settings import Home
from plan.library import Library

PROJECT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Versions:
    """The versions: `program` of pyproject.toml; `lock` the SHA-256 of the list of libraries.

    `libraries_fit` tells whether the environment that runs was made from that list, None where nobody can tell. `database`
    is its kind (`SQLite 3.45.1`), `revision` that of its tables, '' where there are none yet; `newest` that of the program.
    `calendar` is the last year whose days off are confirmed, None where none is.
    """

    program: str
    lock: str
    libraries_fit: bool | None
    python: str
    database: str
    revision: str
    newest: str
    calendar: int | None


def read_versions(home: Home | None) -> Versions:
    """Return the versions at a home, or of the program alone; nothing is changed or made.

    Raise DatabaseError where the database cannot be asked.
    """
    lock = (PROJECT / "requirements.lock").read_bytes()
    built_from = Path(sys.prefix) / "dondoc.lock"
    kind, revision = _database(home) if home else ("", "")
    calendar = Library(home.plans if home else None).calendar()
    return Versions(
        program=str(tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]),
        lock=hashlib.sha256(lock).hexdigest(),
        libraries_fit=built_from.read_bytes() == lock if built_from.is_file() else None,
        python=platform.python_version(),
        database=kind,
        revision=revision,
        newest=newest_revision(),
        calendar=max(calendar.confirmed, default=None) if calendar else None,
    )


def _database(home: Home) -> tuple[str, str]:
    if not home.settings.database_url and not home.database_file.is_file():
        return "", ""
    database = Database(home.database_url)
    try:
        return database.kind(), database.version()
    finally:
        database.close()
