"""The answer page as values: each line with the words that a person reads, from the database and the plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.answers import OwedLine
from models.clock import day_of, in_zone
from models.tables import Answer, CheckIn, Result, State
from plan.calendar import WorkCalendar
from plan.library import LoadedPlan
from plan.periods import describe_period
from plan.tasks import Document
from web.forms import FormError, LineValues, Submission, carried_values
from web.matters import Matters, deadline_of, due_words, urgency_at
from web.plan_shelf import PlanShelf
from web.urgency import URGENCIES

RESULT_NAMES = {
    Result.NOT_STARTED: "chưa thực hiện",
    Result.IN_PROGRESS: "đang thực hiện",
    Result.DONE: "hoàn thành",
    Result.BLOCKED: "vướng mắc",
}
"""The choices of a result, in the order of the form."""


@dataclass(frozen=True)
class LineView:
    """One line of the page. `facts` are pairs of a name and what the plan or the check-in says of it."""

    id: int
    ref: str
    title: str
    when: str
    due: str
    urgency: str
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    last: str
    values: LineValues
    mark: str
    errors: tuple[str, ...]
    is_open: bool


@dataclass(frozen=True)
class AnswerPage:
    """Everything on an agency's page: whose it is, what it owes by urgency, what it answered, and what went wrong."""

    agency: str
    plans: tuple[str, ...]
    groups: tuple[tuple[str, str, tuple[LineView, ...]], ...]
    answered: tuple[LineView, ...]
    recorded: str
    name: str
    post: str
    errors: tuple[FormError, ...]
    stranded: tuple[str, ...]

    @property
    def owed(self) -> int:
        """How many lines still wait for an answer."""
        return sum(len(lines) for _, _, lines in self.groups)


def answer_page(
    agency: str,
    province: str,
    lines: Sequence[OwedLine],
    shelf: PlanShelf,
    plans: tuple[str, ...],
    now: datetime,
    sent: Submission | None,
    matters: Matters,
) -> AnswerPage:
    """Return the page of an agency of a province at the moment `now`; given a submission that was refused, with all that was typed."""
    codes = tuple(dict.fromkeys([*(line.check_in.plan for line in lines), *plans]))
    several = len({line.check_in.plan for line in lines}) > 1
    seen = _Seen(now, several, sent, matters)
    views = [_line_view(line, shelf.plan(line.check_in.plan), seen) for line in lines]
    owed = [view for view, line in zip(views, lines, strict=True) if not line.answered]
    groups = [
        (urgency, name.capitalize(), tuple(view for view in owed if view.urgency == urgency))
        for urgency, name in URGENCIES.items()
    ]
    documents = [shelf.plan(code) for code in dict.fromkeys(line.check_in.plan for line in lines)]
    return AnswerPage(
        agency=shelf.name_of(agency, province, codes),
        plans=tuple(describe_document(loaded.plan.document) for loaded in documents if loaded),
        groups=tuple(group for group in groups if group[2]),
        answered=tuple(view for view, line in zip(views, lines, strict=True) if line.answered),
        recorded=_recorded_words(lines, day_of(now)),
        name=sent.respondent.name if sent else "",
        post=sent.respondent.post if sent else "",
        errors=sent.errors if sent else (),
        stranded=sent.stranded if sent else (),
    )


def describe_document(document: Document) -> str:
    """Return a document as a first mention has it: kind, number, date, issuer and subject, as far as they are known."""
    number = f" số {document.number}" if document.number else ""
    when = f" {'ngày' if document.date.count('/') == 2 else 'tháng'} {document.date}" if document.date else ""
    subject = document.subject[:1].lower() + document.subject[1:]
    return f"{document.kind}{number}{when} của {document.issuer} {subject}"


@dataclass(frozen=True)
class _Seen:
    """How a page is seen: when, whether lines of several plans are on it, what was sent, and the ad hoc matters."""

    now: datetime
    several: bool
    sent: Submission | None
    matters: Matters


