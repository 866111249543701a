"""The page behind the letter that asks an agency whether it named a deputy: whoever reads its registered mailbox decides."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.responses import Response

from models.clock import Clock
from models.database import Session
from models.people.deputies import confirm_deputy, deputy_numbered, end_deputy
from models.refusal import RefusedError
from notifications.links import CONFIRM, number_of_naming
from web.answer.line_page import SentAct
from web.door.desk import PageHome
from web.door.form_fields import errors_of, read_fields, read_respondent
from web.door.http_requests import READ, RequestRefusedError, read_form_body
from web.door.kept_names import keep_name
from web.door.uploads import unreadable_form
from web.door.visits import Visit, back_to, visits
from web.words.words import deputy_words

ACT, CONFIRMED, REJECTED = "deputy", "confirm", "reject"
"""The one form of the page, and its two buttons."""


def add_deputy_routes(app: FastAPI, desk: PageHome, clock: Clock) -> None:
    """Add the page on which an agency confirms one naming or rejects it."""
    come_in = visits(desk, clock, CONFIRM)

    @app.api_route("/bao-cao-thay/{token}", methods=READ)
    def show_naming(visit: Annotated[Visit, Depends(come_in)]) -> Response:
        desk.note_view(visit.visitor, "page", visit.now)
        return _page(desk, visit, SentAct(), 200)

    @app.post("/bao-cao-thay/{token}")
    def take_word(
        visit: Annotated[Visit, Depends(come_in)], body: Annotated[bytes, Depends(read_form_body)]
    ) -> Response:
        try:
            fields = read_fields(body)
        except ValueError:
            raise unreadable_form() from None
        desk.guard_sealed(visit.visitor.token, fields)
        try:
            with desk.database.write() as session:
                _record(session, desk, visit, fields)
        except RefusedError as refused:
            return _page(desk, visit, SentAct(ACT, fields, errors_of(refused, ACT)), 422)
        return keep_name(desk, visit.visitor, visit.kept, fields, back_to(visit.visitor.token))


def _record(session: Session, desk: PageHome, visit: Visit, fields: Mapping[str, str]) -> None:
    """Record what the agency says of its naming. Raise RefusedError where it cannot be."""
    visitor, by = visit.visitor, read_respondent(fields, visit.visitor.print)
    number, agency, province = number_of_naming(visitor.function), visitor.agency, visitor.province
    if fields.get("press") == CONFIRMED:
        confirm_deputy(session, number, agency, visit.now, by=by, province=province)
    elif fields.get("press") == REJECTED:
        own = visit.shelf.own_province(desk.plans)
        end_deputy(session, number, agency, visit.now, by=by, province=province, own_province=own)
    else:
        raise RefusedError("Hãy chọn một trong hai nút: xác nhận, hoặc bác bỏ.")


def _page(desk: PageHome, visit: Visit, sent: SentAct, status: int) -> Response:
    visitor, shelf = visit.visitor, visit.shelf
    with desk.database.read() as session:
        number = number_of_naming(visitor.function)
        deputy = deputy_numbered(session, number, visitor.agency, province=visitor.province)
    if deputy is None:
        raise RequestRefusedError(404, "Không tìm thấy trang", "Không có người báo cáo thay này.")
    is_over = deputy.ended_at is not None or deputy.ends < visit.on
    return desk.pages.render(
        "deputy.html",
        status,
        agency=shelf.name_of(visitor.agency, visitor.province, desk.plans),
        words=deputy_words(deputy),
        address=deputy.address,
        named_by=deputy.named_by,
        is_over=is_over,
        is_confirmed=deputy.confirmed_at is not None,
        sent=sent,
        kept=visit.kept,
        seal=desk.seal(visitor.token),
    )
