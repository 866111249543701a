"""The letters that gather notices, and what became of each.

A letter goes out like this: `queued` → `sending` (claimed by one process) → `sent`. What a server puts off waits by the
mail's own clock (`models.outbox.mail_clock`), which also takes back what dead processes left `sending`. Whatever may have
been taken without anybody's knowing is `doubtful`. What is refused for good rests as `failed`. A letter of a day that has
not left becomes that of the day on which it leaves, unless it was in doubt.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

import sqlalchemy
from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, false, true, union, update
from sqlalchemy.orm import aliased
from sqlmodel import col, exists, func, or_, select

from models.database import Session, insert_new
from models.outbox.joined import CARRIED, SENT_FROM, settle_sent, share
from models.tables.ad_hoc import IncidentNotice
from models.tables.core import Letter, LetterState, Notice, Outcome

_SETTLED_FROM = {
    LetterState.SENT: SENT_FROM,
    LetterState.FAILED: (LetterState.SENDING, LetterState.SENT),
    LetterState.SKIPPED: (LetterState.QUEUED, LetterState.DRAFT, LetterState.SENDING, LetterState.DOUBTFUL),
    LetterState.REPLACED: (LetterState.QUEUED, LetterState.DRAFT),
}
"""From which states a letter may be settled. Once sent it is sent, also for a process whose claim had run out."""
NO_LONGER_OWED = "đã gửi hoặc đã đổi hạn trong lúc chờ gửi"
NEWER_LETTER = "đã có thư mới hơn thay thế: thư số {}"
Which = ColumnElement[bool]
"""A choice of letters."""
READY = (LetterState.QUEUED, LetterState.DOUBTFUL)
"""The states from which a letter is claimed; one in doubt goes out once more, marked as a second copy."""
UNSENT = (LetterState.QUEUED, LetterState.DRAFT)
"""The states of letters that wait: their words may still change."""
ITS_OWN = {
    "id",
    "attempts",
    "claimed_at",
    "settled_at",
    "handing_at",
    "failing_since",
    "next_try_at",
    "doubts",
    "carried_by",
}
"""What stays a letter's own when it takes up what is new."""
_DROPPED = (LetterState.SKIPPED, LetterState.REPLACED)
# Statements, and large parts of them, are built once, for that takes longer than the database does.
_OF_A_DAY = col(Letter.matter) == ""
_OTHER = aliased(Letter)
_LATER = aliased(Letter)
IS_OUTDATED = and_(
    _OF_A_DAY,
    exists().where(
        col(_LATER.recipient) == col(Letter.recipient),
        col(_LATER.matter) == "",
        col(_LATER.state).not_in(_DROPPED),
        col(_LATER.written_on) > col(Letter.written_on),
    ),
)
"""Which letters of a day have a later one to the same recipient, which says all that is still to be said."""
_IN_TURN: tuple[Any, ...] = (col(Letter.failing_since).is_not(None), col(Letter.id))
_CHASES = exists().where(col(Notice.letter_id) == col(Letter.id), col(Notice.purpose) == "escalation")
_WORST_FIRST: tuple[Any, ...] = (
    _IN_TURN[0],
    col(Letter.written_on),
    case((_CHASES, 0), else_=1),
    _IN_TURN[1],
)


def ready_in_turn(
    session: Session,
    tried: Iterable[int],
    which: "Which | None" = None,
    *,
    urgent: bool = False,
    worst_first: bool = False,
) -> list[int]:
    """Return the numbers of the letters that may be claimed, in the order in which they leave (see `claim_letters`).

    Recipients take turns: the second letter of one comes after the first of all others, so that who has five hundred
    holds up nobody. What was tried in vain comes after all that was not.
    """
    found = (
        sqlalchemy.select(col(Letter.id), col(Letter.recipient), col(Letter.failing_since).is_not(None))
        .where(is_ready(tried, urgent=urgent, which=which))
        .order_by(*(_WORST_FIRST if worst_first else _IN_TURN))
    )
    had = Counter[str]()
    turns: list[tuple[bool, int, int]] = []
    for number, recipient, failed in session.execute(found):
        turns.append((failed, had[recipient], number))
        had[recipient] += 1
    return [number for _, _, number in sorted(turns, key=itemgetter(0, 1))]


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
    return {recipient: Heard(*said) for recipient, *said in session.execute(_HEARD)}


_IS_SENT, _ON, _AT = col(Letter.state) == LetterState.SENT, col(Letter.written_on), col(Letter.written_at)
_HEARD = (
    sqlalchemy.select(col(Letter.recipient), func.max(_ON), func.max(_AT))
    .add_columns(func.max(case((col(Letter.weekly), _ON))), func.max(case((col(Letter.digest), _ON))))
    .add_columns(func.max(case((_IS_SENT, _ON))), func.max(case((_IS_SENT, _AT))))
    .add_columns(func.max(case((and_(_IS_SENT, col(Letter.digest)), _ON))))
    .where(_OF_A_DAY, col(Letter.state).not_in(_DROPPED))
    .group_by(col(Letter.recipient))
)


