"""Drafts: what an agency has written and not sent, kept on the server; nobody overwrites what another saved since."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, update
from sqlmodel import col, func, select

from models.audit.acts import BY_MAIL, Done, Person, record_acts
from models.check_ins.lookup import guard_takes_answer, guard_writer, hold_check_ins, not_theirs
from models.check_ins.moves import CHASED
from models.clock import in_zone
from models.database import Session, insert_new
from models.refusal import RefusedError
from models.tables.answers import Draft
from models.tables.core import CheckIn
from models.tables.decisions import Act
from models.text import guard_open_words
from plan.refs import told_ref
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


@dataclass(frozen=True)
class Written:
    """What somebody has written for one check-in, and the revision of the draft that he saw then, 0 for none."""

    fields: Mapping[str, str]
    base: int


class StaleDraftError(RefusedError):
    """Somebody saved other words since the ones this save was written upon; `theirs` is what was saved."""

    def __init__(self, theirs: SavedDraft, check_in: CheckIn) -> None:
        who = theirs.saved_by or "Một người khác"
        super().__init__(
            f"Nhiệm vụ {told_ref(check_in.ref)}: {who} đã lưu nội dung khác lúc {format_moment(in_zone(theirs.saved_at))}; "
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
    written = {check_in_id: Written(fields, base)}
    became = save_drafts(session, written, agency, now, by=by, province=province)[check_in_id]
    if isinstance(became, RefusedError):
        raise became
    return became


def save_drafts(
    session: Session, written: Mapping[int, Written], agency: str, now: datetime, *, by: Person, province: str
) -> dict[int, int | RefusedError]:
    """Keep what an agency has written for several check-ins, each as `save_draft` does and in as many statements as for one.

    Return the revision of each, or why it was not kept: none costs another anything. Raise RefusedError where who writes
    has a longer name than is kept. Nothing is committed here.
    """
    guard_writer(by)
    if not written:
        return {}
    held = {one.id: one for one in hold_check_ins(session, written, agency, province)}
    found = session.exec(_KEPT, params={"lines": list(held), "agency": agency}) if held else ()
    kept = {one.check_in_id: one for one in found}
    saves = _saves_so_far(session, held.keys() - kept.keys(), agency)
    became: dict[int, int | RefusedError] = {}
    begun, changed, done = [], [], []
    for check_in_id, one in written.items():
        try:
            before = _guard_save(check_in_id, one, held.get(check_in_id), kept.get(check_in_id))
        except RefusedError as refused:
            became[check_in_id] = refused
            continue
        revision = became[check_in_id] = before.revision if before else saves.get(check_in_id, 0)
        if before and json.loads(before.fields) == dict(one.fields):
            continue
        became[check_in_id] = revision + 1
        done.append(Done(SAVE, province, agency, check_in_id, detail=f"lần {revision + 1}"))
        row = {
            "revision": revision + 1,
            "fields": json.dumps(dict(one.fields)),
            "saved_by": by.name,
            "saved_at": now,
        }
        if before is None:
            begun.append({"check_in_id": check_in_id, "agency": agency, **row})
        else:
            changed.append({"id": before.id, **row})
    if insert_new(session, Draft, begun) != len(begun):
        raise RuntimeError(f"drafts of {sorted(held)} were begun while the check-ins were held")
    if changed:
        session.execute(update(Draft), changed)
    record_acts(session, done, by, now)
    return became


_KEPT = (
    select(Draft)
    .where(col(Draft.check_in_id).in_(bindparam("lines", expanding=True)), col(Draft.agency) == bindparam("agency"))
    .execution_options(populate_existing=True)
)


def _guard_save(check_in_id: int, written: Written, check_in: CheckIn | None, kept: Draft | None) -> Draft | None:
    """Return the draft that is there already. Raise RefusedError where what was written may not take its place."""
    _guard_size(written.fields, check_in_id)
    guard_open_words(written.fields.values(), check_in_id)
    if check_in is None:
        raise not_theirs(check_in_id)
    guard_takes_answer(check_in)
    if kept is not None and kept.revision != written.base and json.loads(kept.fields) != dict(written.fields):
        raise StaleDraftError(_saved(kept), check_in)
    return kept


def _saves_so_far(session: Session, check_in_ids: Collection[int], agency: str) -> dict[int, int]:
    """Return how often an agency saved for check-ins: a revision is never given twice, also after an answer."""
    if not check_in_ids:
        return {}
    saves = session.exec(_SAVES, params={"lines": list(check_in_ids), "agency": agency})
    return {key: number for key, number in saves if key}


_SAVES = (
    select(col(Act.check_in_id), func.count())
    .where(col(Act.kind) == SAVE, col(Act.check_in_id).in_(bindparam("lines", expanding=True)))
    .where(col(Act.agency) == bindparam("agency"))
    .group_by(col(Act.check_in_id))
)


def _guard_size(fields: Mapping[str, str], check_in_id: int) -> None:
    size = sum(len(part.encode(errors="replace")) for field in fields.items() for part in field)
    if len(fields) > MAX_FIELDS or size > MAX_DRAFT:
        raise RefusedError("Bản nháp quá dài nên chưa lưu được; hãy rút gọn hoặc gửi văn bản kèm theo.", check_in_id)


def drafts_of(session: Session, agency: str, *, province: str) -> dict[int, SavedDraft]:
    """Return an agency's drafts by check-in, of those it holds."""
    found = session.exec(_DRAFTS, params={"agency": agency, "province": province})
    return {draft.check_in_id: _saved(draft) for draft in found}


_DRAFTS = (
    select(Draft)
    .join(CheckIn, col(CheckIn.id) == col(Draft.check_in_id))
    .where(col(Draft.agency) == bindparam("agency"), col(CheckIn.holder) == bindparam("agency"))
    .where(col(CheckIn.province) == bindparam("province"))
)


def came_by_mail(session: Session, check_in_ids: Collection[int], agency: str) -> set[int]:
    """Return the check-ins whose draft an agency saved last by answering a letter."""
    newest = select(func.max(Act.id)).where(
        Act.kind == SAVE, col(Act.check_in_id).in_(check_in_ids), Act.agency == agency
    )
    by_mail = select(col(Act.check_in_id)).where(
        col(Act.id).in_(newest.group_by(col(Act.check_in_id))), Act.way == BY_MAIL
    )
    return {key for key in session.exec(by_mail) if key}


def agencies_with_replies(session: Session, province: str) -> list[str]:
    """Return the codes of a province's agencies of whose drafts for what they owe one at least came by mail last, sorted."""
    waits = (
        select(Draft.check_in_id, Draft.agency)
        .join(CheckIn, col(CheckIn.id) == col(Draft.check_in_id))
        .where(CheckIn.province == province, col(CheckIn.state).in_(CHASED), col(CheckIn.holder) == col(Draft.agency))
    ).subquery()
    newest = (
        select(func.max(Act.id))
        .join(waits, and_(waits.c.check_in_id == Act.check_in_id, waits.c.agency == Act.agency))
        .where(Act.kind == SAVE)
        .group_by(col(Act.check_in_id), col(Act.agency))
    )
    by_mail = select(Act.agency).where(col(Act.id).in_(newest), Act.way == BY_MAIL)
    return sorted(session.exec(by_mail.distinct()).all())


def _saved(draft: Draft) -> SavedDraft:
    return SavedDraft(draft.revision, json.loads(draft.fields), draft.saved_by, draft.saved_at)
