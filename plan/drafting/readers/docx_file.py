"""Word files (.docx): paragraphs with the numbers that Word reckons, tables with merged cells filled, tracked changes told."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import islice
from typing import Any
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn

from plan.drafting.lines import Line, join_lines
from plan.drafting.readers.docx_numbers import Numbers
from plan.drafting.refusal import RefusedFileError
from plan.drafting.source import PARAGRAPHS, Block, Paragraph, Source, Table, clean

MOST_BLOCKS = 60_000
MOST_DEPTH = 4
"""How deep tables may stand in tables; what lies deeper is not read."""
TRACKED = (
    "Văn bản còn vết sửa chưa chốt (theo dõi thay đổi). Hãy chốt trong Word rồi nộp lại, hoặc thêm --accept-changes để "
    "đọc như đã chấp nhận mọi thay đổi."
)
IN_FRAMES = (
    "Chữ của tệp Word này nằm cả trong các khung chữ (thường do chuyển từ PDF), không biết chữ nào trước, chữ nào sau. Hãy "
    "nộp bản PDF ấy, hoặc bản Word gốc."
)
_DELETED = {qn("w:del"), qn("w:moveFrom")}
_ADDED = {qn("w:ins"), qn("w:moveTo")}
_SKIPPED = {
    qn("w:txbxContent"),
    qn("w:instrText"),
    qn("w:delText"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}


class TrackedChangesError(ValueError):
    """The file holds changes that nobody has accepted or refused yet; the message says what to do."""


def read_docx(data: bytes, *, accept_changes: bool = False) -> Source:
    """Return the blocks of a Word file. Raise ValueError for what is none, TrackedChangesError where changes are
    open, RefusedFileError where all words stand in frames.
    """
    try:
        document = Document(BytesIO(data))
    except (OpcError, BadZipFile, KeyError, ValueError, AttributeError, TypeError, SyntaxError) as error:
        raise ValueError("not a Word file") from error
    body = document.element.body
    if not accept_changes and next(body.iter(*_DELETED, *_ADDED), None) is not None:
        raise TrackedChangesError(TRACKED)
    blocks = tuple(_blocks(body, Numbers(document)))
    if not blocks and next(body.iter(qn("w:txbxContent")), None) is not None:
        raise RefusedFileError(IN_FRAMES)
    return Source(blocks, unit=PARAGRAPHS)


def _blocks(body: Any, numbers: Numbers) -> Iterator[Block]:  # noqa: ANN401 - lxml's elements have no types
    line = 1  # a row counts like a paragraph, so that each has a place of its own
    for element in islice(_parts(body), MOST_BLOCKS):
        if element.tag == qn("w:p"):
            parts = _paragraphs(element, line)
            for place, part in enumerate(parts):
                yield part if place else replace(part, marker=numbers.marker_of(element))
            line = parts[-1].line + 1 if parts else line + 1
        elif rows := tuple(_rows(element, 0)):
            yield Table(rows, line, lines=tuple(range(line, line + len(rows))))
            line += len(rows)


def _paragraphs(element: Any, line: int) -> list[Paragraph]:  # noqa: ANN401 - as above
    """Return what stands in one paragraph of a file: several where lines that people broke in it begin some of their own."""
    written = [part for part in map(clean, "".join(_text(element)).split("\n")) if part]
    if len(written) == 1:
        return [Paragraph(written[0], line)]
    found = join_lines([Line(part, line) for part in written])
    return [replace(one, line=line + place) for place, one in enumerate(found)]


def _parts(body: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
    for element in body:
        if element.tag in (qn("w:p"), qn("w:tbl")):
            yield element
        elif element.tag in (qn("w:sdt"), *_ADDED):
            inner = element.find(qn("w:sdtContent"))
            yield from _parts(inner if inner is not None else element)


def _text(element: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    for child in element:
        if child.tag in _DELETED or child.tag in _SKIPPED:
            continue
        if child.tag == qn("w:t"):
            yield " ".join((child.text or "").split("\n"))
        elif child.tag == qn("w:tab"):
            yield " "
        elif child.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif child.tag != qn("w:pPr"):
            yield from _text(child)


def _rows(table: Any, depth: int) -> Iterator[tuple[str, ...]]:  # noqa: ANN401 - as above
    above: list[str] = []
    for row in table.iter(qn("w:tr")) if depth == 0 else table.findall(qn("w:tr")):
        if next(row.iterancestors(qn("w:tbl"))) is not table:
            continue
        cells: list[str] = []
        for cell in row.iterchildren(qn("w:tc"), qn("w:sdt")):
            real = cell if cell.tag == qn("w:tc") else next(cell.iter(qn("w:tc")), None)
            if real is None:
                continue
            span, merged = _merging(real)
            words = _cell_text(real, depth)
            for _ in range(span):
                place = len(cells)
                cells.append(above[place] if merged and place < len(above) else words)
        above = cells
        if any(cells):
            yield tuple(cells)


def _merging(cell: Any) -> tuple[int, bool]:  # noqa: ANN401 - as above
    """Return over how many columns a cell reaches, and whether it goes on from the row above."""
    properties = cell.find(qn("w:tcPr"))
    if properties is None:
        return 1, False
    span = properties.find(qn("w:gridSpan"))
    merge = properties.find(qn("w:vMerge"))
    wide = str(span.get(qn("w:val"), "1")) if span is not None else "1"
    goes_on = merge is not None and merge.get(qn("w:val"), "continue") != "restart"
    return (min(int(wide), 60) if wide.isdecimal() and int(wide) > 0 else 1), goes_on


def _cell_text(cell: Any, depth: int) -> str:  # noqa: ANN401 - as above
    parts = []
    for element in _parts(cell):
        if element.tag == qn("w:p"):
            parts.append(clean("".join(_text(element))))
        elif depth < MOST_DEPTH:
            parts += [" ".join(cell for cell in row if cell) for row in _rows(element, depth + 1)]
    return " ".join(part for part in parts if part)
