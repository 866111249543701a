"""As whom somebody comes in who has signed in: by his address the office has let in, otherwise by a group of the directory."""

import re
from datetime import datetime
from hashlib import sha256

from models.audit.acts import BY_PROGRAM, Person
from models.database import Session
from models.people.grants import BY_SIGN_IN, LetIn, OwnOffice, end_access, grants_in_force, let_in
from models.settings import Settings
from models.tables.people import AccessGrant
from web.sign_in.provider import SignedIn

DIRECTORY = Person("Đăng nhập một lần", "", BY_PROGRAM)
"""In whose name the trail tells that a group of the directory let somebody in, or no longer does."""
NO_LONGER = "nhóm của máy chủ đăng nhập không còn cho quyền này"


def grant_of(
    session: Session, who: SignedIn, settings: Settings, now: datetime, *, own: OwnOffice
) -> AccessGrant | None:
    """Return the grant by which somebody comes in who has signed in; None for who is not let in.

    What a group gives is followed at each sign-in: it is given, changed and ended as an act. Nothing is committed here.
    """
    there = [one for one in grants_in_force(session) if one.address == who.address]
    by_office = next((one for one in there if one.source != BY_SIGN_IN), None)
    access = next((given for group, given in settings.groups().items() if group in who.groups), None)
    standing = next((one for one in there if one.source == BY_SIGN_IN), None)
    if standing is not None and (by_office is not None or standing.access != access):
        end_access(session, standing.code, NO_LONGER, now, by=DIRECTORY, own=own)
        standing = None
    if by_office is not None or standing is not None or access is None:
        return by_office or standing
    person = LetIn(_code_of(who.address), access, who.name, address=who.address, source=BY_SIGN_IN)
    return let_in(session, person, now, by=DIRECTORY, own=own)


def _code_of(address: str) -> str:
    """Return the code of who comes in by a group: one for each address."""
    name = re.sub("[^a-z0-9]+", "-", address.partition("@")[0]).strip("-")[:40] or "tai-khoan"
    return f"{name}-{sha256(address.encode()).hexdigest()[:6]}"
