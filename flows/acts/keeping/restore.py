"""A home out of a backup: on another machine, in another kind of database, with the links that were sent."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.audit.acts import Person, guard_person
from models.backups import archive, shelf
from models.backups.archive import Manifest
from models.backups.loading import load_backup
from models.backups.noted import count_restored, note_restored
from models.backups.rows import is_empty
from models.backups.sealing import unsealed
from models.database import Database
from models.files import system_words
from models.home import read_home
from models.people.erasures import LIST, erasures_after
from models.people.grants import OwnOffice
from models.people.held import erase_again
from models.refusal import RefusedError
from models.settings import Home, SettingsError, open_home
from notifications.links import prints_of_keys


@dataclass(frozen=True)
class Restored:
    """A home that came out of a backup: of which moment, how much it holds, and whether it sent letters then."""

    manifest: Manifest
    check_ins: int
    letters: int
    was_live: bool
    links_open: bool
    """Whether the key of links in the backup is the one that signed what was sent."""
    settings: tuple[str, ...]
    """The settings that its dondoc.toml sets, by name."""
    erased: int = 0
    """In how many rows somebody was erased who was erased after the backup was made, by the list beside it."""


def restore(file: Path, path: Path, now: datetime, *, by: Person, passphrase: str = "") -> Restored:
    """Put a backup into a home that is not there or empty, and into its database, which has no rows.

    The database is that of DONDOC_DATABASE_URL, or else the home's own file. Letters are held until the office goes live
    again. `passphrase` opens a backup that is encrypted. A backup of an older program is brought up to this one's tables. Raise RefusedError, with nothing made, where the
    place is not empty or the backup is not whole or of a newer program; SettingsError as `open_home`.
    """
    guard_person(by)
    path = path.expanduser().resolve()
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise RefusedError(
            f"{path} không trống nên không khôi phục vào đó; hãy ghi một thư mục chưa có ở --home (thư mục cũ cứ để nguyên)."
        )
    scratch = path.with_name(f".{path.name}.khoi-phuc")
    shutil.rmtree(scratch, ignore_errors=True)  # of a restore that was killed in the middle
    try:
        scratch.mkdir(mode=0o700, parents=True)
        with shelf.scratch(path.parent) as folder, unsealed(file, passphrase, folder) as plain:
            manifest = archive.unpack(plain, scratch)
            restored = _restore_into(scratch, plain, file, manifest, now, by)
        if path.exists():
            path.rmdir()
        scratch.rename(path)
    except OSError as error:
        raise RefusedError(
            f"Không ghi được vào {path} ({system_words(error)}); hãy kiểm tra quyền và chỗ trống rồi chạy lại."
        ) from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return restored


def _restore_into(scratch: Path, file: Path, origin: Path, manifest: Manifest, now: datetime, by: Person) -> Restored:
    home = open_home(scratch)
    database = Database(home.database_url)
    try:
        if database.has_tables():
            with database.read() as session:
                if not is_empty(session):
                    raise RefusedError(
                        "Cơ sở dữ liệu ở DONDOC_DATABASE_URL đã có dữ liệu nên không khôi phục vào đó; hãy tạo một cơ sở dữ "
                        "liệu trống và đặt địa chỉ của nó ở DONDOC_DATABASE_URL."
                    )
        database.migrate()
        with shelf.scratch(scratch) as between, database.write() as session:
            load_backup(file, manifest, session, between)
            was_live = note_restored(session, manifest.office, manifest.made_at, now, by=by)
            lists = (origin.parent / LIST, scratch / LIST)
            gone = erasures_after(lists, manifest.identity, manifest.made_at)
            own, basis = OwnOffice(*manifest.office), home.settings.personal_data_basis
            erased = erase_again(session, gone, basis, now, by=by, own=own)
            check_ins, letters = count_restored(session)
            links_open = _is_known_key(home, read_home(session).key_print)
    finally:
        database.close()
    return Restored(manifest, check_ins, letters, was_live, links_open, tuple(sorted(home.written.values)), erased)


def _is_known_key(home: Home, key_print: str) -> bool:
    try:
        return key_print in ("", *prints_of_keys(home))
    except SettingsError:
        return False
