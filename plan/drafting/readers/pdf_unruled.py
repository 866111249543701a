"""Tables of a PDF file that have no rules: columns by the gutters that run through their lines, rows by their numbers.

A table is read only where its geometry leaves one reading: heads that say who does what, gutters that its lines keep,
numbers that run on, every cell beginning on its row's first line. Otherwise its lines stay text, and that is told.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from plan.drafting.lines import join_lines_of
from plan.drafting.readers.pdf_lines import Part, PdfLine
from plan.drafting.source import Table, clean
from plan.drafting.words import CO, CONTENT, END_OF_BODY, LEAD, NUMBER, head_of

Unruled = Mapping[PdfLine, Table]
"""The first line of each table with the table, and its other lines, each with one that has no rows."""
_NO_ROWS = Table((), 0)
_LONGEST_HEAD = 60
"""The longest line of a column's head, in letters."""
_HEAD_LINES = 4
"""How many lines of a head may stand above and below the one that is known by its words."""
_SPAN_LINES = 6
"""How many lines a heading may have that runs across the columns."""
_MOST_LINES, _MOST_TRIED = 8_000, 60
"""How many lines of a file are looked at, and how many heads of tables are tried."""
_LOOKED_AT = 150
"""How many lines with several parts tell where the gutters are."""
_NUMBER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[A-HK]|[a-zđ])\s*[.)]?")
_ROMAN = {"I": 1, "V": 5, "X": 10}
_CAPITALS, _LETTERS = "ABCDEGHIK", "abcdđeghiklmnopqrstuvxy"
"""How lists count by letters."""
_HEADING = re.compile(r"(?:[IVX]{1,5}|[A-HK]|\d{1,2}(?:\.\d{1,2}){0,2})\s*[.)/:]\s+\S")
_SAME_PLACE = 3.0
"""How far apart across the page a head that is repeated overleaf may stand, in points."""
_RUNS_ON = 0.8
"""The share of numbers that must follow the one before, or begin anew."""
_SOUND_ROWS = 0.75
"""The share of rows whose cells must begin together and have no holes."""


def find_unruled(pages: Sequence[Sequence[PdfLine]]) -> tuple[Unruled, int]:
    """Return the tables without rules among the lines of pages, and the page of the first that is not read, 0 for none."""
    lines = [line for page in pages for line in page][:_MOST_LINES]
    found: dict[PdfLine, Table] = {}
    unread, place, tried = 0, 0, 0
    while place < len(lines):
        if not _heads_columns(lines[place]):
            place += 1
            continue
        tried += 1
        reading = _read(lines, place) if tried <= _MOST_TRIED else None
        if reading is None:
            unread = unread or lines[place].page
            place += 1
            continue
        first, end, table = reading
        found |= dict.fromkeys(lines[first:end], _NO_ROWS)
        found[lines[first]] = table
        if table.is_unread:
            unread = unread or lines[first].page
        place = end
    return found, unread


def _heads_columns(line: PdfLine) -> bool:
    """Tell whether a line has three parts and more, and heads columns: who leads, and one thing besides."""
    heads = {head_of(part.text) for part in line.parts if len(part.text) < _LONGEST_HEAD} - {""}
    return len(line.parts) > 2 and len(heads) > 1 and not heads.isdisjoint((LEAD, CO))


@dataclass
class _Column:
    """A column of a head: its words line by line, and how far they reach across the page."""

    left: float
    right: float
    texts: list[str] = field(default_factory=list)


