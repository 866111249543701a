"""Answers that came by mail and wait, on the office's page: it may record one in its agency's place, as the agency's press does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from models.answers.drafts import SavedDraft, agencies_with_replies, came_by_mail
from models.answers.owed_lines import OwedLine, lines_of_agency
from models.answers.record import AnswerDraft, record_answers
from models.audit.acts import BY_MAIL, Person, guard_person
from models.check_ins.moves import CHASED
from models.database import Session
from models.refusal import RefusedError
from models.tables.core import Result
from plan.answer_form import AnswerForm
from plan.periods import describe_period
from plan.refs import told_ref
from web.answer.line_view import form_for
from web.answer.sent_lines import LineValues, SentLine, fields_of, read_draft, shown_values
from web.door.desk import PageHome, Visitor
from web.door.form_fields import FormError
from web.judge.judge_page import JudgeContext, Saying
from web.words.paging import PageOf, Room, with_kept
from web.words.words import RESULT_NAMES, moment_words, size_words

REPLIES = "replies"
"""The name of the form of answers by mail."""
CASE_BYTES, MOST_BYTES = 2_400, 20_000
"""About how many bytes one takes on the page beside what it says, and all of a page."""
_FIELD = re.compile(r"reply-([0-9]{1,9})")


@dataclass(frozen=True)
class ReplyView:
    """An answer by mail that waits: whose, about what, who wrote it by his own word, and what it says.

    `revision` is of the draft that is shown; `missing` says why it cannot be recorded as it is, '' where it can.
    """

    id: int
    revision: int
    agency: str
    ref: str
    title: str
    when: str
    by: str
    result: str
    said: tuple[Saying, ...]
    files: tuple[str, ...]
    missing: str
    is_chosen: bool
    errors: tuple[str, ...]


@dataclass(frozen=True)
class _Reply:
    """A line with the draft that came by mail."""

    agency: str
    line: OwedLine
    draft: SavedDraft
    form: AnswerForm

    @property
    def values(self) -> LineValues:
        """What stands in the fields of the agency's page."""
        return shown_values(self.line, self.form)

    def answer(self) -> AnswerDraft:
        """Return what the agency's press would record. Raise RefusedError for what its page would refuse."""
        sent = SentLine(self.values, "", self.draft.revision, self.line.version)
        return read_draft(self.line, sent, self.form)


def read_replies(
    session: Session, desk: PageHome, visitor: Visitor, scene: JudgeContext, asked: str, room: Room
) -> PageOf[ReplyView]:
    """Return the page that `asked` names of the answers by mail that wait in the visitor's province, the oldest first."""
    found = _waiting(session, desk, visitor, scene)
    sizes = [CASE_BYTES + 13 * sum(map(len, one.draft.fields.values())) // 10 for one in found]
    typed = scene.sent.of(REPLIES).entries
    page = with_kept(room.page(found, sizes, asked, MOST_BYTES), found, lambda one: str(one.line.check_in.id) in typed)
    views = tuple(_view(one, scene) for one in page.entries)
    return PageOf(views, page.number, page.pages, page.count)


def _waiting(session: Session, desk: PageHome, visitor: Visitor, scene: JudgeContext) -> list[_Reply]:
    found = []
    for agency in agencies_with_replies(session, visitor.province):
        lines = lines_of_agency(session, agency, scene.on, province=visitor.province)
        drafted = {one.check_in.id: one for one in lines if one.draft is not None and one.check_in.state in CHASED}
        for key in came_by_mail(session, drafted, agency):
            line = drafted[key]
            if line.draft is not None:
                found.append(_Reply(agency, line, line.draft, form_for(line.check_in, desk.shelf)))
    return sorted(found, key=lambda one: (one.draft.saved_at, one.line.check_in.id))


def _view(one: _Reply, scene: JudgeContext) -> ReplyView:
    check_in, values, sent = one.line.check_in, one.values, scene.sent.of(REPLIES)
    number = check_in.id
    files = [file for file in one.line.evidence if not file.version]
    return ReplyView(
        id=number,
        revision=one.draft.revision,
        agency=scene.name_of(check_in.plan, check_in.holder),
        ref=check_in.ref,
        title=scene.title_of(check_in),
        when=f"{describe_period(check_in.occurrence)} · nhận lúc {moment_words(one.draft.saved_at)}",
        by=one.draft.saved_by,
        result=_result_words(values.result),
        said=tuple(Saying(spec.label, said) for spec in fields_of(one.form) if (said := values[spec.name].strip())),
        files=tuple(f"{file.name} ({size_words(file.size)})" for file in files),
        missing=_why_not(one),
        is_chosen=bool(sent.typed(f"reply-{number}")),
        errors=sent.errors_at(f"reply-{number}"),
    )


def _result_words(result: str) -> str:
    return RESULT_NAMES[Result(result)] if result in list(Result) else "chưa có kết quả"


def _why_not(one: _Reply) -> str:
    try:
        one.answer()
    except RefusedError as refused:
        return str(refused)
    return ""


def record_replies(
    desk: PageHome, visitor: Visitor, scene: JudgeContext, fields: Mapping[str, str]
) -> tuple[FormError, ...]:
    """Record the answers that were chosen, in one act, and return nothing; or record none and return what is wrong.

    The answer is its writer's, written down by the person at the office. What was changed since it was shown is refused.
    """
    by, number = visitor.person(fields.get("name", ""), fields.get("post", "")), 0
    chosen = {int(found[1]): said for name, said in fields.items() if said and (found := _FIELD.fullmatch(name))}
    try:
        with desk.database.write() as session:
            there = {one.line.check_in.id: one for one in _waiting(session, desk, visitor, scene)}
            errors = _errors(chosen, there, scene)
            try:
                guard_person(by)
            except RefusedError as refused:
                errors.append(FormError(f"name-{REPLIES}", str(refused)))
            if errors:
                return tuple(errors)
            for number in sorted(chosen):
                one = there[number]
                who = Person(one.draft.saved_by, "", BY_MAIL, link=by.link, recorder=by.name)
                answers = {number: one.answer()}
                record_answers(session, answers, one.agency, scene.now, scene.now, by=who, province=visitor.province)
    except RefusedError as refused:
        return (FormError(f"reply-{number}", str(refused)),)
    return ()


def _errors(chosen: Mapping[int, str], there: Mapping[int, _Reply], scene: JudgeContext) -> list[FormError]:
    errors = []
    for number, revision in sorted(chosen.items()):
        one = there.get(number)
        if one is None:
            errors.append(FormError(REPLIES, "Một báo cáo đã chọn không còn chờ ở đây; hãy xem lại rồi gửi lại."))
        elif revision != str(one.draft.revision):
            name = f"Nhiệm vụ {told_ref(one.line.check_in.ref)}, {scene.name_of(one.line.check_in.plan, one.agency)}"
            errors.append(FormError(f"reply-{number}", f"{name}: nội dung vừa được sửa; hãy xem lại rồi chọn lại."))
    if not chosen:
        errors.append(FormError(REPLIES, "Chưa chọn báo cáo nào; hãy chọn ít nhất một báo cáo để ghi."))
    return errors
