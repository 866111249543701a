"""Releasing drafts: what is for the Chairman waits until the office lets it go."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import col, select

from models.agencies import province_and_code
from models.audit.acts import Done, Person, guard_person, record_act
from models.database import Session
from models.refusal import RefusedError, UnknownNameError
from models.tables.core import Letter, LetterState

RELEASE = "release"
"""The kind of this act in the audit trail."""


def guard_known(session: Session, letter_ids: Collection[int]) -> None:
    """Raise UnknownNameError for numbers that no letter has."""
    known = session.exec(select(col(Letter.id)).where(col(Letter.id).in_(letter_ids))).all()
    if unknown := sorted(set(letter_ids) - set(known)):
        numbers = ", ".join(str(number) for number in unknown)
        raise UnknownNameError(f"Không có thư số {numbers}; hãy xem số của thư bằng «dondoc outbox».")


def release_drafts(
    session: Session,
    now: datetime,
    letter_ids: Collection[int] | None = None,
    *,
    by: Person,
    own_province: str,
    offices: Mapping[str, str],
) -> int:
    """Release drafts (all there are, or all that are named) to be sent in the next round; return how many.

    `offices` gives the code of each province's office, which releases the letters of its province; `own_province` is
    the home's, whose recipients are named without it. Nothing is committed here. Raise RefusedError, before anything is
    written, for a letter that is no draft any more: of two who release at once the second is refused.
    """
    guard_person(by)
    chosen = select(Letter).where(col(Letter.state) == LetterState.DRAFT).order_by(col(Letter.id)).with_for_update()
    if letter_ids is not None:
        chosen = chosen.where(col(Letter.id).in_(letter_ids))
    drafts = session.exec(chosen.execution_options(populate_existing=True)).all()
    guard_known(session, letter_ids or ())
    if gone := sorted(set(letter_ids or ()) - {draft.id for draft in drafts}):
        numbers = ", ".join(str(number) for number in gone)
        raise RefusedError(f"Thư số {numbers} không còn chờ phát hành; hãy xem lại danh sách thư chờ rồi chọn lại.")
    for draft in drafts:
        draft.state, draft.settled_at = LetterState.QUEUED, now
        session.add(draft)
        province = province_and_code(own_province, draft.recipient.partition("/")[0])[0]
        item = f"{draft.recipient} {draft.written_on.isoformat()}"
        record_act(
            session, Done(RELEASE, province, offices.get(province, ""), item=item, detail=draft.subject), by, now
        )
    return len(drafts)
