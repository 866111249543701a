"""One line's own page as values: what is known of it, all that became of it, and which acts it still takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from models.access.rights import LineAct
from models.answers.evidence import evidence_of
from models.answers.history import AnswerVersion, versions_of
from models.answers.roll_ups import gathered_for
from models.check_ins.duties import duty_changes, held_on, merged_into
from models.check_ins.moves import CHASED
from models.check_ins.state_words import CHANGE_WORDS, STATE_WORDS
from models.clock import end_of_day
from models.database import Session
from models.decisions.deciders import decider_of
from models.decisions.explanations import explanations_of
from models.decisions.extensions import extensions_of
from models.decisions.lapsing import extension_lapsed, objection_lapsed
from models.decisions.objections import objections_of
from models.decisions.offered import offered_acts
from models.decisions.referrals import higher_of, referrals
from models.decisions.situation import Situation
from models.decisions.verdicts import verdicts_of
from models.outbox.paper_letters import sent_about
from models.promises.promises import standing_promises
from models.promises.receipts import standing_receipts
from models.tables.ad_hoc import Referral
from models.tables.core import CheckIn, DutyChange, State
from models.tables.decisions import Verdict
from plan.library import LoadedPlan
from plan.periods import describe_period
from plan.texts.written import format_day
from web.answer.line_news import (
    NoteView,
    explanation_note,
    extension_note,
    objection_note,
    paper_note,
    promise_note,
    receipt_note,
    return_note,
)
from web.answer.line_view import (
    AnswerContext,
    FileView,
    GatheredView,
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
from web.words.paging import PageOf, page_by_size
from web.words.words import moment_words, number_words, person_words

FORMS = (LineAct.PROMISE, LineAct.EXTEND, LineAct.EXPLAIN, LineAct.REFER, LineAct.NOT_OURS, LineAct.NO_SYSTEM)
"""The forms of a line's page, in their order."""
MOST_BYTES = 20_000
"""About how many bytes the words of other agencies, and those of the line's own answers, may take each on one page."""


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
    """Everything on a line's own page. `acts` are the forms it takes; `decider` is who decides on a later date.

    `answers` are the versions of its answer, the newest first; `turns` is the page of what is gathered, as `gathered` has it.
    `why_no_later_date` says of a line that is owed why no later date can be asked, '' where it can.
    """

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
    answers: PageOf[WordsView]
    files: tuple[FileView, ...]
    changes: tuple[str, ...]
    gathered: GatheredView | None
    turns: PageOf[WordsView]
    acts: tuple[LineAct, ...]
    why_no_later_date: str
    decider: str
    higher: str
    others: tuple[tuple[str, str], ...]


