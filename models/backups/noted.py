"""That a home was backed up or came out of a backup, in its trail; and what a restored home may not do by itself."""

from datetime import datetime

from sqlmodel import func, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.clock import Clock, in_zone
from models.database import Session
from models.home import read_home, set_live_since
from models.tables.core import CheckIn, HomeRecord, Letter
from plan.texts.written import format_moment

BACK_UP, RESTORE, UNSAVED_UPGRADE, MOVE = "back-up", "restore", "unsaved-upgrade", "move-database"
ARCHIVE_YEAR = "archive-year"

RETIRED = "da-chuyen:"
"""What the identity of a database begins with that was left for another."""


def note_backup(session: Session, office: tuple[str, str], name: str, now: datetime, *, by: Person) -> None:
    """Record that a backup with this name was made. `office` is the province and the code of its office."""
    guard_person(by)
    record_act(session, Done(BACK_UP, *office, item=name), by, now)


def note_archive(
    session: Session, office: tuple[str, str], name: str, detail: str, now: datetime, *, by: Person
) -> None:
    """Record that the archive of a year was made under this name; `detail` tells which year, and the file's SHA-256."""
    guard_person(by)
    record_act(session, Done(ARCHIVE_YEAR, *office, item=name, detail=detail), by, now)


def note_unsaved_upgrade(
    session: Session, office: tuple[str, str], before: str, after: str, now: datetime, *, by: Person
) -> None:
    """Record who let the tables of one version be brought to another without a backup."""
    guard_person(by)
    record_act(session, Done(UNSAVED_UPGRADE, *office, item=f"{before} {after}"), by, now)


def note_move(session: Session, office: tuple[str, str], to: str, now: datetime, *, by: Person) -> None:
    """Record, in the database that a home was moved into, who moved it; `to` is its kind."""
    guard_person(by)
    record_act(session, Done(MOVE, *office, item=to), by, now)


def retire(session: Session) -> None:
    """Mark a database that a home was moved out of, so that no program takes it for the home's any more."""
    record = session.get_one(HomeRecord, 1)
    record.identity = f"{RETIRED}{record.identity}"
    session.add(record)


def note_restored(session: Session, office: tuple[str, str], made_at: datetime, now: datetime, *, by: Person) -> bool:
    """Record that the home came out of a backup of the moment `made_at`, and hold its letters; tell whether it was live.

    `now` is the machine's moment; a trial records its own.
    What was sent after that moment is in no row: the office looks first, and goes live again.
    """
    guard_person(by)
    was_live = set_live_since(session, None)
    trial_day = read_home(session).trial_day
    moment = now if trial_day is None else Clock(lambda: trial_day).now()
    record_act(session, Done(RESTORE, *office, item=format_moment(in_zone(made_at))), by, moment)
    return was_live


def count_restored(session: Session) -> tuple[int, int]:
    """Return how many check-ins and letters a home has."""
    check_ins = session.exec(select(func.count()).select_from(CheckIn)).one()
    return int(check_ins), int(session.exec(select(func.count()).select_from(Letter)).one())
