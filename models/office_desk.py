"""What the desks of those who judge and decide ask of the database beside the matters themselves."""

from datetime import date, time, timedelta

from sqlmodel import col, select

from models.act_tables import Act
from models.check_ins import CHASED
from models.clock import moment_on
from models.database import Session
from models.tables import CheckIn


def acts_by_link(session: Session, link: str, on: date) -> list[Act]:
    """Return what was done on a day behind the link of this print, in the order in which it was done."""
    start, end = moment_on(on, time(0)), moment_on(on + timedelta(days=1), time(0))
    done = select(Act).where(Act.link == link, Act.done_at >= start, Act.done_at < end)
    return list(session.exec(done.order_by(col(Act.done_at), col(Act.id))).all())


def owing_agencies(session: Session, province: str) -> list[str]:
    """Return the codes of a province's agencies that still owe an answer, sorted."""
    owing = select(CheckIn.holder).where(CheckIn.province == province, col(CheckIn.state).in_(CHASED))
    return sorted(session.exec(owing.distinct()).all())
