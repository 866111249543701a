"""Who decides about a check-in: who judges its answers, and who moves its date."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import bindparam, tuple_
from sqlmodel import col

from models.check_ins.duties import duty_changes
from models.database import Session
from models.decisions.requests import ref_of, requests_of
from models.refusal import RefusedError
from models.tables.ad_hoc import Asker
from models.tables.core import CheckIn, State
from plan.library import LoadedPlan
from plan.owed import occurrences, tracker_on
from plan.texts.written import format_day


def judge_of(check_in: CheckIn, loaded: LoadedPlan, on: date) -> str:
    """Return the agency that judges a check-in on a day: the tracker of its scope, for the tracker's own the office.

    '' where that would be the holder itself: nobody judges the office's own, which waits in the Chairman's summary.
    `loaded` is the check-in's plan; for a request or an incident, the plan that lent its register.
    """
    return judge_over(check_in.holder, check_in.scope, loaded, on)


def judge_over(holder: str, scope: str, loaded: LoadedPlan, on: date) -> str:
    """Return the agency that judges on a day what an agency holds for a scope of a plan, as `judge_of` says."""
    judges = (tracker_on(loaded.plan, loaded.register, scope, on), loaded.register.office)
    return next((judge for judge in judges if judge != holder), "")


def decider_of(check_in: CheckIn, loaded: LoadedPlan, on: date, session: Session) -> str:
    """Return who decides on a check-in's date: its judge where the office set it, otherwise the Chairman.

    The Chairman decides, too, where nobody else may judge: the office's own.
    """
    return deciders_of(session, {check_in.plan: loaded}, [check_in], on)[check_in.id]


def deciders_of(
    session: Session, plans: Mapping[str, LoadedPlan], check_ins: Iterable[CheckIn], on: date
) -> dict[int, str]:
    """Return who decides on the date of each check-in, whose plan is in `plans`, as `decider_of` says.

    The number of statements does not grow with the check-ins.
    """
    asked = list(check_ins)
    if not asked:
        return {}
    changes = duty_changes(session, [one.id for one in asked])
    requested = _asked_by_office(session, {one.plan for one in asked if one.basis == "request"})
    found = {}
    for check_in in asked:
        loaded, moved = plans[check_in.plan], changes.get(check_in.id)
        due_on = moved[0].due_before if moved else check_in.due_on
        is_offices = _is_office_date(check_in, loaded, due_on, (check_in.plan, check_in.ref) in requested)
        judge = judge_of(check_in, loaded, on) if is_offices else ""
        found[check_in.id] = judge or loaded.register.chairman
    return found


def _asked_by_office(session: Session, plans: Iterable[str]) -> set[tuple[str, str]]:
    """Return the office's own requests beside plans, by plan and ref."""
    asked = ((plan, request) for plan in plans for request in requests_of(session, plan))
    return {(plan, ref_of(request)) for plan, request in asked if request.asked_by == Asker.OFFICE}


def _is_office_date(check_in: CheckIn, loaded: LoadedPlan, due_on: date, is_offices_request: bool) -> bool:
    """Tell whether the office set a check-in's date, and not the document or the Chairman; `due_on` is the first date.

    The office's are the dates of a return, a baseline, a part handed over, an incident's clock, its own requests, and
    those that the plan file gives under `office:`. What the plan no longer asks counts as the document's.
    """
    if check_in.state == State.RETURNED:
        return True
    if check_in.basis == "request":
        return is_offices_request
    if check_in.basis != "cadence":
        return True
    around = (due_on - timedelta(days=92), due_on + timedelta(days=31))
    return any(
        occurrence.by_office
        for task in loaded.plan.versions_of(check_in.ref)
        for occurrence in occurrences(task, loaded.plan, loaded.calendar, *around)
        if occurrence.period == check_in.occurrence
    )


def guard_office(plans: Mapping[str, LoadedPlan], province: str, agency: str) -> None:
    """Raise RefusedError unless an agency is the provincial office of a plan that the home follows."""
    registers = [loaded.register for loaded in plans.values() if loaded.register.code == province]
    if not agency or agency not in {register.office for register in registers}:
        offices = dict.fromkeys(register.name_of(register.office) for register in registers)
        raise RefusedError(
            f"Việc này chỉ {', '.join(offices) or 'Văn phòng UBND tỉnh'} quyết định được, không phải cơ quan này; "
            "hãy chuyển đến đúng nơi."
        )


def guard_decided_on(on: date, since: date, today: date, of_what: str, check_in_id: int) -> None:
    """Raise RefusedError for a decision before the day on which it was asked for (`of_what`), or after today."""
    if not since <= on <= today:
        raise RefusedError(
            f"Ngày quyết định {format_day(on)} phải từ ngày {of_what} ({format_day(since)}) đến hôm nay; hãy sửa lại ngày.",
            check_in_id,
        )


def plans_in(plans: Mapping[str, LoadedPlan], province: str) -> dict[str, LoadedPlan]:
    """Return the plans of a province, by code."""
    return {code: loaded for code, loaded in plans.items() if loaded.plan.province == province}


IS_OF_PLANS = tuple_(col(CheckIn.province), col(CheckIn.plan)).in_(bindparam("of_plans", expanding=True))
"""The choice of the check-ins of plans, which `named_plans` names."""


def named_plans(plans: Mapping[str, LoadedPlan]) -> dict[str, list[tuple[str, str]]]:
    """Return the value that a statement with `IS_OF_PLANS` is asked with."""
    return {"of_plans": [(loaded.plan.province, code) for code, loaded in plans.items()]}


def acts_for(decider: str, loaded: LoadedPlan) -> str:
    """Return the agency that records what is decided: the decider itself, for the Chairman the provincial office."""
    return loaded.register.office if decider == loaded.register.chairman else decider
