"""PDF files with a text layer: lines into paragraphs by indent and gap, ruled tables by their cells."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from plan.drafting.markers import starts_with_marker
from plan.drafting.source import Block, Paragraph, Source, Table, clean
from plan.drafting.words import CO, END_OF_BODY, LEAD, head_of

MOST_PAGES = 200
MOST_CHARACTERS = 20_000
"""The most characters of a page; a page with more is no page of a document."""
SCANNED = "Tệp PDF không có lớp chữ (bản quét). Hãy dùng bản Word, hoặc bản PDF xuất từ Word."
BROKEN = "Lớp chữ của tệp PDF hỏng bảng mã, chữ đọc ra không phải chữ trong trang. Hãy dùng bản Word."
LOCKED = "Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi nộp lại."
UNRULED = (
    "Từ trang {page} có bảng không kẻ khung, không biết chữ nào thuộc cột nào: các việc trong bảng chưa được đọc. Hãy dùng "
    "bản Word, hoặc tự thêm các việc ấy."
)


_LONGEST_HEAD = 40
"""The longest line of a column's head, in letters."""


class UnreadablePdfError(ValueError):
    """A PDF file that holds no text that could be read; the message is what its sender is told."""


@dataclass(frozen=True)
class _Grid:
    """A ruled table of one page: each cell with the place where it begins across the page."""

    rows: tuple[tuple[tuple[float, str], ...], ...]
    lefts: tuple[float, ...]
    top: float
    page: int

    def in_columns(self, lefts: tuple[float, ...]) -> tuple[tuple[str, ...], ...]:
        """Return the rows with each cell in its column: in their order where they are as many, else by their left edges."""
        rows = []
        for row in self.rows:
            if len(row) == len(lefts):
                rows.append(tuple(text for _, text in row))
                continue
            cells = [""] * len(lefts)
            for left, text in row:
                place = min(range(len(lefts)), key=lambda at: abs(lefts[at] - left))
                cells[place] = f"{cells[place]} {text}".strip()
            rows.append(tuple(cells))
        return tuple(row for row in rows if any(row))


_Page = tuple[list["_Line"], list[_Grid]]


@dataclass(frozen=True)
class _Line:
    text: str
    left: float
    right: float
    top: float
    bottom: float
    page: int
    number: int
    heads_columns: bool = False
    """Whether it is the head of a table that has no rules."""


def read_pdf(data: bytes) -> Source:
    """Return the blocks of a PDF file. Raise UnreadablePdfError for a scan or broken letters, ValueError for what is none."""
    try:
        with pdfplumber.open(BytesIO(data)) as file:
            pages = [_read_page(page) for page in file.pages[:MOST_PAGES]]
            more = len(file.pages) > MOST_PAGES
    except PDFPasswordIncorrect as error:
        raise UnreadablePdfError(LOCKED) from error
    except (PdfminerException, MalformedPDFException) as error:
        if isinstance(error.__context__, PDFPasswordIncorrect) or "PDFPasswordIncorrect" in repr(error):
            raise UnreadablePdfError(LOCKED) from error
        raise ValueError("not a PDF file") from error
    letters = "".join(line.text for lines, _ in pages for line in lines) + "".join(
        text for _, grids in pages for grid in grids for row in grid.rows for _, text in row
    )
    if len(letters) < 20 * max(len(pages), 1):
        raise UnreadablePdfError(SCANNED)
    if letters.count("(cid:") * 50 + letters.count("\ufffd") > len(letters) // 20:
        raise UnreadablePdfError(BROKEN)
    notes = [f"Chỉ đọc {MOST_PAGES} trang đầu của tệp."] if more else []
    unruled = next((line.page for lines, _ in pages for line in lines if line.heads_columns), None)
    if unruled is not None:
        notes.append(UNRULED.format(page=unruled))
    return Source(tuple(_blocks(pages)), tuple(notes))


def _read_page(page: Any) -> _Page:  # noqa: ANN401 - pdfplumber's pages have no types
    if len(page.chars) > MOST_CHARACTERS:
        return [], []
    grids = []
    found = page.find_tables()
    for table in found:
        grid = _grid(table, page.page_number)
        if len(grid.lefts) > 1 and grid.rows:
            grids.append(grid)
    boxes = [table.bbox for table in found]
    rest = page.filter(lambda thing: not _inside(thing, boxes)) if boxes else page
    lines = [
        _Line(
            clean(line["text"]),
            line["x0"],
            line["x1"],
            line["top"],
            line["bottom"],
            page.page_number,
            number,
            _heads_columns(line["chars"]),
        )
        for number, line in enumerate(rest.extract_text_lines(), start=1)
        if clean(line["text"])
    ]
    return lines, grids


def _heads_columns(letters: list[dict[str, Any]]) -> bool:
    """Tell whether the letters of a line stand in three columns and more, and head them: who leads, and one thing besides.

    Without rules nobody can tell which words of the lines below belong together.
    """
    cells: list[str] = []
    end = float("-inf")
    for letter in letters:
        gap = letter["x0"] - end
        if gap > letter["size"]:
            cells.append("")
        elif gap > letter["size"] / 8:
            cells[-1] += " "
        cells[-1] += letter["text"]
        end = letter["x1"]
    heads = {head_of(clean(cell)) for cell in cells if len(cell) < _LONGEST_HEAD} - {""}
    return len(cells) > 2 and len(heads) > 1 and not heads.isdisjoint((LEAD, CO))