def _line_view(line: OwedLine, loaded: LoadedPlan | None, seen: _Seen) -> LineView:
    check_in, check_in_id, now, sent = line.check_in, line.check_in.id or 0, seen.now, seen.sent
    calendar = loaded.calendar if loaded else WorkCalendar()
    carried = carried_values(line.last)
    typed = sent.typed.get(check_in_id) if sent else None
    task = loaded.plan.tasks.get(check_in.ref) if loaded else None
    return LineView(
        id=check_in_id,
        ref=check_in.ref,
        title=seen.matters.title_of(check_in, task),
        when=f"{describe_period(check_in.occurrence)}, {deadline_of(check_in)}",
        due="đã trả lời" if line.answered else due_words(check_in, now, calendar),
        urgency="answered" if line.answered else urgency_at(check_in, now, calendar),
        notes=tuple(_notes(line, loaded if seen.several else None)),
        facts=(*_facts(check_in, loaded), *seen.matters.facts_of(check_in, task, loaded)),
        last=_last_words(line),
        values=typed or carried,
        mark=carried.mark,
        errors=tuple(error.sentence for error in sent.errors if error.place == f"line-{check_in_id}") if sent else (),
        is_open=typed is not None,
    )


def _notes(line: OwedLine, named_plan: LoadedPlan | None) -> list[str]:
    notes, check_in = [], line.check_in
    if line.answered and line.last is not None:
        notes.append(_claim_words(line.last))
    if check_in.state == State.RETURNED:
        notes.append("bị trả lại, cần trả lời lại")
    if check_in.basis == "baseline":
        notes.append("báo cáo ban đầu")
    if named_plan is not None:
        document = named_plan.plan.document
        notes.append(f"{document.kind} {document.number or document.date}")
    return notes


def _facts(check_in: CheckIn, loaded: LoadedPlan | None) -> list[tuple[str, str]]:
    task = loaded.plan.tasks.get(check_in.ref) if loaded else None
    facts = [("Cách tính hạn", check_in.rule)]
    if not check_in.calendar:
        facts.append(("Lưu ý", f"lịch nghỉ năm {check_in.due_on.year} chưa được văn bản nào xác nhận"))
    if check_in.scope:
        facts.append(("Phạm vi", loaded.plan.scopes.get(check_in.scope, check_in.scope) if loaded else check_in.scope))
    if task is None or loaded is None:
        return facts
    if task.product:
        facts.append(("Sản phẩm", task.product))
    if task.outline:
        facts.append(("Nội dung cần có", "; ".join(task.outline)))
    if task.to:
        through = f", qua {loaded.register.name_of(task.through)}" if task.through else ""
        facts.append(("Nơi nhận", loaded.register.name_of(task.to) + through))
    return facts


def _last_words(line: OwedLine) -> str:
    if line.last is None:
        return ""
    said = _claim_words(line.last)
    if line.last.check_in_id == line.check_in.id:
        return f"Đã trả lời {_moment_words(line.last)}: {said}. Người trả lời: {_person_words(line.last)}."
    return f"Kỳ trước ({describe_period(line.last_occurrence)}): {said}. Nội dung kỳ trước được điền sẵn để sửa."


def _claim_words(answer: Answer) -> str:
    return RESULT_NAMES[answer.result] + (f", {answer.percent}%" if answer.percent is not None else "")


def _recorded_words(lines: Sequence[OwedLine], on: date) -> str:
    """Return what the page confirms: how many lines were answered on `on`, read from what is stored."""
    today = [line.last for line in lines if line.answered and line.last and day_of(line.last.learnt_at) == on]
    if not today:
        return ""
    newest = max(today, key=lambda answer: answer.learnt_at)
    return (
        f"Đã ghi nhận {len(today)} mục trong ngày hôm nay, gần nhất {_moment_words(newest)}, {_person_words(newest)}."
    )


def _moment_words(answer: Answer) -> str:
    return f"lúc {in_zone(answer.learnt_at):%H:%M ngày %d/%m/%Y}"


def _person_words(answer: Answer) -> str:
    return f"{answer.answered_by} ({answer.post})" if answer.post else answer.answered_by


def error_places(errors: Sequence[FormError]) -> Mapping[str, str]:
    """Return the sentence for each place of the page that an error is about."""
    return {error.place: error.sentence for error in errors}
