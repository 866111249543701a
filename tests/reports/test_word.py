"""The Word file against Nghị định 30/2020, opened again as an office would open it."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from models.check_ins.standings import Standing
from models.tables.core import Result
from plan.texts.written import format_day, format_long_day
from reports.labels import (
    format_count,
    format_rate,
    name_document_first,
    shorten,
    tidy_text,
)
from reports.progress import Progress
from reports.word import build_summary, write_summary
from tests.homes.plans.small_plan import LOADED, asked, measure

ON = date(2023, 7, 10)
DUE = date(2023, 6, 14)
NASTY = '=HYPERLINK("http://xau.example") <w:p>&amp; \x0b\x07dòng một\r\ndòng hai \ud800 ${x} {{y}}'


def some(words: str = "Thiếu kinh phí", **given: object) -> list[Standing]:
    on = given.get("on", ON)
    assert isinstance(on, date)
    return [
        asked("II.1.a", "van-phong-ubnd-tinh", DUE, on, date(2023, 6, 12), Result.DONE),
        asked("II.1.a", "so-y-te", DUE, on),
        asked("II.2.b", "so-y-te", DUE, on, date(2023, 6, 20), Result.BLOCKED, difficulties=words, proposals=words),
    ]


def opened(progress: Progress) -> DocumentFile:
    return Document(io.BytesIO(build_summary(progress)))


def summary(on: date = ON, trial: bool = False, words: str = "Thiếu kinh phí") -> DocumentFile:
    return opened(measure(*some(words, on=on), on=on, trial=trial))


def find(file: DocumentFile, text: str) -> Paragraph:
    """The paragraph of the body that begins with `text`."""
    return next(paragraph for paragraph in file.paragraphs if paragraph.text.startswith(text))


def whole_text(file: DocumentFile) -> str:
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in file.paragraphs), *cells])


def test_the_page_is_a4_with_the_margins_of_the_decree() -> None:
    for section in summary().sections:
        assert section.page_width is not None
        assert section.page_height is not None
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert all(margin is not None for margin in margins)
        top, bottom, left, right = (round(margin.mm) for margin in margins if margin is not None)
        assert 20 <= top <= 25
        assert 20 <= bottom <= 25
        assert 30 <= left <= 35
        assert 15 <= right <= 20


def test_the_letters_are_times_new_roman_of_13_points_for_every_script() -> None:
    normal = summary().styles["Normal"]
    assert normal.font.size == Pt(13)
    fonts = normal.element.rPr.rFonts
    assert {fonts.get(qn(name)) for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")} == {"Times New Roman"}


def test_the_head_is_two_columns_without_borders_with_its_two_rules() -> None:
    head = summary().tables[0]
    (issuer, nation), (number, day) = (row.cells for row in head.rows)
    assert [paragraph.text for paragraph in issuer.paragraphs] == ["UBND TỈNH BẮC GIANG", "VĂN PHÒNG", ""]
    assert [paragraph.text for paragraph in nation.paragraphs] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "",
    ]
    assert number.text == "Số:        /BC-…"
    assert day.text == "Bắc Giang, ngày 10 tháng 7 năm 2023"
    assert [paragraph.runs[0].bold for paragraph in issuer.paragraphs[:2]] == [None, True]
    assert [paragraph.runs[0].font.size for paragraph in nation.paragraphs[:2]] == [Pt(12), Pt(13)]
    assert day.paragraphs[0].runs[0].italic
    assert not number.paragraphs[0].runs[0].italic
    assert len(list(head._tbl.iter(qn("w:pBdr")))) == 2
    assert not list(head._tbl.iter(qn("w:tblBorders")))
    assert head.style is None or head.style.name == "Normal Table"


def test_the_title_is_bold_and_ruled_and_the_reader_is_named() -> None:
    file = summary()
    title = find(file, "BÁO CÁO")
    assert (title.runs[0].bold, title.alignment) == (True, WD_ALIGN_PARAGRAPH.CENTER)
    subject = find(file, "Tình hình thực hiện Kế hoạch bảo đảm an toàn mạng (tính đến ngày 10/7/2023)")
    assert subject.runs[0].bold
    following = file.paragraphs[[paragraph.text for paragraph in file.paragraphs].index(subject.text) + 1]
    assert list(following._p.iter(qn("w:pBdr")))
    assert find(file, "Kính gửi: Chủ tịch UBND tỉnh").alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_the_body_is_justified_with_an_indent_and_ends_with_its_mark() -> None:
    file = summary()
    opening = find(file, "Thực hiện nhiệm vụ theo dõi, đôn đốc Kế hoạch số ………… ngày …… tháng 11 năm 2022 của")
    assert opening.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert opening.paragraph_format.first_line_indent is not None
    assert round(opening.paragraph_format.first_line_indent.mm) == 10
    assert find(file, "I. TÌNH HÌNH BÁO CÁO").runs[0].bold
    assert find(file, "Số liệu và danh sách chi tiết").text.endswith("xem xét, chỉ đạo./.")


def test_recipients_stand_on_the_left_and_the_signature_is_left_open() -> None:
    file = summary()
    receiving, signing = next(t for t in file.tables if t.rows[0].cells[0].text.startswith("Nơi nhận")).rows[0].cells
    assert [paragraph.text for paragraph in receiving.paragraphs] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    first = receiving.paragraphs[0].runs[0]
    assert (first.bold, first.italic, first.font.size) == (True, True, Pt(12))
    assert receiving.paragraphs[1].runs[0].font.size == Pt(11)
    assert [paragraph.text for paragraph in signing.paragraphs] == ["CHÁNH VĂN PHÒNG", ""]
    assert not file.inline_shapes


def test_pages_are_numbered_in_the_top_margin_but_the_first_and_each_annex_anew() -> None:
    file = summary()
    header = file.sections[0].header
    assert [element.text for element in header._element.iter(qn("w:instrText"))] == ["PAGE"]
    assert header.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert not list(file.sections[0].first_page_header._element.iter(qn("w:instrText")))
    for section in file.sections:
        assert section.different_first_page_header_footer
        assert section.header.is_linked_to_previous == (section._sectPr is not file.sections[0]._sectPr)
    starts = [section._sectPr.find(qn("w:pgNumType")) for section in file.sections]
    assert starts[0] is None
    assert [start.get(qn("w:start")) for start in starts[1:] if start is not None] == ["1"] * (len(starts) - 1)


def test_the_annexes_hold_agencies_sections_the_overdue_and_the_remarks() -> None:
    file = summary()
    assert [paragraph.text for paragraph in file.paragraphs if paragraph.text.startswith("Phụ lục ")] == [
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
        "Phụ lục IV",
    ]
    text = whole_text(file)
    assert "II.2. Bảo vệ hệ thống" in text
    assert "- Sở Y tế (II.2.b): Khó khăn, vướng mắc: Thiếu kinh phí." in text
    overdue = next(
        table for table in file.tables if table.rows[0].cells[-1].text == "Số ngày quá hạn" and len(table.columns) == 7
    )
    assert [cell.text for cell in overdue.rows[1].cells] == [
        "1",
        "Sở Y tế",
        "II.1.a. Phổ biến, quán triệt chủ trương",
        "6 tháng đầu năm 2023",
        "14/6/2023",
        "1",
        "26",
    ]


def test_a_long_tables_head_comes_again_on_each_page_and_no_row_is_torn() -> None:
    file = summary()
    ruled = [table for table in file.tables if table.style is not None and table.style.name == "Table Grid"]
    assert len(ruled) == 8
    for table in ruled:
        assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows][:2] == [True, False]
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_what_agencies_wrote_is_text_and_nothing_else() -> None:
    file = summary(words=tidy_text(NASTY))
    assert '=HYPERLINK("http://xau.example") <w:p>&amp; dòng một dòng hai ${x} {{y}}' in whole_text(
        summary(words=NASTY)
    )
    relations = [relation.reltype for relation in file.part.rels.values()]
    assert not [kind for kind in relations if kind.endswith(("/hyperlink", "/image", "/oleObject"))]
    assert not list(file.element.iter(qn("w:instrText")))


def test_no_overdue_and_no_remarks_leave_their_annexes_out() -> None:
    text = whole_text(opened(measure(asked("II.1.a", "so-y-te", DUE, ON, DUE, Result.DONE), on=ON)))
    assert "Phụ lục II" in text
    assert "Phụ lục III" not in text
    assert "Không có báo cáo quá hạn chưa gửi." in text


def test_a_trial_is_marked_on_every_page() -> None:
    section = summary(trial=True).sections[0]
    for header in (section.first_page_header, section.header):
        assert any(paragraph.text.startswith("BẢN CHẠY THỬ") for paragraph in header.paragraphs)
    assert "CHẠY THỬ" not in "".join(paragraph.text for paragraph in summary().sections[0].first_page_header.paragraphs)


def test_the_same_progress_gives_the_same_bytes(tmp_path: Path) -> None:
    progress = measure(*some(), on=ON)
    write_summary(progress, tmp_path / "mot.docx")
    assert (tmp_path / "mot.docx").read_bytes() == build_summary(measure(*some(), on=ON))


@pytest.mark.parametrize(
    ("day", "words", "figures"),
    [
        (date(2023, 7, 10), "ngày 10 tháng 7 năm 2023", "10/7/2023"),
        (date(2023, 7, 5), "ngày 05 tháng 7 năm 2023", "05/7/2023"),
        (date(2023, 1, 31), "ngày 31 tháng 01 năm 2023", "31/01/2023"),
        (date(2023, 2, 1), "ngày 01 tháng 02 năm 2023", "01/02/2023"),
        (date(2023, 3, 9), "ngày 09 tháng 3 năm 2023", "09/3/2023"),
        (date(2023, 12, 20), "ngày 20 tháng 12 năm 2023", "20/12/2023"),
    ],
)
def test_days_under_10_and_months_1_and_2_alone_take_a_zero(day: date, words: str, figures: str) -> None:
    assert (format_long_day(day), format_day(day)) == (words, figures)
    assert summary(on=day).tables[0].rows[1].cells[1].text == f"Bắc Giang, {words}"


def test_numbers_rates_and_cut_texts_read_as_an_official_writes_them() -> None:
    assert [format_count(number) for number in (0, 5, 10, 1250)] == ["0", "05", "10", "1.250"]
    assert [format_rate(rate) for rate in (None, 0.0, 1 / 3, 0.5, 0.9999, 1.0)] == [
        "–",
        "0%",
        "33,3%",
        "50%",
        "99,9%",
        "100%",
    ]
    assert shorten("Thiếu kinh phí, thiếu người", 18) == "Thiếu kinh phí…"
    assert shorten("Thiếu", 5) == "Thiếu"


@pytest.mark.parametrize(
    ("number", "day", "words"),
    [
        (None, "11/2022", "Kế hoạch số ………… ngày …… tháng 11 năm 2022 của UBND tỉnh Bắc Giang bảo đảm an toàn mạng"),
        ("12/KH-UBND", "5/1/2023", "Kế hoạch số 12/KH-UBND ngày 05 tháng 01 năm 2023 của UBND tỉnh Bắc Giang bảo đảm"),
        (None, "2022", "Kế hoạch số ………… ngày …… tháng …… năm 2022 của UBND tỉnh Bắc Giang"),
    ],
)
def test_a_documents_first_mention_leaves_blank_what_is_not_known(number: str | None, day: str, words: str) -> None:
    document = LOADED.plan.document
    given = type(document)(document.kind, number, day, document.issuer, document.subject)
    assert name_document_first(given).startswith(words)


def test_many_agencies_and_long_words_are_cut_with_a_note() -> None:
    on = ON + timedelta(days=400)
    text = whole_text(opened(measure(*some("Thiếu kinh phí và cán bộ. " * 300, on=on), on=on)))
    assert "Ý kiến dài được trích phần đầu; toàn văn có trong phiếu báo cáo." in text
    assert len(text) < 12_000
