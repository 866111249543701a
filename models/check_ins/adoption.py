"""Taking a plan on: the first time, again without a change, or after an edit."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import and_, col, or_, select

from models.audit.acts import DONDOC, Done, record_act
from models.check_ins.clause import Askings
from models.check_ins.looks.reckonings import forget
from models.check_ins.moves import CHASED, StateChange, move_check_in
from models.database import Session
from models.tables.core import Adoption, CheckIn, CheckInEvent, PlanVersion, State
from plan.changes import describe_changes
from plan.language.plan_file import read_plan
from plan.library import LoadedPlan
from plan.owed import occurrences
from plan.texts.written import format_day

ADOPT, CHANGE = "adopt", "change-plan"
"""The kinds of these acts in the audit trail: the program's own, for it reads the plans by itself."""
_BY_EDIT = "plan "
"""What an event's `item` begins with when an edit of the plan moved the check-in; the version's number follows."""


@dataclass(frozen=True)
class AdoptionOutcome:
    """What taking a plan on did: `outcome` is `new`, `same` or `changed`.

    `retired` counts check-ins no longer asked, `restored` those that an earlier edit had retired and that are asked again.
    """

    plan: str
    outcome: str
    adopted_on: date
    changes: tuple[str, ...] = ()
    retired: int = 0
    restored: int = 0


def take_on_plan(
    session: Session,
    loaded: LoadedPlan,
    on: date,
    now: datetime,
    adopt_from: date | None = None,
    *,
    day_set: bool = False,
) -> AdoptionOutcome:
    """Record the plan as the home follows it; taking the same text on twice changes nothing.

    The plan is followed from `on`, or from the day `adopt_from` that the office sets, earlier or to come; as long as that
    day has not come, another setting moves it, unless a person has set it for this plan (`day_set`). After an edit, check-ins that
    the plan no longer asks are waived with the reason, and opened again when a later edit asks them once more. A date
    that was edited holds for what opens from now on. Nothing is committed here.
    """
    plan = loaded.plan
    fingerprint = _fingerprint(loaded)
    adoption = session.exec(
        select(Adoption).where(Adoption.province == plan.province, Adoption.plan == plan.code)
    ).one_or_none()
    latest = session.exec(
        select(PlanVersion)
        .where(PlanVersion.province == plan.province, PlanVersion.plan == plan.code)
        .order_by(col(PlanVersion.number).desc())
    ).first()
    if adoption is None or latest is None:
        adopted_on = adopt_from or on
        session.add(
            Adoption(province=plan.province, plan=plan.code, adopted_on=adopted_on, taken_at=now, day_set=day_set)
        )
        _add_version(session, loaded, 1, fingerprint, (), now)
        _record_adoption(session, loaded, adopted_on, now)
        return AdoptionOutcome(plan.code, "new", adopted_on)
    if adoption.baseline_on is None and adoption.adopted_on > on and not adoption.day_set:
        begins = adopt_from or on
        if begins != adoption.adopted_on:
            _record_adoption(session, loaded, begins, now)
        adoption.adopted_on = begins
        session.add(adoption)
    if latest.fingerprint == fingerprint:
        return AdoptionOutcome(plan.code, "same", adoption.adopted_on)
    before, _ = read_plan(latest.text, plan.file, loaded.register, latest.office_text, plan.file)
    changes = describe_changes(before, plan) if before is not None else ("Kế hoạch được viết lại toàn bộ.",)
    forget(session, plan.province, plan.code)
    number = latest.number + 1
    _add_version(session, loaded, number, fingerprint, changes, now)
    retired, restored = _follow_edit(session, loaded, f"{_BY_EDIT}{number}", on, now)
    detail = _edit_in_words(changes, retired, restored)
    record_act(session, Done(CHANGE, plan.province, "", item=plan.code, detail=detail), DONDOC, now)
    return AdoptionOutcome(plan.code, "changed", adoption.adopted_on, changes, retired, restored)


@dataclass(frozen=True)
class Begun:
    """From which day a plan is followed, and on which its first round opened what it asks; None for not yet."""

    begins: date
    opened_on: date | None


def begun(session: Session, province: str, plan: str) -> Begun | None:
    """Return how far the following of a plan has come; None for one that was never taken on."""
    found = select(col(Adoption.adopted_on), col(Adoption.baseline_on)).where(
        Adoption.province == province, Adoption.plan == plan
    )
    row = session.exec(found).one_or_none()
    return Begun(*row) if row is not None else None


def followed_since(session: Session, province: str, plan: str) -> date | None:
    """Return the day from which a plan is followed; None for one that was never taken on."""
    adopted = select(col(Adoption.adopted_on)).where(Adoption.province == province, Adoption.plan == plan)
    return session.exec(adopted).one_or_none()


