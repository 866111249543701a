"""An agency's desk beside its answers: who stands in, what it adds to others' tasks, what it declared, what it said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from models.answers.contributions import Coordinated, contribute, coordinated_by
from models.answers.history import answered_lately, contributions_of
from models.audit.acts import Person
from models.check_ins.state_words import STATE_WORDS
from models.clock import Clock
from models.database import Session
from models.decisions.waivers import declarations, end_declaration
from models.people.deputies import Naming, deputies_of, end_deputy, name_deputy
from models.refusal import RefusedError
from models.tables.core import Answer, CheckIn
from models.tables.decisions import Contribution
from notifications.links import ANSWER
from notifications.outbox.link_letters import queue_confirmations
from plan.periods import describe_period
from plan.texts.written import format_day
from web.answer.answer_routes import plans_of_visit
from web.answer.line_page import SentAct
from web.answer.line_view import AnswerContext
from web.door.desk import PageHome
from web.door.form_fields import errors_of, read_respondent
from web.door.http_requests import READ
from web.door.kept_names import keep_name
from web.door.letters_at_once import send_at_once
from web.door.trying import tried_again
from web.door.uploads import SentForm, sent_form
from web.door.visits import Visit, back_to, visits
from web.words.matters import read_matters
from web.words.paging import PageOf, page_of
from web.words.words import claim_words, deputy_words, parse_day, person_words

LATELY = 20
"""How many of the lines that were answered last are listed."""
TASKS = 20
"""How many of the tasks that the agency coordinates stand on one page."""
DEPUTY, END_DEPUTY, CONTRIBUTE, END_DECLARATION = "deputy", "end-deputy", "contribute", "end-declaration"
"""The forms of the page."""

_ENDING = re.compile(r"(end-deputy|end-declaration)-([0-9]{1,9})")
_PLACE = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True)
class TaskView:
    """One occurrence of a task that the agency coordinates: its place in the form, and what was added to it so far."""

    place: int
    key: str
    ref: str
    title: str
    when: str
    holders: str
    given: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DeputyView:
    """Who stands in, from when to when, as one sentence; the address is not shown to whoever holds the link."""

    number: int
    words: str


@dataclass(frozen=True)
class DeclarationView:
    """A declaration about systems that holds."""

    id: int
    words: str


@dataclass(frozen=True)
class AnsweredView:
    """A line that was answered lately."""

    check_in_id: int
    ref: str
    title: str
    words: str


@dataclass(frozen=True)
class AgencyPage:
    """Everything on the page."""

    agency: str
    deputies: tuple[DeputyView, ...]
    tasks: PageOf[TaskView]
    declarations: tuple[DeclarationView, ...]
    answered: tuple[AnsweredView, ...]
    calendar: str
    """The address that a calendar asks by itself, '' for who is given none."""


def add_agency_routes(app: FastAPI, desk: PageHome, clock: Clock, machine: Clock) -> None:
    """Add the page of what an agency does beside answering; `machine` tells the machine's time, for claims on letters."""
    come_in = visits(desk, clock, ANSWER)

    @app.api_route("/tra-loi/{token}/co-quan", methods=READ)
    def show_agency(visit: Annotated[Visit, Depends(come_in)], request: Request) -> Response:
        desk.note_view(visit.visitor, "agency", visit.now, by_person=visit.by_person)
        return _page(desk, visit, SentAct(), 200, request.query_params.get("trang", ""))

    @app.post("/tra-loi/{token}/co-quan")
    @tried_again
    def take_act(visit: Annotated[Visit, Depends(come_in)], form: Annotated[SentForm, Depends(sent_form)]) -> Response:
        desk.guard_sealed(visit.visitor.token, form.fields)
        act, by = form.fields.get("act", ""), read_respondent(form.fields, visit.visitor.print)
        try:
            # All that one form says is recorded, or nothing: what is refused undoes the whole.
            with desk.database.write() as session:
                _record(session, desk, visit, act, form.fields, by)
        except RefusedError as refused:
            sent = SentAct(act, form.fields, errors_of(refused, act))
            return _page(desk, visit, sent, 422, form.fields.get("trang", ""))
        response = keep_name(desk, visit.visitor, visit.kept, form.fields, back_to("co-quan"))
        if act == DEPUTY:
            response.background = BackgroundTask(_ask_agency, desk, visit, machine)
        return response


def _ask_agency(desk: PageHome, visit: Visit, machine: Clock) -> None:
    """Ask at the agency's registered address whether who was named is to stand in for it."""
    send_at_once(
        desk, machine, visit.now, lambda session, post: queue_confirmations(session, post, visit.on, visit.now)
    )


def _record(session: Session, desk: PageHome, visit: Visit, act: str, fields: Mapping[str, str], by: Person) -> None:
    """Record what a form asks. Raise RefusedError where it cannot be; then nothing may be committed."""
    agency, province = visit.visitor.agency, visit.visitor.province
    ending = _ENDING.fullmatch(act)
    if act == DEPUTY:
        trusted = desk.home.settings.deputy_domains
        name_deputy(session, agency, _naming(fields), visit.now, by=by, province=province, domains=trusted)
    elif ending and ending[1] == END_DEPUTY:
        own = visit.shelf.own_province(desk.plans)
        end_deputy(session, int(ending[2]), agency, visit.now, by=by, province=province, own_province=own)
    elif ending:
        plans = plans_of_visit(desk, visit)
        end_declaration(session, plans, int(ending[2]), agency, visit.now, by=by, province=province)
    elif act == CONTRIBUTE:
        _contribute(session, desk, visit, fields, by)
    else:
        raise RefusedError("Chưa rõ việc cần gửi; hãy chọn một trong các biểu mẫu bên dưới.")


