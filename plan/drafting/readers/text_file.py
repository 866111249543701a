"""Text as people copy it: lines broken anywhere, bold in stars, tables with one cell below the other between bars or side by side with tabs."""

import re
from collections.abc import Iterator, Sequence

from plan.drafting.lines import Line, join_lines
from plan.drafting.source import Block, Source, Table, clean

_BAR = re.compile(r"\s*\|\s*")
_ROW = re.compile(r"\s*\|.*\|\s*")
_RULE = re.compile(r"[\s|:+=-]+")
_LONGEST_SPAN = 3
"""How many lines a heading across a table's columns may have, and the row below it."""
MOST_LINES_IN_A_CELL = 60
"""A longer stretch between two bars is no cell but the text between two tables."""


def read_text(data: bytes) -> Source:
    """Return the paragraphs and tables of a text file, UTF-8 or the UTF-16 that editors write."""
    text = decode(data)
    pages = text.replace("\r\n", "\n").split("\f")
    lines: list[Line] = []
    for page, part in enumerate(pages, start=1):
        for written in part.split("\n"):
            lines.append(Line(written, len(lines) + 1, page if len(pages) > 1 else 0))
    return Source(tuple(_blocks(lines)))


def decode(data: bytes) -> str:
    """Return a file's text. Raise ValueError for what is no text in UTF-8 or UTF-16."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError("not a text") from error


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Yield blocks: what lies between bars on lines of their own, rows with bars, and the text around them."""
    text: list[Line] = []
    rows: list[tuple[list[str], int]] = []
    place = 0
    while place < len(lines):
        line = lines[place]
        if _BAR.fullmatch(line.text) and line.text.strip():
            end, cells, after = _exploded(lines, place)
            if cells:
                yield from join_lines(text)
                text = []
                yield from _tables(cells, line)
                place = end
                if after:
                    continue
            place = max(end, place + 1)
            continue
        if line.text.count("\t") > 1 and line.text.strip():
            end = _tabbed(lines, place)
            yield from join_lines(text)
            text = []
            cells = [([clean(cell) for cell in one.text.split("\t")], one.number) for one in lines[place:end]]
            yield Table(tuple(tuple(row) for row, _ in cells), line.number, line.page, tuple(n for _, n in cells))
            place = end
            continue
        if _ROW.fullmatch(line.text) and line.text.count("|") > 2:
            if not _RULE.fullmatch(line.text):
                rows.append(([clean(cell) for cell in line.text.strip().strip("|").split("|")], line.number))
            place += 1
            if place < len(lines) and _ROW.fullmatch(lines[place].text):
                continue
            yield from join_lines(text)
            text = []
            yield (
                Table(
                    tuple(tuple(row) for row, _ in rows), rows[0][1], line.page, tuple(n for _, n in rows), copied=True
                )
                if rows
                else Table((), 0)
            )
            rows = []
            continue
        text.append(line)
        place += 1
    yield from join_lines(text)


def _tabbed(lines: Sequence[Line], start: int) -> int:
    """Return where a table ends whose cells are parted by tabs; a heading across its columns has none."""
    end = start + 1
    while end < len(lines) and lines[end].text.strip():
        ahead = lines[end : end + _LONGEST_SPAN]
        if "\t" not in lines[end].text and not any(one.text.count("\t") > 1 for one in ahead):
            break
        end += 1
    return end


def _exploded(lines: Sequence[Line], start: int) -> tuple[int, list[tuple[list[str], int]], bool]:
    """Return where an exploded table ends, its rows with their lines, and whether text follows at once."""
    rows: list[tuple[list[str], int]] = []
    row: list[str] = []
    row_line = lines[start].number
    place = start + 1
    while place < len(lines):
        end = place
        while end < len(lines) and not (_BAR.fullmatch(lines[end].text) and lines[end].text.strip()):
            end += 1
        cell = [clean(line.text) for line in lines[place:end]]
        outside = (
            end == len(lines) or len(cell) > MOST_LINES_IN_A_CELL or (end > place and not lines[place].text.strip())
        )
        if outside:
            break
        if not cell:
            if row:
                rows.append((row, row_line))
            row, row_line = [], lines[end].number
        else:
            row.append(" ".join(part for part in cell if part))
        place = end + 1
    if row:
        rows.append((row, row_line))
    return place, rows, True


def _tables(rows: list[tuple[list[str], int]], first: Line) -> Iterator[Table]:
    lines = tuple(line for _, line in rows)
    yield Table(tuple(tuple(row) for row, _ in rows), first.number, first.page, lines, copied=True)
