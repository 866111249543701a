"""How a home fares, part by part: a grade and a sentence each, without a secret and without anything about people.

It costs the same few statements however much a home has lived through. `dondoc doctor` looks closer, and says what to do.
"""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from models.backups.archive import FOLDER
from models.backups.outcome import last_outcome
from models.backups.shelf import newest_in
from models.check_ins.calendar_changes import used_years
from models.clock import Clock, in_zone
from models.database import Database, DatabaseError, Session
from models.database_faults import describe_database_fault
from models.health.counts import LetterCounts, count_letters
from models.health.limits import (
    ASKED_FROM_MONTH,
    BACKUP_OLD,
    LETTERS_STUCK,
    LITTLE_ROOM,
    LONGEST_ROUND,
    ROUND_LATE,
    TOO_LITTLE_ROOM,
)
from models.home import read_home
from models.home_identity import read_id
from models.kept_addresses import runs_now
from models.rounds.clock_check import ClockRefusedError, guard_clock
from models.rounds.runs import failures_of, last_run
from models.settings import Home, SettingsError
from models.tables.core import LetterState
from models.tables.rounds import RoundRun
from models.web_address import local_host
from plan.calendar import WorkCalendar
from plan.texts.written import format_decimal, format_moment
from reports.calendar_warning import unconfirmed_years

Grade = Literal["good", "note", "broken"]
PREFECT_SECONDS = 2.0
"""How long Prefect's server may take to answer anything at all."""
GAP_ASKED = "đồng hồ của máy lệch so với việc gần nhất đã ghi, nên không đợt đôn đốc nào chạy; xem dondoc doctor"


@dataclass(frozen=True)
class Part:
    """One part of a home: `name` is for machines, `sentence` for people."""

    name: str
    grade: Grade
    sentence: str


@dataclass(frozen=True)
class Health:
    """All parts of a home as of a moment, and the figures behind them; `last` and `letters` are None without a database."""

    at: datetime
    parts: tuple[Part, ...]
    last: RoundRun | None = None
    letters: LetterCounts | None = None
    backup_at: datetime | None = None

    @property
    def is_well(self) -> bool:
        """Tell whether no part is broken."""
        return all(part.grade != "broken" for part in self.parts)


def look_at(home: Home, database: Database, calendars: list[WorkCalendar], clock: Clock, machine: Clock) -> Health:
    """Return how a home fares now, by its own clock; nothing is changed.

    A database that is gone is one of the parts: then the time is the machine's.
    """
    backup_at = newest_backup(home)
    try:
        now = clock.now()
        with database.read() as session:
            state, last, letters = read_home(session), last_run(session), count_letters(session, now)
            parts = [
                Part("database", "good", "Cơ sở dữ liệu: đọc được."),
                *_round(last, now, is_trial=state.is_trial),
                _clock(session, home, now),
                *_letters(letters),
                _calendar(session, calendars, now.date()),
            ]
    except DatabaseError as error:
        words = describe_database_fault(error) or "không đọc được"
        gone = Part("database", "broken", f"Cơ sở dữ liệu: {words}.")
        return Health(machine.now(), (gone, _disk(home), *_prefect(home)), backup_at=backup_at)
    backups = () if state.is_trial else (_backup(home, backup_at, now),)
    return Health(now, (*parts, *backups, _disk(home), *_prefect(home)), last, letters, backup_at)


def _round(last: RoundRun | None, now: datetime, *, is_trial: bool) -> Iterator[Part]:
    if last is None:
        yield Part("round", "note", "Đợt đôn đốc: chưa chạy đợt nào.")
        return
    said = f"Đợt đôn đốc gần nhất lúc {format_moment(in_zone(last.started_at))}"
    undone, age = len(failures_of(last)), now - last.started_at
    if age > ROUND_LATE and not is_trial:
        yield Part("round", "broken", f"{said}; từ đó đến nay chưa chạy đợt nào.")
    elif last.finished_at is None and age > LONGEST_ROUND:
        yield Part("round", "broken", f"{said} bị dừng giữa chừng.")
    elif undone:
        yield Part("round", "broken", f"{said}: {undone} việc chưa làm được; xem dondoc doctor.")
    else:
        yield Part("round", "good", f"{said}: {'đang chạy' if last.finished_at is None else 'làm hết các việc'}.")


