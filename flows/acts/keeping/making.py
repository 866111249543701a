"""How a backup is made of a home and its database, tried, and found again; who asks for one stands in the modules beside."""

import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from models.backups import archive
from models.backups.archive import Manifest
from models.backups.loading import load_backup
from models.backups.passphrase import passphrase_of
from models.backups.rows import TABLES, tables_there
from models.backups.sealing import seal, unsealed
from models.backups.shelf import Shelved, backups_in, clear_leftovers, drafted, scratch
from models.database import Database, newest_revision
from models.files import system_words
from models.home_identity import read_id
from models.refusal import RefusedError
from models.settings import Home


@dataclass(frozen=True)
class Backup:
    """A backup that was made or tried: its file, size in bytes, what it says of itself; `cleared` are older ones taken away."""

    file: Path
    size: int
    manifest: Manifest
    cleared: tuple[Path, ...] = ()


def write_tried(home: Home, database: Database, file: Path, owner: tuple[str, str], now: datetime) -> Backup:
    """Write a backup of a home into a file that is not there, and try it: the file is there once it was, or not at all.

    The database may be an older program's. `owner` is the province and the code of the office, '' where nobody knows. Raise
    RefusedError where it cannot be written, or cannot be restored.
    """
    if file.exists():
        raise RefusedError(f"Đã có tệp {file}; hãy ghi một tên khác.")
    if archive.goes_into(file, home.path):
        raise RefusedError(
            f"Không để bản sao lưu ở {file}: thư mục ấy nằm trong mọi bản sao lưu; hãy chọn thư mục khác."
        )
    passphrase = passphrase_of(home)
    head = Manifest(now.astimezone(UTC), database.older_version() or newest_revision(), read_id(home), owner)
    try:
        clear_leftovers(file.parent)
        clear_leftovers(home.path)
        with drafted(file) as (draft, out):
            if passphrase:
                with scratch(home.path) as folder, (folder / "plain.zip").open("w+b") as plain:
                    _write(plain, home, database, head)
                    seal(folder / "plain.zip", out, passphrase)
            else:
                _write(out, home, database, head)
            os.fsync(out.fileno())
            made = try_backup(draft, home.path, passphrase)
    except OSError as error:
        raise RefusedError(
            f"Không ghi được bản sao lưu {file} ({system_words(error)}); hãy kiểm tra thư mục và chỗ trống."
        ) from None
    return Backup(file, made.size, made.manifest)


def _write(out: IO[bytes], home: Home, database: Database, head: Manifest) -> None:
    with database.read() as session:
        there = TABLES if head.revision == newest_revision() else tables_there(session)
        archive.write_backup(out, session, home.path, head, there)


def try_backup(file: Path, beside: Path | None = None, passphrase: str = "") -> Backup:
    """Read a backup to its end and put its rows into a scratch database; nothing of it stays.

    The scratch database stands in the folder `beside`, or where the machine has room for such: never on a share of the
    network, on which SQLite cannot be relied on. Raise RefusedError for a backup that cannot be restored, and for one that
    is encrypted by another passphrase.
    """
    archive.read_manifest(file)  # what is no backup is told so before anything is made
    try:
        with (
            scratch(beside or Path(tempfile.gettempdir())) as folder,
            unsealed(file, passphrase, folder) as plain,
        ):
            manifest = archive.unpack(plain, None)
            database = Database(f"sqlite:///{folder}/dondoc.db")
            try:
                database.migrate()
                with database.write() as session:
                    load_backup(plain, manifest, session, folder)
            finally:
                database.close()
    except OSError as error:
        raise RefusedError(
            f"Không thử khôi phục được {file} ({system_words(error)}); hãy kiểm tra thư mục và chỗ trống."
        ) from None
    return Backup(file, file.stat().st_size, manifest)


def own_folder(home: Home) -> Path:
    """Return the home's own folder of backups, made where it is not there."""
    folder = home.path / archive.FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise RefusedError(f"Không tạo được thư mục sao lưu ({system_words(error)}).") from None
    return folder


def usual_folder(home: Home) -> Path:
    """Return the folder in which the program puts the backups that it makes by itself.

    Raise RefusedError for one that is not there. A folder of the office's own is never made: where a disk is not mounted
    its place would be filled instead.
    """
    folder = home.settings.backup_folder
    if folder is None:
        return own_folder(home)
    if not folder.is_dir():
        raise RefusedError(
            f"{home.place_of('backup_folder')}: không thấy thư mục sao lưu {folder}; hãy xem ổ đĩa hoặc thư mục mạng đã được gắn chưa."
        )
    return folder


def shelved(folder: Path, home: Home) -> list[Shelved]:
    """Return the backups of a home in a folder, the oldest first; none where the folder cannot be read."""
    with suppress(OSError):
        return backups_in(folder, read_id(home))
    return []


def clear_away(backups: list[Shelved]) -> tuple[Path, ...]:
    """Take away backups of a home, and return those that are gone."""
    gone = []
    for one in backups:
        with suppress(OSError):
            one.file.unlink()
            gone.append(one.file)
    return tuple(gone)
