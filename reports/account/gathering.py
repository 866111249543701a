"""A roll-up: which reports one agency gathers, of which occurrence, for whom; and a plan narrowed to just these."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from models.refusal import RefusedError
from models.reported.matters import Matters
from plan.library import LoadedPlan
from plan.tasks import Task
from reports.frames.standing_frame import StandingFrame


@dataclass(frozen=True)
class Gathering:
    """The reports that one agency gathers: of the clause `task`, for the occurrence `period`.

    `author` is the agency that gathers, `to` those it reports to, by code or by name.
    """

    task: Task
    period: str
    author: str
    to: tuple[str, ...]

    @property
    def names_period(self) -> bool:
        """Tell whether the occurrence is a period; what is asked once has none."""
        return self.period.count("-") < 2


class NothingGatheredError(RefusedError):
    """A plan in which no agency gathers what others report, or of which nothing was asked yet; a Vietnamese sentence."""


def gathering_of(loaded: LoadedPlan, standings: StandingFrame) -> Gathering:
    """Return what is gathered by a day: of all that a plan lets an agency gather, the occurrence that opened last.

    `standings` are those of the day. A clause gathers by `rolls_up`; otherwise the agency does through which reports
    go. Raise NothingGatheredError where there is none.
    """
    asked = standings.where(~standings["basis"].isin(["request", "incident"]))
    found = [
        (those["opened_on"].max(), those["due_on"].max(), Gathering(task, str(period), author, to))
        for task, author, to in _ways(loaded, standings)
        for period, those in asked.of(ref=task.ref).frame.groupby("period", observed=True)
    ]
    if not found:
        plan = loaded.plan.document.short
        raise NothingGatheredError(
            f"{plan} chưa có kỳ báo cáo nào để tổng hợp: không nhiệm vụ nào được tổng hợp hoặc gửi qua một cơ quan, "
            "hoặc chưa đến kỳ đầu tiên; hãy dùng mẫu khác bằng --form."
        )
    return max(found, key=lambda one: (one[0], one[1], one[2].period))[2]


def _ways(loaded: LoadedPlan, standings: StandingFrame) -> Iterator[tuple[Task, str, tuple[str, ...]]]:
    """Yield each clause whose reports are gathered, who gathers them, and for whom."""
    tasks = loaded.plan.tasks
    gathered = {ref for task in tasks.values() for ref in task.rolls_up}
    newest_last = standings.ordered(standings["opened_on"].to_numpy(), standings["check_in_id"].to_numpy())
    holders = dict(zip(newest_last.written("ref"), newest_last.written("holder"), strict=True))
    for task in tasks.values():
        if task.rolls_up:
            author = holders.get(task.ref) or next((lead.code for lead in task.leads), loaded.register.office)
            for ref in task.rolls_up:
                yield tasks[ref], author, task.to or (loaded.register.chairman,)
        elif task.through and task.ref not in gathered:
            yield task, task.through, task.to or (loaded.register.chairman,)


def narrow_standings(standings: StandingFrame, gathering: Gathering) -> StandingFrame:
    """Return the standings of what is gathered."""
    return standings.of(ref=gathering.task.ref, period=gathering.period)


def narrow_plan(loaded: LoadedPlan, gathering: Gathering) -> LoadedPlan:
    """Return a plan that asks for nothing but what is gathered, and has no targets."""
    ref, plan = gathering.task.ref, loaded.plan
    alone = replace(
        plan,
        tasks={ref: plan.tasks[ref]},
        versions=tuple(one for one in plan.versions if one.ref == ref),
        targets={},
        later_targets=(),
    )
    return replace(loaded, plan=alone)


def narrow_matters(matters: Matters, standings: StandingFrame, gathering: Gathering) -> Matters:
    """Return what was asked, explained and decided about what is gathered."""
    held = {one.check_in_id: one for one in standings}
    returned: dict[str, int] = {}
    for one in held.values():
        returned[one.holder] = returned.get(one.holder, 0) + len(one.returns)
    return replace(
        matters,
        explanations=tuple(one for one in matters.explanations if one.check_in_id in held),
        extensions=tuple(one for one in matters.extensions if one.check_in_id in held),
        referrals=tuple(one for one in matters.referrals if one.ref == gathering.task.ref),
        returned=returned,
        causes=tuple(one for one in matters.causes if one.check_in_id in held),
    )
