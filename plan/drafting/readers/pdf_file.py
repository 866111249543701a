"""PDF files with a text layer: lines into paragraphs by indent and gap, tables by their rules or by the gutters between their columns."""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from plan.drafting.lines import join_lines_of
from plan.drafting.markers import starts_with_marker
from plan.drafting.readers.pdf_lines import PdfLine, line_of
from plan.drafting.readers.pdf_tables import Going, Grid, go_on, grid_of
from plan.drafting.readers.pdf_unruled import Unruled, find_unruled
from plan.drafting.source import Block, Paragraph, Source, clean
from plan.drafting.words import END_OF_BODY, label_of

MOST_PAGES = 200
MOST_CHARACTERS = 20_000
"""The most characters of a page; a page with more is no page of a document."""
SCANNED = "Tệp PDF không có lớp chữ (bản quét). Hãy dùng bản Word, hoặc bản PDF xuất từ Word."
BROKEN = "Lớp chữ của tệp PDF hỏng bảng mã, chữ đọc ra không phải chữ trong trang. Hãy dùng bản Word."
LOCKED = "Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi nộp lại."
UNRULED = (
    "Từ trang {page} có bảng không kẻ khung, không biết chắc chữ nào thuộc hàng nào, cột nào: các việc trong bảng chưa được đọc, "
    "chỉ chép lại ở những đoạn chưa đọc được. Hãy dùng bản Word, hoặc tự thêm các việc ấy."
)


_FIGURES = re.compile(r"\d+")


class UnreadablePdfError(ValueError):
    """A PDF file that holds no text that could be read; the message is what its sender is told."""


_Page = tuple[list[PdfLine], list[Grid]]


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
    kept = _without_edges(pages)
    found, unread = find_unruled([lines for lines, _ in kept])
    if unread:
        notes.append(UNRULED.format(page=unread))
    return Source(tuple(_blocks(kept, found)), tuple(notes))


def _read_page(page: Any) -> _Page:  # noqa: ANN401 - pdfplumber's pages have no types
    if len(page.chars) > MOST_CHARACTERS:
        return [], []
    found = page.find_tables()
    lines = [line_of(line, page.page_number, number) for number, line in enumerate(page.extract_text_lines(), start=1)]
    if not found:
        return [line for line in lines if line.text], []
    tops = [line.top + line.height / 2 for line in lines]
    grids = [grid_of(table, page.page_number, tops) for table in found]
    boxes = [table.bbox for table in found]
    rest = page.filter(lambda thing: not _inside(thing, boxes))
    lines = [
        line_of(line, page.page_number, 1 + sum(top < (line["top"] + line["bottom"]) / 2 for top in tops))
        for line in rest.extract_text_lines()
    ]
    return [line for line in lines if line.text], [grid for grid in grids if len(grid.lefts) > 1 and grid.rows]


def _inside(thing: Any, boxes: list[Any]) -> bool:  # noqa: ANN401 - as above
    across, down = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return any(left <= across <= right and top <= down <= bottom for left, top, right, bottom in boxes)


def _without_edges(pages: list[_Page]) -> list[_Page]:
    """Return pages without running heads, page numbers and what else stands at the edge of several pages."""
    running = _running_heads([lines for lines, _ in pages])
    return [([line for line in lines if not _is_edge(line, lines, running)], grids) for lines, grids in pages]


def _blocks(pages: list[_Page], unruled: Unruled) -> Iterator[Block]:
    """Yield paragraphs and tables in reading order; a table that goes on overleaf is one table."""
    pending: list[PdfLine] = []
    last: Going | None = None
    for lines, grids in pages:
        left, right = _margins(lines)
        things: list[PdfLine | Grid] = [*lines, *grids]
        for thing in sorted(things, key=lambda one: one.top):
            table = None if isinstance(thing, Grid) else unruled.get(thing)
            if pending and (isinstance(thing, Grid) or table is not None or _begins(pending[-1], thing, left, right)):
                yield _paragraph(pending)
                pending = []
            if isinstance(thing, Grid):
                last, ended = go_on(last, thing)
                yield from ended
                continue
            if last is not None:
                yield last.table
                last = None
            if table is None:
                pending.append(thing)
            elif table.rows:
                yield table
    if pending:
        yield _paragraph(pending)
    if last is not None:
        yield last.table


def _running_heads(pages: list[list[PdfLine]]) -> frozenset[str]:
    """Return what stands at the edge of several pages and is no line of the text: no item, no label, no whole sentence."""
    seen = Counter(text for lines in pages for text in {_counted(line.text) for line in (*lines[:2], *lines[-2:])})
    return frozenset(
        text
        for text, count in seen.items()
        if count > 2
        and len(text) > 3
        and not starts_with_marker(text)
        and label_of(text) is None
        and not text.endswith((".", ";", ":"))
    )


def _counted(text: str) -> str:
    """Return a line as it is compared with those of other pages: `Trang 3/12` is `Trang #/#` on each of them."""
    return _FIGURES.sub("#", text)


def _is_edge(line: PdfLine, lines: list[PdfLine], running: frozenset[str]) -> bool:
    edge = line in (*lines[:2], *lines[-2:])
    return edge and (_counted(line.text) in running or line.text.strip("-– /").isdecimal())


def _margins(lines: list[PdfLine]) -> tuple[float, float]:
    if not lines:
        return 0.0, 0.0
    lefts, rights = sorted(line.left for line in lines), sorted(line.right for line in lines)
    return lefts[len(lefts) // 10], rights[int(len(rights) * 0.9)]


def _begins(before: PdfLine, line: PdfLine, left: float, right: float) -> bool:
    """Tell whether a line begins a paragraph: by its number, its indent, a gap above it, or a short line before it."""
    if END_OF_BODY.match(line.text) or (
        _is_in_capitals(before) and line.text[:1].isupper() and not line.text.isupper()
    ):
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


def _is_in_capitals(line: PdfLine) -> bool:
    return line.text.isupper() and len(line.text.split()) > 2


def _paragraph(lines: list[PdfLine]) -> Paragraph:
    return Paragraph(clean(join_lines_of(line.text for line in lines)), lines[0].number, lines[0].page)