def _clock(session: Session, home: Home, now: datetime) -> Part:
    try:
        guard_clock(session, now, home.settings.longest_gap)
    except ClockRefusedError:
        return Part("clock", "broken", f"Đồng hồ: {GAP_ASKED}.")
    return Part("clock", "good", f"Đồng hồ: {format_moment(in_zone(now))}, giờ Việt Nam.")


def _letters(letters: LetterCounts) -> Iterator[Part]:
    waiting, failed = letters.waiting, letters.by_state.get(LetterState.FAILED, 0)
    doubtful = letters.by_state.get(LetterState.DOUBTFUL, 0)
    told = f"Thư: {waiting} chờ gửi, {failed} không gửi được, {doubtful} chưa chắc đã tới"
    if letters.stuck:
        hours = LETTERS_STUCK.total_seconds() / 3600
        yield Part("letters", "broken", f"{told}; máy chủ thư chưa nhận {letters.stuck} thư đã quá {hours:.0f} giờ.")
    else:
        yield Part("letters", "note" if failed or doubtful else "good", f"{told}.")


def _calendar(session: Session, calendars: list[WorkCalendar], on: date) -> Part:
    """Return whether the days off are confirmed by which letters are dated: next year's from November on."""
    years = used_years(session, on) | ({on.year + 1} if on.month >= ASKED_FROM_MONTH else set())
    if missing := unconfirmed_years(calendars, years):
        return Part("calendar", "note", f"Lịch nghỉ năm {', '.join(map(str, missing))}: chưa có văn bản xác nhận.")
    return Part("calendar", "good", "Lịch nghỉ: các năm đang dùng đã được xác nhận.")


def newest_backup(home: Home) -> datetime | None:
    """Return when the newest backup was made that stands where the program puts them; None where there is none."""
    with suppress(OSError, SettingsError):
        found = newest_in(home.settings.backup_folder or home.path / FOLDER, read_id(home))
        return found.made_at if found else None
    return None


def _backup(home: Home, made_at: datetime | None, now: datetime) -> Part:
    outcome = last_outcome(home.path)
    failed = outcome is not None and outcome.why and (made_at is None or outcome.at > made_at)
    is_off = home.settings.backup_time is None
    if made_at is None:
        grade: Grade = "broken" if failed else "note"
        return Part("backup", grade, f"Bản sao lưu: {'lần gần nhất chưa làm được' if failed else 'chưa có bản nào'}.")
    said = f"Bản sao lưu gần nhất lúc {format_moment(in_zone(made_at))}"
    if now - made_at > BACKUP_OLD:
        return Part("backup", "note" if is_off else "broken", f"{said}, đã quá {BACKUP_OLD.days} ngày.")
    return Part("backup", "note" if failed else "good", f"{said}{'; lần sau đó chưa làm được' if failed else ''}.")


def free_bytes(home: Home) -> int:
    """Return how many bytes are free on the disk of a home."""
    return shutil.disk_usage(home.path).free


def _disk(home: Home) -> Part:
    free = free_bytes(home)
    grade: Grade = "broken" if free < TOO_LITTLE_ROOM else "note" if free < LITTLE_ROOM else "good"
    return Part("disk", grade, f"Đĩa của thư mục dữ liệu: còn trống {format_decimal(free / 1_000_000_000)} GB.")


def _prefect(home: Home) -> Iterator[Part]:
    """Yield whether Prefect's server answers, where `dondoc up` runs on this machine: else it is another's matter."""
    if not runs_now(home.path):
        yield Part("prefect", "note", "Máy chủ theo dõi (Prefect): dondoc up không chạy với thư mục dữ liệu này.")
    elif _prefect_answers(f"http://{local_host(home.settings.host)}:{home.settings.port}/api/health"):
        yield Part("prefect", "good", "Máy chủ theo dõi (Prefect): có phản hồi.")
    else:
        yield Part("prefect", "broken", "Máy chủ theo dõi (Prefect): không phản hồi; lịch chạy có thể đã dừng.")


def _prefect_answers(address: str) -> bool:
    from notifications.outbox.reach import answers_anything  # noqa: PLC0415  it loads Apprise, which pages do without

    return answers_anything(address, PREFECT_SECONDS)


def duration_of(run: RoundRun) -> timedelta | None:
    """Return how long a round took; None while it runs, and of one that was stopped."""
    return run.finished_at - run.started_at if run.finished_at else None
