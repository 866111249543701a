"""Explanations: after the date an agency says why it is late; no date moves by it (DESIGN §4)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam
from sqlmodel import col, func, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.duties import held_on
from models.check_ins.lookup import hold_check_in, name_check_in
from models.check_ins.standings import standings
from models.clock import day_of
from models.database import Session
from models.decisions.situation import Situation
from models.refusal import Faults, RefusedError
from models.tables.core import Answer, State
from models.tables.decisions import Explanation
from models.text import guard_reason

EXPLAIN = "explain"
"""The kind of the act in the audit trail."""


def guard_may_explain(situation: Situation) -> None:
    """Raise RefusedError unless the check-in is late now, or was answered late; so is a returned one whose first answer was."""
    session, check_in = situation.session, situation.check_in
    found = standings(session, situation.on, situation.now, check_in_ids=[check_in.id])
    is_late = any(standing.days_late for standing in found)
    if not is_late and check_in.state == State.RETURNED:
        held = held_on(check_in, situation.changes, situation.on, situation.now)
        first = session.exec(_FIRST, params={"check_in": check_in.id}).one()
        is_late = day_of(first) > held.reporting_due_on
    if not is_late:
        raise RefusedError(
            f"Báo cáo {name_check_in(check_in)}, không chậm nên không cần giải trình; nếu trong hạn mà cần thêm thời gian, "
            "hãy đề nghị gia hạn.",
            check_in.id,
        )


# To build a statement takes longer than the database does: those of this module are built once.
_FIRST = select(func.min(Answer.happened_at)).where(col(Answer.check_in_id) == bindparam("check_in"))


def explain_lateness(
    session: Session, check_in_id: int, agency: str, reason: str, now: datetime, *, by: Person, province: str
) -> Explanation:
    """Record why an agency is late, and return it; it moves no date. The same words given twice on a day are kept once.

    It is given once the last day in time is past, while an answer is owed or after a late one. Nothing is committed
    here. Raise RefusedError, before anything is written, for what is not late or not the agency's.
    """
    on = day_of(now)
    check_in = hold_check_in(session, check_in_id, agency, province)
    guard_may_explain(Situation(session, {}, check_in, agency, now))
    faults = Faults()
    faults.check(lambda: guard_person(by))
    reason = faults.take(lambda: guard_reason(reason, "Giải trình", check_in_id), reason)
    faults.guard()
    earlier = explanations_of(session, [check_in_id]).get(check_in_id, [])
    for one in earlier:
        if (one.holder, one.reason, one.given_by, one.happened_on) == (agency, reason, by.name, on):
            return one
    explanation = Explanation(
        check_in_id=check_in_id,
        number=len(earlier) + 1,
        holder=agency,
        reason=reason,
        given_by=by.name,
        post=by.post,
        way=by.way,
        happened_on=on,
        learnt_at=now,
    )
    session.add(explanation)
    session.flush()
    record_act(session, Done(EXPLAIN, province, agency, check_in_id, str(explanation.number), reason), by, now)
    return explanation


def explanations_of(session: Session, check_in_ids: Collection[int]) -> dict[int, list[Explanation]]:
    """Return the explanations given for each check-in, the oldest first; nothing for one without."""
    found: dict[int, list[Explanation]] = {}
    if not check_in_ids:
        return found
    for explanation in session.exec(_OF_CHECK_INS, params={"ids": list(check_in_ids)}):
        found.setdefault(explanation.check_in_id, []).append(explanation)
    return found


_OF_CHECK_INS = (
    select(Explanation)
    .where(col(Explanation.check_in_id).in_(bindparam("ids", expanding=True)))
    .order_by(col(Explanation.check_in_id), col(Explanation.number))
)
