"""The backup that the program makes by itself each night, and which of its earlier ones stay."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flows.acts.keeping.backup import make_backup
from flows.acts.keeping.making import clear_away, shelved, usual_folder
from flows.acts.open_home import OpenHome, open_office
from flows.faults import describe_fault, keep_trace, sentence_of
from models.audit.acts import Person
from models.audit.events import note_event
from models.backups.outcome import Outcome, keep_outcome
from models.backups.rotation import Keeping, kept
from models.backups.shelf import DAILY, file_name
from models.clock import Clock, day_of
from models.settings import SettingsError, open_home
from plan.texts.written import format_day, format_decimal


@dataclass(frozen=True)
class Night:
    """What a night's backup came to: `title` names its run; `why` says why there is none, '' where all is well."""

    title: str
    why: str = ""


def back_up_by_night(path: Path, now: datetime | None = None, *, by: Person) -> Night:
    """Back up the home at `path`, and let go of the program's own older backups of it that need not stay.

    Whatever is in the way is told, kept for `doctor`, and raised no further. `now` is the home's moment where none is given.
    """
    try:
        with open_office(path) as office:
            if office.is_trial:
                return Night("Sao lưu: bản chạy thử không tự sao lưu")
            now = now or office.clock.now()
            title = _back_up(office, now, by)
    except Exception as error:  # noqa: BLE001  a home that is not backed up has to be told, whatever is wrong
        at, why = now or Clock().now(), describe_fault(error)
        keep_trace(path / "faults.log", "sao lưu", error, at)
        keep_outcome(path, Outcome(at.astimezone(UTC), why))
        with suppress(SettingsError):
            note_event(open_home(path), "backup", "failed", error=type(error).__name__)
        return Night(f"Sao lưu ngày {format_day(day_of(at))}: CHƯA LÀM ĐƯỢC. {sentence_of(why)}".rstrip("."), why)
    keep_outcome(path, Outcome(now.astimezone(UTC)))
    return Night(title)


def _back_up(office: OpenHome, now: datetime, by: Person) -> str:
    settings = office.home.settings
    folder = usual_folder(office.home)
    made = make_backup(office, folder / file_name(DAILY, now), now, by=by)
    mine = [one for one in shelved(folder, office.home) if one.kind == DAILY]
    keeping = Keeping(settings.backup_days, settings.backup_weeks, settings.backup_months)
    stay = kept((one.made_at for one in mine), keeping) | {made.manifest.made_at}
    gone = clear_away([one for one in mine if one.made_at not in stay])
    note_event(office.home, "backup", "made", bytes=made.size, kept=len(mine) - len(gone), cleared=len(gone))
    size = format_decimal(made.size / 1_000_000)
    return f"Sao lưu ngày {format_day(day_of(now))}: {made.file.name}, {size} MB; giữ {len(mine) - len(gone)} bản"
