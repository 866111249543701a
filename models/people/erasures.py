"""The list of erasures, kept apart from the home: who was erased, by prints, so that an old backup does not bring him back.

One line of JSON for each erasure, in a file beside the backups and in the home. No name, address or telephone is in it.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from models.backups.archive import FOLDER
from models.files import system_words
from models.people.whom import Whom
from models.refusal import RefusedError
from models.settings import Home

LIST = "da-xoa-du-lieu-ca-nhan.jsonl"
"""What the list is called, in the home and in each folder of backups."""
_APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC


def lists_of(home: Home) -> tuple[Path, ...]:
    """Return the folders in which a home keeps its list: its own, and those of its backups that are there.

    The home's own folder of backups is made where the first backup is yet to come.
    """
    with suppress(OSError):
        (home.path / FOLDER).mkdir(mode=0o700, exist_ok=True)
    folders = (home.path, home.path / FOLDER, home.settings.backup_folder)
    return tuple(dict.fromkeys(folder for folder in folders if folder is not None and folder.is_dir()))


def note_erasure(folders: Iterable[Path], identity: str, him: Whom, now: datetime) -> None:
    """Put an erasure at the end of the list of each folder. Raise RefusedError where that cannot be done in one of them.

    All lists are opened before anything is written, so that who was not erased is on none.
    """
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
    line = f"{json.dumps(said)}\n".encode()
    with ExitStack() as closing:
        opened = []
        for folder in folders:
            with _refusing(folder):
                opened.append((folder, os.open(folder / LIST, _APPENDING, 0o600)))
            closing.callback(os.close, opened[-1][1])
        for folder, file in opened:
            with _refusing(folder):
                os.write(file, line)
                os.fsync(file)


@contextmanager
def _refusing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RefusedError(
            f"Chưa ghi được danh sách đã xóa vào {folder} ({system_words(error)}) nên chưa xóa; hãy sửa quyền thư mục đó rồi làm lại."
        ) from None


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
