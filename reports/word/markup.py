"""Paragraphs and tables as the markup of Word, of which the library reads many at once: one by one each costs a hundred calls.

What stands in a paragraph here looks as what `reports.word.pieces.say` writes into one that is there already.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from xml.sax.saxutils import escape, quoteattr

from docx.document import Document as DocumentFile
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from reports.figures import TextTable
from reports.word.pieces import BODY_PT, CENTRE, GAP_PT, INDENT_MM, JUSTIFY, LEFT

TABLE_PT = 11
"""The smallest letters of the file: those of tables."""
TABLE_LINES = "Table Grid"
"""The style that draws the lines of a table."""
_CELL_ROOM_TWIPS = 75
"""The room on both sides of a cell's text, in twentieths of a point."""
_SHORT_ROWS = 8
"""Up to so many rows below its head a table is kept on one page."""
_LONG_CELL = 1500
"""A row with a text of so many characters may be longer than a page."""
_UNMARKED = ("", "")
_NO_LETTER = re.compile("([\t\r\n])")


def add_markup(file: DocumentFile, pieces: Iterable[str]) -> None:
    """Add paragraphs and tables at the end of a file's text, in one go."""
    read = parse_xml(f"<w:body {nsdecls('w')}>{''.join(pieces)}</w:body>")
    body = file.element.body
    ends = body.sectPr
    # All go over together, and are unpacked there: from one tree to another each by itself costs half a millisecond.
    ends.addprevious(read)
    for element in list(read):
        ends.addprevious(element)
    body.remove(read)


@dataclass(frozen=True)
class Look:
    """How a paragraph of one run of text looks; `size`, `before` and `after` in points.

    `indent_mm` is how far its first line stands in, `with_next` keeps it on the page of the one that follows.
    """

    size: float = BODY_PT
    bold: bool = False
    italic: bool = False
    align: WD_ALIGN_PARAGRAPH = LEFT
    before: float = 0
    after: float = 0
    indent_mm: float = 0
    with_next: bool = False

    @cached_property
    def of_paragraph(self) -> str:
        """The properties of the paragraph."""
        kept = "<w:keepNext/>" if self.with_next else ""
        room = f'w:before="{Pt(self.before).twips}" w:after="{Pt(self.after).twips}" w:line="240" w:lineRule="auto"'
        indent = f'<w:ind w:firstLine="{Mm(self.indent_mm).twips}"/>' if self.indent_mm else ""
        align = WD_ALIGN_PARAGRAPH.to_xml(self.align)
        return f'<w:pPr>{kept}<w:spacing {room}/>{indent}<w:jc w:val="{align}"/></w:pPr>'

    @cached_property
    def of_run(self) -> str:
        """The properties of its letters."""
        slant = f"{'<w:b/>' if self.bold else ''}{'<w:i/>' if self.italic else ''}"
        return f'<w:rPr>{slant}<w:sz w:val="{int(self.size * 2)}"/></w:rPr>'


BODY = Look(align=JUSTIFY, after=GAP_PT, indent_mm=INDENT_MM)
"""A paragraph of the body: justified, its first line standing in."""
BODY_WITH_NEXT = replace(BODY, with_next=True)
CAPTION = Look(bold=True, align=CENTRE, after=2, with_next=True)
"""What stands above a table and names it."""
BELOW_TABLE = Look(size=6)
"""The empty line below a table."""


def paragraph(text: str, look: Look, mark: tuple[str, str] = _UNMARKED) -> str:
    """Return a paragraph; `mark` is what stands before and behind its text."""
    begins, ends = mark
    return f"<w:p>{look.of_paragraph}{begins}<w:r>{look.of_run}{_letters(text)}</w:r>{ends}</w:p>"


def _letters(text: str) -> str:
    """Return the text of a run: tabs and ends of lines are marks of their own."""
    if not _NO_LETTER.search(text):
        return _plain(text)
    marks = {"\t": "<w:tab/>", "\r": "<w:br/>", "\n": "<w:br/>"}
    return "".join(marks.get(part) or _plain(part) for part in _NO_LETTER.split(text))


def _plain(text: str) -> str:
    if not text:
        return ""
    kept = "" if text == text.strip() else ' xml:space="preserve"'
    return f"<w:t{kept}>{escape(text)}</w:t>"


class Marks:
    """The bookmarks of a file: each leads a figure to the row of the workbook's sheet of figures that keeps it.

    `rows` are the rows by the figure's code. A figure that stands again bears the number of its standing as well.
    `made` is the highest number that a bookmark of the file has so far.
    """

    def __init__(self, rows: Mapping[str, int], made: int = 0) -> None:
        self._rows = rows
        self._stood: Counter[str] = Counter()
        self._made = made

    def around(self, code: str) -> tuple[str, str]:
        """Return what begins and ends the figure of a code; a code that no row keeps is not marked."""
        row = self._rows.get(code)
        if row is None:
            return _UNMARKED
        self._stood[code] += 1
        again = f"_{self._stood[code]}" if self._stood[code] > 1 else ""
        self._made += 1
        begins = f'<w:bookmarkStart w:id="{self._made}" w:name="so_lieu_{row}{again}"/>'
        return begins, f'<w:bookmarkEnd w:id="{self._made}"/>'


