"""Addresses from which letters came back: nothing is sent there until the office changes or confirms them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import col, func, select

from models.agencies import province_and_code
from models.audit.acts import DONDOC, Done, Person, guard_person, record_act
from models.clock import day_of
from models.database import Session, insert_new
from models.outbox.letters import take_back_sent
from models.refusal import UnknownNameError
from models.tables.core import Letter
from models.tables.inbox import UnreachableAddress

RETURNED, CHANGED, CONFIRMED = "letter-returned", "address-changed", "confirm-address"
"""The kinds of these acts in the audit trail; the first two are the program's own."""
CAME_BACK = "thư bị trả lại từ {}: {}"
"""Why a letter rests that was sent, and came back."""


def mark_unreachable(
    session: Session, letter: Letter, address: str, reason: str, now: datetime, *, own_province: str
) -> bool:
    """Record that a letter of ours came back from an address, and let what it told wait for another way.

    `reason` is what the mail server said, in one line; `own_province` is the home's. False where the address was marked
    already; the letter rests all the same, unless it has gone to another address since. Nothing is committed here.
    """
    written = address.lower()
    if letter.address.lower() == written:
        take_back_sent(session, letter.id, CAME_BACK.format(address, reason), now)
    if written in unreachable_now(session):
        return False
    times = select(func.count()).where(UnreachableAddress.address == written)
    row = {
        "address": written,
        "number": session.exec(times).one() + 1,
        "recipient": letter.recipient,
        "letter_id": letter.id,
        "reason": reason,
        "learnt_at": now,
        "ended_at": None,
        "ended_by": "",
    }
    if not insert_new(session, UnreachableAddress, [row]):
        return False
    province, agency = province_and_code(own_province, letter.recipient.partition("/")[0])
    record_act(session, Done(RETURNED, province, agency, item=letter.recipient, detail=reason), DONDOC, now)
    return True


def unreachable_now(session: Session) -> dict[str, UnreachableAddress]:
    """Return the addresses, in small letters, to which nothing is sent now."""
    return {one.address: one for one in session.exec(_MARKED)}


_MARKED = (
    select(UnreachableAddress).where(col(UnreachableAddress.ended_at).is_(None)).order_by(col(UnreachableAddress.id))
)


def marked_on(one: UnreachableAddress) -> date:
    """Return the day on which an address was marked."""
    return day_of(one.learnt_at)


def end_changed(session: Session, used: Collection[str], now: datetime, *, own_province: str) -> int:
    """End the mark of each address that the address book uses no more, and return how many: the office has changed it."""
    known = {address.lower() for address in used}
    gone = [one for address, one in unreachable_now(session).items() if address not in known]
    for one in gone:
        if _end(session, one, DONDOC.name, now):
            province, agency = province_and_code(own_province, one.recipient.partition("/")[0])
            record_act(session, Done(CHANGED, province, agency, item=one.recipient), DONDOC, now)
    return len(gone)


def confirm_addresses(
    session: Session, addresses: Sequence[str], now: datetime, *, by: Person, own_province: str
) -> None:
    """Record that the office says that addresses receive letters after all: they are written to again.

    Raise UnknownNameError, before anything is written, for one from which no letter came back. Nothing is committed here.
    """
    guard_person(by)
    marked = unreachable_now(session)
    for address in addresses:
        if address.strip().lower() not in marked:
            raise UnknownNameError(
                f"Địa chỉ «{address}» không có trong các địa chỉ bị trả lại thư; xem bằng «dondoc inbox»."
            )
    for address in addresses:
        one = marked[address.strip().lower()]
        if _end(session, one, by.name, now):
            province, agency = province_and_code(own_province, one.recipient.partition("/")[0])
            record_act(session, Done(CONFIRMED, province, agency, item=one.recipient), by, now)


def _end(session: Session, one: UnreachableAddress, by: str, now: datetime) -> bool:
    ending = update(UnreachableAddress).where(
        col(UnreachableAddress.id) == one.id, col(UnreachableAddress.ended_at).is_(None)
    )
    return bool(session.execute(ending.values(ended_at=now, ended_by=by)).rowcount)  # type: ignore[attr-defined]