def _naming(fields: Mapping[str, str]) -> Naming:
    days = [parse_day(fields.get(name, "")) for name in ("starts", "ends")]
    starts, ends = days
    if starts is None or ends is None:
        raise RefusedError("Hãy ghi ngày bắt đầu và ngày kết thúc theo dạng ngày/tháng/năm, ví dụ 05/6/2023.")
    return Naming(
        fields.get("deputy", ""), fields.get("deputy-post", ""), fields.get("address", "").strip(), starts, ends
    )


def _contribute(session: Session, desk: PageHome, visit: Visit, fields: Mapping[str, str], by: Person) -> None:
    """Record every contribution that was written; what a task's place in the form means is told by the form itself."""
    plans = plans_of_visit(desk, visit)
    written = [
        (fields.get(f"of-{place}", ""), text)
        for name, text in fields.items()
        if text and name.startswith("text-") and _PLACE.fullmatch(place := name.removeprefix("text-"))
    ]
    if not written:
        raise RefusedError("Chưa ghi ý kiến phối hợp nào; hãy ghi vào ô của nhiệm vụ cần cho ý kiến.")
    for key, text in written:
        plan, _, rest = key.partition(" ")
        ref, _, occurrence = rest.partition(" ")
        loaded = plans.get(plan)
        if loaded is None:
            raise RefusedError("Không có nhiệm vụ này; hãy tải lại trang.")
        agency, province = visit.visitor.agency, visit.visitor.province
        contribute(session, loaded, (ref, occurrence), agency, text, visit.now, by=by, province=province)


def _page(desk: PageHome, visit: Visit, sent: SentAct, status: int, asked: str) -> Response:
    visitor = visit.visitor
    with desk.database.read() as session:
        page = _read(session, desk, visit, asked)
    return desk.pages.render(
        "agency.html",
        status,
        page=page,
        sent=sent,
        seal=desk.seal(visitor.token),
        visitor=visitor,
        today=visit.on,
        kept=visit.kept,
    )


def _read(session: Session, desk: PageHome, visit: Visit, asked: str) -> AgencyPage:
    agency, province = visit.visitor.agency, visit.visitor.province
    plans = plans_of_visit(desk, visit)
    coordinated = page_of(coordinated_by(session, plans, agency, visit.on, province=province), asked, TASKS)
    given = contributions_of(session, agency, {one.occurrence for one in coordinated.entries}, province=province)
    lately = answered_lately(session, agency, LATELY, province=province)
    matters = read_matters(session, [check_in for check_in, _ in lately])
    scene = AnswerContext(visit.now, province, visit.shelf, matters)
    tasks = tuple(
        _task_view(place, one, given.get((one.plan, one.ref, one.occurrence), []), scene)
        for place, one in enumerate(coordinated.entries)
    )
    return AgencyPage(
        calendar=desk.calendar_link(session, visit.visitor, visit.on),
        agency=visit.shelf.name_of(agency, province, desk.plans),
        deputies=tuple(
            DeputyView(one.number, deputy_words(one))
            for one in deputies_of(session, agency, visit.on, province=province)
        ),
        tasks=PageOf(tasks, coordinated.number, coordinated.pages, coordinated.count),
        declarations=tuple(
            DeclarationView(one.id, f"Không có hệ thống thông tin, được chấp nhận ngày {format_day(one.decided_on)}")
            for one in declarations(session, province)
            if one.holder == agency and one.decided_on
        ),
        answered=tuple(_answered_view(check_in, answer, scene) for check_in, answer in lately),
    )


def _day(day: date) -> str:
    return format_day(day)


def _task_view(place: int, one: Coordinated, given: list[Contribution], scene: AnswerContext) -> TaskView:
    return TaskView(
        place=place,
        key=f"{one.plan} {one.ref} {one.occurrence}",
        ref=one.ref,
        title=one.title,
        when=f"{describe_period(one.occurrence)}, hạn {_day(one.due_on)}",
        holders=", ".join(scene.name_of(one.plan, holder) for holder in one.holders[:3])
        + (f" và {len(one.holders) - 3} cơ quan khác" if len(one.holders) > 3 else ""),
        given=tuple((f"{person_words(it.given_by, it.post)}, ngày {_day(it.happened_on)}", it.text) for it in given),
    )


def _answered_view(check_in: CheckIn, answer: Answer, scene: AnswerContext) -> AnsweredView:
    day = format_day(answer.happened_at.astimezone(scene.now.tzinfo))
    return AnsweredView(
        check_in_id=check_in.id,
        ref=check_in.ref,
        title=scene.matters.title_of(check_in, scene.task_of(check_in)),
        words=f"{describe_period(check_in.occurrence)}: báo cáo ngày {day}, {claim_words(answer)}; "
        f"{STATE_WORDS[check_in.state]}",
    )
