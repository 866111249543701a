"""The home's own record: whether it is a trial, which day a trial shows, and since when a real home sends letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from shlex import quote

import sqlalchemy
from sqlalchemy import update
from sqlmodel import col, func, select

from models.clock import Clock, day_of
from models.database import Database, Session
from models.settings import DEFAULT_HOME
from models.tables.core import Adoption, HomeRecord, Letter
from plan.texts.written import format_day


def home_option(path: Path) -> str:
    """Return what a printed command needs to find a home: ` --home /tmp/thu`, '' for the usual home."""
    home = path.expanduser().resolve()
    return "" if home == DEFAULT_HOME.expanduser().resolve() else f" --home {quote(str(home))}"


class TrialRefusedError(Exception):
    """A made-up day where none may be; the message is one Vietnamese sentence."""


@dataclass(frozen=True)
class HomeState:
    """What the home's record says: `trial_day` is None in a real home, `live_since` while that is being prepared.

    `key_print` is of the key by which it signs its links, '' where none is known yet.
    """

    trial_day: date | None
    live_since: datetime | None = None
    key_print: str = ""

    @property
    def is_trial(self) -> bool:
        """Tell whether the home is a trial for good."""
        return self.trial_day is not None

    @property
    def live_on(self) -> date | None:
        """The day on which a real home began to send letters."""
        return day_of(self.live_since) if self.live_since else None

    @property
    def speaks(self) -> bool:
        """Tell whether letters may leave: in a trial, whose letters stay in its folder, and in a home that went live."""
        return self.is_trial or self.live_since is not None


# Asked for on every page and several times in a round: built once, and without an object of the row.
_STATE = sqlalchemy.select(*map(col, (HomeRecord.trial_day, HomeRecord.live_since, HomeRecord.key_print))).where(
    col(HomeRecord.id) == 1
)


def read_home(session: Session) -> HomeState:
    """Return the home's state; an empty database counts as a real home."""
    row = session.execute(_STATE).first()
    return HomeState(*row) if row else HomeState(None)


def note_key(session: Session, found: Sequence[str]) -> None:
    """Note by which key a home signs its links; `found` are the prints of its keys, the newest first.

    Another key than the one that is known is taken over where an older one beside it is known, or before a letter was
    written. Else the known one stays, for `key_print` to be compared with.
    """
    record = session.get(HomeRecord, 1)
    if record is None or not found or record.key_print == found[0]:
        return
    if record.key_print in ("", *found) or not has_letters(session):
        set_key_print(session, found[0])


def has_letters(session: Session) -> bool:
    """Tell whether a letter was ever written in a home."""
    return session.exec(select(Letter.id).limit(1)).first() is not None


def set_key_print(session: Session, print_of_key: str) -> None:
    """Keep the print of the key that signs a home's links from now on."""
    session.execute(update(HomeRecord).where(col(HomeRecord.key_print) != print_of_key).values(key_print=print_of_key))


def set_live_since(session: Session, moment: datetime | None) -> bool:
    """Let a real home begin to send letters at a moment, or, with None, no longer; False if it stood so already."""
    before = col(HomeRecord.live_since)
    moved = session.execute(
        update(HomeRecord)
        .where(before.is_not(None) if moment is None else before.is_(None), col(HomeRecord.trial_day).is_(None))
        .values(live_since=moment)
    )
    return bool(moved.rowcount == 1)  # type: ignore[attr-defined]


def prepare_home(session: Session, now: datetime, on: date | None) -> HomeState:
    """Mark the home as real or, given a made-up day `on`, as a trial for good, and return its state.

    `now` is the machine's moment. In a trial, `on` moves the trial's day forward. Raise TrialRefusedError when `on`
    is given in a real home that is not empty, or lies before the trial's day.
    """
    record = session.get(HomeRecord, 1)
    if record is None:
        record = HomeRecord(made_at=now, trial_day=on)
        session.add(record)
    elif on is not None:
        if record.trial_day is None:
            if session.exec(select(func.count()).select_from(Adoption)).one():
                raise TrialRefusedError(
                    "Đây là thư mục dữ liệu thật nên không dùng được ngày giả định (--on); hãy chạy thử trong một thư mục trống bằng --home."
                )
        elif on < record.trial_day:
            raise TrialRefusedError(
                f"Bản chạy thử này đã ở ngày {format_day(record.trial_day)}; không lùi về {format_day(on)} được. "
                "Hãy chạy thử trong một thư mục trống khác bằng --home."
            )
        record.trial_day = on
        session.add(record)
    session.flush()
    return HomeState(record.trial_day, record.live_since)


def clock_of(database: Database) -> Clock:
    """Return the clock of a home: the machine's, or in a trial the day that the home's record shows at each asking."""

    def trial_day() -> date | None:
        with database.read() as session:
            return read_home(session).trial_day

    return Clock(trial_day)
