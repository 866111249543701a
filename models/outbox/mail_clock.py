"""The mail's own clock: when a letter that has not left is tried again, and what becomes of one that may have left.

Counted are a server's answers and the time since the first, never how often a process claimed a letter. What a server
puts off waits minutes, then up to an hour, and is tried as long as it takes: its words are made as it leaves, so it never
grows old. A letter that nobody words anew, of links alone, is given up after `GIVEN_UP`. Between handing a letter over
and noting its answer a process may die and a line may break: the letter is then in doubt, and goes out again, marked, once
after each of `DOUBT_WAITS`; after that it is for the office to say.
"""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Literal, TypeAlias

from sqlalchemy import BindParameter, ColumnElement, Executable, Table, and_, bindparam, case, literal, or_, update
from sqlmodel import col, exists, false, func, select
from sqlmodel.sql.sqltypes import UTCDateTime

from models.clock import end_of_day
from models.database import Session
from models.outbox.joined import held_in_order, share_doubt
from models.outbox.letters import IS_OUTDATED, settle_refusal
from models.tables.ad_hoc import Incident, IncidentNotice, IncidentState
from models.tables.core import Letter, LetterState

Moment: TypeAlias = datetime | BindParameter[Any]
Cause = Literal["letter", "server", "settings"]
"""Whom an answer is about: this letter, the server at this moment, or what the office has set."""

CLAIM_LASTS = timedelta(minutes=15)
"""How long a claimed letter counts as under way; past it the process that claimed it is taken for dead."""
CLOCK_SLACK = timedelta(minutes=1)
"""How far ahead of the machine's time a claim may lie: one from further on was made by a wrong clock."""
SOON = timedelta(minutes=5)
"""The shortest wait, and the only one where a server is away: a pass that finds it so costs one connection."""
LONGEST_WAIT = timedelta(hours=1)
"""The longest wait of a letter that a server puts off; until then it waits as long again as it has waited."""
SETTINGS_WAIT, URGENT_SETTINGS_WAIT = timedelta(hours=1), timedelta(minutes=15)
"""How long a letter, and one of an incident, waits where a login is refused: servers lock who asks too often."""
LONG_UNSENT = timedelta(days=5)
"""After how long the office is told of a letter that a server still puts off."""
GIVEN_UP = timedelta(days=5)
"""How long a letter that is never worded anew is tried (RFC 5321, 4.5.4.1 asks for four to five days)."""
DOUBT_WAITS = (timedelta(minutes=15), timedelta(days=1))
"""How long a letter in doubt waits before its second and its third copy; there is no fourth."""

MAY_HAVE_LEFT = "chương trình dừng giữa lúc chuyển thư cho máy chủ, chưa chắc thư đã tới"
_TELLS_OF_INCIDENT = exists().where(col(IncidentNotice.letter_id) == col(Letter.id))


def is_due(now: datetime, *, patient: bool) -> ColumnElement[bool]:
    """Return which waiting letters may be tried at the home's moment `now`.

    `patient` leaves out those whose time has not come; without it a round tries all that a server had put off. One in
    doubt always waits for its time, and one of which three copies left for the office. A time further ahead than any
    wait was set by a wrong clock.
    """
    free = and_(col(Letter.state) == LetterState.QUEUED, col(Letter.next_try_at).is_(None))
    queued = col(Letter.state) == LetterState.QUEUED
    come = or_(col(Letter.next_try_at) <= now, col(Letter.next_try_at) > now + DOUBT_WAITS[-1])
    return or_(free, come, false() if patient else queued)


