"""Making a backup of a home while it works, under the name of who asked for it."""

from datetime import datetime
from pathlib import Path

from flows.acts.find_check_in import own_province
from flows.acts.home_plans import known_plans
from flows.acts.keeping.making import Backup, clear_away, own_folder, shelved, write_tried
from flows.acts.open_home import OpenHome, offices_of
from models.audit.acts import DONDOC, Person, guard_person
from models.backups.noted import note_backup, note_unsaved_upgrade
from models.backups.shelf import BY_HAND, file_name
from models.settings import SettingsError
from plan.errors import PlanRefusedError


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
    """Write a backup of a home into a file that is not there, try it, and record the act. Raise as `write_tried`."""
    owner = owner_of(office)
    made = write_tried(office.home, office.database, file, owner, now)
    with office.database.write() as session:
        note_backup(session, owner, file.name, now, by=by)
    return made


def note_upgrade(office: OpenHome, *, by: Person) -> None:
    """Record the backup that was made before an older program's tables were changed as the home was opened, or who did without."""
    if (upgraded := office.upgraded) is None:
        return
    owner, now = owner_of(office), office.clock.now()
    with office.database.write() as session:
        if upgraded.backup is not None:
            note_backup(session, owner, upgraded.backup.name, now, by=DONDOC)
        else:
            note_unsaved_upgrade(session, owner, upgraded.before, upgraded.after, now, by=by)


def owner_of(office: OpenHome) -> tuple[str, str]:
    """Return the province and the code of the office whose home it is; '' where no plan of it can be read."""
    try:
        plans = known_plans(office)
    except (SettingsError, PlanRefusedError):
        return "", ""
    province = own_province(plans)
    return province, offices_of(plans).get(province, "")
