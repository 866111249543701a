"""One line of the answer page as values: what is asked, what became of it, and the fields with what stands in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from models.answers.drafts import SavedDraft
from models.answers.record import OwedLine
from models.answers.roll_ups import Gathered
from models.check_ins.clause import clause_of
from models.clock import day_of
from models.decisions.lapsing import extension_lapsed, objection_lapsed
from models.decisions.referrals import may_refer
from models.tables.answers import Evidence
from models.tables.core import Answer, CheckIn, Result, State
from plan.across.sources import sources_of
from plan.answer_form import PLAIN, AnswerForm, form_of
from plan.calendar import WorkCalendar
from plan.library import LoadedPlan
from plan.periods import describe_period
from plan.refs import told_point
from plan.tasks import Task
from plan.texts.written import format_day
from web.answer.line_news import NoteView, explanation_note, extension_note, objection_note, return_note
from web.answer.sent_lines import FieldSpec, LineValues, SentLine, can_say_again, fields_of, has_draft, shown_values
from web.door.plan_shelf import PlanShelf
from web.words.matters import Matters, deadline_of, due_words, urgency_at
from web.words.words import RESULT_NAMES, claim_words, moment_words, number_words, person_words, size_words

CONFIRMING_NAMES = {Result.DONE: "thống nhất với biên bản", Result.BLOCKED: "chưa thống nhất"}
"""The choices of who confirms the minutes of a briefing."""
SHOWN_GATHERED = 6
"""How many other agencies' words stand on the page of all lines; the line's own page has them all."""
MOST_MISSING = 30
"""How many agencies that have not answered are named there."""
SHORTEST_CUT = 400
"""From how many characters on another agency's words are cut on the page of all lines; the line's own page has them whole."""


@dataclass(frozen=True)
class FieldView:
    """One field as it is shown: what is asked, its name on the page, and what stands in it."""

    spec: FieldSpec
    name: str
    value: str


@dataclass(frozen=True)
class FileView:
    """A file of evidence. One that waits for its answer can be withdrawn."""

    id: int
    name: str
    size: str
    waits: bool
    added: str


@dataclass(frozen=True)
class WordsView:
    """What somebody else wrote: under which heading, who and when, and the words with their labels."""

    heading: str
    by: str
    said: tuple[tuple[str, str], ...]
    files: tuple[FileView, ...] = ()


@dataclass(frozen=True)
class GatheredView:
    """What the agencies below have answered, and who has not."""

    heading: str
    answered: tuple[WordsView, ...]
    missing: tuple[str, ...]
    more: int = 0
    """How many more of those that have answered are not among `answered`, for want of room."""


@dataclass(frozen=True)
class LineView:
    """One line of the page. `facts` are pairs of a name and what the plan or the check-in says of it.

    `gathers` tells that what is gathered may be copied into the line's boxes, `refers` that what is beyond the agency
    may be put to a higher authority.
    `same` is what the period before said, '' where it cannot be said again. `theirs` is what somebody else wrote
    meanwhile, None where nobody did.
    """

    id: int
    ref: str
    title: str
    when: str
    due: str
    urgency: str
    notes: tuple[str, ...]
    news: tuple[NoteView, ...]
    facts: tuple[tuple[str, str], ...]
    last: str
    draft: str
    same: str
    is_same: bool
    choices: tuple[tuple[str, str], ...]
    result: str
    fields: tuple[FieldView, ...]
    shown: str
    base: int
    version: int
    files: tuple[FileView, ...]
    gathered: GatheredView | None
    gathers: bool
    refers: bool
    theirs: WordsView | None
    errors: tuple[str, ...]
    is_open: bool
    is_folded: bool = False
    """Whether it stands on the page without its form, which a press of its own brings."""


@dataclass(frozen=True)
class AnswerContext:
    """What a page stands in: the moment, the plans, the ad hoc matters, and what the agencies below have answered.

    `province` is that of the page's agency. `several` tells that lines of more than one plan are on the page.
    """

    now: datetime
    province: str
    shelf: PlanShelf
    matters: Matters
    gathered: Mapping[int, Sequence[Gathered]] = field(default_factory=dict)
    several: bool = False
    whole: bool = False
    """Whether other agencies' words are shown whole."""
    most: int | None = None
    """Of how many other agencies the words are shown, None for all."""
    followed: tuple[str, ...] = ()
    """The plans that the home follows: a task of one may answer a clause of another."""

    def name_of(self, plan: str, agency: str) -> str:
        """Return an agency's name as a plan's register has it, else its code."""
        loaded = self.shelf.plan(plan)
        return loaded.register.name_of(agency) if loaded else agency

    def task_of(self, check_in: CheckIn) -> Task | None:
        """Return the clause in the version that asked."""
        loaded = self.shelf.plan(check_in.plan)
        return clause_of(loaded.plan, check_in) if loaded else None


