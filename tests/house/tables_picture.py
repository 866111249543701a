"""Draws the tables as they stand in the code: `python -m tests.house.tables_picture` writes `docs/tables.md` anew."""

import pkgutil
from importlib import import_module

from sqlalchemy import UniqueConstraint

import models.tables
from models.tables.core import Record
from tests import PROJECT

_KINDS = {"AutoString": "text", "UTCDateTime": "moment", "Enum": "word"}
"""The kinds of columns in plain words, where the type's own name says too little."""
PICTURE = PROJECT / "docs" / "tables.md"
_HEAD = """# The tables

Drawn from the code by `python -m tests.house.tables_picture`; a test compares. Moments are UTC, days are calendar days in
Asia/Ho_Chi_Minh. PK is a row's number, FK the number of another table's row, UK a part of the key that the database
holds unique. Rows of history (events, acts, answers, verdicts) are appended and never changed.
"""


def draw_tables() -> str:
    """Return the page: one Mermaid diagram of all tables, with their columns and whom they point to."""
    for module in pkgutil.iter_modules(models.tables.__path__, "models.tables."):
        import_module(module.name)
    tables = sorted(Record.metadata.tables.values(), key=lambda table: table.name)
    lines = ["erDiagram"]
    for table in tables:
        unique = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
        unique += [one.columns for one in table.indexes if one.unique]
        keyed = {column.name for columns in unique for column in columns}
        lines.append(f"    {table.name} {{")
        for column in table.columns:
            marks = [
                mark
                for mark, holds in (
                    ("PK", column.primary_key),
                    ("FK", bool(column.foreign_keys)),
                    ("UK", column.name in keyed),
                )
                if holds
            ]
            kind = _KINDS.get(type(column.type).__name__, type(column.type).__name__.lower())
            lines.append(f"        {kind} {column.name} {', '.join(marks)}".rstrip())
        lines.append("    }")
    lines += sorted(
        {
            f"    {key.column.table.name} ||--o{{ {table.name} : {column.name}"
            for table in tables
            for column in table.columns
            for key in column.foreign_keys
        }
    )
    return f"{_HEAD}\n{len(tables)} tables.\n\n```mermaid\n" + "\n".join(lines) + "\n```\n"


if __name__ == "__main__":
    PICTURE.write_text(draw_tables(), encoding="utf-8")
