"""What stands where an agency and a task meet: one stage for all of its check-ins."""

from collections.abc import Iterator

import numpy as np

from reports.frames.grouping import grouped
from reports.frames.standing_frame import STAGES, StandingFrame

WORST_FIRST = ("open_overdue", "open_in_time", "late", "on_time")
"""The stages of punctuality, the worst first."""


def cells_of(standings: StandingFrame) -> Iterator[tuple[str, str, str, int]]:
    """Yield each agency and task that anything is asked of: the agency, the task, its stage and the days past its date.

    The stage is `open_overdue`, with the most days that anything is overdue there, where something is; otherwise the worst
    of what is due last, with 0 days.
    """
    owed = standings.owed
    cell, first = grouped([owed[name].cat.codes.to_numpy() for name in ("holder", "ref")])
    days, due_on = owed["days_late"].to_numpy(), owed["due_on"].to_numpy()
    rank = np.array([WORST_FIRST.index(stage) for stage in STAGES[: len(WORST_FIRST)]])[owed["stage"].cat.codes]
    late, newest, worst = (np.zeros(len(first), dtype=np.int64) for _ in range(3))
    np.maximum.at(late, cell, np.where(rank == 0, days, 0))
    np.maximum.at(newest, cell, due_on)
    worst[:] = len(WORST_FIRST)
    counts = (rank == 0) | (due_on == newest[cell])
    np.minimum.at(worst, cell[counts], rank[counts])
    names = (owed[name].array[first].tolist() for name in ("holder", "ref"))
    for holder, ref, stage, most in zip(*names, worst.tolist(), late.tolist(), strict=True):
        yield holder, ref, WORST_FIRST[stage], most
