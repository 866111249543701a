"""The answer page as values: whose it is, what it owes by urgency, what was sent or saved, and what went wrong."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from models.answers.drafts import SavedDraft
from models.answers.record import OwedLine
from models.audit.acts import Person
from models.tables.core import Answer
from plan.answer_form import AnswerForm
from plan.refs import told_ref
from plan.tasks import Document
from web.answer.line_page import SentAct
from web.answer.line_view import AnswerContext, LineView, SentState, form_for, line_view
from web.answer.listed.lines_shown import LinesShown
from web.answer.sent_lines import Submission, can_say_again, has_draft, shown_values
from web.door.form_fields import FormError
from web.door.plan_shelf import PlanShelf
from web.words.urgency import URGENCIES
from web.words.words import RESULT_NAMES, moment_words, person_words

__all__ = ["RESULT_NAMES", "AnswerPage", "Shown", "answer_page", "describe_document", "error_places"]

MOST_FORMS = 44_500
"""About how many bytes the lines of a page may take with their forms; what is beyond that opens by a press of its own."""
FORM_BYTES, BOX_BYTES, FILE_BYTES = 1_280, 135, 350
"""About how many bytes a line takes beside its words: itself, each box of its form, each file that is there already."""
FOLDED_BYTES = 430
"""About how many bytes a line without its form takes beside its words."""
NAMED_DRAFTS = 12
"""How many of the drafts that are sent with a page are named."""


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
    page: str = ""
    on_form: Collection[int] = ()
    """The number of the page that is asked for; the lines of a form that is shown again, which then are all on the page."""
    alone: bool = False
    """Whether the form said that what is saved on other pages is not to be sent with it."""


@dataclass(frozen=True)
class Elsewhere:
    """What is saved on other pages and chosen to be sent: `refs` as they are named, `rest` how many more there are.

    `field` tells the form which drafts these are, and in which revision they stood when the page was shown.
    """

    refs: tuple[str, ...]
    rest: int
    field: str

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.refs) + self.rest


@dataclass(frozen=True)
class AnswerPage:
    """Everything on a page of an agency's lines. `last_used` tells who answered last behind the agency's links.

    `counts` tell of all pages how many lines are how near their dates, the others are of the lines of this page:
    `groups` of what is owed with the number of all, `answered` of what waits to be judged, `all_answered` in number.
    """

    agency: str
    plans: tuple[str, ...]
    number: int
    pages: int
    first: int
    count: int
    owed: int
    counts: tuple[tuple[str, str, int], ...]
    groups: tuple[tuple[str, int, tuple[LineView, ...]], ...]
    answered: tuple[LineView, ...]
    all_answered: int
    elsewhere: Elsewhere | None
    alone: bool
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
    def last_place(self) -> int:
        """The place of the page's last line among all, from 1."""
        return self.first - 1 + len(self.answered) + sum(len(lines) for _, _, lines in self.groups)


def answer_page(
    agency: str, there: LinesShown, plans: tuple[str, ...], scene: AnswerContext, shown: Shown
) -> AnswerPage:
    """Return the page of an agency with its lines; given a submission that was refused, with all that was typed.

    `plans` are the codes of the plans that the home follows. Who fills it in is named beforehand in no page but to a browser
    that was told to remember him: a program that presses buttons must not act under a person's name.
    """
    codes = tuple(dict.fromkeys([*there.plans, *plans]))
    sent, lines = shown.sent, there.lines
    views = list(_bounded([line_view(line, scene, _state(line, shown), _is_open(line, shown)) for line in lines]))
    both = list(zip(views, lines, strict=True))
    owed = [view for view, line in both if not line.answered]
    counts = [(urgency, name, there.urgencies[urgency]) for urgency, name in URGENCIES.items()]
    groups = [
        (name.capitalize(), count, tuple(view for view in owed if view.urgency == urgency))
        for urgency, name, count in counts
    ]
    documents = [scene.shelf.plan(code) for code in there.plans]
    return AnswerPage(
        agency=scene.shelf.name_of(agency, scene.province, codes),
        plans=tuple(describe_document(loaded.plan.document) for loaded in documents if loaded),
        number=there.number,
        pages=there.pages,
        first=there.first,
        count=there.count,
        owed=len(there.owed),
        counts=tuple(one for one in counts if one[2]),
        groups=tuple(group for group in groups if group[2]),
        answered=tuple(view for view, line in both if line.answered),
        all_answered=there.answered,
        elsewhere=_elsewhere(there, scene.shelf, {line.check_in.id for view, line in both if not view.is_folded}),
        alone=shown.alone,
        recorded=_recorded_words(there),
        saved=_saved_words(there, scene.shelf),
        last_used=_last_used_words(there.last),
        sames=sum(
            can_say_again(line) and not _has_draft(line, scene.shelf) for view, line in both if not view.is_folded
        ),
        respondent=sent.respondent if sent else None,
        errors=sent.errors if sent else (),
        conflicts=tuple(_conflict(line) for line in lines if line.check_in.id in shown.theirs),
        title=shown.title,
        said=shown.said,
        stranded=sent.stranded if sent else (),
    )


