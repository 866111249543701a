"""The pieces of a page: paragraphs, rules and fields, each in the form of Nghị định 30/2020."""

from collections.abc import Sequence

from docx.document import Document as DocumentFile
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

BODY_PT = 13
CENTRE, LEFT, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
JUSTIFY = WD_ALIGN_PARAGRAPH.JUSTIFY
INDENT_MM = 10
"""How far the first line of a paragraph stands in."""
GAP_PT = 6
"""The room below a paragraph, in points."""
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


def fit(table: Table, widths: Sequence[float]) -> None:
    """Give a table's columns their widths in millimetres."""
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


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
