"""The page on which the office begins to send letters: what blocks it, whom it would tell what, and the acts."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, FastAPI
from starlette.background import BackgroundTask
from starlette.responses import Response

from models.audit.acts import Person
from models.clock import Clock, in_zone
from models.decisions.going_live import BACK_TO_PREPARED, GO_LIVE, REHEARSE
from models.home import read_home
from models.refusal import RefusedError
from notifications.links import OFFICE
from plan.texts.written import format_moment
from web.door.desk import PageHome
from web.door.form_fields import FormError
from web.door.http_requests import READ, read_form_body
from web.door.kept_names import keep_name
from web.door.uploads import unreadable_form
from web.door.visits import Visit, back_to, visits
from web.judge.acting import read_done, read_sealed_form
from web.judge.judge_page import RefusedForm

if TYPE_CHECKING:
    from notifications.outbox.due_notices import Post

_log = logging.getLogger(__name__)


def add_going_live_routes(app: FastAPI, desk: PageHome, clock: Clock, machine: Clock) -> None:
    """Add the page behind the link of the home's own provincial office; `machine` tells the time of claims on letters."""
    beginning, come_in = _GoingLiveDesk(desk, machine), visits(desk, clock, OFFICE)

    def come_from_office(visit: Annotated[Visit, Depends(come_in)]) -> Visit:
        desk.guard_own_office(visit.visitor)
        return visit

    @app.api_route("/van-phong/{token}/bat-dau", methods=READ)
    def show_beginning(visit: Annotated[Visit, Depends(come_from_office)]) -> Response:
        return beginning.show(visit, RefusedForm())

    @app.post("/van-phong/{token}/bat-dau")
    def take_act(
        visit: Annotated[Visit, Depends(come_from_office)], body: Annotated[bytes, Depends(read_form_body)]
    ) -> Response:
        return beginning.take(visit, body)


class _GoingLiveDesk:
    """Shows how the home stands before it sends letters, and lets the office begin, rehearse and go back.

    The functions are those of `dondoc go-live`. Apprise takes a second to load, which the other pages need not wait for.
    """

    def __init__(self, desk: PageHome, machine: Clock) -> None:
        self.desk, self.machine = desk, machine

    def show(self, visit: Visit, sent: RefusedForm) -> Response:
        """Return the page as the home stands now; nothing is changed."""
        from notifications.outbox.going_live import look  # noqa: PLC0415  see the class

        desk, post = self.desk, self._post(visit)
        with desk.database.read() as session:
            state, done = read_home(session), read_done(session, visit)
        found = None if state.speaks else look(desk.home, desk.database, post, visit.on, visit.now)
        desk.note_view(visit.visitor, "going-live", visit.now)
        return desk.pages.render(
            "going_live.html",
            422 if sent.errors else 200,
            state=state,
            since=format_moment(in_zone(state.live_since)) if state.live_since else "",
            look=found,
            sent=sent,
            done=done,
            kept=visit.kept,
            seal=desk.seal(visit.visitor.token),
            token=visit.visitor.token,
            today=visit.on,
        )

    def take(self, visit: Visit, body: bytes) -> Response:
        """Do what one form asks, and lead back to the page; or show the page with what is wrong and all typed."""
        fields = read_sealed_form(self.desk, visit, body)
        act = fields.get("act", "")
        do = {GO_LIVE: self._begin, REHEARSE: self._rehearse, BACK_TO_PREPARED: self._go_back}.get(act)
        if do is None:
            raise unreadable_form()
        by = visit.visitor.person(fields.get("name", ""), fields.get("post", ""))
        try:
            then = do(visit, fields, by)
        except RefusedError as refused:
            errors = tuple(FormError(act, one) for sentence in refused.sentences for one in sentence.splitlines())
            return self.show(visit, RefusedForm(act, fields, errors))
        page = keep_name(self.desk, visit.visitor, visit.kept, fields, back_to("bat-dau"))
        page.background = BackgroundTask(then) if then else None
        return page

    def _begin(self, visit: Visit, fields: Mapping[str, str], by: Person) -> Callable[[], None]:
        from notifications.outbox.going_live import begin  # noqa: PLC0415  see the class

        desk, accepting = self.desk, bool(fields.get("accepting"))
        begin(desk.home, desk.database, self._post(visit), visit.on, visit.now, accepting=accepting, by=by)
        return lambda: self._send(visit)

    def _rehearse(self, visit: Visit, fields: Mapping[str, str], by: Person) -> None:
        from notifications.outbox.going_live import rehearse  # noqa: PLC0415  see the class

        desk = self.desk
        done, reason = rehearse(
            desk.home, desk.database, self._post(visit), fields.get("address", ""), visit.now, visit.on, by=by
        )
        if done.failed:
            raise RefusedError(f"{done.failed} thư diễn tập không gửi được: {reason}")

    def _go_back(self, visit: Visit, _fields: Mapping[str, str], by: Person) -> None:
        from notifications.outbox.going_live import go_back  # noqa: PLC0415  see the class

        go_back(self.desk.database, self._post(visit), visit.now, by=by)

    def _send(self, visit: Visit) -> None:
        """Send what is ready once the page has left; what does not leave now leaves with the next round."""
        from notifications.outbox.sending import channel_for, deliver_letters  # noqa: PLC0415  see the class

        desk, post = self.desk, self._post(visit)
        try:
            channel = channel_for(desk.home, is_trial=post.trial)
            deliver_letters(desk.database, channel, post, visit.on, visit.now, self.machine.now)
        except Exception as error:  # noqa: BLE001  the page has left already, and a traceback would show addresses
            _log.error("Letters could not be sent: %s", type(error).__name__)

    def _post(self, visit: Visit) -> "Post":
        from notifications.outbox.due_notices import PLAN_FAILED  # noqa: PLC0415  see the class
        from notifications.outbox.sending import open_post  # noqa: PLC0415  see the class

        desk = self.desk
        plans = {code: loaded for code in desk.plans if (loaded := visit.shelf.plan(code)) is not None}
        resting = dict.fromkeys(visit.shelf.wrong(desk.plans), PLAN_FAILED)
        return replace(open_post(desk.home, desk.database, plans, visit.on), resting=resting)