def _grid(table: Any, page: int) -> _Grid:  # noqa: ANN401 - as above
    words = table.extract()
    rows = tuple(
        tuple((float(box[0]), clean(text or "")) for box, text in zip(row.cells, texts, strict=True) if box is not None)
        for row, texts in zip(table.rows, words, strict=True)
    )
    widest = max(rows, key=len, default=())
    return _Grid(rows, tuple(left for left, _ in widest), float(table.bbox[1]), page)


def _inside(thing: Any, boxes: list[Any]) -> bool:  # noqa: ANN401 - as above
    across, down = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return any(left <= across <= right and top <= down <= bottom for left, top, right, bottom in boxes)


def _blocks(pages: list[_Page]) -> Iterator[Block]:
    """Yield paragraphs and tables in reading order; a table that goes on overleaf is one table."""
    running = _running_heads([lines for lines, _ in pages])
    pending: list[_Line] = []
    last: tuple[Table, tuple[float, ...]] | None = None
    for lines, grids in pages:
        kept = [line for line in lines if not _is_edge(line, lines, running)]
        left, right = _margins(kept)
        things: list[_Line | _Grid] = [*kept, *grids]
        for thing in sorted(things, key=lambda one: one.top):
            if isinstance(thing, _Grid):
                if pending:
                    yield _paragraph(pending)
                    pending = []
                last, ended = _next_table(last, thing)
                yield from ended
                continue
            if last is not None:
                yield last[0]
                last = None
            if pending and _begins(pending[-1], thing, left, right):
                yield _paragraph(pending)
                pending = []
            pending.append(thing)
    if pending:
        yield _paragraph(pending)
    if last is not None:
        yield last[0]


def _next_table(
    last: tuple[Table, tuple[float, ...]] | None, grid: _Grid
) -> tuple[tuple[Table, tuple[float, ...]], list[Table]]:
    """Return the table that is being read, with the columns it has across the page, and the one that ended before it."""
    alone = grid.in_columns(grid.lefts)
    if last is None:
        return (Table(alone, 1, grid.page), grid.lefts), []
    table, lefts = last
    if not alone or _has_heads(alone[0], table.rows[0]):
        return (Table(alone, 1, grid.page), grid.lefts), [table]
    lefts = max(lefts, grid.lefts, key=len)
    return (Table(_continued(table.rows, grid.in_columns(lefts)), table.line, table.page), lefts), []


def _has_heads(row: tuple[str, ...], first: tuple[str, ...]) -> bool:
    """Tell whether a table's first row is a head of its own, not the one of the table before it."""
    return row != first and sum(bool(head_of(cell)) for cell in row) > 2


def _continued(rows: tuple[tuple[str, ...], ...], more: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Return a table with what stands overleaf: a row cut by the page's end is put together, a repeated head left out."""
    first, *rest = more
    if first == rows[0]:
        return rows + tuple(rest)
    if (
        not first[0]
        and any(first[1:])
        and len(first) == len(rows[-1])
        and sum(bool(cell) for cell in first) < len(first)
    ):
        joined = tuple(" ".join(part for part in pair if part) for pair in zip(rows[-1], first, strict=True))
        return (*rows[:-1], joined, *rest)
    return rows + more


def _running_heads(pages: list[list[_Line]]) -> frozenset[str]:
    seen = Counter(text for lines in pages for text in {line.text for line in (*lines[:2], *lines[-2:])})
    return frozenset(text for text, count in seen.items() if count > 2 and len(text) > 3)


def _is_edge(line: _Line, lines: list[_Line], running: frozenset[str]) -> bool:
    edge = line in (*lines[:2], *lines[-2:])
    return edge and (line.text in running or line.text.strip("-– /").isdecimal())


def _margins(lines: list[_Line]) -> tuple[float, float]:
    if not lines:
        return 0.0, 0.0
    lefts, rights = sorted(line.left for line in lines), sorted(line.right for line in lines)
    return lefts[len(lefts) // 10], rights[int(len(rights) * 0.9)]


def _begins(before: _Line, line: _Line, left: float, right: float) -> bool:
    """Tell whether a line begins a paragraph: by its number, its indent, a gap above it, or a short line before it."""
    if END_OF_BODY.match(line.text):
        return True
    height = max(line.bottom - line.top, 1.0)
    indented = line.left > left + 0.8 * height
    ended = before.text.endswith((".", ";", ":", "/", "./."))
    short = before.right < right - 3 * height
    if before.page != line.page:
        return not (line.text[:1].islower() or (not ended and not indented and not short)) or (
            starts_with_marker(line.text) and indented
        )
    gap = line.top - before.bottom > 0.9 * height
    if starts_with_marker(line.text) and (indented or ended or short or gap):
        return True
    if gap and (ended or short or indented):
        return True
    if indented and (short or ended) and not line.text[:1].islower():
        return True
    return ended and short and not line.text[:1].islower()


def _paragraph(lines: list[_Line]) -> Paragraph:
    words = ""
    for line in lines:
        words = words[:-1] + line.text if words.endswith("\u00ad") else f"{words} {line.text}"
    return Paragraph(clean(words), lines[0].number, lines[0].page)