def form_for(check_in: CheckIn, shelf: PlanShelf) -> AnswerForm:
    """Return the form of a check-in's answer, the plain one where its plan was never read well."""
    loaded = shelf.plan(check_in.plan)
    if loaded is None:
        return PLAIN
    return form_of(loaded.plan, clause_of(loaded.plan, check_in), check_in.role, check_in.opens_on)


def result_choices(form: AnswerForm) -> tuple[tuple[str, str], ...]:
    """Return the results that a form offers, each with its name."""
    names = CONFIRMING_NAMES if form.kind == "confirming" else RESULT_NAMES
    return tuple((result.value, name) for result, name in names.items())


@dataclass(frozen=True)
class SentState:
    """What became of a line that was sent and not recorded: as it was typed, what is wrong, what others wrote since."""

    line: SentLine | None = None
    errors: tuple[str, ...] = ()
    theirs: SavedDraft | Answer | None = None


def line_view(line: OwedLine, scene: AnswerContext, sent: SentState, is_open: bool) -> LineView:
    """Return one line of the page; what was sent and not recorded stands in its fields as it was typed.

    The hidden marks of such a line stay as they were sent, so that what others write meanwhile is still noticed; once
    it was shown, they are the newest, and sending again is a decision.
    """
    check_in, check_in_id = line.check_in, line.check_in.id
    loaded, form = scene.shelf.plan(check_in.plan), form_for(check_in, scene.shelf)
    calendar = loaded.calendar if loaded else WorkCalendar()
    stored = shown_values(line, form)
    typed, fresh = sent.line, sent.line is None or sent.theirs is not None
    values = typed.values if typed else stored
    task = scene.task_of(check_in)
    return LineView(
        id=check_in_id,
        ref=check_in.ref,
        title=scene.matters.title_of(check_in, task),
        when=f"{describe_period(check_in.occurrence)}, {deadline_of(check_in, loaded)}",
        due="đã báo cáo" if line.answered else due_words(check_in, scene.now, calendar),
        urgency="answered" if line.answered else urgency_at(check_in, scene.now, calendar),
        notes=tuple(_notes(line, form, loaded if scene.several else None)),
        news=tuple(news_of(line, scene)),
        facts=tuple(facts_of(check_in, line.before, scene)),
        last=_last_words(line),
        draft="" if sent.theirs else _draft_words(line, form),
        same=_same_words(line),
        is_same=values.unchanged,
        choices=result_choices(form),
        result=values.result,
        fields=tuple(FieldView(spec, f"{spec.name}-{check_in_id}", values[spec.name]) for spec in fields_of(form)),
        shown=stored.mark if fresh or typed is None else typed.shown,
        base=(line.draft.revision if line.draft else 0) if fresh or typed is None else typed.base or 0,
        version=line.version if fresh or typed is None or typed.version is None else typed.version,
        files=tuple(file_view(one) for one in line.evidence),
        gathered=gathered_view(scene.gathered.get(check_in_id, ()), form, scene),
        gathers=form.kind == "roll-up",
        refers=loaded is not None and may_refer(loaded, check_in.ref, check_in.holder, day_of(scene.now)),
        theirs=_theirs(line, sent.theirs, form),
        errors=sent.errors,
        is_open=is_open or bool(sent.errors) or sent.theirs is not None or (typed is not None and not values.unchanged),
    )


