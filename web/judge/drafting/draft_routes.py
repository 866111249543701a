"""The office's pages of drafted plans: the list with a document to send, and each draft with its doubts to settle."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from models.audit.acts import NO_NAME, Person
from models.check_ins.adoption import begun
from models.clock import Clock
from models.drafts.adopting import ADOPT_PLAN, adopt_draft, is_day_to_begin
from models.drafts.documents import draft_document
from models.drafts.kept_drafts import (
    Deciding,
    KeptDraft,
    change_draft,
    clear_adopted,
    drop_draft,
    find_draft,
    kept_drafts,
    undo_change,
)
from models.home import home_option, read_home
from models.refusal import RefusedError
from notifications.outbox.holding import why_held
from plan.drafting.review.doubts import doubts_of
from plan.errors import PlanRefusedError, tell_faults
from web.door.desk import PageHome
from web.door.form_fields import FormError
from web.door.http_requests import READ, read_form_body
from web.door.kept_names import NOBODY, keep_name
from web.door.uploads import SentForm, sent_form, unreadable_form
from web.door.visits import Visit, back_to, office_visits
from web.judge.acting import plans_of, read_done, read_sealed_form
from web.judge.address_book import read_address_book
from web.judge.drafting.adopted_page import AdoptedPage, read_adopted_page
from web.judge.drafting.draft_answers import answer_of, settled_by
from web.judge.drafting.draft_cards import ACCEPT, EDIT, MAKE_TASK, NO_ANSWER, SETTLE, form_id
from web.judge.drafting.draft_page import Asked, read_draft_page
from web.judge.judge_page import RefusedForm
from web.judge.judging import read_day
from web.judge.office_acts import NO_DAY

PAGE = "du-thao"
"""The pages' part of the address, below the office's."""
DRAFT, UNDO, DROP = "draft", "undo", "drop"
BEGINS = "tu"
"""What the address bears where the page tells what would be asked first were the plan followed from another day."""
ANOTHER = "nguoi-khac"
"""What the address bears where somebody else decides than whom the browser remembers."""


def add_draft_routes(app: FastAPI, desk: PageHome, clock: Clock) -> None:
    """Add the pages behind the link of a province's office."""
    drafts, come_from_office = _DraftDesk(desk), office_visits(desk, clock)

    @app.api_route(f"/van-phong/{{token}}/{PAGE}", methods=READ)
    def show_drafts(visit: Annotated[Visit, Depends(come_from_office)]) -> Response:
        desk.note_view(visit.visitor, "page", visit.now)
        return drafts.list(visit, RefusedForm())

    @app.post(f"/van-phong/{{token}}/{PAGE}")
    def take_document(
        visit: Annotated[Visit, Depends(come_from_office)], form: Annotated[SentForm, Depends(sent_form)]
    ) -> Response:
        return drafts.take_document(visit, form)

    @app.api_route(f"/van-phong/{{token}}/{PAGE}/{{code}}", methods=READ)
    def show_draft(visit: Annotated[Visit, Depends(come_from_office)], code: str, request: Request) -> Response:
        desk.note_view(visit.visitor, "page", visit.now)
        return drafts.show(visit, code, request, RefusedForm())

    @app.post(f"/van-phong/{{token}}/{PAGE}/{{code}}")
    def take_answer(
        visit: Annotated[Visit, Depends(come_from_office)],
        code: str,
        request: Request,
        body: Annotated[bytes, Depends(read_form_body)],
    ) -> Response:
        return drafts.take(visit, code, request, body)


