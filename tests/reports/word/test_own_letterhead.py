"""The office's own letterhead: a page made in Word, whose places a report fills in; what is wrong in it is told by name."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from docx import Document
from docx.document import Document as DocumentFile
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from models.tables.core import Result
from reports.account.account import Letterhead, LetterheadError, OwnLetterhead
from reports.chairman import FORMATS
from reports.word.own_letterhead import check_letterhead
from tests.homes.office_files import faults_of
from tests.homes.plans.small_plan import asked, measure, tell

ON = date(2023, 7, 10)
DUE = date(2023, 6, 14)
LONG = "Thiếu kinh phí và cán bộ chuyên trách. " * 30


def page(change: Callable[[DocumentFile], object] = lambda _file: None) -> bytes:
    """Return a letterhead as Word keeps one: places in pieces, a logo's table, a signature after the words."""
    file = Document()
    file.styles["Normal"].font.name = "Arial"
    file.sections[0].page_width, file.sections[0].page_height = Mm(210), Mm(297)
    file.sections[0].left_margin, file.sections[0].right_margin = Mm(35), Mm(20)
    head = file.add_table(rows=1, cols=2)
    in_pieces(head.rows[0].cells[0].paragraphs[0], "{", "{ co_", "quan", " }", "}")
    head.rows[0].cells[1].paragraphs[0].add_run("{{dia_danh}}, {{ ngay_thang }}").italic = True
    file.add_paragraph("BÁO CÁO")
    file.add_paragraph("{{ trich_yeu }}").paragraph_format.space_after = Pt(3)
    in_pieces(file.add_paragraph(), "{{", " noi_", "dung ", "}}")
    file.add_paragraph("{{ quyen_han }}")
    file.add_paragraph("{{ chuc_vu }}")
    file.add_paragraph("{{ noi_nhan }}")
    file.add_paragraph("In tại Văn phòng")
    change(file)
    saved = io.BytesIO()
    file.save(saved)
    return saved.getvalue()


def in_pieces(paragraph: Paragraph, *pieces: str) -> None:
    """Write words as Word does that looked at their spelling: piece by piece, one of them bold."""
    for place, piece in enumerate(pieces):
        run = paragraph.add_run(piece)
        run.bold = place == 2
        mark = run._r.makeelement(qn("w:proofErr"), {qn("w:type"): "spellStart"})
        run._r.addnext(mark)


def report(content: bytes, *, trial: bool = False, words: str = LONG) -> bytes:
    own = OwnLetterhead("letterhead.docx", content)
    head = Letterhead(
        symbol="BC-VP",
        drafter="TH",
        post="Phó Chánh Văn phòng",
        recipients=("Sở A & Sở <B>",),
        place="Bắc Giang",
        own=own,
    )
    standings = [
        asked("II.1.a", "so-y-te", DUE, ON),
        asked("II.2.b", "so-y-te", DUE, ON, date(2023, 6, 20), Result.BLOCKED, difficulties=words, proposals=words),
    ]
    return FORMATS["docx"](tell(measure(*standings, on=ON, trial=trial), letterhead=head))


@pytest.fixture(scope="module")
def file() -> DocumentFile:
    return Document(io.BytesIO(report(page())))


def test_places_in_pieces_are_filled_and_the_words_stand_between_head_and_signature(file: DocumentFile) -> None:
    assert file.tables[0].rows[0].cells[0].text == "VĂN PHÒNG"
    assert file.tables[0].rows[0].cells[1].text == "Bắc Giang, ngày       tháng 7 năm 2023"
    texts = [paragraph.text for paragraph in file.paragraphs]
    first, last = texts.index("I. KẾT QUẢ CHUNG"), texts.index("In tại Văn phòng")
    assert texts[:3] == ["BÁO CÁO", "Kết quả theo dõi, đôn đốc thực hiện Kế hoạch bảo đảm an toàn mạng", texts[2]]
    assert texts[2].startswith("Thực hiện nhiệm vụ theo dõi, đôn đốc")
    assert first < last < texts.index("Phụ lục I")
    assert texts[last - 4 : last] == ["PHÓ CHÁNH VĂN PHÒNG", "- Như trên;", "- Sở A & Sở <B>;", "- Lưu: VT, TH."]
    assert "{{" not in "".join(texts)


def test_the_words_bear_the_letters_of_the_decree_and_fit_the_pages_of_the_letterhead(file: DocumentFile) -> None:
    texts = [paragraph.text for paragraph in file.paragraphs]
    opening = file.paragraphs[2]
    assert opening.runs[0].font.name == "Times New Roman"
    assert file.paragraphs[texts.index("In tại Văn phòng")].runs[0].font.name is None
    room = Mm(210 - 35 - 20)
    assert sum(column.width for column in file.tables[1].columns) <= room + Pt(1)
    assert file.tables[1].style is not None
    assert file.tables[1].style.name == "Table Grid"