def read_line_page(
    session: Session, visit: Visit, check_in: CheckIn, gathered_asked: str = "", answers_asked: str = ""
) -> LinePage:
    """Return the page of a check-in that the visitor's agency holds, as it stands.

    What other agencies have answered, and the versions of its own answer, are pages: `gathered_asked` and `answers_asked`
    name which.
    """
    check_in_id, loaded = check_in.id, visit.shelf.plan(check_in.plan)
    plans = {check_in.plan: loaded} if loaded else {}
    gathered = gathered_for(session, plans, [check_in]).get(check_in_id, [])
    scene = AnswerContext(visit.now, check_in.province, visit.shelf, read_matters(session), whole=True)
    task, form = scene.task_of(check_in), form_for(check_in, visit.shelf)
    changes, known_at = duty_changes(session, [check_in_id]).get(check_in_id, []), end_of_day(visit.on)
    held = held_on(check_in, changes, visit.on, known_at)
    merged = merged_into(session, visit.on, known_at, [check_in_id]).get(check_in_id, [])
    verdicts = {one.version: one for one in verdicts_of(session, [check_in_id]).get(check_in_id, [])}
    figures = {figure.ref: figure.title for figure in form.figures}
    versions = versions_of(session, check_in_id)
    offered = offered_acts(Situation(session, plans, check_in, visit.visitor.agency, visit.now), visit.visitor.access)
    is_owed = check_in.state in CHASED
    below = gathered_view(gathered, form, scene)
    turns = _page_of_words(below.answered if below else (), gathered_asked)
    answers = [_version(one, verdicts.get(one.answer.version), figures, check_in, scene) for one in reversed(versions)]
    return LinePage(
        id=check_in_id,
        agency=scene.name_of(check_in.plan, check_in.holder),
        ref=check_in.ref,
        title=scene.matters.title_of(check_in, task),
        when=f"{describe_period(check_in.occurrence)}, {deadline_of(check_in, loaded)}",
        due=due_words(check_in, visit.now, loaded.calendar) if loaded and is_owed else "",
        urgency=urgency_at(check_in, visit.now, loaded.calendar) if loaded and is_owed else "answered",
        state=STATE_WORDS[check_in.state],
        facts=tuple(facts_of(check_in, tuple(dict.fromkeys((*held.before, *merged))), scene)),
        news=tuple(_news(session, check_in, changes, scene)),
        answers=_page_of_words(answers, answers_asked),
        files=tuple(
            file_view(one)
            for one in evidence_of(session, [check_in_id]).get(check_in_id, ())
            # What waits is its own writer's, also after the line was passed on.
            if one.version or one.agency == check_in.holder
        ),
        changes=tuple(_change(one, check_in, scene) for one in changes),
        gathered=replace(below, answered=turns.entries) if below else None,
        turns=turns,
        acts=tuple(act for act in FORMS if not offered[act]),
        why_no_later_date=offered[LineAct.EXTEND] if loaded and is_owed else "",
        decider=loaded.register.name_of(decider_of(check_in, loaded, visit.on, session)) if loaded else "",
        higher=loaded.register.name_of(higher_of(loaded, check_in.ref)) if loaded else "",
        others=_others(check_in, loaded, visit.on),
    )


def _page_of_words(found: Sequence[WordsView], asked: str) -> PageOf[WordsView]:
    sizes = [400 + 14 * sum(len(text) for _, text in one.said) // 10 for one in found]
    return page_by_size(found, sizes, asked, MOST_BYTES)


def _news(session: Session, check_in: CheckIn, changes: Sequence[DutyChange], scene: AnswerContext) -> list[NoteView]:
    """Return what was promised, asked, explained, objected and dunned, each with what became of it, the newest first of each kind."""
    check_in_id = check_in.id
    news = [promise_note(one, scene.now) for one in standing_promises(session, [check_in_id]).values()]
    news += [receipt_note(one) for one in standing_receipts(session, [check_in_id]).values()]
    news += [
        extension_note(one, extension_lapsed(one, check_in, changes))
        for one in reversed(extensions_of(session, [check_in_id]).get(check_in_id, []))
    ]
    news += [explanation_note(one) for one in reversed(explanations_of(session, [check_in_id]).get(check_in_id, []))]
    news += [
        objection_note(one, objection_lapsed(one, check_in, changes))
        for one in reversed(objections_of(session, [check_in_id]).get(check_in_id, []))
    ]
    news += [paper_note(letter) for letter, _ in reversed(sent_about(session, [check_in_id]).get(check_in_id, []))]
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
    one: AnswerVersion, verdict: Verdict | None, figures: Mapping[str, str], check_in: CheckIn, scene: AnswerContext
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


def _change(change: DutyChange, check_in: CheckIn, scene: AnswerContext) -> str:
    kind = CHANGE_WORDS.get(change.kind, "Thay đổi")
    said = f"{kind}, {change.act}, từ ngày {format_day(change.happened_on)}"
    if change.holder != change.holder_before:
        before, after = (scene.name_of(check_in.plan, one) for one in (change.holder_before, change.holder))
        said += f": từ {before} sang {after}"
    if change.due_on != change.due_before:
        said += f"; hạn {format_day(change.due_before)} thành {format_day(change.due_on)}"
    return f"{said}."


def _others(check_in: CheckIn, loaded: LoadedPlan | None, on: date) -> tuple[tuple[str, str], ...]:
    """Return the other agencies that exist on a day, by code and name."""
    if loaded is None:
        return ()
    there = ((code, one.name) for code, one in loaded.register.agencies.items() if one.exists_on(on))
    return tuple(one for one in there if one[0] != check_in.holder)
