"""Notices: what is to be said of check-ins to whom, each once under its key, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy
from sqlalchemy import BindParameter, ColumnElement, Table, Update, and_, bindparam, case, or_, update
from sqlmodel import col, exists, func, select

from models.check_ins.looks.next_look import Which
from models.check_ins.moves import CHASED
from models.database import Session, insert_new
from models.outbox.news import News, Renewed, renewals
from models.promises.promises import standing_promises
from models.tables.answers import Promise
from models.tables.core import Adoption, CheckIn, Letter, LetterState, Notice, Outcome, State

_ROWS_AT_ONCE = 10_000
"""How many keys one statement names: databases count them."""
ANSWERED_MEANWHILE = "đã gửi báo cáo trong lúc chờ"
DATE_MOVED = "hạn đã đổi trong lúc chờ gửi"
_WITHDRAWN = {
    State.WAIVED: "được miễn báo cáo trong lúc chờ",
    State.SUPERSEDED: "được thay thế trong lúc chờ",
    State.OWNERLESS: "chưa có cơ quan tiếp nhận nhiệm vụ",
}
STRUCK_OUT = (ANSWERED_MEANWHILE, DATE_MOVED, *_WITHDRAWN.values())
"""Why a notice was struck out before it was sent: what it was about was answered, withdrawn or put off."""
_OUT_OF = "; bỏ khỏi thư số "
"""What stands between such a reason and the number of the letter that held the notice."""
NO_ADDRESS = "chưa có địa chỉ trong contacts.csv"


@dataclass(frozen=True, slots=True)
class Chased:
    """A check-in that still owes its answer, with what decides the notices about it.

    `ladder` is the one it keeps, `basis` is the check-in's: an incident's has letters of its own, outside the day's. `adopted_now` tells that its
    plan's adoption opened it, which is announced on the day itself, worked or not. `opened_on` is the day from which the
    holder has it as it stands: of what was handed over, sent back or given a later date, the day on which that was
    recorded. `news` says which of these was the last, and `change` is its number among the check-in's changes, else 0.
    """

    id: int
    province: str
    plan: str
    ref: str
    holder: str
    scope: str
    period: str
    opened_on: date
    remind_on: date
    due_on: date
    adopted_now: bool
    basis: str = "cadence"
    ladder: str = ""
    news: News = News.NONE
    change: int = 0
    promised_on: date | None = None
    """The day on which its holder said it will report, None where no promise stands; `promised_at` the day it said so."""
    promised_at: date | None = None


@dataclass(frozen=True)
class WaitingNotice:
    """A notice that is not sent yet, with its check-in, and the letter that holds it already, if one does."""

    notice_id: int
    recipient: str
    channel: str
    purpose: str
    rung: int
    stage_on: date
    check_in: Chased
    letter_id: int | None = None


NoticeKey = tuple[int, str, int, date, str]
"""A notice within one channel: check-in, purpose, rung, due date, recipient."""


_CHASED_COLUMNS = (
    col(CheckIn.id),
    col(CheckIn.province),
    col(CheckIn.plan),
    col(CheckIn.ref),
    col(CheckIn.holder),
    col(CheckIn.scope),
    col(CheckIn.occurrence),
    col(CheckIn.opened_on),
    col(CheckIn.remind_on),
    col(CheckIn.due_on),
    func.coalesce(col(CheckIn.opened_on) == col(Adoption.baseline_on), sqlalchemy.false()),
    col(CheckIn.basis),
    col(CheckIn.ladder),
)
"""What a `Chased` is made of, in the order of its fields: columns, for rows would take five times as long to read."""
_ITS_ADOPTION = and_(col(Adoption.province) == col(CheckIn.province), col(Adoption.plan) == col(CheckIn.plan))
# Statements are built once, for that takes longer than the database does.
_CHASED = (
    sqlalchemy.select(*_CHASED_COLUMNS)
    .select_from(CheckIn)
    .outerjoin(Adoption, _ITS_ADOPTION)
    .where(col(CheckIn.state).in_(CHASED))
    .order_by(col(CheckIn.due_on), col(CheckIn.id))
)


def chased_check_ins(session: Session, which: Which | None = None) -> list[Chased]:
    """Return every check-in (or `which`) that still owes an answer, by due date."""
    rows = session.execute(_CHASED if which is None else _CHASED.where(which)).all()
    if not rows:
        return []
    stand = _Standing(renewals(session, which), standing_promises(session, which=which))
    return [stand.of(Chased(*row)) for row in rows]


def in_province(province: str) -> Which:
    """Return the choice of a province's check-ins."""
    return col(CheckIn.province) == province


