"""Letters that a page sends once it has left, so that nothing of it tells whether or to whom."""

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from models.clock import Clock, day_of
from models.database import Session
from notifications.outbox.due_notices import Post
from web.door.desk import PageHome
from web.door.trying import tried_again

_log = logging.getLogger(__name__)
_sending = Lock()
"""Held by the one thread of these pages that sends."""


def send_at_once(desk: PageHome, machine: Clock, now: datetime, queue: Callable[[Session, Post], object]) -> None:
    """Send what `queue` puts into the outbox at the moment `now`; it returns whether that is anything.

    `machine` tells the machine's time, by which claims on letters run out. What goes wrong is told in the log, without a
    name or an address. One at a time: a mail server may take minutes to answer, and a page's threads are few. What comes
    meanwhile goes with the letters under way, or minutes later (`flows.waiting_letters`).
    """
    try:
        tried_again(_queue_and_send)(desk, machine, now, queue)
    except Exception as error:  # noqa: BLE001  the page has left already, and a traceback would show the address
        _log.error("Letters could not be sent at once: %s", type(error).__name__)


def _queue_and_send(desk: PageHome, machine: Clock, now: datetime, queue: Callable[[Session, Post], object]) -> None:
    # Apprise takes a second to load, which the pages need not wait for when they start.
    from notifications.outbox.sending import channel_for, deliver_letters, open_post  # noqa: PLC0415  see above

    on = day_of(now)
    plans = {code: loaded for code in desk.plans if (loaded := desk.shelf.plan(code)) is not None}
    post = open_post(desk.home, desk.database, plans, on)
    if post.faults:
        # The sentences hold addresses; the round and the office's page tell them.
        _log.warning("The address book has faults at lines %s", sorted({fault.line for fault in post.faults}))
    with desk.database.write() as session:
        queued = queue(session, post)
    if not queued or not _sending.acquire(blocking=False):
        return
    try:
        channel = channel_for(desk.home, is_trial=post.trial)
        deliver_letters(desk.database, channel, post, on, now, machine.now, urgent=True)
    finally:
        _sending.release()
