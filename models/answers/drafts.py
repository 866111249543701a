"""Drafts: what an agency has written and not sent, kept on the server; nobody overwrites what another saved since."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import col, func, select

from models.audit.acts import Done, Person, record_act
from models.check_ins.lookup import guard_writer, hold_to_write
from models.clock import in_zone
from models.database import Session, insert_new
from models.refusal import RefusedError
from models.tables.answers import Draft
from models.tables.core import CheckIn
from models.tables.decisions import Act
from models.text import guard_open_words
from plan.texts.written import format_moment

MAX_FIELDS = 60
"""The most fields of one draft."""
MAX_DRAFT = 200_000
"""The most bytes of one draft, its fields' names and values together in UTF-8."""
SAVE = "save"
"""The kind of act that saves a draft."""


@dataclass(frozen=True)
class SavedDraft:
    """A draft as it was saved: `fields` are the values as typed; `revision` counts all saves for the check-in from 1."""

    revision: int
    fields: Mapping[str, str]
    saved_by: str
    saved_at: datetime


class StaleDraftError(RefusedError):
    """Somebody saved other words since the ones this save was written upon; `theirs` is what was saved."""

    def __init__(self, theirs: SavedDraft, check_in: CheckIn) -> None:
        who = theirs.saved_by or "Một người khác"
        super().__init__(
            f"Nhiệm vụ {check_in.ref}: {who} đã lưu nội dung khác lúc {format_moment(in_zone(theirs.saved_at))}; "
            "hãy xem cả hai bản rồi lưu lại.",
            check_in.id,
        )
        self.theirs = theirs


def save_draft(
    session: Session,
    check_in_id: int,
    agency: str,
    fields: Mapping[str, str],
    base: int,
    now: datetime,
    *,
    by: Person,
    province: str,
) -> int:
    """Keep what an agency has written for its check-in, and return the draft's revision.

    `base` is the revision that the writer saw, 0 for none. The same fields as are kept already change nothing. Where
    the draft went out with an answer in between, a new one begins. Raise StaleDraftError when other words were saved
    since `base`; RefusedError when the check-in is not the agency's, no longer takes an answer, or the words are too
    many or bear a mark of secrecy. Nothing is committed here.
    """
    guard_writer(by)
    _guard_size(fields, check_in_id)
    guard_open_words(fields.values(), check_in_id)
    check_in = hold_to_write(session, check_in_id, agency, province)
    kept = session.exec(select(Draft).where(Draft.check_in_id == check_in_id, Draft.agency == agency)).one_or_none()
    if kept is not None and json.loads(kept.fields) == dict(fields):
        return kept.revision
    if kept is not None and kept.revision != base:
        raise StaleDraftError(_saved(kept), check_in)
    saves = _saves_so_far(session, check_in_id, agency) if kept is None else kept.revision
    row = {
        "revision": saves + 1,
        "fields": json.dumps(dict(fields)),
        "saved_by": by.name,
        "saved_at": now,
    }
    if kept is None:
        changed = insert_new(session, Draft, [{"check_in_id": check_in_id, "agency": agency, **row}])
    else:
        guarded = update(Draft).where(col(Draft.id) == kept.id, col(Draft.revision) == base).values(**row)
        changed = session.execute(guarded).rowcount  # type: ignore[attr-defined]
    if changed != 1:
        raise RuntimeError(f"the draft of check-in {check_in_id} changed while the check-in was held")
    record_act(session, Done(SAVE, province, agency, check_in_id, detail=f"lần {saves + 1}"), by, now)
    return saves + 1


def _saves_so_far(session: Session, check_in_id: int, agency: str) -> int:
    """Return how often an agency saved for a check-in: a revision is never given twice, also after an answer."""
    saves = select(func.count()).where(Act.kind == SAVE, Act.check_in_id == check_in_id, Act.agency == agency)
    return session.exec(saves).one()


def _guard_size(fields: Mapping[str, str], check_in_id: int) -> None:
    size = sum(len(part.encode(errors="replace")) for field in fields.items() for part in field)
    if len(fields) > MAX_FIELDS or size > MAX_DRAFT:
        raise RefusedError("Bản nháp quá dài nên chưa lưu được; hãy rút gọn hoặc gửi văn bản kèm theo.", check_in_id)


def drafts_of(session: Session, agency: str, *, province: str) -> dict[int, SavedDraft]:
    """Return an agency's drafts by check-in, of those it holds."""
    found = session.exec(
        select(Draft)
        .join(CheckIn, col(CheckIn.id) == col(Draft.check_in_id))
        .where(Draft.agency == agency, CheckIn.holder == agency, CheckIn.province == province)
    )
    return {draft.check_in_id: _saved(draft) for draft in found}


def _saved(draft: Draft) -> SavedDraft:
    return SavedDraft(draft.revision, json.loads(draft.fields), draft.saved_by, draft.saved_at)
