"""The board behind its own link: the map, lists, an agency over time, one cell with its answers and their evidence."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from models.answers.evidence import find_evidence
from models.check_ins.standings import REPORTING_STAGES
from models.clock import Clock
from models.home import read_home
from models.office_settings.sending_settings import BoardReader
from models.people.grants import grants_in_force, reader_in
from models.reported.standing_columns import About
from notifications.links import BOARD, OFFICE, code_in
from plan.language.reading import parse_day
from plan.library import LoadedPlan
from plan.refs import ref_order, told_ref
from plan.texts.written import format_day
from reports.frames.standing_frame import StandingFrame
from reports.labels import REPORTING_LABELS, format_rate
from reports.progress import Progress, narrow_progress
from reports.reading import read_asked, read_progress, read_targets
from web.answer.evidence_routes import evidence_response
from web.board.answers_shown import read_answers
from web.board.board_page import (
    ASKED,
    RATES,
    TARGETS,
    agency_rates,
    asked_lines,
    coming_dates,
    four_cells,
    lines_of,
    target_lines,
    wall_lines,
    worst_rates,
)
from web.board.further import further_pages
from web.board.heat_map import heat_map
from web.door.desk import PageHome
from web.door.http_requests import READ
from web.door.visits import Visit, back_to, office_visits, visits
from web.words.paging import PageOf, page_of, part_of

BOARD_PAGE = "tong-hop"
"""The address of the board's first page, below the link's own."""
ON_THE_WALL = 12
"""How many lines a wall's page shows."""
WALL_SECONDS = 20
"""How long a wall shows one page."""
MOST_LINES = 80
"""How many lines stand on one page of a list."""
MOST_ANSWERS = 8
"""How many check-ins stand with their answers on one page, the newest first."""
MOST_WORDS = 1_500
"""How many letters of one answer's words stand among several; on its own page they stand whole."""
COLUMN = "cot"
"""The question of an address that names a part of the document whose tasks stand in the map."""
FIELD, WHOLE = "linh-vuc", "tat-ca"
"""The question of an address whose fields are shown, by the reader's code, and its answer that asks for everything."""
_NUMBER = re.compile("[0-9]{1,9}")
_PAGE = re.compile("[0-9]{1,3}")


OFFICES_OWN = "bang"
"""The part of the office's address below which it has the board: there a red cell leads to what the office does about it."""


def add_board_routes(app: FastAPI, desk: PageHome, clock: Clock) -> None:
    """Add the pages of the board, behind its own links and below the office's page; the clock is asked once for each request."""
    _add_routes(app, desk, clock, BOARD, "/bang/{token}")
    _add_routes(app, desk, clock, OFFICE, f"/van-phong/{{token}}/{OFFICES_OWN}")


