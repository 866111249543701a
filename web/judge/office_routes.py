"""The office's desk: what waits for the provincial office's own word, decision or release, on one page."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, TypeVar

from fastapi import Depends, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from models.agencies import name_in_home
from models.check_ins.handovers import ownerless_check_ins
from models.check_ins.lookup import owing_agencies
from models.clock import Clock
from models.database import Session
from models.decisions.objections import open_objections
from models.decisions.referrals import referrals
from models.decisions.waivers import declarations
from models.home import read_home
from models.inbox.unreachable import unreachable_now
from models.outbox.letters import letters
from models.outbox.mail_clock import unsent_urgent_letters
from models.outbox.notices import NO_ADDRESS
from models.outbox.report_letters import find_attached, names_attached
from models.people.deputies import deputies_in
from models.rounds.asking_first import open_questions
from models.sent_files.names import plain_name
from models.tables.core import Letter, LetterState
from notifications.channels.mail_message import OutgoingFile
from notifications.contacts.directory import CAME_BACK
from notifications.outbox.holding import why_held
from plan.errors import tell_faults
from plan.laws.warning_laws import left_to_the_office
from plan.texts.written import format_day
from web.door.desk import PageHome, Visitor
from web.door.form_fields import FormError
from web.door.http_requests import READ, read_form_body
from web.door.responses import SECURITY_HEADERS, UNCACHED
from web.door.trying import tried_again
from web.door.uploads import unreadable_form
from web.door.visits import Visit, office_visits
from web.judge.acting import asked_page, judged_evidence, lead_back, read_done, read_sealed_form, scene_of
from web.judge.address_book import read_address_book
from web.judge.chasing.calling import CALLS, CallView, read_calls, record_called
from web.judge.chasing.causing import CAUSES, CauseView, judge_causes, read_causes
from web.judge.chasing.replying import REPLIES, ReplyView, read_replies, record_replies
from web.judge.extending import EXTENSIONS, ExtensionView, decide_extensions, read_extensions
from web.judge.judge_page import VERDICTS, JudgeContext, RefusedForm
from web.judge.judging import WaitingLines, give_verdicts, read_waiting
from web.judge.office_acts import DECIDED_HERE, record_decisions
from web.judge.office_page import (
    CHANGES,
    DECLARATIONS,
    DEPUTIES,
    DRAFTS,
    OBJECTIONS,
    OWNERLESS,
    REFERRALS,
    RETURNED,
    ChangeView,
    DeclarationView,
    DeputyView,
    DraftView,
    EntryView,
    ObjectionView,
    OwnerlessView,
    ReferralView,
    ReturnedView,
    change_view,
    declaration_view,
    deputy_view,
    draft_view,
    is_of_province,
    objection_view,
    ownerless_view,
    recipient_words,
    referral_view,
    returned_view,
)
from web.judge.reception_view import ReceptionView, read_reception
from web.words.paging import PageOf, Room, page_of, with_kept

Found = TypeVar("Found")
View = TypeVar("View", bound=EntryView)
ROOM, ROOM_EACH = 40_000, 34_000
"""About how many bytes all lists of the page may take, and one of them."""
ENTRY_BYTES, TICK_BYTES = 1_400, 320
"""About how many bytes an entry takes beside its own words, and one that is only ticked."""
DECIDED = 20
"""How many matters that were decided this year are told, the newest."""
_NUMBER = re.compile("[0-9]{1,9}")


def add_office_routes(app: FastAPI, desk: PageHome, clock: Clock) -> None:
    """Add the page behind the link of a province's office; the clock is asked once for each request."""
    office, come_from_office = _OfficeDesk(desk), office_visits(desk, clock)

    @app.api_route("/van-phong/{token}", methods=READ)
    def show_office(visit: Annotated[Visit, Depends(come_from_office)], request: Request) -> Response:
        return office.show(visit, request)

    @app.post("/van-phong/{token}")
    @tried_again
    def take_decisions(
        visit: Annotated[Visit, Depends(come_from_office)],
        request: Request,
        body: Annotated[bytes, Depends(read_form_body)],
    ) -> Response:
        return office.take(visit, request, body)

    @app.api_route("/van-phong/{token}/minh-chung/{evidence}", methods=READ)
    def give_evidence(visit: Annotated[Visit, Depends(come_from_office)], evidence: str) -> Response:
        return judged_evidence(desk, visit, evidence)

    @app.api_route("/van-phong/{token}/thu/{letter}/{file}", methods=READ)
    def give_attached(visit: Annotated[Visit, Depends(come_from_office)], letter: str, file: str) -> Response:
        return office.give_attached(visit, letter, file)


