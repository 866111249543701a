"""The heat map as values: agency by task, each cell the worst that stands there, told by a sign and a colour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from plan.refs import ref_order
from reports.frames.cells import cells_of
from reports.frames.grouping import grouped
from reports.labels import shorten
from reports.progress import Progress
from web.words.paging import PageOf, part_of

SIGNS = {"open_overdue": "!", "late": "T", "open_in_time": "…", "on_time": "✓"}
"""What stands in a cell beside its colour, so that the map reads in black and white and aloud."""
CLASSES = {"open_overdue": "o", "late": "l", "open_in_time": "w", "on_time": "t"}
"""The classes of the style sheet, one letter each: the map has hundreds of cells."""
MAP_BYTES = 38_000
"""About how many bytes the rows of one page of the map take."""
CELL_BYTES, EMPTY_BYTES, ROW_BYTES = 44, 9, 75
"""About how many bytes a cell takes beside its address, one in which nothing was asked, and a row beside its cells and name."""
COLUMNS = 40
"""How many tasks stand side by side."""
NAME_LETTERS = 90
"""How many letters of a task's title are told at the head of its column."""


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
    """A page of the map: tasks as columns (ref and title), agencies as rows, in the order of the document and the register.

    `columns` are the parts of the document that stand side by side, each as its first and last task; `part` is which of
    them the map shows, from 1.
    """

    tasks: tuple[tuple[str, str], ...]
    rows: PageOf[MapRow]
    columns: tuple[tuple[str, str], ...]
    part: int


def heat_map(progress: Progress, asked: str = "", part: str = "", query: str = "") -> HeatMap:
    """Return a page of the map of a plan: of each agency and task what is overdue, otherwise the newest that was asked.

    `asked` and `part` name the page of agencies and the part of the document; `query` is what every address ends in.
    """
    standings = progress.standings.owed
    _, first = grouped([standings[name].cat.codes.to_numpy() for name in ("holder", "ref")])
    pairs = standings.taken(first)
    refs = sorted(set(pairs["ref"].tolist()), key=ref_order)
    blocks = [refs[start : start + COLUMNS] for start in range(0, len(refs), COLUMNS)] or [[]]
    chosen = part_of(len(blocks), part, 1)
    shown = blocks[chosen.start]
    places = progress.places
    held = pairs.where(pairs["ref"].isin(shown))["holder"].value_counts()
    asked_of = {str(agency): int(count) for agency, count in held.items() if count}
    order = sorted(asked_of, key=lambda code: (places.get(code, len(places)), code))
    pages = list(_pages(order, asked_of, shown, len(query)))
    page = part_of(len(pages), asked, 1)
    agencies = pages[page.start] if pages else []
    mine = standings.where(standings["holder"].isin(agencies) & standings["ref"].isin(shown))
    there = {(holder, ref): _cell(ref, stage, days) for holder, ref, stage, days in cells_of(mine)}
    overdue = progress.by_holder["open_overdue"]
    rows = tuple(
        MapRow(
            agency,
            progress.register.name_of(agency),
            int(overdue[agency]),
            tuple(there.get((agency, ref)) or Cell(ref, "", "") for ref in shown),
        )
        for agency in agencies
    )
    return HeatMap(
        tuple((ref, shorten(progress.title_of(ref), NAME_LETTERS)) for ref in shown),
        PageOf(rows, page.number, page.pages, len(order)),
        tuple((block[0], block[-1]) for block in blocks if block),
        chosen.number,
    )


def _pages(order: Sequence[str], asked_of: dict[str, int], refs: Sequence[str], query: int) -> Iterator[list[str]]:
    """Yield the agencies of each page: as many as a page has room for, at least one."""
    ref = sum(map(len, refs)) / max(1, len(refs))
    page: list[str] = []
    room = float(MAP_BYTES)
    for agency in order:
        filled = asked_of[agency]
        size = ROW_BYTES + len(agency) * (filled + 3) + filled * (CELL_BYTES + ref + query)
        size += (len(refs) - filled) * EMPTY_BYTES + query
        if page and size > room:
            yield page
            page, room = [], float(MAP_BYTES)
        page.append(agency)
        room -= size
    if page:
        yield page


def _cell(ref: str, stage: str, days: int) -> Cell:
    return Cell(ref, stage, f"!{days}" if stage == "open_overdue" else SIGNS[stage])