def _add_routes(app: FastAPI, desk: PageHome, clock: Clock, purpose: str, base: str) -> None:
    board = _Board(desk)
    come_in = office_visits(desk, clock) if purpose == OFFICE else visits(desk, clock, purpose)
    coming = Annotated[Visit, Depends(come_in)]

    @app.api_route(base, methods=READ)
    def lead_to_board(visit: coming, request: Request) -> Response:
        # One step below the link's own address a cell of the map leads on by a few letters.
        asked = f"?{request.url.query}" if request.url.query else ""
        return back_to(f"{visit.visitor.token if purpose == BOARD else OFFICES_OWN}/{BOARD_PAGE}{asked}")

    @app.api_route(f"{base}/{BOARD_PAGE}", methods=READ)
    def show_board(visit: coming, request: Request) -> Response:
        return board.show(visit, request)

    @app.api_route(f"{base}/danh-sach/{{stage}}", methods=READ)
    def show_list(visit: coming, request: Request, stage: str) -> Response:
        if stage not in REPORTING_STAGES:
            raise HTTPException(404)
        return board.show_lines(visit, request, REPORTING_LABELS[stage], lambda held: held.of(stage=stage))

    @app.api_route(f"{base}/han/{{day}}", methods=READ)
    def show_day(visit: coming, request: Request, day: str) -> Response:
        due = _day(day)
        title = f"Chưa báo cáo, hạn {format_day(due)}"
        return board.show_lines(
            visit, request, title, lambda held: held.of(stage="open_in_time", due_on=due.toordinal())
        )

    @app.api_route(f"{base}/co-quan/{{agency}}", methods=READ)
    def show_agency(visit: coming, request: Request, agency: str) -> Response:
        return board.show_lines(visit, request, "", lambda held: held.of(holder=agency), agency)

    @app.api_route(f"{base}/o/{{agency}}/{{ref}}", methods=READ)
    def show_cell(visit: coming, request: Request, agency: str, ref: str) -> Response:
        return board.show_answers(visit, request, About(agency, ref), lambda held: held.of(holder=agency, ref=ref))

    @app.api_route(f"{base}/phieu/{{number}}", methods=READ)
    def show_one(visit: coming, request: Request, number: str) -> Response:
        chosen = int(number) if _NUMBER.fullmatch(number) else 0
        return board.show_answers(visit, request, About(number=chosen), lambda held: held.numbered([chosen]))

    @app.api_route(f"{base}/minh-chung/{{evidence}}", methods=READ)
    def give_evidence(visit: coming, evidence: str) -> Response:
        return board.give(visit, evidence)


@dataclass(frozen=True)
class _Scene:
    """What a request asks to see: which plan of which, on which day, of whose fields (None: of all); `query` carries that on
    to other pages, `deeper` to those of single check-ins, which are read whoever looks after them.

    `progress` is of these fields alone. `own` is the reader whose link it is, where he has fields, and `readers` are all
    who have some.
    """

    loaded: LoadedPlan
    progress: Progress
    plans: Sequence[LoadedPlan]
    query: str
    deeper: str
    field: BoardReader | None = None
    own: BoardReader | None = None
    readers: Sequence[BoardReader] = ()


