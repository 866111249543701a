"""How what is owed was received: the agency said so, somebody opened its page, or nothing was heard of it yet."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

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
    """One check-in that is owed, and how it was received. `opened_at` is when a person last opened its holder's page since
    it is there, None where none did.
    """

    check_in: CheckIn
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

    `purpose` is that of the links by which agencies answer; views of them by the agency, its head or its deputy count.
    """
    owed = session.exec(
        select(CheckIn)
        .where(CheckIn.province == province, col(CheckIn.state).in_(CHASED), CheckIn.opened_on <= on)
        .order_by(col(CheckIn.due_on), col(CheckIn.id))
    ).all()
    if not owed:
        return []
    receipts, promises = standing_receipts(session), standing_promises(session)
    passed_on = _passed_on(session, [one.id for one in owed])
    first = max(min(one.opened_on for one in owed), on - FARTHEST)
    opened = _last_opened(views_between(home, first, on), purpose)
    found = []
    for one in owed:
        since = passed_on.get(one.id) or moment_on(one.opened_on, time())
        last = opened.get(name_in_home(own_province, province, one.holder))
        seen = last if last is not None and last >= since else None
        found.append(Received(one, receipts.get(one.id), promises.get(one.id), seen))
    return found


def _passed_on(session: Session, ids: Collection[int]) -> dict[int, datetime]:
    """Return when each check-in last passed to another holder."""
    moments = select(DutyChange.check_in_id, func.max(DutyChange.learnt_at)).where(
        col(DutyChange.check_in_id).in_(ids), DutyChange.kind == HANDOVER
    )
    return dict(session.exec(moments.group_by(col(DutyChange.check_in_id))).all())


def _last_opened(views: Iterable[View], purpose: str) -> dict[str, datetime]:
    """Return when a person last opened a page of each agency, by the agency's name in the home."""
    return {view.recipient.partition("/")[0]: view.at for view in views if view.by_person and view.purpose == purpose}


def opened_on(received: Received) -> date | None:
    """Return the day on which a person last opened the page, None where none did."""
    return day_of(received.opened_at) if received.opened_at else None
