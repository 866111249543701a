"""The answer pages: who has a link answers for its agency, without an account; a GET never changes anything."""

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from models.clock import Clock
from models.database import Database
from models.home import read_home
from models.settings import Home
from plan.library import Library
from web.answer_desk import add_answer_routes
from web.desk import Desk
from web.plan_shelf import PlanShelf
from web.requests import READ, RequestRefusedError
from web.responses import SECURITY_HEADERS, UNCACHED, Pages


def make_app(office_home: Home, database: Database, library: Library, clock: Clock) -> FastAPI:
    """Return the application that serves a home's answer pages.

    Raise SettingsError when the key of links cannot be had. The clock is asked once for each request.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    pages = Pages(office_home, database)
    desk = Desk(office_home, database, PlanShelf(library), pages)
    _add_refusals(app, pages)
    add_answer_routes(app, desk, clock)

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

    return app


def _add_refusals(app: FastAPI, pages: Pages) -> None:
    """Answer what is refused, unknown or broken with a page in Vietnamese, never with a traceback."""

    @app.exception_handler(RequestRefusedError)
    def show_refusal(_request: Request, refused: RequestRefusedError) -> Response:
        return pages.message(refused.status, refused.title, refused.sentence, new_link=refused.new_link)

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
