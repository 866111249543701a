"""Trying again by hand: what was refused, put off or is in doubt goes out at once, on the office's word."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import col, select

from models.agencies import province_and_code
from models.audit.acts import Done, Person, guard_person, record_act
from models.database import Session
from models.outbox.joined import carrier_of
from models.outbox.letters import READY, bring_back, worth_another_try
from models.outbox.release import guard_known
from models.refusal import RefusedError
from models.tables.core import Letter, LetterState

RETRY = "retry-letter"
"""The kind of this act in the audit trail."""


def retry_letters(
    session: Session,
    now: datetime,
    letter_ids: Collection[int] | None = None,
    *,
    by: Person,
    own_province: str,
    offices: Mapping[str, str],
) -> list[int]:
    """Let letters be tried at once, with the notices they hold, and return their numbers; all that a try may help, or named.

    Of what rests refused for a day that a later letter outdates nothing is tried, unless it is named. `offices` and
    `own_province` are as in `release_drafts`. Nothing is committed here. Raise RefusedError, before anything is written,
    for a letter that is on its way, has left or was never to leave.
    """
    guard_person(by)
    if letter_ids is None:
        waiting = select(Letter).where(col(Letter.state).in_(READY), col(Letter.reason) != "")
        chosen = [*worth_another_try(session), *session.exec(waiting.order_by(col(Letter.id))).all()]
    else:
        guard_known(session, letter_ids)
        named = select(Letter).where(col(Letter.id).in_(letter_ids)).order_by(col(Letter.id))
        chosen = list(session.exec(named).all())
    # What left inside another letter leaves with it again.
    chosen = list({one.id: one for one in (carrier_of(session, letter) for letter in chosen)}.values())
    if gone := [one.id for one in chosen if one.state not in (LetterState.FAILED, *READY)]:
        numbers = ", ".join(str(number) for number in gone)
        raise RefusedError(f"Thư số {numbers} đã gửi, đang gửi hoặc không phải gửi; hãy xem lại bằng «dondoc outbox».")
    for letter in chosen:
        province = province_and_code(own_province, letter.recipient.partition("/")[0])[0]
        item = f"{letter.recipient} {letter.written_on.isoformat()}"
        record_act(session, Done(RETRY, province, offices.get(province, ""), item=item, detail=letter.reason), by, now)
        bring_back(session, letter, now)
    return [one.id for one in chosen]
