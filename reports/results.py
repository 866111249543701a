"""The second axis: where the tasks themselves stand, by the agencies' claims and the trackers' verdicts.

A *line* is one piece of work of one agency: a task, for one scope. Work that goes on from period to period (ongoing
tasks, and spans of years) is one line however often it is asked about; each occurrence of a task that is done anew in
each period (a yearly exercise, a report) is a line of its own, for it is finished, in time or not, by itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.check_ins.standings import COUNTED, Standing
from models.tables.core import Result, State
from plan.tasks import Plan
from reports.frames.grouping import Numbers, grouped, newest_in
from reports.frames.standing_frame import StandingFrame, coded

CLAIMS = ("not_started", "in_progress", "done", "blocked", "no_answer")
"""What an agency's newest answer says; `no_answer` where it has never answered the line."""
FINISHES = ("finished_in_time", "finished_late", "unfinished_in_time", "unfinished_overdue", "without_end")
"""Where a line with an end stands towards it; a line without one is `without_end`, whatever is claimed."""
VERDICTS = ("", "accepted", "waiting", "returned")
"""What the tracker said of a line's newest answer; `''` while nothing was answered."""
_VERDICTS = {State.ACCEPTED: "accepted", State.ANSWERED: "waiting", State.RETURNED: "returned"}


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


def measure_lines(standings: StandingFrame, plan: Plan) -> pd.DataFrame:
    """Return every line that was asked about, in the order of their first due dates, as a frame with a row for each.

    Check-ins that are waived, superseded or ownerless say nothing of the work and make no line. The columns are `ref`,
    `holder`, `role`, `scope`; `period`, `''` for work that goes on from period to period; `claim`, one of `CLAIMS`;
    `verdict`, what the tracker said of it (`accepted`, `waiting`, `returned`, or `''` while nothing was answered);
    `percent`, -1 for none; `finish`, one of `FINISHES`, measured against `end`, the last day in time (inclusive) as an
    ordinal number, 0 for none.
    """
    owed = standings.owed
    refs = owed["ref"].cat.categories
    period = owed["period"].cat.codes.to_numpy().copy()
    period[np.array([goes_on(plan, ref) for ref in refs], dtype=bool)[owed["ref"].cat.codes]] = -1
    keys = [*(owed[name].cat.codes.to_numpy() for name in ("ref", "holder", "role", "scope")), period]
    line, first = grouped(keys)
    newest, answered = newest_in(line, len(first), owed)
    last = np.zeros(len(first), dtype=np.int64)
    last[line] = np.arange(len(line))  # rows are ordered by due date: the last one of a line stays
    is_answered = newest >= 0
    result, state = (owed[name].cat.codes.to_numpy() for name in ("result", "state"))
    claim = np.where(is_answered, result[newest], CLAIMS.index("no_answer"))
    end = _ends(owed, plan, first, last)
    finished_on = _finished_on(owed, line, len(first), answered)
    finish = np.select(
        [end == 0, (finished_on > 0) & (finished_on <= end), finished_on > 0, standings.on.toordinal() <= end],
        [FINISHES.index(one) for one in ("without_end", "finished_in_time", "finished_late", "unfinished_in_time")],
        FINISHES.index("unfinished_overdue"),
    )
    verdicts = np.array([VERDICTS.index(_VERDICTS.get(one, "")) for one in State])
    named = owed["period"].cat.categories.to_numpy(dtype=object)
    periods = np.append(named, "")[period[first]]  # the last one for work that goes on
    return pd.DataFrame(
        {
            **{name: owed[name].array[first] for name in ("ref", "holder", "role", "scope")},
            "period": pd.Categorical(periods),
            "claim": coded(claim, CLAIMS),
            "verdict": coded(np.where(is_answered, verdicts[state[newest]], 0), VERDICTS),
            "percent": np.where(is_answered, owed["percent"].to_numpy()[newest], -1),
            "finish": coded(finish, FINISHES),
            "end": end,
        }
    )


