"""Objections: an agency says that a task is not its own, or that it owns no information system; the office decides."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, update
from sqlmodel import and_, col, or_, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.clause import clause_of
from models.check_ins.duties import HANDOVER, duty_changes
from models.check_ins.handovers import HandedOver, Passing, assign
from models.check_ins.lookup import guard_owed, hold_check_in, name_check_in, plan_of
from models.check_ins.moves import CHASED, StateChange, move_check_in
from models.clock import day_of
from models.database import Session
from models.decisions.deciders import guard_decided_on, guard_office
from models.decisions.lapsing import objection_lapsed
from models.decisions.situation import Situation
from models.refusal import Faults, RefusedError, UnknownNameError
from models.tables.core import CheckIn, DutyChange, State
from models.tables.decisions import Objection, ObjectionKind, Ruling
from models.text import guard_reason, one_line
from plan.language.reading import nearest
from plan.library import LoadedPlan
from plan.owed import owes_by_role
from plan.parties import Party
from plan.texts.written import format_day

OBJECT, DECIDE = "object", "decide-objection"
"""The kinds of these acts in the audit trail."""
_PLANNED = ("cadence", "baseline", HANDOVER)
"""The bases of what a plan asks of a role by itself; a request and an incident concern the agency they name."""


@dataclass(frozen=True)
class ObjectionDecision:
    """What the office decided: upheld or not, in whose words, by which document, for which heir, on which day.

    `heir` takes the check-in over from whom it is not; '' where nobody does and it is waived. An heir, and a decision
    that is recorded on a later day, need the document; `outcome` may be left out where there is an heir.
    """

    upheld: bool
    outcome: str
    document: str
    heir: str
    on: date


def guard_may_object(situation: Situation, kind: ObjectionKind) -> None:
    """Raise RefusedError unless the check-in's holder may object so: owed, the kind fits it, and none of its kind waits."""
    check_in, loaded, name = situation.check_in, situation.loaded, name_check_in(situation.check_in)
    guard_owed(check_in, "gửi ý kiến này")
    if kind == ObjectionKind.NO_SYSTEM and not _owes_by_role(check_in, loaded, situation.on):
        raise RefusedError(
            f"Báo cáo {name}, không phải việc giao cho chủ quản hệ thống thông tin; "
            "nếu không phải việc của cơ quan mình, hãy chọn ý kiến «không thuộc nhiệm vụ».",
            check_in.id,
        )
    if _waits(situation, kind):
        raise RefusedError(
            f"Báo cáo {name}, đang có một ý kiến như vậy chờ Văn phòng UBND tỉnh quyết định; "
            "trong lúc chờ, vẫn phải gửi báo cáo đúng hạn.",
            check_in.id,
        )


def raise_objection(  # noqa: PLR0913  what is objected and by whom, each part under its name
    session: Session,
    plans: Mapping[str, LoadedPlan],
    check_in_id: int,
    agency: str,
    kind: ObjectionKind,
    reason: str,
    now: datetime,
    *,
    by: Person,
    province: str,
    suggested: str = "",
) -> Objection:
    """Record an agency's objection to a check-in that it still owes, and return it; until it is decided nothing changes.

    `suggested` is the agency it names instead, '' for none. That it owns no system is declared of a check-in that it owes
    only through a role, once a plan. Nothing is committed here. Raise RefusedError, before anything is written, for
    what is not the agency's or no longer owed, for a second one while one waits, and for an agency that is not there.
    """
    on = day_of(now)
    if kind == ObjectionKind.NO_SYSTEM:
        # It concerns all that the agency owes, so of two raised at once over different check-ins one waits.
        session.exec(_OWED_BY, params={"province": province, "holder": agency}).all()
    check_in = hold_check_in(session, check_in_id, agency, province)
    guard_may_object(Situation(session, plans, check_in, agency, now), kind)
    suggested = "" if kind == ObjectionKind.NO_SYSTEM else suggested
    faults = Faults()
    faults.check(lambda: guard_person(by))
    reason = faults.take(lambda: guard_reason(reason, "Lý do", check_in_id), reason)
    if suggested:
        faults.check(lambda: _guard_heir(suggested, agency, plan_of(check_in, plans), on, check_in_id))
    faults.guard()
    objection = Objection(
        check_in_id=check_in_id,
        number=len(objections_of(session, [check_in_id]).get(check_in_id, [])) + 1,
        kind=kind,
        province=province,
        plan=check_in.plan,
        holder=agency,
        reason=reason,
        suggested=suggested,
        raised_by=by.name,
        post=by.post,
        way=by.way,
        raised_on=on,
        raised_at=now,
        ruling=Ruling.WAITING,
    )
    session.add(objection)
    session.flush()
    record_act(session, Done(OBJECT, province, agency, check_in_id, f"{kind} {objection.number}", reason), by, now)
    return objection


