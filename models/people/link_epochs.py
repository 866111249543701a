"""How often a recipient's links were revoked: a link signed before the last time opens nothing."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import col, func, select

from models.database import Session, insert_new
from models.tables.decisions import LinkEpoch


def epochs(session: Session) -> dict[str, int]:
    """Return how often whose links were revoked, by recipient; who is not in it never had any revoked."""
    return dict(session.exec(_NUMBERS).all())


# Asked for on every page: built once.
_NUMBERS = select(LinkEpoch.recipient, func.max(LinkEpoch.number)).group_by(col(LinkEpoch.recipient))


def epoch_of(known: Mapping[str, int], recipient: str) -> int:
    """Return the epoch that a recipient's links carry now, from `epochs`.

    One with a function (`so-y-te/head`) counts its agency's revocations with its own, so that either raises it.
    """
    agency = recipient.partition("/")[0]
    return sum(known.get(name, 0) for name in {agency, recipient})


def current_epoch(session: Session, recipient: str) -> int:
    """Return the epoch that a recipient's links carry now; an older one is revoked."""
    return epoch_of(epochs(session), recipient)


def last_revoked(session: Session) -> dict[str, datetime]:
    """Return when whose links were revoked last, by recipient."""
    return dict(session.exec(_MOMENTS).all())


_MOMENTS = select(LinkEpoch.recipient, func.max(LinkEpoch.revoked_at)).group_by(col(LinkEpoch.recipient))


def raise_epoch(session: Session, recipient: str, reason: str, now: datetime, by: str) -> tuple[int, bool]:
    """Count one revocation more of a recipient's links, and return its number and whether it is the caller's.

    Of two that revoke at once one is recorded.
    """
    number = epochs(session).get(recipient, 0) + 1
    revoked = {"recipient": recipient, "number": number, "revoked_at": now, "revoked_by": by, "reason": reason}
    return number, bool(insert_new(session, LinkEpoch, [revoked]))