def _notes(line: OwedLine, form: AnswerForm, named_plan: LoadedPlan | None) -> list[str]:
    """Return what is seen of a line without opening it, what waits for a decision and what was decided included."""
    notes, check_in = [], line.check_in
    if line.answered and line.last is not None:
        notes.append(claim_words(line.last))
    if check_in.state == State.RETURNED:
        notes.append("trả lại để bổ sung, hoàn thiện")
    notes += [note.heading[0].lower() + note.heading[1:] for note in asked_of(line)]
    if check_in.basis == "baseline":
        notes.append("báo cáo ban đầu")
    if named_plan is not None:
        notes.append(named_plan.plan.document.short)
    if not line.answered:
        notes += promise_notes(line)
    if has_draft(line, form):
        notes.append("có bản nháp")
    return notes


def promise_notes(line: OwedLine) -> list[str]:
    """Return what the agency said of a line before answering: on which day it will, or only that it has it."""
    if line.promise is not None:
        return [f"hẹn gửi ngày {format_day(line.promise.promised_on)}"]
    return ["đã nhận"] if line.receipt is not None else []


def news_of(line: OwedLine, scene: AnswerContext) -> list[NoteView]:
    """Return what was decided or asked about a line, what matters most first."""
    check_in, news = line.check_in, []
    if check_in.state == State.RETURNED and line.verdict is not None:
        news.append(return_note(line.verdict, scene.name_of(check_in.plan, line.verdict.judge)))
    if line.explanations:
        news.append(explanation_note(line.explanations[-1]))
    return [*news, *asked_of(line)]


def asked_of(line: OwedLine) -> list[NoteView]:
    """Return where a later date that was asked for, and an objection that was raised, stand: waiting or decided."""
    asked = []
    if line.extensions:
        last = line.extensions[-1]
        asked.append(extension_note(last, extension_lapsed(last, line.check_in, line.changes)))
    if line.objection is not None:
        raised = line.objection
        asked.append(objection_note(raised, objection_lapsed(raised, line.check_in, line.changes)))
    return asked


def facts_of(check_in: CheckIn, before: Sequence[str], scene: AnswerContext) -> list[tuple[str, str]]:
    """Return what the plan, the check-in and an ad hoc matter say of a line, as pairs of a name and what is said.

    `before` are the agencies that had the duty before.
    """
    task, loaded = scene.task_of(check_in), scene.shelf.plan(check_in.plan)
    facts = [("Cách tính hạn", check_in.rule)]
    if before:
        facts.append(("Nhận bàn giao từ", ", ".join(scene.name_of(check_in.plan, agency) for agency in before)))
    if not check_in.calendar:
        facts.append(("Lưu ý", f"lịch nghỉ năm {check_in.due_on.year} chưa được văn bản nào xác nhận"))
    if check_in.scope:
        facts.append(("Phạm vi", loaded.plan.scopes.get(check_in.scope, check_in.scope) if loaded else check_in.scope))
    followed = [one for code in scene.followed if (one := scene.shelf.plan(code)) is not None]
    if also := sources_of(check_in.plan, check_in.ref, followed):
        facts.append(("Cũng theo", "; ".join(one.words for one in also)))
    if task is not None and loaded is not None:
        if task.product:
            facts.append(("Sản phẩm", task.product))
        if task.to:
            through = f", qua {loaded.register.name_of(task.through)}" if task.through else ""
            facts.append(("Nơi nhận", "; ".join(loaded.register.name_of(name) for name in task.to) + through))
    return [*facts, *scene.matters.facts_of(check_in, task, loaded)]


def _last_words(line: OwedLine) -> str:
    last = line.last
    if last is None:
        return ""
    said = claim_words(last)
    if last.check_in_id == line.check_in.id:
        by = person_words(last.answered_by, last.post)
        return f"Đã báo cáo lúc {moment_words(last.learnt_at)}: {said}. Người báo cáo: {by}."
    return f"Kỳ trước ({describe_period(line.last_occurrence)}): {said}. Nội dung kỳ trước được điền sẵn để sửa."


def _draft_words(line: OwedLine, form: AnswerForm) -> str:
    if line.draft is None or not has_draft(line, form):
        return ""
    by = f" do {line.draft.saved_by}" if line.draft.saved_by else ""
    return f"Bản nháp{by} lưu lúc {moment_words(line.draft.saved_at)}; chưa gửi."


def _same_words(line: OwedLine) -> str:
    return claim_words(line.last) if line.last is not None and can_say_again(line) else ""


