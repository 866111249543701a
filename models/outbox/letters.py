"""The letters that gather notices, and what became of each.

A letter goes out like this: `queued` → `sending` (claimed by one process) → `sent`. A process that dies in between
leaves it `sending`; after `CLAIM_LASTS` it is claimed again and goes out under the same key, so that the receiving
side knows a second copy for what it is. A failed attempt goes back to `queued` with its reason until
`MAX_ATTEMPTS`, then rests as `failed`. A letter of a day that has not left becomes that of the day on which it leaves.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy
from sqlalchemy import ColumnElement, and_, case, false, true, update
from sqlalchemy.orm import aliased
from sqlmodel import col, exists, func, or_, select

from models.database import Session, insert_new
from models.outbox.notices import set_on_notices
from models.tables.ad_hoc import IncidentNotice
from models.tables.core import Letter, LetterState, Notice, Outcome

CLAIM_LASTS = timedelta(minutes=15)
"""How long a claimed letter counts as under way; past it the process that claimed it is taken for dead."""
MAX_ATTEMPTS = 5
"""How often a letter is tried, once a round."""
_SETTLED_FROM = {
    LetterState.SENT: (LetterState.QUEUED, LetterState.SENDING, LetterState.FAILED),
    LetterState.QUEUED: (LetterState.SENDING,),
    LetterState.FAILED: (LetterState.SENDING,),
    LetterState.SKIPPED: (LetterState.QUEUED, LetterState.DRAFT, LetterState.SENDING),
    LetterState.REPLACED: (LetterState.QUEUED, LetterState.DRAFT),
}
"""From which states a letter may be settled. Once sent it is sent, also for a process whose claim had run out."""
NO_LONGER_OWED = "đã gửi hoặc đã đổi hạn trong lúc chờ gửi"
NEWER_LETTER = "đã có thư mới hơn thay thế"
UNSENT = (LetterState.QUEUED, LetterState.DRAFT)
"""The states of letters that wait: their words may still change."""
_DROPPED = (LetterState.SKIPPED, LetterState.REPLACED)
_OF_A_DAY = col(Letter.matter) == ""


@dataclass(frozen=True)
class Heard:
    """When a recipient last had letters of a day, None where it never had one.

    `on` and `at` are of the last one, sent or still on its way, `desk_on` of the last that told of its desk or of others,
    `digest_on` of the last that told of others; `sent_on`, `sent_at` and `digest_sent_on` are of those that were sent.
    """

    on: date
    at: datetime
    desk_on: date | None
    digest_on: date | None
    sent_on: date | None
    sent_at: datetime | None
    digest_sent_on: date | None


def heard_by_recipient(session: Session) -> dict[str, Heard]:
    """Return when each recipient last had letters of a day, without those that were skipped or replaced."""
    sent, on, at = col(Letter.state) == LetterState.SENT, col(Letter.written_on), col(Letter.written_at)
    found = (
        sqlalchemy.select(col(Letter.recipient), func.max(on), func.max(at))
        .add_columns(func.max(case((col(Letter.weekly), on))), func.max(case((col(Letter.digest), on))))
        .add_columns(func.max(case((sent, on))), func.max(case((sent, at))))
        .add_columns(func.max(case((and_(sent, col(Letter.digest)), on))))
        .where(_OF_A_DAY, col(Letter.state).not_in(_DROPPED))
        .group_by(col(Letter.recipient))
    )
    return {recipient: Heard(*said) for recipient, *said in session.execute(found)}


def letters_that_wait(session: Session, on: date) -> list[Letter]:
    """Return the letters of a day that are not sent yet, drafts included, and whatever letters there are of the day `on`."""
    waits = col(Letter.state).in_(UNSENT)
    found = select(Letter).where(_OF_A_DAY, or_(waits, col(Letter.written_on) == on)).order_by(col(Letter.id))
    return list(session.exec(found).all())


def may_go(on: date, *, worked: bool) -> ColumnElement[bool]:
    """Return which letters may be sent on a day: none of an earlier day where its recipient has a newer one.

    On a day that is not worked those of an earlier day wait.
    """
    other = aliased(Letter)
    another = exists().where(
        col(other.recipient) == col(Letter.recipient),
        col(other.channel) == col(Letter.channel),
        col(other.matter) == "",
        col(other.id) != col(Letter.id),
        or_(
            col(other.written_on) == on,
            and_(
                col(other.state).in_((LetterState.QUEUED, LetterState.SENDING)),
                col(other.written_on) > col(Letter.written_on),
            ),
        ),
    )
    of_another_day = and_(_OF_A_DAY, col(Letter.written_on) != on)
    return ~and_(of_another_day, or_(another, false() if worked else true()))


def take_back_dead_claims(session: Session, now: datetime) -> int:
    """Put letters whose process has died back among those that wait; return how many. `now` is the machine's time."""
    dead = and_(col(Letter.state) == LetterState.SENDING, col(Letter.claimed_at) <= now - CLAIM_LASTS)
    return int(session.execute(update(Letter).where(dead).values(state=LetterState.QUEUED)).rowcount)  # type: ignore[attr-defined]


