"""The check-ins of a plan in columns: what figures are counted from, without a value of its own for each of them.

A column is a row of whole numbers, and a list that says what each number stands for: of a hundred thousand check-ins the
agencies are a thousand and the periods a dozen. So figures are read in the time that the database takes, and in its size.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

import sqlalchemy
from sqlalchemy import ColumnElement, Select, func, type_coerce
from sqlalchemy.types import NullType
from sqlmodel import col, true

from models.check_ins.moves import OVERDUE
from models.clock import day_of, end_of_day
from models.database import Session
from models.tables.core import Answer, CheckIn, CheckInEvent, DutyChange, State, Succession
from models.tables.decisions import Verdict

Value = TypeVar("Value")
Numbers: TypeAlias = "array[int]"
_AT_ONCE = 2_000
"""How many rows are taken from the database at once: what they are made of is let go before the next ones come."""


class Asked(NamedTuple):
    """What check-ins are about that were opened together; `due_on` is the last day in time now.

    `by_hour` tells that a clock in hours runs.
    """

    ref: str
    role: str
    scope: str
    period: str
    basis: str
    opened_on: date
    due_on: date
    by_hour: bool


class Claim(NamedTuple):
    """What one version of an answer says of the work."""

    result: str
    percent: int | None


@dataclass(frozen=True)
class Coded(Generic[Value]):
    """One column: a number for each row, and what each number stands for."""

    codes: Numbers
    values: Sequence[Value]


@dataclass(frozen=True)
class StandingColumns:
    """All check-ins of a plan that were opened by a day, and what was known of them, in columns.

    `check_ins` are their numbers, with `holder` and `asked` row by row, and the `agency` that each was opened for, None where
    that holds it. `state` is the one that it moved to last: the one that
    was known then of all but those in `moved_since`. Of these `moved` has the number of a check-in for each of its moves that
    was known, in the order in which they were made, and `states` the state that it moved to; one that is not there was not
    known. `answered` has one for each version of an answer, ordered by check-in and version, with
    its `claims`, and the days on which it happened and was recorded (`said_on`), in Asia/Ho_Chi_Minh.

    `returned` are the check-ins of which an answer was given back. `changed` are those whose row alone does not tell who
    held them and by when they were due: they changed hands or date, or another one ended in them.
    `trouble` has by check-in the newest version of its answer that tells difficulties or proposals, with both.
    """

    check_ins: Numbers
    holder: Coded[str]
    agency: Coded[str | None]
    asked: Coded[Asked]
    state: Coded[State]
    moved_since: frozenset[int]
    moved: Numbers
    states: Coded[State]
    answered: Numbers
    version: Numbers
    claims: Coded[Claim]
    said_on: Coded[tuple[date, date]]
    returned: frozenset[int]
    changed: frozenset[int]
    trouble: dict[int, tuple[int, str, str]]


@dataclass(frozen=True)
class About:
    """Of which check-ins of a plan alone it is asked: those of an agency (that it holds, or held or was given), of a task,
    or the one of a number; '' and 0 for all.
    """

    agency: str = ""
    ref: str = ""
    number: int = 0

    def condition(self) -> ColumnElement[bool]:
        """Return the condition that holds for all these, perhaps for more: who held what on a past day tell its changes."""
        chosen: list[ColumnElement[bool]] = [true()]
        if self.agency:
            moved = sqlalchemy.select(col(DutyChange.check_in_id)).where(
                (col(DutyChange.holder) == self.agency) | (col(DutyChange.holder_before) == self.agency)
            )
            chosen.append(
                (col(CheckIn.holder) == self.agency) | (col(CheckIn.agency) == self.agency) | col(CheckIn.id).in_(moved)
            )
        if self.ref:
            chosen.append(col(CheckIn.ref) == self.ref)
        if self.number:
            chosen.append(col(CheckIn.id) == self.number)
        return sqlalchemy.and_(*chosen)


def standing_columns(
    session: Session, on: date, known_at: datetime, province: str, plan: str, about: About | None = None
) -> StandingColumns:
    """Return the check-ins of a plan by the end of `on`, as far as recorded by `known_at` (both inclusive), in columns.

    `about` narrows what is read; a few others may be there too.
    """
    ours = (col(CheckIn.province) == province) & (col(CheckIn.plan) == plan)
    if about is not None:
        ours &= about.condition()
    within = _Within(session, ours, on, known_at)
    numbers, (holder, agency, asked) = within.opened()
    moved_since = within.moved_since()
    moved, (states,) = within.moves() if moved_since else _NO_MOVES
    answered, (version, claims, hours) = within.answers()
    return StandingColumns(
        check_ins=numbers,
        holder=holder,
        agency=agency,
        asked=Coded(asked.codes, [_asked(row) for row in asked.values]),
        state=Coded(asked.codes, [State(row[-1]) for row in asked.values]),
        moved_since=moved_since,
        moved=moved,
        states=Coded(states.codes, [State(kind) for kind in states.values]),
        answered=answered,
        version=array("i", [version.values[code] for code in version.codes]),
        claims=Coded(claims.codes, [Claim._make(claim) for claim in claims.values]),
        said_on=Coded(hours.codes, [(_day_of_hour(given), _day_of_hour(learnt)) for given, learnt in hours.values]),
        returned=within.returned(),
        changed=within.changed(),
        trouble=within.trouble(),
    )


class _Within:
    """The rows of one plan, up to a day and a moment."""

    def __init__(self, session: Session, ours: ColumnElement[bool], on: date, known_at: datetime) -> None:
        self.session, self.ours, self.on, self.known_at = session, ours, on, known_at
        # Where nothing else is followed no row has to be looked up to know whose it is.
        self.alone = not session.scalar(sqlalchemy.select(sqlalchemy.exists().where(~ours)))

    def opened(self) -> tuple[Numbers, list[Coded[Any]]]:
        """Return the check-ins: their holders, the agencies they were opened for, what they are about, and their state."""
        about = (
            *(col(getattr(CheckIn, name)) for name in _ABOUT),
            _raw(CheckIn.opened_on),
            _raw(CheckIn.due_on),
            _raw(CheckIn.due_at),
            _raw(CheckIn.state),
        )
        agency = func.nullif(col(CheckIn.agency), col(CheckIn.holder))
        chosen = sqlalchemy.select(col(CheckIn.id), col(CheckIn.holder), agency, *about)
        return self._read(chosen.where(self.ours, col(CheckIn.opened_on) <= self.on), 1, 2, slice(3, None))

    def moved_since(self) -> frozenset[int]:
        """Return the check-ins that moved after the day, or of which a move was recorded after the moment."""
        return frozenset(number for (number,) in self._rows(self._narrowed(self._later_moves(), CheckInEvent)))

    def moves(self) -> tuple[Numbers, list[Coded[Any]]]:
        """Return every move that was known of the check-ins that moved since, in the order in which they were made."""
        chosen = sqlalchemy.select(col(CheckInEvent.check_in_id), col(CheckInEvent.kind)).where(
            col(CheckInEvent.happened_on) <= self.on,
            col(CheckInEvent.learnt_at) <= self.known_at,
            col(CheckInEvent.kind) != OVERDUE,
            col(CheckInEvent.check_in_id).in_(self._later_moves()),
        )
        return self._read(self._narrowed(chosen, CheckInEvent).order_by(col(CheckInEvent.id)), 1)

    def answers(self) -> tuple[Numbers, list[Coded[Any]]]:
        """Return every version of an answer that was known: its number, its claim, its day and that of its record."""
        said = (
            col(Answer.check_in_id),
            col(Answer.version),
            _raw(Answer.result),
            col(Answer.percent),
            self._hour(Answer.happened_at),
            self._hour(Answer.learnt_at),
        )
        chosen = self._narrowed(sqlalchemy.select(*said).where(*self._known_answers()), Answer)
        return self._read(chosen.order_by(col(Answer.check_in_id), col(Answer.version)), 1, slice(2, 4), slice(4, 6))

    def trouble(self) -> dict[int, tuple[int, str, str]]:
        """Return by check-in the newest version that tells difficulties or proposals, with both."""
        told = sqlalchemy.select(
            col(Answer.check_in_id), col(Answer.version), col(Answer.difficulties), col(Answer.proposals)
        ).where(*self._known_answers(), (col(Answer.difficulties) != "") | (col(Answer.proposals) != ""))
        rows = self._rows(self._narrowed(told, Answer).order_by(col(Answer.id)))
        return {number: (version, difficulties, proposals) for number, version, difficulties, proposals in rows}

    def returned(self) -> frozenset[int]:
        """Return the check-ins of which an answer was given back."""
        given_back = sqlalchemy.select(col(Verdict.check_in_id)).where(
            col(Verdict.kind) == State.RETURNED,
            col(Verdict.happened_on) <= self.on,
            col(Verdict.learnt_at) <= self.known_at,
        )
        return frozenset(number for (number,) in self._rows(self._narrowed(given_back, Verdict)))

    def changed(self) -> frozenset[int]:
        """Return the check-ins whose row alone does not tell who held them and by when they were due."""
        moved = self._narrowed(sqlalchemy.select(col(DutyChange.check_in_id)), DutyChange)
        merged = sqlalchemy.select(col(Succession.successor_id))
        if not self.alone:
            merged = merged.join(CheckIn, col(CheckIn.id) == col(Succession.successor_id)).where(self.ours)
        return frozenset(number for chosen in (moved, merged) for (number,) in self._rows(chosen))

    def _later_moves(self) -> Any:  # noqa: ANN401  a statement
        later = (col(CheckInEvent.happened_on) > self.on) | (col(CheckInEvent.learnt_at) > self.known_at)
        return sqlalchemy.select(col(CheckInEvent.check_in_id)).where(later, col(CheckInEvent.kind) != OVERDUE)

    def _known_answers(self) -> tuple[ColumnElement[bool], ...]:
        return col(Answer.happened_at) <= end_of_day(self.on), col(Answer.learnt_at) <= self.known_at

    def _narrowed(self, chosen: Any, table: Any) -> Any:  # noqa: ANN401  a statement, and a table with a check_in_id
        if self.alone:
            return chosen.where(true())
        return chosen.join(CheckIn, col(CheckIn.id) == col(table.check_in_id)).where(self.ours)

    def _hour(self, moment: Any) -> ColumnElement[Any]:  # noqa: ANN401  a column of moments
        """Return the hour of UTC in which a moment lies: enough for its day, and many moments share one.

        A day of Việt Nam, which is seven hours ahead, begins with such an hour.
        """
        if self.session.connection().dialect.name == "sqlite":
            return func.substr(_raw(moment), 1, len("2023-06-30 17"))
        return func.date_trunc("hour", func.timezone("UTC", _raw(moment)))

    def _rows(self, chosen: Select[Any]) -> Iterator[Sequence[Any]]:
        for rows in self.session.connection().execute(chosen).partitions(_AT_ONCE):
            yield from rows

    def _read(self, chosen: Select[Any], *places: int | slice) -> tuple[Numbers, list[Coded[Any]]]:
        """Return the first value of each row, a number, and each of the other places as a column of its own."""
        numbers = array("q")
        columns = [_Column(place) for place in places]
        first = itemgetter(0)
        for rows in self.session.connection().execute(chosen).partitions(_AT_ONCE):
            numbers.extend(map(first, rows))
            for column in columns:
                column.take(rows)
        return numbers, [column.coded() for column in columns]


class _Column:
    """A column as it is read: each value that was not met before gets the next number."""

    def __init__(self, place: int | slice) -> None:
        self.place: Callable[[Any], Any] = itemgetter(place)
        self.codes = array("i")
        self.met: defaultdict[Any, int] = defaultdict()
        self.met.default_factory = self.met.__len__

    def take(self, rows: Iterable[Sequence[Any]]) -> None:
        """Take the column's value of some more rows."""
        self.codes.extend(map(self.met.__getitem__, map(self.place, rows)))

    def coded(self) -> Coded[Any]:
        """Return the column."""
        return Coded(self.codes, list(self.met))


_NO_MOVES: tuple[Numbers, list[Coded[Any]]] = (array("q"), [Coded(array("i"), [])])
_ABOUT = ("ref", "role", "scope", "occurrence", "basis")


def _raw(column: Any) -> ColumnElement[Any]:  # noqa: ANN401  a column of whatever type
    """Return a column as the driver gives it: of many rows with the same day only one is made a day of."""
    return type_coerce(col(column), NullType())


def _asked(row: Sequence[Any]) -> Asked:
    ref, role, scope, period, basis, opened_on, due_on, due_at, _state = row
    return Asked(ref, role, scope, period, basis, _day(opened_on), _day(due_on), due_at is not None)


def _day(stored: date | str) -> date:
    """Return a day as PostgreSQL's driver gives it, or as SQLite keeps it."""
    return date.fromisoformat(stored) if isinstance(stored, str) else stored


def _day_of_hour(hour: datetime | str) -> date:
    begins = datetime.fromisoformat(hour) if isinstance(hour, str) else hour
    return day_of(begins.replace(tzinfo=UTC))
