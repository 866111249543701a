"""A home opened for work: its settings, database, clock, plans and channel, for the round, the pages and the commands."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from models.clock import Clock, day_of
from models.database import Database
from models.database_faults import DatabaseRefusedError
from models.home import clock_of, prepare_home, read_home
from models.settings import Home, SettingsError, open_home
from notifications.channels.apprise_channel import Channel, check_channel
from notifications.outbox.due_notices import Post
from notifications.outbox.holding import Hold, why_held
from notifications.outbox.sending import SendingOutcome, channel_for, deliver_letters, open_post
from plan.language.reading import nearest
from plan.library import Library, LoadedPlan, load_plan


@dataclass(frozen=True)
class OpenHome:
    """A home opened for work. `clock` shows the trial's day in a trial home."""

    home: Home
    database: Database
    library: Library
    clock: Clock

    @property
    def is_trial(self) -> bool:
        """Tell whether the home is a trial for good."""
        with self.database.read() as session:
            return read_home(session).is_trial

    @property
    def hold(self) -> Hold | None:
        """Why the home's letters are held now, or None where they may leave."""
        with self.database.read() as session:
            return why_held(self.home, read_home(session))


@contextmanager
def open_office(path: Path, given: Mapping[str, Any] | None = None, on: date | None = None) -> Iterator[OpenHome]:
    """Open the home at `path`, its tables at their newest version, and close it when the block ends.

    `given` are settings from the command line; `on` is a made-up day, which makes or moves a trial. Raise
    SettingsError for settings or a folder that cannot be used, TrialRefusedError for a made-up day in a real home,
    DatabaseRefusedError for a database that is lost or of a newer program.
    """
    home = open_home(path, given)
    if home.settings.mail_url and (fault := check_channel(home.settings.mail_url)):
        raise SettingsError(f"DONDOC_MAIL_URL: {fault}")
    _guard_not_lost(home)
    database = Database(home.database_url)
    try:
        database.migrate()
        with database.write_alone() as session:
            prepare_home(session, Clock().now(), on)
        yield OpenHome(home, database, Library(home.plans), clock_of(database))
    finally:
        database.close()


def _guard_not_lost(home: Home) -> None:
    """Raise DatabaseRefusedError where the home has lived and its file of data is gone: a new one would begin anew.

    Every agency would then be written to again, and links that were revoked would open.
    """
    if home.settings.database_url or (home.database_file.is_file() and home.database_file.stat().st_size):
        return
    if home.link_key_file.exists() or any(home.evidence.iterdir()) or any(home.mailbox.iterdir()):
        raise DatabaseRefusedError(
            f"Không còn tệp cơ sở dữ liệu {home.database_file} (hoặc tệp trống), trong khi thư mục này đã được sử dụng; hãy khôi "
            "phục tệp từ bản sao lưu gần nhất. Muốn bắt đầu lại từ đầu thì dùng một thư mục trống khác bằng --home."
        )


def load_plans(office: OpenHome) -> dict[str, LoadedPlan]:
    """Return the plans that the home follows, by code.

    Raise SettingsError when the settings name a plan that is not there, PlanRefusedError when one is not sound.
    """
    files = office.library.plan_files()
    for code in office.home.settings.plans:
        if code not in files:
            raise SettingsError(
                f"{office.home.place_of('plans')}: không có kế hoạch «{code}»{nearest(code, files)}. "
                f"Các kế hoạch có: {', '.join(files)}."
            )
    return {code: load_plan(code, office.library) for code in office.home.settings.plans}


def channel_of(office: OpenHome) -> Channel:
    """Return where letters go: in a trial the mailbox folder, else the mail server of the settings, which must be set."""
    return channel_for(office.home, is_trial=office.is_trial)


def post_of(office: OpenHome, plans: Mapping[str, LoadedPlan]) -> Post:
    """Return what the outbox's steps need to know of the home today; its `faults` are for the caller to tell.

    Raise SettingsError for a key of links that cannot be used.
    """
    return open_post(office.home, office.database, plans, today(office))


def send_ready_letters(
    office: OpenHome, post: Post, now: datetime, *, urgent: bool = False, after_round: bool | None = None
) -> SendingOutcome:
    """Send the letters that are ready at the moment `now` through the home's channel (see `deliver_letters`).

    Nothing is sent while the home's letters are held.
    """
    if office.hold:
        return SendingOutcome()
    channel, on = channel_of(office), day_of(now)
    return deliver_letters(office.database, channel, post, on, now, Clock().now, urgent=urgent, after_round=after_round)


def offices_of(plans: Mapping[str, LoadedPlan]) -> dict[str, str]:
    """Return the code of the provincial office of each province whose plans the home follows."""
    return {loaded.register.code: loaded.register.office for loaded in plans.values()}


def today(office: OpenHome) -> date:
    """Return the day of the home's clock."""
    return day_of(office.clock.now())
