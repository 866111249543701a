"""How often a recipient's links were revoked: a link signed before the last time opens nothing."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import col, func, select

from models.agencies import province_and_code
from models.audit.acts import Done, Person, guard_person, record_act
from models.database import Session, insert_new
from models.refusal import RefusedError
from models.tables.decisions import LinkEpoch

REVOKE_LINK = "revoke-link"
MAX_REASON = 500
"""The longest reason of a revocation, in characters."""


def epochs(session: Session) -> dict[str, int]:
    """Return how often whose links were revoked, by recipient; who is not in it never had any revoked."""
    numbers = select(LinkEpoch.recipient, func.max(LinkEpoch.number)).group_by(col(LinkEpoch.recipient))
    return dict(session.exec(numbers).all())


def epoch_of(known: Mapping[str, int], recipient: str) -> int:
    """Return the epoch that a recipient's links carry now, from `epochs`.

    One with a function (`so-y-te/head`) counts its agency's revocations with its own, so that either raises it.
    """
    agency = recipient.partition("/")[0]
    return sum(known.get(name, 0) for name in {agency, recipient})


def current_epoch(session: Session, recipient: str) -> int:
    """Return the epoch that a recipient's links carry now; an older one is revoked."""
    return epoch_of(epochs(session), recipient)


def revoke_links(
    session: Session, recipient: str, reason: str, now: datetime, *, by: Person, own_province: str = ""
) -> int:
    """Revoke every link of a recipient signed so far, of an agency also those of its functions; return the number.

    `own_province` is the home's, for the audit trail. Of two that revoke at once one is recorded. Raise RefusedError
    when a name or a reason is wanted.
    """
    guard_person(by)
    if not reason.strip() or len(reason) > MAX_REASON:
        raise RefusedError(f"Hãy ghi lý do thu hồi liên kết, dài tối đa {MAX_REASON} ký tự.")
    number = epochs(session).get(recipient, 0) + 1
    revoked = {
        "recipient": recipient,
        "number": number,
        "revoked_at": now,
        "revoked_by": by.name,
        "reason": reason.strip(),
    }
    if insert_new(session, LinkEpoch, [revoked]):
        province, agency = province_and_code(own_province, recipient.partition("/")[0])
        record_act(session, Done(REVOKE_LINK, province, agency, item=recipient, detail=reason.strip()), by, now)
    return number
