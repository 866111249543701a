"""The answer page as values: whose it is, what it owes by urgency, what was sent or saved, and what went wrong."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.answers.drafts import SavedDraft
from models.answers.record import OwedLine
from models.audit.acts import Person
from models.clock import day_of
from models.tables.core import Answer
from plan.refs import told_ref
from plan.tasks import Document
from web.answer.line_page import SentAct
from web.answer.line_view import AnswerContext, LineView, SentState, form_for, line_view
from web.answer.sent_lines import Submission, can_say_again, has_draft
from web.door.form_fields import FormError
from web.door.plan_shelf import PlanShelf
from web.words.urgency import URGENCIES
from web.words.words import RESULT_NAMES, moment_words, person_words

__all__ = ["RESULT_NAMES", "AnswerPage", "Shown", "answer_page", "describe_document", "error_places"]


@dataclass(frozen=True)
class Shown:
    """What a page is shown with beside what is stored: a form that was refused, and which line is to be open.

    `theirs` are what others wrote since, by check-in. `title` heads what is wrong, `said` are sentences below it.
    `dropped` are the files that are ticked to be left out and still wait. `receiving` is the form of the first question
    where that was refused.
    """

    sent: Submission | None = None
    theirs: Mapping[int, SavedDraft | Answer] = field(default_factory=dict)
    open_line: int = 0
    title: str = ""
    said: tuple[str, ...] = ()
    dropped: Collection[int] = ()
    receiving: SentAct = field(default_factory=SentAct)


@dataclass(frozen=True)
class AnswerPage:
    """Everything on an agency's page. `last_used` tells who answered last behind the agency's links."""

    agency: str
    plans: tuple[str, ...]
    groups: tuple[tuple[str, str, tuple[LineView, ...]], ...]
    answered: tuple[LineView, ...]
    recorded: str
    saved: str
    last_used: str
    sames: int
    respondent: Person | None
    errors: tuple[FormError, ...]
    conflicts: tuple[FormError, ...]
    title: str
    said: tuple[str, ...]
    stranded: tuple[str, ...]

    @property
    def owed(self) -> int:
        """How many lines still wait for an answer."""
        return sum(len(lines) for _, _, lines in self.groups)


def answer_page(
    agency: str, lines: Sequence[OwedLine], plans: tuple[str, ...], scene: AnswerContext, shown: Shown
) -> AnswerPage:
    """Return the page of an agency with its lines; given a submission that was refused, with all that was typed.

    `plans` are the codes of the plans that the home follows. Who fills it in is named beforehand in no page but to a browser
    that was told to remember him: a program that presses buttons must not act under a person's name.
    """
    codes = tuple(dict.fromkeys([*(line.check_in.plan for line in lines), *plans]))
    sent = shown.sent
    views = [line_view(line, scene, _state(line, shown), line.check_in.id == shown.open_line) for line in lines]
    both = list(zip(views, lines, strict=True))
    owed = [view for view, line in both if not line.answered]
    groups = [
        (urgency, name.capitalize(), tuple(view for view in owed if view.urgency == urgency))
        for urgency, name in URGENCIES.items()
    ]
    documents = [scene.shelf.plan(code) for code in dict.fromkeys(line.check_in.plan for line in lines)]
    return AnswerPage(
        agency=scene.shelf.name_of(agency, scene.province, codes),
        plans=tuple(describe_document(loaded.plan.document) for loaded in documents if loaded),
        groups=tuple(group for group in groups if group[2]),
        answered=tuple(view for view, line in both if line.answered),
        recorded=_recorded_words(lines, day_of(scene.now)),
        saved=_saved_words(lines, scene.shelf),
        last_used=_last_used_words(lines),
        sames=sum(can_say_again(line) and not _has_draft(line, scene.shelf) for line in lines),
        respondent=sent.respondent if sent else None,
        errors=sent.errors if sent else (),
        conflicts=tuple(_conflict(line) for line in lines if line.check_in.id in shown.theirs),
        title=shown.title,
        said=shown.said,
        stranded=sent.stranded if sent else (),
    )


def _state(line: OwedLine, shown: Shown) -> SentState:
    check_in_id, sent = line.check_in.id, shown.sent
    if sent is None:
        return SentState()
    places = (f"line-{check_in_id}", f"file-{check_in_id}")
    errors = tuple(error.sentence for error in sent.errors if error.place in places)
    return SentState(sent.typed.get(check_in_id), errors, shown.theirs.get(check_in_id))


def _conflict(line: OwedLine) -> FormError:
    sentence = f"Nhiệm vụ {told_ref(line.check_in.ref)}: đã có người khác lưu hoặc gửi nội dung khác; hãy xem cả hai bản rồi quyết định."
    return FormError(f"line-{line.check_in.id}", sentence)


def describe_document(document: Document) -> str:
    """Return a document as a first mention has it: kind, number, date, issuer and subject, as far as they are known."""
    number = f" số {document.number}" if document.number else ""
    when = f" {'ngày' if document.date.count('/') == 2 else 'tháng'} {document.date}" if document.date else ""
    subject = document.subject[:1].lower() + document.subject[1:]
    return f"{document.kind}{number}{when} của {document.issuer} {subject}"


def _recorded_words(lines: Sequence[OwedLine], on: date) -> str:
    """Return what the page confirms: how many lines were answered on `on`, read from what is stored."""
    today = [line.last for line in lines if line.answered and line.last and day_of(line.last.learnt_at) == on]
    if not today:
        return ""
    newest = max(today, key=lambda answer: answer.learnt_at)
    by = person_words(newest.answered_by, newest.post)
    return f"Đã ghi nhận {len(today)} báo cáo trong ngày hôm nay, gần nhất lúc {moment_words(newest.learnt_at)}, {by}."


def _has_draft(line: OwedLine, shelf: PlanShelf) -> bool:
    return has_draft(line, form_for(line.check_in, shelf))


def _saved_words(lines: Sequence[OwedLine], shelf: PlanShelf) -> str:
    """Return how many lines and files are kept and not sent, read from what is stored."""
    drafts = [line.draft for line in lines if line.draft and _has_draft(line, shelf)]
    waiting = sum(not file.version for line in lines for file in line.evidence)
    files = f" {waiting} tệp minh chứng đang chờ gửi cùng báo cáo." if waiting else ""
    if not drafts:
        return files.strip()
    newest = max(drafts, key=lambda draft: draft.saved_at)
    by = f", {newest.saved_by}" if newest.saved_by else ""
    return f"Đã lưu nháp {len(drafts)} báo cáo, gần nhất lúc {moment_words(newest.saved_at)}{by}; chưa gửi.{files}"


def _last_used_words(lines: Sequence[OwedLine]) -> str:
    """Return who answered last, so that a link that was passed on shows who uses it."""
    answers = [line.last for line in lines if line.last]
    if not answers:
        return ""
    newest = max(answers, key=lambda answer: answer.learnt_at)
    return ", ".join(filter(None, (newest.answered_by, newest.post, moment_words(newest.learnt_at))))


def error_places(errors: Sequence[FormError]) -> Mapping[str, str]:
    """Return the sentence for each place of the page that an error is about."""
    return {error.place: error.sentence for error in errors}
