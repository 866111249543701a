"""Causes: the tracker accepts that an agency is late for a reason beyond its power, and the climb stops for a time.

It is a ledger: no date moves by it, late stays late, and the days it stopped can be read from its rows. It rests on an
explanation that the agency gave (`models.decisions.explanations`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import col, func, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.looks.next_look import Which, look_again
from models.check_ins.lookup import guard_owed, hold_check_in, name_check_in
from models.check_ins.moves import CHASED
from models.clock import day_of
from models.database import Session
from models.decisions.deciders import judge_of
from models.decisions.explanations import explanations_of
from models.decisions.situation import Situation
from models.refusal import Faults, RefusedError
from models.tables.chasing import Cause
from models.tables.core import CheckIn
from models.tables.decisions import Explanation, Extension, Ruling
from models.text import one_line
from plan.library import LoadedPlan
from plan.texts.written import format_day

ACCEPT_CAUSE, END_CAUSE = "accept-cause", "end-cause"
"""The kinds of these acts in the audit trail."""
LONGEST = timedelta(days=60)
"""How long a cause may stop the climb at once: who needs longer has it accepted anew, or a date that is decided."""


@dataclass(frozen=True)
class Accepted:
    """Until when (inclusive) a cause stops the climb, by which document, '' for none."""

    until: date
    document: str = ""


def accept_cause(
    session: Session,
    plans: Mapping[str, LoadedPlan],
    check_in_id: int,
    accepted: Accepted,
    judge: str,
    now: datetime,
    *,
    by: Person,
    province: str,
) -> Cause:
    """Record that the cause which an agency gave is objective, and return the row: the climb stops from today.

    `judge` is the agency that acts: who judges the check-in alone may. The same word given twice on a day is kept once. Nothing is committed here. Raise RefusedError,
    before anything is written, for any other, for what is not owed or not late, where its holder explained nothing, for a
    day that is past or more than 60 days off, and where nobody is named.
    """
    on = day_of(now)
    check_in = _held(session, check_in_id, province)
    situation = Situation(session, plans, check_in, judge, now)
    _guard_judge(situation)
    guard_owed(check_in, "ghi nguyên nhân khách quan")
    given = _given(situation)
    faults = Faults()
    faults.check(lambda: guard_person(by))
    faults.check(lambda: _guard_until(accepted.until, on))
    faults.check(lambda: _guard_explained(check_in, bool(given), on))
    document = faults.take(lambda: one_line(accepted.document, "Số văn bản") if accepted.document.strip() else "", "")
    faults.guard()
    newest = given[-1]
    if same := _accepted_so_already(session, check_in, accepted, newest.number, document, on, by):
        return same
    row = _add(session, check_in, "accepted", (on, accepted.until), newest.number, document, judge, now, by)
    detail = f"dừng đôn đốc đến hết ngày {format_day(accepted.until)}: {newest.reason}"
    record_act(session, Done(ACCEPT_CAUSE, province, judge, check_in_id, str(row.number), detail), by, now)
    return row


def _accepted_so_already(
    session: Session, check_in: CheckIn, accepted: Accepted, explanation: int, document: str, on: date, by: Person
) -> Cause | None:
    """Return the word that was given last, where the same person gave the same one today: a form that is sent twice adds nothing."""
    last = next(reversed(_causes_of(session, check_in)), None)
    if last is None or last.kind != "accepted":
        return None
    before = (last.explanation, last.since, last.until, last.document, last.recorded_by)
    return last if before == (explanation, on, accepted.until, document, by.name) else None


def _causes_of(session: Session, check_in: CheckIn) -> Sequence[Cause]:
    """Return what was said of the causes of a check-in, the oldest first."""
    return session.exec(_OF_ONE, params={"check_in": check_in.id}).all()


# To build a statement takes longer than the database does: those of this module are built once.
_OF_ONE = select(Cause).where(col(Cause.check_in_id) == bindparam("check_in")).order_by(col(Cause.number))


def end_cause(
    session: Session,
    plans: Mapping[str, LoadedPlan],
    check_in_id: int,
    judge: str,
    now: datetime,
    *,
    by: Person,
    province: str,
) -> Cause:
    """Record that an accepted cause is over before its day, and return the row: the climb goes on from today.

    Raise RefusedError as `accept_cause` does, and where no cause stops the climb today.
    """
    on = day_of(now)
    check_in = _held(session, check_in_id, province)
    guard_may_end(Situation(session, plans, check_in, judge, now))
    guard_person(by)
    row = _add(session, check_in, "ended", (on, on - timedelta(days=1)), 0, "", judge, now, by)
    record_act(session, Done(END_CAUSE, province, judge, check_in_id, str(row.number)), by, now)
    return row


def _held(session: Session, check_in_id: int, province: str) -> CheckIn:
    found = session.get(CheckIn, check_in_id)
    return hold_check_in(session, check_in_id, found.holder if found else "", province)


def guard_may_accept(situation: Situation) -> None:
    """Raise RefusedError unless the agency in front judges the check-in, which is owed, late and explained by its holder."""
    _guard_judge(situation)
    guard_owed(situation.check_in, "ghi nguyên nhân khách quan")
    _guard_explained(situation.check_in, bool(_given(situation)), situation.on)


def guard_may_end(situation: Situation) -> None:
    """Raise RefusedError unless the agency in front judges the check-in, and a cause stops its climb today."""
    _guard_judge(situation)
    check_in, on = situation.check_in, situation.on
    if not any(since <= on <= until for since, until in pauses(situation.session).get(check_in.id, ())):
        raise RefusedError(
            f"Báo cáo {name_check_in(check_in)}, không có nguyên nhân nào đang dừng đôn đốc.", check_in.id
        )


def _guard_judge(situation: Situation) -> None:
    check_in, judge, loaded = situation.check_in, situation.agency, situation.loaded
    rightful = judge_of(check_in, loaded, situation.on)
    if not judge or judge != rightful:
        raise RefusedError(
            f"Nguyên nhân chậm của báo cáo {name_check_in(check_in)}, do {loaded.register.name_of(rightful)} xem xét."
            if rightful
            else f"Báo cáo {name_check_in(check_in)}, không có cơ quan nào xem xét nguyên nhân chậm.",
            check_in.id,
        )


def _given(situation: Situation) -> list[Explanation]:
    """Return what the check-in's holder explained, the oldest first."""
    check_in = situation.check_in
    return [
        one
        for one in explanations_of(situation.session, [check_in.id]).get(check_in.id, [])
        if one.holder == check_in.holder
    ]


