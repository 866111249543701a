"""What waits for a verdict, as its judge reads it: the agency's claim with all that belongs to it, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from models.answers.claims import Claim
from models.answers.content import fits_together
from models.audit.acts import BY_COMMAND, BY_MAIL, BY_PAGE, BY_TELEPHONE
from models.check_ins.clause import clause_of
from models.check_ins.standings import Standing
from models.clock import day_of
from models.tables.answers import AnswerFigure, Evidence
from models.tables.core import Answer, CheckIn, Result, State
from models.tables.decisions import Contribution, Explanation, Verdict
from models.tables.paper import PaperLetter
from plan.answer_form import PLAIN, AnswerForm, form_of
from plan.calendar import WorkCalendar
from plan.library import LoadedPlan
from plan.periods import describe_period
from plan.tasks import Task
from plan.texts.written import format_day
from web.answer.line_view import CONFIRMING_NAMES
from web.door.form_fields import FormError
from web.words.matters import Matters, deadline_of
from web.words.words import claim_words, moment_words, number_words, paper_words, person_words, size_words

WAY_WORDS = {
    BY_PAGE: "trên trang báo cáo",
    BY_TELEPHONE: "qua điện thoại",
    BY_COMMAND: "do Văn phòng ghi nhận",
    BY_MAIL: "bằng thư hồi âm",
}
"""By which way an act reached us, in words."""
VERDICTS = "verdicts"
"""The name of the form of verdicts."""
_FILLED = frozenset({"decided", "heir", "until"})
"""Fields of an entry that say something before anybody has typed."""
_NOTHING = frozenset({"", "không", "không có"})
"""What people write into a box of difficulties or proposals when there are none, in small letters, without the dot."""
_TROUBLE = ("khó khăn", "vướng mắc", "tồn tại", "kiến nghị", "đề xuất")
"""Words of a heading under which an answer tells of difficulties or proposals."""


@dataclass(frozen=True)
class RefusedForm:
    """A form that was refused: which one (`act`), every field as typed, and what is wrong. Empty where none was sent."""

    act: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[FormError, ...] = ()

    def of(self, act: str) -> "RefusedForm":
        """Return this form if it is the one named, else an empty one: names of fields repeat from form to form."""
        return self if self.act == act else RefusedForm()

    def typed(self, name: str, otherwise: str = "") -> str:
        """Return what was typed into a field, or what it held before."""
        return self.fields.get(name, otherwise)

    @property
    def entries(self) -> frozenset[str]:
        """Of which entries of a list something was typed or chosen: what stands behind the first `-` of their fields' names."""
        named = (name.partition("-") for name, said in self.fields.items() if said)
        return frozenset(key for word, _, key in named if key and word not in _FILLED)

    def errors_at(self, place: str) -> tuple[str, ...]:
        """Return the sentences about one place of the page."""
        return tuple(error.sentence for error in self.errors if error.place == place)


@dataclass(frozen=True)
class JudgeContext:
    """What a desk stands in: the sound plans of its province by code, the moment, ad hoc matters, and what was sent.

    `own_province` is that of the home.
    """

    own_province: str
    plans: Mapping[str, LoadedPlan]
    now: datetime
    matters: Matters
    sent: RefusedForm

    @property
    def on(self) -> date:
        """The day of the moment."""
        return day_of(self.now)

    def name_of(self, plan: str, agency: str) -> str:
        """Return an agency's name as a plan's register has it, else its code."""
        loaded = self.plans.get(plan)
        return loaded.register.name_of(agency) if loaded and loaded.register.knows(agency) else agency

    def party(self, code: str) -> str:
        """Return the name of an agency of the province, or of the Chairman, as the first plan that knows it has it."""
        registers = (loaded.register for loaded in self.plans.values())
        return next((one.name_of(code) for one in registers if one.knows(code) or code == one.chairman), code)

    def task_of(self, check_in: CheckIn) -> Task | None:
        """Return the clause in the version that asked."""
        loaded = self.plans.get(check_in.plan)
        return clause_of(loaded.plan, check_in) if loaded else None

    def title_of(self, check_in: CheckIn) -> str:
        """Return what a line is called."""
        return self.matters.title_of(check_in, self.task_of(check_in))

    def document_of(self, check_in: CheckIn) -> str:
        """Return which document a line is of, where the desk has several."""
        loaded = self.plans.get(check_in.plan)
        if loaded is None or len(self.plans) < 2:
            return ""
        return loaded.plan.document.short

    def calendar_of(self, plan: str) -> WorkCalendar:
        """Return the calendar of a plan."""
        loaded = self.plans.get(plan)
        return loaded.calendar if loaded else WorkCalendar()


