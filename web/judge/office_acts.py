"""What the office decides on its page, recorded form by form: all that a form says, or nothing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from models.audit.acts import Person, guard_person
from models.check_ins.handovers import ownerless_check_ins
from models.database import Session
from models.decisions.objections import (
    ObjectionDecision,
    decide_objection,
    open_objections,
)
from models.decisions.referrals import Decision, decide, referrals
from models.decisions.waivers import Waiver, declarations, end_declaration, waive
from models.inbox.unreachable import confirm_addresses, unreachable_now
from models.outbox.letters import letters
from models.outbox.release import release_drafts
from models.people.deputies import confirm_deputy, deputies_in, end_deputy
from models.refusal import RefusedError
from models.rounds.asking_first import confirm_changes, open_questions
from models.tables.core import LetterState
from models.tables.decisions import Objection, ObjectionKind
from web.door.desk import PageHome, Visitor
from web.door.form_fields import FormError
from web.judge.judge_page import JudgeContext
from web.judge.judging import read_day
from web.judge.office_page import (
    CHANGES,
    DECLARATIONS,
    DEPUTIES,
    DRAFTS,
    OBJECTIONS,
    OWNERLESS,
    REFERRALS,
    RETURNED,
    is_of_province,
)

UPHOLD, REJECT = "uphold", "reject"
CONFIRMED = "confirm"
"""The button that confirms deputies; the other one ends their time."""
WAIVED = "none"
"""The choice of an heir that says: nobody, the check-in need not be answered."""
GONE = "Một báo cáo đã chọn không còn chờ ở đây; hãy xem lại danh sách rồi gửi lại."
NO_DAY = "không phải một ngày; hãy ghi như 20/6/2023."


@dataclass
class _Form:
    """One form that is being recorded: whose it is, what it says, and what is wrong so far."""

    act: str
    visitor: Visitor
    scene: JudgeContext
    fields: Mapping[str, str]
    errors: list[FormError] = field(default_factory=list)
    place: str = ""
    """Where on the page a refusal belongs that comes while something is recorded."""

    @property
    def person(self) -> Person:
        """Who acts."""
        return self.visitor.person(self.fields.get("name", ""), self.fields.get("post", ""))

    def said(self, name: str) -> str:
        """Return what a field holds, '' where there is none."""
        return self.fields.get(name, "")

    def chosen(self, name: str) -> list[int]:
        """Return the numbers of the boxes of this name that are ticked."""
        pattern = re.compile(rf"{name}-([0-9]{{1,9}})")
        return sorted(int(found[1]) for key in self.fields if (found := pattern.fullmatch(key)) and self.fields[key])

    def refuse(self, place: str, sentence: str) -> None:
        """Keep one error."""
        self.errors.append(FormError(place, sentence))

    def is_sound(self) -> bool:
        """Tell whether nothing is wrong, a name included."""
        try:
            guard_person(self.person)
        except RefusedError as refused:
            self.refuse(f"name-{self.act}", str(refused))
        return not self.errors


def record_decisions(
    desk: PageHome, visitor: Visitor, scene: JudgeContext, fields: Mapping[str, str]
) -> tuple[FormError, ...]:
    """Record what one of the forms `DECIDED_HERE` says in one act, and return nothing; or return what is wrong."""
    form = _Form(fields["act"], visitor, scene, fields)
    record = DECIDED_HERE[form.act]
    try:
        with desk.database.write() as session:
            record(form, session)
    except RefusedError as refused:
        form.refuse(form.place or form.act, str(refused))
    return tuple(form.errors)


def _record_objections(form: _Form, session: Session) -> None:
    waiting = {one.id: one for one, _ in open_objections(session, form.visitor.province)}
    chosen = form.chosen("objection")
    for number in chosen:
        _guard_objection(form, number, waiting.get(number))
    if not chosen:
        form.refuse(OBJECTIONS, "Chưa quyết định ý kiến nào; hãy chọn cho ít nhất một ý kiến.")
    if not form.is_sound():
        return
    for number in chosen:
        heir, form.place = form.said(f"heir-{number}"), f"objection-{number}"
        upheld = form.said(f"objection-{number}") == UPHOLD
        decision = ObjectionDecision(
            upheld=upheld,
            outcome=form.said(f"outcome-{number}"),
            document=form.said(f"document-{number}"),
            heir="" if not upheld or heir == WAIVED else heir,
            on=read_day(form.said(f"decided-{number}")) or form.scene.on,
        )
        office, plans = form.visitor.agency, form.scene.plans
        decide_objection(session, plans, number, decision, office, form.scene.now, by=form.person)


def _guard_objection(form: _Form, number: int, objection: Objection | None) -> None:
    place = f"objection-{number}"
    if objection is None:
        form.refuse(OBJECTIONS, GONE)
        return
    if form.said(place) not in (UPHOLD, REJECT):
        form.refuse(place, "Hãy chọn «Đồng ý» hoặc «Không đồng ý».")
    upheld_elsewhere = form.said(place) == UPHOLD and objection.kind == ObjectionKind.NOT_OURS
    if upheld_elsewhere and not form.said(f"heir-{number}"):
        form.refuse(place, "Hãy chọn cơ quan tiếp nhận nhiệm vụ, hoặc chọn không giao cơ quan nào.")
    if read_day(form.said(f"decided-{number}")) is None:
        form.refuse(place, f"Ngày quyết định {NO_DAY}")


def _record_ownerless(form: _Form, session: Session) -> None:
    province, chosen = form.visitor.province, form.chosen("ownerless")
    waiting = {one.id for one in ownerless_check_ins(session) if one.province == province}
    if any(number not in waiting for number in chosen):
        form.refuse(OWNERLESS, GONE)
    if form.is_sound():
        waiver = Waiver(form.said("reason"), form.said("document"))
        office, plans = form.visitor.agency, form.scene.plans
        waive(session, plans, chosen, waiver, office, form.scene.now, by=form.person, province=province)


def _record_referrals(form: _Form, session: Session) -> None:
    waiting = {
        f"{one.year}-{one.number}": one
        for one in referrals(session, waiting=True)
        if one.province == form.visitor.province
    }
    pattern = re.compile(r"words-([0-9]{4}-[0-9]{1,9})")
    keys = [found[1] for name in form.fields if (found := pattern.fullmatch(name)) and _says_anything(form, found[1])]
    for key in keys:
        place = f"referral-{key}"
        if key not in waiting:
            form.refuse(REFERRALS, GONE)
        elif not (form.said(f"words-{key}") and form.said(f"document-{key}")):
            form.refuse(place, "Hãy ghi cả ý kiến chỉ đạo và số văn bản.")
        elif read_day(form.said(f"decided-{key}")) is None:
            form.refuse(place, f"Ngày chỉ đạo {NO_DAY}")
    if not keys:
        form.refuse(REFERRALS, "Chưa ghi ý kiến chỉ đạo cho việc nào; hãy ghi cho ít nhất một việc.")
    if not form.is_sound():
        return
    for key in keys:
        referral, form.place = waiting[key], f"referral-{key}"
        on = read_day(form.said(f"decided-{key}")) or form.scene.on
        decision = Decision(form.said(f"words-{key}"), form.said(f"document-{key}"), on)
        decide(session, referral, decision, form.scene.now, by=form.person, office=form.visitor.agency)


def _says_anything(form: _Form, key: str) -> bool:
    return bool(form.said(f"words-{key}") or form.said(f"document-{key}"))


def _record_drafts(form: _Form, session: Session) -> None:
    own = form.scene.own_province
    drafts = {
        one.id: one
        for one in letters(session, LetterState.DRAFT)
        if is_of_province(one.recipient, own, form.visitor.province)
    }
    if form.said("press") == "all":
        chosen = [int(number) for number in form.said("shown").split() if number.isascii() and number.isdecimal()]
    else:
        chosen = form.chosen("draft")
    if not chosen:
        form.refuse(DRAFTS, "Chưa chọn thư nào; hãy chọn ít nhất một thư để phát hành.")
    if any(number not in drafts for number in chosen):
        form.refuse(DRAFTS, "Một thư đã chọn không còn chờ phát hành; hãy xem lại danh sách rồi gửi lại.")
    if not form.is_sound():
        return
    offices = {form.visitor.province: form.visitor.agency}
    release_drafts(session, form.scene.now, chosen, by=form.person, own_province=own, offices=offices)


def _record_declarations(form: _Form, session: Session) -> None:
    in_force = {one.id for one in declarations(session, form.visitor.province)}
    chosen = form.chosen("declaration")
    if not chosen:
        form.refuse(DECLARATIONS, "Chưa chọn kê khai nào; hãy chọn ít nhất một kê khai.")
    if any(number not in in_force for number in chosen):
        form.refuse(DECLARATIONS, GONE)
    if form.is_sound():
        for number in chosen:
            end_declaration(
                session,
                form.scene.plans,
                number,
                form.visitor.agency,
                form.scene.now,
                by=form.person,
                province=form.visitor.province,
            )


def _record_deputies(form: _Form, session: Session) -> None:
    province, own = form.visitor.province, form.scene.own_province
    there = {one.id: one for one in deputies_in(session, form.scene.on) if one.province == province}
    chosen = form.chosen("deputy")
    if not chosen:
        form.refuse(DEPUTIES, "Chưa chọn người báo cáo thay nào; hãy chọn ít nhất một người.")
    if any(number not in there for number in chosen):
        form.refuse(DEPUTIES, "Một người đã chọn không còn báo cáo thay; hãy xem lại danh sách rồi gửi lại.")
    if not form.is_sound():
        return
    now, by = form.scene.now, form.person
    for one in (there[number] for number in chosen):
        if form.said("press") == CONFIRMED:
            confirm_deputy(session, one.number, one.agency, now, by=by, province=province)
        else:
            end_deputy(session, one.number, one.agency, now, by=by, province=province, own_province=own)


def _record_returned(form: _Form, session: Session) -> None:
    province, own = form.visitor.province, form.scene.own_province
    marked = unreachable_now(session).values()
    there = {one.id: one.address for one in marked if is_of_province(one.recipient, own, province)}
    chosen = form.chosen("returned")
    if not chosen:
        form.refuse(RETURNED, "Chưa chọn địa chỉ nào; hãy chọn ít nhất một địa chỉ.")
    if any(number not in there for number in chosen):
        form.refuse(RETURNED, "Một địa chỉ đã chọn không còn ở đây; hãy xem lại danh sách rồi gửi lại.")
    if form.is_sound():
        addresses = [there[number] for number in chosen]
        confirm_addresses(session, addresses, form.scene.now, by=form.person, own_province=own)


def _record_changes(form: _Form, session: Session) -> None:
    asked = {one.id: one.code for one in open_questions(session) if one.code in form.scene.plans}
    chosen = form.chosen("change")
    if not chosen:
        form.refuse(CHANGES, "Chưa chọn bản sửa nào; hãy chọn ít nhất một bản.")
    if any(number not in asked for number in chosen):
        form.refuse(CHANGES, "Một bản sửa đã chọn không còn chờ xác nhận; hãy xem lại danh sách rồi gửi lại.")
    if not form.is_sound():
        return
    office, province = form.visitor.agency, form.visitor.province
    for number in chosen:
        confirm_changes(session, asked[number], form.scene.now, by=form.person, province=province, office=office)


DECIDED_HERE: Mapping[str, Callable[[_Form, Session], None]] = {
    OBJECTIONS: _record_objections,
    OWNERLESS: _record_ownerless,
    REFERRALS: _record_referrals,
    DRAFTS: _record_drafts,
    DECLARATIONS: _record_declarations,
    DEPUTIES: _record_deputies,
    RETURNED: _record_returned,
    CHANGES: _record_changes,
}
"""The office's own forms by name, with what records each."""
