"""The heat map as values: agency by task, each cell the worst that stands there, told by a sign and a colour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from models.check_ins.standings import REPORTING_STAGES, Standing
from plan.refs import ref_order
from reports.progress import Progress

SIGNS = {"open_overdue": "!", "late": "T", "open_in_time": "…", "on_time": "✓"}
"""What stands in a cell beside its colour, so that the map reads in black and white and aloud."""
CLASSES = {"open_overdue": "o", "late": "l", "open_in_time": "w", "on_time": "t"}
"""The classes of the style sheet, one letter each: the map has hundreds of cells."""
_WORST_FIRST = ("open_overdue", "open_in_time", "late", "on_time")


@dataclass(frozen=True)
class Cell:
    """What stands for one agency and task; `sign` has the days of an overdue one, '' for nothing asked."""

    ref: str
    stage: str
    sign: str

    @property
    def css(self) -> str:
        """The class of its colour."""
        return CLASSES.get(self.stage, "")


@dataclass(frozen=True)
class MapRow:
    """An agency with its cells in the order of the tasks; `overdue` counts its check-ins past their date."""

    agency: str
    name: str
    overdue: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class HeatMap:
    """The tasks as columns (ref and title) and the agencies as rows, in the order of the document and the register."""

    tasks: tuple[tuple[str, str], ...]
    rows: tuple[MapRow, ...]


def heat_map(progress: Progress) -> HeatMap:
    """Return the map of a plan: of each agency and task what is overdue, otherwise the newest that was asked."""
    there: dict[tuple[str, str], list[Standing]] = {}
    for standing in progress.standings:
        if standing.stage in REPORTING_STAGES:
            there.setdefault((standing.holder, standing.ref), []).append(standing)
    refs = sorted({ref for _, ref in there}, key=ref_order)
    places = {code: place for place, code in enumerate(progress.register.agencies)}
    agencies = sorted({holder for holder, _ in there}, key=lambda code: (places.get(code, len(places)), code))
    rows = tuple(
        MapRow(
            agency,
            progress.register.name_of(agency),
            sum(one.stage == "open_overdue" for ref in refs for one in there.get((agency, ref), ())),
            tuple(_cell(ref, there.get((agency, ref), ())) for ref in refs),
        )
        for agency in agencies
    )
    return HeatMap(tuple((ref, progress.title_of(ref)) for ref in refs), rows)


def _cell(ref: str, standings: Sequence[Standing]) -> Cell:
    if not standings:
        return Cell(ref, "", "")
    overdue = [one for one in standings if one.stage == "open_overdue"]
    if overdue:
        return Cell(ref, "open_overdue", f"!{max(one.days_late for one in overdue)}")
    newest = max(one.due_on for one in standings)
    stage = worst_of(one.stage for one in standings if one.due_on == newest)
    return Cell(ref, stage, SIGNS[stage])


def worst_of(stages: Iterable[str]) -> str:
    """Return the worst of some stages of punctuality."""
    return min(stages, key=_WORST_FIRST.index)


def falls_soon(standing: Standing, on: date, days: int) -> bool:
    """Tell whether a check-in waits for its answer and falls due within so many days from `on`, that day included."""
    return standing.stage == "open_in_time" and 0 <= (standing.due_on - on).days <= days
