"""Going live as the office does it: looked at first, rehearsed, begun by one act, and taken back by another."""

from datetime import datetime

from flows.acts.home_plans import post_now
from flows.acts.open_home import OpenHome, send_ready_letters
from models.audit.acts import Person
from models.clock import day_of
from notifications.outbox import going_live
from notifications.outbox.going_live import Look, look
from notifications.outbox.sending import SendingOutcome


def look_at(office: OpenHome, now: datetime) -> Look:
    """Return how the home stands at the moment `now`; nothing is changed. Raise as `post_now` does."""
    return look(office.home, office.database, post_now(office), day_of(now), now)


def go_live(office: OpenHome, now: datetime, *, by: Person, accepting: bool) -> SendingOutcome:
    """Begin to send at the moment `now`, and send what was held; return what became of the letters.

    Raise RefusedError as `going_live.begin`, which says what `accepting` means.
    """
    going_live.begin(office.home, office.database, post_now(office), day_of(now), now, accepting=accepting, by=by)
    return send_ready_letters(office, post_now(office), now)


def rehearse(office: OpenHome, address: str, now: datetime, *, by: Person) -> tuple[SendingOutcome, str]:
    """Send what going live would send to one address of the office's own (see `going_live.rehearse`)."""
    post = post_now(office)
    return going_live.rehearse(office.home, office.database, post, address, now, day_of(now), by=by)


def go_back(office: OpenHome, now: datetime, *, by: Person) -> None:
    """Hold the home's letters again from the moment `now`."""
    going_live.go_back(office.database, post_now(office), now, by=by)
