"""Views: who opened which page by its link, in files beside the database, for a page that is read changes no table.

One line of JSON for each view, in the home's `views/YYYY-MM.jsonl`, appended only; of several machines that share the home
each has files of its own, `YYYY-MM.<machine>.jsonl`, for on a share of the network only one may append. No name, no address and no token is
in it: a link is told by its print, a person by the number of his grant. A month's file that has grown beyond
`MOST_OF_A_MONTH` takes no more; a file older than the office keeps views is deleted.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from models.clock import day_of, in_zone
from models.settings import Home


@dataclass(frozen=True)
class View:
    """One page or file that was shown: when, to whose link, for which purpose, and `what` it was (`page`, `file 12`).

    `recipient` is the link's, as the outbox knows it; `link` its print, the same as in the audit trail. `by_person` tells
    that it was asked for as a person's browser asks, and not as a mail server does that looks through the links of letters.
    `access` is as what he came in, '' in lines of before; `grant` the number of the grant of who came in under his own name,
    0 for all others.
    """

    at: datetime
    recipient: str
    purpose: str
    what: str
    link: str
    by_person: bool = False
    access: str = ""
    grant: int = 0


MOST_OF_A_MONTH = 200_000_000
"""How large a month's file of views may grow, in bytes: some 800,000 views, where a busy province has 50,000."""


_BEGINNING = b'{"at": "'
"""What each line begins with, its day behind it."""
_BLOCK = 65_536
"""How many bytes of a file are read at once from its end on."""


class ViewsFullError(OSError):
    """A month's file of views is as large as it may be."""


def append_view(home: Home, view: View) -> None:
    """Append a view to the file of its month, readable by its owner alone. Raise OSError when it cannot be written, and
    ViewsFullError when the file is full.

    A line is one write to the end of the file, so that processes which write at once leave whole lines.
    """
    file = _file_of(home, day_of(view.at))
    file.parent.mkdir(mode=0o700, exist_ok=True)
    line = json.dumps(asdict(view) | {"at": in_zone(view.at).isoformat()}, ensure_ascii=False) + "\n"
    opened = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        if os.fstat(opened).st_size >= MOST_OF_A_MONTH:
            raise ViewsFullError(f"{file.name} is full")
        os.write(opened, line.encode())
    finally:
        os.close(opened)


def views_between(home: Home, first: date, last: date, *, newest_first: bool = False) -> Iterator[View]:
    """Yield the views of the days from `first` to `last`, both inclusive, in the order in which they were written, or turned
    round; a log is never held as a whole.

    A line that a power cut left unfinished is passed over.
    """
    files = _files_between(home, first, last)
    for _, month in groupby(reversed(files) if newest_first else files, _month):
        written = (_read(file, (first, last), newest_first=newest_first) for file in month)
        for view in merge(*written, key=lambda view: view.at, reverse=newest_first):
            if first <= day_of(view.at) <= last:
                yield view


def all_views(home: Home) -> Iterator[View]:
    """Yield every view that is kept, month by month."""
    for file in sorted((home.path / "views").glob("????-??*.jsonl")):
        yield from _read(file)


def forget_views(home: Home, on: date, months: int) -> int:
    """Delete the files of views of months that ended more than so many months before the month of a day; return how many.

    Raise OSError where one cannot be deleted.
    """
    first = on.year * 12 + on.month - 1 - months
    kept_from = f"{first // 12:04d}-{first % 12 + 1:02d}"
    old = [file for file in (home.path / "views").glob("????-??*.jsonl") if _month(file) < kept_from]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _file_of(home: Home, day: date) -> Path:
    machine = home.settings.machine
    return home.path / "views" / f"{day:%Y-%m}{f'.{machine}' if machine else ''}.jsonl"


def _files_between(home: Home, first: date, last: date) -> list[Path]:
    files = sorted((home.path / "views").glob("????-??*.jsonl"))
    return [file for file in files if f"{first:%Y-%m}" <= _month(file) <= f"{last:%Y-%m}"]


def _month(file: Path) -> str:
    return file.name[: len("2026-01")]


def _read(file: Path, days: tuple[date, date] | None = None, *, newest_first: bool = False) -> Iterator[View]:
    """Yield the views of a file; of lines as the program writes them, which begin with their day, none of another day."""
    spanned = [day.isoformat().encode() for day in days] if days else []
    with file.open("rb") as opened:
        for line in _backwards(opened) if newest_first else opened:
            if spanned and line.startswith(_BEGINNING):
                day = line[len(_BEGINNING) : len(_BEGINNING) + 10]
                if not spanned[0] <= day <= spanned[1]:
                    continue
            if (view := _view_in(line)) is not None:
                yield view


def _backwards(opened: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file from its end on; one that is longer than `_BLOCK` is none of ours, and may be cut."""
    place, rest = opened.seek(0, os.SEEK_END), b""
    while place > 0:
        size = min(_BLOCK, place)
        place -= size
        opened.seek(place)
        rest, *lines = (opened.read(size) + rest[:_BLOCK]).split(b"\n")
        yield from reversed(lines)
    yield rest


def _view_in(line: bytes) -> View | None:
    try:
        said = json.loads(line.decode("utf-8", "replace"))
        view = View(**said | {"at": datetime.fromisoformat(said["at"]), "grant": int(said.get("grant", 0))})
    except (ValueError, TypeError, KeyError):
        return None
    words = (view.recipient, view.purpose, view.what, view.link, view.access)
    is_ours = all(isinstance(word, str) for word in words) and view.at.tzinfo and isinstance(view.by_person, bool)
    return view if is_ours else None
