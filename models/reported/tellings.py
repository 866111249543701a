"""What was said to agencies of what they owe, by which channel, and when the answer came: the ground on which chasing is measured."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy
from sqlalchemy import and_, or_
from sqlmodel import col, select

from models.agencies import name_in_home
from models.clock import day_of, moment_on
from models.database import Session
from models.promises.promises import PROMISE
from models.tables.chasing import Call
from models.tables.core import Answer, CheckIn, CheckInEvent, DutyChange, Letter, LetterState, Notice, Outcome, State
from models.tables.paper import PaperLetter, PaperLine

MAIL, PAPER, TELEPHONE = "email", "paper", "telephone"
"""The channels: mail (or the mailbox in its place), letters on paper, and calls by the office."""
ESCALATION, CALL = "escalation", "call"
_ENDED = (State.WAIVED, State.SUPERSEDED, State.OWNERLESS)
"""States in which an answer is awaited no more."""


@dataclass(frozen=True)
class Told:
    """One saying of one check-in on one rung by one channel, however many people of the agency and above heard it.

    `purpose` and `rung` are a notice's. `holder` is the agency's name in the home, `told_at` when the first of them was
    sent. `answered_at` is the first answer after it, None while there is none; `ended_on` the first day after it on which
    the check-in was waived, passed on, given another date or owed by nobody, None while it stands as it was told.
    """

    check_in_id: int
    plan: str
    holder: str
    purpose: str
    rung: int
    channel: str
    told_at: datetime
    answered_at: datetime | None
    ended_on: date | None

    @property
    def told_on(self) -> date:
        """The day of the saying."""
        return day_of(self.told_at)

    @property
    def answered_on(self) -> date | None:
        """The day of the answer."""
        return day_of(self.answered_at) if self.answered_at else None


@dataclass(frozen=True)
class _Said:
    check_in_id: int
    plan: str
    holder: str
    purpose: str
    rung: int
    channel: str
    told_at: datetime


def tellings(session: Session, own_province: str, plan: str = "") -> list[Told]:
    """Return all that was said of the check-ins of a plan, of all plans where '', by moment.

    The number of statements does not grow with them.
    """
    said = [
        *_by_mail(session, own_province, plan),
        *_on_paper(session, own_province, plan),
        *_by_telephone(session, own_province, plan),
    ]
    answers, ends = answers_of(session), ends_of(session)
    found = []
    for one in sorted(said, key=lambda one: (one.told_at, one.check_in_id, one.purpose, one.rung)):
        after = next((at for at in answers.get(one.check_in_id, ()) if at >= one.told_at), None)
        ended = next((on for on in ends.get(one.check_in_id, ()) if on > day_of(one.told_at)), None)
        found.append(Told(**vars(one), answered_at=after, ended_on=ended))
    return found


def _by_mail(session: Session, own: str, plan: str) -> Iterable[_Said]:
    first = sqlalchemy.func.min(col(Letter.settled_at))
    rows = (
        sqlalchemy.select(
            col(CheckIn.id), col(CheckIn.plan), col(CheckIn.province), col(CheckIn.holder),
            col(Notice.purpose), col(Notice.rung), col(Notice.channel), first,
        )
        .join(CheckIn, col(CheckIn.id) == col(Notice.check_in_id))
        .join(Letter, col(Letter.id) == col(Notice.letter_id))
        .where(col(Notice.outcome) == Outcome.SENT, col(Letter.state) == LetterState.SENT)
        .group_by(
            col(CheckIn.id), col(CheckIn.plan), col(CheckIn.province), col(CheckIn.holder),
            col(Notice.purpose), col(Notice.rung), col(Notice.channel), col(Notice.due_on),
        )
    )  # fmt: skip
    if plan:
        rows = rows.where(col(CheckIn.plan) == plan)
    for check_in_id, code, province, holder, purpose, rung, channel, at in session.execute(rows):
        # The rung of a promise's reminder tells its day; all of them are one rung to be measured.
        of_ladder = 0 if purpose == PROMISE else rung
        yield _Said(check_in_id, code, name_in_home(own, province, holder), purpose, of_ladder, channel, at)


def _on_paper(session: Session, own: str, plan: str) -> Iterable[_Said]:
    rows = (
        sqlalchemy.select(CheckIn, PaperLine, PaperLetter)
        .join(PaperLine, col(PaperLine.check_in_id) == col(CheckIn.id))
        .join(PaperLetter, col(PaperLetter.id) == col(PaperLine.paper_letter_id))
        .where(col(PaperLetter.sent_on).is_not(None))
    )
    if plan:
        rows = rows.where(col(CheckIn.plan) == plan)
    for check_in, line, letter in session.execute(rows):
        holder, at = name_in_home(own, letter.province, letter.agency), moment_on(letter.sent_on, time(0))
        yield _Said(check_in.id, check_in.plan, holder, ESCALATION, line.rung, PAPER, at)


def _by_telephone(session: Session, own: str, plan: str) -> Iterable[_Said]:
    """Yield of each call what its agency owed past its date and had not answered then; a call is on no rung of its own."""
    first = select(sqlalchemy.func.min(Answer.happened_at)).where(Answer.check_in_id == CheckIn.id).correlate(CheckIn)
    answered_at = first.scalar_subquery()
    rows = (
        sqlalchemy.select(CheckIn, Call)
        .join(Call, and_(col(Call.agency) == col(CheckIn.holder), col(Call.province) == col(CheckIn.province)))
        .where(col(CheckIn.due_on) < col(Call.called_on))
        .where(or_(answered_at.is_(None), answered_at >= col(Call.learnt_at)))
    )
    if plan:
        rows = rows.where(col(CheckIn.plan) == plan)
    for check_in, call in session.execute(rows):
        holder = name_in_home(own, check_in.province, check_in.holder)
        yield _Said(check_in.id, check_in.plan, holder, CALL, 0, TELEPHONE, call.learnt_at)


def answers_of(session: Session) -> Mapping[int, list[datetime]]:
    """Return when each check-in was answered, by check-in, the first answer first."""
    found: dict[int, list[datetime]] = defaultdict(list)
    given = select(col(Answer.check_in_id), col(Answer.happened_at)).order_by(col(Answer.happened_at))
    for check_in_id, at in session.exec(given):
        found[check_in_id].append(at)
    return found


def ends_of(session: Session) -> Mapping[int, list[date]]:
    """Return the days on which check-ins stopped being what they were, by check-in, the first first."""
    found: dict[int, list[date]] = defaultdict(list)
    ended = select(col(CheckInEvent.check_in_id), col(CheckInEvent.happened_on))
    moved = select(col(DutyChange.check_in_id), col(DutyChange.happened_on))
    for check_in_id, on in (*session.exec(ended.where(col(CheckInEvent.kind).in_(_ENDED))), *session.exec(moved)):
        found[check_in_id].append(on)
    return {check_in_id: sorted(days) for check_in_id, days in found.items()}