def plans_to_begin(session: Session, on: date) -> dict[str, date]:
    """Return the plans that are followed from a day after `on` only, with that day; nothing of them is asked before."""
    return dict(session.exec(_TO_BEGIN, params={"on": on}).all())


_TO_BEGIN = (
    select(col(Adoption.plan), col(Adoption.adopted_on))
    .where(col(Adoption.adopted_on) > bindparam("on"))
    .order_by(col(Adoption.adopted_on), col(Adoption.plan))
)


def describe_plans_to_begin(begin: Mapping[str, date]) -> list[str]:
    """Return in sentences which plans are followed from which day on."""
    return [
        f"Kế hoạch {plan} được theo dõi từ ngày {format_day(on)} (adopt_from); trước ngày đó chưa yêu cầu báo cáo nào."
        for plan, on in begin.items()
    ]


def _record_adoption(session: Session, loaded: LoadedPlan, begins: date, now: datetime) -> None:
    detail = f"theo dõi từ ngày {format_day(begins)}"
    record_act(session, Done(ADOPT, loaded.plan.province, "", item=loaded.plan.code, detail=detail), DONDOC, now)


def _edit_in_words(changes: Sequence[str], retired: int, restored: int) -> str:
    told = (
        " ".join(changes) or "việc phải làm không đổi.",
        f"{retired} phiếu báo cáo không còn phải gửi." if retired else "",
        f"{restored} phiếu báo cáo lại phải gửi." if restored else "",
    )
    return " ".join(part for part in told if part)


def _fingerprint(loaded: LoadedPlan) -> str:
    """Return what tells the plan's text, with the office's file of changes where there is one, from any other."""
    texts = (loaded.text, loaded.changes) if loaded.changes else (loaded.text,)
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


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
            office_text=loaded.changes,
            changes=json.dumps(changes, ensure_ascii=False),
            taken_at=now,
        )
    )
    session.flush()


def _follow_edit(session: Session, loaded: LoadedPlan, item: str, on: date, now: datetime) -> tuple[int, int]:
    """Waive what is owed and no longer asked, open again what an edit had waived and is asked; return how many of each."""
    plan, retired, restored = loaded.plan, 0, 0
    periods = {ref: _periods_asked(ref, loaded, on) for ref in plan.tasks}
    askings = Askings(loaded)
    last_moved_by = (
        select(CheckInEvent.item)
        .where(CheckInEvent.check_in_id == CheckIn.id)
        .order_by(col(CheckInEvent.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    waived_by_edit = and_(col(CheckIn.state) == State.WAIVED, last_moved_by.startswith(_BY_EDIT))
    concerned = session.exec(
        select(CheckIn)
        .where(
            CheckIn.province == plan.province,
            CheckIn.plan == plan.code,
            col(CheckIn.basis).in_(("cadence", "baseline")),
            or_(col(CheckIn.state).in_((*CHASED, State.OWNERLESS)), waived_by_edit),
        )
        # In the order in which answers lock them: two that wait for each other would both be given up by PostgreSQL.
        .order_by(col(CheckIn.id))
    ).all()
    for check_in in concerned:
        reason = _why_not_asked(check_in, loaded, askings, periods)
        if reason and check_in.state != State.WAIVED:
            retired += _move(session, check_in, StateChange(State.WAIVED, item, on, now, "dondoc", reason))
        elif not reason and check_in.state == State.WAIVED:
            restored += _move(
                session, check_in, StateChange(State.OPEN, item, on, now, "dondoc", "kế hoạch lại giao việc này")
            )
    return retired, restored


def _move(session: Session, check_in: CheckIn, move: StateChange) -> bool:
    return move_check_in(session, check_in.id, move)


def _why_not_asked(
    check_in: CheckIn, loaded: LoadedPlan, askings: Askings, periods: Mapping[str, Collection[str]]
) -> str:
    """Return why the plan does not ask a check-in any more, as a reason to be kept; empty if it asks it.

    What was handed over, or is about to be, is still asked: it counts for whom it was opened.
    """
    if check_in.ref not in loaded.plan.tasks:
        return "nhiệm vụ đã bỏ khỏi kế hoạch"
    if not askings.has_asked(check_in, check_in.opened_on if check_in.basis == "baseline" else check_in.opens_on):
        return "không còn chủ trì theo kế hoạch đã sửa"
    if check_in.occurrence not in periods[check_in.ref]:
        return "kỳ này không còn trong kế hoạch đã sửa"
    return ""


def _periods_asked(ref: str, loaded: LoadedPlan, on: date) -> Collection[str]:
    """Return the periods that a clause asks about, from the plan's beginning to two years on: past all that is open."""
    plan = loaded.plan
    return {
        occurrence.period
        for version in plan.versions_of(ref)
        for occurrence in occurrences(version, plan, loaded.calendar, plan.starts, on + timedelta(days=730))
    }
