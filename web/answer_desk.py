"""The agency's desk: who has its link reads what the agency owes, and answers for it."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from models.answers import lines_of_agency, record_answers
from models.clock import Clock, day_of
from models.refusal import RefusedError
from notifications.links import ANSWER
from web.desk import Desk, Visitor
from web.forms import FormError, Submission, read_fields, read_submission
from web.matters import read_matters
from web.pages import RESULT_NAMES, answer_page, error_places
from web.requests import READ, RequestRefusedError, guard_origin, read_form_body
from web.responses import SECURITY_HEADERS, UNCACHED


def add_answer_routes(app: FastAPI, desk: Desk, clock: Clock) -> None:
    """Add the pages behind the links that agencies answer by; the clock is asked once for each request."""
    answering = _AnswerDesk(desk)

    @app.api_route("/tra-loi/{token}", methods=READ)
    def show_answers(token: str) -> Response:
        return answering.show(token, clock.now())

    @app.post("/tra-loi/{token}")
    def take_answers(token: str, request: Request, body: Annotated[bytes, Depends(read_form_body)]) -> Response:
        guard_origin(request, desk.home)
        return answering.take(token, body, clock.now())


class _AnswerDesk:
    """Shows an agency its page, and takes what it answers there."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def show(self, token: str, now: datetime) -> Response:
        """Return the page of the link's agency as it stands."""
        return self._page(self.desk.open_link(token, ANSWER, now), now, None)

    def take(self, token: str, body: bytes, now: datetime) -> Response:
        """Record what was sent and lead back to the page; or show the page with what is wrong and all that was typed.

        The whole form is one act: either every line in it is recorded or none.
        """
        on = day_of(now)
        visitor = self.desk.open_link(token, ANSWER, now)
        try:
            fields = read_fields(body)
        except ValueError:
            raise RequestRefusedError(
                400, "Không đọc được nội dung gửi lên", "Chưa ghi nhận được gì; hãy tải lại trang và gửi lại."
            ) from None
        self.desk.guard_sealed(token, fields)
        sent = self._submission(fields, visitor, on)
        if not sent.errors:
            try:
                with self.desk.database.write() as session:
                    record_answers(
                        session, sent.drafts, visitor.agency, sent.respondent, now, now, province=visitor.province
                    )
            except RefusedError as refused:
                sent = self._submission(fields, visitor, on, str(refused))
            else:
                return Response(status_code=303, headers=SECURITY_HEADERS | UNCACHED | {"Location": token})
        return self._page(visitor, now, sent)

    def _submission(self, fields: dict[str, str], visitor: Visitor, on: date, refusal: str = "") -> Submission:
        with self.desk.database.read() as session:
            sent = read_submission(fields, lines_of_agency(session, visitor.agency, on, province=visitor.province))
        if refusal and not sent.errors:
            sent = Submission(sent.drafts, sent.respondent, sent.typed, (FormError("lines", refusal),))
        return sent

    def _page(self, visitor: Visitor, now: datetime, sent: Submission | None) -> Response:
        desk, on = self.desk, day_of(now)
        with desk.database.read() as session:
            lines = lines_of_agency(session, visitor.agency, on, province=visitor.province)
            matters = read_matters(session)
        page = answer_page(visitor.agency, visitor.province, lines, desk.shelf, desk.plans, now, sent, matters)
        return desk.pages.render(
            "answers.html",
            422 if sent else 200,
            page=page,
            places=error_places(sent.errors if sent else ()),
            results=[(result.value, name) for result, name in RESULT_NAMES.items()],
            seal=desk.seal(visitor.token),
            today=on,
            expires_on=visitor.expires_on,
        )
