"""The Word file against Nghị định 30/2020, opened again as an office would open it."""

import io
import re
from datetime import date, timedelta
from typing import Any

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
from reports.account.account import Account, Letterhead
from reports.chairman import FORMATS
from reports.labels import (
    format_count,
    format_rate,
    name_document_first,
    shorten,
    tidy_text,
)
from tests.homes.office_files import faults_of
from tests.homes.plans.small_plan import LOADED, asked, measure, tell

ON = date(2023, 7, 10)
DUE = date(2023, 6, 14)
NASTY = '=HYPERLINK("http://xau.example") <w:p>&amp; \x0b\x07dòng một\r\ndòng hai \ud800 ${x} {{y}}'


SET: dict[str, Any] = {"power": "KT. CHÁNH VĂN PHÒNG", "post": "Phó Chánh Văn phòng", "signer": "Nguyễn Văn Minh"}


def some(words: str = "Thiếu kinh phí", **given: object) -> list[Standing]:
    on = given.get("on", ON)
    assert isinstance(on, date)
    return [
        asked("II.1.a", "van-phong-ubnd-tinh", DUE, on, date(2023, 6, 12), Result.DONE),
        asked("II.1.a", "so-y-te", DUE, on),
        asked("II.2.b", "so-y-te", DUE, on, date(2023, 6, 20), Result.BLOCKED, difficulties=words, proposals=words),
    ]


def opened(account: Account) -> DocumentFile:
    return Document(io.BytesIO(FORMATS["docx"](account)))


def summary(on: date = ON, trial: bool = False, words: str = "Thiếu kinh phí", **head: Any) -> DocumentFile:  # noqa: ANN401
    letterhead = Letterhead(**{"place": "Bắc Giang", **head})
    return opened(tell(measure(*some(words, on=on), on=on, trial=trial), letterhead=letterhead))


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
        assert sorted((round(section.page_width.mm), round(section.page_height.mm))) == [210, 297]
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
    assert number.text == "Số:        /BC-VP"
    assert day.text == "Bắc Giang, ngày       tháng 7 năm 2023"
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
    subject = find(file, "Kết quả theo dõi, đôn đốc thực hiện Kế hoạch bảo đảm an toàn mạng")
    assert subject.runs[0].bold
    texts = [paragraph.text for paragraph in file.paragraphs]
    place = texts.index(subject.text)
    assert texts[place + 1] == "(tính đến ngày 10/7/2023)"
    assert list(file.paragraphs[place + 2]._p.iter(qn("w:pBdr")))
    assert find(file, "Kính gửi: Chủ tịch UBND tỉnh").alignment == WD_ALIGN_PARAGRAPH.CENTER


def test_the_body_is_justified_with_an_indent_and_a_gap_and_ends_with_its_mark() -> None:
    file = summary()
    opening = find(file, "Thực hiện nhiệm vụ theo dõi, đôn đốc Kế hoạch số ………… ngày …… tháng 11 năm 2022 của")
    assert opening.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert opening.paragraph_format.first_line_indent is not None
    assert round(opening.paragraph_format.first_line_indent.mm) == 10
    assert opening.paragraph_format.space_after == Pt(6)
    assert find(file, "Số liệu và danh sách chi tiết").text.endswith("xem xét, chỉ đạo./.")


def test_headings_come_in_the_order_that_officials_expect_and_those_with_titles_are_bold() -> None:
    file = summary()
    first = [paragraph for paragraph in file.paragraphs if re.match(r"[IV]+\. ", paragraph.text)]
    assert [paragraph.text for paragraph in first] == [
        "I. KẾT QUẢ CHUNG",
        "II. NỘI DUNG ĐÃ THỰC HIỆN",
        "III. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN",
        "IV. KIẾN NGHỊ, ĐỀ XUẤT",
        "V. NHIỆM VỤ THỜI GIAN TỚI",
    ]
    assert all(paragraph.runs[0].bold for paragraph in first)
    assert find(file, "1. Tăng cường lãnh đạo (mục II.1)").runs[0].bold
    assert not find(file, "Phổ biến, quán triệt chủ trương (II.1.a)").runs[0].bold


def test_recipients_stand_on_the_left_and_the_signature_is_left_open() -> None:
    file = summary()
    receiving, signing = next(t for t in file.tables if t.rows[0].cells[0].text.startswith("Nơi nhận")).rows[0].cells
    assert [paragraph.text for paragraph in receiving.paragraphs] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT."]
    first = receiving.paragraphs[0].runs[0]
    assert (first.bold, first.italic, first.font.size) == (True, True, Pt(12))
    assert receiving.paragraphs[1].runs[0].font.size == Pt(11)
    assert [paragraph.text for paragraph in signing.paragraphs] == ["CHÁNH VĂN PHÒNG", ""]
    assert not file.inline_shapes