def letters_that_wait(session: Session, on: date) -> list[Letter]:
    """Return the letters of a day that are not sent yet, drafts included, and whatever letters there are of the day `on`."""
    return list(session.exec(_THAT_WAIT, params={"on": on}).all())


# Two choices, each by its own index.
_THAT_WAIT = (
    select(Letter)
    .where(
        col(Letter.id).in_(
            union(
                select(Letter.id).where(col(Letter.state).in_(UNSENT), _OF_A_DAY),
                select(Letter.id).where(col(Letter.written_on) == bindparam("on"), _OF_A_DAY),
            )
        )
    )
    .order_by(col(Letter.id))
)


def may_go(on: date, *, worked: bool, after_round: bool = True) -> ColumnElement[bool]:
    """Return which letters may be sent on a day: none of an earlier day where its recipient has a newer one.

    On a day that is not worked those of an earlier day wait, and before the day's round has asked what is new
    (`after_round`).
    """
    another = exists().where(_IS_ANOTHER, or_(col(_OTHER.written_on) == on, _COMES_LATER))
    of_another_day = and_(_OF_A_DAY, col(Letter.written_on) != on)
    return ~and_(of_another_day, or_(another, false() if worked and after_round else true()))


_IS_ANOTHER = and_(
    col(_OTHER.recipient) == col(Letter.recipient),
    col(_OTHER.channel) == col(Letter.channel),
    col(_OTHER.matter) == "",
    col(_OTHER.id) != col(Letter.id),
)
_COMES_LATER = and_(
    col(_OTHER.state).in_((LetterState.QUEUED, LetterState.SENDING)),
    col(_OTHER.written_on) > col(Letter.written_on),
)


def goes_by(way: str) -> ColumnElement[bool]:
    """Return which letters go by a way: the gateway of that name, or for '' by mail. No mail address has a colon in it."""
    return ~col(Letter.address).contains(":") if not way else col(Letter.address).startswith(f"{way}:")


def queued_letters_to(session: Session, suffix: str) -> list[Letter]:
    """Return the letters ready to go to recipients whose name ends in a suffix of the ladder."""
    chosen = select(Letter).where(col(Letter.state) == LetterState.QUEUED, col(Letter.recipient).endswith(suffix))
    return list(session.exec(chosen.order_by(col(Letter.id))).all())


def replace_letter(session: Session, older: Letter, newer_id: int, now: datetime) -> None:
    """Keep a letter that has not left as replaced by a newer one, which takes over its notices."""
    if _settle(session, col(Letter.id) == older.id, older.id, LetterState.REPLACED, NEWER_LETTER.format(newer_id), now):
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


_IS_FREE = and_(col(Letter.state).in_(READY), col(Letter.carried_by).is_(None))


