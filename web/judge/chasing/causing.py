"""Why reports are late, on a page: what agencies explained, and whether who judges takes it for an objective cause."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from models.audit.acts import guard_person
from models.database import Session
from models.decisions.chasing.causes import LONGEST, Accepted, ExplainedLate, accept_cause, end_cause, explained_late
from models.refusal import RefusedError
from plan.periods import describe_period
from plan.refs import told_ref
from plan.texts.written import format_day
from web.door.desk import PageHome, Visitor
from web.door.form_fields import FormError
from web.judge.judge_page import JudgeContext
from web.judge.judging import read_day
from web.words.paging import PageOf, Room, with_kept
from web.words.words import person_words

CAUSES = "causes"
"""The name of the form of causes."""
CASE_BYTES, MOST_BYTES = 2_400, 15_000
"""About how many bytes one takes on the page beside its reason, and all of a page."""
ACCEPT, END = "accept", "end"
"""What is chosen of one explanation."""
_USUAL = 10
"""For how many working days a cause is proposed to stop the climb."""
_FIELD = re.compile(r"cause-([0-9]{1,9})")


@dataclass(frozen=True)
class CauseView:
    """A late line that its agency explained, with what has been chosen of it so far.

    `rests_until` is the last day on which an accepted cause stops the chasing, '' where none does.
    """

    id: int
    agency: str
    ref: str
    title: str
    period: str
    due_on: date
    days_late: int
    reason: str
    by: str
    rests_until: str
    is_new: bool
    choice: str
    until: str
    latest: str
    document: str
    errors: tuple[str, ...]


def read_causes(session: Session, visitor: Visitor, scene: JudgeContext, asked: str, room: Room) -> PageOf[CauseView]:
    """Return the page that `asked` names of what is late and explained and judged by the visitor's agency, the new first."""
    found = _found(session, visitor, scene)
    sizes = [CASE_BYTES + 13 * len(one.explanation.reason) // 10 for one in found]
    typed = scene.sent.of(CAUSES).entries
    page = with_kept(room.page(found, sizes, asked, MOST_BYTES), found, lambda one: str(one.check_in.id) in typed)
    views = tuple(_view(one, scene) for one in page.entries)
    return PageOf(views, page.number, page.pages, page.count)


def _found(session: Session, visitor: Visitor, scene: JudgeContext) -> list[ExplainedLate]:
    return explained_late(session, scene.plans, visitor.agency, scene.on, province=visitor.province)


def _view(one: ExplainedLate, scene: JudgeContext) -> CauseView:
    check_in, given = one.check_in, one.explanation
    number, sent = check_in.id, scene.sent.of(CAUSES)
    usual = scene.calendar_of(check_in.plan).add_working_days(scene.on, _USUAL)
    return CauseView(
        id=number,
        agency=scene.name_of(check_in.plan, check_in.holder),
        ref=check_in.ref,
        title=scene.title_of(check_in),
        period=describe_period(check_in.occurrence),
        due_on=check_in.due_on,
        days_late=(scene.on - check_in.due_on).days,
        reason=given.reason,
        by=f"{person_words(given.given_by, given.post)}, ngày {format_day(given.happened_on)}",
        rests_until=format_day(one.until) if one.until else "",
        is_new=one.is_new,
        choice=sent.typed(f"cause-{number}"),
        until=sent.typed(f"until-{number}", format_day(min(usual, scene.on + LONGEST))),
        latest=format_day(scene.on + LONGEST),
        document=sent.typed(f"document-{number}"),
        errors=sent.errors_at(f"cause-{number}"),
    )


def judge_causes(
    desk: PageHome, visitor: Visitor, scene: JudgeContext, fields: Mapping[str, str]
) -> tuple[FormError, ...]:
    """Record what a form says of causes in one act, and return nothing; or record none and return what is wrong."""
    person, number = visitor.person(fields.get("name", ""), fields.get("post", "")), 0
    try:
        with desk.database.write() as session:
            there = {one.check_in.id: one for one in _found(session, visitor, scene)}
            chosen = _chosen(fields)
            errors = [error for one in chosen for error in _errors(one, fields, there, scene)]
            try:
                guard_person(person)
            except RefusedError as refused:
                errors.append(FormError(f"name-{CAUSES}", str(refused)))
            if not chosen:
                errors.append(FormError(CAUSES, "Chưa cho ý kiến về giải trình nào; hãy chọn cho ít nhất một báo cáo."))
            if errors:
                return tuple(errors)
            for number in chosen:
                about = (number, visitor.agency, scene.now)
                if fields[f"cause-{number}"] == END:
                    end_cause(session, scene.plans, *about, by=person, province=visitor.province)
                    continue
                until = read_day(fields.get(f"until-{number}", "")) or scene.on
                accept_cause(
                    session,
                    scene.plans,
                    number,
                    Accepted(until, fields.get(f"document-{number}", "")),
                    visitor.agency,
                    scene.now,
                    by=person,
                    province=visitor.province,
                )
    except RefusedError as refused:
        return (FormError(f"cause-{number}", str(refused)),)
    return ()


def _chosen(fields: Mapping[str, str]) -> list[int]:
    """Return the check-ins that a form says something of."""
    return sorted({int(found[1]) for name, said in fields.items() if said and (found := _FIELD.fullmatch(name))})


def _errors(
    number: int, fields: Mapping[str, str], there: Mapping[int, ExplainedLate], scene: JudgeContext
) -> Iterable[FormError]:
    if number not in there:
        yield FormError(CAUSES, "Một báo cáo đã chọn không còn chậm hoặc không còn ở đây; hãy xem lại rồi gửi lại.")
        return
    check_in, choice = there[number].check_in, fields[f"cause-{number}"]
    name = f"Nhiệm vụ {told_ref(check_in.ref)}, {scene.name_of(check_in.plan, check_in.holder)}"
    if choice not in (ACCEPT, END):
        yield FormError(f"cause-{number}", f"{name}: hãy chọn một trong các ý kiến trên trang.")
    if choice == ACCEPT and read_day(fields.get(f"until-{number}", "")) is None:
        yield FormError(f"cause-{number}", f"{name}: ngày dừng đôn đốc không phải một ngày; hãy ghi như 20/6/2023.")
