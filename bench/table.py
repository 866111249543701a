"""The table of measurements, a line at a time: what was done, what it took, its floor, and whether it is within its goal."""

from bench.lines import Figure, Line

_COLUMNS = (
    ("Việc", 36),
    ("Cỡ", 9),
    ("CSDL", 11),
    ("Giây", 9),
    ("CPU", 9),
    ("MB", 6),
    ("CPU sàn", 9),
    ("Kết quả", 14),
    ("Mục tiêu", 14),
    ("", 5),
)
_UNITS: dict[Figure, str] = {
    "ratio": "× sàn",
    "rate": "× tốc độ sàn",
    "seconds": "giây CPU",
    "peak": "MB",
    "spread": "× trung vị",
    "wait": "× thời gian sàn",
}


def heading() -> str:
    """Return the names of the columns."""
    return _row([name for name, _ in _COLUMNS])


def row_of(line: Line) -> str:
    """Return a line of the table."""
    unit, goal = _UNITS[line.goal.figure], line.goal
    sign = "≥" if goal.at_least else "≤"
    met = {True: "đạt", False: "chưa", None: ""}[line.is_met]
    return _row(
        [
            line.work,
            f"{line.size}",
            line.store,
            _number(line.cost.wall),
            _number(line.cost.cpu),
            f"{line.cost.peak}",
            _number(line.floor.cpu) if line.floor else "–",
            f"{_number(line.value)} {unit}",
            f"{sign} {goal.bound:g}" if goal.bound is not None else "–",
            met,
        ]
    )


def _row(cells: list[str]) -> str:
    return "  ".join(f"{cell:<{width}}" for cell, (_, width) in zip(cells, _COLUMNS, strict=True)).rstrip()


def _number(value: float) -> str:
    return (
        f"{value:.0f}"
        if value >= 100
        else f"{value:.1f}"
        if value >= 10
        else f"{value:.2f}"
        if value >= 0.1
        else f"{value:.4f}"
    )
