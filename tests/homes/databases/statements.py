"""How many statements a piece of work asks of a database, and how many rows it reads."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from models.database import Database


@contextmanager
def counting(database: Database) -> Iterator[list[str]]:
    """Give the list to which every statement is added that is asked of a database inside."""
    asked: list[str] = []

    def note(*said: object) -> None:
        asked.append(str(said[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


@contextmanager
def reading(database: Database) -> Iterator[list[str]]:
    """Give the list to which the statement of every row is added that is read from an SQLite database inside."""
    read: list[str] = []

    def watch(_connection: object, cursor: sqlite3.Cursor, statement: str, *_said: object) -> None:
        def take(_cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> tuple[Any, ...]:
            read.append(statement)
            return row

        cursor.row_factory = take

    event.listen(database.engine, "before_cursor_execute", watch)
    try:
        yield read
    finally:
        event.remove(database.engine, "before_cursor_execute", watch)
