"""Where backups stand: how their files are called, which of a folder are a home's own, and what a killed one has left."""

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from models.backups.archive import read_manifest
from models.clock import Clock, in_zone
from models.files import PRIVATE
from models.refusal import RefusedError

BY_HAND, DAILY = "sao-luu", "sao-luu-hang-ngay"
BEFORE_UPGRADE, BEFORE_MOVE = "sao-luu-truoc-nang-cap", "sao-luu-truoc-khi-chuyen"
"""What the files of backups begin with: those that a person asked for, those that the program makes each night, and those
that it makes before it changes an older program's tables or moves a home into another database."""
ENDING = ".dondoc.zip"
_NAME = re.compile(rf"(?P<kind>sao-luu(?:-[a-z]+)*)-(?P<at>[0-9]{{8}}-[0-9]{{6}}){re.escape(ENDING)}")
_DRAFT = re.compile(rf"\..+{re.escape(ENDING)}\.part")
_SCRATCH = ".thu-khoi-phuc-"
_HELD = "dang-dung"
"""The file in a scratch folder that is held while somebody works there."""
_STALE_SECONDS = 86_400
"""After how long what a backup has begun counts as left by a killed one where a share of the network tells of no holder."""

_MAKING_SECONDS = 60


@dataclass(frozen=True)
class Shelved:
    """A backup of a home in a folder: `kind` is what its name begins with, `made_at` its moment in UTC, `size` in bytes.

    `sealed` tells that it is encrypted.
    """

    file: Path
    kind: str
    made_at: datetime
    size: int
    sealed: bool = False


def file_name(kind: str, now: datetime) -> str:
    """Return what a backup of a kind that is made at a moment is called."""
    return f"{kind}-{in_zone(now):%Y%m%d-%H%M%S}{ENDING}"


def free_place(folder: Path, kind: str, now: datetime) -> Path:
    """Return a file for a backup that is made at a moment and is not there: of several in one second each has its own."""
    while (file := folder / file_name(kind, now)).exists():
        now += timedelta(seconds=1)
    return file


def backups_in(folder: Path, identity: str) -> list[Shelved]:
    """Return the backups of a home in a folder, the oldest first: files that are called so and whose manifest names it.

    Nothing else is among them, whatever it is called. Raise OSError where the folder cannot be read.
    """
    found = [one for file in folder.iterdir() if (one := _shelved(file, identity)) is not None]
    return sorted(found, key=lambda one: (one.made_at, one.file.name))


def _shelved(file: Path, identity: str) -> Shelved | None:
    """Return a file as a backup of a home; None for any other."""
    name = _NAME.fullmatch(file.name)
    if name is None or file.is_symlink() or not identity:
        return None
    with suppress(RefusedError, OSError):
        manifest = read_manifest(file)
        if manifest.identity == identity:
            return Shelved(file, name["kind"], manifest.made_at, file.stat().st_size, manifest.sealed)
    return None


def newest_in(folder: Path, identity: str) -> Shelved | None:
    """Return the newest backup of a home in a folder, by the moments in the names: of many files few are looked into.

    None where there is none. Raise OSError where the folder cannot be read.
    """
    named = [(name["at"], file) for file in folder.iterdir() if (name := _NAME.fullmatch(file.name))]
    for _, file in sorted(named, reverse=True):
        if (found := _shelved(file, identity)) is not None:
            return found
    return None


@contextmanager
def drafted(file: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """Give a hidden draft beside a file, for its owner alone, and open; it becomes the file when the block ends.

    It is gone where the block raises; one that a killed process has left makes way. Raise OSError where it cannot be made.
    """
    draft = file.with_name(f".{file.name}.part")
    if draft.is_file() and not draft.is_symlink() and not _is_held(draft):
        draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, PRIVATE), "w+b") as out:
        try:
            _hold(out.fileno())
            yield draft, out
            draft.replace(file)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Give an empty hidden folder inside another, which is gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=folder) as made, (Path(made) / _HELD).open("w") as held:
        _hold(held.fileno())
        yield Path(made)


def clear_leftovers(folder: Path) -> int:
    """Take away the drafts and scratch folders that killed backups have left in a folder, and return how many there were.

    What somebody works in stays.
    """
    count = 0
    with suppress(OSError):
        for path in folder.iterdir():
            is_scratch = path.name.startswith(_SCRATCH) and path.is_dir()
            if path.is_symlink() or not (is_scratch or _DRAFT.fullmatch(path.name)):
                continue
            if not _is_held(path / _HELD if is_scratch else path):
                with suppress(OSError):
                    shutil.rmtree(path) if is_scratch else path.unlink()
                    count += 1
    return count


def _hold(number: int) -> None:
    """Hold an open file for as long as this process has it; a share of the network may not know how."""
    with suppress(OSError):
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_held(path: Path) -> bool:
    try:
        number = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:  # a scratch folder that is being made, or is half taken away
        return path.parent.exists() and _age(path.parent) < _MAKING_SECONDS
    except OSError:
        return True
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return _age(path) < _STALE_SECONDS
    finally:
        os.close(number)
    return False


def _age(path: Path) -> float:
    """Return how many seconds ago something was last written, by the machine's clock."""
    return Clock().now().timestamp() - path.stat().st_mtime