def file_view(evidence: Evidence) -> FileView:
    """Return a file of evidence as it is shown."""
    added = f"đã gửi kèm báo cáo lần {evidence.version}" if evidence.version else "chờ gửi cùng báo cáo"
    return FileView(evidence.id, evidence.name, size_words(evidence.size), evidence.version == 0, added)


def gathered_view(gathered: Sequence[Gathered], form: AnswerForm, scene: AnswerContext) -> GatheredView | None:
    """Return what the agencies below have answered, or the host's minutes; None where nothing is to be gathered."""
    if not gathered:
        return None
    missing = [gathered_name(one, gathered, scene) for one in gathered if one.answer is None]
    given = [one for one in gathered if one.answer is not None]
    answered = [_gathered_words(one, gathered, scene) for one in given[: scene.most]]
    if form.kind == "confirming":
        heading = "Biên bản của cơ quan chủ trì"
    else:
        heading = f"Các đơn vị đã báo cáo {len(given)}/{len(gathered)}"
    if scene.most is not None and len(missing) > MOST_MISSING:
        missing[MOST_MISSING:] = [f"và {len(missing) - MOST_MISSING} đơn vị khác"]
    return GatheredView(heading, tuple(answered), tuple(missing), len(given) - len(answered))


def _gathered_words(one: Gathered, gathered: Sequence[Gathered], scene: AnswerContext) -> WordsView:
    if one.answer is None:
        raise ValueError(f"check-in {one.check_in.id} has no answer")
    said = answer_words(one.answer, one.parts)
    cut = said if scene.whole else tuple((label, _cut(text)) for label, text in said)
    by = f"{person_words(one.answer.answered_by, one.answer.post)}, {moment_words(one.answer.happened_at)}"
    files = tuple(file_view(file) for file in one.evidence if file.version)
    return WordsView(gathered_name(one, gathered, scene), by, cut, files)


def gathered_name(one: Gathered, gathered: Sequence[Gathered], scene: AnswerContext) -> str:
    """Return whose answer is gathered, with its clause where more than one is put together."""
    name = scene.name_of(one.check_in.plan, one.check_in.holder)
    several = len({other.check_in.ref for other in gathered}) > 1
    return f"{name} ({told_point(one.check_in.ref)})" if several else name


def _cut(text: str) -> str:
    if len(text) <= SHORTEST_CUT:
        return text
    return text[: SHORTEST_CUT - 100].rsplit(maxsplit=1)[0] + " …"


def answer_words(
    answer: Answer, parts: Mapping[str, str], figures: Sequence[tuple[str, str]] = ()
) -> tuple[tuple[str, str], ...]:
    """Return all that an answer says, each under its label; what is empty or said under a heading already is left out."""
    said = [
        ("Kết quả", claim_words(answer) + (", không thay đổi so với kỳ trước" if answer.unchanged else "")),
        ("Kết quả thực hiện", answer.text),
        *figures,
        *parts.items(),
    ]
    under_headings = set(parts.values())
    said += [
        (label, text)
        for label, text in (("Khó khăn, vướng mắc", answer.difficulties), ("Kiến nghị, đề xuất", answer.proposals))
        if text not in under_headings
    ]
    return tuple((label, text) for label, text in said if text.strip())


def _theirs(line: OwedLine, theirs: SavedDraft | Answer | None, form: AnswerForm) -> WordsView | None:
    if theirs is None:
        return None
    if isinstance(theirs, SavedDraft):
        values = LineValues(theirs.fields)
        names = dict(result_choices(form))
        said = [("Kết quả", names.get(values.result, ""))]
        if values.unchanged:
            said.append(("Lựa chọn", "không thay đổi so với kỳ trước"))
        said += [(spec.label, values[spec.name]) for spec in fields_of(form)]
        by = f"{theirs.saved_by or 'Người khác'} lưu nháp lúc {moment_words(theirs.saved_at)}"
        return WordsView("Bản lưu mới hơn", by, tuple((label, text) for label, text in said if text))
    figures = [(one.title, number_words(line.figures[one.ref])) for one in form.figures if one.ref in line.figures]
    by = f"{person_words(theirs.answered_by, theirs.post)} gửi lúc {moment_words(theirs.learnt_at)}"
    return WordsView("Báo cáo mới hơn", by, answer_words(theirs, line.parts, figures))