@dataclass(frozen=True)
class ContactsView:
    """How the address book stands: what is wrong in it, whose letters it holds back, who has no address in it, and who none
    from which letters do not come back.
    """

    faults: tuple[str, ...]
    held: tuple[str, ...]
    without: tuple[str, ...]
    cut_off: tuple[str, ...]


@dataclass(frozen=True)
class OfficePage:
    """Everything on the office's page. What waits stands in `PageOf` lists; the rest is told, not decided.

    `hold` says why the home's letters are held, '' where they leave; `begins` whether this office may begin and stop that.
    `wrong` are the plans of the province with an error in their files, `unowned` what sound ones leave to the office: groups
    without members, tasks that nobody leads or that wait, one line each.
    """

    office: str
    waiting: WaitingLines
    extensions: PageOf[ExtensionView]
    causes: PageOf[CauseView]
    replies: PageOf[ReplyView]
    objections: PageOf[ObjectionView]
    ownerless: PageOf[OwnerlessView]
    referrals: PageOf[ReferralView]
    decided: tuple[ReferralView, ...]
    drafts: PageOf[DraftView]
    declarations: PageOf[DeclarationView]
    deputies: PageOf[DeputyView]
    returned: PageOf[ReturnedView]
    changes: PageOf[ChangeView]
    calls: PageOf[CallView]
    failed: PageOf[str]
    doubtful: PageOf[str]
    urgent: PageOf[str]
    contacts: ContactsView
    hold: str
    begins: bool
    wrong: tuple[str, ...]
    unowned: tuple[str, ...]
    heirs: tuple[tuple[str, str], ...]
    reception: ReceptionView

    @property
    def counts(self) -> tuple[tuple[str, int, str], ...]:
        """What waits: the name of its part, how many, and what they are; only where there is something."""
        found = (
            (CALLS, self.calls.count, "cơ quan quá hạn cần gọi điện"),
            (VERDICTS, self.waiting.lines.count, "báo cáo chờ xác nhận"),
            (EXTENSIONS, self.extensions.count, "đề nghị gia hạn"),
            (CAUSES, self.causes.count, "giải trình chậm hạn"),
            (REPLIES, self.replies.count, "báo cáo gửi bằng thư hồi âm"),
            (OBJECTIONS, self.objections.count, "ý kiến về nhiệm vụ"),
            (OWNERLESS, self.ownerless.count, "báo cáo chưa có cơ quan tiếp nhận nhiệm vụ"),
            (REFERRALS, self.referrals.count, "nội dung vượt thẩm quyền"),
            (DRAFTS, self.drafts.count, "thư chờ phát hành"),
            (RETURNED, self.returned.count, "địa chỉ bị trả lại thư"),
            (CHANGES, self.changes.count, "bản sửa kế hoạch chờ xác nhận"),
        )
        return tuple(one for one in found if one[1])


