"""Waiving: the office says, by a document, that a check-in need not be answered; it then stands apart from all counts.

A declaration about systems that was upheld (`models.decisions.objections`) waives what opens later, until it is ended.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlmodel import col, func, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.lookup import name_check_in
from models.check_ins.moves import ALLOWED_MOVES, StateChange, move_check_in
from models.clock import day_of
from models.database import Session
from models.decisions.deciders import guard_office
from models.refusal import Faults, RefusedError
from models.tables.core import CheckIn, CheckInEvent, State
from models.tables.decisions import Objection, ObjectionKind, Ruling
from models.text import one_line
from plan.library import LoadedPlan

WAIVE, END = "waive", "end-declaration"
"""The kinds of these acts in the audit trail."""


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
    found = session.exec(_TO_HOLD, params={"ids": list(check_in_ids), "province": province}).all()
    if len(found) != len(set(check_in_ids)):
        raise RefusedError("Có báo cáo không thuộc tỉnh này; hãy tải lại trang và chọn lại.")
    for check_in in found:
        guard_can_waive(check_in)
    for check_in in found:
        check_in_id = check_in.id
        item = f"{WAIVE} {session.exec(_WAIVED_BEFORE, params={'check_in': check_in_id}).one() + 1}"
        move = StateChange(State.WAIVED, item, day_of(now), now, by.name, f"{document}: {reason}")
        if not move_check_in(session, check_in_id, move):
            raise RuntimeError(f"check-in {check_in_id} moved while it was held for update")
        record_act(session, Done(WAIVE, province, office, check_in_id, document, reason), by, now)
    return len(found)


# To build a statement takes longer than the database does: those of this module are built once.
_TO_HOLD = (
    select(CheckIn)
    .where(col(CheckIn.id).in_(bindparam("ids", expanding=True)), col(CheckIn.province) == bindparam("province"))
    .order_by(col(CheckIn.id))
    .with_for_update()
)
_WAIVED_BEFORE = select(func.count()).where(
    col(CheckInEvent.check_in_id) == bindparam("check_in"), col(CheckInEvent.kind) == State.WAIVED.value
)


def declarations(session: Session, province: str) -> list[Objection]:
    """Return the upheld declarations about systems that still hold in a province, in the order of their decisions."""
    return list(session.exec(_UPHELD, params={"province": province}).all())


_UPHELD = (
    select(Objection)
    .where(
        col(Objection.province) == bindparam("province"),
        col(Objection.kind) == ObjectionKind.NO_SYSTEM,
        col(Objection.ruling) == Ruling.GRANTED,
        col(Objection.ended_on).is_(None),
    )
    .order_by(col(Objection.decided_at), col(Objection.id))
)


def end_declaration(
    session: Session,
    plans: Mapping[str, LoadedPlan],
    objection_id: int,
    agency: str,
    now: datetime,
    *,
    by: Person,
    province: str,
) -> Objection:
    """End a declaration about systems: what opens from today on is owed again; return it. Nothing is committed here.

    The agency that declared it may, and the provincial office. Raise RefusedError for any other agency, and where no
    such declaration holds.
    """
    guard_person(by)
    declared = select(Objection.holder).where(Objection.id == objection_id, Objection.province == province)
    if session.exec(declared).first() != agency:
        guard_office(plans, province, agency)
    ended = session.execute(
        update(Objection)
        .where(
            col(Objection.id) == objection_id,
            col(Objection.province) == province,
            col(Objection.kind) == ObjectionKind.NO_SYSTEM,
            col(Objection.ruling) == Ruling.GRANTED,
            col(Objection.ended_on).is_(None),
        )
        .values(ended_on=day_of(now))
    )
    if ended.rowcount != 1:  # type: ignore[attr-defined]
        raise RefusedError("Kê khai này không còn hiệu lực; hãy tải lại trang.")
    found = select(Objection).where(Objection.id == objection_id).execution_options(populate_existing=True)
    objection = session.exec(found).one()
    item = f"{objection.kind} {objection.number}"
    done = Done(END, objection.province, objection.holder, objection.check_in_id, item)
    record_act(session, done, by, now)
    return objection
