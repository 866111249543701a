"""One request behind a link, and the way back after a form was taken."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from starlette.requests import Request
from starlette.responses import Response

from models.access.rights import Right, guard_right
from models.clock import Clock, day_of
from models.refusal import RefusedError
from notifications.links import OFFICE
from web.door.desk import PageHome, Visitor
from web.door.http_requests import RequestRefusedError, guard_origin, looks_like_person
from web.door.kept_names import NOBODY, KeptName, kept_name
from web.door.plan_shelf import PlanShelf
from web.door.responses import SECURITY_HEADERS, UNCACHED


@dataclass(frozen=True)
class Visit:
    """One request behind a link: who comes, when (aware), the plans as the request finds them, and whom his browser knows.

    `by_person` tells that it is asked as a person's browser asks.
    """

    visitor: Visitor
    now: datetime
    shelf: PlanShelf
    kept: KeptName = NOBODY
    by_person: bool = False

    @property
    def on(self) -> date:
        """The day of the request."""
        return day_of(self.now)


def visits(desk: PageHome, clock: Clock, purpose: str) -> Callable[[Request], Visit]:
    """Return what a route depends on: it asks the clock once, refuses a form from elsewhere, and reads the link.

    It comes before the form is read, so that nobody without a link sends us megabytes.
    """

    def come_in(request: Request) -> Visit:
        now = clock.now()
        if request.method == "POST":
            guard_origin(request, desk.home)
        shelf = desk.shelf.as_it_stands()
        visitor = desk.open_link(request.path_params["token"], purpose, now, shelf)
        desk.guard_session(visitor, request.cookies, Clock().now())
        kept = kept_name(desk, visitor, request.cookies)
        return Visit(visitor, now, shelf, kept, looks_like_person(request))

    return come_in


def office_visits(desk: PageHome, clock: Clock) -> Callable[[Request], Visit]:
    """Return what a route of a provincial office depends on: `visits`, and that the link's agency is such an office."""
    come_in = visits(desk, clock, OFFICE)

    def come_from_office(request: Request) -> Visit:
        visit = come_in(request)
        province, shelf = visit.visitor.province, visit.shelf
        sound = (loaded for code in desk.plans if (loaded := shelf.plan(code)) is not None)
        if visit.visitor.agency not in {one.register.office for one in sound if one.plan.province == province}:
            sentence = "Trang này chỉ dành cho Văn phòng UBND tỉnh; hãy mở đúng liên kết trong thư."
            raise RequestRefusedError(403, "Liên kết không dùng được", sentence)
        return visit

    return come_from_office


def guard_visit(visit: Visit, right: Right) -> None:
    """Raise RequestRefusedError, with a sentence, for a page that the visitor's access does not open."""
    try:
        guard_right(visit.visitor.access, right)
    except RefusedError as refused:
        raise RequestRefusedError(403, "Không thuộc quyền của liên kết này", str(refused)) from None


def back_to(address: str) -> Response:
    """Return the answer to a form that was taken: back to a page, by a GET. `address` is relative to the form's own."""
    return Response(status_code=303, headers=SECURITY_HEADERS | UNCACHED | {"Location": address})
