"""What a trial of a plan changes of the ladder: the words a letter begins with on the rung that is tried."""

from collections.abc import Iterable, Mapping

from models.outbox.notices import WaitingNotice
from models.outbox.trials import Draws
from notifications.ladder.stages import ESCALATION
from plan.library import LoadedPlan


def opening_words(notices: Iterable[WaitingNotice], plans: Mapping[str, LoadedPlan], draws: Draws) -> str:
    """Return what an agency's letter with these notices begins with, by the way of a trial to which it was drawn; '' for nothing."""
    for notice in notices:
        owed = notice.check_in
        trial = plans[owed.plan].plan.trial if owed.plan in plans else None
        if trial is None or notice.purpose != ESCALATION:
            continue
        arm = draws.get((owed.province, owed.plan, trial.code, owed.holder))
        if arm is not None and notice.rung == trial.rung and trial.covers(owed.due_on):
            return trial.wording[arm]
    return ""
