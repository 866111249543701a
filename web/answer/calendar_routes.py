"""An agency's days for its own calendar: as a download from its page, and behind a link of its own that calendars ask."""

from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.responses import Response

from models.answers.owed_lines import lines_of_agency
from models.clock import Clock
from models.home import read_home
from models.home_identity import read_id
from notifications.links import ANSWER, CALENDAR
from notifications.wording.calendar_entries import MEDIA_TYPE, entries_of, render_calendar
from web.answer.answer_routes import plans_of_visit
from web.door.desk import PageHome
from web.door.http_requests import READ
from web.door.responses import SECURITY_HEADERS, UNCACHED
from web.door.visits import Visit, visits

FILE_NAME = "han-bao-cao.ics"


def add_calendar_routes(app: FastAPI, desk: PageHome, clock: Clock) -> None:
    """Add the calendar of an agency's days. No view is noted of what a calendar asks by itself, some times an hour."""
    from_page, by_itself = visits(desk, clock, ANSWER), visits(desk, clock, CALENDAR)

    @app.api_route("/tra-loi/{token}/lich", methods=READ)
    def give_calendar(visit: Annotated[Visit, Depends(from_page)]) -> Response:
        desk.note_view(visit.visitor, "calendar", visit.now, by_person=visit.by_person)
        return _calendar(desk, visit)

    @app.api_route("/lich/{token}", methods=READ)
    def give_own_calendar(visit: Annotated[Visit, Depends(by_itself)]) -> Response:
        return _calendar(desk, visit)


def _calendar(desk: PageHome, visit: Visit) -> Response:
    visitor, plans = visit.visitor, plans_of_visit(desk, visit)
    with desk.database.read() as session:
        lines, home = lines_of_agency(session, visitor.agency, visit.on, province=visitor.province), read_home(session)
    name = f"{'Bản chạy thử: ' if home.is_trial else ''}Hạn báo cáo, {visit.shelf.name_of(visitor.agency, visitor.province, desk.plans)}"
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    content = render_calendar(name, entries_of(lines, plans), read_id(desk.home))
    return Response(content, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=SECURITY_HEADERS | UNCACHED | headers)
