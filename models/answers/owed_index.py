"""What an agency owes and has answered, as numbers and counts: what a page needs to know of the lines that it does not show."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Integer, bindparam, cast, extract
from sqlmodel import col, func, select

from models.check_ins.moves import CHASED
from models.database import Session
from models.tables.answers import Evidence
from models.tables.core import Answer, CheckIn, State

SETTLED = (State.ACCEPTED, State.WAIVED)
"""The states in which nothing more is asked of the agency that holds a check-in."""
_DUE_LAST_FIRST = (col(CheckIn.due_on).desc(), col(CheckIn.id).desc())


def owed_check_ins(session: Session, agency: str, on: date, *, province: str) -> Sequence[CheckIn]:
    """Return the check-ins that an agency of a province owes on `on`, by their dates."""
    return session.exec(_OWED, params={"agency": agency, "province": province, "on": on}).all()


def count_answered(session: Session, agency: str, on: date, *, province: str) -> int:
    """Return how many check-ins an agency answered that nobody has judged yet."""
    return session.exec(_HOW_MANY_WAIT, params={"agency": agency, "province": province, "on": on}).one()


def answered_part(
    session: Session, agency: str, on: date, first: int, most: int, *, province: str
) -> Sequence[CheckIn]:
    """Return check-ins that an agency answered and nobody has judged yet, those due last first.

    `first` of them are passed over, at most `most` are returned.
    """
    asked = {"agency": agency, "province": province, "on": on, "first": first, "most": most}
    return session.exec(_PART, params=asked).all()


def held_of_plan(session: Session, agency: str, on: date, plan: str, *, province: str) -> Sequence[CheckIn]:
    """Return what an agency owes of a plan on `on`, or has answered and nobody has judged yet, in the order of numbers."""
    return session.exec(_OF_PLAN, params={"agency": agency, "province": province, "on": on, "plan": plan}).all()


def answered_among(
    session: Session, agency: str, on: date, numbers: Collection[int], *, province: str
) -> Sequence[CheckIn]:
    """Return those of some check-ins that an agency answered and nobody has judged yet, those due last first."""
    if not numbers:
        return []
    asked = {"agency": agency, "province": province, "on": on, "numbers": list(numbers)}
    return session.exec(_AMONG, params=asked).all()


def answered_place(session: Session, agency: str, on: date, check_in_id: int, *, province: str) -> int | None:
    """Return how many stand before a check-in among those that an agency answered and that wait; None where it does not wait."""
    asked = {"agency": agency, "province": province, "on": on, "number": check_in_id}
    found = session.exec(_PLACE, params=asked).first()
    return None if found is None else int(found) - 1


def newest_answer(session: Session, agency: str, *, province: str) -> Answer | None:
    """Return what was answered last of all that an agency holds."""
    return session.exec(_NEWEST, params={"agency": agency, "province": province}).first()


def waiting_since(session: Session, agency: str, since: datetime, *, province: str) -> tuple[int, Answer | None]:
    """Return how many check-ins of an agency were answered from a moment on and wait to be judged, and the last answer to them."""
    asked = {"agency": agency, "province": province, "since": since}
    count = session.exec(_HOW_MANY_SINCE, params=asked).one()
    return count, session.exec(_NEWEST_SINCE, params=asked).first() if count else None


def count_waiting_files(session: Session, agency: str, *, province: str) -> int:
    """Return how many files of an agency wait to go out with its answers."""
    return session.exec(_FILES, params={"agency": agency, "province": province}).one()


def settled_years(session: Session, agency: str, *, province: str) -> list[tuple[int, int]]:
    """Return the years in which settled check-ins of an agency were due, the newest first, each with how many they are."""
    found = session.exec(_YEARS, params={"agency": agency, "province": province})
    return sorted(((int(one), int(count)) for one, count in found), reverse=True)


def settled_in(
    session: Session, agency: str, year: int, first: int, most: int, *, province: str
) -> list[tuple[CheckIn, Answer | None]]:
    """Return the settled check-ins of an agency that were due in a year, each with its newest answer.

    Those due last come first; `first` of them are passed over, at most `most` are returned.
    """
    asked = {
        "agency": agency,
        "province": province,
        "from_day": date(year, 1, 1),
        "to_day": date(year, 12, 31),
        "first": first,
        "most": most,
    }
    return [(check_in, answer) for check_in, answer in session.exec(_SETTLED_IN, params=asked)]


# Building a statement takes longer than the database does: what is asked for on every page is built once.
_HELD: tuple[ColumnElement[bool], ...] = (
    col(CheckIn.holder) == bindparam("agency"),
    col(CheckIn.province) == bindparam("province"),
)
_IS_OPEN: ColumnElement[bool] = col(CheckIn.opened_on) <= bindparam("on")
_WAITS = (*_HELD, col(CheckIn.state) == State.ANSWERED, _IS_OPEN)
_STANDS: ColumnElement[bool] = col(CheckIn.state).in_((*CHASED, State.ANSWERED))
_OWED = (
    select(CheckIn)
    .where(*_HELD, col(CheckIn.state).in_(CHASED), _IS_OPEN)
    .order_by(col(CheckIn.due_on), col(CheckIn.id))
)
_HOW_MANY_WAIT = select(func.count()).where(*_WAITS)
_THAT_WAIT = select(CheckIn).where(*_WAITS).order_by(*_DUE_LAST_FIRST)
_PART = _THAT_WAIT.offset(bindparam("first", type_=Integer())).limit(bindparam("most", type_=Integer()))
_AMONG = _THAT_WAIT.where(col(CheckIn.id).in_(bindparam("numbers", expanding=True)))
_OF_PLAN = (
    select(CheckIn).where(*_HELD, _STANDS, col(CheckIn.plan) == bindparam("plan"), _IS_OPEN).order_by(col(CheckIn.id))
)
_PLACED = (
    select(col(CheckIn.id), func.row_number().over(order_by=_DUE_LAST_FIRST).label("place")).where(*_WAITS).subquery()
)
_PLACE = select(_PLACED.c.place).where(_PLACED.c.id == bindparam("number"))
_SINCE = (col(CheckIn.state) == State.ANSWERED, col(Answer.learnt_at) >= bindparam("since"))
_HOW_MANY_SINCE = (
    select(func.count(func.distinct(col(Answer.check_in_id))))
    .join(CheckIn, col(CheckIn.id) == col(Answer.check_in_id))
    .where(*_HELD, *_SINCE)
)
_NEWEST = (
    select(Answer)
    .join(CheckIn, col(CheckIn.id) == col(Answer.check_in_id))
    .where(*_HELD)
    .order_by(col(Answer.learnt_at).desc(), col(Answer.id).desc())
    .limit(1)
)
_NEWEST_SINCE = _NEWEST.where(*_SINCE)
_FILES = (
    select(func.count())
    .select_from(Evidence)
    .join(CheckIn, col(CheckIn.id) == col(Evidence.check_in_id))
    .where(*_HELD, _STANDS)
    .where(col(Evidence.agency) == bindparam("agency"))
    .where(col(Evidence.version) == 0, col(Evidence.withdrawn_at).is_(None))
)
_YEAR = cast(extract("year", col(CheckIn.due_on)), Integer)
_IS_SETTLED: ColumnElement[bool] = col(CheckIn.state).in_(SETTLED)
_YEARS = select(_YEAR, func.count()).where(*_HELD, _IS_SETTLED).group_by(_YEAR)
_LAST = select(func.max(Answer.version)).where(col(Answer.check_in_id) == col(CheckIn.id)).correlate(CheckIn)
_SETTLED_IN = (
    select(CheckIn, Answer)
    .outerjoin(Answer, (col(Answer.check_in_id) == col(CheckIn.id)) & (col(Answer.version) == _LAST.scalar_subquery()))
    .where(*_HELD, _IS_SETTLED)
    .where(col(CheckIn.due_on) >= bindparam("from_day"), col(CheckIn.due_on) <= bindparam("to_day"))
    .order_by(*_DUE_LAST_FIRST)
    .offset(bindparam("first", type_=Integer()))
    .limit(bindparam("most", type_=Integer()))
)
