"""The Chairman's summary as a Word file in the form of Nghị định 30/2020: the one file that knows docx.

Number, signature and seal are left open for the office; nothing is drawn in their place.
"""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from plan.texts.written import format_day, format_long_day
from reports.figures import (
    TextTable,
    overdue_list,
    reporting_by,
    reporting_total,
    results_by,
    results_total,
    worst_agencies,
)
from reports.labels import TRIAL_BANNER, TRIAL_NOTE
from reports.progress import Progress
from reports.summary import (
    describe_agencies,
    describe_apart,
    describe_close,
    describe_finishes,
    describe_opening,
    describe_overdue,
    describe_rate,
    describe_remarks,
    describe_results,
    describe_subject,
    foremost_remarks,
    quote_remark,
    share_remarks,
)
from reports.tables import by_agency, by_section

FONT = "Times New Roman"
BODY_PT = 13
PAGE_MM = (210, 297)
MARGINS_MM = {"top": 20, "bottom": 20, "left": 30, "right": 15}
"""Nghị định 30/2020: top and bottom 20–25, left 30–35, right 15–20."""
_WIDTH_MM = PAGE_MM[0] - MARGINS_MM["left"] - MARGINS_MM["right"]
_HEAD_MM = (63.0, 102.0)
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_MOTTO_MM = 53.0
"""The motto's own length in bold 13: its rule is as long."""
_BOLD_CAPITAL_MM = 3.0
"""What a bold capital of 13 points takes on the average."""
_SMALL_PT = 10
"""Smaller letters are for tables of twelve columns, which stand closer together."""
_PADDING_TWIPS = 75
_FIRST_PAGE_QUOTE = 130
_ANNEX_QUOTE = 700
_RESULTS_CAPTION = "2. Kết quả thực hiện nhiệm vụ (số phần việc: nhiệm vụ của từng cơ quan)"
_CENTRE, _JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def write_summary(progress: Progress, path: Path) -> None:
    """Write the Chairman's summary as a Word file to `path`, over what is there."""
    path.write_bytes(build_summary(progress))


def build_summary(progress: Progress) -> bytes:
    """Return the Chairman's summary as a Word file: the same bytes for the same progress."""
    file = Document()
    _set_up(file, progress)
    _write_head(file, progress)
    _write_body(file, progress)
    _write_end(file, progress)
    _write_annexes(file, progress)
    return _packed(file)


def _write_head(file: DocumentFile, progress: Progress) -> None:
    register, issuer = progress.register, progress.office_name.removesuffix(" UBND tỉnh").upper()
    table = file.add_table(rows=2, cols=2)
    _fit(table, _HEAD_MM)
    (issuing, nation), (number, day) = (row.cells for row in table.rows)
    _say(issuing.paragraphs[0], f"UBND {register.name}".upper(), size=12, align=_CENTRE)
    _say(issuing.add_paragraph(), issuer, size=13, bold=True, align=_CENTRE)
    _rule(issuing, _HEAD_MM[0], 0.4 * min(len(issuer) * _BOLD_CAPITAL_MM, _HEAD_MM[0]))
    _say(nation.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True, align=_CENTRE)
    _say(nation.add_paragraph(), _MOTTO, size=13, bold=True, align=_CENTRE)
    _rule(nation, _HEAD_MM[1], _MOTTO_MM)
    _say(number.paragraphs[0], "Số:        /BC-…", size=13, align=_CENTRE)
    place_and_day = f"{register.place}, {format_long_day(progress.on)}"
    _say(day.paragraphs[0], place_and_day, size=13, italic=True, align=_CENTRE)
    _say(file.add_paragraph(), "BÁO CÁO", size=14, bold=True, align=_CENTRE, before=10)
    _say(file.add_paragraph(), describe_subject(progress), size=13, bold=True, align=_CENTRE)
    _rule(file, _WIDTH_MM, 60)
    to = f"Kính gửi: {register.name_of(register.chairman)}"
    _say(file.add_paragraph(), to, align=_CENTRE, before=4, after=4)


def _write_body(file: DocumentFile, progress: Progress) -> None:
    _body(file, describe_opening(progress))
    _heading(file, "I. TÌNH HÌNH BÁO CÁO")
    _add_table(file, reporting_total(progress), size=11)
    sentences = (describe_rate(progress) + " " + describe_apart(progress), *describe_agencies(progress))
    for place, sentence in enumerate(sentences, start=1):
        _body(file, f"{place}. {sentence}")
    _heading(file, "II. KẾT QUẢ THỰC HIỆN NHIỆM VỤ")
    _body(file, describe_results(progress))
    _add_table(file, results_total(progress), size=11)
    _body(file, describe_finishes(progress))
    _heading(file, "III. PHIẾU BÁO CÁO QUÁ HẠN")
    _body(file, describe_overdue(progress))
    if progress.overdue:
        _add_table(file, worst_agencies(progress), size=11)
        _body(file, "Danh sách đầy đủ tại Phụ lục III kèm theo.")
    _heading(file, "IV. KHÓ KHĂN, VƯỚNG MẮC; KIẾN NGHỊ, ĐỀ XUẤT")
    foremost = foremost_remarks(progress)
    spoken = describe_remarks(progress)
    _body(file, f"{spoken.removesuffix('.')}, như:" if foremost else spoken)
    for remark in foremost:
        name = f"{progress.name_of(remark.holder, remark.scope)} ({', '.join(remark.refs)})"
        _body(file, f"- {name}: {quote_remark(remark, _FIRST_PAGE_QUOTE)}")
    annexes = "Số liệu và danh sách chi tiết tại các Phụ lục kèm theo."
    # A signature does not stand on a page without words of the text above it.
    _body(file, f"{annexes} {describe_close(progress)}./.").paragraph_format.keep_with_next = True