def table_style(file: DocumentFile) -> str:
    """Return by which name a file's tables ask for their lines; '' where every table of it has them."""
    named: str | None = file.part.get_style_id(TABLE_LINES, WD_STYLE_TYPE.TABLE)  # type: ignore[no-untyped-call]
    return named or ""


def table_markup(table: TextTable, width_mm: float, marks: Marks, style: str, *, numbered: bool = False) -> str:
    """Return a table with lines, whose first row comes again on each page; `numbered` counts its rows.

    Each figure that the table names a code for is marked. `style` is what `table_style` says.
    """
    header = ("TT", *table.header) if numbered else table.header
    shares = (0.55, *table.widths) if numbered else table.widths
    widths = [Mm(width_mm * share / sum(shares)).twips for share in shares]
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(_rows(table, header, widths, marks, numbered=numbered))
    return f"<w:tbl>{_table_shape(style)}<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


@cache
def _table_shape(style: str) -> str:
    edges = "".join(f'<w:{side} w:w="{_CELL_ROOM_TWIPS}" w:type="dxa"/>' for side in ("left", "right"))
    named = f"<w:tblStyle w:val={quoteattr(style)}/>" if style else ""
    return (
        f'<w:tblPr>{named}<w:tblW w:type="auto" w:w="0"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{edges}</w:tblCellMar>"
        '<w:tblLook w:firstColumn="1" w:firstRow="1" w:lastColumn="0" w:lastRow="0" w:noHBand="0" w:noVBand="1" w:val="04A0"/>'
        "</w:tblPr>"
    )


def _rows(
    table: TextTable, header: Sequence[str], widths: Sequence[int], marks: Marks, *, numbered: bool
) -> Iterator[str]:
    last, boxes = len(table.rows), [_box(width, "") for width in widths]
    head = [_box(width, '<w:vAlign w:val="center"/>') for width in widths]
    bare = [_UNMARKED] * len(header)
    yield _row(header, head, [CENTRE] * len(header), bare, repeated=True, bold=True, with_next=last > 0)
    aligns = [LEFT if place - numbered in table.words else CENTRE for place in range(len(header))]
    for place, texts in enumerate(table.rows, start=1):
        is_total = table.total and place == last
        count = ("" if is_total else str(place),) if numbered else ()
        codes = tuple(table.figures[place - 1][: len(texts)]) if place <= len(table.figures) else ()
        around = [*map(marks.around, ("",) * len(count) + codes), *bare][: len(header)]
        with_next = place < last and (last <= _SHORT_ROWS or place >= last - 2)
        yield _row((*count, *texts), boxes, aligns, around, bold=is_total, with_next=with_next)


def _box(width: int, more: str) -> str:
    """Return the shape of a cell; `width` in twentieths of a point."""
    return f'<w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>{more}</w:tcPr>'


def _row(
    texts: Sequence[str],
    boxes: Sequence[str],
    aligns: Sequence[WD_ALIGN_PARAGRAPH],
    around: Sequence[tuple[str, str]],
    *,
    bold: bool,
    with_next: bool,
    repeated: bool = False,
) -> str:
    """Return a row, whose texts may have lines; one that is `repeated` comes again on each page.

    A row of figures is kept whole; one that holds an agency's long words may be longer than a page. `with_next` keeps a row
    on the page of the next one, for which Word asks the first cell.
    """
    whole = "<w:cantSplit/>" if max(map(len, texts), default=0) < _LONG_CELL else ""
    shape = whole + ("<w:tblHeader/>" if repeated else "")
    cells = []
    for place, (text, box, align, mark) in enumerate(zip(texts, boxes, aligns, around, strict=True)):
        kept, (first, *more) = with_next and place == 0, text.split("\n")
        lines = [paragraph(first, _cell_look(bold, align, 1, kept), mark)]
        lines += [paragraph(line, _cell_look(bold, align, 0, kept)) for line in more]
        cells.append(f"<w:tc>{box}{''.join(lines)}</w:tc>")
    return f"<w:tr>{f'<w:trPr>{shape}</w:trPr>' if shape else ''}{''.join(cells)}</w:tr>"


@cache
def _cell_look(bold: bool, align: WD_ALIGN_PARAGRAPH, before: float, with_next: bool) -> Look:
    return Look(TABLE_PT, bold, align=align, before=before, after=1, with_next=with_next)
