"""The pages of a report: A4, margins, letters, page numbers, the sections of its annexes, and the file as bytes."""

import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time

from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.section import WD_ORIENTATION, WD_SECTION
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from reports.labels import TRIAL_BANNER, TRIAL_NOTE
from reports.word.markup import TABLE_LINES
from reports.word.pieces import BODY_PT, CENTRE, add_page_number, say

FONT = "Times New Roman"
SHORT_MM, LONG_MM = 210, 297
MARGINS_MM = {"top": 20, "bottom": 20, "left": 30, "right": 15}
"""Nghị định 30/2020: top and bottom 20–25, left 30–35, right 15–20."""
WIDTH_MM = SHORT_MM - MARGINS_MM["left"] - MARGINS_MM["right"]
"""The room between the margins of an upright page."""
_SCRIPTS = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")
_WORD_2013 = "15"
"""The newest mode of Word's layout: any other opens as "Compatibility Mode"."""


def set_up(file: DocumentFile, title: str, author: str, on: date, *, trial: bool) -> None:
    """Set the page, the letters, the page number in the top margin (not on the first page), and a trial's banner."""
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(BODY_PT)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for letters in _SCRIPTS:
        fonts.set(qn(letters), FONT)
    for language in file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "vi-VN")
    _set_mode(file)
    _drop_old_styles(file)
    section = file.sections[0]
    section.page_width, section.page_height = Mm(SHORT_MM), Mm(LONG_MM)
    for side, width in MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(width))
    section.header_distance = section.footer_distance = Mm(7)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    say(number, "", size=BODY_PT, align=CENTRE)
    add_page_number(number)
    if trial:
        _mark_trial(section)
    _set_properties(file, title, author, on)


def put_mark(file: DocumentFile, mark: str) -> None:
    """Put a report's mark among the file's keywords, where it stays when the file is changed and saved."""
    file.core_properties.keywords = mark


def _set_properties(file: DocumentFile, title: str, author: str, on: date) -> None:
    properties, day = file.core_properties, datetime.combine(on, time())
    properties.title, properties.author, properties.comments = title, author, ""
    properties.created = properties.modified = day
    properties.language, properties.last_modified_by = "vi-VN", author


def take_over(file: DocumentFile, title: str, author: str, on: date, *, trial: bool) -> None:
    """Make a file of the office's own ready for a report: what it has stays, what a report cannot do without is added.

    That is the lines of tables, a page number where it has no head of its own, and a trial's banner on every page.
    """
    if TABLE_LINES not in file.styles:
        drawn = next(one for one in Document().styles if one.name == TABLE_LINES)
        file.styles.element.append(drawn.element)
    _drop_old_styles(file)
    first = file.sections[0]
    if first.header.is_linked_to_previous and not any(_numbers_pages(section) for section in file.sections):
        first.different_first_page_header_footer = True
        number = first.header.paragraphs[0]
        say(number, "", size=BODY_PT, align=CENTRE)
        add_page_number(number)
    for place, section in enumerate(file.sections):
        heads = (section.header, section.first_page_header, section.even_page_header) if trial else ()
        for head in heads:
            if place == 0 or not head.is_linked_to_previous:
                _write_banner(head.add_paragraph())
    _set_properties(file, title, author, on)


def _numbers_pages(section: Section) -> bool:
    parts = (section.header, section.first_page_header, section.footer, section.first_page_footer)
    fields = (field for part in parts if not part.is_linked_to_previous for field in part._element.iter())  # noqa: SLF001  docx has no name for a field
    return any("PAGE" in (field.text or "") or "PAGE" in (field.get(qn("w:instr")) or "") for field in fields)


def room_of(section: Section) -> float:
    """Return the room between the margins of a section's pages, in millimetres."""
    width, left, right = section.page_width, section.left_margin, section.right_margin
    return (width.mm if width else SHORT_MM) - (left.mm if left else 0) - (right.mm if right else 0)


def own_letters(written: Iterable[BaseOxmlElement]) -> None:
    """Give what was written into a file of the office's own the letters of the decree, whatever its own are."""
    for element in written:
        for run in element.iter(qn("w:r")):
            fonts = run.get_or_add_rPr().get_or_add_rFonts()
            for letters in _SCRIPTS:
                fonts.set(qn(letters), FONT)


def _set_mode(file: DocumentFile) -> None:
    for setting in file.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _WORD_2013)


def _drop_old_styles(file: DocumentFile) -> None:
    """Drop the second copy of the styles that Word 2010 kept: it is not changed with the first, and so contradicts it."""
    relations = file.part.rels
    for name in [name for name, one in relations.items() if one.reltype.endswith("/stylesWithEffects")]:
        relations.pop(name)


def _mark_trial(section: Section) -> None:
    first = section.first_page_header.paragraphs[0]
    for paragraph in (first, section.header.add_paragraph()):
        _write_banner(paragraph)


def _write_banner(paragraph: Paragraph) -> None:
    say(paragraph, f"{TRIAL_BANNER} – {TRIAL_NOTE}", size=11, bold=True, align=CENTRE)
    paragraph.runs[0].font.color.rgb = RGBColor(0xC6, 0x28, 0x28)


def begin_annex(file: DocumentFile, *, wide: bool) -> float:
    """Begin an annex on a page of its own, lying where it is `wide`, numbered on its own; return its room in millimetres."""
    section = file.add_section(WD_SECTION.NEW_PAGE)
    # The paragraph that ends the section before: at its full height it would take a page of its own after a full one.
    ending = say(file.paragraphs[-1], "", size=1).paragraph_format
    ending.line_spacing_rule, ending.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    section.different_first_page_header_footer = True
    section.orientation = WD_ORIENTATION.LANDSCAPE if wide else WD_ORIENTATION.PORTRAIT
    width, height = (LONG_MM, SHORT_MM) if wide else (SHORT_MM, LONG_MM)
    section.page_width, section.page_height = Mm(width), Mm(height)
    properties = section._sectPr  # noqa: SLF001  docx has no name for a section's first number
    # A new section begins as a copy of the one before, its first number included.
    for earlier in properties.findall(qn("w:pgNumType")):
        properties.remove(earlier)
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    properties.insert_element_before(start, "w:cols", "w:titlePg", "w:docGrid")
    return room_of(section)


def leave_first_head(file: DocumentFile, *, trial: bool) -> None:
    """Let the last section's first page have a head of its own, an empty one: the letterhead may stand in the first's."""
    head = file.sections[-1].first_page_header
    if head.is_linked_to_previous:
        head.is_linked_to_previous = False
        if trial:
            _write_banner(head.paragraphs[0])


def packed(file: DocumentFile) -> bytes:
    """Return the file's bytes with one fixed moment on each part of the archive, instead of the machine's clock."""
    saved, result = io.BytesIO(), io.BytesIO()
    file.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(part, parts.read(name))
    return result.getvalue()
