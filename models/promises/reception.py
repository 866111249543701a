"""How what is owed was received: the agency said so, somebody opened its page, or nothing was heard of it yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

import sqlalchemy
from sqlalchemy import ColumnElement, and_
from sqlmodel import col, func, select

from models.agencies import name_in_home
from models.audit.views import View, views_between
from models.check_ins.duties import HANDOVER
from models.check_ins.moves import CHASED
from models.clock import day_of, moment_on
from models.database import Session
from models.promises.promises import standing_promises
from models.promises.receipts import standing_receipts
from models.settings import Home
from models.tables.answers import Promise, Receipt
from models.tables.core import CheckIn, DutyChange

FARTHEST = timedelta(days=92)
"""How far back views are read: no page is opened for what was asked longer ago and heard of since."""


class Reception(StrEnum):
    """How a check-in that is owed was received by who holds it."""

    RECEIVED = "received"
    OPENED = "opened"
    SILENT = "silent"


@dataclass(frozen=True)
class Received:
    """One check-in that is owed, by its number, its plan, who holds it and its scope, and how it was received. `opened_at` is
    when a person last opened its holder's page since it is there, None where none did.
    """

    check_in_id: int
    plan: str
    holder: str
    scope: str
    receipt: Receipt | None
    promise: Promise | None
    opened_at: datetime | None

    @property
    def state(self) -> Reception:
        """How it was received; who opened the page has not said that the matter is there."""
        if self.receipt is not None:
            return Reception.RECEIVED
        return Reception.OPENED if self.opened_at else Reception.SILENT


def receptions(
    session: Session, home: Home, on: date, *, province: str, own_province: str, purpose: str
) -> list[Received]:
    """Return how all that is owed in a province on a day was received, by due date.

    `purpose` is that of the links by which agencies answer; views of them by the agency, its head or its deputy count. A
    province may owe very much: the columns that count are read, and no number is bound.
    """
    is_owed = and_(col(CheckIn.province) == province, col(CheckIn.state).in_(CHASED), col(CheckIn.opened_on) <= on)
    owed = session.execute(
        sqlalchemy.select(*map(col, (CheckIn.id, CheckIn.plan, CheckIn.holder, CheckIn.scope, CheckIn.opened_on)))
        .where(is_owed)
        .order_by(col(CheckIn.due_on), col(CheckIn.id))
    ).all()
    if not owed:
        return []
    receipts, promises = standing_receipts(session), standing_promises(session)
    passed_on = _passed_on(session, is_owed)
    began = {day: moment_on(day, time()) for day in {opened_on for *_, opened_on in owed}}
    opened = _last_opened(views_between(home, max(min(began), on - FARTHEST), on), purpose)
    found = []
    for number, plan, holder, scope, opened_on in owed:
        last = opened.get(name_in_home(own_province, province, holder))
        seen = last if last is not None and last >= passed_on.get(number, began[opened_on]) else None
        found.append(Received(number, plan, holder, scope, receipts.get(number), promises.get(number), seen))
    return found


def _passed_on(session: Session, which: ColumnElement[bool]) -> dict[int, datetime]:
    """Return when each check-in that a condition names last passed to another holder."""
    moments = (
        select(DutyChange.check_in_id, func.max(DutyChange.learnt_at))
        .join(CheckIn, col(CheckIn.id) == col(DutyChange.check_in_id))
        .where(which, DutyChange.kind == HANDOVER)
    )
    return dict(session.exec(moments.group_by(col(DutyChange.check_in_id))).all())


def _last_opened(views: Iterable[View], purpose: str) -> dict[str, datetime]:
    """Return when a person last opened a page of each agency, by the agency's name in the home."""
    return {view.recipient.partition("/")[0]: view.at for view in views if view.by_person and view.purpose == purpose}


def opened_on(received: Received) -> date | None:
    """Return the day on which a person last opened the page, None where none did."""
    return day_of(received.opened_at) if received.opened_at else None
