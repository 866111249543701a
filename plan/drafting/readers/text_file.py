"""Text as people copy it, and files made of it: lines broken anywhere, bold in stars, tables with one cell below the other between bars or side by side with tabs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from plan.drafting.lines import Line, ends_sentence, join_lines
from plan.drafting.markers import starts_with_marker
from plan.drafting.source import Block, Paragraph, Source, Table, clean

_BAR = re.compile(r"\s*\|\s*")
_ROW = re.compile(r"\s*\|.*\|\s*")
_RULE = re.compile(r"[\s|:+=-]+")
_LONGEST_SPAN = 3
"""How many lines a heading across a table's columns may have, and the row below it."""
MOST_LINES_IN_A_CELL = 60
"""A longer stretch between two bars is no cell but the text between two tables."""
WRAPPED = "Tệp này xuống dòng giữa câu; các dòng đã được nối thành đoạn, hãy xem lại chỗ nối."
_FEWEST_BROKEN = 8
"""So many paragraphs at least break off within a sentence before a file is taken for one of broken lines."""


def read_text(data: bytes) -> Source:
    """Return the paragraphs and tables of a text file, UTF-8 or the UTF-16 that editors write."""
    text = decode(data)
    pages = text.replace("\r\n", "\n").split("\f")
    lines: list[Line] = []
    for page, part in enumerate(pages, start=1):
        for written in part.split("\n"):
            lines.append(Line(written, len(lines) + 1, page if len(pages) > 1 else 0))
    return Source(tuple(_blocks(lines)))


def rejoined(source: Source) -> Source:
    """Return a source whose paragraphs were lines, broken within sentences at one width, as paragraphs, with a note that says so.

    Any other source comes back as it is.
    """
    if not _is_broken(source.blocks):
        return source
    blocks: list[Block] = []
    lines: list[Line] = []
    for block in source.blocks:
        if isinstance(block, Table):
            blocks += [*_blocks(lines), block]
            lines = []
            continue
        if lines and block.line > lines[-1].number + 1 and block.page == lines[-1].page:
            lines.append(Line("", lines[-1].number + 1, block.page))
        lines.append(Line(f"{block.marker} {block.text}".strip(), block.line, block.page))
    return replace(source, blocks=(*blocks, *_blocks(lines)), notes=(WRAPPED, *source.notes))


def _is_broken(blocks: Sequence[Block]) -> bool:
    """Tell whether paragraphs are broken lines: many stop within a sentence that the next goes on, and hardly any is longer than these."""
    goes_on = [
        len(one.text)
        for one, after in pairwise(blocks)
        if isinstance(one, Paragraph)
        and isinstance(after, Paragraph)
        and after.line == one.line + 1
        and after.text[:1].islower()
        and not after.marker
        and not starts_with_marker(after.text)
        and not ends_sentence(one.text)
    ]
    lengths = [len(one.text) for one in blocks if isinstance(one, Paragraph)]
    if len(goes_on) < _FEWEST_BROKEN or 4 * len(goes_on) < len(lengths):
        return False
    width = sorted(goes_on)[int(len(goes_on) * 0.9)]
    return sum(length > 1.25 * width for length in lengths) * 20 <= len(lengths)


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
