"""What a piece of work has changed in a database, and the same change written by the bare driver."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Table

from models.tables.core import Record

_APPENDED = frozenset({"check_in_event", "answer", "verdict"})
"""Tables whose rows are never changed: only what was added to them is looked for."""


@dataclass
class Changed:
    """What became of one table: its columns, the rows that were added, and of those that were changed the new values."""

    table: str
    columns: tuple[str, ...]
    added: list[tuple[Any, ...]] = field(default_factory=list)
    changed: list[tuple[Any, ...]] = field(default_factory=list)
    """Each with the values of `columns`, the number (`id`) first."""


def changed_rows(before: str, after: str) -> list[Changed]:
    """Return what differs between two databases of one home, the tables in the order of their keys."""
    with closing(_raw(before)) as old, closing(_raw(after)) as new:
        tables = [table for table in Record.metadata.sorted_tables if "id" in table.columns]
        found = [_changed(table, old, new) for table in tables]
    return [one for one in found if one.added or one.changed]


def _changed(table: Table, old: Any, new: Any) -> Changed:  # noqa: ANN401  two drivers
    columns = ("id", *(column.name for column in table.columns if column.name != "id"))
    listed = ", ".join(f'"{name}"' for name in columns)
    last = old.execute(f'SELECT coalesce(max(id), 0) FROM "{table.name}"').fetchone()[0]  # noqa: S608  our own names
    asked = f'SELECT {listed} FROM "{table.name}" WHERE id'  # noqa: S608  our own names
    added = [tuple(row) for row in new.execute(f"{asked} > {last} ORDER BY id")]
    found = Changed(table.name, columns, added)
    if table.name not in _APPENDED:
        rows = (f"{asked} <= {last} ORDER BY id" for _ in range(2))
        pairs = zip(old.execute(next(rows)), new.execute(next(rows)), strict=True)
        found.changed = [tuple(now) for then, now in pairs if tuple(then) != tuple(now)]
    return found


@contextmanager
def write_rows(database: str) -> Iterator[Callable[[Sequence[Changed]], None]]:
    """Give a function that writes changed rows in one durable transaction, over a connection that is open already."""
    with closing(_raw(database)) as connection:
        mark = "?" if isinstance(connection, sqlite3.Connection) else "%s"

        def write(found: Sequence[Changed]) -> None:
            cursor = connection.cursor()
            cursor.execute("BEGIN IMMEDIATE" if mark == "?" else "SELECT 1")
            for one in found:
                listed = ", ".join(f'"{name}"' for name in one.columns)
                marks = ", ".join([mark] * len(one.columns))
                if one.added:
                    cursor.executemany(f'INSERT INTO "{one.table}" ({listed}) VALUES ({marks})', one.added)  # noqa: S608  our own names
                if one.changed:
                    values = ", ".join(f'"{name}" = {mark}' for name in one.columns[1:])
                    rows = [(*row[1:], row[0]) for row in one.changed]
                    cursor.executemany(f'UPDATE "{one.table}" SET {values} WHERE id = {mark}', rows)  # noqa: S608  our own names
            connection.commit()

        yield write


def _raw(database: str) -> Any:  # noqa: ANN401  two drivers
    """Return a connection of the bare driver, durable as the program's own."""
    if database.startswith("sqlite:///"):
        connection = sqlite3.connect(database.removeprefix("sqlite:///"), isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection
    return psycopg.connect(database)
