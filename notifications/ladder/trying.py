"""What a trial of a plan changes of the ladder: the words a letter begins with, or the day of the rung that is tried."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from models.outbox.notices import Chased, WaitingNotice
from models.outbox.trials import Draws
from notifications.ladder.stages import ESCALATION
from plan.library import LoadedPlan
from plan.tasks import Plan


def plan_tried(plan: Plan, check_in: Chased, draws: Draws) -> Plan:
    """Return the plan as it chases a check-in: with the day of the tried rung to which its agency was drawn."""
    trial, arm = plan.trial, _arm_of(check_in, plan, draws)
    if trial is None or trial.days is None or arm is None:
        return plan
    moved = (replace(rung, after=trial.days[arm]) if rung.after == trial.rung else rung for rung in plan.ladder)
    return replace(plan, ladder=tuple(sorted(moved, key=lambda rung: rung.after)))


def opening_words(notices: Iterable[WaitingNotice], plans: Mapping[str, LoadedPlan], draws: Draws) -> str:
    """Return what an agency's letter with these notices begins with, by the way of a trial to which it was drawn; '' for nothing."""
    for notice in notices:
        owed = notice.check_in
        plan = plans[owed.plan].plan if owed.plan in plans else None
        arm = _arm_of(owed, plan, draws) if plan else None
        trial = plan.trial if plan else None
        tried = trial is not None and notice.purpose == ESCALATION and notice.rung == trial.rung
        if tried and arm is not None and trial is not None and trial.wording is not None:
            return trial.wording[arm]
    return ""


def _arm_of(check_in: Chased, plan: Plan, draws: Draws) -> int | None:
    """Return to which way of the plan's trial a check-in's agency was drawn; None where it is not tried."""
    trial = plan.trial
    if trial is None or not trial.covers(check_in.due_on):
        return None
    return draws.get((check_in.province, check_in.plan, trial.code, check_in.holder))