def is_ready(
    tried: Iterable[int], *, urgent: bool = False, which: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    """Return which letters may be claimed: none in `tried`, and none that another carries; the rest as `claim_letters` tells."""
    # Written into the statement: drivers count values, and these may be every letter of a morning.
    others: BindParameter[Any] = bindparam("tried", list(tried), expanding=True, literal_execute=True, unique=True)
    chosen = and_(_IS_FREE, col(Letter.id).not_in(others), ~_OF_A_DAY if urgent else true())
    return chosen if which is None else and_(chosen, which)


def count_letters(session: Session, states: Collection[LetterState]) -> int:
    """Return how many letters are in one of these states."""
    return int(session.exec(select(func.count()).where(col(Letter.state).in_(states))).one())


def any_unsettled(session: Session) -> bool:
    """Tell whether any letter waits, is on its way, is in doubt or rests refused: else there is nothing to send."""
    return session.exec(_UNSETTLED).first() is not None


_UNSETTLED = select(Letter.id).where(col(Letter.state).in_((*READY, LetterState.SENDING, LetterState.FAILED))).limit(1)


def any_ready(session: Session, tried: Iterable[int], *, urgent: bool, which: ColumnElement[bool]) -> bool:
    """Tell whether there is any letter that may be claimed (see `claim_letters`)."""
    found = select(Letter.id).where(is_ready(tried, urgent=urgent, which=which)).limit(1)
    return session.exec(found).first() is not None


def wake_readdressed(session: Session, address_of: Callable[[str], str], now: datetime) -> int:
    """Put letters that were refused for good back among those that wait, where their recipient has another address now.

    `address_of` gives a recipient's address, '' where it has none. Return how many.
    """
    woken = 0
    for letter in worth_another_try(session):
        address = address_of(letter.recipient)
        if address and address != letter.address:
            woken += bring_back(session, letter, now)
    return woken


def worth_another_try(session: Session) -> list[Letter]:
    """Return the letters that rest refused, but those of a day which a later letter to the same recipient outdates."""
    return list(session.exec(_RESTS).all())


_RESTS = select(Letter).where(col(Letter.state) == LetterState.FAILED, ~IS_OUTDATED).order_by(col(Letter.id))


def bring_back(session: Session, letter: Letter, now: datetime) -> bool:
    """Let a letter that rests, was put off or is in doubt be tried at once, with the notices it holds and what it carries.

    False, and nothing changed, where it has left or is on its way by now.
    """
    was_refused = letter.state == LetterState.FAILED
    rests = (LetterState.FAILED, *READY)
    state = case((col(Letter.doubts) > 0, LetterState.DOUBTFUL), else_=LetterState.QUEUED)
    back = update(Letter).where(col(Letter.id) == letter.id, col(Letter.state).in_(rests))
    if not session.execute(back.values(state=state, failing_since=None, next_try_at=now)).rowcount:  # type: ignore[attr-defined]
        return False
    inside = share(session, letter.id, rests, state=state, failing_since=None, next_try_at=None)
    if was_refused:
        for kind in (Notice, IncidentNotice):
            told = update(kind).where(col(kind.letter_id).in_([letter.id, *inside]))
            session.execute(told.values(outcome=Outcome.QUEUED, reason=""))
    return True


def claim_letters(
    session: Session,
    now: datetime,
    limit: int,
    tried: Iterable[int],
    *,
    urgent: bool = False,
    which: ColumnElement[bool] | None = None,
    worst_first: bool = False,
) -> list[Letter]:
    """Claim up to `limit` letters to be sent by this process, but none in `tried`; nobody else gets them meanwhile.

    `now` is the machine's time. `urgent` claims only letters of a matter of their own, which do not wait for the round;
    `which` narrows the choice (see `may_go` and `models.outbox.mail_clock.is_due`). Recipients take turns, and what nobody
    tried in vain comes first; with `worst_first`, where not all leave at once, what waits longest, and of a day what chases.
    They are returned in this order.
    """
    ready, waiting = (
        col(Letter.state).in_(READY),
        ready_in_turn(session, tried, which, urgent=urgent, worst_first=worst_first),
    )
    for start in range(0, len(waiting) if limit > 0 else 0, max(1, limit)):
        some = col(Letter.id).in_(waiting[start : start + limit])
        # Those that another process is just claiming are passed over.
        free = select(Letter.id).where(some, is_ready((), urgent=urgent, which=which)).with_for_update(skip_locked=True)
        ids = session.exec(free).all()
        if ids:
            session.execute(
                update(Letter)
                .where(col(Letter.id).in_(ids), ready)
                .values(state=LetterState.SENDING, claimed_at=now, handing_at=None, attempts=Letter.attempts + 1)
            )
            turn = {number: place for place, number in enumerate(waiting)}
            claimed = session.exec(select(Letter).where(col(Letter.id).in_(ids))).all()
            return sorted(claimed, key=lambda letter: turn[letter.id])
    return []


def settle_letter(session: Session, letter_id: int, state: LetterState, reason: str, now: datetime) -> bool:
    """Record what became of a letter, and with it of its notices; False, and nothing recorded, if it is settled."""
    if state == LetterState.SENT and not reason:
        return settle_sent(session, letter_id, now)
    return _settle(session, col(Letter.id) == letter_id, letter_id, state, reason, now)


def settle_refusal(session: Session, letter: Letter, reason: str, now: datetime) -> bool:
    """Put a letter that was refused for good to rest, and its notices with it.

    False, and nothing recorded, if the claim ran out and another process has the letter: its attempt counts.
    """
    claimed = col(Letter.state) == LetterState.SENDING
    mine = and_(col(Letter.id) == letter.id, claimed, col(Letter.attempts) == letter.attempts)
    return _settle(session, mine, letter.id, LetterState.FAILED, reason, now)


def take_back_sent(session: Session, letter_id: int, reason: str, now: datetime) -> bool:
    """Put a letter that was sent, and came back, to rest as one that was refused for good, with its notices.

    It is tried again where its recipient has another address (`wake_readdressed`). False, and nothing recorded, if it is
    not sent.
    """
    sent = and_(col(Letter.id) == letter_id, col(Letter.state) == LetterState.SENT)
    return _settle(session, sent, letter_id, LetterState.FAILED, reason, now)


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
    inside = (
        share(session, letter_id, CARRIED, state=state, reason=reason, settled_at=now)
        if state == LetterState.FAILED
        else []
    )
    if state in (LetterState.SKIPPED, LetterState.FAILED):
        for kind in (Notice, IncidentNotice):
            told = update(kind).where(col(kind.letter_id).in_([letter_id, *inside]))
            session.execute(told.values(outcome=Outcome.SKIPPED, reason=reason))
    return True


def letter_numbered(session: Session, letter_id: int) -> Letter | None:
    """Return the letter of a number."""
    return session.get(Letter, letter_id)


def letters(session: Session, state: LetterState | None = None) -> list[Letter]:
    """Return the outbox's letters, the newest first, or only those in one state."""
    found = select(Letter).order_by(col(Letter.written_on).desc(), col(Letter.id).desc())
    return list(session.exec(found if state is None else found.where(col(Letter.state) == state)).all())