@dataclass(frozen=True)
class Around:
    """All that belongs to one claim beside the answer itself."""

    standing: Standing
    verdicts: Sequence[Verdict]
    evidence: Sequence[Evidence]
    explanations: Sequence[Explanation]
    contributions: Sequence[Contribution]
    papers: Sequence[PaperLetter] = ()


@dataclass(frozen=True)
class JudgedFileView:
    """A file of evidence: its number, its name, its size in words."""

    id: int
    name: str
    size: str


@dataclass(frozen=True)
class Saying:
    """Something said, under its heading, and by whom where that is not the answer itself."""

    heading: str
    text: str
    by: str = ""


@dataclass(frozen=True)
class JudgedLine:
    """One answer that waits: the claim on one side, on the other what the judge has chosen so far.

    `in_order` tells that it came in time, says something, contradicts itself in nothing and speaks of nothing that
    stands in the way. `was_changed` tells that the
    agency answered anew while the judge had the page before him.
    """

    id: int
    version: int
    agency: str
    ref: str
    title: str
    when: str
    punctuality: str
    is_late: bool
    waited: str
    notes: tuple[str, ...]
    claim: str
    said: tuple[Saying, ...]
    figures: tuple[tuple[str, str], ...]
    files: tuple[JudgedFileView, ...]
    by: str
    recorded_late: str
    explanations: tuple[Saying, ...]
    contributions: tuple[Saying, ...]
    earlier: tuple[Saying, ...]
    in_order: bool
    choice: str
    reason: str
    due: str
    earliest: date
    was_changed: bool
    errors: tuple[str, ...]


def judged_line(
    check_in: CheckIn, claim: Claim, around: Around, waited: int, earliest: date, scene: JudgeContext
) -> JudgedLine:
    """Return one waiting answer as its judge sees it; `earliest` is the first day a return may set."""
    answer, check_in_id, sent = claim.answer, check_in.id, scene.sent.of(VERDICTS)
    form = _form(check_in, scene)
    late = around.standing.days_late
    seen = sent.typed(f"seen-{check_in_id}", str(answer.version))
    was_changed = seen != str(answer.version)
    said = _said(claim)
    return JudgedLine(
        id=check_in_id,
        version=answer.version,
        agency=scene.name_of(check_in.plan, check_in.holder),
        ref=check_in.ref,
        title=scene.title_of(check_in),
        when=f"{describe_period(check_in.occurrence)}, {deadline_of(check_in, scene.plans.get(check_in.plan), around.standing.due_on)}",
        punctuality=f"quá hạn {late} ngày" if late else "đúng hạn",
        is_late=late > 0,
        waited=f"chờ {waited} ngày" if waited else "gửi hôm nay",
        notes=_notes(check_in, answer, around, scene),
        claim=_claim(answer, form),
        said=said,
        figures=tuple(_figure(figure, form) for figure in claim.figures),
        files=tuple(JudgedFileView(one.id, one.name, size_words(one.size)) for one in around.evidence if one.version),
        by=f"{person_words(answer.answered_by, answer.post)}, {moment_words(answer.happened_at)}"
        f"{_way_words(answer.way)}",
        recorded_late=_recorded_late(answer),
        explanations=tuple(
            Saying("", one.reason, f"{person_words(one.given_by, one.post)}, ngày {format_day(one.happened_on)}")
            for one in around.explanations
        ),
        contributions=tuple(
            Saying(
                scene.name_of(one.plan, one.agency),
                one.text,
                f"{person_words(one.given_by, one.post)}, ngày {format_day(one.happened_on)}",
            )
            for one in around.contributions
        ),
        earlier=_earlier(claim, around.verdicts),
        in_order=not late
        and not answer.document
        and not _speaks_of_trouble(answer, said)
        and fits_together(answer.result, answer.percent)
        and _is_complete(claim, form),
        choice="" if was_changed else sent.typed(f"verdict-{check_in_id}"),
        reason=sent.typed(f"reason-{check_in_id}"),
        due=sent.typed(f"due-{check_in_id}", format_day(earliest)),
        earliest=earliest,
        was_changed=was_changed,
        errors=sent.errors_at(f"line-{check_in_id}"),
    )


def _claim(answer: Answer, form: AnswerForm) -> str:
    """Return what an answer claims; who confirms minutes says whether he agrees with them."""
    agrees = CONFIRMING_NAMES.get(answer.result) if form.kind == "confirming" else None
    return agrees or claim_words(answer)


