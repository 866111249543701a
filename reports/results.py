"""The second axis: where the tasks themselves stand, by the agencies' claims and the trackers' verdicts.

A *line* is one piece of work of one agency: a task, for one scope. Work that goes on from period to period (ongoing
tasks, and spans of years) is one line however often it is asked about; each occurrence of a task that is done anew in
each period (a yearly exercise, a report) is a line of its own, for it is finished, in time or not, by itself.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.check_ins.standings import COUNTED, REPORTING_STAGES, Standing
from models.tables.core import Result, State
from plan.tasks import Plan

CLAIMS = ("not_started", "in_progress", "done", "blocked", "no_answer")
"""What an agency's newest answer says; `no_answer` where it has never answered the line."""
FINISHES = ("finished_in_time", "finished_late", "unfinished_in_time", "unfinished_overdue", "without_end")
"""Where a line with an end stands towards it; a line without one is `without_end`, whatever is claimed."""
_VERDICTS = {State.ACCEPTED: "accepted", State.ANSWERED: "waiting", State.RETURNED: "returned"}


@dataclass(frozen=True)
class Line:
    """One piece of work on a day. `period` is `''` for work that goes on from period to period.

    `claim` is one of `CLAIMS`, `verdict` what the tracker said of it (`accepted`, `waiting`, `returned`, or `''` while
    nothing was answered); `finish` is one of `FINISHES`, measured against `end`, the last day in time (inclusive).
    """

    ref: str
    holder: str
    role: str
    scope: str
    period: str
    claim: str
    verdict: str
    percent: int | None
    finish: str
    end: date | None


@dataclass(frozen=True)
class Results:
    """Lines counted: `claimed` by claim, and of those `accepted` and `returned`; `finishes` towards their ends.

    `claimed` and `finishes` each add up to `lines`.
    """

    lines: int
    claimed: Mapping[str, int]
    accepted: Mapping[str, int]
    returned: Mapping[str, int]
    finishes: Mapping[str, int]

    @property
    def with_end(self) -> int:
        """How many lines have an end, and so can be finished in time or late."""
        return self.lines - self.finishes["without_end"]


def measure_lines(standings: Iterable[Standing], plan: Plan, on: date) -> tuple[Line, ...]:
    """Return every line that was asked about by `on`, in the order it was first asked.

    Check-ins that are waived, superseded or ownerless say nothing of the work and make no line.
    """
    grouped: dict[tuple[str, ...], list[Standing]] = {}
    for standing in standings:
        if standing.stage in REPORTING_STAGES:
            period = "" if goes_on(plan, standing.ref) else standing.period
            key = (standing.ref, standing.holder, standing.role, standing.scope, period)
            grouped.setdefault(key, []).append(standing)
    return tuple(_line(key, asked, plan, on) for key, asked in grouped.items())


def count_results(lines: Sequence[Line]) -> Results:
    """Count lines by claim, verdict and finish."""
    claimed = Counter(line.claim for line in lines)
    accepted = Counter(line.claim for line in lines if line.verdict == "accepted")
    returned = Counter(line.claim for line in lines if line.verdict == "returned")
    finishes = Counter(line.finish for line in lines)
    return Results(
        lines=len(lines),
        claimed={claim: claimed[claim] for claim in CLAIMS},
        accepted={claim: accepted[claim] for claim in CLAIMS},
        returned={claim: returned[claim] for claim in CLAIMS},
        finishes={finish: finishes[finish] for finish in FINISHES},
    )


def goes_on(plan: Plan, ref: str) -> bool:
    """Tell whether a task is one piece of work over all its periods; so is one that has left the plan."""
    task = plan.tasks.get(ref)
    return task is None or not task.cadence.has_end or task.cadence.kind == "span"


def newest_answered(asked: Iterable[Standing]) -> Standing | None:
    """Return the answered check-in that asks about the latest period, or None where nothing was answered."""
    answered = [standing for standing in asked if standing.result is not None]
    return max(answered, key=_age, default=None)


def _age(standing: Standing) -> tuple[date, int]:
    return standing.due_on, standing.check_in_id


def _line(key: tuple[str, ...], asked: list[Standing], plan: Plan, on: date) -> Line:
    ref, holder, role, scope, period = key
    newest = newest_answered(asked)
    end = _end_of(ref, asked, plan)
    return Line(
        ref=ref,
        holder=holder,
        role=role,
        scope=scope,
        period=period,
        claim=str(newest.result) if newest else "no_answer",
        verdict=_VERDICTS.get(newest.state, "") if newest else "",
        percent=newest.percent if newest else None,
        finish=_finish(asked, end, on),
        end=end,
    )


def _end_of(ref: str, asked: list[Standing], plan: Plan) -> date | None:
    """Return the last day in time of the work itself: of a span its own last day, otherwise the check-in's date."""
    task = plan.tasks.get(ref)
    if task is None or not task.cadence.has_end:
        return None
    if task.cadence.kind == "span":
        return task.cadence.ends.last if task.cadence.ends else None
    return max(standing.due_on for standing in asked)


def _finish(asked: list[Standing], end: date | None, on: date) -> str:
    if end is None:
        return "without_end"
    finished_on = _finished_on(asked)
    if finished_on is None:
        return "unfinished_in_time" if on <= end else "unfinished_overdue"
    return "finished_in_time" if finished_on <= end else "finished_late"


def _finished_on(asked: list[Standing]) -> date | None:
    """Return the day from which the work has been claimed done without a break; None where the newest claim is another.

    An answer that was returned counts as not done (DESIGN §4).
    """
    finished_on = None
    for standing in sorted(asked, key=_age, reverse=True):
        if standing.result is None:
            continue
        if standing.result is not Result.DONE or standing.state not in COUNTED:
            break
        finished_on = standing.claimed_on
    return finished_on