def overdue(on: date, province: str = "") -> Which:
    """Return the choice of what fell due before a day, in one province or in all."""
    late = col(CheckIn.due_on) < on
    return and_(late, in_province(province)) if province else late


def overdue_in(session: Session, on: date) -> frozenset[str]:
    """Return the provinces in which anything that is still owed fell due before a day."""
    return frozenset(session.exec(_OVERDUE_IN, params={"on": on}).all())


_OVERDUE_IN = (
    select(CheckIn.province).where(col(CheckIn.state).in_(CHASED), col(CheckIn.due_on) < bindparam("on")).distinct()
)


def held_by(agencies: Mapping[str, Collection[str]]) -> Which:
    """Return the choice of what agencies hold, whose codes are given by province."""
    theirs = [
        and_(col(CheckIn.province) == province, col(CheckIn.holder).in_(codes)) for province, codes in agencies.items()
    ]
    return or_(*theirs)


@dataclass(frozen=True)
class _Standing:
    """What became of check-ins since they were opened: by what each began anew, and what was promised since."""

    renewed: Mapping[int, Renewed]
    promised: Mapping[int, Promise]

    def of(self, chased: Chased) -> Chased:
        """Return a check-in as it stands now."""
        if last := self.renewed.get(chased.id):
            chased = replace(chased, opened_on=last.on, news=last.news, change=last.number)
        if promise := self.promised.get(chased.id):
            chased = replace(chased, promised_on=promise.promised_on, promised_at=promise.happened_on)
        return chased


def known_notices(session: Session, channel: str, which: Which | None = None) -> set[NoticeKey]:
    """Return the keys of every notice about check-ins (or `which`) that still owe an answer, whatever became of it."""
    keys = _KNOWN if which is None else _KNOWN.where(which)
    return {tuple(row) for row in session.execute(keys, {"channel": channel})}


_KNOWN = (
    sqlalchemy.select(
        col(Notice.check_in_id),
        col(Notice.purpose),
        col(Notice.rung),
        col(Notice.due_on),
        col(Notice.recipient),
    )
    .join(CheckIn, col(CheckIn.id) == col(Notice.check_in_id))
    .where(col(Notice.channel) == bindparam("channel"), col(CheckIn.state).in_(CHASED))
)


def add_notices(session: Session, rows: Sequence[dict[str, Any]]) -> int:
    """Add notices whose keys are new, and return how many were; the rows have the columns of `Notice`."""
    return insert_new(session, Notice, rows)


_IS_QUEUED = col(Notice.outcome) == Outcome.QUEUED
_WAITS = select(Letter.id).where(col(Letter.state).in_((LetterState.QUEUED, LetterState.DRAFT)))
_NOT_SENT = and_(_IS_QUEUED, or_(col(Notice.letter_id).is_(None), col(Notice.letter_id).in_(_WAITS)))
"""Which notices are not sent yet: in no letter or in one that waits."""
_IN_LETTERS = and_(_IS_QUEUED, col(Notice.letter_id).in_(bindparam("letters", expanding=True)))
"""Which notices of some letters are not sent yet."""
_TELLS_OF_IT = col(CheckIn.id) == col(Notice.check_in_id)