def _write_end(file: DocumentFile, progress: Progress) -> None:
    """Write the recipients and the place of the signature, on one page."""
    table = file.add_table(rows=1, cols=2)
    _fit(table, (_WIDTH_MM / 2, _WIDTH_MM / 2))
    _keep_whole(table.rows[0])
    receiving, signing = table.rows[0].cells
    _say(receiving.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True)
    for recipient in ("- Như trên;", "- Lưu: VT."):
        _say(receiving.add_paragraph(), recipient, size=11)
    post = "CHÁNH VĂN PHÒNG" if progress.office_name.startswith("Văn phòng") else "THỦ TRƯỞNG CƠ QUAN"
    _say(signing.paragraphs[0], post, size=13, bold=True, align=_CENTRE)
    _say(signing.add_paragraph(), "", after=36)


def _write_annexes(file: DocumentFile, progress: Progress) -> None:
    agencies, sections = by_agency(progress), by_section(progress)
    _annex(file, progress, "I", "TÌNH HÌNH THỰC HIỆN THEO CƠ QUAN")
    _caption(file, "1. Tình hình báo cáo (số phiếu)")
    _add_table(file, reporting_by(agencies, "Cơ quan"), size=11, numbered=True)
    _caption(file, _RESULTS_CAPTION)
    _add_table(file, results_by(agencies, "Cơ quan"), size=9, numbered=True)
    _annex(file, progress, "II", "TÌNH HÌNH THỰC HIỆN THEO MỤC CỦA VĂN BẢN")
    _caption(file, "1. Tình hình báo cáo (số phiếu)")
    _add_table(file, reporting_by(sections, "Mục", with_code=True), size=11)
    _caption(file, _RESULTS_CAPTION)
    _add_table(file, results_by(sections, "Mục", with_code=True), size=9)
    if progress.overdue:
        _annex(file, progress, "III", "DANH SÁCH PHIẾU BÁO CÁO QUÁ HẠN")
        _add_table(file, overdue_list(progress, progress.overdue), size=10.5, numbered=True)
    if progress.remarks:
        number = "IV" if progress.overdue else "III"
        _annex(file, progress, number, "KHÓ KHĂN, VƯỚNG MẮC; KIẾN NGHỊ, ĐỀ XUẤT")
        _write_remarks(file, progress)


def _write_remarks(file: DocumentFile, progress: Progress) -> None:
    remarks, section = share_remarks(progress.remarks), ""
    if any(max(len(remark.difficulties), len(remark.proposals)) > _ANNEX_QUOTE for remark in remarks):
        _body(file, "Ý kiến dài được trích phần đầu; toàn văn có trong phiếu báo cáo.", size=12)
    for remark in remarks:
        if remark.section != section:
            section = remark.section
            _caption(file, f"{section}. {progress.heading_of(section)}")
        name = f"{progress.name_of(remark.holder, remark.scope)} ({', '.join(remark.refs)})"
        _body(file, f"- {name}: {quote_remark(remark, _ANNEX_QUOTE)}", size=12)


def _annex(file: DocumentFile, progress: Progress, number: str, title: str) -> None:
    """Begin an annex on a page of its own, numbered on its own."""
    section = file.add_section(WD_SECTION.NEW_PAGE)
    # The paragraph that ends the section before: at its full height it would take a page of its own after a full one.
    ending = _say(file.paragraphs[-1], "", size=1).paragraph_format
    ending.line_spacing_rule, ending.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    section.different_first_page_header_footer = True
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(start, "w:cols", "w:titlePg", "w:docGrid")  # noqa: SLF001  docx has no name for it
    _say(file.add_paragraph(), f"Phụ lục {number}", size=14, bold=True, align=_CENTRE)
    _say(file.add_paragraph(), title, size=14, bold=True, align=_CENTRE)
    with_what = f"(Kèm theo Báo cáo số        /BC-… ngày {format_day(progress.on)} của {progress.office_name})"
    _say(file.add_paragraph(), with_what, size=13, italic=True, align=_CENTRE, after=6)


