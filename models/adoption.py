"""Taking a plan on: the first time, again without a change, or after an edit."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from models.check_ins import CHASED, Move, move_check_in
from models.database import Session
from models.tables import Adoption, CheckIn, PlanVersion, State
from plan.changes import describe_changes
from plan.library import LoadedPlan
from plan.parties import resolve_parties
from plan.plan_file import read_plan


@dataclass(frozen=True)
class Taken:
    """What taking a plan on did: `outcome` is `new`, `same` or `changed`; `retired` counts check-ins no longer asked."""

    plan: str
    outcome: str
    adopted_on: date
    changes: tuple[str, ...] = ()
    retired: int = 0


def take_on_plan(
    session: Session, loaded: LoadedPlan, on: date, now: datetime, adopt_from: date | None = None
) -> Taken:
    """Record the plan as the home follows it; taking the same text on twice changes nothing.

    The plan is followed from `on`, or from the earlier `adopt_from` that the office sets. After an edit, open
    check-ins that the plan no longer asks are waived with the reason. Nothing is committed here.
    """
    plan = loaded.plan
    fingerprint = hashlib.sha256(loaded.text.encode()).hexdigest()
    adoption = session.exec(
        select(Adoption).where(Adoption.province == plan.province, Adoption.plan == plan.code)
    ).one_or_none()
    latest = session.exec(
        select(PlanVersion)
        .where(PlanVersion.province == plan.province, PlanVersion.plan == plan.code)
        .order_by(col(PlanVersion.number).desc())
    ).first()
    if adoption is None or latest is None:
        adopted_on = min(on, adopt_from or on)
        session.add(Adoption(province=plan.province, plan=plan.code, adopted_on=adopted_on, taken_at=now))
        _add_version(session, loaded, 1, fingerprint, (), now)
        return Taken(plan.code, "new", adopted_on)
    if latest.fingerprint == fingerprint:
        return Taken(plan.code, "same", adoption.adopted_on)
    before, _ = read_plan(latest.text, plan.file, loaded.register)
    changes = describe_changes(before, plan) if before is not None else ("Kế hoạch được viết lại toàn bộ.",)
    _add_version(session, loaded, latest.number + 1, fingerprint, changes, now)
    return Taken(plan.code, "changed", adoption.adopted_on, changes, _retire(session, loaded, on, now))


def _add_version(
    session: Session, loaded: LoadedPlan, number: int, fingerprint: str, changes: tuple[str, ...], now: datetime
) -> None:
    session.add(
        PlanVersion(
            province=loaded.plan.province,
            plan=loaded.plan.code,
            number=number,
            fingerprint=fingerprint,
            text=loaded.text,
            changes=json.dumps(changes, ensure_ascii=False),
            taken_at=now,
        )
    )
    session.flush()


def _retire(session: Session, loaded: LoadedPlan, on: date, now: datetime) -> int:
    """Waive what is owed and no longer asked: a removed task, or an agency that no longer leads it."""
    plan, retired = loaded.plan, 0
    owed = session.exec(
        select(CheckIn).where(
            CheckIn.province == plan.province, CheckIn.plan == plan.code, col(CheckIn.state).in_(CHASED)
        )
    ).all()
    for check_in in owed:
        task = plan.tasks.get(check_in.ref)
        day = check_in.opened_on if check_in.basis == "baseline" else check_in.opens_on
        leads = resolve_parties(task.leads, loaded.register, day) if task else ()
        if any((lead.code, lead.scope) == (check_in.agency, check_in.scope) for lead in leads):
            continue
        reason = "nhiệm vụ đã bỏ khỏi kế hoạch" if task is None else "không còn chủ trì theo kế hoạch đã sửa"
        move = Move(State.WAIVED, "plan", on, now, "dondoc", reason)
        retired += check_in.id is not None and move_check_in(session, check_in.id, move)
    return retired