def take_back_dead_claims(session: Session, machine_now: datetime, now: datetime) -> int:
    """Put letters whose process has died back among those that wait, and return how many.

    A claim is dead when it is old or from the future, by the machine's time. What was being handed over is in doubt.
    """
    limits = {"old": machine_now - CLAIM_LASTS, "ahead": machine_now + CLOCK_SLACK}
    if session.exec(_ANY_DEAD, params=limits).first() is None:
        return 0
    dead = _is_dead(machine_now)
    handing = select(Letter).where(dead, col(Letter.handing_at).is_not(None)).order_by(col(Letter.id)).with_for_update()
    in_doubt = session.exec(handing).all()
    for letter in in_doubt:
        doubt_letter(session, letter, MAY_HAVE_LEFT, now)
    idle = held_in_order(and_(dead, col(Letter.handing_at).is_(None)))
    back = update(Letter).where(col(Letter.id).in_(idle)).values(state=_waiting_state())
    return len(in_doubt) + int(session.execute(back).rowcount)  # type: ignore[attr-defined]


def _is_dead(machine_now: datetime) -> ColumnElement[bool]:
    return _claimed(machine_now - CLAIM_LASTS, machine_now + CLOCK_SLACK)


def _claimed(old: Moment, ahead: Moment) -> ColumnElement[bool]:
    at = col(Letter.claimed_at)
    return and_(col(Letter.state) == LetterState.SENDING, or_(at <= old, at > ahead))


# Asked several times a round: built once.
_ANY_DEAD = select(Letter.id).where(_claimed(bindparam("old"), bindparam("ahead"))).limit(1)


def begin_handing(session: Session, letter: Letter, machine_now: datetime) -> bool:
    """Note that a claimed letter is being handed to a server; False if another process has it by now."""
    given = {"number": letter.id, "claims": letter.attempts, "at": machine_now}
    return bool(session.connection().execute(_begun(), given).rowcount)


@cache
def _begun() -> Executable:
    """Return the statement, made once: of each letter it is the most frequent."""
    table: Table = Letter.__table__  # type: ignore[attr-defined]
    mine = (table.c.id == bindparam("number"), table.c.attempts == bindparam("claims"))
    at = bindparam("at", type_=UTCDateTime())
    return update(table).where(*mine, table.c.state == LetterState.SENDING).values(handing_at=at, claimed_at=at)


def put_off(session: Session, letter: Letter, reason: str, now: datetime, cause: Cause, *, tried: bool = True) -> bool:
    """Let a claimed letter wait for its next try; False, and nothing recorded, if another process has it.

    One that was not `tried`, because the server was away, is the first in the next pass. Links of `GIVEN_UP` rest.
    """
    since = letter.failing_since if letter.failing_since and letter.failing_since <= now else now
    urgent = _tells_of_incident(session, letter)
    if letter.matter and not urgent and cause == "letter" and now - since >= GIVEN_UP:
        return settle_refusal(session, letter, reason, now)
    waiting = (
        update(Letter)
        .where(_mine(letter))
        .values(
            state=_waiting_state(),
            handing_at=None,
            reason=reason,
            settled_at=now,
            failing_since=since if tried else letter.failing_since,
            next_try_at=now + wait_of(cause, now - since, urgent=urgent),
        )
    )
    return bool(session.execute(waiting).rowcount)  # type: ignore[attr-defined]


def wait_of(cause: Cause, waited: timedelta, *, urgent: bool) -> timedelta:
    """Return how long a letter waits that has waited so long already."""
    if cause == "settings":
        return URGENT_SETTINGS_WAIT if urgent else SETTINGS_WAIT
    if cause == "server" or urgent:
        return SOON
    return min(max(waited, SOON), LONGEST_WAIT)


def put_off_all(
    session: Session, which: ColumnElement[bool], reason: str, now: datetime, cause: Cause, *, tried: bool
) -> int:
    """Let the waiting letters `which` wait for a server that takes nothing; return how many. `tried` as in `put_off`."""
    soon, later = (literal(now + wait_of(cause, timedelta(), urgent=one), UTCDateTime()) for one in (True, False))
    since = func.coalesce(col(Letter.failing_since), literal(now, UTCDateTime())) if tried else Letter.failing_since
    waiting = (
        update(Letter).where(col(Letter.id).in_(held_in_order(which))).execution_options(synchronize_session=False)
    )
    next_try = case((_TELLS_OF_INCIDENT, soon), else_=later)
    put = waiting.values(reason=reason, settled_at=now, failing_since=since, next_try_at=next_try)
    return int(session.execute(put).rowcount)  # type: ignore[attr-defined]


