"""The cells of punctuality counted from the raw rows by hand: what a clerk with the files on his table would do.

Nothing of the program's own reckoning is used, only its tables: the last move that was known tells whether an answer counts,
the dates that were known tell whether it was in time (DESIGN, section 4).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import text

from models.database import Session

VIETNAM = timezone(timedelta(hours=7))


@dataclass
class Files:
    """Everything that lies on the table, by check-in, each pile in the order in which it was written."""

    check_ins: Sequence[Any]
    moves: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    returns: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    changes: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))


def lay_out(session: Session, plan: str) -> Files:
    """Return the raw rows of a plan; days and moments are read from their text, moments as they are in Vietnam."""

    def rows(table: str, order: str) -> list[Any]:
        return [_Row(dict(one)) for one in session.execute(text(f"select * from {table} order by {order}")).mappings()]  # noqa: S608  our own names

    files = Files([one for one in rows("check_in", "id") if one.plan == plan])
    for pile, table, order in (
        (files.moves, "check_in_event", "id"),
        (files.answers, "answer", "version"),
        (files.returns, "verdict", "version"),
        (files.changes, "duty_change", "number"),
    ):
        for one in rows(table, order):
            pile[one.check_in_id].append(one)
    return files


def _read(name: str, value: Any) -> Any:  # noqa: ANN401  a column of whatever kind
    if isinstance(value, str) and value and name.endswith(("_on", "due_before")):
        return date.fromisoformat(value[:10])
    if isinstance(value, str) and name.endswith("_at"):
        return datetime.fromisoformat(value).replace(tzinfo=UTC).astimezone(VIETNAM)
    return value


class _Row:
    """A row as a file: days and moments as such."""

    def __init__(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(self, name, _read(name, value))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  a column of whatever kind
        raise AttributeError(name)


def count_by_hand(files: Files, on: date, known_at: datetime) -> Counter[str]:
    """Count the cells of every check-in at the end of a day, as far as was known at a moment."""
    counted: Counter[str] = Counter()
    for one in files.check_ins:
        if one.opened_on <= on and (cell := _cell(files, one, on, known_at)):
            counted[cell] += 1
    return counted


def _cell(files: Files, one: Any, on: date, known_at: datetime) -> str:  # noqa: ANN401  a row
    moves = [
        move
        for move in files.moves[one.id]
        if move.kind != "overdue" and move.happened_on <= on and move.learnt_at <= known_at
    ]
    if not moves:
        return ""
    state = moves[-1].kind
    if state in ("waived", "superseded", "ownerless"):
        return str(state)
    changes = files.changes[one.id]
    known = [change for change in changes if change.happened_on <= on and change.learnt_at <= known_at]
    first = changes[0].due_before if changes else one.due_on
    if state in ("answered", "accepted"):
        given, due = _given(files, one, on, known_at, known), _reporting_date(first, known)
        return "late" if given > due else "on_time"
    due = known[-1].due_on if known else first
    return "open_overdue" if on > due else "open_in_time"


def _reporting_date(first: date, known: Sequence[Any]) -> date:
    """Return the date that punctuality goes by: no return moves it, nor what moves a return's own date; an heir has one."""
    due, is_returned = first, False
    for change in known:
        if change.kind == "handover":
            due, is_returned = change.due_on, False
        elif change.kind == "return":
            is_returned = True
        elif not is_returned:
            due = change.due_on
    return due


def _day(answer: Any) -> date:  # noqa: ANN401  a row
    day: date = answer.happened_at.date()
    return day


def _given(files: Files, one: Any, on: date, known_at: datetime, known: Sequence[Any]) -> date:  # noqa: ANN401  a row
    """Return the day of the answer that counts: the first if each return was answered by its date, else the newest."""
    answers = [a for a in files.answers[one.id] if a.happened_at.date() <= on and a.learnt_at <= known_at]
    back = [
        verdict.version
        for verdict in files.returns[one.id]
        if verdict.kind == "returned" and verdict.happened_on <= on and verdict.learnt_at <= known_at
    ]
    dates: list[date] = []
    is_returned = False
    for change in known:
        if change.kind == "return":
            dates.append(change.due_on)
        elif is_returned:
            dates[-1] = change.due_on
        is_returned = change.kind != "handover" and (is_returned or change.kind == "return")
    newest = answers[-1]
    for place, version in enumerate(back):
        until = back[place + 1] if place + 1 < len(back) else newest.version
        again = [a.happened_at.date() for a in answers if version < a.version <= until]
        if place < len(dates) and (not again or min(again) > dates[place]):
            return _day(newest)
    return min(map(_day, answers))
