"""What a measurement tells: a piece of work beside its floor, and whether it is within its goal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bench.measuring import Cost

Figure = Literal["ratio", "rate", "wait", "seconds", "peak", "spread"]
"""Which figure a goal is about: processor seconds against the floor's; how many a second against the floor's; seconds until
it is there against the floor's; processor seconds; peak megabytes; the slowest in a hundred against the median.
"""


@dataclass(frozen=True)
class Goal:
    """What a figure may be at most, or where `at_least` must be at least; None for a figure that is only told."""

    figure: Figure
    bound: float | None
    at_least: bool = False

    def is_met(self, value: float) -> bool | None:
        """Tell whether a value is within the goal; None where there is none."""
        if self.bound is None:
            return None
        return value >= self.bound if self.at_least else value <= self.bound


@dataclass(frozen=True)
class Line:
    """A piece of work at a size, what it took, and one figure of it beside its goal.

    `floor` is None where the goal is not about one. `told` are further numbers worth keeping: statements, rows, letters.
    """

    work: str
    size: int
    store: str
    cost: Cost
    floor: Cost | None
    value: float
    goal: Goal
    told: Mapping[str, float] = field(default_factory=dict)

    @property
    def is_met(self) -> bool | None:
        """Whether the figure is within its goal, None where it is only told."""
        return self.goal.is_met(self.value)


def ratio_line(
    work: str,
    size: int,
    store: str,
    cost: Cost,
    floor: Cost,
    most: float | None,
    told: Mapping[str, float] | None = None,
) -> Line:
    """Return a line whose figure is the processor seconds of the work against the floor's."""
    value = cost.cpu / max(floor.cpu, 1e-4)
    return Line(work, size, store, cost, floor, value, Goal("ratio", most), told or cost.done)
