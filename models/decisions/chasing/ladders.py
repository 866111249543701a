"""A changed ladder: what is open climbs by the one it was opened with, until the office applies the new one."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, update
from sqlmodel import col, func, select

from models.audit.acts import Done, Person, guard_person, record_acts
from models.check_ins.moves import CHASED
from models.database import Session
from models.decisions.deciders import guard_office
from models.tables.core import CheckIn, State
from plan.ladder.in_force import ladder_of, read_ladder, write_ladder
from plan.library import LoadedPlan

APPLY = "apply-ladder"
"""The kind of the act in the audit trail."""
_OPEN = (*CHASED, State.ANSWERED, State.OWNERLESS)
"""The states from which a check-in may still climb: what was answered may be sent back."""


def apply_ladder(session: Session, loaded: LoadedPlan, office: str, now: datetime, *, by: Person, province: str) -> int:
    """Let everything open of a plan climb by the ladder as the plan reads now; return of how many it was another.

    Each leaves its row in the trail, with the ladder before and the new one. No notice is taken back and no key changes:
    a rung that was told is not told again, and one that has passed by the new ladder is told once, the newest alone.
    Nothing is committed here. Raise RefusedError where nobody is named, and for any agency but the provincial office.
    """
    guard_office({loaded.plan.code: loaded}, province, office)
    guard_person(by)
    kept = write_ladder(ladder_of(loaded.plan))
    others = _climbs_by_another(loaded)
    found = session.exec(select(CheckIn.id, CheckIn.ladder).where(others).order_by(col(CheckIn.id))).all()
    new = ladder_of(loaded.plan).words(loaded.register)
    acts = [
        Done(
            APPLY,
            province,
            office,
            check_in_id,
            loaded.plan.code,
            f"trước: {read_ladder(before).words(loaded.register)}. Nay: {new}",
        )
        for check_in_id, before in found
    ]
    session.execute(update(CheckIn).where(others).values(ladder=kept))
    record_acts(session, acts, by, now)
    return len(found)


def count_by_another(session: Session, loaded: LoadedPlan) -> int:
    """Count what is open of a plan and climbs by another ladder than the plan's as it reads now."""
    return session.exec(select(func.count()).select_from(CheckIn).where(_climbs_by_another(loaded))).one()


def _climbs_by_another(loaded: LoadedPlan) -> ColumnElement[bool]:
    kept = write_ladder(ladder_of(loaded.plan))
    return and_(
        col(CheckIn.province) == loaded.plan.province,
        col(CheckIn.plan) == loaded.plan.code,
        col(CheckIn.state).in_(_OPEN),
        col(CheckIn.ladder).not_in(("", kept)),
    )
