"""Prefect's own database, a SQLite file in the home: whether it can be read, and how another begins in its place.

Nothing official stands in it, only runs and what they drew, which is drawn again. So a damaged one is put aside, and Prefect
makes a new one.
"""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

_BESIDE = ("", "-wal", "-shm", "-journal")
_NOT_ITS_FAULT = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_BEGINS, _HEAD = b"SQLite format 3\0", 100
_SECONDS = 5.0
"""How long a file that another process holds is waited for."""


def prefect_file(home: Path) -> Path:
    """Return where a home keeps Prefect's database, unless the office named another."""
    return home / "prefect" / "prefect.db"


def looks_whole(file: Path) -> bool:
    """Tell whether a file begins as a database does and is no shorter than it says: a look that costs nothing.

    A server that has read the file before answers for long from what it remembers, whatever became of it. While pages are
    being put into it, it may be shorter for a moment.
    """
    try:
        with file.open("rb") as opened:
            head, size = opened.read(_HEAD), os.fstat(opened.fileno()).st_size
    except OSError:
        return not os.path.lexists(file)
    if not size:
        return True
    page = int.from_bytes(head[16:18], "big")
    pages = int.from_bytes(head[28:32], "big")
    return head.startswith(_BEGINS) and size >= pages * (65536 if page == 1 else page)


def is_whole(file: Path) -> bool:
    """Tell whether all of Prefect's database can be read, and its tables are Prefect's; there may be none yet."""
    if not os.path.lexists(file):
        return True
    try:
        address = f"file:{quote(str(file))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=_SECONDS)) as opened:
            tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            sound = opened.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except sqlite3.Error as error:
        return (error.sqlite_errorcode & 0xFF) in _NOT_ITS_FAULT
    return sound and (not tables or "alembic_version" in tables)


def put_file_aside(file: Path, now: datetime) -> Path:
    """Put Prefect's database, with what lies beside it, into a folder of its own named by `now`, and return the folder."""
    aside = file.parent / f"de-rieng-{now:%Y%m%d-%H%M%S}"
    aside.mkdir(mode=0o700)
    for end in _BESIDE:
        path = file.with_name(f"{file.name}{end}")
        if os.path.lexists(path):
            path.rename(aside / path.name)
    return aside