class _OfficeDesk:
    """Shows a province's office what waits for it, and records what it decides."""

    def __init__(self, desk: PageHome) -> None:
        self.desk = desk

    def show(self, visit: Visit, request: Request) -> Response:
        """Return the office's page as it stands."""
        page = self._page(visit, request, RefusedForm())
        self.desk.note_view(visit.visitor, "page", visit.now)
        return page

    def give_attached(self, visit: Visit, letter: str, file: str) -> Response:
        """Return a file that goes with a letter of the province. Raise HTTPException 404 for any other."""
        numbers = [int(one) if _NUMBER.fullmatch(one) else 0 for one in (letter, file)]
        own = self.desk.shelf.own_province(self.desk.plans)
        with self.desk.database.read() as session:
            found = find_attached(session, numbers[0], numbers[1])
        if found is None or not is_of_province(found[0].recipient, own, visit.visitor.province):
            raise HTTPException(404)
        attached = found[1]
        self.desk.note_view(visit.visitor, f"report {attached.number}", visit.now)
        named = {"Content-Disposition": f'attachment; filename="{plain_name(attached.name)}"'}
        sandbox = {"Content-Security-Policy": "sandbox; default-src 'none'"}
        kind = "/".join(OutgoingFile(attached.name, b"").media_type)
        return Response(attached.content, headers=SECURITY_HEADERS | UNCACHED | sandbox | named, media_type=kind)

    def take(self, visit: Visit, request: Request, body: bytes) -> Response:
        """Record what one form says and lead back to the page; or show the page with what is wrong and all typed."""
        fields = read_sealed_form(self.desk, visit, body)
        errors = self._record(visit, fields)
        if not errors:
            return lead_back(self.desk, visit, request, fields)
        return self._page(visit, request, RefusedForm(fields.get("act", ""), fields, errors))

    def _record(self, visit: Visit, fields: Mapping[str, str]) -> tuple[FormError, ...]:
        desk, act = self.desk, fields.get("act", "")
        with desk.database.read() as session:
            scene = scene_of(desk, visit, session, RefusedForm())
        if act == VERDICTS:
            return give_verdicts(desk, visit.visitor, scene, fields)
        if act == EXTENSIONS:
            return decide_extensions(desk, visit.visitor, scene, fields, also_chairmans=True)
        if act == CAUSES:
            return judge_causes(desk, visit.visitor, scene, fields)
        if act == REPLIES:
            return record_replies(desk, visit.visitor, scene, fields)
        if act == CALLS:
            return record_called(desk, visit.visitor, scene, fields)
        if act in DECIDED_HERE:
            return record_decisions(desk, visit.visitor, scene, fields)
        raise unreadable_form()

    def _page(self, visit: Visit, request: Request, sent: RefusedForm) -> Response:
        desk = self.desk
        with desk.database.read() as session:
            scene = scene_of(desk, visit, session, sent)
            page = _Reading(desk, session, visit.visitor, scene, request).page()
            done = read_done(session, visit)
        return desk.pages.render(
            "office.html",
            422 if sent.errors else 200,
            page=page,
            done=done,
            sent=sent,
            kept=visit.kept,
            signed_in=visit.visitor.signed_in,
            seal=desk.seal(visit.visitor.token),
            token=visit.visitor.token,
            today=scene.on,
            expires_on=visit.visitor.expires_on,
        )