def _guard_until(until: date, on: date) -> None:
    if not on <= until <= on + LONGEST:
        raise RefusedError(
            f"Ngày dừng đôn đốc {format_day(until)} phải từ hôm nay đến {format_day(on + LONGEST)}; hãy chọn ngày khác."
        )


def _guard_explained(check_in: CheckIn, given: bool, on: date) -> None:
    if check_in.due_on >= on:
        raise RefusedError(
            f"Báo cáo {name_check_in(check_in)}, đang trong hạn; cần thêm thời gian thì đề nghị gia hạn.", check_in.id
        )
    if not given:
        raise RefusedError(
            f"Báo cáo {name_check_in(check_in)}, cơ quan chưa giải trình; hãy đề nghị cơ quan giải trình trước.",
            check_in.id,
        )


def _add(  # noqa: PLR0913, PLR0917  the parts of one row
    session: Session,
    check_in: CheckIn,
    kind: str,
    days: tuple[date, date],
    explanation: int,
    document: str,
    judge: str,
    now: datetime,
    by: Person,
) -> Cause:
    earlier = _causes_of(session, check_in)
    row = Cause(
        check_in_id=check_in.id,
        number=len(earlier) + 1,
        kind=kind,
        holder=check_in.holder,
        explanation=explanation,
        judge=judge,
        since=days[0],
        until=days[1],
        document=document,
        recorded_by=by.name,
        post=by.post,
        way=by.way,
        learnt_at=now,
    )
    session.add(row)
    session.flush()
    look_again(session, [check_in.id])
    return row


