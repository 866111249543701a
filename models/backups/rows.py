"""The rows of all tables as lines of JSON, the same from SQLite and from PostgreSQL, and back into an empty database."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, Date, MetaData, Select, Table, event, func, insert, select, text
from sqlalchemy.types import DateTime, LargeBinary
from sqlalchemy.types import Enum as EnumType
from sqlmodel.sql.sqltypes import UTCDateTime

from models.database import Session
from models.tables import ad_hoc, answers, chasing, core, decisions, inbox, paper, people, reports, rounds, trials

_ALL = (ad_hoc, answers, chasing, core, decisions, inbox, paper, people, reports, rounds, trials)
"""Every module of tables: a table is known once its module is."""
TABLES = core.Record.metadata
AT_ONCE = 500
"""How many rows are read and written at a time: what a file of a report holds is large."""


def tables_there(session: Session) -> MetaData:
    """Return the tables that a database has, in whatever version: what an older program wrote is read by them."""
    there = MetaData()

    @event.listens_for(there, "column_reflect")
    def of_our_kinds(_inspector: object, _table: object, column: dict[str, Any]) -> None:
        if isinstance(column["type"], DateTime):
            column["type"] = UTCDateTime()

    there.reflect(session.connection(), only=lambda name, _there: name != "alembic_version")
    return there


def names_of(there: MetaData) -> list[str]:
    """Return the names of tables, each after those that it refers to."""
    return [table.name for table in there.sorted_tables]


def tables() -> list[str]:
    """Return the names of all tables of this program, each after those that it refers to."""
    return names_of(TABLES)


def rows_of(session: Session, name: str, there: MetaData = TABLES) -> Iterator[str]:
    """Yield the rows of a table, a line of JSON each, by their numbers."""
    table = there.tables[name]
    return lines_of(session, select(table).order_by(table.c.id))


def lines_of(session: Session, chosen: Select[Any]) -> Iterator[str]:
    """Yield what a statement chooses, a line of JSON for each row, by the names of its columns."""
    names = [column.name for column in chosen.selected_columns]
    for row in session.execute(chosen.execution_options(yield_per=AT_ONCE)):
        values = {name: _written(value) for name, value in zip(names, row, strict=True)}
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def fill(session: Session, name: str, lines: Iterable[str], there: MetaData = TABLES) -> int:
    """Put rows into a table that has none, with their own numbers, and return how many there were.

    Raise ValueError for a line that is no row of the table.
    """
    table, count = there.tables[name], 0
    chunk: list[dict[str, Any]] = []
    for line in lines:
        chunk.append(_read(table, line))
        if len(chunk) == AT_ONCE:
            session.execute(insert(table), chunk)
            count, chunk = count + len(chunk), []
    if chunk:
        session.execute(insert(table), chunk)
    return count + len(chunk)


def go_on_numbering(session: Session) -> None:
    """Let new rows be numbered after those that were put in: PostgreSQL counts apart from them."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in TABLES.sorted_tables:
        last = session.execute(select(func.max(table.c.id))).scalar()
        if last is not None:
            session.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"), {"name": table.name, "last": last}
            )


def is_empty(session: Session) -> bool:
    """Tell whether no table has a row; of tables of any version."""
    found = tables_there(session).sorted_tables
    return all(session.execute(select(text("1")).select_from(table).limit(1)).first() is None for table in found)


def _written(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):  # a moment is one too
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value


def _read(table: Table, line: str) -> dict[str, Any]:
    values = json.loads(line)
    if not isinstance(values, dict) or set(values) != {column.name for column in table.columns}:
        raise ValueError(f"not a row of {table.name}")
    return {column.name: _value(column, values[column.name]) for column in table.columns}


def _value(column: Column[Any], written: Any) -> Any:  # noqa: ANN401  whatever the column holds
    if written is None:
        return None
    if isinstance(column.type, EnumType) and column.type.enum_class is not None:
        return column.type.enum_class(written)
    if isinstance(column.type, LargeBinary):
        return base64.b64decode(written, validate=True)
    if isinstance(column.type, UTCDateTime):
        return datetime.fromisoformat(written)
    return date.fromisoformat(written) if isinstance(column.type, Date) else written
