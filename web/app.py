"""The answer pages: who has a link answers for its agency, without an account; a GET never changes anything."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from models.answers import lines_of_agency, record_answers
from models.clock import Clock, day_of
from models.database import Database
from models.holders import province_and_code
from models.home import read_home
from models.refusal import RefusedError
from models.settings import Home
from notifications.links import ANSWER, Link, LinkRefusedError, link_key, read_link
from plan.library import Library
from web.forms import FormError, Submission, form_seal, is_sealed, read_fields, read_submission
from web.matters import read_matters
from web.pages import RESULT_NAMES, answer_page, error_places
from web.plan_shelf import PlanShelf
from web.requests import RequestRefusedError, guard_origin, other_page, read_form_body
from web.responses import SECURITY_HEADERS, UNCACHED, Pages

READ = ["GET", "HEAD"]


def make_app(office_home: Home, database: Database, library: Library, clock: Clock) -> FastAPI:
    """Return the application that serves a home's answer pages.

    Raise SettingsError when the key of links cannot be had. The clock is asked once for each request.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    pages = Pages(office_home, database)
    desk = _AnswerDesk(office_home, database, PlanShelf(library), pages)
    _add_refusals(app, pages)

    @app.api_route("/", methods=READ)
    def show_start() -> Response:
        return pages.render("start.html")

    @app.api_route("/suc-khoe", methods=READ)
    def tell_health() -> Response:
        with database.read() as session:
            read_home(session)
        return PlainTextResponse("ok", headers=SECURITY_HEADERS | UNCACHED)

    @app.api_route("/static/dondoc.css", methods=READ)
    def give_style() -> Response:
        return pages.style()

    @app.api_route("/tra-loi/{token}", methods=READ)
    def show_answers(token: str) -> Response:
        return desk.show(token, clock.now())

    @app.post("/tra-loi/{token}")
    def take_answers(token: str, request: Request, body: Annotated[bytes, Depends(read_form_body)]) -> Response:
        guard_origin(request, office_home)
        return desk.take(token, body, clock.now())

    return app


class _AnswerDesk:
    """Shows an agency its page, and takes what it answers there."""

    def __init__(self, home: Home, database: Database, shelf: PlanShelf, pages: Pages) -> None:
        self.key = link_key(home)
        self.plans = home.settings.plans
        self.database = database
        self.shelf = shelf
        self.pages = pages

    def show(self, token: str, now: datetime) -> Response:
        """Return the page of the link's agency as it stands."""
        return self._page(token, self._read_link(token, day_of(now)), now, None)

    def take(self, token: str, body: bytes, now: datetime) -> Response:
        """Record what was sent and lead back to the page; or show the page with what is wrong and all that was typed.

        The whole form is one act: either every line in it is recorded or none.
        """
        on = day_of(now)
        link = self._read_link(token, on)
        try:
            fields = read_fields(body)
        except ValueError:
            raise RequestRefusedError(
                400, "Không đọc được nội dung gửi lên", "Chưa ghi nhận được gì; hãy tải lại trang và gửi lại."
            ) from None
        if not is_sealed(self.key, token, fields):
            raise other_page()
        sent = self._submission(fields, link, on)
        if not sent.errors:
            try:
                with self.database.write() as session:
                    province, agency = self._holder(link)
                    record_answers(session, sent.drafts, agency, sent.respondent, now, now, province=province)
            except RefusedError as refused:
                sent = self._submission(fields, link, on, str(refused))
            else:
                return Response(status_code=303, headers=SECURITY_HEADERS | UNCACHED | {"Location": token})
        return self._page(token, link, now, sent)

    def _submission(self, fields: dict[str, str], link: Link, on: date, refusal: str = "") -> Submission:
        province, agency = self._holder(link)
        with self.database.read() as session:
            sent = read_submission(fields, lines_of_agency(session, agency, on, province=province))
        if refusal and not sent.errors:
            sent = Submission(sent.drafts, sent.respondent, sent.typed, (FormError("lines", refusal),))
        return sent

    def _page(self, token: str, link: Link, now: datetime, sent: Submission | None) -> Response:
        on = day_of(now)
        province, agency = self._holder(link)
        with self.database.read() as session:
            lines = lines_of_agency(session, agency, on, province=province)
            matters = read_matters(session)
        return self.pages.render(
            "answers.html",
            422 if sent else 200,
            page=answer_page(agency, province, lines, self.shelf, self.plans, now, sent, matters),
            places=error_places(sent.errors if sent else ()),
            results=[(result.value, name) for result, name in RESULT_NAMES.items()],
            seal=form_seal(self.key, token),
            today=on,
            expires_on=link.expires_on,
        )

    def _holder(self, link: Link) -> tuple[str, str]:
        """Return the province and the code of the agency that a link is for."""
        return province_and_code(self.shelf.own_province(self.plans), link.agency)

    def _read_link(self, token: str, on: date) -> Link:
        try:
            link = read_link(self.key, token, on)
        except LinkRefusedError as refused:
            status, title = (410, "Liên kết đã hết hạn") if refused.expired else (403, "Liên kết không dùng được")
            raise RequestRefusedError(status, title, str(refused)) from None
        if link.purpose != ANSWER:
            raise RequestRefusedError(
                403, "Liên kết không dùng được", "Liên kết này không phải để trả lời; hãy mở đúng liên kết trong thư."
            )
        return link


def _add_refusals(app: FastAPI, pages: Pages) -> None:
    """Answer what is refused, unknown or broken with a page in Vietnamese, never with a traceback."""

    @app.exception_handler(RequestRefusedError)
    def show_refusal(_request: Request, refused: RequestRefusedError) -> Response:
        return pages.message(refused.status, refused.title, refused.sentence)

    @app.exception_handler(HTTPException)
    def show_unknown(_request: Request, error: HTTPException) -> Response:
        if error.status_code == 405:
            sentence = "Trang này không nhận yêu cầu như vậy; hãy mở liên kết trong thư bằng trình duyệt."
            return pages.message(405, "Yêu cầu không được nhận", sentence, error.headers)
        sentence = "Địa chỉ này không có trang nào; hãy mở lại liên kết trong thư, sao chép đủ cả dòng."
        return pages.message(error.status_code, "Không tìm thấy trang", sentence, error.headers)

    @app.exception_handler(Exception)
    def show_failure(_request: Request, _error: Exception) -> Response:
        return pages.failure()