# To build a statement takes longer than the database does: those of this module are built once.
_OWED_BY = (
    select(CheckIn.id)
    .where(col(CheckIn.province) == bindparam("province"), col(CheckIn.holder) == bindparam("holder"))
    .where(col(CheckIn.state).in_(CHASED))
    .order_by(col(CheckIn.id))
    .with_for_update()
)


def _waits(situation: Situation, kind: ObjectionKind) -> bool:
    session, check_in = situation.session, situation.check_in
    if kind == ObjectionKind.NO_SYSTEM:
        whose = {"province": check_in.province, "plan": check_in.plan, "holder": check_in.holder}
        return session.exec(_DECLARED, params=whose).first() is not None
    return any(
        one.kind == kind and one.ruling == Ruling.WAITING and not objection_lapsed(one, check_in, situation.changes)
        for one in objections_of(session, [check_in.id]).get(check_in.id, [])
    )


_DECLARED = select(Objection.id).where(
    col(Objection.kind) == ObjectionKind.NO_SYSTEM,
    col(Objection.province) == bindparam("province"),
    col(Objection.plan) == bindparam("plan"),
    col(Objection.holder) == bindparam("holder"),
    col(Objection.ruling) == Ruling.WAITING,
)


def _owes_by_role(check_in: CheckIn, loaded: LoadedPlan, on: date) -> bool:
    task = clause_of(loaded.plan, check_in)
    if task is None or check_in.basis not in _PLANNED:
        return False
    return owes_by_role(task, loaded.plan, loaded.register, Party(check_in.holder, check_in.scope), on)


def _guard_heir(heir: str, holder: str, loaded: LoadedPlan, on: date, check_in_id: int) -> None:
    """Raise RefusedError unless a code names another agency that exists on a day."""
    agency = loaded.register.agencies.get(heir)
    if agency is None:
        raise UnknownNameError(
            f"Không có cơ quan «{heir}» trong danh bạ{nearest(heir, loaded.register.agencies)}.", check_in_id
        )
    if heir == holder or not agency.exists_on(on):
        why = "đang giữ chính báo cáo này" if heir == holder else f"không hoạt động vào ngày {format_day(on)}"
        raise RefusedError(f"{agency.name} {why}; hãy chọn cơ quan khác.", check_in_id)


def guard_may_uphold(situation: Situation) -> None:
    """Raise RefusedError unless the agency in front is the office, and an objection waits that can be upheld."""
    check_in = situation.check_in
    guard_office(situation.plans, check_in.province, situation.agency)
    raised = objections_of(situation.session, [check_in.id]).get(check_in.id, [])
    waiting = [one for one in raised if one.ruling == Ruling.WAITING]
    if not waiting:
        raise RefusedError(
            f"Báo cáo {name_check_in(check_in)}, không có ý kiến nào đang chờ quyết định; hãy tải lại trang.",
            check_in.id,
        )
    if all(objection_lapsed(one, check_in, situation.changes) for one in waiting):
        _guard_not_lapsed(waiting[-1], check_in, situation.changes)


def _guard_not_lapsed(objection: Objection, check_in: CheckIn, changes: Sequence[DutyChange]) -> None:
    if objection_lapsed(objection, check_in, changes):
        raise RefusedError(
            f"Báo cáo {name_check_in(check_in)}, đã được gửi hoặc bàn giao trong lúc chờ nên không chuyển được nữa; "
            "hãy chọn không đồng ý để khép lại ý kiến.",
            check_in.id,
        )