def _read(lines: Sequence[PdfLine], known: int) -> tuple[int, int, Table] | None:
    """Return where the table whose head has the line at `known` begins and ends, and the table; None where no columns are told.

    Of a table whose rows are not told for sure no row is sure, its head neither: its words are kept together and shown.
    """
    first, body = _head_of(lines, known)
    columns = _columns(lines[first:body])
    heads = _heads(columns)
    region = _region(lines, body, columns)
    if head_of(heads[0]) == CONTENT:
        numbers = _numbers_beside(columns[0], region)
        columns, heads = [*numbers, *columns], (*("" for _ in numbers), *heads)
    names = [head_of(head) for head in heads]
    if len(columns) < 3 or CONTENT not in names or LEAD not in names:
        return None
    gutters = _gutters(columns, region)
    if gutters is None:
        return None
    is_counted = names[0] == NUMBER or not heads[0]
    rows, taken = _rows(region, gutters) if is_counted else ([], 0)
    numbered = [row for row in rows if row.number]
    sound = [row.is_sound for row in numbered]
    is_sure = len(numbered) > 1 and _run_on(numbered) and sum(sound) >= _SOUND_ROWS * len(sound)
    if not is_sure:
        rows, taken = _rough_rows(region, gutters)
    if not rows:
        return None
    table = Table(
        (heads, *(row.cells for row in rows)),
        lines[first].number,
        lines[first].page,
        (lines[first].number, *(row.lines[0].number for row in rows)),
        (lines[first].page, *(row.lines[0].page for row in rows)),
        frozenset(place for place, row in enumerate((None, *rows)) if not is_sure or (row and not row.is_sound)),
    )
    return first, body + 1 + _place_of(region[taken - 1], lines[body:]), table


def _head_of(lines: Sequence[PdfLine], known: int) -> tuple[int, int]:
    """Return the first line of a head and the first one behind it, round the line that is known by its words."""
    first = known
    while known - first < _HEAD_LINES and first and _is_of_head(lines[first - 1], lines[first]):
        first -= 1
    body = known + 1
    while body - known <= _HEAD_LINES and body < len(lines) and _is_of_head(lines[body], lines[body - 1]):
        body += 1
    return first, body


def _is_of_head(line: PdfLine, beside: PdfLine) -> bool:
    """Tell whether a line is one of a head of which the line beside it is one."""
    near = line.page == beside.page and abs(line.top - beside.top) < 2 * beside.height
    if not near or _NUMBER.fullmatch(line.parts[0].text) or _HEADING.match(line.text) or line.text.endswith((".", ";")):
        return False
    inside = [part for part in line.parts if _touched(part, beside.parts) or len(line.parts) > 1]
    return len(inside) == len(line.parts) and all(len(part.text) < _LONGEST_HEAD for part in line.parts)


def _touched(part: Part, others: Sequence[Part]) -> bool:
    return sum(part.left < other.right and other.left < part.right for other in others) == 1


def _columns(head: Sequence[PdfLine]) -> list[_Column]:
    """Return the columns of a head, from the left: parts of its lines that stand one above the other.

    A part over two others of one line is their common head and no column.
    """
    parts = [part for line in head for part in line.parts if not _is_common(part, head)]
    columns: list[_Column] = []
    for part in sorted(parts, key=lambda one: one.left):
        if columns and part.left < columns[-1].right:
            columns[-1].right = max(columns[-1].right, part.right)
        else:
            columns.append(_Column(part.left, part.right))
    for part in parts:  # in the order of the lines
        at = next(column for column in columns if column.left <= part.left < column.right)
        at.texts.append(part.text)
    return columns


def _is_common(part: Part, head: Sequence[PdfLine]) -> bool:
    return any(
        sum(part.left < other.right and other.left < part.right for other in line.parts) > 1
        for line in head
        if part not in line.parts
    )


def _heads(columns: Sequence[_Column]) -> tuple[str, ...]:
    return tuple(clean(join_lines_of(column.texts)) for column in columns)


def _region(lines: Sequence[PdfLine], body: int, columns: Sequence[_Column]) -> list[PdfLine]:
    """Return the lines that may be a table's: up to the end of the document's body or another head, repeated ones left out."""
    region: list[PdfLine] = []
    place = body
    while place < len(lines) and not END_OF_BODY.match(lines[place].text):
        if not _heads_columns(lines[place]):
            region.append(lines[place])
            place += 1
            continue
        first, end = _head_of(lines, place)
        if not _is_repeated(_columns(lines[first:end]), columns):
            return region[: max(0, len(region) - (place - first))]
        del region[max(0, len(region) - (place - first)) :]
        place = end
    return region