class _DraftDesk:
    """Shows a province's office its drafts, and writes what it decides into their files."""

    def __init__(self, desk: PageHome) -> None:
        self.desk = desk

    def list(self, visit: Visit, sent: RefusedForm) -> Response:
        """Return the list of the province's drafts, with the form that takes a document."""
        desk, province = self.desk, visit.visitor.province
        found = [one for one in kept_drafts(desk.home) if one.province == province]
        with desk.database.read() as session:
            done = read_done(session, visit)
        return desk.pages.render(
            "drafts.html",
            422 if sent.errors else 200,
            drafts=[(one.code, one.subject, len(doubts_of(one.texts))) for one in found],
            followed=[(code, one.plan.document) for code, one in plans_of(desk, province).items()],
            sent=sent,
            kept=visit.kept,
            done=done,
            seal=desk.seal(visit.visitor.token),
            token=visit.visitor.token,
        )

    def take_document(self, visit: Visit, form: SentForm) -> Response:
        """Draft the document of a form and lead to its draft, or show what is wrong with it."""
        desk, fields = self.desk, form.fields
        desk.guard_sealed(visit.visitor.token, fields)
        try:
            _guard_whole(form)
            files = [(one.name, one.content.read()) for one in form.files.get("document", ())]
            province, accept = visit.visitor.province, bool(fields.get("accept"))
            code = draft_document(self._deciding(visit), files, province, accept_changes=accept, by=_by(visit, fields))
        except RefusedError as refused:
            place = f"name-{DRAFT}" if str(refused) == NO_NAME else "document"
            return self.list(visit, RefusedForm(DRAFT, fields, (FormError(place, str(refused)),)))
        return keep_name(desk, visit.visitor, visit.kept, fields, back_to(f"{PAGE}/{code}"))

    def show(self, visit: Visit, code: str, request: Request, sent: RefusedForm) -> Response:
        """Return the page of a draft. Raise HTTPException 404 where the province has none of this code."""
        desk, draft = self.desk, self._find(visit, code)
        if draft is None:
            return self._show_adopted(visit, code)
        asked = request.query_params
        try:
            plans = tuple(plans_of(desk, visit.visitor.province).values())
            begins = read_day(asked.get(BEGINS, ""))
            wanted = Asked(asked.get("sua", ""), asked.get("trang", ""), begins if is_day_to_begin(begins) else None)
            page = read_draft_page(desk.home, draft, plans, visit.now, sent, wanted)
        except RefusedError as refused:
            return desk.pages.message(422, "Chưa đọc được dự thảo", str(refused))
        return desk.pages.render(
            "draft.html",
            422 if sent.errors else 200,
            page=page,
            sent=sent,
            kept=NOBODY if ANOTHER in asked else visit.kept,
            another=f"?{ANOTHER}",
            seal=desk.seal(visit.visitor.token),
            today=visit.on,
        )

    def _show_adopted(self, visit: Visit, code: str) -> Response:
        """Return what comes next for a plan that is followed. Raise HTTPException 404 where there is none of this code."""
        desk, province = self.desk, visit.visitor.province
        loaded = plans_of(desk, province).get(code)
        with desk.database.read() as session:
            found = begun(session, province, code) if loaded is not None else None
            if loaded is None or found is None:
                raise HTTPException(404)
            directory, _ = read_address_book(desk, session)
            state = read_home(session)
            own = desk.shelf.own_province(desk.plans)
            page = read_adopted_page(loaded, found, directory, own, visit.now)
            done = read_done(session, visit)
            hold = why_held(desk.home, state)
        return desk.pages.render(
            "adopted.html",
            page=page,
            done=done,
            hold=str(hold or ""),
            begins=province == own and not state.is_trial,
            is_trial=state.is_trial,
            round=_round_of(desk, page) if state.is_trial else "",
            token=visit.visitor.token,
            today=visit.on,
        )

    def take(self, visit: Visit, code: str, request: Request, body: bytes) -> Response:
        """Do what one form says and lead back, or show the page with what is wrong and all typed."""
        fields = read_sealed_form(self.desk, visit, body)
        draft = self._draft(visit, code)
        act, key = fields.get("act", ""), fields.get("key", "")
        name = f"{act}/{key}" if key else act
        try:
            self._do(visit, draft, act, fields)
        except (PlanRefusedError, RefusedError) as refused:
            told = tell_faults(refused.errors) if isinstance(refused, PlanRefusedError) else refused.sentences
            place = form_id(name)
            errors = tuple(FormError(f"name-{place}" if one == NO_NAME else place, one) for one in told)
            return self.show(visit, code, request, RefusedForm(name, fields, errors))
        where = f"../{PAGE}" if act == DROP else code
        return keep_name(self.desk, visit.visitor, visit.kept, fields, back_to(where))

    def _do(self, visit: Visit, draft: KeptDraft, act: str, fields: Mapping[str, str]) -> None:
        deciding, by = self._deciding(visit), _by(visit, fields)
        if act in (SETTLE, EDIT, MAKE_TASK, NO_ANSWER, ACCEPT):
            typed = (answer_of(fields), *(fields.get(name, "") for name in ("choice", "title", "lead", "time")))
            plans = plans_of(self.desk, visit.visitor.province)
            documents = {code: one.plan.document.short for code, one in plans.items()}
            write = partial(settled_by, act=act, fields=fields, documents=documents)
            change_draft(deciding, draft.code, write, typed, by=by)
        elif act == UNDO:
            undo_change(deciding, draft.code, by=by)
        elif act == DROP:
            if not fields.get("sure"):
                raise RefusedError("Hãy đánh dấu vào ô xác nhận rồi bấm lại.")
            drop_draft(deciding, draft.code, by=by)
        elif act == ADOPT_PLAN:
            self._adopt(visit, draft, fields)
        else:
            raise unreadable_form()

    def _adopt(self, visit: Visit, draft: KeptDraft, fields: Mapping[str, str]) -> None:
        desk, by = self.desk, _by(visit, fields)
        begins = read_day(fields.get("begins", ""))
        if begins is None:
            raise RefusedError(f"Ngày bắt đầu theo dõi {NO_DAY}")
        adopt_draft(desk.home, desk.database, draft.code, draft.texts, begins, visit.now, by=by)
        clear_adopted(desk.home, draft.code)

    def _deciding(self, visit: Visit) -> Deciding:
        return Deciding(self.desk.home, self.desk.database, visit.visitor.agency, visit.now)

    def _find(self, visit: Visit, code: str) -> KeptDraft | None:
        draft = find_draft(self.desk.home, code)
        return draft if draft is not None and draft.province == visit.visitor.province else None

    def _draft(self, visit: Visit, code: str) -> KeptDraft:
        draft = self._find(visit, code)
        if draft is None:
            raise HTTPException(404)
        return draft


def _round_of(desk: PageHome, page: AdoptedPage) -> str:
    """Return the command that runs a plan's first round in a trial home, '' once it has run."""
    return f"./dondoc round{home_option(desk.home.path)} --on {page.first.round_on}" if page.first else ""


def _by(visit: Visit, fields: Mapping[str, str]) -> Person:
    """Return under whose name a form is sent, as it says."""
    return visit.visitor.person(fields.get("name", ""), fields.get("post", ""))


def _guard_whole(form: SentForm) -> None:
    if form.left_out or form.unwritten:
        raise RefusedError("Tệp quá lớn, hoặc máy chủ đang thiếu chỗ; hãy gửi từng tệp.")