def decide_objection(
    session: Session,
    plans: Mapping[str, LoadedPlan],
    objection_id: int,
    decision: ObjectionDecision,
    office: str,
    now: datetime,
    *,
    by: Person,
) -> Objection:
    """Record the office's decision on an objection, once, and carry it out; return it. `office` is the agency that acts.

    Upheld, a task that is not the agency's passes to the heir by the document, with the days that every heir has
    (`models.check_ins.handovers`), or is waived where there is none. A declaration that is upheld waives all that the agency
    still owes of the plan only through a role, and what opens from then on. Of two at once the second is refused.
    Nothing is committed here. Raise RefusedError, before anything is written, for what cannot be decided so.
    """
    on = day_of(now)
    objection, check_in, owed = _hold(session, objection_id)
    loaded = plan_of(check_in, plans)
    guard_office(plans, objection.province, office)
    if objection.ruling != Ruling.WAITING:
        raise _decided_already(check_in)
    if decision.upheld and objection.kind == ObjectionKind.NOT_OURS:
        changes = duty_changes(session, [objection.check_in_id]).get(objection.check_in_id, [])
        _guard_not_lapsed(objection, check_in, changes)
    faults = Faults()
    faults.check(lambda: guard_person(by))
    decision = _guarded(decision, objection, loaded, on, faults)
    faults.guard()
    if decision.upheld and objection.kind == ObjectionKind.NOT_OURS:
        if decision.heir:
            _give_to_heir(session, loaded, check_in, decision, by, now)
        else:
            _waive(session, check_in, objection, decision, by, now)
    elif decision.upheld:
        for one in owed:
            if one.holder == objection.holder and _owes_by_role(one, loaded, on):
                _waive(session, one, objection, decision, by, now)
    decided = session.execute(
        update(Objection)
        .where(col(Objection.id) == objection_id, col(Objection.ruling) == Ruling.WAITING)
        .values(
            ruling=Ruling.GRANTED if decision.upheld else Ruling.REFUSED,
            outcome=decision.outcome,
            document=decision.document,
            decided_by=by.name,
            decided_on=decision.on,
            decided_at=now,
        )
    )
    if decided.rowcount != 1:  # type: ignore[attr-defined]
        raise _decided_already(check_in)
    session.exec(_ONE_ANEW, params={"number": objection_id}).one()
    said = "đồng ý" if decision.upheld else "không đồng ý"
    detail = "; ".join(part for part in (said, decision.document, decision.outcome) if part)
    item = f"{objection.kind} {objection.number}"
    record_act(session, Done(DECIDE, objection.province, office, objection.check_in_id, item, detail), by, now)
    return objection


def _hold(session: Session, objection_id: int) -> tuple[Objection, CheckIn, list[CheckIn]]:
    """Return an objection, its check-in, and of a declaration all that the agency still owes, held for update."""
    objection = session.exec(_ONE, params={"number": objection_id}).first()
    if objection is None:
        raise RefusedError("Ý kiến này không có trong sổ; hãy tải lại trang.")
    whose = {"province": objection.province, "plan": objection.plan, "holder": objection.holder}
    is_declared, concerned = objection.kind == ObjectionKind.NO_SYSTEM, {"check_in": objection.check_in_id}
    held = session.exec(_DECLARED_OF if is_declared else _CONCERNED, params=concerned | (whose if is_declared else {}))
    owed = held.all()
    # As it stands now that these are held.
    session.exec(_ONE_ANEW, params={"number": objection_id}).one()
    check_in = next(one for one in owed if one.id == objection.check_in_id)
    return objection, check_in, [one for one in owed if one.state in CHASED]


_ONE = select(Objection).where(col(Objection.id) == bindparam("number"))
_ONE_ANEW = _ONE.execution_options(populate_existing=True)
# In the order in which answers hold them: two that wait for each other would both be given up by PostgreSQL.
_HOLDING = select(CheckIn).order_by(col(CheckIn.id)).with_for_update().execution_options(populate_existing=True)
_IT = col(CheckIn.id) == bindparam("check_in")
_CONCERNED = _HOLDING.where(_IT)
_DECLARED_OF = _HOLDING.where(
    or_(
        _IT,
        and_(
            col(CheckIn.province) == bindparam("province"),
            col(CheckIn.plan) == bindparam("plan"),
            col(CheckIn.holder) == bindparam("holder"),
            col(CheckIn.state).in_(CHASED),
        ),
    )
)


