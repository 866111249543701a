"""As whom somebody comes in who has signed in: by his address the office has let in, otherwise by a group of the directory."""

import hmac
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from models.audit.acts import BY_PROGRAM, Person
from models.database import Session
from models.people.grants import BY_SIGN_IN, LetIn, OwnOffice, end_access, grants_to, let_in
from models.settings import Settings
from models.tables.people import AccessGrant
from web.sign_in.provider import SignedIn

DIRECTORY = Person("Đăng nhập một lần", "", BY_PROGRAM)
"""In whose name the trail tells that a group of the directory let somebody in, or no longer does."""
NO_LONGER = "nhóm của máy chủ đăng nhập không còn cho quyền này"


def grant_of(
    session: Session, who: SignedIn, settings: Settings, now: datetime, *, identity: str, own: OwnOffice
) -> AccessGrant | None:
    """Return the grant by which somebody comes in who has signed in; None for who is not let in.

    What a group gives is followed at each sign-in: it is given, changed and ended as an act. Whose access the office ended
    no group lets in, until the office does so by an act. `identity` is the home's, by which codes are made. Raise
    RefusedError for who cannot be let in as the provider calls him. Nothing is committed here.
    """
    code = _code_of(identity, who.address)
    there = grants_to(session, who.address, code)
    in_force = [one for one in there if one.ended_at is None]
    by_office = next((one for one in in_force if one.source != BY_SIGN_IN), None)
    access = next((given for group, given in settings.groups().items() if group in who.groups), None)
    standing = next((one for one in in_force if one.source == BY_SIGN_IN), None)
    if standing is not None and (by_office is not None or standing.access != access):
        end_access(session, standing.code, NO_LONGER, now, by=DIRECTORY, own=own)
        standing = None
    if by_office is not None or standing is not None or access is None or _is_shut_out(there):
        return by_office or standing
    person = LetIn(code, access, who.name, address=who.address, source=BY_SIGN_IN)
    return let_in(session, person, now, by=DIRECTORY, own=own)


def _is_shut_out(grants: Sequence[AccessGrant]) -> bool:
    """Tell whether the office ended somebody's access last, and not a group of the directory."""
    last = max((one for one in grants if one.ended_at), key=lambda one: (one.ended_at, one.id), default=None)
    return last is not None and (last.reason, last.ended_by) != (NO_LONGER, DIRECTORY.name)


def _code_of(identity: str, address: str) -> str:
    """Return the code of who comes in by a group: one for each address, which nobody reads out of it."""
    print_of = hmac.new(identity.encode(), f"sign-in\n{address}".encode(), sha256)
    return f"tai-khoan-{print_of.hexdigest()[:16]}"
