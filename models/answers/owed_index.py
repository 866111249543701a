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


def owed_check_ins(session: Session, agency: str, on: date, *, province: str) -> Sequence[CheckIn]:
    """Return the check-ins that an agency of a province owes on `on`, by their dates."""
    chosen = select(CheckIn).where(*_held(agency, province), col(CheckIn.state).in_(CHASED), CheckIn.opened_on <= on)
    return session.exec(chosen.order_by(col(CheckIn.due_on), col(CheckIn.id))).all()


def answered_check_ins(session: Session, numbers: Collection[int]) -> Sequence[CheckIn]:
    """Return check-ins by their numbers, as `answered_numbers` gives them; one that was judged in between is left out."""
    chosen = select(CheckIn).where(col(CheckIn.id).in_(numbers), CheckIn.state == State.ANSWERED)
    return session.exec(chosen).all() if numbers else []


def answered_numbers(session: Session, agency: str, on: date, *, province: str) -> list[int]:
    """Return the numbers of the check-ins that an agency answered and nobody has judged yet, those due last first."""
    chosen = select(CheckIn.id).where(
        *_held(agency, province), CheckIn.state == State.ANSWERED, CheckIn.opened_on <= on
    )
    return list(session.exec(chosen.order_by(col(CheckIn.due_on).desc(), col(CheckIn.id).desc())).all())


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


def _held(agency: str, province: str) -> tuple[ColumnElement[bool], ...]:
    return col(CheckIn.holder) == agency, col(CheckIn.province) == province
