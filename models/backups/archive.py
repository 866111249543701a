"""A backup as a file: a zip with the rows of each table, the files of the home, and a manifest of them all."""

import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO

from sqlalchemy import MetaData
from sqlalchemy.exc import DataError, IntegrityError

from models.backups.packed import chunks_of, opened, put_part, read_part
from models.backups.rows import TABLES, fill, names_of, rows_of
from models.database import Session
from models.files import PRIVATE
from models.refusal import RefusedError
from models.sent_files.findings import BROKEN_ARCHIVE

FORMAT, SEALED = 1, 2
"""What the manifest says of how the file is to be read: as it is, or after it was decrypted."""
MANIFEST = "manifest.json"
FOLDER = "backups"
"""Where in a home its own backups are put; no backup holds another."""
_FOLDERS = frozenset({"plans", "drafts", "evidence", "mailbox", "reports", "views"})
_NAMES = frozenset(
    {"contacts.csv", "dondoc.toml", "link.key", "ui.password", "viewer.password", "home.id", "faults.log"}
) | {
    "up.json",
    "da-xoa-du-lieu-ca-nhan.jsonl",
}
_LETTERHEADS = re.compile(r"letterhead[\w-]*\.docx")
_ENDINGS_OF_PROGRAMS = frozenset({".py", ".pyc", ".pth", ".so", ".sh"})
"""What of a home is in a backup and may come out of one: nothing that any program runs."""
_ROWS = re.compile(r"rows/[a-z_]+\.jsonl")
LEAST_FREE = 1 << 30
"""How much room a disk keeps beside what is unpacked, in bytes."""
_DAMAGED = "Bản sao lưu {} bị hỏng hoặc bị cắt ({}); hãy dùng một bản khác."


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `entries` is the SHA-256 of each part by its name in the file, `rows` are by table.

    `revision` is of the tables, `office` the province and the code of the office whose home it is; `made_at` is in UTC.
    """

    made_at: datetime
    revision: str
    identity: str
    office: tuple[str, str]
    rows: dict[str, int] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)
    sealed: bool = False
    """Whether the rest of the backup is encrypted (`models.backups.sealing`); then it tells of no rows and parts."""


def write_backup(out: IO[bytes], session: Session, home: Path, head: Manifest, there: MetaData = TABLES) -> Manifest:
    """Write all rows that `session` sees, and then the files of a home, into an empty file, down to the disk.

    `head` says what the backup is of; the parts are added to it. `there` are the tables, where they are an older program's. Raise OSError where it cannot be written. Prefect's own
    data, logs and what was put aside stay out.
    """
    rows: dict[str, int] = {}
    entries: dict[str, str] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names_of(there):
            counted = _Counted(rows_of(session, name, there))
            entries[f"rows/{name}.jsonl"] = put_part(
                packed, f"rows/{name}.jsonl", (f"{row}\n".encode() for row in counted)
            )
            rows[name] = counted.count
        for path in sorted(_files(home)):
            name = f"home/{path.relative_to(home).as_posix()}"
            try:
                with path.open("rb") as content:
                    entries[name] = put_part(packed, name, chunks_of(content))
            except FileNotFoundError:
                continue  # cleared away since it was listed: no row that was read refers to it
        manifest = replace(head, rows=rows, entries=entries)
        packed.writestr(MANIFEST, manifest_text(manifest))
    out.flush()
    os.fsync(out.fileno())
    return manifest


def goes_into(file: Path, home: Path) -> bool:
    """Tell whether a file would be in a backup of a home, so that no backup may be put there."""
    path, home = file.resolve(), home.resolve()
    return path.is_relative_to(home) and _belongs(path.relative_to(home).parts)


def read_manifest(file: Path) -> Manifest:
    """Return what a backup says of itself. Raise RefusedError for what is none."""
    with _opened(file) as packed:
        return _manifest(packed, file)


def unpack(file: Path, folder: Path | None) -> Manifest:
    """Put the files of a backup into an empty folder and compare every part with the manifest.

    Without a folder every part is read to its end and compared, and nothing is put anywhere. Raise RefusedError for a part
    that is not as it was written, is missing or was added.
    """
    with _opened(file) as packed:
        manifest = _manifest(packed, file)
        size = sum(part.file_size for part in packed.infolist())
        if folder is not None and size > max(0, shutil.disk_usage(folder.parent).free - LEAST_FREE):
            raise RefusedError(
                f"Bản sao lưu {file} bung ra {size / 1024**3:.1f} GB, nhiều hơn chỗ trống của ổ đĩa; hãy dùng một ổ khác."
            )
        names = {name for name in packed.namelist() if name != MANIFEST}
        if names != set(manifest.entries):
            raise RefusedError(_DAMAGED.format(file, "thiếu hoặc thừa tệp"))
        for name, digest in manifest.entries.items():
            if _unpacked(packed, file, name, folder) != digest:
                raise RefusedError(_DAMAGED.format(file, f"nội dung {name} không đúng mã băm"))
    return manifest


def load_rows(file: Path, manifest: Manifest, session: Session, there: MetaData = TABLES) -> None:
    """Put the rows of a backup into tables that are there and empty: `there` are those of the backup's version.

    Raise RefusedError where the rows are not those that the manifest counts.
    """
    if set(manifest.rows) != set(there.tables):
        raise RefusedError(_DAMAGED.format(file, "có bảng thiếu hoặc thừa"))
    with _opened(file) as packed:
        for name in names_of(there):
            with packed.open(f"rows/{name}.jsonl") as content:
                try:
                    count = fill(session, name, (line.decode() for line in content), there)
                except (*BROKEN_ARCHIVE, IntegrityError, DataError):
                    raise RefusedError(_DAMAGED.format(file, f"bảng {name} có dòng không đúng")) from None
            if count != manifest.rows[name]:
                raise RefusedError(_DAMAGED.format(file, f"bảng {name} thiếu dòng"))


class _Counted:
    """Rows, counted as they pass."""

    def __init__(self, rows: Iterable[str]) -> None:
        self._rows, self.count = rows, 0

    def __iter__(self) -> Iterator[str]:
        for row in self._rows:
            self.count += 1
            yield row


def _files(home: Path) -> Iterator[Path]:
    for path in home.iterdir():
        inside = path.rglob("*") if path.name in _FOLDERS and not path.is_symlink() else iter((path,))
        yield from (
            one for one in inside if _belongs(one.relative_to(home).parts) and one.is_file() and not one.is_symlink()
        )


def _belongs(parts: tuple[str, ...]) -> bool:
    """Tell whether a file of a home is the office's or part of what happened, by the names that lead to it."""
    first, last = parts[0], PurePosixPath(parts[-1])
    if any(part.startswith(".") for part in parts) or last.suffix.lower() in _ENDINGS_OF_PROGRAMS:
        return False
    if len(parts) == 1:
        return first in _NAMES or _LETTERHEADS.fullmatch(first) is not None
    return first in _FOLDERS


