"""The heat map as values: agency by task, each cell the worst that stands there, told by a sign and a colour."""

from dataclasses import dataclass

from plan.refs import ref_order
from reports.frames.cells import cells_of
from reports.progress import Progress

SIGNS = {"open_overdue": "!", "late": "T", "open_in_time": "…", "on_time": "✓"}
"""What stands in a cell beside its colour, so that the map reads in black and white and aloud."""
CLASSES = {"open_overdue": "o", "late": "l", "open_in_time": "w", "on_time": "t"}
"""The classes of the style sheet, one letter each: the map has hundreds of cells."""


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
    there = {(holder, ref): _cell(ref, stage, days) for holder, ref, stage, days in cells_of(progress.standings)}
    refs = sorted({ref for _, ref in there}, key=ref_order)
    places, overdue = progress.places, progress.by_holder["open_overdue"]
    agencies = sorted({holder for holder, _ in there}, key=lambda code: (places.get(code, len(places)), code))
    rows = tuple(
        MapRow(
            agency,
            progress.register.name_of(agency),
            int(overdue[agency]),
            tuple(there.get((agency, ref)) or Cell(ref, "", "") for ref in refs),
        )
        for agency in agencies
    )
    return HeatMap(tuple((ref, progress.title_of(ref)) for ref in refs), rows)


def _cell(ref: str, stage: str, days: int) -> Cell:
    return Cell(ref, stage, f"!{days}" if stage == "open_overdue" else SIGNS[stage])