def _form(check_in: CheckIn, scene: JudgeContext) -> AnswerForm:
    loaded = scene.plans.get(check_in.plan)
    return form_of(loaded.plan, scene.task_of(check_in), check_in.role, check_in.opens_on) if loaded else PLAIN


def _notes(check_in: CheckIn, answer: Answer, around: Around, scene: JudgeContext) -> tuple[str, ...]:
    notes, standing = [], around.standing
    if answer.version > 1:
        notes.append(f"báo cáo lần {answer.version}")
    if standing.returns:
        notes.append(f"hạn báo cáo lại\u00a0{format_day(standing.returns[-1])}")
    if standing.before:
        notes.append("nhận bàn giao từ " + ", ".join(scene.name_of(check_in.plan, one) for one in standing.before))
    if answer.unchanged:
        notes.append("không thay đổi so với kỳ trước")
    if check_in.basis == "baseline":
        notes.append("báo cáo ban đầu")
    notes.extend(paper_words(one) for one in around.papers)
    loaded = scene.plans.get(check_in.plan)
    if check_in.scope:
        notes.append(loaded.plan.scopes.get(check_in.scope, check_in.scope) if loaded else check_in.scope)
    if document := scene.document_of(check_in):
        notes.append(document)
    return tuple(notes)


def _said(claim: Claim) -> tuple[Saying, ...]:
    answer = claim.answer
    said = [
        Saying("Kết quả thực hiện", answer.text),
        *(Saying(part.heading, part.text) for part in claim.parts),
        Saying("Khó khăn, vướng mắc", answer.difficulties),
        Saying("Kiến nghị, đề xuất", answer.proposals),
    ]
    return tuple(saying for saying in said if saying.text.strip())


def _speaks_of_trouble(answer: Answer, said: Sequence[Saying]) -> bool:
    if answer.result == Result.BLOCKED:
        return True
    about_trouble = (one for one in said if any(word in one.heading.casefold() for word in _TROUBLE))
    return any(one.text.casefold().strip(" .\n") not in _NOTHING for one in about_trouble)


def _is_complete(claim: Claim, form: AnswerForm) -> bool:
    """Tell whether an answer says what its form must have, and something; who confirms minutes need not add to them."""
    given = {part.heading for part in claim.parts if part.text.strip()}
    says = form.kind == "confirming" or bool(claim.answer.text.strip() or given or claim.figures)
    return says and all(heading.words in given for heading in form.headings if heading.required)


def _figure(figure: AnswerFigure, form: AnswerForm) -> tuple[str, str]:
    target = next((one for one in form.figures if one.ref == figure.target), None)
    if target is None:
        return f"Chỉ tiêu {figure.target}", number_words(figure.value)
    unit = target.unit if target.unit == "%" else f" {target.unit}"
    return target.title, f"{number_words(figure.value)}{unit.rstrip()} (mục tiêu: {target.goal})"


def _way_words(way: str) -> str:
    return f", {WAY_WORDS[way]}" if way in WAY_WORDS else ""


def _recorded_late(answer: Answer) -> str:
    if not answer.document:
        return ""
    return (
        f"Ghi nhận ngày {format_day(day_of(answer.learnt_at))}, theo {answer.document}; người ghi: {answer.recorded_by}; "
        f"lý do: {answer.reason}"
    )


def _earlier(claim: Claim, verdicts: Sequence[Verdict]) -> tuple[Saying, ...]:
    """Return the versions before this one, each with the verdict on it, the newest first."""
    judged = {verdict.version: verdict for verdict in verdicts}
    found = []
    for answer in reversed(claim.earlier):
        words = [answer.text, answer.difficulties, answer.proposals]
        if verdict := judged.get(answer.version):
            words.append(verdict_words(verdict))
        heading = f"Lần {answer.version}: {claim_words(answer)}"
        by = f"{person_words(answer.answered_by, answer.post)}, {moment_words(answer.happened_at)}"
        found.append(Saying(heading, "\n".join(word for word in words if word.strip()), by))
    return tuple(found)


def verdict_words(verdict: Verdict) -> str:
    """Return what was said of an answer, in one sentence."""
    by = f"{person_words(verdict.judged_by, verdict.post)}, ngày {format_day(verdict.happened_on)}"
    if verdict.kind != State.RETURNED:
        return f"Đã xác nhận ({by})."
    until = f", hạn báo cáo lại {format_day(verdict.due_on)}" if verdict.due_on else ""
    return f"Trả lại ({by}){until}. Lý do: {verdict.reason}"
