"""What is said of incidents outside the day's letter: notices under unique keys, and what became of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, update
from sqlmodel import col, select

from models.database import Session, insert_new
from models.tables.ad_hoc import Incident, IncidentNotice
from models.tables.core import Letter, Outcome

NoticeKey = tuple[int, str, str, date, str]
"""A notice of an incident within one channel: incident, step, rung, due day, recipient."""


@dataclass(frozen=True)
class WaitingIncidentNotice:
    """A notice that is in no letter yet, with its incident."""

    notice: IncidentNotice
    incident: Incident


@dataclass(frozen=True)
class IncidentNoticeOutcome:
    """A notice with what became of it: of a letter still on its way, the letter's state tells."""

    notice: IncidentNotice
    letter: Letter | None


def known_notices(session: Session, channel: str) -> set[NoticeKey]:
    """Return the keys of every notice of a channel, whatever became of it."""
    found = session.exec(select(IncidentNotice).where(IncidentNotice.channel == channel)).all()
    return {(n.incident_id, n.step, n.rung, n.due_on, n.recipient) for n in found}


def add_notices(session: Session, rows: Sequence[dict[str, Any]]) -> int:
    """Add notices whose keys are new, and return how many were; the rows have the columns of `IncidentNotice`."""
    return insert_new(session, IncidentNotice, rows)


def notice_row(
    incident_id: int, key: tuple[str, str, date], recipient: str, channel: str, reached_at: datetime, now: datetime
) -> dict[str, Any]:
    """Return a notice to be queued; `key` is its step, rung and due day."""
    step, rung, due_on = key
    return {
        "incident_id": incident_id,
        "step": step,
        "rung": rung,
        "due_on": due_on,
        "recipient": recipient,
        "channel": channel,
        "reached_at": reached_at,
        "queued_at": now,
        "letter_id": None,
        "outcome": Outcome.QUEUED,
        "reason": "",
    }


def waiting_notices(session: Session, plan: str) -> list[WaitingIncidentNotice]:
    """Return a plan's notices that are queued and in no letter yet, by incident, then by recipient, oldest first."""
    rows = session.exec(
        select(IncidentNotice, Incident)
        .join(Incident, col(Incident.id) == col(IncidentNotice.incident_id))
        .where(
            Incident.plan == plan,
            col(IncidentNotice.outcome) == Outcome.QUEUED,
            col(IncidentNotice.letter_id).is_(None),
        )
        .order_by(
            col(Incident.id), col(IncidentNotice.recipient), col(IncidentNotice.reached_at), col(IncidentNotice.id)
        )
    ).all()
    return [WaitingIncidentNotice(notice, incident) for notice, incident in rows]


def notices_in(session: Session, letter_ids: Collection[int]) -> list[WaitingIncidentNotice]:
    """Return the notices that these letters hold, by letter, oldest first."""
    rows = session.exec(
        select(IncidentNotice, Incident)
        .join(Incident, col(Incident.id) == col(IncidentNotice.incident_id))
        .where(col(IncidentNotice.letter_id).in_(list(letter_ids)))
        .order_by(col(IncidentNotice.letter_id), col(IncidentNotice.reached_at), col(IncidentNotice.id))
    ).all()
    return [WaitingIncidentNotice(notice, incident) for notice, incident in rows]


def hold_notices(session: Session, notices: Collection[IncidentNotice], reason: str) -> None:
    """Write down why notices are in no letter yet; they stay queued."""
    _set(session, notices, reason=reason)


def skip_notices(session: Session, notices: Collection[IncidentNotice], reason: str) -> None:
    """Settle notices that will not be sent, with the reason."""
    _set(session, notices, outcome=Outcome.SKIPPED, reason=reason)


def skip_overtaken(session: Session, newer: Mapping[int, int], reason: str) -> None:
    """Settle notices that a newer one has overtaken, each with its number in the reason; `newer` is by their own numbers."""
    if newer:
        said = case({older: reason.format(by) for older, by in newer.items()}, value=col(IncidentNotice.id))
        settled = update(IncidentNotice).where(col(IncidentNotice.id).in_(list(newer)))
        session.execute(settled.values(outcome=Outcome.SKIPPED, reason=said))


def put_in_letter(session: Session, notices: Collection[IncidentNotice], letter_id: int) -> None:
    """Write down which letter holds notices."""
    _set(session, notices, letter_id=letter_id, reason="")


def _set(session: Session, notices: Collection[IncidentNotice], **values: object) -> None:
    ids = [notice.id for notice in notices]
    session.execute(update(IncidentNotice).where(col(IncidentNotice.id).in_(ids)).values(**values))


def notices_of(session: Session, incident: Incident) -> list[IncidentNoticeOutcome]:
    """Return everything said of an incident, oldest first."""
    rows = session.exec(
        select(IncidentNotice, Letter)
        .outerjoin(Letter, col(Letter.id) == col(IncidentNotice.letter_id))
        .where(IncidentNotice.incident_id == incident.id)
        .order_by(col(IncidentNotice.reached_at), col(IncidentNotice.id))
    ).all()
    return [IncidentNoticeOutcome(notice, letter) for notice, letter in rows]
