"""A home opened for work: its settings, database, clock, plans and channel, for the round, the pages and the commands."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flows.acts.keeping.upgrading import Upgraded, bring_up
from models.clock import Clock, day_of
from models.database import Database, Session
from models.home import clock_of, has_letters, note_key, prepare_home, read_home
from models.home_identity import guard_identity, settle_identity
from models.settings import Home, SettingsError, open_home
from models.store.garbage import look_for_garbage_seldom
from notifications.channels.apprise_channel import Channel, check_channel
from notifications.channels.gateway_urls import read_gateways
from notifications.inbox.inbox_url import read_inbox_url
from notifications.links import make_link_key, prints_of_keys
from notifications.outbox.due_notices import Post
from notifications.outbox.holding import Hold, why_held
from notifications.outbox.sending import SendingOutcome, channel_for, deliver_letters, open_post
from plan.language.reading import nearest
from plan.library import Library, LoadedPlan, load_plan


@dataclass(frozen=True)
class OpenHome:
    """A home opened for work. `clock` shows the trial's day in a trial home.

    `upgraded` tells that its tables were an older program's until it was opened.
    """

    home: Home
    database: Database
    library: Library
    clock: Clock
    upgraded: Upgraded | None = None

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
def open_office(
    path: Path,
    given: Mapping[str, Any] | None = None,
    on: date | None = None,
    *,
    starts: bool = False,
    unsaved: bool = False,
) -> Iterator[OpenHome]:
    """Open the home at `path`, its tables at their newest version, and close it when the block ends.

    `given` are settings from the command line; `on` is a made-up day, which makes or moves a trial. Tables of an older
    program are brought up after a backup, and that is told to standard error (`starts` and `unsaved` as in `bring_up`).
    Raise SettingsError for settings or a folder that cannot be used, TrialRefusedError for a made-up day in a real home,
    DatabaseRefusedError for a database that is lost or of a newer program, or that could not be backed up.
    """
    look_for_garbage_seldom()
    home = open_home(path, given)
    if home.settings.mail_url and (fault := check_channel(home.settings.mail_url)):
        raise SettingsError(f"DONDOC_MAIL_URL: {fault}")
    _guard_urls(home)
    database = Database(home.database_url)
    try:
        guard_identity(home, database)
        upgraded = bring_up(home, database, starts=starts, unsaved=unsaved)
        if upgraded is not None:
            sys.stderr.write(f"{upgraded.sentence}\n")
        with database.write_alone() as session:
            prepare_home(session, Clock().now(), on)
            _settle(session, home)
        yield OpenHome(home, database, Library(home.plans), clock_of(database), upgraded)
    finally:
        database.close()


def _guard_urls(home: Home) -> None:
    """Raise SettingsError for an address of the mailbox or of a gateway that cannot be used."""
    settings = home.settings
    for name, check in (("INBOX_URL", read_inbox_url), ("GATEWAYS", read_gateways)):
        written = str(getattr(settings, name.lower()))
        try:
            if written:
                check(written)
        except ValueError as fault:
            raise SettingsError(f"DONDOC_{name}: {fault}") from None


def _settle(session: Session, home: Home) -> None:
    """Give a home its identity and, before its first letter, its key of links; note by which key it signs.

    A key that is lost or cannot be used is told where links are made: all else goes on.
    """
    if not has_letters(session):
        make_link_key(home)
    settle_identity(session, home)
    with suppress(SettingsError):
        note_key(session, prints_of_keys(home))


def key_fault(office: OpenHome) -> str:
    """Return what is wrong with the home's key of links, in a sentence; '' where it is the one that signed what was sent."""
    try:
        found = prints_of_keys(office.home)
    except SettingsError as error:
        return str(error)
    with office.database.read() as session:
        known = read_home(session).key_print
    if known in ("", *found):
        return ""
    return (
        "Khóa ký liên kết không phải là khóa đã ký các thư đã gửi, nên liên kết trong các thư đó không mở được. Hãy đặt lại khóa cũ; "
        "đã đổi khóa có chủ ý thì ghi nhận bằng dondoc links rotate --lost, rồi gửi liên kết mới cho các cơ quan."
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
