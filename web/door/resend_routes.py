"""New links: whoever asks gets the same page, and the links go to the registered address alone."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from models.audit.acts import BY_PAGE, Person
from models.clock import Clock, day_of
from models.database import Session
from notifications.channels.mail_message import address_fault
from notifications.links import PAGES
from notifications.outbox.due_notices import Post
from notifications.outbox.link_letters import LinkWish, queue_link_letter, recipients_at
from web.door.desk import PageHome, print_of
from web.door.form_fields import read_fields
from web.door.http_requests import READ, RESEND, RequestRefusedError, guard_origin, read_form_body
from web.door.letters_at_once import send_at_once

MOST_SHOWN = 254
"""How much of what was typed comes back: the longest mail address there is, in characters."""

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
        def take_wish(request: Request) -> Response:
            guard_origin(request, desk.home)
            return resending.take_wish(request.path_params["token"], purpose)

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
        """Return the same page to who holds an honest link that opens, or has run out. Raise RequestRefusedError for any other."""
        now = self.clock.now()
        recipient = self.desk.asking_for_anew(token, purpose, now)
        return self._promise(lambda _: (recipient,), now, print_of(token))

    def _promise(self, find: _Find, now: datetime, link: str) -> Response:
        page = self.desk.pages.render("resend.html", sent=True, address="", error="")
        page.background = BackgroundTask(self._send, find, now, link)
        return page

    def _send(self, find: _Find, now: datetime, link: str) -> None:
        asked, by = LinkWish(day_of(now), now, self.machine.now().hour), Person("", "", BY_PAGE, link)

        def queue(session: Session, post: Post) -> bool:
            queued = [queue_link_letter(session, post, recipient, asked, by=by) for recipient in find(post)]
            return any(queued)

        send_at_once(self.desk, self.machine, now, queue)