def count_results(lines: pd.DataFrame) -> Results:
    """Count lines by claim, verdict and finish."""
    claims = lines["claim"]
    claimed, finishes = claims.value_counts(), lines["finish"].value_counts()
    accepted, returned = (claims[lines["verdict"] == one].value_counts() for one in ("accepted", "returned"))
    return Results(
        lines=len(lines),
        claimed={claim: int(claimed[claim]) for claim in CLAIMS},
        accepted={claim: int(accepted[claim]) for claim in CLAIMS},
        returned={claim: int(returned[claim]) for claim in CLAIMS},
        finishes={finish: int(finishes[finish]) for finish in FINISHES},
    )


def goes_on(plan: Plan, ref: str) -> bool:
    """Tell whether a task is one piece of work over all its periods; so is one that has left the plan."""
    task = plan.tasks.get(ref)
    return task is None or not task.cadence.has_end or task.cadence.kind == "span"


LINE = ("ref", "holder", "role", "scope")
"""What makes a line of work over all its periods."""


def newest_answered(standings: StandingFrame) -> Iterator[tuple[tuple[str, ...], Standing | None]]:
    """Yield each line that was asked about over all its periods, by its first due date, with its newest answered check-in.

    The key is `LINE`; the newest asks about the latest period. None where nothing was answered.
    """
    owed = standings.owed
    line, first = grouped([owed[name].cat.codes.to_numpy() for name in LINE])
    newest, _ = newest_in(line, len(first), owed)
    answered = newest[newest >= 0]
    there = dict(zip(answered.tolist(), owed.taken(answered), strict=True))
    keys = zip(*(owed[name].array[first].tolist() for name in LINE), strict=True)
    for key, place in zip(keys, newest.tolist(), strict=True):
        yield key, there.get(place)


def newest_with_trouble(standings: StandingFrame) -> StandingFrame:
    """Return of each line its newest answered check-in, where its answer tells difficulties or proposals."""
    owed = standings.owed
    line, first = grouped([owed[name].cat.codes.to_numpy() for name in LINE])
    newest, _ = newest_in(line, len(first), owed)
    answered = owed.taken(newest[newest >= 0])
    return answered.numbered(standings.troubled())


def _ends(owed: StandingFrame, plan: Plan, first: Numbers, last: Numbers) -> Numbers:
    """Return the last day in time of the work itself, 0 for none: of a span its own last day, otherwise the check-in's date."""
    has_end, spans = [], []
    for ref in owed["ref"].cat.categories:
        task = plan.tasks.get(ref)
        cadence = task.cadence if task is not None and task.cadence.has_end else None
        is_span = cadence is not None and cadence.kind == "span"
        has_end.append(cadence is not None and not is_span)
        spans.append(cadence.ends.last.toordinal() if is_span and cadence and cadence.ends else 0)
    ref = owed["ref"].cat.codes.to_numpy()[first]
    by_date = np.array(has_end, dtype=bool)[ref]
    return np.where(by_date, owed["due_on"].to_numpy()[last], np.array(spans, dtype=np.int64)[ref])


def _finished_on(owed: StandingFrame, line: Numbers, lines: int, answered: Numbers) -> Numbers:
    """Return the day from which the work has been claimed done without a break; 0 where the newest claim is another.

    An answer that was returned counts as not done (DESIGN §4).
    """
    counted = owed["state"].isin([str(state) for state in COUNTED]).to_numpy()
    is_done = ((owed["result"] == str(Result.DONE)).to_numpy() & counted)[answered]
    broken = np.full(lines, -1)
    broken[line[answered[~is_done]]] = answered[~is_done]
    since = answered[is_done & (answered > broken[line[answered]])]
    found = np.zeros(lines, dtype=np.int64)
    found[line[since[::-1]]] = owed["claimed_on"].to_numpy()[
        since[::-1]
    ]  # the earliest of a line is set last, and stays
    return found