def _is_repeated(head: Sequence[_Column], first: Sequence[_Column]) -> bool:
    """Tell whether a head is that of the table above it once more: in its words and in its places."""
    same_places = all(abs(one.left - other.left) < _SAME_PLACE for one, other in zip(head, first, strict=False))
    return _heads(head) == _heads(first) and same_places


def _place_of(line: PdfLine, lines: Sequence[PdfLine]) -> int:
    return next(place for place, one in enumerate(lines) if one is line)


def _numbers_beside(content: _Column, region: Sequence[PdfLine]) -> list[_Column]:
    """Return the column of numbers that stands left of the first head and has none itself; nothing where there is none."""
    rows = [line for line in region[:_LOOKED_AT] if len(line.parts) > 2]
    numbers = [
        line.parts[0] for line in rows if _NUMBER.fullmatch(line.parts[0].text) and line.parts[0].right < content.left
    ]
    if not rows or len(numbers) < len(rows) / 4:
        return []
    return [_Column(min(one.left for one in numbers), max(one.right for one in numbers))]


def _gutters(columns: Sequence[_Column], region: Sequence[PdfLine]) -> tuple[float, ...] | None:
    """Return where across the page the columns part: between two heads, where the fewest lines have words."""
    several = [line for line in region if len(line.parts) > 1][:_LOOKED_AT]
    if not several:
        return None
    gutters = []
    for before, after in pairwise(columns):
        low, high = before.right, after.left
        if high - low < 1:
            return None
        edges = sorted(
            {low, high, *(edge for line in several for part in line.parts for edge in (part.left, part.right))}
        )
        edges = [edge for edge in edges if low <= edge <= high]
        middles = [((left + right) / 2, right - left) for left, right in pairwise(edges) if right - left > 0.5]
        covered = [(sum(_covers(line, middle) for line in several), -width, middle) for middle, width in middles]
        if not covered:
            return None
        gutters.append(min(covered)[2])
    return tuple(gutters)


def _covers(line: PdfLine, place: float) -> bool:
    return any(part.left < place < part.right for part in line.parts)


