"""What agencies tell by telephone, as the office records it: that a matter is there, when it will be reported, the answer.

One function of each stands behind the command line and the form.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from flows.acts.find_check_in import Meant, find_agency, find_line, own_province
from flows.acts.home_plans import known_plans
from flows.acts.open_home import OpenHome
from models.answers.content import AnswerDraft, guard_form
from models.answers.evidence import add_evidence, keep_file
from models.answers.owed_lines import OwedLine, lines_of_agency, unchanged_draft
from models.answers.record import RecordedLate, record_answers
from models.audit.acts import Person
from models.check_ins.clause import clause_of
from models.check_ins.moves import CHASED
from models.clock import day_of
from models.decisions.requests import asked_once
from models.promises.promises import INCIDENT, promise
from models.promises.receipts import Handler, receive
from models.promises.reception import Received, Reception, receptions
from models.refusal import RefusedError
from models.tables.core import CheckIn, Result, State
from models.text import clean_typed, name_key
from notifications.links import ANSWER
from plan.answer_form import PLAIN, AnswerForm, form_of, parse_figure
from plan.language.reading import nearest
from plan.library import LoadedPlan
from plan.refs import told_ref
from plan.tasks import Task

_WANTED = ("phải gửi", "muốn báo cáo lại thì ghi rõ kỳ")
"""What a check-in is that an answer is recorded for, and the way to another."""


@dataclass(frozen=True)
class Spoken:
    """What an agency says of one check-in, as a person told it.

    `parts` are headings of the clause's form with their texts, `figures` targets by ref with their numbers as typed.
    `result` is None when nothing changed since the period before (`unchanged`). `files` are evidence.
    """

    result: Result | None
    percent: int | None = None
    text: str = ""
    difficulties: str = ""
    proposals: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    unchanged: bool = False
    files: tuple[Path, ...] = ()


@dataclass(frozen=True)
class ToldEarlier:
    """When an answer was given that is recorded on a later day: a moment (aware), and the particulars of the record."""

    at: datetime
    late: RecordedLate


@dataclass(frozen=True)
class Recorded:
    """What came of an answer: the check-in, the agency's name, and whether a new version was added."""

    check_in: CheckIn
    agency: str
    result: Result
    percent: int | None
    is_new: bool


@dataclass(frozen=True)
class Owing:
    """What an agency owes: its name, and each line with its title and the form of its answer."""

    agency: str
    lines: tuple[tuple[OwedLine, str, AnswerForm], ...]


def lines_to_answer(office: OpenHome, agency: str, now: datetime) -> Owing:
    """Return what an agency, named as the home knows it, owes or answered and nobody judged."""
    plans = known_plans(office)
    register, code = find_agency(plans, agency)
    with office.database.read() as session:
        lines = lines_of_agency(session, code, day_of(now), province=register.code)
        requests = {one.ref: one.subject for plan in plans for one in asked_once(session, plan)}
    told = []
    for line in lines:
        check_in = line.check_in
        task = _task(plans, check_in)
        title = task.title if task else requests.get(check_in.ref, "")
        told.append((line, title, form_of_check_in(plans, check_in)))
    return Owing(register.name_of(code), tuple(told))


def record_spoken(
    office: OpenHome, meant: Meant, spoken: Spoken, now: datetime, earlier: ToldEarlier | None = None, *, by: Person
) -> Recorded:
    """Record what an agency said of one check-in, with its evidence, and return what came of it.

    `by` is who answers for the agency; `earlier` is needed for what was said on an earlier day than that of `now`. The
    check-in is one that is owed, or with its period named one that was answered and nobody judged. What the agency is
    writing on its page itself stays there; the evidence that waits there goes out with this answer. Raise
    RefusedError, before anything is written, for what names no line of the agency or cannot be recorded.
    """
    plans = known_plans(office)
    register, agency = find_agency(plans, meant.agency)
    states = (*CHASED, State.ANSWERED) if meant.period.strip() else CHASED
    with ExitStack() as opened, office.database.write() as session:
        line = find_line(session, plans, meant, day_of(now), lambda one: one.check_in.state in states, *_WANTED)
        check_in, form = line.check_in, form_of_check_in(plans, line.check_in)
        draft = answer_of(spoken, line, form)
        for path in spoken.files:
            content = opened.enter_context(_open(path))
            file = keep_file(office.home.evidence, content, path.name)
            add_evidence(session, check_in.id, agency, file, now, by=by, province=register.code)
        recorded = record_answers(
            session,
            {check_in.id: draft},
            agency,
            earlier.at if earlier else now,
            now,
            by=by,
            province=register.code,
            late=earlier.late if earlier else None,
        )
    return Recorded(check_in, register.name_of(agency), draft.result, draft.percent, bool(recorded))