def test_the_file_is_sound_and_each_bookmark_has_its_own_number() -> None:
    content = report(page(lambda one: one.paragraphs[0]._p.append(bookmark("1"))))
    assert faults_of(content) == []
    numbers = [one.get(qn("w:id")) for one in Document(io.BytesIO(content)).element.iter(qn("w:bookmarkStart"))]
    assert len(set(numbers)) == len(numbers) > 10


def bookmark(number: str) -> object:
    file = Document()
    return file.element.body.makeelement(qn("w:bookmarkStart"), {qn("w:id"): number, qn("w:name"): "dau"})


def test_a_trial_is_marked_on_every_page_and_the_annexes_do_not_bear_the_letterhead() -> None:
    def with_heads(file: DocumentFile) -> None:
        file.sections[0].different_first_page_header_footer = True
        file.sections[0].first_page_header.paragraphs[0].text = "{{ co_quan }}"
        file.sections[0].header.paragraphs[0].text = "Trang tiếp"

    file = Document(io.BytesIO(report(page(with_heads), trial=True)))
    first, annex = file.sections[0], file.sections[1]
    for head in (first.header, first.first_page_header, annex.first_page_header):
        assert any(one.text.startswith("BẢN CHẠY THỬ") for one in head.paragraphs)
    assert first.first_page_header.paragraphs[0].text == "VĂN PHÒNG"
    assert "VĂN PHÒNG" not in [one.text for one in annex.first_page_header.paragraphs]


def test_a_letterhead_without_heads_gets_page_numbers() -> None:
    section = Document(io.BytesIO(report(page()))).sections[0]
    assert [one.text for one in section.header._element.iter(qn("w:instrText"))] == ["PAGE"]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (
            "{{ co_quam }}",
            "không có chỗ điền «co_quam» (có phải «co_quan» không?); các chỗ dùng được: co_quan_chu_quan,",
        ),
        ("{{ cơ quan }}", "viết sai ở «{{ cơ quan }}»; mỗi chỗ điền viết như {{ noi_dung }}"),
        ("{{ 9**9**9 }}", "viết sai ở «{{ 9**9**9 }}»; trong hai dấu ngoặc nhọn kép chỉ ghi tên"),
        ("{% if nguoi_ky %}x{% endif %}", "viết sai ở «{% if nguoi_ky %}x{% endif %}»"),
        ("{co_quan}", "chỗ điền «{co_quan}» mới có một dấu ngoặc nhọn; hãy viết {{ co_quan }}."),
        ("{{ noi_dung }}", "chỗ điền {{ noi_dung }} có 2 lần; chỉ để một lần."),
    ],
)
def test_a_wrong_place_is_told_by_its_name(words: str, fault: str) -> None:
    with pytest.raises(LetterheadError) as told:
        check_letterhead("letterhead.docx", page(lambda file: file.add_paragraph(words)))
    assert str(told.value).startswith(f"letterhead.docx: {fault}")


def test_the_words_need_a_paragraph_of_their_own() -> None:
    def lose(file: DocumentFile) -> None:
        body = next(one for one in file.paragraphs if "noi_dung" in one.text)
        body.add_run(" và hết")

    for change, fault in (
        (lose, "phải đứng riêng một đoạn, ngoài bảng và khung chữ."),
        (lambda file: next(one for one in file.paragraphs if "noi_dung" in one.text).clear(), "chưa có chỗ điền"),
    ):
        with pytest.raises(LetterheadError, match=fault):
            check_letterhead("letterhead.docx", page(change))


def without_size(file: DocumentFile) -> None:
    file.element.body.remove(file.element.body.sectPr)


def with_template(file: DocumentFile) -> None:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    file.part.relate_to("http://evil.example/t.dotm", relation, is_external=True)


def with_statement(file: DocumentFile) -> None:
    file.add_paragraph("{%- raw -%}{{ x }}{% endraw %}")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (without_size, "không có khổ giấy, lề trang"),
        (with_template, "tự lấy nội dung từ nơi khác khi mở"),
        (with_statement, "không ghi điều kiện hay phép tính"),
    ],
)
def test_a_letterhead_by_which_no_report_can_be_written_is_told_before_one_is(
    change: Callable[[DocumentFile], object], fault: str
) -> None:
    with pytest.raises(LetterheadError, match=fault):
        check_letterhead("letterhead.docx", page(change))
    with pytest.raises(LetterheadError, match=fault):
        report(page(change))


def test_what_is_no_word_file_is_told_so() -> None:
    for content in (b"", b"PK\x03\x04 hong", b"%PDF-1.7"):
        with pytest.raises(LetterheadError, match="không mở được; hãy lưu lại từ Word"):
            check_letterhead("letterhead.docx", content)
