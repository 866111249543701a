"""Events: what the program did, for machines that collect logs: one line of JSON each, in files that stay bounded.

They stand in the home's `logs/`, of one of several machines in the `logs/` of its own folder there, or in the folder that the
office has set, as `events-YYYY-MM-DD.jsonl`; a day's next file is
`events-YYYY-MM-DD.2.jsonl`. Any number of processes write at once: a line is one write to the end of a file, and no file is
ever renamed. What is written is named by the caller, word by word. There is no text of an error, no address and no name of
a person or agency among it; where an error came from is kept in `faults.log`, for programmers.
"""

import json
import os
import re
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from models.clock import Clock
from models.kept_addresses import MACHINES
from models.settings import Home

Part = Literal["up", "round", "mail", "backup", "web"]
"""The part of the program that an event belongs to."""
_FILES = 10
"""In how many files the room for all of them is used at least: the oldest goes when a new one needs its room."""
_LONGEST = 200
"""The longest word of an event, in characters."""
_NAME = re.compile(r"events-([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.([0-9]+))?\.jsonl")


def note_event(
    home: Home, part: Part, event: str, machine: Clock | None = None, /, **facts: str | float | None
) -> None:
    """Append an event with its facts, at the time of the `machine`; what cannot be written costs nothing, and is let go."""
    now = (machine or Clock()).now()
    told = {
        name: fact[:_LONGEST] if isinstance(fact, str) else fact for name, fact in facts.items() if fact is not None
    }
    line = {"at": now.isoformat(timespec="milliseconds"), "part": part, "event": event, "pid": os.getpid()} | told
    with suppress(OSError):
        folder = log_folder(home)
        file = _file_for(folder, now.date(), home.settings.log_megabytes * 1_000_000 // _FILES)
        is_new = not file.exists()
        opened = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            os.write(opened, (json.dumps(line, ensure_ascii=False) + "\n").encode())
        finally:
            os.close(opened)
        if is_new:
            _let_go(folder, now.date(), home)


def log_folder(home: Home) -> Path:
    """Return where events are written: a folder of the office's own, which is never made, or the home's.

    Raise OSError where that cannot be made.
    """
    if home.settings.log_folder is not None:
        return home.settings.log_folder
    machine = home.settings.machine
    folder = (home.path / MACHINES / machine if machine else home.path) / "logs"
    folder.mkdir(mode=0o700, parents=bool(machine), exist_ok=True)
    return folder


def _file_for(folder: Path, day: date, most: int) -> Path:
    """Return the newest file of a day while it has room, else the next: what was deleted is never begun again."""
    there = {int(name[2] or 1) for file in folder.glob(f"events-{day}*") if (name := _NAME.fullmatch(file.name))}
    number = max(there, default=1)
    newest = folder / _named(day, number)
    return folder / _named(day, number + 1) if there and newest.stat().st_size >= most else newest


def _named(day: date, number: int) -> str:
    return f"events-{day}{f'.{number}' if number > 1 else ''}.jsonl"


def _let_go(folder: Path, day: date, home: Home) -> None:
    """Delete the events of days that are not kept any more, and the oldest where all of them take more room than they may."""
    found = sorted(
        (date.fromisoformat(name[1]), int(name[2] or 1), file)
        for file in folder.iterdir()
        if (name := _NAME.fullmatch(file.name)) and not file.is_symlink()
    )
    first = day - timedelta(days=home.settings.log_days - 1)
    room = home.settings.log_megabytes * 1_000_000
    # The newest is being written, and may grow to its share.
    used = room // _FILES
    for at, _, file in reversed(found[:-1]):
        used += file.stat().st_size
        if at < first or used > room:
            file.unlink(missing_ok=True)
