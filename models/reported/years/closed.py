"""Which check-ins belong to a year, and whether the year is closed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.check_ins.lookup import SETTLED
from models.database import Session
from models.tables.core import Adoption, CheckIn, DutyChange, State

_CLOSES = (3, 31)
"""The last day, of the next year, on which a year waits for what is still open (decision 0072)."""


@dataclass(frozen=True)
class Open:
    """How many check-ins of a year an agency has in one state in which something is still owed or waits for a verdict."""

    plan: str
    holder: str
    state: State
    count: int


@dataclass(frozen=True)
class Year:
    """A year of some plans on a day. `count` are its check-ins, `open` those that are not settled, the most first.

    `behind` are the plans whose check-ins were not opened to the year's end by any round: some of them may be missing.
    """

    year: int
    on: date
    count: int
    open: tuple[Open, ...]
    behind: tuple[str, ...]

    @property
    def is_over(self) -> bool:
        """Whether its last day is past."""
        return self.on > date(self.year, 12, 31)

    @property
    def is_closed(self) -> bool:
        """Whether the year is over and either all of it is settled or it has waited long enough."""
        return self.on > self.waits_until or (self.is_over and not (self.open or self.behind))

    @property
    def waits_until(self) -> date:
        """The last day on which the year waits for what is still open."""
        return date(self.year + 1, *_CLOSES)


def read_year(session: Session, year: int, plans: Collection[str], on: date) -> Year:
    """Return a year of plans, by their codes, as it stands on a day."""
    own = in_year(year, plans)
    counted = func.count()
    waiting = session.exec(
        select(col(CheckIn.plan), col(CheckIn.holder), col(CheckIn.state), counted)
        .where(own, col(CheckIn.state).not_in(SETTLED))
        .group_by(col(CheckIn.plan), col(CheckIn.holder), col(CheckIn.state))
        .order_by(counted.desc(), col(CheckIn.plan), col(CheckIn.holder), col(CheckIn.state))
    )
    opened = session.exec(
        select(Adoption).where(col(Adoption.plan).in_(plans), Adoption.adopted_on <= date(year, 12, 31))
    )
    return Year(
        year,
        on,
        session.exec(select(counted).select_from(CheckIn).where(own)).one(),
        tuple(Open(*row) for row in waiting),
        tuple(sorted(one.plan for one in opened if (one.opened_through or one.adopted_on) < date(year, 12, 31))),
    )


def numbers_of_year(year: int, plans: Collection[str]) -> SelectOfScalar[int]:
    """Return the statement that chooses the numbers of the check-ins of a year."""
    return select(col(CheckIn.id)).where(in_year(year, plans))


def in_year(year: int, plans: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that a check-in belongs to a year: that of its first date, which no extension or return moves.

    So each belongs to one year for ever, and the archive of a year that is made again has the same ones.
    """
    first_due = (
        select(col(DutyChange.due_before))
        .where(DutyChange.check_in_id == CheckIn.id, DutyChange.number == 1)
        .correlate(CheckIn)
        .scalar_subquery()
    )
    day: ColumnElement[date] = func.coalesce(first_due, col(CheckIn.due_on))
    return col(CheckIn.plan).in_(plans) & day.between(date(year, 1, 1), date(year, 12, 31))
