"""A line's own desk: its holder asks for a later date, explains lateness, refers upwards, or says it is not its own."""

import re
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from models.access.rights import LineAct
from models.answers.history import held_check_in
from models.audit.acts import Person
from models.clock import Clock
from models.database import Session
from models.decisions.explanations import explain_lateness
from models.decisions.extensions import ask_extension
from models.decisions.objections import raise_objection
from models.decisions.referrals import Matter, refer
from models.promises.promises import promise
from models.promises.receipts import Handler
from models.refusal import RefusedError
from models.tables.core import CheckIn
from models.tables.decisions import ObjectionKind
from notifications.links import ANSWER
from plan.library import LoadedPlan
from web.answer.line_page import SentAct, read_line_page
from web.door.desk import PageHome
from web.door.form_fields import errors_of, read_respondent
from web.door.http_requests import READ
from web.door.kept_names import keep_name
from web.door.trying import tried_again
from web.door.uploads import SentForm, sent_form
from web.door.visits import Visit, back_to, visits
from web.words.words import parse_day

_NUMBER = re.compile(r"[0-9]{1,9}")


def add_line_routes(app: FastAPI, desk: PageHome, clock: Clock) -> None:
    """Add the page of each line that an agency holds."""
    come_in = visits(desk, clock, ANSWER)

    @app.api_route("/tra-loi/{token}/muc/{line}", methods=READ)
    def show_line(visit: Annotated[Visit, Depends(come_in)], line: str, request: Request) -> Response:
        with desk.database.read() as session:
            check_in_id = _held(session, visit, line).id
        desk.note_view(visit.visitor, f"line {check_in_id}", visit.now, by_person=visit.by_person)
        asked = tuple(request.query_params.get(name, "") for name in ("trang", "lan"))
        return _page(desk, visit, check_in_id, SentAct(), 200, asked)

    @app.post("/tra-loi/{token}/muc/{line}")
    @tried_again
    def take_act(
        visit: Annotated[Visit, Depends(come_in)], line: str, form: Annotated[SentForm, Depends(sent_form)]
    ) -> Response:
        desk.guard_sealed(visit.visitor.token, form.fields)
        act, by = form.fields.get("act", ""), read_respondent(form.fields, visit.visitor.print)
        # A referral is counted up; the other acts hold their check-in.
        opened = desk.database.write_alone if act == LineAct.REFER else desk.database.write
        with opened() as session:
            check_in = _held(session, visit, line)
            try:
                _record(session, visit, check_in, act, form.fields, by)
                return keep_name(desk, visit.visitor, visit.kept, form.fields, back_to(f"{check_in.id}"))
            except RefusedError as refused:
                sent = SentAct(act, form.fields, errors_of(refused, act))
            check_in_id = check_in.id
        return _page(desk, visit, check_in_id, sent, 422)


def _held(session: Session, visit: Visit, line: str) -> CheckIn:
    """Return the line that an address names. Raise HTTPException 404 unless the visitor's agency holds it."""
    number = int(line) if _NUMBER.fullmatch(line) else 0
    visitor = visit.visitor
    check_in = held_check_in(session, number, visitor.agency, province=visitor.province)
    if check_in is None:
        raise HTTPException(404)
    return check_in


def _record(session: Session, visit: Visit, check_in: CheckIn, act: str, fields: dict[str, str], by: Person) -> None:
    """Record what a form asks. Raise RefusedError, before anything is written, where it cannot be."""
    visitor, check_in_id, reason = visit.visitor, check_in.id, fields.get("reason", "")
    loaded = visit.shelf.plan(check_in.plan)
    plans = {check_in.plan: loaded} if loaded else {}
    if act == LineAct.PROMISE:
        days = {check_in_id: parse_day(fields.get("promised", ""))}
        handler = Handler(fields.get("handler", ""), fields.get("phone", ""))
        promise(session, plans, days, visitor.agency, handler, visit.now, by=by, province=visitor.province)
    elif act == LineAct.EXTEND:
        until = parse_day(fields.get("until", ""))
        ask_extension(
            session, plans, check_in_id, visitor.agency, until, reason, visit.now, by=by, province=visitor.province
        )
    elif act == LineAct.EXPLAIN:
        explain_lateness(session, check_in_id, visitor.agency, reason, visit.now, by=by, province=visitor.province)
    elif act in {LineAct.NOT_OURS, LineAct.NO_SYSTEM}:
        raise_objection(
            session,
            plans,
            check_in_id,
            visitor.agency,
            ObjectionKind(act),
            reason,
            visit.now,
            by=by,
            province=visitor.province,
            suggested=fields.get("suggested", ""),
        )
    elif act == LineAct.REFER:
        _refer(session, loaded, visit, check_in, reason, by)
    else:
        raise RefusedError("Chưa rõ việc cần gửi; hãy chọn một trong các biểu mẫu bên dưới.", check_in_id)


def _refer(
    session: Session, loaded: LoadedPlan | None, visit: Visit, check_in: CheckIn, words: str, by: Person
) -> None:
    if loaded is None:
        raise RefusedError("Chưa đọc được kế hoạch của nhiệm vụ này; hãy liên hệ Văn phòng UBND tỉnh.", check_in.id)
    matter = Matter(visit.visitor.agency, check_in.ref, " ".join(words.split()), check_in.id)
    refer(session, loaded, matter, visit.now, by=by)


def _page(
    desk: PageHome, visit: Visit, check_in_id: int, sent: SentAct, status: int, asked: tuple[str, ...] = ()
) -> Response:
    visitor = visit.visitor
    with desk.database.read() as session:
        page = read_line_page(session, visit, _held(session, visit, str(check_in_id)), *asked)
    return desk.pages.render(
        "line_acts.html",
        status,
        page=page,
        sent=sent,
        seal=desk.seal(visitor.token),
        visitor=visitor,
        today=visit.on,
        kept=visit.kept,
    )