def _is_open(line: OwedLine, shown: Shown) -> bool:
    return line.check_in.id == shown.open_line


def _bounded(views: Sequence[LineView]) -> Iterator[LineView]:
    """Yield the lines of a page, those beyond what it can hold without their forms: what is open or was typed has one."""
    room = MOST_FORMS - sum(_size_of(view) if view.is_open else _folded_size(view) for view in views)
    for view in views:
        more = 0 if view.is_open else _size_of(view) - _folded_size(view)
        fits = more <= room
        room -= more if fits else 0
        yield view if fits or view.is_open else replace(view, is_folded=True)


def _folded_size(view: LineView) -> int:
    """Return about how many bytes a line takes on the page without its form."""
    return FOLDED_BYTES + len("".join((view.title, view.when, *view.notes)).encode())


def _size_of(view: LineView) -> int:
    """Return about how many bytes a line takes on the page with its form."""
    said = [view.title, view.when, *view.notes, view.last, view.draft, view.same]
    said += [part for fact in view.facts for part in fact]
    said += [part for one in view.fields for part in (one.value, one.spec.label, one.spec.hint)]
    said += [text for note in view.news for text in (note.heading, *note.said)]
    if view.gathered:
        said += [text for one in view.gathered.answered for words in one.said for text in (one.by, *words)]
        said += view.gathered.missing
    return FORM_BYTES + BOX_BYTES * len(view.fields) + FILE_BYTES * len(view.files) + len("".join(said).encode())


def _elsewhere(there: LinesShown, shelf: PlanShelf, here: Collection[int]) -> Elsewhere | None:
    """Return what is saved and chosen for lines of which the page has no form (`here` has one); None where there is nothing."""
    chosen = [
        line
        for line in there.drafted
        if line.check_in.id not in here and line.draft and _is_chosen(line, form_for(line.check_in, shelf))
    ]
    if not chosen:
        return None
    refs = tuple(told_ref(line.check_in.ref) for line in chosen)
    stood = " ".join(f"{line.check_in.id}.{line.draft.revision}" for line in chosen if line.draft)
    return Elsewhere(refs[:NAMED_DRAFTS], len(refs[NAMED_DRAFTS:]), stood)


def _is_chosen(line: OwedLine, form: AnswerForm) -> bool:
    return has_draft(line, form) and shown_values(line, form).is_chosen


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


def _recorded_words(there: LinesShown) -> str:
    """Return what the page confirms: how many lines were answered on this day, read from what is stored."""
    count, newest = there.today
    if newest is None:
        return ""
    by = person_words(newest.answered_by, newest.post)
    return f"Đã ghi nhận {count} báo cáo trong ngày hôm nay, gần nhất lúc {moment_words(newest.learnt_at)}, {by}."


def _has_draft(line: OwedLine, shelf: PlanShelf) -> bool:
    return has_draft(line, form_for(line.check_in, shelf))


def _saved_words(there: LinesShown, shelf: PlanShelf) -> str:
    """Return how many lines and files are kept and not sent, read from what is stored."""
    drafts = [line.draft for line in there.drafted if line.draft and _has_draft(line, shelf)]
    waiting = there.files_waiting
    files = f" {waiting} tệp minh chứng đang chờ gửi cùng báo cáo." if waiting else ""
    if not drafts:
        return files.strip()
    newest = max(drafts, key=lambda draft: draft.saved_at)
    by = f", {newest.saved_by}" if newest.saved_by else ""
    return f"Đã lưu nháp {len(drafts)} báo cáo, gần nhất lúc {moment_words(newest.saved_at)}{by}; chưa gửi.{files}"


def _last_used_words(newest: Answer | None) -> str:
    """Return who answered last, so that a link that was passed on shows who uses it."""
    if newest is None:
        return ""
    return ", ".join(filter(None, (newest.answered_by, newest.post, moment_words(newest.learnt_at))))


def error_places(errors: Sequence[FormError]) -> Mapping[str, str]:
    """Return the sentence for each place of the page that an error is about."""
    return {error.place: error.sentence for error in errors}
