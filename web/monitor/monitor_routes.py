"""The addresses that machines ask which watch the program: `/suc-khoe`, the same as JSON, and `/so-lieu` for Prometheus."""

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from models.clock import Clock
from web.door.desk import PageHome
from web.door.http_requests import READ, RequestRefusedError
from web.door.responses import SECURITY_HEADERS, UNCACHED
from web.monitor.figures import MEDIA_TYPE, render_figures
from web.monitor.health import Health, Part, look_at
from web.monitor.who_may import may_watch, shows_key

HEALTH_PATH, JSON_PATH, FIGURES_PATH = "/suc-khoe", "/suc-khoe.json", "/so-lieu"
_MARKS = {"good": "tốt", "note": "lưu ý", "broken": "hỏng"}
_HEADERS = SECURITY_HEADERS | UNCACHED


def add_monitor_routes(app: FastAPI, desk: PageHome, clock: Clock, machine: Clock) -> None:
    """Add what monitors ask. `machine` tells the time where the home's own clock cannot be asked."""

    def look(request: Request) -> Health:
        _guard(request, desk)
        calendars = [loaded.calendar for code in desk.plans if (loaded := desk.shelf.plan(code)) is not None]
        try:
            desk.guard_there()
        except RequestRefusedError as refused:
            return Health(machine.now(), (Part("database", "broken", refused.sentence),))
        return look_at(desk.home, desk.database, calendars, clock, machine)

    @app.api_route(HEALTH_PATH, methods=READ)
    def tell_health(request: Request) -> Response:
        health = look(request)
        lines = [f"{_MARKS[part.grade]:<6} {part.sentence}" for part in health.parts]
        first = "Đang chạy tốt." if health.is_well else "Có phần bị hỏng:"
        return PlainTextResponse("\n".join([first, *lines, ""]), _status(health), headers=_HEADERS)

    @app.api_route(JSON_PATH, methods=READ)
    def tell_health_as_json(request: Request) -> Response:
        health = look(request)
        parts = [{"part": one.name, "grade": one.grade, "sentence": one.sentence} for one in health.parts]
        told = {"well": health.is_well, "at": health.at.isoformat(timespec="seconds"), "parts": parts}
        return JSONResponse(told, _status(health), headers=_HEADERS)

    @app.api_route(FIGURES_PATH, methods=READ)
    def tell_figures(request: Request) -> Response:
        health = look(request)
        if health.letters is None:  # figures of a home whose database is gone are those of the machine alone
            return Response(render_figures(desk.home, health, None), media_type=MEDIA_TYPE, headers=_HEADERS)
        with desk.database.read() as session:
            figures = render_figures(desk.home, health, session)
        return Response(figures, media_type=MEDIA_TYPE, headers=_HEADERS)


def _status(health: Health) -> int:
    return 200 if health.is_well else 503


def _guard(request: Request, desk: PageHome) -> None:
    """Raise HTTPException for who may not see it, to whom there is no such page; one with a wrong key is told so."""
    if may_watch(request, desk.home):
        return
    if shows_key(request) and desk.home.settings.monitor_token:
        sentence = "Khóa giám sát không đúng; hãy dùng khóa đã đặt ở DONDOC_MONITOR_TOKEN."
        raise RequestRefusedError(401, "Chưa được xem tình trạng", sentence)
    raise HTTPException(404)
