"""The list of erasures, kept apart from the home: who was erased, by prints, so that an old backup does not bring him back.

One line of JSON for each erasure, in a file beside the backups and in the home. No name, address or telephone is in it.
"""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from models.backups.archive import FOLDER
from models.people.whom import Whom
from models.settings import Home

LIST = "da-xoa-du-lieu-ca-nhan.jsonl"
"""What the list is called, in the home and in each folder of backups."""


def lists_of(home: Home) -> tuple[Path, ...]:
    """Return the folders in which a home keeps its list: its own, and those of its backups that are there."""
    folders = (home.path, home.path / FOLDER, home.settings.backup_folder)
    return tuple(dict.fromkeys(folder for folder in folders if folder is not None and folder.is_dir()))


def note_erasure(folders: Iterable[Path], identity: str, him: Whom, now: datetime) -> list[Path]:
    """Put an erasure at the end of the list of each folder, and return the folders where that could not be done."""
    said = {
        "at": now.isoformat(),
        "home": identity,
        "province": him.province,
        "agency": him.agency,
        "judging": him.judging,
        "names": sorted(him.names),
        "addresses": sorted(him.addresses),
        "phones": sorted(him.phones),
    }
    failed = []
    for folder in folders:
        try:
            opened = os.open(
                folder / LIST, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600
            )
            try:
                os.write(opened, f"{json.dumps(said)}\n".encode())
                os.fsync(opened)
            finally:
                os.close(opened)
        except OSError:
            failed.append(folder)
    return failed


def erasures_after(files: Iterable[Path], identity: str, since: datetime) -> list[Whom]:
    """Return who was erased in the home of an identity after a moment, each once; a file that is not there is passed over."""
    found: dict[Whom, None] = {}
    for file in files:
        lines: list[str] = []
        with suppress(OSError, UnicodeDecodeError):
            lines = file.read_text(encoding="ascii").splitlines()
        for line in lines:
            with suppress(ValueError, KeyError, TypeError):
                said = json.loads(line)
                if said["home"] == identity and datetime.fromisoformat(said["at"]) > since:
                    found[_read(said, identity)] = None
    return list(found)


def _read(said: dict[str, object], identity: str) -> Whom:
    def prints(name: str) -> frozenset[str]:
        listed = said[name]
        return frozenset(map(str, listed if isinstance(listed, list) else ()))

    names = said["names"]
    return Whom(
        identity.encode(),
        str(said["province"]),
        str(said["agency"]),
        said["judging"] is True,
        frozenset((int(count), str(mark)) for count, mark in (names if isinstance(names, list) else ())),
        prints("addresses"),
        prints("phones"),
    )
