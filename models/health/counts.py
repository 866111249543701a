"""What the database says of how a home fares: each function one statement, whatever the home has lived through."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case
from sqlmodel import col, func, select

from models.check_ins.moves import CHASED
from models.database import Session
from models.health.limits import LETTERS_STUCK
from models.tables.core import Answer, CheckIn, Letter, LetterState
from models.tables.rounds import RoundRun


@dataclass(frozen=True)
class LetterCounts:
    """How many letters there are in each state, and how many of those that wait a server has put off for too long."""

    by_state: Mapping[LetterState, int]
    stuck: int

    @property
    def waiting(self) -> int:
        """How many are on their way out: queued, or in somebody's hands."""
        return self.by_state.get(LetterState.QUEUED, 0) + self.by_state.get(LetterState.SENDING, 0)


@dataclass(frozen=True)
class PlanCounts:
    """Of one plan: how many check-ins owe an answer now, and how many of them since before a day."""

    open: int
    overdue: int


def count_rounds(session: Session) -> int:
    """Return how many rounds were ever begun."""
    return session.exec(select(func.count()).select_from(RoundRun)).one()


def count_letters(session: Session, now: datetime) -> LetterCounts:
    """Return the letters by their states, as of the home's moment `now`."""
    long_put_off = case((col(Letter.failing_since) < now - LETTERS_STUCK, 1), else_=0)
    rows = session.execute(select(Letter.state, func.count(), func.sum(long_put_off)).group_by(col(Letter.state))).all()
    waits = (LetterState.QUEUED, LetterState.DOUBTFUL)
    return LetterCounts(
        {state: count for state, count, _ in rows}, sum(int(late) for state, _, late in rows if state in waits)
    )


def count_check_ins(session: Session, on: date) -> dict[str, PlanCounts]:
    """Return, for each plan, the check-ins that owe an answer; those are overdue whose last day in time lies before `on`."""
    late = func.sum(case((col(CheckIn.due_on) < on, 1), else_=0))
    asked = select(CheckIn.plan, func.count(), late).where(col(CheckIn.state).in_(CHASED)).group_by(CheckIn.plan)
    return {plan: PlanCounts(count, int(overdue)) for plan, count, overdue in session.execute(asked).all()}


def count_answers(session: Session) -> dict[str, int]:
    """Return how many versions of answers were recorded for each plan."""
    asked = (
        select(CheckIn.plan, func.count()).join(Answer, col(Answer.check_in_id) == CheckIn.id).group_by(CheckIn.plan)
    )
    return {plan: int(count) for plan, count in session.execute(asked).all()}
