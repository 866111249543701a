"""What became of a check-in that is still owed, and its holder has to hear: sent back, put off, passed on, or refused."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import col, exists

from models.check_ins.duties import EXTENSION, HANDOVER, RETURN
from models.check_ins.looks.next_look import Which
from models.check_ins.moves import CHASED
from models.clock import day_of, moment_on
from models.database import Session
from models.tables.core import CheckIn, DutyChange
from models.tables.decisions import Extension, Objection, ObjectionKind, Ruling


class News(StrEnum):
    """What the newest change of a check-in's holder or date was, as its holder hears of it."""

    NONE = ""
    RETURNED = "returned"
    EXTENDED = "extended"
    HANDED_OVER = "handed over"


_NEWS = {RETURN: News.RETURNED, EXTENSION: News.EXTENDED, HANDOVER: News.HANDED_OVER}
"""The kinds of change that begin a check-in anew for its holder; a date that the calendar moves is none."""


@dataclass(frozen=True)
class Renewed:
    """The change by which a check-in began anew for its holder: its kind, its number, and when it was recorded."""

    news: News
    number: int
    at: datetime

    @property
    def on(self) -> date:
        """The day it was recorded."""
        return day_of(self.at)


def renewals(session: Session, which: Which | None = None) -> dict[int, Renewed]:
    """Return the newest change that began a check-in anew, by the check-in's id, of all (or `which`) that still owe an answer."""
    changes = session.execute(_RENEWALS if which is None else _RENEWALS.where(which))
    return {check_in_id: Renewed(_NEWS[kind], number, learnt_at) for check_in_id, kind, number, learnt_at in changes}


_RENEWALS = (
    select(col(DutyChange.check_in_id), col(DutyChange.kind), col(DutyChange.number), col(DutyChange.learnt_at))
    .join(CheckIn, col(CheckIn.id) == col(DutyChange.check_in_id))
    .where(col(CheckIn.state).in_(CHASED), col(DutyChange.kind).in_(_NEWS))
    .order_by(col(DutyChange.check_in_id), col(DutyChange.number))
)


@dataclass(frozen=True)
class Refusal:
    """A later date that was asked for and refused: the number of the asking, and the day the decision was recorded."""

    number: int
    on: date


def refusals(session: Session, which: Which | None = None) -> dict[int, list[Refusal]]:
    """Return the refused askings of each check-in (or `which`) that still owes an answer, the oldest first.

    Left out are those of an earlier holder, and those after which a later asking was granted.
    """
    found: dict[int, list[Refusal]] = {}
    for check_in_id, number, decided_at in session.execute(_REFUSALS if which is None else _REFUSALS.where(which)):
        if decided_at is not None:
            found.setdefault(check_in_id, []).append(Refusal(number, day_of(decided_at)))
    return found


_LATER = aliased(Extension)
_GRANTED_LATER = exists().where(
    col(_LATER.check_in_id) == col(Extension.check_in_id),
    col(_LATER.number) > col(Extension.number),
    col(_LATER.ruling) == Ruling.GRANTED,
)
_REFUSALS = (
    select(col(Extension.check_in_id), col(Extension.number), col(Extension.decided_at))
    .join(CheckIn, and_(col(CheckIn.id) == col(Extension.check_in_id), col(CheckIn.holder) == col(Extension.holder)))
    .where(col(Extension.ruling) == Ruling.REFUSED, col(CheckIn.state).in_(CHASED), ~_GRANTED_LATER)
    .order_by(col(Extension.check_in_id), col(Extension.number))
)


@dataclass(frozen=True)
class Decided:
    """An objection that the office decided: whose, about which line of which plan, of what kind, and how."""

    province: str
    holder: str
    plan: str
    ref: str
    scope: str
    period: str
    kind: ObjectionKind
    upheld: bool
    on: date
    at: datetime
    document: str


def decided_objections(session: Session, since: date) -> list[Decided]:
    """Return the objections whose decision was recorded on the day `since` or later, the oldest first."""
    return [Decided(*row) for row in session.execute(_DECIDED, {"since": moment_on(since, time.min)})]


_DECIDED = (
    select(
        col(Objection.province),
        col(Objection.holder),
        col(CheckIn.plan),
        col(CheckIn.ref),
        col(CheckIn.scope),
        col(CheckIn.occurrence),
        col(Objection.kind),
        col(Objection.ruling) == Ruling.GRANTED,
        col(Objection.decided_on),
        col(Objection.decided_at),
        col(Objection.document),
    )
    .join(CheckIn, col(CheckIn.id) == col(Objection.check_in_id))
    .where(col(Objection.ruling) != Ruling.WAITING, col(Objection.decided_at) >= bindparam("since"))
    .order_by(col(Objection.decided_at), col(Objection.id))
)