def _unpacked(packed: zipfile.ZipFile, file: Path, name: str, folder: Path | None) -> str:
    """Read one part to its end, put it into the folder, if any, where it is a file of the home, and return its digest."""
    digest, out = hashlib.sha256(), None
    parts = PurePosixPath(name).parts
    is_known = (
        _ROWS.fullmatch(name) if parts[0] == "rows" else parts[0] == "home" and len(parts) > 1 and _belongs(parts[1:])
    )
    if not is_known or "\\" in name or "\0" in name:
        raise RefusedError(_DAMAGED.format(file, "có tên tệp lạ"))
    try:
        if parts[0] == "home" and folder is not None:
            place = folder.joinpath(*parts[1:])
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            out = os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb")
        for chunk in read_part(packed, name, _DAMAGED.format(file, "{}")):
            digest.update(chunk)
            if out is not None:
                out.write(chunk)
    finally:
        if out is not None:
            out.close()
    return digest.hexdigest()


def _opened(file: Path) -> opened:
    return opened(file, f"{file} không phải bản sao lưu, hoặc bị cắt; hãy dùng một bản khác.")


def manifest_text(manifest: Manifest, *, sealed: bool = False) -> str:
    """Return a manifest as it stands in a file; of an encrypted backup's rows and parts nothing is told."""
    told = {
        "format": SEALED if sealed else FORMAT,
        "made_at": manifest.made_at.isoformat(),
        "revision": manifest.revision,
        "identity": manifest.identity,
        "office": list(manifest.office),
        "rows": {} if sealed else manifest.rows,
        "sha256": {} if sealed else manifest.entries,
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _manifest(packed: zipfile.ZipFile, file: Path) -> Manifest:
    try:
        told = json.loads(packed.read(MANIFEST))
        if told["format"] not in (FORMAT, SEALED):
            raise RefusedError(f"Bản sao lưu {file} do một bản Đôn Đốc mới hơn tạo ra; hãy cài bản ấy rồi khôi phục.")
        made_at = datetime.fromisoformat(told["made_at"])
        province, office = told["office"]
        return Manifest(
            made_at,
            str(told["revision"]),
            str(told["identity"]),
            (str(province), str(office)),
            dict(told["rows"]),
            dict(told["sha256"]),
            sealed=told["format"] == SEALED,
        )
    except (KeyError, TypeError, *BROKEN_ARCHIVE):
        raise RefusedError(f"{file} không phải bản sao lưu, hoặc bị cắt; hãy dùng một bản khác.") from None