def _set_up(file: DocumentFile, progress: Progress) -> None:
    """Set the page, the letters, the page number in the top margin (not on the first page), and a trial's banner."""
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(BODY_PT)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for letters in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(letters), FONT)
    for language in file.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "vi-VN")
    section = file.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    for side, width in MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(width))
    section.header_distance = section.footer_distance = Mm(7)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    _say(number, "", size=BODY_PT, align=_CENTRE)
    _add_page_number(number)
    if progress.trial:
        _mark_trial(section)
    properties, day = file.core_properties, datetime.combine(progress.on, time())
    properties.title, properties.author, properties.comments = describe_subject(progress), progress.office_name, ""
    properties.created = properties.modified = day
    properties.language, properties.last_modified_by = "vi-VN", progress.office_name


def _mark_trial(section: Section) -> None:
    first = section.first_page_header.paragraphs[0]
    for paragraph in (first, section.header.add_paragraph()):
        _say(paragraph, f"{TRIAL_BANNER} – {TRIAL_NOTE}", size=10, bold=True, align=_CENTRE)
        paragraph.runs[0].font.color.rgb = RGBColor(0xC6, 0x28, 0x28)


def _add_page_number(paragraph: Paragraph) -> None:
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


def _say(
    paragraph: Paragraph,
    text: str,
    size: float = BODY_PT,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    before: float = 0,
    after: float = 0,
) -> Paragraph:
    """Write one run of text; `size`, `before` and `after` in points."""
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold or None, italic or None
    shape = paragraph.paragraph_format
    shape.alignment, shape.space_before, shape.space_after, shape.line_spacing = align, Pt(before), Pt(after), 1.0
    return paragraph


def _body(file: DocumentFile, text: str, size: float = BODY_PT) -> Paragraph:
    paragraph = _say(file.add_paragraph(), text, size=size, align=_JUSTIFY, before=3, after=3)
    paragraph.paragraph_format.first_line_indent = Mm(10)
    return paragraph


def _heading(file: DocumentFile, text: str) -> None:
    paragraph = _body(file, text)
    paragraph.runs[0].bold = True
    paragraph.paragraph_format.keep_with_next = True


def _caption(file: DocumentFile, text: str) -> None:
    _say(file.add_paragraph(), text, bold=True, before=6, after=4).paragraph_format.keep_with_next = True


def _rule(place: DocumentFile | _Cell, width_mm: float, rule_mm: float) -> None:
    """Draw a rule of `rule_mm` in the middle of a place that is `width_mm` wide."""
    paragraph = _say(place.add_paragraph(), "", size=2)
    shape = paragraph.paragraph_format
    shape.space_before, shape.line_spacing_rule, shape.line_spacing = Pt(2), WD_LINE_SPACING.EXACTLY, Pt(6)
    inside = width_mm - (3.8 if isinstance(place, _Cell) else 0)
    shape.left_indent = shape.right_indent = Mm((inside - rule_mm) / 2)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, "w:spacing", "w:ind", "w:jc")  # noqa: SLF001  docx has no name for it


def _add_table(file: DocumentFile, table: TextTable, size: float, numbered: bool = False) -> None:
    """Add a table with lines, whose first row comes again on each page; `numbered` counts its rows."""
    header = ("TT", *table.header) if numbered else table.header
    shares = (0.62, *table.widths) if numbered else table.widths
    widths = [_WIDTH_MM * share / sum(shares) for share in shares]
    drawn = file.add_table(rows=1 + len(table.rows), cols=len(header))
    drawn.style = "Table Grid"
    words = {place + numbered for place in table.words}
    heading, *rows = drawn.rows
    _fill(heading, header, size, bold=True, words=set())
    _repeat(heading)
    for cell in heading.cells:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for place, (row, texts) in enumerate(zip(rows, table.rows, strict=True), start=1):
        is_total = table.total and place == len(rows)
        count = ("" if is_total else str(place),) if numbered else ()
        _fill(row, (*count, *texts), size, bold=is_total, words=words)
    _fit(drawn, widths)
    _pad(drawn, _PADDING_TWIPS if size >= _SMALL_PT else _PADDING_TWIPS // 3)


def _fill(row: _Row, texts: Sequence[str], size: float, bold: bool, words: set[int]) -> None:
    _keep_whole(row)
    room = 1 if size >= _SMALL_PT else 0
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        align = WD_ALIGN_PARAGRAPH.LEFT if place in words else _CENTRE
        _say(cell.paragraphs[0], text, size=size, bold=bold, align=align, before=room, after=room)


def _fit(table: Table, widths: Sequence[float]) -> None:
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
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


def _repeat(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  docx has no name for it


def _keep_whole(row: _Row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  docx has no name for it


def _packed(file: DocumentFile) -> bytes:
    """Return the file's bytes with one fixed moment on each part of the archive, instead of the machine's clock."""
    saved, packed = io.BytesIO(), io.BytesIO()
    file.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(part, parts.read(name))
    return packed.getvalue()
