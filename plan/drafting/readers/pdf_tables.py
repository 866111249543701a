"""Ruled tables of a PDF file: the cells of each page in columns, a table that goes on overleaf put together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from plan.drafting.lines import join_lines_of
from plan.drafting.source import Table, clean
from plan.drafting.words import head_of

Row = tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A ruled table of one page: each cell with the place where it begins across the page, each row with its line."""

    rows: tuple[tuple[tuple[float, str], ...], ...]
    numbers: tuple[int, ...]
    lefts: tuple[float, ...]
    top: float
    page: int

    def in_columns(self, lefts: tuple[float, ...]) -> list[tuple[Row, int]]:
        """Return each row and its line, cells in their columns: in order where they are as many, else by their left edges."""
        rows: list[tuple[Row, int]] = []
        for row, number in zip(self.rows, self.numbers, strict=True):
            if len(row) == len(lefts):
                rows.append((tuple(text for _, text in row), number))
                continue
            cells = [""] * len(lefts)
            for left, text in row:
                place = min(range(len(lefts)), key=lambda at: abs(lefts[at] - left))
                cells[place] = f"{cells[place]} {text}".strip()
            rows.append((tuple(cells), number))
        return [(row, number) for row, number in rows if any(row)]


@dataclass(frozen=True)
class Going:
    """A table that is being read, with the columns it has across the page."""

    table: Table
    lefts: tuple[float, ...]


def grid_of(table: Any, page: int, tops: Sequence[float]) -> Grid:  # noqa: ANN401 - pdfplumber's tables have no types
    """Return a table that pdfplumber found; `tops` are those of all lines of the page, by which its rows are numbered."""
    words = table.extract()
    rows = tuple(
        tuple((float(box[0]), _cell(text or "")) for box, text in zip(row.cells, texts, strict=True) if box is not None)
        for row, texts in zip(table.rows, words, strict=True)
    )
    numbers = tuple(1 + sum(top < float(row.bbox[1]) for top in tops) for row in table.rows)
    widest = max(rows, key=len, default=())
    return Grid(rows, numbers, tuple(left for left, _ in widest), float(table.bbox[1]), page)


def go_on(last: Going | None, grid: Grid) -> tuple[Going, list[Table]]:
    """Return the table that is being read once a page's grid is there, and the one that ended before it."""
    alone = grid.in_columns(grid.lefts)
    if last is None:
        return Going(_table(alone, grid), grid.lefts), []
    if not alone or _has_heads(alone[0][0], last.table.rows[0]):
        return Going(_table(alone, grid), grid.lefts), [last.table]
    lefts = max(last.lefts, grid.lefts, key=len)
    return Going(_continued(last.table, _table(grid.in_columns(lefts), grid)), lefts), []


def _cell(text: str) -> str:
    return clean(join_lines_of(text.split("\n")))


def _table(rows: list[tuple[Row, int]], grid: Grid) -> Table:
    numbers = tuple(number for _, number in rows)
    first = numbers[0] if numbers else 1
    return Table(tuple(row for row, _ in rows), first, grid.page, numbers, (grid.page,) * len(rows))


def _has_heads(row: Row, first: Row) -> bool:
    """Tell whether a table's first row is a head of its own, not the one of the table before it."""
    return row != first and sum(bool(head_of(cell)) for cell in row) > 2


def _continued(table: Table, more: Table) -> Table:
    """Return a table with what stands overleaf: a row cut by the page's end is put together, a repeated head left out."""
    first, last = more.rows[0], table.rows[-1]
    skipped = 0
    rows = table.rows
    if first == rows[0]:
        skipped = 1
    elif not first[0] and any(first[1:]) and len(first) == len(last) and sum(bool(cell) for cell in first) < len(first):
        skipped = 1
        rows = (*rows[:-1], tuple(join_lines_of(pair) for pair in zip(last, first, strict=True)))
    return replace(
        table,
        rows=rows + more.rows[skipped:],
        lines=table.lines + more.lines[skipped:],
        pages=table.pages + more.pages[skipped:],
    )
