"""Making a backup of a home while it works, and trying every backup by restoring it."""

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flows.acts.find_check_in import own_province
from flows.acts.home_plans import known_plans
from flows.acts.open_home import OpenHome, offices_of
from models.audit.acts import Person, guard_person
from models.backups import archive
from models.backups.archive import Manifest
from models.backups.noted import note_backup
from models.clock import in_zone
from models.database import Database, newest_revision
from models.home_identity import read_id
from models.refusal import RefusedError

ENDING = ".dondoc.zip"


@dataclass(frozen=True)
class Backup:
    """A backup that was made or tried: its file, size in bytes, what it says of itself; `cleared` are older ones taken away."""

    file: Path
    size: int
    manifest: Manifest
    cleared: tuple[Path, ...] = ()


def back_up(office: OpenHome, to: Path | None, now: datetime, *, by: Person, keep: int = 0) -> Backup:
    """Write a backup of the home, try it, and record the act.

    `to` is a file that is not there, or a folder; None is the home's own folder of backups. With `keep` only so many of
    that folder's backups stay, the newest. Raise RefusedError where it cannot be written, or cannot be restored.
    """
    guard_person(by)
    home = office.home
    folder = to if to is not None and to.is_dir() else home.path / archive.FOLDER
    file = folder / f"sao-luu-{in_zone(now):%Y%m%d-%H%M%S}{ENDING}" if to is None or to.is_dir() else to
    if file.exists():
        raise RefusedError(f"Đã có tệp {file}; hãy ghi một tên khác.")
    plans = known_plans(office)
    province = own_province(plans) if plans else ""
    owner = (province, offices_of(plans).get(province, ""))
    try:
        if to is None:
            folder.mkdir(mode=0o700, exist_ok=True)
        with office.database.read() as session:
            head = Manifest(now.astimezone(UTC), newest_revision(), read_id(home), owner)
            archive.write_backup(file, session, home.path, head)
    except OSError as error:
        raise RefusedError(
            f"Không ghi được bản sao lưu {file} ({error.strerror}); hãy kiểm tra thư mục và chỗ trống."
        ) from None
    made = try_backup(file)
    with office.database.write() as session:
        note_backup(session, owner, file.name, now, by=by)
    older = sorted(folder.glob(f"sao-luu-*{ENDING}"))[:-keep] if keep else []
    for one in older:
        one.unlink(missing_ok=True)
    return Backup(made.file, made.size, made.manifest, tuple(older))


def try_backup(file: Path) -> Backup:
    """Restore a backup into a scratch place beside it, and return what it is; nothing of it stays.

    Raise RefusedError for one that cannot be restored.
    """
    manifest = archive.read_manifest(file)
    try:
        with tempfile.TemporaryDirectory(prefix=".thu-khoi-phuc-", dir=file.parent) as scratch:
            archive.unpack(file, Path(scratch) / "home")
            database = Database(f"sqlite:///{scratch}/dondoc.db")
            try:
                if manifest.revision == newest_revision():
                    database.migrate()
                    with database.write() as session:
                        archive.load_rows(file, manifest, session)
            finally:
                database.close()
    except OSError as error:
        raise RefusedError(
            f"Không thử khôi phục được {file} ({error.strerror}); hãy kiểm tra thư mục và chỗ trống."
        ) from None
    return Backup(file, file.stat().st_size, manifest)
