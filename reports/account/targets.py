"""The plan's targets against their goals: the newest figures, how those of many agencies become one, and their trend."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from models.check_ins.standings import Standing
from models.reported.told import ToldFigure
from plan.refs import ref_order, told_ref
from plan.tasks import RANK, Target, write_measured
from plan.texts.written import format_exact
from reports.labels import format_count
from reports.progress import Progress

SUM_WORDS = {
    "": "số liệu gần nhất",
    "latest": "số liệu gần nhất",
    "total": "cộng số liệu của các cơ quan",
    "each": "tính từng cơ quan đạt mục tiêu",
    "ratio": "mức ở giữa các cơ quan, vì các tỷ lệ không cộng được với nhau",
}
"""How the figures of several agencies become one, in words."""


@dataclass(frozen=True)
class TargetPoint:
    """A target after a reporting period: the newest figure of each agency by then, and what they come to together.

    `value` is in the target's measure; for a target that each agency reaches for itself, how many reached it.
    """

    period: str
    figures: Mapping[str, Decimal]
    value: Decimal
    reached: int


@dataclass(frozen=True)
class TargetStanding:
    """A target on a day: its points in order of the periods, empty where no agency has given a figure."""

    target: Target
    points: tuple[TargetPoint, ...]

    @property
    def newest(self) -> TargetPoint | None:
        """The point after the last period that gave a figure."""
        return self.points[-1] if self.points else None

    @property
    def change(self) -> Decimal | None:
        """By how much the value changed since the period before; None with fewer than two."""
        return self.points[-1].value - self.points[-2].value if len(self.points) > 1 else None


def targets_of(progress: Progress, figures: Mapping[int, Iterable[ToldFigure]]) -> tuple[TargetStanding, ...]:
    """Return the targets of a plan as they stand on the day of the report, in the order of the document.

    `figures` are those of the newest answers, by check-in, of the check-ins that have any.
    """
    given: dict[str, list[tuple[Standing, Decimal]]] = {}
    for standing in progress.standings.numbered(figures):
        if standing.state == "returned":
            continue
        for ref, _measure, value in figures[standing.check_in_id]:
            given.setdefault(ref, []).append((standing, Decimal(value)))
    targets = progress.plan.targets_on(progress.on)
    return tuple(
        TargetStanding(target, tuple(_points(target, given.get(ref, ())) if target.measure else ()))
        for ref, target in sorted(targets.items(), key=lambda one: ref_order(one[0]))
    )


def _points(target: Target, given: Iterable[tuple[Standing, Decimal]]) -> list[TargetPoint]:
    newest: dict[str, Decimal] = {}
    points: dict[str, TargetPoint] = {}
    for standing, value in given:
        newest[standing.holder] = value
        reached = sum(map(target.is_reached_by, newest.values()))
        points[standing.period] = TargetPoint(standing.period, dict(newest), _together(target, newest, value), reached)
    return list(points.values())


def _together(target: Target, newest: Mapping[str, Decimal], last: Decimal) -> Decimal:
    if target.sum == "total":
        return sum(newest.values(), Decimal(0))
    if target.sum == "each":
        return Decimal(sum(map(target.is_reached_by, newest.values())))
    if target.sum == "ratio":
        return Decimal(median(newest.values()))
    return last


def write_goal(target: Target) -> str:
    """Return a target's goal in words: `ít nhất 80%, đến năm 2025`."""
    return f"{target.goal_words}, đến năm {target.by}" if target.by else target.goal_words


def write_value(standing: TargetStanding) -> str:
    """Return what the newest figures of a target come to, in words; a sentence where there are none."""
    target, newest = standing.target, standing.newest
    if target.in_words:
        return (
            f"đánh giá bằng lời, theo báo cáo nhiệm vụ {told_ref(target.from_task)}"
            if target.from_task
            else "đánh giá bằng lời"
        )
    if newest is None:
        return (
            "chưa có số liệu"
            if target.from_task
            else "chưa có số liệu; văn bản không giao nhiệm vụ nào báo cáo chỉ tiêu này"
        )
    given = f"{format_count(len(newest.figures))} cơ quan có số liệu"
    if target.sum == "each":
        return f"{format_count(newest.reached)} cơ quan đạt, {given}"
    value = write_measured(newest.value, target.measure)
    if len(newest.figures) == 1:
        return value
    return f"{value} ({SUM_WORDS[target.sum]}); {given}, {format_count(newest.reached)} cơ quan đạt mục tiêu"


def write_change(standing: TargetStanding) -> str:
    """Return how a target moved since the period before: `tăng 2,5 điểm phần trăm`; `–` with nothing to compare."""
    change = standing.change
    if change is None:
        return "–"
    if not change:
        return "không đổi"
    if standing.target.measure == RANK and standing.target.sum != "each":  # from place 5 to place 3 is up two
        return f"{'giảm' if change > 0 else 'tăng'} {format_exact(abs(change))} bậc"
    unit = " cơ quan" if standing.target.sum == "each" else ""
    measure = "" if unit else (" điểm phần trăm" if standing.target.measure == "percent" else "")
    return f"{'tăng' if change > 0 else 'giảm'} {format_exact(abs(change))}{unit or measure}"
