"""The letters that gather notices, and what became of each.

A letter goes out like this: `queued` → `sending` (claimed by one process) → `sent`. A process that dies in between
leaves it `sending`; after `CLAIM_LASTS` it is claimed again and goes out under the same key, so that the receiving
side knows a second copy for what it is. A failed attempt goes back to `queued` with its reason until
`MAX_ATTEMPTS`, then rests as `failed`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy
from sqlalchemy import ColumnElement, and_, true, update
from sqlmodel import col, exists, func, or_, select

from models.check_ins.moves import CHASED
from models.database import Session, insert_new
from models.outbox.notices import set_on_notices
from models.tables.ad_hoc import IncidentNotice
from models.tables.core import CheckIn, Letter, LetterState, Notice, Outcome

CLAIM_LASTS = timedelta(minutes=15)
"""How long a claimed letter counts as under way; past it the process that claimed it is taken for dead."""
MAX_ATTEMPTS = 5
"""How often a letter is tried, once a round."""
_SETTLED_FROM = {
    LetterState.SENT: (LetterState.QUEUED, LetterState.SENDING, LetterState.FAILED),
    LetterState.QUEUED: (LetterState.SENDING,),
    LetterState.FAILED: (LetterState.SENDING,),
    LetterState.SKIPPED: (LetterState.QUEUED, LetterState.DRAFT),
}
"""From which states a letter may be settled. Once sent it is sent, also for a process whose claim had run out."""
NO_LONGER_OWED = "đã gửi hoặc đã đổi hạn trong lúc chờ gửi"


@dataclass(frozen=True)
class WeeklyLetter:
    """A weekly letter, and of whose duties it tells: each holder with its province; nobody's where only a desk waited."""

    recipient: str
    written_on: date
    holders: frozenset[tuple[str, str]]


def weekly_letters(session: Session, after: date) -> list[WeeklyLetter]:
    """Return the weekly letters written after a day, drafts included, but not those that were skipped."""
    rows = session.execute(
        sqlalchemy.select(col(Letter.id), col(Letter.recipient), col(Letter.written_on))
        .add_columns(col(CheckIn.province), col(CheckIn.holder))
        .outerjoin(Notice, col(Notice.letter_id) == col(Letter.id))
        .outerjoin(CheckIn, col(CheckIn.id) == col(Notice.check_in_id))
        .where(col(Letter.weekly), col(Letter.state) != LetterState.SKIPPED, col(Letter.written_on) > after)
        .distinct()
    )
    holders: dict[tuple[int | None, str, date], set[tuple[str, str]]] = {}
    for letter_id, recipient, written_on, province, holder in rows:
        found = holders.setdefault((letter_id, recipient, written_on), set())
        if holder:
            found.add((province, holder))
    return [WeeklyLetter(recipient, on, frozenset(found)) for (_, recipient, on), found in holders.items()]


def last_letters_of_a_day(session: Session, recipients: Collection[str]) -> dict[str, tuple[date, datetime]]:
    """Return on which day and when the last letter of a day to each of these was written, of those that were not skipped."""
    last = sqlalchemy.select(col(Letter.recipient), func.max(Letter.written_on), func.max(Letter.written_at))
    told = last.where(
        col(Letter.recipient).in_(recipients), col(Letter.matter) == "", col(Letter.state) != LetterState.SKIPPED
    )
    rows = session.execute(told.group_by(col(Letter.recipient)))
    return {recipient: (written_on, written_at) for recipient, written_on, written_at in rows}


def queued_letters_to(session: Session, suffix: str) -> list[Letter]:
    """Return the letters ready to go to recipients whose name ends in a suffix of the ladder."""
    chosen = select(Letter).where(col(Letter.state) == LetterState.QUEUED, col(Letter.recipient).endswith(suffix))
    return list(session.exec(chosen.order_by(col(Letter.id))).all())


def owed_now(session: Session, province: str, holder: str) -> int:
    """Count what an agency of a province still owes."""
    owed = (CheckIn.province == province, CheckIn.holder == holder, col(CheckIn.state).in_(CHASED))
    return session.exec(select(func.count()).where(*owed)).one()


def write_letter(session: Session, letter: Letter, notice_ids: Collection[int]) -> bool:
    """Put a letter into the outbox with the notices it holds; False, and nothing written, if its day's letter is there."""
    letter_id = add_letter(session, letter)
    if letter_id is None:
        return False
    set_on_notices(session, notice_ids, letter_id=letter_id, reason="")
    return True