def _decided_already(check_in: CheckIn) -> RefusedError:
    return RefusedError(
        f"Ý kiến về báo cáo {name_check_in(check_in)}, đã có quyết định trước đó; hãy tải lại trang.", check_in.id
    )


def _guarded(
    decision: ObjectionDecision, objection: Objection, loaded: LoadedPlan, today: date, faults: Faults
) -> ObjectionDecision:
    """Return a decision as it is kept; what it lacks, and what cannot be carried out, is added to the faults."""
    check_in_id, heir = objection.check_in_id, decision.heir
    faults.check(lambda: guard_decided_on(decision.on, objection.raised_on, today, "nêu ý kiến", check_in_id))
    outcome, document = decision.outcome.strip(), decision.document.strip()
    if heir and not (decision.upheld and objection.kind == ObjectionKind.NOT_OURS):
        faults.check(lambda: _refuse_heir(check_in_id))
    elif heir:
        faults.check(lambda: _guard_heir(heir, objection.holder, loaded, today, check_in_id))
        outcome = outcome or f"chuyển {loaded.register.name_of(heir)}"
    if document or heir or decision.on < today:
        document = faults.take(lambda: one_line(document, "Số văn bản quyết định"), document)
    outcome = faults.take(lambda: guard_reason(outcome, "Ý kiến của văn phòng", check_in_id), outcome)
    return replace(decision, outcome=outcome, document=document)


def _refuse_heir(check_in_id: int) -> None:
    raise RefusedError(
        "Chỉ ghi cơ quan nhận khi đồng ý rằng việc không thuộc cơ quan đã nêu ý kiến; hãy bỏ trống ô này.",
        check_in_id,
    )


def _give_to_heir(
    session: Session, loaded: LoadedPlan, check_in: CheckIn, decision: ObjectionDecision, by: Person, now: datetime
) -> None:
    # A copy of the row: what is passed on is compared with how it was found.
    found = CheckIn(**check_in.model_dump())
    passing = Passing(found, (Party(decision.heir, found.scope),), decision.on, decision.document)
    if assign(session, loaded, passing, now, by.name) not in (HandedOver(moved=1), HandedOver(merged=1)):
        raise RuntimeError(f"check-in {check_in.id} changed while it was held for update")


def _waive(
    session: Session,
    check_in: CheckIn,
    objection: Objection,
    decision: ObjectionDecision,
    by: Person,
    now: datetime,
) -> None:
    why = ": ".join(part for part in (decision.document, decision.outcome) if part)
    move = StateChange(State.WAIVED, f"objection {objection.id}", decision.on, now, by.name, why)
    if not move_check_in(session, check_in.id, move):
        raise RuntimeError(f"check-in {check_in.id} moved while it was held for update")


def open_objections(session: Session, province: str = "") -> list[tuple[Objection, CheckIn]]:
    """Return what waits for the office's decision in a province, or in all, as it was raised, without what has lapsed."""
    rows = session.exec(_OPEN_OF if province else _OPEN, params={"province": province} if province else None).all()
    changes = duty_changes(session, [objection.check_in_id for objection, _ in rows])
    return [
        (objection, check_in)
        for objection, check_in in rows
        if not objection_lapsed(objection, check_in, changes.get(objection.check_in_id, ()))
    ]


_OPEN = (
    select(Objection, CheckIn)
    .join(CheckIn, col(CheckIn.id) == col(Objection.check_in_id))
    .where(col(Objection.ruling) == Ruling.WAITING)
    .order_by(col(Objection.raised_at), col(Objection.id))
)
_OPEN_OF = _OPEN.where(col(Objection.province) == bindparam("province"))


def objections_of(session: Session, check_in_ids: Collection[int]) -> dict[int, list[Objection]]:
    """Return the objections to each check-in, the oldest first; nothing for one without."""
    found: dict[int, list[Objection]] = {}
    if not check_in_ids:
        return found
    for objection in session.exec(_OF_CHECK_INS, params={"ids": list(check_in_ids)}):
        found.setdefault(objection.check_in_id, []).append(objection)
    return found


_OF_CHECK_INS = (
    select(Objection)
    .where(col(Objection.check_in_id).in_(bindparam("ids", expanding=True)))
    .order_by(col(Objection.check_in_id), col(Objection.number))
)