@dataclass(frozen=True)
class ExplainedLate:
    """A late check-in that its holder explained, with the newest words; `until` is when an accepted cause lets it rest.

    None where no cause stops the climb today. `is_new` tells that these words were not accepted yet.
    """

    check_in: CheckIn
    explanation: Explanation
    until: date | None
    is_new: bool


def explained_late(
    session: Session, plans: Mapping[str, LoadedPlan], judge: str, on: date, *, province: str
) -> list[ExplainedLate]:
    """Return what is owed, late and explained, and judged by an agency on a day: what nobody looked at yet comes first.

    The number of statements does not grow with what is late.
    """
    owed = session.exec(_LATE, params={"province": province, "plans": list(plans), "on": on})
    mine = {one.id: one for one in owed if judge and judge_of(one, plans[one.plan], on) == judge}
    if not mine:
        return []
    stopped, looked_at = pauses(session), _looked_at(session)
    found = []
    for number, given in explanations_of(session, list(mine)).items():
        newest = next((one for one in reversed(given) if one.holder == mine[number].holder), None)
        if newest is not None:
            until = next((last for since, last in stopped.get(number, ()) if since <= on <= last), None)
            is_new = newest.number > looked_at.get(number, 0)
            found.append(ExplainedLate(mine[number], newest, until, is_new))
    return sorted(found, key=lambda one: (not one.is_new, one.check_in.due_on, one.check_in.id))


_LATE = (
    select(CheckIn)
    .where(col(CheckIn.province) == bindparam("province"), col(CheckIn.plan).in_(bindparam("plans", expanding=True)))
    .where(col(CheckIn.state).in_(CHASED), col(CheckIn.due_on) < bindparam("on"))
    .order_by(col(CheckIn.due_on), col(CheckIn.id))
)


def _looked_at(session: Session) -> dict[int, int]:
    """Return the newest explanation that was accepted for each check-in."""
    return dict(session.exec(_LOOKED_AT).all())


_LOOKED_AT = select(Cause.check_in_id, func.max(Cause.explanation)).group_by(col(Cause.check_in_id))


def pauses(session: Session, which: Which | None = None) -> dict[int, tuple[tuple[date, date], ...]]:
    """Return the days on which accepted causes stopped the climb of what is owed (or `which` of it), from the first to the
    last of each.

    A cause that was ended stopped it up to the day before. What passed to another agency since climbs anew there.
    """
    found: dict[int, list[tuple[date, date]]] = {}
    for row in session.exec(_OF_OWED if which is None else _OF_OWED.where(which)):
        before = found.setdefault(row.check_in_id, [])
        # A new word ends the one before it, so that no day counts twice.
        before[:] = [(since, min(until, row.since - timedelta(days=1))) for since, until in before]
        if row.kind == "accepted":
            before.append((row.since, row.until))
    return {number: tuple(one for one in spans if one[0] <= one[1]) for number, spans in found.items()}


_OF_OWED = (
    select(Cause)
    .join(CheckIn, col(CheckIn.id) == col(Cause.check_in_id))
    .where(col(CheckIn.state).in_(CHASED), col(Cause.holder) == col(CheckIn.holder))
    .order_by(col(Cause.check_in_id), col(Cause.number))
)


def asked_later(session: Session, which: Which | None = None) -> frozenset[int]:
    """Return what is owed (or `which` of it) and has a later date asked for that nobody has decided on, and that still can be granted."""
    return frozenset(session.exec(_ASKED if which is None else _ASKED.where(which)).all())


_ASKED = (
    select(Extension.check_in_id)
    .join(CheckIn, col(CheckIn.id) == col(Extension.check_in_id))
    .where(
        Extension.ruling == Ruling.WAITING,
        col(Extension.due_before) == col(CheckIn.due_on),
        col(Extension.holder) == col(CheckIn.holder),
        col(CheckIn.state).in_(CHASED),
    )
)
