"""Views: who opened which page by its link, in files beside the database, for a page that is read changes no table.

One line of JSON for each view, in the home's `views/YYYY-MM.jsonl`, appended only. No name, no address and no token is
in it: a link is told by its print.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from models.clock import day_of, in_zone
from models.settings import Home


@dataclass(frozen=True)
class View:
    """One page or file that was shown: when, to whose link, for which purpose, and `what` it was (`page`, `file 12`).

    `recipient` is the link's, as the outbox knows it; `link` its print, the same as in the audit trail. `by_person` tells
    that it was asked for as a person's browser asks, and not as a mail server does that looks through the links of letters.
    """

    at: datetime
    recipient: str
    purpose: str
    what: str
    link: str
    by_person: bool = False


def append_view(home: Home, view: View) -> None:
    """Append a view to the file of its month, readable by its owner alone. Raise OSError when it cannot be written.

    A line is one write to the end of the file, so that processes which write at once leave whole lines.
    """
    file = _file_of(home, day_of(view.at))
    file.parent.mkdir(mode=0o700, exist_ok=True)
    line = json.dumps(asdict(view) | {"at": in_zone(view.at).isoformat()}, ensure_ascii=False) + "\n"
    opened = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        os.write(opened, line.encode())
    finally:
        os.close(opened)


def views_between(home: Home, first: date, last: date) -> list[View]:
    """Return the views of the days from `first` to `last`, both inclusive, the oldest first.

    A line that a power cut left unfinished is passed over.
    """
    found = [view for file in _files_between(home, first, last) for view in _read(file)]
    return sorted((view for view in found if first <= day_of(view.at) <= last), key=lambda view: view.at)


def _file_of(home: Home, day: date) -> Path:
    return home.path / "views" / f"{day:%Y-%m}.jsonl"


def _files_between(home: Home, first: date, last: date) -> list[Path]:
    months = (_file_of(home, first).name, _file_of(home, last).name)
    return [file for file in sorted((home.path / "views").glob("*.jsonl")) if months[0] <= file.name <= months[1]]


def _read(file: Path) -> Iterator[View]:
    for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            said = json.loads(line)
            view = View(**said | {"at": datetime.fromisoformat(said["at"])})
        except (ValueError, TypeError, KeyError):
            continue
        if (
            all(isinstance(word, str) for word in (view.recipient, view.purpose, view.what, view.link))
            and view.at.tzinfo
            and isinstance(view.by_person, bool)
        ):
            yield view
