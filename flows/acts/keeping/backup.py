"""Making a backup of a home while it works, and trying every backup by restoring it."""

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flows.acts.find_check_in import own_province
from flows.acts.home_plans import known_plans
from flows.acts.open_home import OpenHome, offices_of
from flows.faults import describe_system_fault
from models.audit.acts import Person, guard_person
from models.backups import archive
from models.backups.archive import Manifest
from models.backups.noted import note_backup
from models.backups.shelf import BY_HAND, Shelved, backups_in, clear_leftovers, drafted, file_name, scratch
from models.database import Database, newest_revision
from models.home_identity import read_id
from models.refusal import RefusedError
from models.settings import Home, SettingsError
from plan.errors import PlanRefusedError


@dataclass(frozen=True)
class Backup:
    """A backup that was made or tried: its file, size in bytes, what it says of itself; `cleared` are older ones taken away."""

    file: Path
    size: int
    manifest: Manifest
    cleared: tuple[Path, ...] = ()


def back_up(office: OpenHome, to: Path | None, now: datetime, *, by: Person, keep: int = 0) -> Backup:
    """Write a backup of the home as a person asks for it, try it, and record the act.

    `to` is a file that is not there, or a folder; None is the home's own folder of backups. With `keep` only so many of
    that folder's backups of this home stay, the newest, of those that persons asked for. Raise RefusedError where it
    cannot be written, or cannot be restored.
    """
    guard_person(by)
    if to is None:
        to = own_folder(office.home)
    folder, file = (to, to / file_name(BY_HAND, now)) if to.is_dir() else (to.parent, to)
    made = make_backup(office, file, now, by=by)
    older = [one for one in shelved(folder, office.home) if one.kind == BY_HAND][:-keep] if keep else []
    return Backup(made.file, made.size, made.manifest, clear_away(older))


def make_backup(office: OpenHome, file: Path, now: datetime, *, by: Person) -> Backup:
    """Write a backup of a home into a file that is not there, try it, and record the act.

    The file is there once it was tried, or not at all. Raise RefusedError where it cannot be written or restored.
    """
    if file.exists():
        raise RefusedError(f"Đã có tệp {file}; hãy ghi một tên khác.")
    if archive.goes_into(file, office.home.path):
        raise RefusedError(
            f"Không để bản sao lưu ở {file}: thư mục ấy nằm trong mọi bản sao lưu; hãy chọn thư mục khác."
        )
    owner = owner_of(office)
    try:
        clear_leftovers(file.parent)
        clear_leftovers(office.home.path)
        with drafted(file) as (draft, out):
            with office.database.read() as session:
                head = Manifest(now.astimezone(UTC), newest_revision(), read_id(office.home), owner)
                archive.write_backup(out, session, office.home.path, head)
            made = try_backup(draft, office.home.path)
    except OSError as error:
        fault = describe_system_fault(error)
        raise RefusedError(f"Không ghi được bản sao lưu {file} ({fault}); hãy kiểm tra thư mục và chỗ trống.") from None
    with office.database.write() as session:
        note_backup(session, owner, file.name, now, by=by)
    return Backup(file, made.size, made.manifest)


def try_backup(file: Path, beside: Path | None = None) -> Backup:
    """Read a backup to its end and put its rows into a scratch database; nothing of it stays.

    The scratch database stands in the folder `beside`, or where the machine has room for such: never on a share of the
    network, on which SQLite cannot be relied on. Raise RefusedError for a backup that cannot be restored.
    """
    manifest = archive.read_manifest(file)
    try:
        with scratch(beside or Path(tempfile.gettempdir())) as folder:
            archive.unpack(file, None)
            database = Database(f"sqlite:///{folder}/dondoc.db")
            try:
                if manifest.revision == newest_revision():
                    database.migrate()
                    with database.write() as session:
                        archive.load_rows(file, manifest, session)
            finally:
                database.close()
    except OSError as error:
        raise RefusedError(
            f"Không thử khôi phục được {file} ({_fault(error)}); hãy kiểm tra thư mục và chỗ trống."
        ) from None
    return Backup(file, file.stat().st_size, manifest)


def own_folder(home: Home) -> Path:
    """Return the home's own folder of backups, made where it is not there."""
    folder = home.path / archive.FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise RefusedError(f"Không tạo được thư mục sao lưu ({_fault(error)}).") from None
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


def owner_of(office: OpenHome) -> tuple[str, str]:
    """Return the province and the code of the office whose home it is; '' where no plan of it can be read."""
    try:
        plans = known_plans(office)
    except (SettingsError, PlanRefusedError):
        return "", ""
    province = own_province(plans)
    return province, offices_of(plans).get(province, "")


def _fault(error: OSError) -> str:
    """Return what the system said, without the name of a hidden draft."""
    return describe_system_fault(OSError(error.errno, ""))
