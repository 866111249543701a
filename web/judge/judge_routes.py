"""The judge's desk: who has a tracker's link reads what waits for its word, and judges it."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.requests import Request
from starlette.responses import Response

from models.clock import Clock
from notifications.links import JUDGE
from plan.across.trackers import trackers_among
from plan.library import LoadedPlan
from web.door.desk import PageHome
from web.door.form_fields import FormError
from web.door.http_requests import READ, read_form_body
from web.door.trying import tried_again
from web.door.uploads import unreadable_form
from web.door.visits import Visit, visits
from web.judge.acting import asked_page, judged_evidence, lead_back, read_done, read_sealed_form, scene_of
from web.judge.chasing.causing import CAUSES, judge_causes, read_causes
from web.judge.extending import EXTENSIONS, decide_extensions, read_extensions
from web.judge.filtering import asked_filter
from web.judge.judge_page import VERDICTS, RefusedForm
from web.judge.judging import MOST_BYTES, give_verdicts, read_waiting
from web.judge.reception_view import read_reception
from web.words.paging import Room


def add_judge_routes(app: FastAPI, desk: PageHome, clock: Clock) -> None:
    """Add the pages behind the links that trackers judge by; the clock is asked once for each request."""
    judging, come_in = _JudgeDesk(desk), visits(desk, clock, JUDGE)

    @app.api_route("/theo-doi/{token}", methods=READ)
    def show_waiting(visit: Annotated[Visit, Depends(come_in)], request: Request) -> Response:
        return judging.show(visit, request)

    @app.post("/theo-doi/{token}")
    @tried_again
    def take_verdicts(
        visit: Annotated[Visit, Depends(come_in)], request: Request, body: Annotated[bytes, Depends(read_form_body)]
    ) -> Response:
        return judging.take(visit, request, body)

    @app.api_route("/theo-doi/{token}/minh-chung/{evidence}", methods=READ)
    def give_evidence(visit: Annotated[Visit, Depends(come_in)], evidence: str) -> Response:
        return judged_evidence(desk, visit, evidence)


class _JudgeDesk:
    """Shows a tracker what waits for its word, and takes its verdicts and decisions."""

    def __init__(self, desk: PageHome) -> None:
        self.desk = desk

    def show(self, visit: Visit, request: Request) -> Response:
        """Return the page of the link's agency as it stands."""
        page = self._page(visit, request, RefusedForm())
        self.desk.note_view(visit.visitor, "page", visit.now)
        return page

    def take(self, visit: Visit, request: Request, body: bytes) -> Response:
        """Record what was sent and lead back to the page; or show the page with what is wrong and all that was typed."""
        fields = read_sealed_form(self.desk, visit, body)
        errors = self._record(visit, fields)
        if not errors:
            return lead_back(self.desk, visit, request, fields)
        return self._page(visit, request, RefusedForm(fields.get("act", ""), fields, errors))

    def _record(self, visit: Visit, fields: Mapping[str, str]) -> tuple[FormError, ...]:
        desk, act = self.desk, fields.get("act")
        with desk.database.read() as session:
            scene = scene_of(desk, visit, session, RefusedForm())
        if act == VERDICTS:
            return give_verdicts(desk, visit.visitor, scene, fields)
        if act == EXTENSIONS:
            return decide_extensions(desk, visit.visitor, scene, fields, also_chairmans=False)
        if act == CAUSES:
            return judge_causes(desk, visit.visitor, scene, fields)
        raise unreadable_form()

    def _page(self, visit: Visit, request: Request, sent: RefusedForm) -> Response:
        desk, visitor = self.desk, visit.visitor
        with desk.database.read() as session:
            scene = scene_of(desk, visit, session, sent)
            chosen, room = asked_filter(request), Room(MOST_BYTES, MOST_BYTES)
            extensions = read_extensions(
                session, visitor, scene, asked_page(request, EXTENSIONS), room, chosen, also_chairmans=False
            )
            causes = read_causes(session, visitor, scene, asked_page(request, CAUSES), room)
            waiting = read_waiting(session, visitor, scene, asked_page(request, VERDICTS), chosen, room=room)
            reception = read_reception(session, desk, visitor, scene, of_all=False)
            done = read_done(session, visit)
        return desk.pages.render(
            "judge.html",
            422 if sent.errors else 200,
            agency=scene.party(visitor.agency),
            tracks=any(_tracks(loaded, visitor.agency, visit.on) for loaded in scene.plans.values()),
            waiting=waiting,
            extensions=extensions,
            causes=causes,
            reception=reception,
            done=done,
            sent=sent,
            kept=visit.kept,
            signed_in=visitor.signed_in,
            seal=desk.seal(visitor.token),
            token=visitor.token,
            today=visit.on,
            expires_on=visitor.expires_on,
        )


def _tracks(loaded: LoadedPlan, agency: str, on: date) -> bool:
    return (loaded.register.code, agency) in trackers_among([loaded], on)
