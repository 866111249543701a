"""Whether the history is whole: what each row says must agree with the rows that lead to it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, exists, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from models.check_ins.line_key import LineKey
from models.check_ins.moves import CHASED
from models.database import Session
from models.tables.core import (
    Answer,
    CheckIn,
    CheckInEvent,
    DutyChange,
    Letter,
    LetterState,
    Notice,
    Outcome,
    State,
)

_JUDGED = (State.ANSWERED, State.ACCEPTED, State.RETURNED)
_NO_MORE_SENT = (LetterState.SENT, LetterState.SKIPPED, LetterState.REPLACED)


def _check_ins(*where: ColumnElement[bool]) -> SelectOfScalar[int]:
    return select(col(CheckIn.id)).where(*where).order_by(col(CheckIn.id))


def _states() -> SelectOfScalar[str]:
    """Return the statement of the states that a check-in has been in, by its history, the newest first."""
    states = col(CheckInEvent.check_in_id) == col(CheckIn.id), col(CheckInEvent.kind).in_([str(one) for one in State])
    return select(col(CheckInEvent.kind)).where(*states).order_by(col(CheckInEvent.id).desc())


def _numbered_with_gaps(table: type[Answer | DutyChange], counter: str) -> SelectOfScalar[int]:
    of, number = col(table.check_in_id), getattr(table, counter)
    counted = select(of).group_by(of).having(or_(func.max(number) != func.count(), func.min(number) != 1))
    return counted.order_by(of)


def _unlike_last_change() -> SelectOfScalar[int]:
    later = aliased(DutyChange)
    is_last = ~exists().where(
        col(later.check_in_id) == col(DutyChange.check_in_id), col(later.number) > col(DutyChange.number)
    )
    unlike = or_(col(DutyChange.holder) != col(CheckIn.holder), col(DutyChange.due_on) != col(CheckIn.due_on))
    return _check_ins(exists().where(col(DutyChange.check_in_id) == col(CheckIn.id), is_last, unlike))


def _stuck_notices() -> SelectOfScalar[int]:
    ended = select(Letter.id).where(col(Letter.state).in_(_NO_MORE_SENT))
    stuck = and_(col(Notice.outcome) == Outcome.QUEUED, col(Notice.letter_id).in_(ended))
    return select(col(Notice.check_in_id)).where(stuck).distinct().order_by(col(Notice.check_in_id))


CHECKS: Mapping[str, SelectOfScalar[int]] = {
    "không có dòng lịch sử mở phiếu": _check_ins(~_states().correlate(CheckIn).exists()),
    "có trạng thái khác với dòng lịch sử mới nhất": _check_ins(
        _states().limit(1).correlate(CheckIn).scalar_subquery() != col(CheckIn.state)
    ),
    "có trạng thái đã báo cáo mà không có báo cáo": _check_ins(
        col(CheckIn.state).in_(_JUDGED), ~exists().where(col(Answer.check_in_id) == col(CheckIn.id))
    ),
    "thiếu một lần báo cáo ở giữa": _numbered_with_gaps(Answer, "version"),
    "thiếu một lần đổi hạn hoặc bàn giao ở giữa": _numbered_with_gaps(DutyChange, "number"),
    "có cơ quan hoặc hạn khác với lần đổi mới nhất": _unlike_last_change(),
    "có thông báo còn chờ trong thư đã xong": _stuck_notices(),
}
"""What is wrong with a check-in, in words that follow «phiếu báo cáo», and the statement that finds those of which it is so."""


def history_faults(session: Session) -> dict[str, list[int]]:
    """Return the ids of the check-ins whose history does not agree with itself, by what is wrong; of nothing wrong, nothing."""
    found = {what: list(session.exec(statement).all()) for what, statement in CHECKS.items()}
    return {what: ids for what, ids in found.items() if ids}


def changed_since(session: Session, moment: datetime) -> frozenset[int]:
    """Return the ids of the check-ins to which something happened after a moment."""
    events, changes = (
        select(table.check_in_id).where(col(table.learnt_at) > moment) for table in (CheckInEvent, DutyChange)
    )
    return frozenset((*session.exec(events), *session.exec(changes)))


def told_rungs(session: Session, purpose: str) -> set[tuple[int, int]]:
    """Return each check-in and rung of which there is a notice for the date that it has now, whatever became of it."""
    told = (
        select(Notice.check_in_id, Notice.rung)
        .join(CheckIn, col(CheckIn.id) == col(Notice.check_in_id))
        .where(Notice.purpose == purpose, col(Notice.due_on) == col(CheckIn.due_on), col(CheckIn.state).in_(CHASED))
        .distinct()
    )
    return set(session.exec(told))


def lines_of(session: Session, check_in_ids: Collection[int]) -> list[LineKey]:
    """Return the lines of check-ins as their present holders owe them, by id."""
    found = session.exec(select(CheckIn).where(col(CheckIn.id).in_(check_in_ids)).order_by(col(CheckIn.id)))
    return [LineKey.held(one) for one in found]