def test_the_office_sets_symbol_signer_recipients_and_place() -> None:
    file = summary(
        symbol="BC-VPUBND",
        drafter="TH",
        power="KT. CHÁNH VĂN PHÒNG",
        post="Phó Chánh Văn phòng",
        signer="Nguyễn Văn Minh",
        recipients=("Các PCT UBND tỉnh", "Công an tỉnh"),
        place="Việt Yên",
    )
    (_, _), (number, day) = (row.cells for row in file.tables[0].rows)
    assert (number.text, day.text) == ("Số:        /BC-VPUBND", "Việt Yên, ngày       tháng 7 năm 2023")
    receiving, signing = next(t for t in file.tables if t.rows[0].cells[0].text.startswith("Nơi nhận")).rows[0].cells
    assert [paragraph.text for paragraph in receiving.paragraphs[1:]] == [
        "- Như trên;",
        "- Các PCT UBND tỉnh;",
        "- Công an tỉnh;",
        "- Lưu: VT, TH.",
    ]
    assert [paragraph.text for paragraph in signing.paragraphs] == [
        "KT. CHÁNH VĂN PHÒNG",
        "PHÓ CHÁNH VĂN PHÒNG",
        "Nguyễn Văn Minh",
    ]
    assert all(paragraph.runs[0].bold for paragraph in signing.paragraphs)


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


def test_the_annexes_hold_agencies_sections_and_the_overdue_and_repeat_nothing() -> None:
    file = summary()
    texts = [paragraph.text for paragraph in file.paragraphs]
    annexes = [texts[place + 1] for place, text in enumerate(texts) if text.startswith("Phụ lục ")]
    assert annexes == [
        "TÌNH HÌNH THỰC HIỆN THEO CƠ QUAN",
        "TÌNH HÌNH THỰC HIỆN THEO MỤC CỦA VĂN BẢN",
        "DANH SÁCH BÁO CÁO QUÁ HẠN",
    ]
    text = whole_text(file)
    assert "II.2. Bảo vệ hệ thống" in text
    assert text.count("- Sở Y tế (II.2.b): Thiếu kinh phí.") == 2  # as a difficulty and as a proposal
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


def test_wide_tables_lie_and_no_letters_are_smaller_than_eleven_points() -> None:
    file = summary(words="Thiếu kinh phí và cán bộ. " * 60)
    sides = [(round(one.page_width.mm), round(one.page_height.mm)) for one in file.sections]  # type: ignore[union-attr]
    assert sides == [(210, 297), *[(297, 210)] * 4]
    for table in file.tables:
        for paragraph in table._tbl.iter(qn("w:p")):
            for size in paragraph.iter(qn("w:sz")):
                if "".join(text.text or "" for text in paragraph.iter(qn("w:t"))):
                    assert int(size.get(qn("w:val"))) >= 22
    for section, table in zip(file.sections[1:3], file.tables[-7:], strict=False):
        room = section.page_width - section.left_margin - section.right_margin  # type: ignore[operator]
        assert sum(column.width for column in table.columns) <= room + Pt(1)


def test_the_file_is_valid_and_what_may_stand_once_stands_once() -> None:
    for file in (summary(words="Thiếu kinh phí và cán bộ. " * 60, **SET), summary(trial=True), summary(on=DUE)):
        saved = io.BytesIO()
        file.save(saved)
        assert faults_of(saved.getvalue()) == []
        # The schema lets some of them stand twice in a row's properties: Word takes the first, others the last.
        for properties in (one for one in file.element.iter() if str(one.tag).endswith("Pr")):
            names = [str(child.tag) for child in properties if not str(child.tag).endswith("Reference")]
            assert len(set(names)) == len(names), names


def test_word_opens_the_file_in_its_own_mode() -> None:
    (mode,) = [
        setting.get(qn("w:val"))
        for setting in summary().settings.element.iter(qn("w:compatSetting"))
        if setting.get(qn("w:name")) == "compatibilityMode"
    ]
    assert mode == "15"


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
    text = whole_text(opened(tell(measure(asked("II.1.a", "so-y-te", DUE, ON, DUE, Result.DONE), on=ON))))
    assert "Phụ lục II" in text
    assert "Phụ lục III" not in text
    assert "Không có báo cáo quá hạn chưa gửi." in text


def test_a_trial_is_marked_on_every_page() -> None:
    section = summary(trial=True).sections[0]
    for header in (section.first_page_header, section.header):
        assert any(paragraph.text.startswith("BẢN CHẠY THỬ") for paragraph in header.paragraphs)
    assert "CHẠY THỬ" not in "".join(paragraph.text for paragraph in summary().sections[0].first_page_header.paragraphs)


def test_the_same_report_gives_the_same_bytes() -> None:
    account = tell(measure(*some(), on=ON))
    assert FORMATS["docx"](account) == FORMATS["docx"](tell(measure(*some(), on=ON)))


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


def test_months_1_and_2_alone_take_a_zero_in_the_date_that_is_left_open() -> None:
    days = [summary(on=date(2023, month, 20)).tables[0].rows[1].cells[1].text for month in (1, 3, 12)]
    assert [day.partition("tháng ")[2] for day in days] == ["01 năm 2023", "3 năm 2023", "12 năm 2023"]


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


def test_long_words_are_cut_at_a_sentence_and_stand_whole_in_an_annex() -> None:
    on, long = ON + timedelta(days=400), "Thiếu kinh phí và cán bộ. " * 60
    file = opened(tell(measure(*some(long, on=on), on=on)))
    body = "\n".join(paragraph.text for paragraph in file.paragraphs)
    assert "- Sở Y tế (II.2.b): Thiếu kinh phí và cán bộ. Thiếu kinh phí và cán bộ." in body
    assert len(body) < 9_000
    assert "KHÓ KHĂN, VƯỚNG MẮC; KIẾN NGHỊ, ĐỀ XUẤT; GIẢI TRÌNH" in body
    assert long.strip() in whole_text(file)
