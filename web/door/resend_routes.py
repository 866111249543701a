"""New links: whoever asks gets the same page, and the links go to the registered address alone."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from models.audit.acts import BY_PAGE, Person
from models.clock import Clock, day_of
from notifications.channels.mail_message import address_fault
from notifications.links import PAGES
from notifications.outbox.due_notices import Post
from notifications.outbox.link_letters import LinkWish, queue_link_letter, recipients_at
from web.door.desk import PageHome, print_of
from web.door.form_fields import read_fields
from web.door.http_requests import READ, RESEND, RequestRefusedError, guard_origin, read_form_body

MOST_SHOWN = 254
"""How much of what was typed comes back: the longest mail address there is, in characters."""

_log = logging.getLogger(__name__)
_Find = Callable[[Post], Sequence[str]]


def add_resend_routes(app: FastAPI, desk: PageHome, clock: Clock, machine: Clock) -> None:
    """Add the page that asks for new links, and what the button of a link that opens no more posts to.

    `machine` tells the machine's time, by which letters are held apart; in a trial `clock` stands still.
    """
    resending = _ResendDesk(desk, clock, machine)

    @app.api_route(f"/{RESEND}", methods=READ)
    def show_form() -> Response:
        return resending.show()

    @app.post(f"/{RESEND}")
    def take_address(request: Request, body: Annotated[bytes, Depends(read_form_body)]) -> Response:
        guard_origin(request, desk.home)
        return resending.take(body)

    def add_button(purpose: str, page: str) -> None:
        @app.post(f"/{page}/{{token}}/{RESEND}", name=f"resend_{purpose}")
        def take_wish(token: str, request: Request) -> Response:
            guard_origin(request, desk.home)
            return resending.take_wish(token, purpose)

    for purpose, page in PAGES.items():
        add_button(purpose, page)


class _ResendDesk:
    """Takes wishes for new links. Who is meant is looked up once the page has left, so that nothing tells it."""

    def __init__(self, desk: PageHome, clock: Clock, machine: Clock) -> None:
        self.desk, self.clock, self.machine = desk, clock, machine

    def show(self, status: int = 200, address: str = "", error: str = "") -> Response:
        """Return the form, with what is wrong with the address that was typed."""
        return self.desk.pages.render("resend.html", status, sent=False, address=address[:MOST_SHOWN], error=error)

    def take(self, body: bytes) -> Response:
        """Return the page that says what happens if the address is known, and let it happen."""
        try:
            address = read_fields(body).get("address", "")
        except ValueError:
            raise RequestRefusedError(
                400, "Không đọc được nội dung gửi lên", "Chưa ghi nhận được gì; hãy tải lại trang và gửi lại."
            ) from None
        if fault := address_fault(address):
            return self.show(422, address, fault[0].upper() + fault[1:])
        now = self.clock.now()
        return self._promise(lambda post: recipients_at(post.directory, address, day_of(now)), now, "")

    def take_wish(self, token: str, purpose: str) -> Response:
        """Return the same page to who holds an honest link, whether or not it still opens."""
        link = self.desk.read_link(token, purpose)
        return self._promise(lambda _: (link.recipient,), self.clock.now(), print_of(token))

    def _promise(self, find: _Find, now: datetime, link: str) -> Response:
        page = self.desk.pages.render("resend.html", sent=True, address="", error="")
        page.background = BackgroundTask(self._send, find, now, link)
        return page

    def _send(self, find: _Find, now: datetime, link: str) -> None:
        """Queue and send the letters; what goes wrong is told in the log, without a name or an address."""
        try:
            self._queue_and_send(find, now, link)
        except Exception as error:  # noqa: BLE001  the page has left already, and a traceback would show the address
            _log.error("New links could not be sent: %s", type(error).__name__)

    def _queue_and_send(self, find: _Find, now: datetime, link: str) -> None:
        # Apprise takes a second to load, which the pages need not wait for when they start.
        from notifications.outbox.sending import channel_for, deliver_letters, open_post  # noqa: PLC0415  see above

        desk, on = self.desk, day_of(now)
        plans = {code: loaded for code in desk.plans if (loaded := desk.shelf.plan(code)) is not None}
        post = open_post(desk.home, desk.database, plans, on)
        if post.faults:
            # The sentences hold addresses; the round and the office's page tell them.
            _log.warning("The address book has faults at lines %s", sorted({fault.line for fault in post.faults}))
        asked = LinkWish(on, now, self.machine.now().hour)
        by = Person("", "", BY_PAGE, link)
        with desk.database.write() as session:
            queued = [queue_link_letter(session, post, recipient, asked, by=by) for recipient in find(post)]
        if any(queued):
            channel = channel_for(desk.home, is_trial=post.trial)
            deliver_letters(desk.database, channel, post, on, now, self.machine.now, urgent=True)
