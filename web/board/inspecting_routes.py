"""What inspectors and the office read beside the board: the audit trail and the reports that were made."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from models.access.rights import Right
from models.audit.trail import Asked, Entry, count_trail, trail_page
from models.clock import Clock, in_zone
from models.outbox.report_letters import find_kept, kept_among
from models.reported.made import made_reports
from models.sent_files.names import plain_name
from notifications.channels.mail_message import OutgoingFile
from notifications.links import BOARD, OFFICE
from notifications.wording.audit_words import Names, entry_line, viewer_words
from plan.language.reading import parse_day
from plan.library import LoadedPlan
from plan.texts.written import format_day, format_moment
from reports.forms.made_words import describe_report
from web.board.board_routes import BOARD_PAGE, OFFICES_OWN
from web.board.further import REPORTS_PAGE, TRAIL_PAGE, VIEWS_PAGE
from web.door.desk import PageHome
from web.door.http_requests import READ
from web.door.responses import SECURITY_HEADERS, UNCACHED
from web.door.visits import Visit, guard_visit, office_visits, visits
from web.words.paging import PAGE_LENGTH, PageOf, page_of, part_of

USUAL_SPAN, LONGEST_SPAN = timedelta(days=7), timedelta(days=92)
"""How far back the trail is shown where no day is given, and how many days at most at once."""
MOST_COUNTED = 50
"""How many of those who looked are counted one by one."""
_NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True)
class MadeView:
    """A report that was made: what it is, when it was made, and its files, each with its number where it can be opened."""

    words: str
    made_at: str
    files: tuple[tuple[int, str, str], ...]


def add_inspecting_routes(app: FastAPI, desk: PageHome, clock: Clock) -> None:
    """Add the pages behind the links of people and below the office's page; the clock is asked once for each request."""
    _add_routes(app, desk, clock, BOARD, "/bang/{token}")
    _add_routes(app, desk, clock, OFFICE, f"/van-phong/{{token}}/{OFFICES_OWN}")


def _add_routes(app: FastAPI, desk: PageHome, clock: Clock, purpose: str, base: str) -> None:
    inspecting = _Inspecting(desk)
    come_in = office_visits(desk, clock) if purpose == OFFICE else visits(desk, clock, purpose)
    coming = Annotated[Visit, Depends(come_in)]

    @app.api_route(f"{base}/{TRAIL_PAGE}", methods=READ)
    def show_trail(visit: coming, request: Request) -> Response:
        guard_visit(visit, Right.SEE_TRAIL)
        return inspecting.show_trail(visit, request)

    @app.api_route(f"{base}/{VIEWS_PAGE}", methods=READ)
    def show_views(visit: coming, request: Request) -> Response:
        guard_visit(visit, Right.SEE_VIEWS)
        return inspecting.show_views(visit, request)

    @app.api_route(f"{base}/{REPORTS_PAGE}", methods=READ)
    def show_reports(visit: coming, request: Request) -> Response:
        guard_visit(visit, Right.SEE_REPORTS)
        return inspecting.show_reports(visit, request)

    @app.api_route(f"{base}/{REPORTS_PAGE}/{{file}}", methods=READ)
    def give_report(visit: coming, file: str) -> Response:
        guard_visit(visit, Right.SEE_REPORTS)
        return inspecting.give_report(visit, file)


def counted_views(lookers: Iterable[tuple[Entry, int]], names: Names) -> list[tuple[str, int]]:
    """Return how often each person or agency looked at something, most often first."""
    counted = Counter[str]()
    for one, count in lookers:
        counted[viewer_words(one, names)] += count
    return counted.most_common(MOST_COUNTED)