class _Board:
    """Shows where the plans of a province stand; nothing is changed."""

    def __init__(self, desk: PageHome) -> None:
        self.desk = desk

    def show(self, visit: Visit, request: Request) -> Response:
        """Return the board, or one page of the wall."""
        scene = self._scene(visit, request)
        if request.query_params.get("wall"):
            return self._wall(visit, request, scene)
        progress, field = scene.progress, scene.field
        with self.desk.database.read() as session:
            asked = read_asked(session, scene.loaded, progress, field.looks_after if field else None)
            targets = read_targets(session, progress) if field is None else ()
        turned = page_of(targets, _part(request, "targets"), TARGETS)
        return self._page(
            visit,
            "board.html",
            scene,
            "page",
            cells=four_cells(progress),
            rate=format_rate(progress.reporting.on_time_rate),
            map=heat_map(progress, _part(request, "map"), request.query_params.get(COLUMN, ""), scene.deeper),
            asked=page_of(asked_lines(asked), _part(request, "asked"), ASKED),
            worst=worst_rates(progress),
            rates=page_of(agency_rates(progress), _part(request, "rates"), RATES),
            targets=PageOf(tuple(target_lines(turned.entries)), turned.number, turned.pages, turned.count),
            here=urlencode(_asked_again(request)),
            whole=f"?{urlencode({**_asked_again(request), FIELD: WHOLE})}",
            coming=coming_dates(progress),
            further=further_pages(visit.visitor),
            walled=f"?{urlencode({**_asked_again(request), 'wall': '1'})}",
        )

    def _wall(self, visit: Visit, request: Request, scene: _Scene) -> Response:
        lines = wall_lines(scene.progress)
        pages = max(1, -(-len(lines) // ON_THE_WALL))
        asked = request.query_params.get("trang", "1")
        number = min(max(1, int(asked) if _PAGE.fullmatch(asked) else 1), pages)
        start = (number - 1) * ON_THE_WALL
        is_stopped = bool(request.query_params.get("dung"))
        here = {**_asked_again(request), "wall": "1"}
        stands = {"dung": "1"} if is_stopped else {}
        following = f"?{urlencode({**here, 'trang': str(number % pages + 1), **stands})}"
        other = {} if is_stopped else {"dung": "1"}
        return self._page(
            visit,
            "board_wall.html",
            scene,
            "page",
            cells=four_cells(scene.progress),
            lines=lines[start : start + ON_THE_WALL],
            rest=max(0, len(lines) - start - ON_THE_WALL),
            number=number,
            pages=pages,
            following=following,
            stopped=f"?{urlencode({**here, 'trang': str(number), **other})}",
            is_stopped=is_stopped,
            # By a header: whoever reads in his own time stops it by a link of the page.
            headers=None if is_stopped else {"Refresh": f"{WALL_SECONDS};url={following}"},
        )

    def show_lines(
        self,
        visit: Visit,
        request: Request,
        title: str,
        chosen: Callable[[StandingFrame], StandingFrame],
        agency: str = "",
    ) -> Response:
        """Return a list of check-ins: the overdue first, then by date; an agency's own by date alone, the newest first.

        Raise HTTPException 404 for an agency that the plan's register does not know.
        """
        scene = self._scene(visit, request, About(agency) if agency else None)
        progress = scene.progress
        if agency and agency not in progress.register.agencies:
            raise HTTPException(404)
        found = chosen(progress.standings)
        due_on, others = found["due_on"].to_numpy(), (found.ranked("ref", ref_order), found["check_in_id"].to_numpy())
        found = (
            found.ordered(-due_on, *others)
            if agency
            else found.ordered(-found["days_late"].to_numpy(), due_on, *others)
        )
        part = part_of(len(found), request.query_params.get("trang", ""), MOST_LINES)
        lines = lines_of(progress, found.part(part.start, MOST_LINES))
        return self._page(
            visit,
            "board_list.html",
            scene,
            "page",
            title=title or progress.register.name_of(agency),
            lines=PageOf(tuple(lines), part.number, part.pages, part.count),
            here=urlencode(_asked_again(request)),
        )

    def show_answers(
        self, visit: Visit, request: Request, about: About, chosen: Callable[[StandingFrame], StandingFrame]
    ) -> Response:
        """Return check-ins with all versions of their answers and the evidence, the newest first; one alone with its words whole.

        Raise HTTPException 404 where there is none.
        """
        scene = self._scene(visit, request, about)
        progress = scene.progress
        found = chosen(progress.standings)
        if not len(found):
            raise HTTPException(404)
        part = part_of(len(found), request.query_params.get("trang", ""), MOST_ANSWERS)
        newest = found.ordered(-found["due_on"].to_numpy(), found["check_in_id"].to_numpy())
        listed = newest.part(part.start, MOST_ANSWERS)
        with self.desk.database.read() as session:
            shown, whole = read_answers(session, progress, listed), len(found) == 1
        title = f"{progress.name_of(shown[0].line.holder)}, {told_ref(shown[0].line.ref)}"
        return self._page(
            visit,
            "board_answers.html",
            scene,
            f"line {shown[0].line.check_in_id}",
            title=title,
            shown=PageOf(tuple(shown), part.number, part.pages, part.count),
            most=None if whole else MOST_WORDS,
            here=urlencode(_asked_again(request)),
        )

    def give(self, visit: Visit, evidence: str) -> Response:
        """Return a file that went out with an answer. Raise HTTPException 404 for any other."""
        number = int(evidence) if _NUMBER.fullmatch(evidence) else 0
        with self.desk.database.read() as session:
            found = find_evidence(session, number)
        if found is None or not found[0].version:
            raise HTTPException(404)
        followed = {loaded.plan.code for loaded in self._plans(visit)}
        response = evidence_response(
            self.desk,
            number,
            lambda check_in: check_in.plan in followed and check_in.province == visit.visitor.province,
        )
        self.desk.note_view(visit.visitor, f"file {number}", visit.now)
        return response

    def _plans(self, visit: Visit) -> list[LoadedPlan]:
        found = (visit.shelf.plan(code) for code in self.desk.plans)
        return [loaded for loaded in found if loaded and loaded.plan.province == visit.visitor.province]

    def _scene(self, visit: Visit, request: Request, about: About | None = None) -> _Scene:
        """Return what a request asks to see; of a part alone (`about`), whoever looks after it, nothing else is read."""
        plans = self._plans(visit)
        asked = _asked_again(request)
        code = asked.get("ke-hoach", plans[0].plan.code if plans else "")
        loaded = next((one for one in plans if one.plan.code == code), None)
        on = _day(asked["ngay"]) if "ngay" in asked else visit.on
        with self.desk.database.read() as session:
            readers = [reader_in(one) for one in grants_in_force(session) if one.fields]
        own = next((one for one in readers if one.code == code_in(visit.visitor.recipient)), None)
        # The first view of who looks after some fields is theirs; he may look at all.
        wanted = asked.get(FIELD, own.code if own else WHOLE)
        field = next((one for one in readers if one.code == wanted), None)
        if loaded is None or on > visit.on or (field is None and wanted != WHOLE):
            raise HTTPException(404)
        with self.desk.database.read() as session:
            trial = read_home(session).is_trial
            progress = read_progress(session, loaded, on, visit.now, trial=trial, about=about)
        if field and not (about and (about.ref or about.number)):
            progress = narrow_progress(progress, field.looks_after)
        deeper = {name: value for name, value in asked.items() if name != FIELD}
        return _Scene(loaded, progress, plans, _query(asked), _query(deeper), field, own, readers)

    def _page(
        self,
        visit: Visit,
        template: str,
        scene: _Scene,
        what: str,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> Response:
        progress = scene.progress
        page = self.desk.pages.render(
            template,
            200,
            headers,
            progress=progress,
            document=progress.plan.document,
            plans=[one.plan for one in scene.plans],
            home=_home_of(visit, self.desk.pages.prefix),
            office=f"{self.desk.pages.prefix}/van-phong/{visit.visitor.token}" if _is_offices_own(visit) else "",
            query=scene.query,
            deeper=scene.deeper,
            field=scene.field,
            own=scene.own,
            readers=scene.readers,
            on=progress.on,
            signed_in=visit.visitor.signed_in,
            today=visit.on,
            expires_on=visit.visitor.expires_on,
            quoted=quote,
            **values,
        )
        self.desk.note_view(visit.visitor, what, visit.now)
        return page


def _is_offices_own(visit: Visit) -> bool:
    return visit.visitor.purpose == OFFICE


def _home_of(visit: Visit, prefix: str) -> str:
    """Return the address below which the pages of a visitor's board lie."""
    token = visit.visitor.token
    return f"{prefix}/van-phong/{token}/{OFFICES_OWN}" if _is_offices_own(visit) else f"{prefix}/bang/{token}"


def _part(request: Request, part: str) -> str:
    """Return the page that a request asks of one part of the board, '' for its first."""
    return request.query_params.get("trang", "") if request.query_params.get("phan", "") == part else ""


def _asked_again(request: Request) -> dict[str, str]:
    """Return which plan, day and fields a page was asked for, as other pages are to be asked."""
    return {name: value for name in ("ke-hoach", "ngay", FIELD) if (value := request.query_params.get(name, ""))}


def _query(asked: Mapping[str, str]) -> str:
    return f"?{urlencode(asked)}" if asked else ""


def _day(text: str) -> date:
    """Return a day as an address or a person writes it. Raise HTTPException 404 for no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return parse_day(text)
    except ValueError:
        raise HTTPException(404) from None
