"""By what each plan's check-ins were looked at last: where nothing of it has changed, nothing has to be derived again."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import sqlalchemy
from sqlalchemy import bindparam, update
from sqlmodel import and_, col, select

from models.check_ins.looks.next_look import look_at_plan
from models.database import Session
from models.tables.core import Adoption, Reckoning
from plan.library import LoadedPlan
from plan.owed import occurrences

_AHEAD = timedelta(days=45)
"""How far ahead it is asked when something opens next; a plan of which nothing does is asked again after that."""
_ROLLS = timedelta(days=31)
"""By how much a rule may move a last day on, and more."""
_PROGRAM = Path(__file__).resolve().parents[3]
_DECIDING = ("plan", "models", "notifications")
"""The rooms whose code decides what is asked, and when it is told."""


@dataclass(frozen=True)
class Reckoned:
    """By what a plan was looked at last (see the table), and since when the home follows it."""

    mark: str
    opens_next: date
    mixed: bool
    adopted_on: date


def reckoned(session: Session) -> dict[tuple[str, str], Reckoned]:
    """Return by what each plan was looked at last, by province and code; of one that was not, nothing."""
    return {(province, plan): Reckoned(*rest) for province, plan, *rest in session.execute(_RECKONED)}


_RECKONED = sqlalchemy.select(
    col(Reckoning.province),
    col(Reckoning.plan),
    col(Reckoning.mark),
    col(Reckoning.opens_next),
    col(Reckoning.mixed),
    col(Adoption.adopted_on),
).join(Adoption, and_(col(Adoption.province) == col(Reckoning.province), col(Adoption.plan) == col(Reckoning.plan)))


def mark_of(loaded: LoadedPlan, on: date) -> str:
    """Return what tells, from any other, all that decides what a plan asks of whom and when it is told, on a day.

    That is every text it is read from, the program, and which reorganisations and hand-overs are in force by then.
    """
    texts = (loaded.text, loaded.changes, loaded.register_text, loaded.calendar_text)
    handed_over = sum(move.on <= on for move in loaded.plan.handovers)
    era = f"{loaded.register.era_of(on)} {handed_over}"
    return sha256("\0".join((*texts, era, _program())).encode()).hexdigest()


@cache
def _program() -> str:
    """Return what tells the program's code from that of another release, where it decides anything, and its days off."""
    files = sorted(file for room in _DECIDING for file in (_PROGRAM / room).rglob("*.py"))
    told = (f"{file.relative_to(_PROGRAM)} {(stat := file.stat()).st_size} {stat.st_mtime_ns}" for file in files)
    return sha256("\n".join((*told, f"holidays {version('holidays')}")).encode()).hexdigest()


def next_opening(loaded: LoadedPlan, on: date) -> date:
    """Return the first day after `on` on which a plan may open something: one that is too early costs a look for nothing."""
    plan, latest = loaded.plan, on + _AHEAD
    last = latest + timedelta(days=plan.opens) + _ROLLS
    opens = (
        occurrence.dates.opens_on
        for task in plan.versions
        for occurrence in occurrences(task, plan, loaded.calendar, on, last)
    )
    return min((day for day in opens if on < day), default=latest)


def remember(session: Session, loaded: LoadedPlan, on: date, *, mixed: bool) -> None:
    """Remember by what a plan's check-ins were opened on a day; nothing of a plan that is still to begin.

    `mixed` tells that something open climbs by another ladder than the plan's.
    """
    plan = loaded.plan
    begun = select(col(Adoption.baseline_on)).where(Adoption.province == plan.province, Adoption.plan == plan.code)
    if session.exec(begun).one() is None:
        return
    row = _row_of(session, plan.province, plan.code) or Reckoning(province=plan.province, plan=plan.code, mark="")  # type: ignore[call-arg]
    row.mark, row.opens_next = mark_of(loaded, on), min(next_opening(loaded, on), on + _AHEAD)
    row.mixed = mixed
    session.add(row)
    session.flush()


def forget(session: Session, province: str, plan: str) -> None:
    """Let the next round derive all of a plan anew, and look at all that is open of it."""
    session.execute(
        update(Reckoning).where(*_of(province, plan)).values(mark="", opens_next=date.min, contacts="", mixed=True),
        execution_options={"synchronize_session": False},
    )
    look_at_plan(session, province, plan)


def forget_opening(session: Session, province: str, plan: str) -> None:
    """Let the next round ask again what is due to open of a plan."""
    asked = update(Reckoning).where(*_of(province, plan)).values(opens_next=date.min)
    session.execute(asked, execution_options={"synchronize_session": False})


def forget_all(session: Session) -> None:
    """Let the next round derive everything anew, and look at all that is open."""
    for adoption in session.exec(select(Adoption)).all():
        forget(session, adoption.province, adoption.plan)


def note_opened(session: Session, plans: Collection[LoadedPlan], on: date) -> None:
    """Note of plans of which nothing was due to open that all that was, up to a day, is open."""
    session.execute(_noting(), {"codes": [loaded.plan.code for loaded in plans], "on": on})


@cache
def _noting() -> sqlalchemy.Update:
    """Return the statement, made once: making it takes longer than the database does."""
    those = col(Adoption.plan).in_(bindparam("codes", expanding=True))
    noted = update(Adoption).where(those, col(Adoption.opened_through) < bindparam("on"))
    return noted.values(opened_through=bindparam("on")).execution_options(synchronize_session=False)


def reckoned_by(
    session: Session,
    plans: Iterable[LoadedPlan],
    on: date,
    contacts_on: Callable[[date, Collection[str]], Mapping[str, str]],
) -> list[LoadedPlan]:
    """Return the plans of which, with their address book, nothing has changed since the last round, as of a day.

    `contacts_on` tells, on a day and by province, the address book as it holds from any other.
    """
    known, there = {(row.province, row.plan): row for row in session.exec(select(Reckoning))}, list(plans)
    contacts = contacts_on(on, {loaded.plan.province for loaded in there})
    rows = ((loaded, known.get((loaded.plan.province, loaded.plan.code))) for loaded in there)
    return [
        loaded
        for loaded, row in rows
        if row and (row.mark, row.contacts) == (mark_of(loaded, on), contacts[loaded.plan.province])
    ]


def note_one_ladder(session: Session, province: str, plan: str) -> None:
    """Note that all that is open of a plan climbs by its ladder as it reads: so does what opens until it is edited."""
    noted = update(Reckoning).where(*_of(province, plan)).values(mixed=False)
    session.execute(noted, execution_options={"synchronize_session": False})


def note_contacts(session: Session, plans: Iterable[LoadedPlan], contacts: Mapping[str, str]) -> None:
    """Look at all that is open of each plan whose address book was another when it was looked at, and remember this one.

    `contacts` tells, by province, the address book as it holds from any other.
    """
    known = {(row.province, row.plan): row for row in session.exec(select(Reckoning))}
    for loaded in plans:
        of_plan = (loaded.plan.province, loaded.plan.code)
        row, mark = known.get(of_plan), contacts.get(loaded.plan.province, "")
        if row is not None and row.contacts == mark:
            continue
        look_at_plan(session, *of_plan)
        if row is not None:
            row.contacts = mark
            session.add(row)
    session.flush()


def _of(province: str, plan: str) -> tuple[sqlalchemy.ColumnElement[bool], ...]:
    return col(Reckoning.province) == province, col(Reckoning.plan) == plan


def _row_of(session: Session, province: str, plan: str) -> Reckoning | None:
    return session.exec(select(Reckoning).where(*_of(province, plan))).one_or_none()