def add_letter(session: Session, letter: Letter) -> int | None:
    """Put a letter into the outbox and return its number; None, and nothing written, if its key is there already."""
    if insert_new(session, Letter, [letter.model_dump(exclude={"id"})]) == 0:
        return None
    return session.exec(
        select(Letter.id).where(
            Letter.recipient == letter.recipient,
            Letter.channel == letter.channel,
            Letter.written_on == letter.written_on,
            Letter.matter == letter.matter,
        )
    ).one()


def skip_answered_letters(session: Session, now: datetime) -> int:
    """Skip letters of a day, ready to go, of whose notices none is owed any more; return how many.

    A check-in that was answered meanwhile is not owed, nor is one by a date that was moved. A letter that holds no
    notice tells what waits on a desk, and goes out.
    """
    its_notice = col(Notice.letter_id) == col(Letter.id)
    still_owed = (
        exists()
        .where(its_notice, col(Notice.check_in_id) == col(CheckIn.id), col(Notice.due_on) == col(CheckIn.due_on))
        .where(col(CheckIn.state).in_(CHASED), col(Notice.outcome) == Outcome.QUEUED)
    )
    of_a_day = and_(col(Letter.state) == LetterState.QUEUED, col(Letter.matter) == "")
    answered = session.exec(select(Letter.id).where(of_a_day, exists().where(its_notice), ~still_owed)).all()
    return sum(settle_letter(session, letter_id, LetterState.SKIPPED, NO_LONGER_OWED, now) for letter_id in answered)


def claim_letters(
    session: Session, now: datetime, limit: int, tried: Iterable[int], *, urgent: bool = False
) -> list[Letter]:
    """Claim up to `limit` letters to be sent by this process, but none in `tried`; nobody else gets them meanwhile.

    `urgent` claims only letters of a matter of their own, which do not wait for the round.
    """
    dead = now - CLAIM_LASTS
    ready = or_(
        col(Letter.state) == LetterState.QUEUED,
        (col(Letter.state) == LetterState.SENDING) & (col(Letter.claimed_at) <= dead),
    )
    chosen = (
        select(Letter.id)
        .where(ready, col(Letter.id).not_in(list(tried)), col(Letter.matter) != "" if urgent else true())
        .order_by(col(Letter.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = session.exec(chosen).all()
    session.execute(
        update(Letter)
        .where(col(Letter.id).in_(ids), ready)
        .values(state=LetterState.SENDING, claimed_at=now, attempts=Letter.attempts + 1)
    )
    return list(session.exec(select(Letter).where(col(Letter.id).in_(ids)).order_by(col(Letter.id))).all())


def settle_letter(session: Session, letter_id: int, state: LetterState, reason: str, now: datetime) -> bool:
    """Record what became of a letter, and with it of its notices; False, and nothing recorded, if it is settled."""
    return _settle(session, col(Letter.id) == letter_id, letter_id, state, reason, now)


def settle_failure(session: Session, letter: Letter, reason: str, now: datetime) -> bool:
    """Put a letter that failed back for the next round, or to rest after `MAX_ATTEMPTS`.

    False, and nothing recorded, if the claim ran out and another process has the letter: its attempt counts.
    """
    state = LetterState.FAILED if letter.attempts >= MAX_ATTEMPTS else LetterState.QUEUED
    mine = and_(col(Letter.id) == letter.id, col(Letter.attempts) == letter.attempts)
    return _settle(session, mine, letter.id, state, reason, now)


def _settle(
    session: Session, which: ColumnElement[bool], letter_id: int, state: LetterState, reason: str, now: datetime
) -> bool:
    settled = session.execute(
        update(Letter)
        .where(which, col(Letter.state).in_(_SETTLED_FROM[state]))
        .values(state=state, reason=reason, settled_at=now)
    )
    if settled.rowcount != 1:  # type: ignore[attr-defined]
        return False
    outcomes = {
        LetterState.SENT: Outcome.SENT,
        LetterState.SKIPPED: Outcome.SKIPPED,
        LetterState.FAILED: Outcome.SKIPPED,
    }
    if state in outcomes:
        for kind in (Notice, IncidentNotice):
            told = update(kind).where(col(kind.letter_id) == letter_id)
            session.execute(told.values(outcome=outcomes[state], reason=reason))
    return True


def letters(session: Session, state: LetterState | None = None) -> list[Letter]:
    """Return the outbox's letters, the newest first, or only those in one state."""
    found = select(Letter).order_by(col(Letter.written_on).desc(), col(Letter.id).desc())
    return list(session.exec(found if state is None else found.where(col(Letter.state) == state)).all())