class _Inspecting:
    """Shows what was done and reported; nothing is changed."""

    def __init__(self, desk: PageHome) -> None:
        self.desk = desk

    def show_trail(self, visit: Visit, request: Request) -> Response:
        """Return the audit trail of a province between two days, the newest first, in pages."""
        return self._show_entries(visit, request, TRAIL_PAGE)

    def show_views(self, visit: Visit, request: Request) -> Response:
        """Return who of a province looked at what between two days, the newest first, in pages, and how often each did."""
        return self._show_entries(visit, request, VIEWS_PAGE)

    def _show_entries(self, visit: Visit, request: Request, page_name: str) -> Response:
        first, last, error = asked_span(request, visit.on)
        own, views_only = self.desk.shelf.own_province(self.desk.plans), page_name == VIEWS_PAGE
        asked = Asked(first, last, own, visit.visitor.province, views_only)
        entries: list[Entry] = []
        lookers: list[tuple[Entry, int]] = []
        part = part_of(0, "")
        if not error:
            with self.desk.database.read() as session:
                count, lookers = count_trail(session, self.desk.home, asked)
                part = part_of(count, request.query_params.get("trang", ""))
                entries = trail_page(session, self.desk.home, asked, part.start, PAGE_LENGTH)
        names = Names(self._plans(visit), own)
        told = [(format_moment(in_zone(one.at)), entry_line(one, names)) for one in entries]
        settings = self.desk.settings
        return self._page(
            visit,
            "board_trail.html",
            page_name,
            page_name=page_name,
            page=part,
            lines=told,
            counted=counted_views(lookers, names) if views_only else (),
            kept_months=settings.view_log_months,
            basis=settings.personal_data_basis,
            since=first,
            until=last,
            error=error,
        )

    def show_reports(self, visit: Visit, request: Request) -> Response:
        """Return the reports of a province that were made, the newest first, in pages."""
        plans, province = self._plans(visit), visit.visitor.province
        with self.desk.database.read() as session:
            made = [one for one in made_reports(session) if one[0].province == province]
            page = page_of(made, request.query_params.get("trang", ""))
            kept = kept_among(session, [file.id for _, its_files in page.entries for file in its_files])
        views = tuple(
            MadeView(
                describe_report(one, plans),
                format_moment(in_zone(one.made_at)),
                tuple((file.id if file.id in kept else 0, file.name, file.sha256[:16]) for file in its_files),
            )
            for one, its_files in page.entries
        )
        shown = PageOf(views, page.number, page.pages, page.count)
        return self._page(visit, "board_reports.html", REPORTS_PAGE, page=shown)

    def give_report(self, visit: Visit, file: str) -> Response:
        """Return a report's file whose bytes were kept. Raise HTTPException 404 for any other, or another province's."""
        number = int(file) if _NUMBER.fullmatch(file) else 0
        with self.desk.database.read() as session:
            found = find_kept(session, number)
        if found is None or found[0] != visit.visitor.province:
            raise HTTPException(404)
        _, name, content = found
        self.desk.note_view(visit.visitor, f"report {number}", visit.now)
        named = {"Content-Disposition": f'attachment; filename="{plain_name(name)}"'}
        sandbox = {"Content-Security-Policy": "sandbox; default-src 'none'"}
        kind = "/".join(OutgoingFile(name, b"").media_type)
        return Response(content, headers=SECURITY_HEADERS | UNCACHED | sandbox | named, media_type=kind)

    def _plans(self, visit: Visit) -> dict[str, LoadedPlan]:
        return {code: loaded for code in self.desk.plans if (loaded := visit.shelf.plan(code)) is not None}

    def _page(self, visit: Visit, template: str, what: str, **values: object) -> Response:
        shared = {"board": BOARD_PAGE, "today": visit.on, "expires_on": visit.visitor.expires_on}
        page = self.desk.pages.render(template, 200, None, **shared, **values)
        self.desk.note_view(visit.visitor, what, visit.now)
        return page


def asked_span(request: Request, today: date) -> tuple[date, date, str]:
    """Return the first and last day (both inclusive) that an address asks for (`tu`, `den`), and what is wrong with them."""
    last, first = today, today - USUAL_SPAN
    try:
        if text := request.query_params.get("den", "").strip():
            last = parse_day(text)
            first = last - USUAL_SPAN
        if text := request.query_params.get("tu", "").strip():
            first = parse_day(text)
    except ValueError:
        return first, last, "Ngày viết như 30/6/2023; hãy sửa lại."
    if first > last:
        return first, last, f"Từ ngày {format_day(first)} sau đến ngày {format_day(last)}; hãy đổi lại."
    if last - first > LONGEST_SPAN:
        return first, last, f"Mỗi lần xem nhiều nhất {LONGEST_SPAN.days} ngày; hãy chọn khoảng ngắn hơn."
    return first, last, ""
