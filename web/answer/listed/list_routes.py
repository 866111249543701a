"""The list of all that an agency holds, without forms: what is owed and waits to be judged, and what is settled, by year."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from models.answers.owed_index import (
    answered_part,
    count_answered,
    owed_check_ins,
    settled_in,
    settled_years,
)
from models.check_ins.state_words import STATE_WORDS
from models.clock import Clock
from models.database import Session
from models.tables.core import Answer, CheckIn
from notifications.links import ANSWER
from plan.calendar import WorkCalendar
from plan.periods import describe_period
from plan.texts.written import format_day
from web.answer.line_view import AnswerContext
from web.answer.listed.lines_shown import LIST_PAGE, urgency_of_line, worst_first
from web.door.desk import PageHome
from web.door.http_requests import READ
from web.door.visits import Visit, visits
from web.words.matters import deadline_of, due_words, read_matters
from web.words.paging import PageOf, part_of
from web.words.words import claim_words

LISTED = 50
"""How many rows stand on one page of the list."""
YEAR = "nam"
"""The question of the address that asks for what was settled of a year."""
_YEAR = re.compile("[0-9]{4}")


@dataclass(frozen=True)
class ListedLine:
    """A row of the list: what it is, how it stands, and whether it can still be answered on the agency's page."""

    id: int
    ref: str
    title: str
    when: str
    state: str
    urgency: str
    is_open: bool


@dataclass(frozen=True)
class ListPage:
    """A page of the list: of one `year`, or of what is open (0). `years` are those that have settled ones, with how many."""

    agency: str
    year: int
    owed: int
    answered: int
    lines: PageOf[ListedLine]
    years: tuple[tuple[int, int], ...]


def add_list_routes(app: FastAPI, desk: PageHome, clock: Clock) -> None:
    """Add the list of all that an agency holds."""
    come_in = visits(desk, clock, ANSWER)

    @app.api_route(f"/tra-loi/{{token}}/{LIST_PAGE}", methods=READ)
    def show_list(visit: Annotated[Visit, Depends(come_in)], request: Request) -> Response:
        year = request.query_params.get(YEAR, "")
        if year and not _YEAR.fullmatch(year):
            raise HTTPException(404)
        with desk.database.read() as session:
            page = _read(session, desk, visit, int(year or 0), request.query_params.get("trang", ""))
        desk.note_view(visit.visitor, "list", visit.now, by_person=visit.by_person)
        return desk.pages.render("line_list.html", page=page, visitor=visit.visitor, today=visit.on)


def _read(session: Session, desk: PageHome, visit: Visit, year: int, asked: str) -> ListPage:
    agency, province = visit.visitor.agency, visit.visitor.province
    years = settled_years(session, agency, province=province)
    owed = worst_first(owed_check_ins(session, agency, visit.on, province=province), visit)
    answered = count_answered(session, agency, visit.on, province=province)
    if year:
        part = part_of(dict(years).get(year, 0), asked, LISTED)
        settled = settled_in(session, agency, year, part.start, LISTED, province=province) if part.count else []
        scene = _scene(session, visit, [one for one, _ in settled])
        rows = [_settled(check_in, answer, scene) for check_in, answer in settled]
    else:
        part = part_of(len(owed) + answered, asked, LISTED)
        there = owed[part.start : part.start + LISTED]
        passed, room = max(0, part.start - len(owed)), LISTED - len(there)
        waits = answered_part(session, agency, visit.on, passed, room, province=province) if answered and room else []
        scene = _scene(session, visit, [*there, *waits])
        rows = [
            *(_open(one, scene, visit, is_answered=False) for one in there),
            *(_open(one, scene, visit, is_answered=True) for one in waits),
        ]
    return ListPage(
        agency=visit.shelf.name_of(agency, province, desk.plans),
        year=year,
        owed=len(owed),
        answered=answered,
        lines=PageOf(tuple(rows), part.number, part.pages, part.count),
        years=tuple(years),
    )


def _scene(session: Session, visit: Visit, check_ins: Sequence[CheckIn]) -> AnswerContext:
    return AnswerContext(visit.now, visit.visitor.province, visit.shelf, read_matters(session, check_ins))


def _open(check_in: CheckIn, scene: AnswerContext, visit: Visit, *, is_answered: bool) -> ListedLine:
    loaded = visit.shelf.plan(check_in.plan)
    due = due_words(check_in, visit.now, loaded.calendar if loaded else WorkCalendar())
    return ListedLine(
        check_in.id,
        check_in.ref,
        scene.matters.title_of(check_in, scene.task_of(check_in)),
        f"{describe_period(check_in.occurrence)}, {deadline_of(check_in, loaded)}",
        STATE_WORDS[check_in.state] if is_answered else due,
        "answered" if is_answered else urgency_of_line(check_in, visit),
        is_open=True,
    )


def _settled(check_in: CheckIn, answer: Answer | None, scene: AnswerContext) -> ListedLine:
    said = ""
    if answer is not None:
        day = format_day(answer.happened_at.astimezone(scene.now.tzinfo))
        said = f"báo cáo ngày {day}, {claim_words(answer)}; "
    return ListedLine(
        check_in.id,
        check_in.ref,
        scene.matters.title_of(check_in, scene.task_of(check_in)),
        f"{describe_period(check_in.occurrence)}, {deadline_of(check_in, scene.shelf.plan(check_in.plan))}",
        f"{said}{STATE_WORDS[check_in.state]}",
        "answered",
        is_open=False,
    )