def doubt_letter(session: Session, letter: Letter, reason: str, now: datetime) -> bool:
    """Record that a claimed letter may have been taken; False, and nothing recorded, if another process has it."""
    copies = letter.doubts
    wait = DOUBT_WAITS[copies] if copies < len(DOUBT_WAITS) else None
    doubted = (
        update(Letter)
        .where(_mine(letter))
        .values(
            state=LetterState.DOUBTFUL,
            handing_at=None,
            reason=reason,
            settled_at=now,
            doubts=copies + 1,
            next_try_at=None if wait is None else now + wait,
        )
    )
    is_mine = bool(session.execute(doubted).rowcount)  # type: ignore[attr-defined]
    if is_mine:
        share_doubt(session, letter.id, reason, now, copies + 1)
    return is_mine


def _mine(letter: Letter) -> ColumnElement[bool]:
    """Return that a letter is still claimed as it was when it was read."""
    return and_(
        col(Letter.id) == letter.id,
        col(Letter.state) == LetterState.SENDING,
        col(Letter.attempts) == letter.attempts,
    )


def _waiting_state() -> ColumnElement[LetterState]:
    """Return the state of a letter that waits: one that was in doubt stays so, and keeps the words of its day."""
    return case((col(Letter.doubts) > 0, LetterState.DOUBTFUL), else_=LetterState.QUEUED)


def _tells_of_incident(session: Session, letter: Letter) -> bool:
    return bool(letter.matter) and bool(
        session.exec(select(func.count()).where(IncidentNotice.letter_id == letter.id)).one()
    )


def stuck_claims(session: Session, machine_now: datetime) -> list[Letter]:
    """Return the letters whose process is taken for dead and that nobody has taken back yet."""
    return list(session.exec(select(Letter).where(_is_dead(machine_now))).all())


def rest_in_doubt(session: Session) -> list[Letter]:
    """Return the letters of which the last copy left too without an answer, but those that a later letter outdates: nobody
    tries them again before the office says so.
    """
    rests = col(Letter.state) == LetterState.DOUBTFUL, col(Letter.next_try_at).is_(None)
    return list(session.exec(select(Letter).where(*rests, ~IS_OUTDATED).order_by(col(Letter.id))).all())


def long_unsent(session: Session, on: date) -> list[Letter]:
    """Return the letters that a server puts off since more than `LONG_UNSENT` before a day."""
    since = end_of_day(on) - LONG_UNSENT
    waits = col(Letter.state).in_((LetterState.QUEUED, LetterState.DOUBTFUL))
    return list(session.exec(select(Letter).where(waits, col(Letter.failing_since) < since)).all())


def unsent_urgent_letters(session: Session, *, refused_since: datetime | None = None) -> list[Letter]:
    """Return the letters about open incidents that were tried and have not left, or may not have, the oldest first.

    With `refused_since` only those that rest, and those that a server puts off since that moment or longer.
    """
    stuck = col(Letter.state).in_((LetterState.QUEUED, LetterState.DOUBTFUL, LetterState.FAILED))
    tried = col(Letter.reason) != ""
    of_open = (
        exists()
        .where(col(IncidentNotice.letter_id) == col(Letter.id), col(Incident.id) == col(IncidentNotice.incident_id))
        .where(col(Incident.state) == IncidentState.OPEN)
    )
    # Of incidents only where there is such a letter: a table that somebody holds must not cost the day's letters.
    if session.exec(select(Letter.id).where(stuck, tried, col(Letter.matter) != "").limit(1)).first() is None:
        return []
    found = select(Letter).where(stuck, tried, of_open)
    if refused_since is not None:
        found = found.where(or_(col(Letter.state) == LetterState.FAILED, col(Letter.failing_since) <= refused_since))
    return list(session.exec(found.order_by(col(Letter.id))).all())