@dataclass(frozen=True)
class _Row:
    """A row: its `number` ('' for a heading that runs across), its cells, its lines, and what columns each of them fills."""

    number: str
    lines: tuple[PdfLine, ...]
    filled: tuple[tuple[str, ...], ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The text of each column; a heading stands in the first one."""
        return tuple(clean(join_lines_of(cell for cell in column if cell)) for column in zip(*self.filled, strict=True))

    @property
    def is_sound(self) -> bool:
        """Whether every cell begins on the first line, and has no hole. A heading is what it is."""
        held = ([bool(cell) for cell in column] for column in zip(*self.filled, strict=True))
        return not self.number or all(column == sorted(column, reverse=True) for column in held)


def _rows(region: Sequence[PdfLine], gutters: tuple[float, ...]) -> tuple[list[_Row], int]:
    """Return the rows of a table whose lines begin a region, and how many lines it takes of it."""
    rows: list[_Row] = []
    place = 0
    while place < len(region):
        line = region[place]
        cells = _cells(line, gutters)
        if cells is not None and _NUMBER.fullmatch(cells[0]):
            rows.append(_Row(cells[0], (line,), (cells,)))
            place += 1
            continue
        if cells is not None and rows and rows[-1].number and not cells[0] and not _is_heading(line, cells):
            rows[-1] = replace(rows[-1], lines=(*rows[-1].lines, line), filled=(*rows[-1].filled, cells))
            place += 1
            continue
        heading = _heading_at(region, place, gutters)
        if heading is None:
            break
        rows.append(heading)
        place += len(heading.lines)
    while rows and not rows[-1].number:
        place -= len(rows.pop().lines)
    return rows, place


def _rough_rows(region: Sequence[PdfLine], gutters: tuple[float, ...]) -> tuple[list[_Row], int]:
    """Return a table's lines parted where several cells begin below empty ones, and how many lines it takes of a region."""
    rows: list[_Row] = []
    before: tuple[str, ...] = ()
    for place, line in enumerate(region):
        cells = _cells(line, gutters)
        if cells is None and not any(_fills(one, gutters) for one in region[place + 1 : place + _SPAN_LINES]):
            return rows, place
        cells = cells or (line.text, *("" for _ in gutters))
        begun = sum(bool(cell) and not above for cell, above in zip(cells, before or cells, strict=True))
        if rows and begun < 2:
            rows[-1] = replace(rows[-1], lines=(*rows[-1].lines, line), filled=(*rows[-1].filled, cells))
        else:
            rows.append(_Row("", (line,), (cells,)))
        before = cells
    return rows, len(region)


def _fills(line: PdfLine, gutters: tuple[float, ...]) -> bool:
    """Tell whether a line has words in three columns and more."""
    return sum(bool(cell) for cell in _cells(line, gutters) or ()) > 2


def _is_heading(line: PdfLine, cells: tuple[str, ...]) -> bool:
    """Tell whether a line that stands within one column heads the rows below it."""
    return sum(bool(cell) for cell in cells) == 1 and (_HEADING.match(line.text) is not None or _is_in_capitals(line))


def _is_in_capitals(line: PdfLine) -> bool:
    return line.text.isupper() and len(re.findall(r"[^\W\d_]{2,}", line.text)) > 2


def _heading_at(region: Sequence[PdfLine], place: int, gutters: tuple[float, ...]) -> _Row | None:
    """Return the heading that begins at a line and ends at the next numbered one; None where none does."""
    taken: list[PdfLine] = []
    for line in region[place : place + _SPAN_LINES + 1]:
        cells = _cells(line, gutters)
        if taken and cells is not None and _NUMBER.fullmatch(cells[0]):
            width = len(gutters)
            filled = tuple((one.text, *([""] * width)) for one in taken)
            return _Row("", tuple(taken), filled)
        taken.append(line)
    return None


def _cells(line: PdfLine, gutters: tuple[float, ...]) -> tuple[str, ...] | None:
    """Return what a line has in each column, None where words stand in a gutter."""
    cells = [""] * (len(gutters) + 1)
    for part in line.parts:
        at = sum(part.left > gutter for gutter in gutters)
        if at < len(gutters) and part.right > gutters[at]:
            return None
        cells[at] = f"{cells[at]} {part.text}".strip()
    return tuple(cells)


def _run_on(rows: Sequence[_Row]) -> bool:
    """Tell whether the numbers of rows follow each other, those of each kind for themselves."""
    by_kind: dict[str, list[tuple[int, ...]]] = {}
    for row in rows:
        kind, number = _read_number(row.number.strip(" .()"))
        by_kind.setdefault(kind, []).append(number)
    steps = [_follows(before, after) for numbers in by_kind.values() for before, after in pairwise(numbers)]
    return bool(steps) and sum(steps) >= _RUNS_ON * len(steps)


def _read_number(mark: str) -> tuple[str, tuple[int, ...]]:
    if mark[:1].isdecimal():
        return "decimal", tuple(int(part) for part in mark.split("."))
    if re.fullmatch(r"[IVX]+", mark):
        values = [_ROMAN[letter] for letter in mark]
        return "roman", (sum(-one if one < after else one for one, after in pairwise([*values, 0])),)
    letters = _CAPITALS if mark.isupper() else _LETTERS
    return letters, (letters.find(mark) + 1,)


def _follows(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Tell whether a number comes right after another one, goes on with one that it lies below, or begins anew."""
    return after[-1] == 1 or (
        len(after) <= len(before) and after == (*before[: len(after) - 1], before[len(after) - 1] + 1)
    )
