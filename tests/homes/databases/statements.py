"""How many statements a piece of work asks of a database."""

from collections.abc import Iterator
from contextlib import contextmanager

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