@dataclass(frozen=True)
class _Reading:
    """One reading of the office's page."""

    desk: PageHome
    session: Session
    visitor: Visitor
    scene: JudgeContext
    request: Request
    room: Room = field(default_factory=lambda: Room(ROOM, ROOM_EACH))

    def page(self) -> OfficePage:
        """Return the page as the database has it."""
        session, province, scene, room = self.session, self.visitor.province, self.scene, self.room
        objections = open_objections(session, province)
        ownerless = [
            one for one in ownerless_check_ins(session) if one.province == province and one.plan in scene.plans
        ]
        referred = [one for one in referrals(session) if one.province == province]
        drafts = self._letters(LetterState.DRAFT)
        attached = names_attached(session, [one.id for one in drafts])
        in_force = declarations(session, province)
        deputies = [one for one in deputies_in(session, scene.on) if one.province == province]
        returned = [
            one
            for one in unreachable_now(session).values()
            if is_of_province(one.recipient, scene.own_province, province)
        ]
        heirs = self._heirs()
        questions = [one for one in open_questions(session) if one.code in scene.plans]
        return OfficePage(
            office=scene.party(self.visitor.agency),
            waiting=read_waiting(session, self.visitor, scene, asked_page(self.request, VERDICTS), room=room),
            extensions=read_extensions(
                session, self.visitor, scene, asked_page(self.request, EXTENSIONS), room, also_chairmans=True
            ),
            causes=read_causes(session, self.visitor, scene, asked_page(self.request, CAUSES), room),
            replies=read_replies(session, self.desk, self.visitor, scene, asked_page(self.request, REPLIES), room),
            calls=read_calls(self.desk, session, self.visitor, scene, asked_page(self.request, CALLS), room),
            objections=self._views(
                OBJECTIONS,
                objections,
                lambda one: objection_view(one[0], one[1], scene),
                lambda one: 2_000 + 13 * len(one[0].reason) // 10 + sum(len(name) + 60 for _, name in heirs),
            ),
            ownerless=self._views(OWNERLESS, ownerless, lambda one: ownerless_view(one, scene), lambda _: TICK_BYTES),
            referrals=self._views(
                REFERRALS, [one for one in referred if one.decided_on is None], lambda one: referral_view(one, scene)
            ),
            decided=tuple(
                referral_view(one, scene)
                for one in [one for one in reversed(referred) if one.decided_on is not None][:DECIDED]
                if one.decided_on is not None and one.decided_on.year == scene.on.year
            ),
            drafts=self._views(
                DRAFTS,
                drafts,
                lambda one: draft_view(one, scene, attached.get(one.id, ())),
                lambda one: ENTRY_BYTES + 13 * len(one.body) // 10,
            ),
            declarations=self._views(DECLARATIONS, in_force, lambda one: declaration_view(one, scene)),
            changes=self._views(CHANGES, questions, lambda one: change_view(one, scene)),
            returned=self._views(RETURNED, returned, lambda one: returned_view(one, scene)),
            deputies=self._views(DEPUTIES, deputies, lambda one: deputy_view(one, scene)),
            failed=self._tell_letters(self._letters(LetterState.FAILED)),
            doubtful=self._tell_letters(self._letters(LetterState.DOUBTFUL)),
            urgent=self._tell_letters(self._of_province(unsent_urgent_letters(session))),
            contacts=self._contacts(),
            hold=str(why_held(self.desk.home, read_home(session)) or ""),
            begins=province == scene.own_province and not read_home(session).is_trial,
            wrong=tuple(code for code in self.desk.shelf.wrong(self.desk.plans) if code in scene.plans),
            unowned=tuple(
                f"{loaded.plan.document.short}: {said}" if len(scene.plans) > 1 else said
                for loaded in scene.plans.values()
                for said in left_to_the_office(loaded.plan, loaded.register, loaded.calendar)
            ),
            heirs=heirs,
            reception=read_reception(session, self.desk, self.visitor, scene, of_all=True),
        )

    def _views(
        self,
        part: str,
        found: Sequence[Found],
        view: Callable[[Found], View],
        size: Callable[[Found], int] = lambda _: ENTRY_BYTES,
    ) -> PageOf[View]:
        """Return a page of a part, with what a refused form has words for; `size` is about how many bytes an entry takes."""
        page = self.room.page(found, [*map(size, found)], asked_page(self.request, part), ROOM_EACH)
        typed = self.scene.sent.of(part).entries
        page = with_kept(page, found, lambda one: bool(typed) and str(view(one).id) in typed)
        return PageOf(tuple(view(one) for one in page.entries), page.number, page.pages, page.count)

    def _letters(self, state: LetterState) -> list[Letter]:
        """Return the outbox's letters in a state that are for the province, the newest first."""
        return self._of_province(letters(self.session, state))

    def _of_province(self, found: Sequence[Letter]) -> list[Letter]:
        own, province = self.scene.own_province, self.visitor.province
        return [one for one in found if is_of_province(one.recipient, own, province)]

    def _tell_letters(self, found: Sequence[Letter]) -> PageOf[str]:
        """Return the first letters of those that did not leave, or may not have, in words: for whom, of which day, about
        what, and why.
        """
        first = page_of(found, "1")
        told = tuple(
            f"{recipient_words(one.recipient, self.scene)}, thư ngày {format_day(one.written_on)}"
            f"{f' «{one.subject}»' if one.matter else ''}: {one.reason}"
            for one in first.entries
        )
        return PageOf(told, first.number, first.pages, first.count)

    def _contacts(self) -> ContactsView:
        """Return how the address book stands for the agencies of the province that owe an answer."""
        province, own = self.visitor.province, self.scene.own_province
        directory, faults = read_address_book(self.desk, self.session)
        why = {
            code: directory.why_silent(name_in_home(own, province, code), self.scene.on)
            for code in owing_agencies(self.session, province)
        }
        return ContactsView(
            tell_faults(faults) if province == own else (),
            tuple(self.scene.party(code) for code, reason in why.items() if reason not in ("", NO_ADDRESS, CAME_BACK)),
            tuple(self.scene.party(code) for code, reason in why.items() if reason == NO_ADDRESS),
            tuple(self.scene.party(code) for code, reason in why.items() if reason == CAME_BACK),
        )

    def _heirs(self) -> tuple[tuple[str, str], ...]:
        """Return the agencies of the province that a task can be given to today, by code and name."""
        register = next(iter(self.scene.plans.values())).register
        there = (agency for agency in register.agencies.values() if agency.exists_on(self.scene.on))
        return tuple((agency.code, agency.name) for agency in there)
