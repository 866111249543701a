"""The agency's desk: who has its link reads what the agency owes, saves what it writes, and answers for it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from models.answers.record import OwedLine
from models.answers.roll_ups import Gathered, gathered_for
from models.clock import Clock
from models.database import Session
from models.refusal import RefusedError
from models.sent_files.names import ENDINGS
from notifications.links import ANSWER
from plan.library import LoadedPlan
from web.answer.answer_page import Shown, answer_page, error_places
from web.answer.line_page import SentAct
from web.answer.line_view import SHOWN_GATHERED, AnswerContext, form_for
from web.answer.listed.lines_shown import read_lines_shown
from web.answer.receiving import (
    FORM,
    PROMISE,
    RECEIVE,
    naming_fields,
    receiving_view,
    record_receiving,
    refused_form,
)
from web.answer.taking import FormOutcome, Taking
from web.door.desk import PageHome
from web.door.form_fields import read_respondent
from web.door.http_requests import READ
from web.door.kept_names import KEEP, keep_name
from web.door.trying import tried_again
from web.door.uploads import SentForm, sent_form
from web.door.visits import Visit, back_to, visits
from web.words.matters import read_matters

ACCEPTED_FILES = ",".join(ending for endings in ENDINGS.values() for ending in endings)
"""What a field for files offers to choose from; what a file is, its content tells."""
_GATHERING = frozenset({"roll-up", "confirming"})
"""The kinds of form that show what other agencies have answered."""

_NUMBER = re.compile(r"[0-9]{1,9}")


def add_answer_routes(app: FastAPI, desk: PageHome, clock: Clock) -> None:
    """Add the page behind the links that agencies answer by; the clock is asked once for each request."""
    come_in = visits(desk, clock, ANSWER)

    @app.api_route("/tra-loi/{token}", methods=READ)
    def show_answers(visit: Annotated[Visit, Depends(come_in)], request: Request) -> Response:
        desk.note_view(visit.visitor, "page", visit.now, by_person=visit.by_person)
        asked = request.query_params.get("mo", "")
        shown = Shown(
            open_line=int(asked) if _NUMBER.fullmatch(asked) else 0, page=request.query_params.get("trang", "")
        )
        return _page(desk, visit, shown, 200, keep=bool(visit.kept.name))

    @app.post("/tra-loi/{token}")
    @tried_again
    def take_answers(
        visit: Annotated[Visit, Depends(come_in)], form: Annotated[SentForm, Depends(sent_form)]
    ) -> Response:
        desk.guard_sealed(visit.visitor.token, form.fields)
        if form.fields.get("act") in (RECEIVE, PROMISE):
            return _take_receiving(desk, visit, form)
        taken = Taking(desk, visit, form).take()
        if taken.shown is None:
            return keep_name(desk, visit.visitor, visit.kept, form.fields, back_to(taken.address))
        return _page(desk, visit, taken.shown, _status(taken, form), keep=KEEP in form.fields)


def _take_receiving(desk: PageHome, visit: Visit, form: SentForm) -> Response:
    """Record that the agency has what it owes, and when it will report; or show what is wrong with that.

    What was typed into the answers beside it is saved first, as by any button of the form that does not send them.
    """
    saved = Taking(desk, visit, form).take()
    fields, refused = naming_fields(form.fields), SentAct()
    try:
        with desk.database.write() as session:
            by = read_respondent(fields, visit.visitor.print)
            record_receiving(session, visit, plans_of_visit(desk, visit), fields, by)
    except RefusedError as error:
        refused = refused_form(error, fields)
    if refused.errors or saved.shown is not None:
        shown = replace(saved.shown or Shown(page=form.fields.get("trang", "")), receiving=refused)
        return _page(desk, visit, shown, 409 if shown.theirs else 422, keep=KEEP in form.fields)
    return keep_name(desk, visit.visitor, visit.kept, fields, back_to(f"{visit.visitor.token}#form-{FORM}"))


def plans_of_visit(desk: PageHome, visit: Visit) -> dict[str, LoadedPlan]:
    """Return the plans of the visitor's province that the home follows, as the request finds them."""
    found = {code: visit.shelf.plan(code) for code in desk.plans}
    return {code: one for code, one in found.items() if one and one.plan.province == visit.visitor.province}


def _status(taken: FormOutcome, form: SentForm) -> int:
    shown = taken.shown
    if shown is not None and shown.theirs:
        return 409
    if form.left_out:
        return 413
    return 422 if shown is not None and shown.sent is not None and shown.sent.errors else 200


def _page(desk: PageHome, visit: Visit, shown: Shown, status: int, *, keep: bool) -> Response:
    """Return the page; `keep` tells whether the box is ticked that has the browser remember who acts."""
    visitor = visit.visitor
    with desk.database.read() as session:
        there = read_lines_shown(session, visit, shown.page, shown.open_line, shown.on_form)
        gathered = _gathered_below(session, visit, there.lines)
        matters = read_matters(session, [line.check_in for line in there.lines])
    several = len(there.plans) > 1
    scene = AnswerContext(
        visit.now, visitor.province, visit.shelf, matters, gathered, several, followed=desk.plans, most=SHOWN_GATHERED
    )
    page = answer_page(visitor.agency, there, desk.plans, scene, shown)
    return desk.pages.render(
        "answers.html",
        status,
        page=page,
        places=error_places(page.errors),
        seal=desk.seal(visitor.token),
        visitor=visitor,
        today=visit.on,
        accepted=ACCEPTED_FILES,
        dropped=shown.dropped,
        kept=visit.kept,
        keep=keep,
        receiving=receiving_view(there, visit, shown.receiving),
    )


def _gathered_below(session: Session, visit: Visit, lines: Sequence[OwedLine]) -> Mapping[int, Sequence[Gathered]]:
    """Return by check-in what other agencies have answered that lines sum up or confirm."""
    below = [one.check_in for one in lines if form_for(one.check_in, visit.shelf).kind in _GATHERING]
    found = {code: visit.shelf.plan(code) for code in {one.plan for one in below}}
    return gathered_for(session, {code: loaded for code, loaded in found.items() if loaded}, below)