@dataclass(frozen=True)
class Word:
    """What an agency says before it answers: who deals with the matter, and on which day it will report; None for no day."""

    handler: Handler
    day: date | None = None


def record_word(office: OpenHome, meant: Meant, word: Word, now: datetime, *, by: Person) -> tuple[str, list[CheckIn]]:
    """Record that an agency has what is meant, or will report on a day; return its name and the check-ins concerned.

    Without a ref all that the agency owes is meant; of it what runs in hours has no day. `by` is who says so for the agency.
    Raise RefusedError, before anything is written, for what names no line that is owed, or a day that cannot be promised.
    """
    plans, on = known_plans(office), day_of(now)
    register, agency = find_agency(plans, meant.agency)
    with office.database.write() as session:
        if meant.ref:
            wanted = ("phải gửi",)
            lines = [find_line(session, plans, meant, on, lambda one: one.check_in.state in CHASED, *wanted)]
        else:
            lines = [one for one in lines_of_agency(session, agency, on, province=register.code) if not one.answered]
            if word.day:
                lines = [one for one in lines if one.check_in.basis != INCIDENT]
        said = {one.check_in.id: word.day for one in lines}
        if not said:
            raise RefusedError(f"{register.name_of(agency)} không có báo cáo nào phải gửi.")
        if word.day is None:
            receive(session, said, agency, word.handler, now, by=by, province=register.code)
        else:
            promise(session, plans, said, agency, word.handler, now, by=by, province=register.code)
    return register.name_of(agency), [one.check_in for one in lines]


@dataclass(frozen=True)
class Reached:
    """How one agency received what it owes: its name, and of each of its check-ins the state."""

    agency: str
    lines: tuple[Received, ...]

    def count(self, state: Reception) -> int:
        """Return how many check-ins are in a state."""
        return sum(one.state == state for one in self.lines)


def receptions_now(office: OpenHome, now: datetime) -> list[Reached]:
    """Return how each agency of the home received what it owes, those first of whom least was heard."""
    plans = known_plans(office)
    own, registers = own_province(plans), {loaded.register.code: loaded.register for loaded in plans.values()}
    found: dict[tuple[str, str], list[Received]] = {}
    with office.database.read() as session:
        for province in registers:
            home, on = office.home, day_of(now)
            for one in receptions(session, home, on, province=province, own_province=own, purpose=ANSWER):
                found.setdefault((province, one.holder), []).append(one)
    reached = [Reached(registers[province].name_of(code), tuple(lines)) for (province, code), lines in found.items()]
    return sorted(reached, key=lambda one: (-one.count(Reception.SILENT), -one.count(Reception.OPENED), one.agency))


def told_earlier(
    at: datetime | None, document: str, recorded_by: str, reason: str, now: datetime
) -> ToldEarlier | None:
    """Return what a record needs of an answer that was given at a moment (aware) before `now`; None for one given now.

    A moment on the day of `now` stands for now. Raise RefusedError where a paper or a reason is given for an answer of
    today, for which they are not kept.
    """
    if at is None or day_of(at) == day_of(now):
        if document.strip() or reason.strip():
            raise RefusedError(
                "Số văn bản và lý do ghi muộn chỉ dành cho báo cáo từ trước hôm nay; "
                "hãy ghi đúng ngày báo cáo, hoặc bỏ các mục đó."
            )
        return None
    return ToldEarlier(at, RecordedLate(document, recorded_by, reason))


