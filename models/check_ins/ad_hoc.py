"""What requests and incidents share: their numbers and their check-ins."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import col, exists, func, select

from models.database import Session, insert_new
from models.tables.ad_hoc import Incident, Referral, Request
from models.tables.core import CheckIn, CheckInEvent, State
from plan.calendar import WorkCalendar


def next_number(session: Session, table: type[Request | Incident | Referral], year: int) -> int:
    """Return the next number of a year; whoever asks holds the home alone until it is used (`write_alone`)."""
    newest = session.exec(select(func.max(table.number)).where(col(table.year) == year)).one()
    return (newest or 0) + 1


def check_in_days(due_on: date, on: date, calendar: WorkCalendar) -> dict[str, Any]:
    """Return the days of a check-in that opens on `on`, and the document that confirms the calendar of its date."""
    return {
        "opens_on": on,
        "opened_on": on,
        "remind_on": calendar.last_working_day(due_on),
        "due_on": due_on,
        "calendar": calendar.confirmed.get(due_on.year, ""),
    }


def open_asked(session: Session, rows: Sequence[dict[str, Any]], actor: str, now: datetime) -> int:
    """Open check-ins of one occurrence, each with its row of history; return how many are new. Nothing is committed."""
    if not rows:
        return 0
    new = insert_new(session, CheckIn, [row | {"state": State.OPEN} for row in rows])
    first = rows[0]
    unrecorded = session.exec(
        select(CheckIn).where(
            CheckIn.province == first["province"],
            CheckIn.plan == first["plan"],
            CheckIn.ref == first["ref"],
            CheckIn.occurrence == first["occurrence"],
            ~exists().where(
                col(CheckInEvent.check_in_id) == col(CheckIn.id), col(CheckInEvent.kind) == State.OPEN.value
            ),
        )
    ).all()
    events = [
        {
            "check_in_id": check_in.id,
            "kind": State.OPEN.value,
            "item": "",
            "happened_on": check_in.opens_on,
            "learnt_at": now,
            "actor": actor,
            "detail": "",
        }
        for check_in in unrecorded
    ]
    insert_new(session, CheckInEvent, events)
    return new
