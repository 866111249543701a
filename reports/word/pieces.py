"""The pieces of a page: paragraphs, rules, tables and fields, each in the form of Nghị định 30/2020."""

from collections import Counter
from collections.abc import Mapping, Sequence

from docx.document import Document as DocumentFile
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from reports.figures import TextTable

BODY_PT = 13
TABLE_PT = 11
"""The smallest letters of the file: those of tables."""
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY
INDENT_MM = 10
"""How far the first line of a paragraph stands in."""
GAP_PT = 6
"""The room below a paragraph, in points."""
_CELL_ROOM_TWIPS = 75
_CELL_SIDES_MM = 3.8
"""What a cell's own margins take of its width."""


def say(
    paragraph: Paragraph,
    text: str,
    size: float = BODY_PT,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = LEFT,
    before: float = 0,
    after: float = 0,
) -> Paragraph:
    """Write one run of text; `size`, `before` and `after` in points."""
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None
    shape = paragraph.paragraph_format
    shape.alignment, shape.space_before, shape.space_after, shape.line_spacing = align, Pt(before), Pt(after), 1.0
    return paragraph


def body(file: DocumentFile, text: str, bold: bool = False) -> Paragraph:
    """Write a paragraph of the body: justified, its first line standing in."""
    paragraph = say(file.add_paragraph(), text, bold=bold, align=JUSTIFY, after=GAP_PT)
    paragraph.paragraph_format.first_line_indent = Mm(INDENT_MM)
    return paragraph


def rule(place: DocumentFile | _Cell, width_mm: float, rule_mm: float) -> None:
    """Draw a rule of `rule_mm` in the middle of a place that is `width_mm` wide."""
    paragraph = say(place.add_paragraph(), "", size=2)
    shape = paragraph.paragraph_format
    shape.space_before, shape.line_spacing_rule, shape.line_spacing = Pt(2), WD_LINE_SPACING.EXACTLY, Pt(6)
    inside = width_mm - (_CELL_SIDES_MM if isinstance(place, _Cell) else 0)
    shape.left_indent = shape.right_indent = Mm((inside - rule_mm) / 2)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")  # noqa: SLF001  docx has no name for it


class Marks:
    """The bookmarks of a file: each leads a figure to the row of the workbook's sheet of figures that keeps it.

    `rows` are the rows by the figure's code. A figure that stands again bears the number of its standing as well.
    `made` is the highest number that a bookmark of the file has so far.
    """

    def __init__(self, rows: Mapping[str, int], made: int = 0) -> None:
        self._rows = rows
        self._stood: Counter[str] = Counter()
        self._made = made

    def set(self, paragraph: Paragraph, code: str) -> None:
        """Mark a paragraph's text as the figure of a code; a code that no row keeps marks nothing."""
        row = self._rows.get(code)
        if row is None:
            return
        self._stood[code] += 1
        again = f"_{self._stood[code]}" if self._stood[code] > 1 else ""
        self._made += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(self._made))
        start.set(qn("w:name"), f"so_lieu_{row}{again}")
        paragraph.runs[0]._r.addprevious(start)  # noqa: SLF001  docx has no name for a bookmark
        paragraph.runs[0]._r.addnext(end)  # noqa: SLF001  docx has no name for a bookmark


def add_table(file: DocumentFile, table: TextTable, width_mm: float, marks: Marks, *, numbered: bool = False) -> Table:
    """Add a table with lines, whose first row comes again on each page; `numbered` counts its rows.

    Each figure that the table names a code for is marked.
    """
    header = ("TT", *table.header) if numbered else table.header
    shares = (0.55, *table.widths) if numbered else table.widths
    widths = [width_mm * share / sum(shares) for share in shares]
    drawn: Table = file.add_table(rows=1 + len(table.rows), cols=len(header))
    drawn.style = "Table Grid"
    words = {place + numbered for place in table.words}
    # Each row is asked for its cells once: docx looks for them anew every time.
    rows = [(row, row.cells) for row in drawn.rows]
    _fill(*rows[0], header, bold=True, words=set())
    rows[0][0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  docx has no name for it
    for cell in rows[0][1]:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for place, ((row, cells), texts) in enumerate(zip(rows[1:], table.rows, strict=True), start=1):
        is_total = table.total and place == len(table.rows)
        count = ("" if is_total else str(place),) if numbered else ()
        _fill(row, cells, (*count, *texts), bold=is_total, words=words)
        for cell, code in zip(cells[len(count) :], _codes_of(table, place), strict=False):
            marks.set(cell.paragraphs[0], code)
    _keep_together([cells for _, cells in rows])
    fit(drawn, widths, [cells for _, cells in rows])
    _pad(drawn, _CELL_ROOM_TWIPS)
    return drawn


def _keep_together(rows: Sequence[Sequence[_Cell]]) -> None:
    """Keep a short table on one page, and of a long one the head with the first row and the last rows with each other."""
    last = len(rows) - 1
    for place, cells in enumerate(rows):
        if place < last and (last <= _SHORT_ROWS or place == 0 or place >= last - 2):
            for paragraph in cells[0].paragraphs:
                paragraph.paragraph_format.keep_with_next = True


_SHORT_ROWS = 8


def _codes_of(table: TextTable, place: int) -> Sequence[str]:
    return table.figures[place - 1] if place <= len(table.figures) else ()


def _fill(row: _Row, cells: Sequence[_Cell], texts: Sequence[str], bold: bool, words: set[int]) -> None:
    # A row of figures is kept whole; one that holds an agency's long words may be longer than a page.
    if max(map(len, texts), default=0) < _LONG_CELL:
        keep_whole(row)
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        align = LEFT if place in words else CENTRE
        first, *more = text.split("\n")
        say(cell.paragraphs[0], first, size=TABLE_PT, bold=bold, align=align, before=1, after=1)
        for line in more:
            say(cell.add_paragraph(), line, size=TABLE_PT, bold=bold, align=align, after=1)


_LONG_CELL = 1500


def fit(table: Table, widths: Sequence[float], rows: Sequence[Sequence[_Cell]] | None = None) -> None:
    """Give a table's columns their widths in millimetres; `rows` are its cells where they are at hand."""
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for cells in rows if rows is not None else [row.cells for row in table.rows]:
        for cell, width in zip(cells, widths, strict=True):
            cell.width = Mm(width)


def _pad(table: Table, twips: int) -> None:
    """Leave room on both sides of a cell's text, in twentieths of a point."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(twips))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook")  # noqa: SLF001  docx has no name for it


def keep_whole(row: _Row) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  docx has no name for it


def add_page_number(paragraph: Paragraph) -> None:
    """Add a field that shows the page's number; what stands in it is what a program shows that counts no pages."""
    instruction = OxmlElement("w:instrText")
    instruction.text = "PAGE"
    for element in (_field_mark("begin"), instruction, _field_mark("separate"), "2", _field_mark("end")):
        run = paragraph.add_run(element if isinstance(element, str) else "")
        run.font.size = Pt(BODY_PT)
        if not isinstance(element, str):
            run._r.append(element)  # noqa: SLF001  docx has no name for a field


def _field_mark(kind: str) -> BaseOxmlElement:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark
