"""One line's own page as values: what is known of it, all that became of it, and which acts it still takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.answers.evidence import evidence_of
from models.answers.history import AnswerVersion, versions_of
from models.answers.roll_ups import gathered_for
from models.check_ins.clause import Askings
from models.check_ins.duties import (
    CALENDAR,
    EXTENSION,
    GOING_LIVE,
    HANDOVER,
    RETURN,
    clock_ends,
    duty_changes,
    held_on,
    merged_into,
)
from models.check_ins.moves import CHASED
from models.check_ins.standings import standings
from models.clock import end_of_day
from models.database import Session
from models.decisions.extensions import MOST_EXTENSIONS, decider_of, explanations_of, extensions_of
from models.decisions.lapsing import extension_lapsed, objection_lapsed
from models.decisions.objections import objections_of
from models.decisions.referrals import referrals
from models.decisions.verdicts import verdicts_of
from models.tables.ad_hoc import Referral
from models.tables.core import CheckIn, DutyChange, State
from models.tables.decisions import ObjectionKind, Ruling, Verdict
from plan.library import LoadedPlan
from plan.owed import owes_by_role, task_leads_on
from plan.parties import Party
from plan.periods import describe_period
from plan.texts.written import format_day
from web.answer.line_news import NoteView, explanation_note, extension_note, objection_note, return_note
from web.answer.line_view import (
    FileView,
    GatheredView,
    Scene,
    WordsView,
    answer_words,
    facts_of,
    file_view,
    form_for,
    gathered_view,
)
from web.door.form_fields import FormError
from web.door.visits import Visit
from web.words.matters import deadline_of, due_words, read_matters, urgency_at
from web.words.words import moment_words, number_words, person_words

EXTEND, EXPLAIN, REFER, NOT_OURS, NO_SYSTEM = "extend", "explain", "refer", "not-ours", "no-system"
"""The forms of a line's page."""
STATE_NAMES = {
    State.OPEN: "chưa báo cáo",
    State.ANSWERED: "đã báo cáo, chờ xác nhận",
    State.ACCEPTED: "đã được xác nhận",
    State.RETURNED: "trả lại để bổ sung, hoàn thiện",
    State.WAIVED: "không phải báo cáo",
    State.SUPERSEDED: "đã gộp vào báo cáo khác",
    State.OWNERLESS: "chưa xác định cơ quan thực hiện",
}
"""How the states of a line are called on the agency's own pages."""
_CHANGES = {
    HANDOVER: "Bàn giao",
    CALENDAR: "Lịch làm việc thay đổi",
    RETURN: "Trả lại",
    EXTENSION: "Gia hạn",
    GOING_LIVE: "Hạn của báo cáo ban đầu tính lại",
}


@dataclass(frozen=True)
class SentAct:
    """A form that was refused: which one, every field as typed, and what is wrong. Empty where none was sent."""

    act: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[FormError, ...] = ()

    def typed(self, act: str, name: str, otherwise: str = "") -> str:
        """Return what was typed into a field of a form, or what it held before."""
        return self.fields.get(name, otherwise) if act == self.act else otherwise


@dataclass(frozen=True)
class LinePage:
    """Everything on a line's own page. `acts` are the forms it takes; `decider` is who decides on a later date."""

    id: int
    agency: str
    ref: str
    title: str
    when: str
    due: str
    urgency: str
    state: str
    facts: tuple[tuple[str, str], ...]
    news: tuple[NoteView, ...]
    answers: tuple[WordsView, ...]
    files: tuple[FileView, ...]
    changes: tuple[str, ...]
    gathered: GatheredView | None
    acts: tuple[str, ...]
    decider: str
    higher: str
    others: tuple[tuple[str, str], ...]


def read_line_page(session: Session, visit: Visit, check_in: CheckIn) -> LinePage:
    """Return the page of a check-in that the visitor's agency holds, as it stands."""
    check_in_id, loaded = check_in.id, visit.shelf.plan(check_in.plan)
    gathered = gathered_for(session, loaded, check_in) if loaded else []
    scene = Scene(visit.now, check_in.province, visit.shelf, read_matters(session), whole=True)
    task, form = scene.task_of(check_in), form_for(check_in, visit.shelf)
    changes, known_at = duty_changes(session, [check_in_id]).get(check_in_id, []), end_of_day(visit.on)
    held = held_on(check_in, changes, visit.on, known_at)
    merged = merged_into(session, visit.on, known_at).get(check_in_id, [])
    verdicts = {one.version: one for one in verdicts_of(session, [check_in_id]).get(check_in_id, [])}
    figures = {figure.ref: figure.title for figure in form.figures}
    versions = versions_of(session, check_in_id)
    acts = _Acts(session, visit, check_in, loaded, changes)
    is_owed = check_in.state in CHASED
    return LinePage(
        id=check_in_id,
        agency=scene.name_of(check_in.plan, check_in.holder),
        ref=check_in.ref,
        title=scene.matters.title_of(check_in, task),
        when=f"{describe_period(check_in.occurrence)}, {deadline_of(check_in)}",
        due=due_words(check_in, visit.now, loaded.calendar) if loaded and is_owed else "",
        urgency=urgency_at(check_in, visit.now, loaded.calendar) if loaded and is_owed else "answered",
        state=STATE_NAMES[check_in.state],
        facts=tuple(facts_of(check_in, tuple(dict.fromkeys((*held.before, *merged))), scene)),
        news=tuple(_news(session, check_in, changes, scene)),
        answers=tuple(_version(one, verdicts.get(one.answer.version), figures, check_in, scene) for one in versions),
        files=tuple(
            file_view(one)
            for one in evidence_of(session, [check_in_id]).get(check_in_id, ())
            # What waits is its own writer's, also after the line was passed on.
            if one.version or one.agency == check_in.holder
        ),
        changes=tuple(_change(one, check_in, scene) for one in changes),
        gathered=gathered_view(gathered, form, scene),
        acts=acts.taken(),
        decider=acts.decider(),
        higher=acts.higher(),
        others=acts.others(),
    )


def _news(session: Session, check_in: CheckIn, changes: Sequence[DutyChange], scene: Scene) -> list[NoteView]:
    """Return what was asked, explained and objected, each with what became of it, the newest first of each kind."""
    check_in_id = check_in.id
    news = [
        extension_note(one, extension_lapsed(one, check_in, changes))
        for one in reversed(extensions_of(session, [check_in_id]).get(check_in_id, []))
    ]
    news += [explanation_note(one) for one in reversed(explanations_of(session, [check_in_id]).get(check_in_id, []))]
    news += [
        objection_note(one, objection_lapsed(one, check_in, changes))
        for one in reversed(objections_of(session, [check_in_id]).get(check_in_id, []))
    ]
    own = (check_in.province, check_in.plan, check_in.ref, check_in.holder)
    news += [
        _referral_note(one, scene.name_of(one.plan, one.to))
        for one in reversed(referrals(session))
        if (one.province, one.plan, one.ref, one.agency) == own
    ]
    return news


def _referral_note(referral: Referral, to: str) -> NoteView:
    heading = f"Nội dung vượt thẩm quyền số {referral.number} năm {referral.year}, trình {to}"
    if referral.decided_on is None:
        return NoteView("waits", f"{heading}: đang chờ ý kiến chỉ đạo", (referral.matter,))
    decided = f"{heading}: có ý kiến chỉ đạo ngày {format_day(referral.decided_on)}, {referral.document}"
    return NoteView("done", decided, (referral.matter, f"Ý kiến chỉ đạo: {referral.decision}"))


def _version(
    one: AnswerVersion, verdict: Verdict | None, figures: Mapping[str, str], check_in: CheckIn, scene: Scene
) -> WordsView:
    numbers = [(figures.get(ref, f"Chỉ tiêu {ref}"), number_words(value)) for ref, value in one.figures.items()]
    answer = one.answer
    said = list(answer_words(answer, one.parts, numbers))
    if answer.document:
        said.append(
            ("Ghi nhận muộn", f"theo {answer.document}, người ghi: {answer.recorded_by}, lý do: {answer.reason}")
        )
    if verdict is not None:
        judge = scene.name_of(check_in.plan, verdict.judge)
        said.append(("Ý kiến của cơ quan theo dõi", _verdict_words(verdict, judge)))
    by = f"{person_words(answer.answered_by, answer.post)}, lúc {moment_words(answer.happened_at)}"
    return WordsView(f"Báo cáo lần {answer.version}", by, tuple(said))


def _verdict_words(verdict: Verdict, judge: str) -> str:
    if verdict.kind == State.RETURNED:
        note = return_note(verdict, judge)
        return f"{note.heading}. {' '.join(note.said)}"
    by = person_words(verdict.judged_by, verdict.post)
    return f"đã xác nhận ngày {format_day(verdict.happened_on)} ({by}, {judge})."


def _change(change: DutyChange, check_in: CheckIn, scene: Scene) -> str:
    kind = _CHANGES.get(change.kind, "Thay đổi")
    said = f"{kind}, {change.act}, từ ngày {format_day(change.happened_on)}"
    if change.holder != change.holder_before:
        before, after = (scene.name_of(check_in.plan, one) for one in (change.holder_before, change.holder))
        said += f": từ {before} sang {after}"
    if change.due_on != change.due_before:
        said += f"; hạn {format_day(change.due_before)} thành {format_day(change.due_on)}"
    return f"{said}."


@dataclass(frozen=True)
class _Acts:
    """Which acts a line takes on a day from its holder; what each function of the models would take, no more."""

    session: Session
    visit: Visit
    check_in: CheckIn
    loaded: LoadedPlan | None
    changes: Sequence[DutyChange]

    def taken(self) -> tuple[str, ...]:
        """Return the forms to be offered."""
        loaded, check_in = self.loaded, self.check_in
        if loaded is None:
            return ()
        is_owed, is_over = check_in.state in CHASED, clock_ends(check_in) <= self.visit.now
        offered = {
            EXTEND: is_owed and not is_over and self._may_ask(),
            EXPLAIN: (is_owed and is_over) or self._was_late(),
            REFER: is_owed and bool(self.higher()) and self._leads(),
            NOT_OURS: is_owed and not self._objected(ObjectionKind.NOT_OURS),
            NO_SYSTEM: is_owed and self._is_by_role() and not self._objected(ObjectionKind.NO_SYSTEM),
        }
        return tuple(act for act, is_offered in offered.items() if is_offered)

    def decider(self) -> str:
        """Return the name of who decides on a later date."""
        if self.loaded is None:
            return ""
        decider = decider_of(self.check_in, self.loaded, self.visit.on, self.session)
        return self.loaded.register.name_of(decider)

    def higher(self) -> str:
        """Return the name of the authority to which the clause refers what is beyond its lead, '' for none."""
        task = self.loaded.plan.tasks.get(self.check_in.ref) if self.loaded else None
        to = task.beyond_authority if task else ""
        return self.loaded.register.name_of(to) if self.loaded and to else ""

    def others(self) -> tuple[tuple[str, str], ...]:
        """Return the other agencies that exist on the day, by code and name."""
        if self.loaded is None:
            return ()
        agencies = self.loaded.register.agencies.items()
        there = [(code, one.name) for code, one in agencies if one.exists_on(self.visit.on)]
        return tuple(one for one in there if one[0] != self.check_in.holder)

    def _may_ask(self) -> bool:
        check_in_id = self.check_in.id
        asked = extensions_of(self.session, [check_in_id]).get(check_in_id, [])
        waiting = [one for one in asked if one.ruling == Ruling.WAITING]
        granted = sum(one.ruling == Ruling.GRANTED for one in asked)
        lapsed = all(extension_lapsed(one, self.check_in, self.changes) for one in waiting)
        return lapsed and granted < MOST_EXTENSIONS

    def _was_late(self) -> bool:
        standing = standings(self.session, self.visit.on, self.visit.now, check_in_ids=[self.check_in.id])
        return any(one.days_late for one in standing)

    def _leads(self) -> bool:
        if self.loaded is None:
            return False
        plan, register = self.loaded.plan, self.loaded.register
        return self.check_in.holder in task_leads_on(plan, register, self.check_in.ref, self.visit.on)

    def _objected(self, kind: ObjectionKind) -> bool:
        check_in_id = self.check_in.id
        raised = objections_of(self.session, [check_in_id]).get(check_in_id, [])
        return any(
            one.kind == kind and one.ruling == Ruling.WAITING and not objection_lapsed(one, self.check_in, self.changes)
            for one in raised
        )

    def _is_by_role(self) -> bool:
        if self.loaded is None or self.check_in.basis in {"request", "incident"}:
            return False
        task = Askings(self.loaded).task_of(self.check_in)
        holder = Party(self.check_in.holder, self.check_in.scope)
        return task is not None and owes_by_role(task, self.loaded.plan, self.loaded.register, holder, self.visit.on)
