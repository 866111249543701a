"""Drafts that came by mail and wait: told to the office, which may record one as the agency's answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from flows.acts.find_check_in import Meant, find_agency, find_line
from flows.acts.home_plans import known_plans
from flows.acts.open_home import OpenHome
from flows.acts.telephone import Recorded, Spoken, answer_of, form_of_check_in
from models.agencies import name_in_home
from models.answers.drafts import SavedDraft, came_by_mail
from models.answers.owed_lines import OwedLine, lines_of_agency
from models.answers.record import record_answers
from models.audit.acts import BY_MAIL, Person, guard_person
from models.check_ins.lookup import owing_agencies
from models.check_ins.moves import CHASED
from models.clock import day_of
from models.database import Session
from models.refusal import RefusedError
from models.tables.core import Result
from plan.answer_form import AnswerForm
from plan.refs import told_ref

_WANTED = "có bản nháp gửi bằng thư hồi âm"


@dataclass(frozen=True)
class WaitingReply:
    """A draft that came by mail and was not sent: whose, of which task, and who wrote it by his own word."""

    agency: str
    ref: str
    period: str
    saved_by: str
    saved_at: datetime


def waiting_replies(office: OpenHome, now: datetime) -> list[WaitingReply]:
    """Return the drafts that came by mail and wait for somebody's press, by agency."""
    plans, found = known_plans(office), list[WaitingReply]()
    own = next(iter(plans.values())).plan.province
    with office.database.read() as session:
        for province in {loaded.plan.province for loaded in plans.values()}:
            for agency in owing_agencies(session, province):
                found += [
                    WaitingReply(
                        name_in_home(own, province, agency),
                        line.check_in.ref,
                        line.check_in.occurrence,
                        draft.saved_by,
                        draft.saved_at,
                    )
                    for line, draft in _by_mail(session, agency, province, now)
                ]
    return sorted(found, key=lambda one: (one.agency, one.ref, one.period))


def _by_mail(session: Session, agency: str, province: str, now: datetime) -> list[tuple[OwedLine, SavedDraft]]:
    lines = lines_of_agency(session, agency, day_of(now), province=province)
    drafted = {one.check_in.id: one for one in lines if one.draft is not None and one.check_in.state in CHASED}
    return [
        (one, one.draft)
        for key in sorted(came_by_mail(session, drafted, agency))
        if (one := drafted[key]).draft is not None
    ]


def record_reply(office: OpenHome, meant: Meant, now: datetime, *, by: Person) -> Recorded:
    """Record the draft that an agency sent by mail as its answer, on the word of a person at the office.

    Its files go out with it. Raise RefusedError, before anything is written, for what has no such draft or cannot be sent.
    """
    guard_person(by)
    plans = known_plans(office)
    register, agency = find_agency(plans, meant.agency)
    with office.database.write() as session:
        there = {line.check_in.id for line, _ in _by_mail(session, agency, register.code, now)}
        line = find_line(session, plans, meant, day_of(now), lambda one: one.check_in.id in there, _WANTED)
        check_in, draft = line.check_in, line.draft
        if draft is None:
            raise RefusedError(
                f"Nhiệm vụ {told_ref(check_in.ref)} không còn bản nháp; hãy xem lại bằng «dondoc inbox»."
            )
        form = form_of_check_in(plans, check_in)
        answer = replace(answer_of(_spoken(draft.fields, form), line, form), seen_draft=draft.revision)
        who = Person(draft.saved_by, "", BY_MAIL, recorder=by.name)
        done = record_answers(session, {check_in.id: answer}, agency, now, now, by=who, province=register.code)
    return Recorded(check_in, register.name_of(agency), answer.result, answer.percent, bool(done))


def _spoken(fields: Mapping[str, str], form: AnswerForm) -> Spoken:
    """Return what a draft says. Raise RefusedError where its result is still to be chosen, on the page."""
    result = fields.get("result", "")
    if result not in list(Result):
        raise RefusedError(
            "Bản nháp chưa có kết quả; hãy để cơ quan chọn trên trang báo cáo, hoặc ghi bằng dondoc answer."
        )
    percent = fields.get("percent", "").strip(" %")
    return Spoken(
        Result(result),
        int(percent) if percent.isascii() and percent.isdecimal() else None,
        fields.get("text", ""),
        fields.get("difficulties", ""),
        fields.get("proposals", ""),
        tuple((one.words, said) for one in form.headings if (said := fields.get(f"part-{one.key}", ""))),
        tuple((one.ref, said) for one in form.figures if (said := fields.get(f"figure-{one.ref}", ""))),
    )
