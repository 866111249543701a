"""Revoking: what a recipient could open with its links, and whom it has let in, ends at once."""

from datetime import datetime

from models.agencies import province_and_code
from models.audit.acts import Done, Person, guard_person, record_act
from models.database import Session
from models.people.deputies import DEPUTY_FUNCTION, end_deputies
from models.people.link_epochs import raise_epoch
from models.refusal import RefusedError

REVOKE_LINK = "revoke-link"
MAX_REASON = 500
"""The longest reason of a revocation, in characters."""


def revoke_links(session: Session, recipient: str, reason: str, now: datetime, *, by: Person, own_province: str) -> int:
    """Revoke every link of a recipient signed so far, of an agency also those of its functions; return the number.

    The deputies whom whoever had such a link could name end with it: all of an agency, where it or its deputy is
    revoked. `own_province` is the home's. Of two that revoke at once one is recorded. Raise RefusedError when a name or
    a reason is wanted.
    """
    guard_person(by)
    if not reason.strip() or len(reason) > MAX_REASON:
        raise RefusedError(f"Hãy ghi lý do thu hồi liên kết, dài tối đa {MAX_REASON} ký tự.")
    name, _, function = recipient.partition("/")
    province, agency = province_and_code(own_province, name)
    number, mine = raise_epoch(session, recipient, reason.strip(), now, by.name)
    if mine:
        record_act(session, Done(REVOKE_LINK, province, agency, item=recipient, detail=reason.strip()), by, now)
    if function in ("", DEPUTY_FUNCTION):
        end_deputies(session, agency, now, by=by, province=province, own_province=own_province)
    return number
