"""Waiving: the office says, by a document, that a check-in need not be answered; it then stands apart from all counts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.lookup import name_check_in
from models.check_ins.moves import ALLOWED_MOVES, StateChange, move_check_in
from models.clock import day_of
from models.database import Session
from models.decisions.deciders import guard_office
from models.refusal import Faults, RefusedError
from models.tables.core import CheckIn, CheckInEvent, State
from models.text import one_line
from plan.library import LoadedPlan

WAIVE = "waive"
"""The kind of the act."""


@dataclass(frozen=True)
class Waiver:
    """Why check-ins need not be answered, and by which document."""

    reason: str
    document: str


def guard_can_waive(check_in: CheckIn) -> None:
    """Raise RefusedError unless a check-in is still owed, or nobody owns it."""
    if check_in.state not in ALLOWED_MOVES[State.WAIVED]:
        raise RefusedError(
            f"Nhiệm vụ {name_check_in(check_in)}, đã có báo cáo hoặc đã được quyết định; hãy tải lại trang và chọn lại.",
            check_in.id,
        )


def waive(
    session: Session,
    plans: Mapping[str, LoadedPlan],
    check_in_ids: Collection[int],
    waiver: Waiver,
    office: str,
    now: datetime,
    *,
    by: Person,
    province: str,
) -> int:
    """Waive check-ins of a province that are still owed or that nobody owns, all or none; return how many.

    `office` is the agency that waives: the provincial office alone may. Nothing is committed here. Raise RefusedError,
    before anything is written, for any other agency, for what is not there or no longer open, and for all that lacks:
    a name, a reason, a document.
    """
    guard_office(plans, province, office)
    faults = Faults()
    faults.check(lambda: guard_person(by))
    reason = faults.take(lambda: one_line(waiver.reason, "Lý do"), "")
    document = faults.take(lambda: one_line(waiver.document, "Số văn bản"), "")
    faults.guard()
    if not check_in_ids:
        raise RefusedError("Chưa chọn báo cáo nào; hãy chọn ít nhất một báo cáo.")
    chosen = select(CheckIn).where(col(CheckIn.id).in_(check_in_ids), CheckIn.province == province)
    found = session.exec(chosen.order_by(col(CheckIn.id)).with_for_update()).all()
    if len(found) != len(set(check_in_ids)):
        raise RefusedError("Có báo cáo không thuộc tỉnh này; hãy tải lại trang và chọn lại.")
    for check_in in found:
        guard_can_waive(check_in)
    for check_in in found:
        check_in_id = check_in.id
        earlier = select(func.count()).where(
            CheckInEvent.check_in_id == check_in_id, CheckInEvent.kind == State.WAIVED.value
        )
        item = f"{WAIVE} {session.exec(earlier).one() + 1}"
        move = StateChange(State.WAIVED, item, day_of(now), now, by.name, f"{document}: {reason}")
        if not move_check_in(session, check_in_id, move):
            raise RuntimeError(f"check-in {check_in_id} moved while it was held for update")
        record_act(session, Done(WAIVE, province, office, check_in_id, document, reason), by, now)
    return len(found)
