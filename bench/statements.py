"""How many statements a piece of work asks of its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import event

from models.database import Database


@dataclass
class Statements:
    """How many there were so far."""

    count: int = 0


@contextmanager
def counted(database: Database) -> Iterator[Statements]:
    """Count the statements that a database is asked while the block runs."""
    found = Statements()

    def on_execute(*_told: object) -> None:
        found.count += 1

    event.listen(database.engine, "before_cursor_execute", on_execute)
    try:
        yield found
    finally:
        event.remove(database.engine, "before_cursor_execute", on_execute)
