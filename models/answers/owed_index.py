"""What an agency owes and has answered, as numbers and counts: what a page needs to know of the lines that it does not show."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Integer, cast, extract
from sqlmodel import col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from models.check_ins.moves import CHASED
from models.database import Session
from models.tables.answers import Evidence
from models.tables.core import Answer, CheckIn, State

SETTLED = (State.ACCEPTED, State.WAIVED)
"""The states in which nothing more is asked of the agency that holds a check-in."""
_DUE_LAST_FIRST = (col(CheckIn.due_on).desc(), col(CheckIn.id).desc())


def owed_check_ins(session: Session, agency: str, on: date, *, province: str) -> Sequence[CheckIn]:
    """Return the check-ins that an agency of a province owes on `on`, by their dates."""
    chosen = select(CheckIn).where(*_held(agency, province), col(CheckIn.state).in_(CHASED), CheckIn.opened_on <= on)
    return session.exec(chosen.order_by(col(CheckIn.due_on), col(CheckIn.id))).all()


def count_answered(session: Session, agency: str, on: date, *, province: str) -> int:
    """Return how many check-ins an agency answered that nobody has judged yet."""
    return session.exec(select(func.count()).where(*_waits(agency, on, province))).one()


def answered_part(
    session: Session, agency: str, on: date, first: int, most: int, *, province: str
) -> Sequence[CheckIn]:
    """Return check-ins that an agency answered and nobody has judged yet, those due last first.

    `first` of them are passed over, at most `most` are returned.
    """
    chosen = select(CheckIn).where(*_waits(agency, on, province)).order_by(*_DUE_LAST_FIRST)
    return session.exec(chosen.offset(first).limit(most)).all()


def held_of_plan(session: Session, agency: str, on: date, plan: str, *, province: str) -> Sequence[CheckIn]:
    """Return what an agency owes of a plan on `on`, or has answered and nobody has judged yet, in the order of numbers."""
    stands = col(CheckIn.state).in_((*CHASED, State.ANSWERED))
    chosen = select(CheckIn).where(*_held(agency, province), stands, CheckIn.plan == plan, CheckIn.opened_on <= on)
    return session.exec(chosen.order_by(col(CheckIn.id))).all()


def answered_among(
    session: Session, agency: str, on: date, numbers: Collection[int], *, province: str
) -> Sequence[CheckIn]:
    """Return those of some check-ins that an agency answered and nobody has judged yet, those due last first."""
    if not numbers:
        return []
    chosen = select(CheckIn).where(*_waits(agency, on, province), col(CheckIn.id).in_(numbers))
    return session.exec(chosen.order_by(*_DUE_LAST_FIRST)).all()


def answered_place(session: Session, agency: str, on: date, check_in_id: int, *, province: str) -> int | None:
    """Return how many stand before a check-in among those that an agency answered and that wait; None where it does not wait."""
    place = func.row_number().over(order_by=_DUE_LAST_FIRST)
    placed = select(CheckIn.id, place.label("place")).where(*_waits(agency, on, province)).subquery()
    found = session.exec(select(placed.c.place).where(placed.c.id == check_in_id)).first()
    return None if found is None else int(found) - 1


def newest_answer(session: Session, agency: str, *, province: str) -> Answer | None:
    """Return what was answered last of all that an agency holds."""
    return session.exec(_newest_first(agency, province)).first()


def waiting_since(session: Session, agency: str, since: datetime, *, province: str) -> tuple[int, Answer | None]:
    """Return how many check-ins of an agency were answered from a moment on and wait to be judged, and the last answer to them."""
    waits = (col(CheckIn.state) == State.ANSWERED, col(Answer.learnt_at) >= since)
    number = func.count(func.distinct(Answer.check_in_id))
    counted = select(number).join(CheckIn, col(CheckIn.id) == col(Answer.check_in_id))
    count = session.exec(counted.where(*_held(agency, province), *waits)).one()
    return count, session.exec(_newest_first(agency, province).where(*waits)).first()


def count_waiting_files(session: Session, agency: str, *, province: str) -> int:
    """Return how many files of an agency wait to go out with its answers."""
    chosen = (
        select(func.count())
        .select_from(Evidence)
        .join(CheckIn, col(CheckIn.id) == col(Evidence.check_in_id))
        .where(*_held(agency, province), col(CheckIn.state).in_((*CHASED, State.ANSWERED)))
        .where(Evidence.agency == agency, Evidence.version == 0, col(Evidence.withdrawn_at).is_(None))
    )
    return session.exec(chosen).one()


def _newest_first(agency: str, province: str) -> SelectOfScalar[Answer]:
    chosen = select(Answer).join(CheckIn, col(CheckIn.id) == col(Answer.check_in_id)).where(*_held(agency, province))
    return chosen.order_by(col(Answer.learnt_at).desc(), col(Answer.id).desc()).limit(1)


def settled_years(session: Session, agency: str, *, province: str) -> list[tuple[int, int]]:
    """Return the years in which settled check-ins of an agency were due, the newest first, each with how many they are."""
    year = cast(extract("year", col(CheckIn.due_on)), Integer)
    chosen = select(year, func.count()).where(*_held(agency, province), col(CheckIn.state).in_(SETTLED)).group_by(year)
    return sorted(((int(one), int(count)) for one, count in session.exec(chosen)), reverse=True)


def settled_in(
    session: Session, agency: str, year: int, first: int, most: int, *, province: str
) -> list[tuple[CheckIn, Answer | None]]:
    """Return the settled check-ins of an agency that were due in a year, each with its newest answer.

    Those due last come first; `first` of them are passed over, at most `most` are returned.
    """
    newest = select(func.max(Answer.version)).where(Answer.check_in_id == CheckIn.id).correlate(CheckIn)
    chosen = (
        select(CheckIn, Answer)
        .outerjoin(
            Answer,
            (col(Answer.check_in_id) == col(CheckIn.id)) & (col(Answer.version) == newest.scalar_subquery()),
        )
        .where(
            *_held(agency, province),
            col(CheckIn.state).in_(SETTLED),
            CheckIn.due_on >= date(year, 1, 1),
            CheckIn.due_on <= date(year, 12, 31),
        )
        .order_by(col(CheckIn.due_on).desc(), col(CheckIn.id).desc())
    )
    return [(check_in, answer) for check_in, answer in session.exec(chosen.offset(first).limit(most))]


def _waits(agency: str, on: date, province: str) -> tuple[ColumnElement[bool], ...]:
    return *_held(agency, province), col(CheckIn.state) == State.ANSWERED, col(CheckIn.opened_on) <= on


def _held(agency: str, province: str) -> tuple[ColumnElement[bool], ...]:
    return col(CheckIn.holder) == agency, col(CheckIn.province) == province
