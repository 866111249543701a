"""Whose the files of a home are: the account's alone that runs the program.

Letters, evidence, links and names stand in them. What we made under a wider mask is narrowed; what an office made itself
is its own matter, and `dondoc doctor` tells it.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from models.kept_addresses import KEPT_FILE, LOCK_FILE

_OTHERS = 0o077
_MADE_BY_US = (
    *(
        "dondoc.db",
        "dondoc.db-wal",
        "dondoc.db-shm",
        "link.key",
        "ui.password",
        "runner.key",
        "faults.log",
        KEPT_FILE,
        LOCK_FILE,
    ),
    *("evidence", "mailbox", "reports", "views", "logs", "prefect"),
)
"""What the program makes in a home, files and folders; what is in a folder is safe with it."""


def keep_private() -> None:
    """Let no file that this process or a child of it makes be read by another account of the machine."""
    os.umask(_OTHERS)


def narrow(home: Path) -> None:
    """Take from other accounts what the program made in a home before it kept this; what cannot be changed stays."""
    for path in (home / name for name in _MADE_BY_US):
        with suppress(OSError):
            found = path.lstat()
            if found.st_mode & _OTHERS and found.st_uid == os.geteuid() and not stat.S_ISLNK(found.st_mode):
                path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)


def open_to_others(home: Path) -> Iterator[Path]:
    """Yield the home itself where another account can look into it, and what the program made there and others may read."""
    for path in (home, *(home / name for name in _MADE_BY_US)):
        with suppress(OSError):
            if not path.is_symlink() and path.stat().st_mode & _OTHERS:
                yield path
