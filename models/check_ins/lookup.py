"""What every act on a check-in begins with: the check-in held for update by whom it concerns, its plan, its name."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import bindparam
from sqlmodel import col, select

from models.audit.acts import MAX_NAME, Person
from models.check_ins.moves import ALLOWED_MOVES, CHASED
from models.database import Session
from models.refusal import RefusedError
from models.tables.core import CheckIn, CheckInEvent, State
from plan.library import LoadedPlan
from plan.periods import describe_period
from plan.refs import told_ref

SETTLED = (State.ACCEPTED, State.WAIVED, State.SUPERSEDED)
"""The states in which nothing is owed any more."""


def name_check_in(check_in: CheckIn) -> str:
    """Return a check-in as the sentences of refusals name it: `II.1.a, 6 tháng đầu năm 2023`."""
    return f"{told_ref(check_in.ref)}, {describe_period(check_in.occurrence)}"


def plan_of(check_in: CheckIn, plans: Mapping[str, LoadedPlan]) -> LoadedPlan:
    """Return the plan of a check-in. Raise RefusedError where the home does not follow it any more."""
    loaded = plans.get(check_in.plan)
    if loaded is None or loaded.plan.province != check_in.province:
        raise RefusedError(
            f"Kế hoạch {check_in.plan} không còn trong danh sách theo dõi nên chưa quyết định được; "
            "hãy liên hệ Văn phòng UBND tỉnh.",
            check_in.id,
        )
    return loaded


def hold_check_in(session: Session, check_in_id: int, agency: str, province: str) -> CheckIn:
    """Return a check-in that an agency holds, held for update. Raise RefusedError where it holds no such one."""
    held = hold_check_ins(session, [check_in_id], agency, province)
    if not held:
        raise not_theirs(check_in_id)
    return held[0]


def hold_check_ins(session: Session, check_in_ids: Collection[int], agency: str, province: str) -> list[CheckIn]:
    """Return those of the check-ins that an agency holds, held for update in the order of their numbers.

    All who hold several do so in this order: two at once would else wait for each other.
    """
    if not check_in_ids:
        return []
    named = {"those": list(check_in_ids), "province": province, "agency": agency}
    return list(session.exec(_HELD, params=named).all())


_HELD = (
    select(CheckIn)
    .where(col(CheckIn.id).in_(bindparam("those", expanding=True)))
    .where(col(CheckIn.province) == bindparam("province"), col(CheckIn.holder) == bindparam("agency"))
    .order_by(col(CheckIn.id))
    .with_for_update()
    # As they stand once they are held, whatever this session has read of them before.
    .execution_options(populate_existing=True)
)


def not_theirs(check_in_id: int) -> RefusedError:
    """Return the refusal of a check-in that is another agency's, or none: which of both is not told."""
    return RefusedError("Báo cáo này không thuộc cơ quan này; hãy mở lại liên kết trong thư và làm lại.", check_in_id)


def hold_to_write(session: Session, check_in_id: int, agency: str, province: str) -> CheckIn:
    """Return an agency's own check-in that takes an answer, held for update. Raise RefusedError for any other."""
    check_in = hold_check_in(session, check_in_id, agency, province)
    guard_takes_answer(check_in)
    return check_in


def guard_takes_answer(check_in: CheckIn) -> None:
    """Raise RefusedError unless a check-in is in a state that takes an answer."""
    if check_in.state not in ALLOWED_MOVES[State.ANSWERED]:
        raise RefusedError(
            f"Báo cáo {name_check_in(check_in)}, đã được xác nhận hoặc không còn phải gửi; hãy tải lại trang.",
            check_in.id,
        )


def guard_owed(check_in: CheckIn, what: str) -> None:
    """Raise RefusedError unless an answer is still owed; `what` is what is then not needed: `đề nghị gia hạn`."""
    if check_in.state in CHASED:
        return
    said = "đã gửi báo cáo" if check_in.state in (State.ANSWERED, State.ACCEPTED) else "không còn phải báo cáo"
    raise RefusedError(
        f"Báo cáo {name_check_in(check_in)}, {said} nên không cần {what}; hãy tải lại trang.", check_in.id
    )


def guard_writer(by: Person) -> None:
    """Raise RefusedError where who writes has a longer name than is kept; who has not sent anything need not be named."""
    if len(by.name) > MAX_NAME or len(by.post) > MAX_NAME:
        raise RefusedError(f"Họ tên và chức vụ dài tối đa {MAX_NAME} ký tự.")


def settled_check_ins(session: Session, agency: str, province: str) -> list[tuple[CheckIn, date]]:
    """Return what an agency held and owes no more, each with the day on which it was settled, the newest first.

    Settled is what was accepted, waived or superseded.
    """
    rows = session.exec(
        select(CheckIn, col(CheckInEvent.kind), col(CheckInEvent.happened_on))
        .join(CheckInEvent, col(CheckInEvent.check_in_id) == col(CheckIn.id))
        .where(
            CheckIn.province == province,
            CheckIn.holder == agency,
            col(CheckIn.state).in_(SETTLED),
            col(CheckInEvent.kind).in_([state.value for state in SETTLED]),
        )
        .order_by(col(CheckInEvent.id).desc())
    ).all()
    newest: dict[int, tuple[CheckIn, date]] = {}
    for check_in, kind, day in rows:
        if kind == check_in.state.value:
            newest.setdefault(check_in.id, (check_in, day))
    return list(newest.values())


def names_known(session: Session, province: str) -> tuple[set[str], set[str], set[str]]:
    """Return the refs, the occurrences and the roles that any check-in of a province bears."""
    rows = session.exec(
        select(col(CheckIn.ref), col(CheckIn.occurrence), col(CheckIn.role))
        .where(CheckIn.province == province)
        .distinct()
    )
    refs, occurrences, roles = set[str](), set[str](), set[str]()
    for ref, occurrence, role in rows:
        refs.add(ref)
        occurrences.add(occurrence)
        roles.add(role)
    return refs, occurrences, roles


def owing_agencies(session: Session, province: str) -> list[str]:
    """Return the codes of a province's agencies that still owe an answer, sorted."""
    owing = select(CheckIn.holder).where(CheckIn.province == province, col(CheckIn.state).in_(CHASED))
    return sorted(session.exec(owing.distinct()).all())
