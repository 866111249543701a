"""Taking a round back: what the last one did and nobody has heard of, as acts that are kept; nothing is deleted.

All that a round writes bears its moment. What is withdrawn frees its key, so that the right round can do it in its time:
a notice and a letter by the number of the round in their key, a check-in by being waived until it is due to open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, update
from sqlmodel import col, exists, func, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.looks.reckonings import forget_all
from models.check_ins.moves import OVERDUE, StateChange, move_check_in
from models.check_ins.opening import BY_UNDOING
from models.clock import day_of, in_zone
from models.database import Session
from models.refusal import RefusedError
from models.rounds.clock_check import SLACK, confirm_gap
from models.tables.core import (
    Adoption,
    CheckIn,
    CheckInEvent,
    DutyChange,
    Letter,
    LetterState,
    Notice,
    Outcome,
    PlanVersion,
    State,
)
from models.tables.decisions import Act
from models.tables.rounds import RoundRun
from plan.texts.written import format_moment

UNDO = "undo-round"
"""The kind of this act in the audit trail."""
_STAYS_HERE = (LetterState.QUEUED, LetterState.DRAFT, LetterState.FAILED)
"""The states in which a letter has not left; one that is being sent may have."""


@dataclass(frozen=True)
class Undone:
    """What was taken back of the round of a moment, and what was not.

    Taken back: letters, notices and check-ins. Left: the recipients whose letters have left, the check-ins of which somebody
    has heard or on which somebody has acted, those recorded as late, duties that passed on, and plans taken on.
    """

    moment: datetime
    letters: int
    notices: int
    check_ins: int
    sent_to: tuple[str, ...]
    kept_check_ins: int
    late: int
    passed_on: int
    taken_on: tuple[str, ...]

    @property
    def words(self) -> str:
        """What was taken back, in words without a full stop."""
        return f"{self.letters} thư chưa gửi, {self.notices} thông báo, {self.check_ins} phiếu báo cáo vừa mở"


def undo_last_round(session: Session, office: tuple[str, str], now: datetime, *, by: Person) -> Undone:
    """Take back what the last round did, as far as nobody has heard of it, and return what that was.

    `office` is the provincial office as province and code. Where that round's moment lies ahead of `now`, this act confirms
    the clock as it is now. Raise RefusedError without a name, before the first round, and for one that was taken back.
    """
    guard_person(by)
    run = session.exec(select(RoundRun).order_by(col(RoundRun.id).desc())).first()
    if run is None:
        raise RefusedError("Chưa có đợt đôn đốc nào để thu lại.")
    words = format_moment(in_zone(run.started_at))
    if session.exec(select(Act.id).where(Act.kind == UNDO, Act.item == str(run.id))).first() is not None:
        raise RefusedError(f"Đợt đôn đốc lúc {words} đã được thu lại.")
    before = session.exec(select(func.max(col(RoundRun.day))).where(col(RoundRun.id) < run.id)).one()
    begun = _plans_begun(session, run, before)
    letters = _withdraw_letters(session, run, now)
    notices = _withdraw_notices(session, run, letters)
    opened = _opened(session, run)
    withdrawn = sum(_withdraw(session, run, check_in, now) for check_in in opened if check_in.plan not in begun)
    _open_from(session, run, before, begun)
    forget_all(session)
    undone = Undone(
        run.started_at,
        len(letters),
        notices,
        withdrawn,
        _sent_to(session, run),
        len(opened) - withdrawn,
        _count(session, CheckInEvent, CheckInEvent.learnt_at == run.started_at, CheckInEvent.kind == OVERDUE),
        _count(session, DutyChange, DutyChange.learnt_at == run.started_at),
        tuple(sorted({*begun, *session.exec(select(PlanVersion.plan).where(PlanVersion.taken_at == run.started_at))})),
    )
    detail = f"đợt đôn đốc lúc {words}: {undone.words}"
    record_act(session, Done(UNDO, *office, item=str(run.id), detail=detail), by, now)
    if run.started_at > now + SLACK:
        confirm_gap(session, *office, now, by=by)
    return undone


def _reason(run: RoundRun) -> str:
    return f"thu lại đợt đôn đốc lúc {format_moment(in_zone(run.started_at))}"


def _plans_begun(session: Session, run: RoundRun, before: date | None) -> set[str]:
    """Return the plans whose check-ins begin with this round: to begin anew is more than to take a round back."""
    begun = [col(Adoption.taken_at) == run.started_at]
    if before is None or before < run.day:
        begun.append(col(Adoption.baseline_on) == run.day)
    return set(session.exec(select(Adoption.plan).where(or_(*begun))))


def _withdraw_letters(session: Session, run: RoundRun, now: datetime) -> Sequence[int]:
    stays = (Letter.written_at == run.started_at, col(Letter.state).in_(_STAYS_HERE))
    letters = session.exec(select(Letter).where(*stays).order_by(col(Letter.id))).all()
    for letter in letters:
        letter.state, letter.reason, letter.settled_at = LetterState.SKIPPED, _reason(run), now
        letter.matter = f"{letter.matter}{_mark(run)}"
        session.add(letter)
    session.flush()
    return [letter.id for letter in letters]


def _mark(run: RoundRun) -> str:
    """Return what tells the key of something that was withdrawn from that of the right one."""
    return f"~{run.id}"


def _withdraw_notices(session: Session, run: RoundRun, letters: Sequence[int]) -> int:
    """Withdraw the notices of the round that are in no letter that left; older ones in its letters wait again."""
    stays = col(Notice.letter_id).is_(None) | col(Notice.letter_id).in_(letters)
    own = update(Notice).where(col(Notice.queued_at) == run.started_at, stays)
    withdrawn = session.execute(
        own.values(outcome=Outcome.SKIPPED, reason=_reason(run), channel=Notice.channel + _mark(run))
    )
    older = update(Notice).where(col(Notice.queued_at) != run.started_at, col(Notice.letter_id).in_(letters))
    session.execute(older.values(outcome=Outcome.QUEUED, reason="", letter_id=None))
    return int(withdrawn.rowcount)  # type: ignore[attr-defined]


def _opened(session: Session, run: RoundRun) -> list[CheckIn]:
    """Return the check-ins that the round opened by the plan's rhythm."""
    here = exists().where(
        col(CheckInEvent.check_in_id) == col(CheckIn.id),
        col(CheckInEvent.learnt_at) == run.started_at,
        col(CheckInEvent.kind).in_((State.OPEN, State.OWNERLESS)),
        col(CheckInEvent.actor) == "dondoc",
    )
    found = select(CheckIn).where(col(CheckIn.basis).in_(("cadence", "baseline")), here).order_by(col(CheckIn.id))
    return list(session.exec(found).all())