def split_named(written: str, what: str) -> tuple[str, str]:
    """Return name and value of `name=value`, in NFC. Raise RefusedError where there is no `=` or either is missing."""
    name, _, value = (part.strip() for part in clean_typed(written).partition("="))
    if not name or not value:
        raise RefusedError(f"{what} «{clean_typed(written)}» chưa đúng; hãy viết tên, dấu «=», rồi nội dung.")
    return name, value


def _task(plans: Mapping[str, LoadedPlan], check_in: CheckIn) -> Task | None:
    """Return the clause in the version that asked, None for a request or a plan that is not followed any more."""
    loaded = plans.get(check_in.plan)
    return clause_of(loaded.plan, check_in) if loaded else None


def form_of_check_in(plans: Mapping[str, LoadedPlan], check_in: CheckIn) -> AnswerForm:
    """Return the form of a check-in's answer, the plain one where its plan is not followed any more."""
    loaded = plans.get(check_in.plan)
    return form_of(loaded.plan, _task(plans, check_in), check_in.role, check_in.opens_on) if loaded else PLAIN


def answer_of(spoken: Spoken, line: OwedLine, form: AnswerForm) -> AnswerDraft:
    """Return what is to be recorded of a line. Raise RefusedError for what its form does not have."""
    check_in_id = line.check_in.id
    if spoken.unchanged:
        again = unchanged_draft(line)
        if again is None:
            raise RefusedError(
                f"Nhiệm vụ {told_ref(line.check_in.ref)} chưa có báo cáo kỳ trước để giữ nguyên; hãy ghi kết quả và nội dung.",
                check_in_id,
            )
        return replace(again, seen_draft=0)
    if spoken.result is None:
        raise RefusedError("Hãy ghi kết quả thực hiện.", check_in_id)
    draft = AnswerDraft(
        spoken.result,
        spoken.percent,
        clean_typed(spoken.text),
        clean_typed(spoken.difficulties),
        clean_typed(spoken.proposals),
        parts=_parts(spoken, form, check_in_id),
        figures=_figures(spoken, form, check_in_id),
        seen_version=line.version,
        seen_draft=0,
    )
    guard_form(draft, form, check_in_id)
    return draft


def _parts(spoken: Spoken, form: AnswerForm, check_in_id: int | None) -> tuple[tuple[str, str], ...]:
    """Return each heading as its form writes it, with its text; headings are known whatever their letters' case."""
    known = {name_key(heading.words): heading.words for heading in form.headings}
    found = {}
    for name, text in spoken.parts:
        words = known.get(name_key(name))
        if words is None:
            raise RefusedError(_not_asked("đề mục", name, list(known.values())), check_in_id)
        if words in found:
            raise RefusedError(f"Đề mục «{words}» được ghi hai lần; hãy bỏ một lần.", check_in_id)
        found[words] = clean_typed(text)
    return tuple((words, found[words]) for words in known.values() if words in found)


def _figures(spoken: Spoken, form: AnswerForm, check_in_id: int | None) -> tuple[tuple[str, str, str], ...]:
    known = {name_key(figure.ref): figure for figure in form.figures}
    found = {}
    for ref, number in spoken.figures:
        figure = known.get(name_key(ref))
        if figure is None:
            refs = [one.ref for one in form.figures]
            raise RefusedError(_not_asked("số liệu của chỉ tiêu", ref, refs), check_in_id)
        if figure.ref in found:
            raise RefusedError(f"Chỉ tiêu {figure.ref} được ghi hai lần; hãy bỏ một lần.", check_in_id)
        try:
            found[figure.ref] = (figure.ref, figure.measure, parse_figure(number, figure.measure))
        except ValueError as fault:
            raise RefusedError(f"Chỉ tiêu {figure.ref}: {fault}", check_in_id) from None
    return tuple(found.values())


def _not_asked(what: str, name: str, asked: list[str]) -> str:
    if not asked:
        return f"Báo cáo này không hỏi {what} nào; hãy bỏ «{name}» hoặc ghi vào kết quả thực hiện."
    return f"Báo cáo này không hỏi {what} «{name}»{nearest(name, asked)}; chỉ hỏi: {'; '.join(asked)}."


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError:
        raise RefusedError(f"Không mở được tệp «{path}»; hãy xem lại đường dẫn và quyền đọc tệp.") from None