def queued_letters_to(session: Session, suffix: str) -> list[Letter]:
    """Return the letters ready to go to recipients whose name ends in a suffix of the ladder."""
    chosen = select(Letter).where(col(Letter.state) == LetterState.QUEUED, col(Letter.recipient).endswith(suffix))
    return list(session.exec(chosen.order_by(col(Letter.id))).all())


def write_letter(session: Session, letter: Letter, notice_ids: Collection[int], over: Letter | None = None) -> bool:
    """Put a letter into the outbox with the notices it holds; False, and nothing written, if its day's letter is there.

    `over` is a letter to the same recipient that has not left: it becomes this one, of this day, with the notices it has
    already. Of two drafts of different days the older is kept as replaced, and its notices pass on.
    """
    if over is None or (over.state == LetterState.DRAFT and over.written_on != letter.written_on):
        letter_id = add_letter(session, letter)
        if letter_id is None:
            return False
        if over is not None:
            replace_letter(session, over, letter_id, letter.written_at)
    else:
        letter_id = over.id
        letter.state = over.state if letter.state == LetterState.DRAFT else letter.state
        anew = letter.model_dump(exclude={"id", "attempts", "claimed_at", "settled_at"})
        session.execute(update(Letter).where(col(Letter.id) == letter_id).values(**anew))
    set_on_notices(session, notice_ids, letter_id=letter_id, reason="")
    return True


def replace_letter(session: Session, older: Letter, newer_id: int, now: datetime) -> None:
    """Keep a letter that has not left as replaced by a newer one, which takes over its notices."""
    if _settle(session, col(Letter.id) == older.id, older.id, LetterState.REPLACED, NEWER_LETTER, now):
        session.execute(update(Notice).where(col(Notice.letter_id) == older.id).values(letter_id=newer_id))


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


def has_letter_of(session: Session, recipient: str, matter: str) -> bool:
    """Tell whether a recipient was ever written a letter of a matter, whatever became of it."""
    about = select(Letter.id).where(Letter.recipient == recipient, Letter.matter == matter)
    return session.exec(about).first() is not None


def claim_letters(
    session: Session,
    now: datetime,
    limit: int,
    tried: Iterable[int],
    *,
    urgent: bool = False,
    which: ColumnElement[bool] | None = None,
) -> list[Letter]:
    """Claim up to `limit` letters to be sent by this process, but none in `tried`; nobody else gets them meanwhile.

    `urgent` claims only letters of a matter of their own, which do not wait for the round; `which` narrows the choice
    (see `may_go`).
    """
    dead = now - CLAIM_LASTS
    ready = or_(
        col(Letter.state) == LetterState.QUEUED,
        (col(Letter.state) == LetterState.SENDING) & (col(Letter.claimed_at) <= dead),
    )
    chosen = (
        select(Letter.id)
        .where(ready, col(Letter.id).not_in(list(tried)), ~_OF_A_DAY if urgent else true())
        .where(true() if which is None else which)
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
