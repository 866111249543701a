"""Moving a home from one kind of database into the other: a backup, put into the empty other one, and one step to change over.

1. Nobody else writes: the caller holds the home, and the database that is left is frozen until all is done.
2. A backup is made and tried; it stays.
3. Its rows go into the other database, which must have none, and are compared to the letter.
4. The standings of every plan are reckoned from both, and must be the same.
5. One file of the home changes over; what was left is marked, so that no program takes it for the home's.

Until step 5 the home is as it was, whatever happens.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flows.acts.home_plans import known_plans
from flows.acts.keeping.backup import owner_of
from flows.acts.keeping.making import usual_folder, write_tried
from flows.acts.open_home import OpenHome
from flows.faults import describe_system_fault
from models.audit.acts import Person, guard_person
from models.backups.archive import Manifest
from models.backups.loading import differing_tables, load_backup
from models.backups.noted import note_move, retire
from models.backups.rows import is_empty
from models.backups.shelf import BEFORE_MOVE, free_place, scratch
from models.clock import Clock, day_of
from models.database import Database, DatabaseError, Session
from models.outbox.letters import letters
from models.refusal import RefusedError
from models.settings import Home
from models.store.moved_database import keep_moved
from models.tables.core import LetterState
from plan.library import LoadedPlan
from reports.progress import Progress
from reports.reading import read_progress

OWN_FILE = ""
"""The address that stands for the home's own SQLite file."""
_DRAFT = ".dondoc.db.chuyen"
_WITH = ("", "-wal", "-shm")


@dataclass(frozen=True)
class Moved:
    """What a move came to: the backup it made, the kind of database, how many rows, where each plan stands, and how many
    letters there are by their state. `aside` is the SQLite file that was left, under its new name; None where there was none.
    """

    backup: Path
    kind: str
    rows: int
    progress: Mapping[str, Progress]
    letters: Mapping[LetterState, int]
    aside: Path | None


def move(office: OpenHome, url: str, now: datetime, *, by: Person) -> Moved:
    """Move a home into another database: `url` is of a PostgreSQL database without rows, `OWN_FILE` the home's own file.

    The caller holds the home, so that no `up` works in it. Letters stay as they are: what waits goes on waiting, and what was
    sent is not sent again. Raise RefusedError, with the home as it was, where the other database is not empty or is the one
    that is used, letters are just leaving, the backup cannot be made, or anything differs afterwards; DatabaseError where one
    of the two does not do as it is told.
    """
    guard_person(by)
    home, left_url = office.home, office.home.settings.database_url
    if url == left_url:
        raise RefusedError("Thư mục dữ liệu đang dùng chính cơ sở dữ liệu này; chưa làm gì.")
    has_changed, aside = False, None
    with _target(home, url) as target:
        try:
            with office.database.write_frozen() as left:
                moved = _copy(office, left, target, now, by)
                target.close()
                aside = _change_over(home, url)
                has_changed = True
                retire(left)
        except DatabaseError:
            if not has_changed:  # else what was left cannot be marked, and is known by its address
                raise
    if left_url == OWN_FILE:
        office.database.close()
        aside = _put_aside(home)
    return replace(moved, aside=aside)


def _copy(office: OpenHome, left: Session, target: Database, now: datetime, by: Person) -> Moved:
    """Put all rows into the other database, as far as they are the same there; return what there is to tell."""
    if letters(left, LetterState.SENDING):
        raise RefusedError("Đang có thư đang gửi nên chưa chuyển; hãy chờ gửi xong (hoặc 15 phút) rồi chạy lại.")
    owner, plans = owner_of(office), known_plans(office)
    made_at = Clock().now()  # a trial's clock stands still
    file = free_place(usual_folder(office.home), BEFORE_MOVE, made_at)
    made = write_tried(office.home, office.database, file, owner, made_at)
    with target.write() as session, scratch(office.home.path) as between:
        load_backup(made.file, made.manifest, session, between)
        before, after = (_progress(one, plans, office.is_trial, now) for one in (left, session))
        _guard_same(session, made.manifest, before, after)
        note_move(session, owner, target.kind(), now, by=by)
        counted = {state: len(letters(session, state)) for state in LetterState}
    return Moved(made.file, target.kind(), sum(made.manifest.rows.values()), after, counted, aside=None)


def _progress(session: Session, plans: Mapping[str, LoadedPlan], trial: bool, now: datetime) -> dict[str, Progress]:
    return {code: read_progress(session, loaded, day_of(now), now, trial=trial) for code, loaded in plans.items()}


def _guard_same(
    session: Session, manifest: Manifest, before: Mapping[str, Progress], after: Mapping[str, Progress]
) -> None:
    if differing := differing_tables(manifest, session):
        raise RefusedError(
            f"Dữ liệu ở nơi mới không đúng như ở nơi cũ (bảng {', '.join(differing)}) nên chưa chuyển; nơi cũ còn nguyên."
        )
    if differing := [code for code in before if before[code] != after[code]]:
        raise RefusedError(
            f"Tình hình kế hoạch {', '.join(differing)} tính ở nơi mới không đúng như ở nơi cũ nên chưa chuyển; nơi cũ còn nguyên."
        )


@contextmanager
def _target(home: Home, url: str) -> Iterator[Database]:
    """Give the database that a home is to be moved into, with tables and without rows; the home's own begins as a draft."""
    _clear_draft(home)
    target = Database(url or f"sqlite:///{home.path / _DRAFT}")
    try:
        if target.has_tables():
            with target.read() as session:
                if not is_empty(session):
                    raise RefusedError(
                        "Cơ sở dữ liệu mới đã có dữ liệu nên không chuyển vào đó; hãy tạo một cơ sở dữ liệu trống."
                    )
        target.migrate()
        yield target
    finally:
        target.close()
        _clear_draft(home)


def _clear_draft(home: Home) -> None:
    for ending in (*_WITH, "-turn", "-next"):
        (home.path / f"{_DRAFT}{ending}").unlink(missing_ok=True)


def _change_over(home: Home, url: str) -> Path | None:
    """Let the home be in its other database from now on; return under which name an older file of its own was put aside."""
    aside = None
    try:
        if url == OWN_FILE:
            aside = _put_aside(home) if home.database_file.exists() else None
            (home.path / _DRAFT).rename(home.database_file)
        keep_moved(home.path, url, home.settings.database_url)
    except OSError as error:
        raise RefusedError(
            f"Chưa chuyển được ({describe_system_fault(error)}); cơ sở dữ liệu cũ vẫn được dùng."
        ) from None
    return aside


def _put_aside(home: Home) -> Path:
    """Give the home's own file another name, and return it: nothing is deleted."""
    aside = home.path / f"dondoc-cu-{Clock().now():%Y%m%d-%H%M%S}.db"
    for ending in _WITH:
        beside = home.path / f"{home.database_file.name}{ending}"
        if beside.exists():
            beside.rename(home.path / f"{aside.name}{ending}")
    return aside