def _striking_out(gone: ColumnElement[bool], why: ColumnElement[str]) -> tuple[Update, Update]:
    """Return what skips the notices `gone`, of all that are not sent yet and of those in some letters, with the reason."""
    number = sqlalchemy.cast(col(Notice.letter_id), sqlalchemy.String)
    said = case((col(Notice.letter_id).is_(None), why), else_=why + _OUT_OF + number)
    struck = update(Notice).where(gone).values(outcome=Outcome.SKIPPED, reason=said, letter_id=None)
    # Nobody reads a notice as an object, which would have to be told.
    struck = struck.execution_options(synchronize_session=False)
    return struck.where(_NOT_SENT), struck.where(_IN_LETTERS)


@cache
def _striking_answered() -> tuple[Update, Update]:
    owed = exists().where(_TELLS_OF_IT, col(CheckIn.state).in_(CHASED))
    stands = select(CheckIn.state).where(_TELLS_OF_IT).scalar_subquery()
    return _striking_out(~owed, case(_WITHDRAWN, value=stands, else_=ANSWERED_MEANWHILE))


@cache
def _striking_outdated() -> tuple[Update, Update]:
    stands = exists().where(_TELLS_OF_IT, col(CheckIn.due_on) == col(Notice.due_on))
    return _striking_out(~stands, sqlalchemy.literal(DATE_MOVED))


def _strike(session: Session, out: tuple[Update, Update], letter_ids: Collection[int] | None) -> int:
    of_all, of_these = out
    if letter_ids is None:
        return int(session.execute(of_all).rowcount)  # type: ignore[attr-defined]
    return int(session.execute(of_these, {"letters": list(letter_ids)}).rowcount)  # type: ignore[attr-defined]


def skip_answered(session: Session, letter_ids: Collection[int] | None = None) -> int:
    """Skip every notice not sent yet whose check-in no longer owes an answer; return how many.

    `letter_ids` narrows them to those in letters that are about to leave.
    """
    return _strike(session, _striking_answered(), letter_ids)


def struck_from(letter_id: int) -> dict[str, str]:
    """Return why notices may have been struck out of a letter, by the reason that stands on them."""
    return {f"{why}{_OUT_OF}{letter_id}": why for why in STRUCK_OUT}


def skip_outdated(session: Session, letter_ids: Collection[int] | None = None) -> int:
    """Skip every notice not sent yet that was meant for another due date than its check-in has now; return how many.

    `letter_ids` narrows them as in `skip_answered`.
    """
    return _strike(session, _striking_outdated(), letter_ids)


def waiting_by_recipient(session: Session) -> dict[str, list[int]]:
    """Return the numbers of the notices that are not sent yet, by recipient."""
    found: dict[str, list[int]] = {}
    for recipient, number in session.execute(_BY_RECIPIENT):
        found.setdefault(recipient, []).append(number)
    return found


_BY_RECIPIENT = (
    sqlalchemy.select(col(Notice.recipient), col(Notice.id)).where(_NOT_SENT).execution_options(yield_per=_ROWS_AT_ONCE)
)


def waiting_notices(session: Session, letter_ids: Collection[int] | None = None) -> list[WaitingNotice]:
    """Return the notices that are not sent yet, by recipient, then by due date; `letter_ids` narrows as in `skip_answered`."""
    which = _NOT_SENT if letter_ids is None else and_(_IS_QUEUED, col(Notice.letter_id).in_(list(letter_ids)))
    return _waiting(session, which)


def waiting_numbered(session: Session, numbers: Sequence[int]) -> list[WaitingNotice]:
    """Return those of the notices of these numbers that are not sent yet, as `waiting_notices` does."""
    found: list[WaitingNotice] = []
    for start in range(0, len(numbers), _ROWS_AT_ONCE):
        some = list(numbers[start : start + _ROWS_AT_ONCE])
        # Written into the statement: drivers count values.
        named: BindParameter[Any] = bindparam("these", some, expanding=True, literal_execute=True, unique=True)
        found += _waiting(session, and_(col(Notice.id).in_(named), _NOT_SENT))
    return sorted(found, key=lambda one: (one.recipient, one.check_in.due_on, one.check_in.id))


