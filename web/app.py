"""The answer pages: who has a link answers for its agency, without an account; a GET never changes anything."""

import logging
from functools import partial
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.clock import Clock
from models.database import Database, DatabaseError
from models.database_faults import describe_database_fault, is_in_doubt
from models.home import read_home
from models.rounds.sound_plans import last_sound_plan
from models.settings import Home
from notifications.links import ALIVE_PATH
from plan.library import Library, LoadedPlan
from web.answer.agency_routes import add_agency_routes
from web.answer.answer_routes import add_answer_routes
from web.answer.calendar_routes import add_calendar_routes
from web.answer.deputy_routes import add_deputy_routes
from web.answer.evidence_routes import add_evidence_routes
from web.answer.line_routes import add_line_routes
from web.answer.listed.list_routes import add_list_routes
from web.board.board_routes import add_board_routes
from web.board.inspecting_routes import add_inspecting_routes
from web.door.clean_addresses import AddressCleaner
from web.door.desk import PageHome
from web.door.http_requests import READ, RequestRefusedError
from web.door.limits import Limits, RateGate
from web.door.plan_shelf import PlanShelf
from web.door.resend_routes import add_resend_routes
from web.door.responses import SECURITY_HEADERS, UNCACHED, Pages
from web.door.typed_words import kept_words, typed_words
from web.judge.drafting.draft_routes import add_draft_routes
from web.judge.explaining_routes import add_explaining_routes
from web.judge.going_live_routes import add_going_live_routes
from web.judge.judge_routes import add_judge_routes
from web.judge.office_routes import add_office_routes
from web.judge.paper_routes import add_paper_routes
from web.judge.people.people_routes import add_people_routes
from web.judge.people.personal_routes import add_personal_routes
from web.monitor.monitor_routes import add_monitor_routes
from web.sign_in.sign_in_routes import add_sign_in_routes

_log = logging.getLogger(__name__)

_USUAL, _MACHINE = Limits(), Clock()
_SAID = {
    404: (
        "Không tìm thấy trang",
        "Địa chỉ này không có trang nào; hãy mở lại liên kết trong thư, sao chép đủ cả dòng.",
    ),
    405: (
        "Yêu cầu không được nhận",
        "Trang này không nhận yêu cầu như vậy; hãy mở liên kết trong thư bằng trình duyệt.",
    ),
}
_UNREADABLE = ("Không đọc được yêu cầu", "Chưa ghi nhận được gì; hãy mở lại liên kết trong thư và thử lại.")


def make_app(
    office_home: Home,
    database: Database,
    library: Library,
    clock: Clock,
    *,
    limits: Limits = _USUAL,
    machine: Clock = _MACHINE,
) -> FastAPI:
    """Return the application that serves a home's answer pages.

    The home's clock is asked once for each request; `machine` tells the machine's time, for limits and for claims on
    letters. `limits` are those of an office that has set none. Raise SettingsError when the key of links cannot be had.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    pages = Pages(office_home, database)
    desk = PageHome(office_home, database, PlanShelf(library, partial(_last_sound, database)), pages)
    _add_refusals(app, pages)
    app.add_middleware(FaultPage, pages=pages)
    app.add_middleware(AddressCleaner, prefix=pages.prefix)
    limits = limits.times(office_home.settings.page_limit)
    app.add_middleware(RateGate, pages=pages, limits=limits, machine=machine, is_ours=desk.is_ours)
    add_answer_routes(app, desk, clock)
    add_evidence_routes(app, desk, clock)
    add_line_routes(app, desk, clock)
    add_list_routes(app, desk, clock)
    add_agency_routes(app, desk, clock, machine)
    add_calendar_routes(app, desk, clock)
    add_deputy_routes(app, desk, clock)
    add_judge_routes(app, desk, clock)
    add_office_routes(app, desk, clock)
    add_board_routes(app, desk, clock)
    add_inspecting_routes(app, desk, clock)
    add_people_routes(app, desk, clock)
    add_personal_routes(app, desk, clock, machine)
    add_paper_routes(app, desk, clock)
    add_draft_routes(app, desk, clock)
    add_explaining_routes(app, desk, clock)
    add_going_live_routes(app, desk, clock, machine)
    add_resend_routes(app, desk, clock, machine)
    add_sign_in_routes(app, desk, clock, machine)
    add_monitor_routes(app, desk, clock, machine)

    @app.api_route("/", methods=READ)
    def show_start() -> Response:
        return pages.render("start.html", signs_in=desk.settings.signs_in)

    @app.api_route(ALIVE_PATH, methods=READ)
    def tell_alive() -> Response:
        desk.guard_there()
        with database.read() as session:
            read_home(session)
        return PlainTextResponse("ok", headers=SECURITY_HEADERS | UNCACHED)

    @app.api_route("/static/dondoc.css", methods=READ)
    def give_style() -> Response:
        return pages.style()

    return app


class FaultPage:
    """Stands before the application and answers a fault of ours with a page that gives back what was typed.

    Here the form can still be read, which a handler of all exceptions cannot. The log gets the fault.
    """

    def __init__(self, app: ASGIApp, pages: Pages) -> None:
        """Stand before `app`."""
        self._app, self._pages = app, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer where nothing else has."""
        has_begun = False

        async def pass_on(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, pass_on)
        except Exception as error:
            if has_begun or scope["type"] != "http" or isinstance(error, DatabaseError):
                raise
            _log.exception("A fault of the program")
            typed = await typed_words(Request(scope, receive))
            await self._pages.failure(typed)(scope, receive, send)


def _last_sound(database: Database, code: str) -> LoadedPlan | None:
    with database.read() as session:
        return last_sound_plan(session, code)


def _add_refusals(app: FastAPI, pages: Pages) -> None:
    """Answer what is refused, unknown or broken with a page in Vietnamese, never with a traceback."""

    @app.exception_handler(RequestRefusedError)
    async def show_refusal(request: Request, refused: RequestRefusedError) -> Response:
        typed = await typed_words(request)
        return await _message(refused.status, refused.title, refused.sentence, new_link=refused.new_link, typed=typed)

    @app.exception_handler(HTTPException)
    async def show_unknown(request: Request, error: HTTPException) -> Response:
        title, sentence = _SAID.get(error.status_code, _UNREADABLE)
        return await _message(error.status_code, title, sentence, error.headers, typed=await typed_words(request))

    @app.exception_handler(RequestValidationError)
    async def show_misspelt(request: Request, error: RequestValidationError) -> Response:
        in_path = any(found["loc"][0] == "path" for found in error.errors())
        status, said = (404, _SAID[404]) if in_path else (422, _UNREADABLE)
        return await _message(status, *said, typed=await typed_words(request))

    @app.exception_handler(DatabaseError)
    async def show_database_fault(request: Request, error: DatabaseError) -> Response:
        _log.error("%s (%s)", describe_database_fault(error) or "Database", type(error).__name__)
        return pages.without_database(await typed_words(request), in_doubt=is_in_doubt(error))

    @app.exception_handler(Exception)
    def show_failure(request: Request, error: Exception) -> Response:
        if isinstance(error, DatabaseError):  # raised while another page was shown
            return pages.without_database(kept_words(request), in_doubt=is_in_doubt(error))
        return pages.failure(kept_words(request))

    async def _message(*given: Any, **named: Any) -> Response:  # noqa: ANN401  as `Pages.message` takes them
        return await run_in_threadpool(pages.message, *given, **named)