def _withdraw(session: Session, run: RoundRun, check_in: CheckIn, now: datetime) -> bool:
    """Waive a check-in until it is due to open; not one of which somebody has heard, or on which somebody has acted."""
    of_it = col(CheckInEvent.check_in_id) == check_in.id
    since = and_(col(CheckInEvent.learnt_at) > run.started_at, col(CheckInEvent.kind) != OVERDUE)
    acted = select(CheckInEvent.id).where(of_it, or_(since, col(CheckInEvent.actor) != "dondoc"))
    left = col(Letter.state).not_in((*_STAYS_HERE, LetterState.SKIPPED))
    heard = select(Notice.id).join(Letter).where(Notice.check_in_id == check_in.id, left)
    person = select(Act.id).where(Act.check_in_id == check_in.id)
    if any(session.exec(asked).first() is not None for asked in (acted, heard, person)):
        return False
    move = StateChange(State.WAIVED, f"{BY_UNDOING}{run.id}", day_of(now), now, "dondoc", _reason(run))
    return move_check_in(session, check_in.id, move)


def _open_from(session: Session, run: RoundRun, before: date | None, begun: set[str]) -> None:
    """Let the next round open what is due since the round before this one."""
    for adoption in session.exec(select(Adoption).where(col(Adoption.plan).not_in(begun))):
        last = before or adoption.baseline_on
        if last is not None and adoption.opened_through is not None and adoption.opened_through <= run.day:
            adoption.opened_through = min(adoption.opened_through, last)
            session.add(adoption)
    session.flush()


def _sent_to(session: Session, run: RoundRun) -> tuple[str, ...]:
    left = col(Letter.state).in_((LetterState.SENT, LetterState.SENDING, LetterState.DOUBTFUL))
    here = or_(col(Letter.written_at) == run.started_at, col(Letter.settled_at) == run.started_at)
    return tuple(session.exec(select(Letter.recipient).where(left, here).order_by(col(Letter.recipient))))


def _count(session: Session, table: type, *where: object) -> int:
    return int(session.exec(select(func.count()).select_from(table).where(*where)).one())  # type: ignore[arg-type]