_WAITING = (
    sqlalchemy.select(
        *_CHASED_COLUMNS,
        col(Notice.id),
        col(Notice.recipient),
        col(Notice.channel),
        col(Notice.purpose),
        col(Notice.rung),
        col(Notice.stage_on),
        col(Notice.letter_id),
    )
    .select_from(Notice)
    .join(CheckIn, _TELLS_OF_IT)
    .outerjoin(Adoption, _ITS_ADOPTION)
    .order_by(col(Notice.recipient), col(CheckIn.due_on), col(CheckIn.id))
)


def _waiting(session: Session, which: Which) -> list[WaitingNotice]:
    rows = session.execute(_WAITING.where(which)).all()
    if not rows:
        return []
    of_them = col(CheckIn.id).in_(select(Notice.check_in_id).where(which))
    stand = _Standing(renewals(session, of_them), standing_promises(session, which=of_them))
    return [
        WaitingNotice(notice_id, recipient, channel, purpose, rung, stage_on, stand.of(Chased(*check_in)), letter_id)
        for *check_in, notice_id, recipient, channel, purpose, rung, stage_on, letter_id in rows
    ]


def held_by_reason(session: Session) -> dict[str, int]:
    """Return how many notices wait in no letter, by the reason why they do, the most first."""
    held = (
        sqlalchemy.select(col(Notice.reason), func.count())
        .where(col(Notice.outcome) == Outcome.QUEUED, col(Notice.letter_id).is_(None), col(Notice.reason) != "")
        .group_by(col(Notice.reason))
        .order_by(func.count().desc(), col(Notice.reason))
    )
    return {str(reason): int(count) for reason, count in session.execute(held)}


def hold_notices(session: Session, notice_ids: Collection[int], reason: str) -> None:
    """Write down why notices are in no letter yet; they stay queued."""
    set_on_notices(session, notice_ids, reason=reason)


def take_out(session: Session, notice_ids: Collection[int], reason: str) -> None:
    """Take notices out of the letters that hold them: they wait again, with the reason."""
    set_on_notices(session, notice_ids, letter_id=None, reason=reason)


def skip_notices(session: Session, notice_ids: Collection[int], reason: str) -> None:
    """Settle notices that will not be sent, with the reason; no letter holds them any more."""
    set_on_notices(session, notice_ids, outcome=Outcome.SKIPPED, reason=reason, letter_id=None)


def skip_overtaken(session: Session, newer: Mapping[int, int], reason: str) -> None:
    """Settle notices that a newer one has overtaken, each with its number in the reason; `newer` is by their own numbers."""
    ids = list(newer)
    for start in range(0, len(ids), _ROWS_AT_ONCE // 10):
        some = ids[start : start + _ROWS_AT_ONCE // 10]
        said = case({one: reason.format(newer[one]) for one in some}, value=col(Notice.id))
        settled = update(Notice).where(col(Notice.id).in_(some))
        session.execute(settled.values(outcome=Outcome.SKIPPED, reason=said, letter_id=None))


@cache
def _putting() -> Update:
    table: Table = Notice.__table__  # type: ignore[attr-defined]
    return update(table).where(table.c.id == bindparam("notice")).values(letter_id=bindparam("holder"), reason="")


def put_in_letters(session: Session, holders: Mapping[int, int]) -> None:
    """Put notices into letters: `holders` gives by the number of each that of its letter."""
    if holders:
        session.connection().execute(_putting(), [{"notice": one, "holder": letter} for one, letter in holders.items()])


def set_on_notices(session: Session, notice_ids: Collection[int], **values: object) -> None:
    """Set columns of the notices that are named."""
    ids = list(notice_ids)
    for start in range(0, len(ids), _ROWS_AT_ONCE):
        named = col(Notice.id).in_(ids[start : start + _ROWS_AT_ONCE])
        session.execute(update(Notice).where(named).values(**values))
