"""The press that asks an agency to explain a late report: from a red cell of the office's board, with a page that confirms it.

It is an ad hoc request like any other (`models.decisions.requests`): it has a date, its letters, its ladder and its answer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.responses import Response

from models.check_ins.moves import CHASED
from models.clock import Clock
from models.database import Session
from models.decisions.requests import Asking, make_request
from models.refusal import RefusedError
from models.tables.ad_hoc import Asker
from models.tables.core import CheckIn
from models.text import MAX_WORDS
from plan.library import LoadedPlan
from plan.periods import describe_period
from plan.refs import told_ref
from plan.texts.written import format_day
from web.door.desk import PageHome
from web.door.form_fields import FormError
from web.door.http_requests import READ, read_form_body
from web.door.kept_names import keep_name
from web.door.trying import tried_again
from web.door.uploads import unreadable_form
from web.door.visits import Visit, back_to, office_visits
from web.judge.acting import plans_of, read_sealed_form, scene_of
from web.judge.judge_page import JudgeContext, RefusedForm
from web.judge.judging import read_day
from web.judge.office_acts import NO_DAY

EXPLAINING = "explaining"
"""The name of the form."""
PAGE = "giai-trinh"
"""The page's part of the address, below the office's, before the check-in's number."""
ANSWER_WITHIN = 3
"""By when an explanation is asked for where nobody says: working days, the office's choice."""
_NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True)
class LateLine:
    """A late check-in that is to be explained, in words, and what the form begins with."""

    agency: str
    ref: str
    title: str
    period: str
    due_on: date
    days_late: int
    subject: str
    document: str
    due: str


def add_explaining_routes(app: FastAPI, desk: PageHome, clock: Clock) -> None:
    """Add the page behind the link of a province's office."""
    explaining, come_from_office = _ExplainingDesk(desk), office_visits(desk, clock)

    @app.api_route(f"/van-phong/{{token}}/{PAGE}/{{number}}", methods=READ)
    def show_late(visit: Annotated[Visit, Depends(come_from_office)], number: str) -> Response:
        return explaining.show(visit, number, RefusedForm())

    @app.post(f"/van-phong/{{token}}/{PAGE}/{{number}}")
    @tried_again
    def take_wish(
        visit: Annotated[Visit, Depends(come_from_office)],
        number: str,
        body: Annotated[bytes, Depends(read_form_body)],
    ) -> Response:
        return explaining.take(visit, number, body)


class _ExplainingDesk:
    """Shows the office a late check-in, and asks its agency to explain."""

    def __init__(self, desk: PageHome) -> None:
        self.desk = desk

    def show(self, visit: Visit, number: str, sent: RefusedForm) -> Response:
        """Return the page that confirms it. Raise HTTPException 404 for what is not late, or not of the office's province."""
        desk = self.desk
        with desk.database.read() as session:
            scene = scene_of(desk, visit, session, sent)
            check_in, _ = self._find(session, visit, number)
            line = _late_line(check_in, scene)
        desk.note_view(visit.visitor, f"line {check_in.id}", visit.now)
        return desk.pages.render(
            "explaining.html",
            422 if sent.errors else 200,
            line=line,
            sent=sent,
            kept=visit.kept,
            seal=desk.seal(visit.visitor.token),
            token=visit.visitor.token,
            today=visit.on,
        )

    def take(self, visit: Visit, number: str, body: bytes) -> Response:
        """Ask, and lead back to the office's page, which tells it; or show the page with what is wrong and all typed."""
        fields = read_sealed_form(self.desk, visit, body)
        if fields.get("act", "") != EXPLAINING:
            raise unreadable_form()
        due = read_day(fields.get("due", ""))
        if due is None:
            errors: tuple[FormError, ...] = (FormError("due", f"Hạn giải trình {NO_DAY}"),)
        else:
            errors = self._ask(visit, number, fields, due)
        if errors:
            return self.show(visit, number, RefusedForm(EXPLAINING, fields, errors))
        token = visit.visitor.token
        return keep_name(self.desk, visit.visitor, visit.kept, fields, back_to(f"../../{token}"))

    def _ask(self, visit: Visit, number: str, fields: Mapping[str, str], due: date) -> tuple[FormError, ...]:
        by = visit.visitor.person(fields.get("name", ""), fields.get("post", ""))
        try:
            with self.desk.database.write_alone() as session:
                check_in, loaded = self._find(session, visit, number)
                words = (fields.get("subject", ""), fields.get("document", ""))
                asking = Asking((check_in.holder,), due, *words, Asker.OFFICE)
                make_request(session, loaded, asking, visit.now, by=by)
        except RefusedError as refused:
            return tuple(FormError(EXPLAINING, sentence) for sentence in refused.sentences)
        return ()

    def _find(self, session: Session, visit: Visit, number: str) -> tuple[CheckIn, LoadedPlan]:
        check_in = session.get(CheckIn, int(number)) if _NUMBER.fullmatch(number) else None
        plans = plans_of(self.desk, visit.visitor.province)
        if check_in is None or check_in.province != visit.visitor.province or check_in.plan not in plans:
            raise HTTPException(404)
        if check_in.state not in CHASED or check_in.due_on >= visit.on or check_in.holder == visit.visitor.agency:
            raise HTTPException(404)
        return check_in, plans[check_in.plan]


def _late_line(check_in: CheckIn, scene: JudgeContext) -> LateLine:
    period, sent = describe_period(check_in.occurrence), scene.sent.of(EXPLAINING)
    subject = f"Giải trình việc chậm báo cáo nhiệm vụ {told_ref(check_in.ref)}, {period}"
    until = scene.calendar_of(check_in.plan).add_working_days(scene.on, ANSWER_WITHIN)
    return LateLine(
        agency=scene.name_of(check_in.plan, check_in.holder),
        ref=check_in.ref,
        title=scene.title_of(check_in),
        period=period,
        due_on=check_in.due_on,
        days_late=(scene.on - check_in.due_on).days,
        subject=sent.typed("subject", subject[:MAX_WORDS]),
        document=sent.typed("document", f"Yêu cầu của Văn phòng ngày {format_day(scene.on)}"),
        due=sent.typed("due", format_day(until)),
    )
