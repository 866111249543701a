"""The addresses under which `up` last ran, kept with the home: other commands do not see the options it was given.

Letters link to the pages that `up` serves. So what was given to it alone, by option or by its environment, is kept in a
file of the home, and every other command reads it there.
"""

import fcntl
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from models.files import write_whole
from models.store.moved_database import MOVED_FILE
from models.web_address import read_web_address

KEPT_FILE = "up.json"
LOCK_FILE = "up.lock"
"""The file that a running `up` holds, in the home or in the folder of its machine."""
MACHINES = "machines"
"""The folder in which each of several machines that share a home has one of its own."""
MADE_HERE = (
    *("dondoc.db", "dondoc.db-wal", "dondoc.db-shm", "link.key", "ui.password", "runner.key", "faults.log"),
    *(KEPT_FILE, LOCK_FILE, "evidence", "mailbox", "reports", "views", "logs", "prefect", "tmp", "backups"),
    *(MOVED_FILE, MACHINES),
)
"""What the program makes in a home, files and folders; letters, names and links stand in them."""
KEPT = ("host", "port", "web_host", "web_port", "answer_url")
"""The settings that are kept, each where the home's own file does not set it."""


def read_kept(home: Path) -> dict[str, Any]:
    """Return what the last `up` of a home kept; nothing where none has run.

    Raise ValueError, with a Vietnamese sentence, for a file that is not as `keep` writes it.
    """
    file = home / KEPT_FILE
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        found = None
    if not isinstance(found, dict) or not all(_is_sound(name, value) for name, value in found.items()):
        raise ValueError(f"{file}: không đọc được các địa chỉ của lần chạy trước; hãy xóa tệp này rồi chạy dondoc up.")
    return found


def _is_sound(name: str, value: object) -> bool:
    if name in ("port", "web_port"):
        return type(value) is int and 1 <= value <= 65535
    if name == "answer_url" and isinstance(value, str):
        with suppress(ValueError):
            return read_web_address(value) == value
    return name in ("host", "web_host") and isinstance(value, str)


def keep(home: Path, addresses: Mapping[str, Any]) -> None:
    """Keep addresses for the commands to come, whole or not at all. Raise OSError where they cannot be written."""
    write_whole(home / KEPT_FILE, (json.dumps(dict(addresses)) + "\n").encode())


def runs_now(home: Path) -> bool:
    """Tell whether an `up` of everything holds the home at this moment."""
    return is_held(home)


def machines_now(home: Path) -> list[str]:
    """Return the names of the machines on which a part of the program works in the home now, as far as its disk tells."""
    folders = home / MACHINES
    return sorted(one.name for one in folders.iterdir() if is_held(one)) if folders.is_dir() else []


def is_held(folder: Path) -> bool:
    """Tell whether an `up` holds a folder at this moment."""
    try:
        descriptor = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
