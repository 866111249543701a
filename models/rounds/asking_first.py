"""A question before a flood: a change of a plan that would open, pass on or drop much at once waits for the office's word.

What is asked is the difference: what the plan as it reads now would do today beyond what it would do as it was read before.
So neither a year's first day nor a long gap is asked about, and neither is the first taking on of a home that is being
prepared, which going live shows. While the question waits the round goes on by the reading before; nothing is lost, for
what is due to open opens at the first round after the word, with the dates it would have had.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, func, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.adoption import take_on_plan
from models.check_ins.handovers import hand_over
from models.check_ins.opening import open_check_ins
from models.database import Database, Session
from models.refusal import RefusedError
from models.rounds.sound_plans import last_sound_plan
from models.tables.core import CheckIn
from models.tables.rounds import PlanQuestion
from plan.library import LoadedPlan
from plan.periods import describe_period
from plan.texts.written import format_day

CONFIRM_CHANGES = "confirm-changes"
"""The kind of act by which the office lets a changed plan do what it asked about."""
FEWEST = 50
"""Up to how many check-ins a change moves without a question where no setting says otherwise, in a small province."""


@dataclass(frozen=True)
class Effect:
    """What following a plan would do in one round: check-ins opened, passed on and no longer asked; `lines` list the opened."""

    opens: int = 0
    passes_on: int = 0
    drops: int = 0
    lines: tuple[str, ...] = ()

    def beyond(self, usual: "Effect") -> int:
        """Return by how much the largest of these goes beyond what is usual."""
        return max(self.opens - usual.opens, self.passes_on - usual.passes_on, self.drops - usual.drops)


def most_unasked(loaded: LoadedPlan, setting: int) -> int:
    """Return up to how many check-ins a change may move unasked: as set, or twice as many as the province has agencies."""
    return setting or max(FEWEST, 2 * len(loaded.register.agencies))


def ask_first(
    database: Database, loaded: LoadedPlan, on: date, now: datetime, adopt_from: date | None, most: int, *, speaks: bool
) -> tuple[PlanQuestion | None, LoadedPlan | None]:
    """Return the question that waits about a plan as it reads now, and the reading by which the round goes on meanwhile.

    None and the plan itself where nothing is to be asked. `speaks` tells that letters leave the home for people: before
    that a plan's first taking on is not asked about; where it is, there is no other reading. Nothing but the question is
    kept.
    """
    mark = _mark(loaded)
    with database.read() as session:
        before = last_sound_plan(session, loaded.plan.code)
        asked = _question(session, loaded.plan.code, mark)
    if (before is None and not speaks) or (before is not None and _mark(before) == mark):
        return None, loaded
    if asked is not None and asked.confirmed_at is not None:
        return None, loaded
    effect = _effect_of(database, loaded, on, now, adopt_from)
    usual = _effect_of(database, before, on, now, adopt_from) if before is not None else Effect()
    if effect.beyond(usual) <= most:
        return None, loaded
    with database.write() as session:
        return _keep(session, loaded.plan.code, mark, effect, now), before


def open_questions(session: Session) -> list[PlanQuestion]:
    """Return the newest question about each plan, where it waits for a word."""
    return list(session.exec(_OPEN).all())


# Asked for on each page of an office: built once.
_NEWEST = select(func.max(PlanQuestion.id)).group_by(col(PlanQuestion.code))
_OPEN = (
    select(PlanQuestion)
    .where(col(PlanQuestion.id).in_(_NEWEST), col(PlanQuestion.confirmed_at).is_(None))
    .order_by(col(PlanQuestion.code))
)


def describe_question(question: PlanQuestion) -> str:
    """Return what a changed plan would do at once, in a sentence."""
    told = (
        (question.opens, "mở {} báo cáo"),
        (question.passes_on, "bàn giao {} báo cáo"),
        (question.drops, "bỏ {} báo cáo"),
    )
    said = ", ".join(words.format(count) for count, words in told if count)
    return f"Theo tệp vừa đọc, kế hoạch {question.code} sẽ {said} cùng một lúc nên chờ Văn phòng xác nhận."


def listed_in(question: PlanQuestion) -> tuple[str, ...]:
    """Return the list of what would be opened, a line for each clause and period."""
    return tuple(json.loads(question.listed))


def confirm_changes(
    session: Session, code: str, now: datetime, *, by: Person, province: str, office: str
) -> PlanQuestion:
    """Record the office's word that a changed plan may do what was asked about; the next round does it.

    Raise RefusedError without a name, or where nothing is asked about the plan. Nothing is committed here.
    """
    guard_person(by)
    question = next((one for one in open_questions(session) if one.code == code), None)
    if question is None:
        raise RefusedError(f"Không có bản sửa nào của kế hoạch «{code}» chờ xác nhận.")
    question.confirmed_at = now
    session.add(question)
    record_act(session, Done(CONFIRM_CHANGES, province, office, item=code, detail=describe_question(question)), by, now)
    return question


def _effect_of(database: Database, loaded: LoadedPlan, on: date, now: datetime, adopt_from: date | None) -> Effect:
    """Return what a round of a day would do by a plan; nothing of it is kept."""
    with database.try_out() as session:
        last = session.exec(select(func.max(CheckIn.id))).one() or 0
        taken = take_on_plan(session, loaded, on, now, adopt_from)
        handed = hand_over(session, loaded, on, now)
        opened = open_check_ins(session, loaded, on, now)
        if opened:
            handed += hand_over(session, loaded, on, now)
        new = session.exec(select(CheckIn).where(col(CheckIn.id) > last).order_by(col(CheckIn.id))).all()
        passes_on = handed.moved + handed.merged + handed.split + handed.ownerless
        return Effect(opened + taken.restored, passes_on, taken.retired, tuple(_lines(new)))


def _lines(opened: Sequence[CheckIn]) -> list[str]:
    found: dict[tuple[str, str, date], int] = {}
    for one in opened:
        key = (one.ref, one.occurrence, one.due_on)
        found[key] = found.get(key, 0) + 1
    return [
        f"{ref}, {describe_period(occurrence)}, hạn {format_day(due_on)}: {count} cơ quan"
        for (ref, occurrence, due_on), count in found.items()
    ]


def _question(session: Session, code: str, mark: str) -> PlanQuestion | None:
    asked = select(PlanQuestion).where(PlanQuestion.code == code, PlanQuestion.mark == mark)
    return session.exec(asked).first()


def _keep(session: Session, code: str, mark: str, effect: Effect, now: datetime) -> PlanQuestion:
    question = _question(session, code, mark) or PlanQuestion(code=code, mark=mark, asked_at=now)
    question.opens, question.passes_on, question.drops = effect.opens, effect.passes_on, effect.drops
    question.listed = json.dumps(effect.lines, ensure_ascii=False)
    session.add(question)
    session.flush()
    return question


def _mark(loaded: LoadedPlan) -> str:
    """Return what tells all texts that a plan is read from, from any others."""
    texts = (loaded.text, loaded.changes, loaded.register_text, loaded.calendar_text)
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
