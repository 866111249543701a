"""Files of every kind, and files that are refused with a sentence."""

import zipfile
from io import BytesIO
from textwrap import wrap

import pytest
from docx import Document
from docx.oxml import OxmlElement
from openpyxl import Workbook

from plan.drafting.readers.door import read_file
from plan.drafting.refusal import RefusedFileError, SecretFileError
from plan.drafting.source import PARAGRAPHS, Paragraph, Source, Table
from plan.drafting.source_text import around, read_source, write_source
from tests.homes.files.pdf_files import Put, a_pdf
from tests.homes.plans.documents import LABELS, as_docx, saved
from tests.homes.plans.hostile_files import a_hostile_file, is_read_or_refused

LISTED = [
    ("NHIỆM VỤ", 0), ("Kiểm đếm hồ sơ", 1), ("Hồ sơ giấy", 2), ("Hồ sơ số", 2), ("nộp trước", 3), ("Mua giá kệ", 1), ("Giá sắt", 2),
    ("Không đánh số", -1), ("TỔ CHỨC", 0), ("Sở Nội vụ", 1),
]  # fmt: skip


def test_numbers_that_word_reckons_are_read() -> None:
    found = read_file(as_docx(LISTED), "ke-hoach.docx").blocks
    markers = [block.marker for block in found if isinstance(block, Paragraph)]
    assert markers == ["I.", "1.", "a)", "b)", "-", "2.", "a)", "", "II.", "1."]


def test_merged_cells_of_word_stand_in_every_row_and_column() -> None:
    document = Document()
    table = document.add_table(rows=3, cols=3)
    for place, text in enumerate(("STT", "Việc", "Chủ trì")):
        table.cell(0, place).text = text
    table.cell(1, 1).text, table.cell(2, 1).text = "Kiểm đếm", "Mua giá"
    table.cell(1, 2).merge(table.cell(2, 2)).text = "Sở Nội vụ"
    (found,) = (block for block in read_file(saved(document), "a.docx").blocks if isinstance(block, Table))
    assert [row[2] for row in found.rows] == ["Chủ trì", "Sở Nội vụ", "Sở Nội vụ"]


def test_each_row_of_a_table_of_word_and_of_a_page_has_a_place_of_its_own() -> None:
    document = Document()
    document.add_paragraph("PHỤ LỤC")
    table = document.add_table(rows=2, cols=1)
    table.cell(0, 0).text, table.cell(1, 0).text = "Kiểm đếm", "Mua giá"
    document.add_paragraph("Nơi nhận")
    page = "<p>PHỤ LỤC</p><table><tr><td>Kiểm đếm</td></tr><tr><td>Mua giá</td></tr></table><p>Nơi nhận</p>"
    for data, name in ((saved(document), "a.docx"), (page.encode(), "a.html")):
        kept = write_source(read_file(data, name).blocks, PARAGRAPHS)
        assert kept == "[đoạn 1] PHỤ LỤC\n[đoạn 2] Kiểm đếm\n[đoạn 3] Mua giá\n[đoạn 4] Nơi nhận\n"
        (meant,) = (one.text for one in around(read_source(kept), 0, 2) if one.meant)
        assert meant == "Kiểm đếm"


def test_items_parted_by_broken_lines_within_one_paragraph_of_word_are_paragraphs() -> None:
    written = [
        "Nhiệm vụ:\n1. Sở Nội vụ kiểm đếm hồ sơ,\nxong trong quý IV.\n2. Sở Tài chính mua giá kệ.",
        "5",
        "Sở Y tế nộp hồ sơ.",
    ]
    found = read_file(as_docx([(text, -1) for text in written]), "a.docx").blocks
    assert [(block.text, block.line) for block in found if isinstance(block, Paragraph)] == [
        ("Nhiệm vụ:", 1),
        ("1. Sở Nội vụ kiểm đếm hồ sơ, xong trong quý IV.", 2),
        ("2. Sở Tài chính mua giá kệ.", 3),
        ("5", 4),
        ("Sở Y tế nộp hồ sơ.", 5),
    ]


def test_open_changes_are_refused_and_taken_when_told_to() -> None:
    data = as_docx([("KẾ HOẠCH", -1)], tracked=True)
    with pytest.raises(RefusedFileError, match="vết sửa chưa chốt"):
        read_file(data, "a.docx")
    last = read_file(data, "a.docx", accept_changes=True).blocks[-1]
    assert isinstance(last, Paragraph)
    assert last.text == "Sở Nội vụ rà soát hồ sơ còn thiếu."


def test_cells_of_a_page_that_reach_further_are_filled_and_its_lists_are_numbered() -> None:
    page = "<p>I. NHIỆM VỤ</p><ol><li>Một</li><li>Hai</li></ol><table><tr><td rowspan=2>A</td><td>B</td></tr><tr><td>C</td></tr></table><script>x</script>"
    first, one, two, table = read_file(page.encode(), "a.html").blocks
    assert [first, one, two] == [Paragraph("I. NHIỆM VỤ", 1), Paragraph("1. Một", 2), Paragraph("2. Hai", 3)]
    assert isinstance(table, Table)
    assert table.rows == (("A", "B"), ("A", "C"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_page_that_was_saved_under_the_ending_of_word_is_a_page(encoding: str) -> None:
    data = "<html><body><p>I. NHIỆM VỤ</p></body></html>".encode(encoding)
    assert read_file(data, "ke-hoach.doc").blocks == (Paragraph("I. NHIỆM VỤ", 1),)


def test_each_sheet_is_an_annex_with_its_merged_cells_filled() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["STT", "Nhiệm vụ", "Chủ trì"], [1, "Kiểm đếm", "Sở Nội vụ"], [2, "Mua giá", None]):
        sheet.append(row)
    sheet.merge_cells("C2:C3")
    out = BytesIO()
    book.save(out)
    _, table = read_file(out.getvalue(), "phu-luc.xlsx").blocks
    assert isinstance(table, Table)
    assert table.rows[1:] == (("1", "Kiểm đếm", "Sở Nội vụ"), ("2", "Mua giá", "Sở Nội vụ"))


def test_lines_of_a_pdf_are_paragraphs_by_their_indent_over_the_end_of_a_page() -> None:
    pages: list[list[Put]] = [
        [(1.5, 1, "1. Sở Nội vụ kiểm đếm toàn bộ hồ sơ đang để ngoài kho lưu"), (1, 1.25, "trữ và lập danh mục theo từng năm để nộp về kho chung;"), (1.5, 1.5, "2. Sở Tài chính mua giá để hồ sơ cho kho chung của tỉnh, bảo")],
        [(1, 1, "đảm đủ chỗ cho hồ sơ của các Sở trong mười năm tới, và"), (1, 1.25, "nghiệm thu.")],
    ]  # fmt: skip
    blocks = read_file(a_pdf(pages), "a.pdf").blocks
    assert [(block.page, block.text[:14]) for block in blocks if isinstance(block, Paragraph)] == [
        (1, "1. Sở Nội vụ k"),
        (1, "2. Sở Tài chín"),
    ]


def test_a_title_in_capitals_ends_where_the_text_begins_though_its_last_line_is_full() -> None:
    pages: list[list[Put]] = [
        [(1, 1, "TRIỂN KHAI THỰC HIỆN NGHỊ QUYẾT SỐ 214/NQ-CP VỀ"), (1, 1.25, "TẠO LẬP DỮ LIỆU PHỤC VỤ CHUYỂN ĐỔI SỐ TOÀN DIỆN"), (1, 1.5, "Thực hiện Nghị quyết số 214/NQ-CP của Chính phủ, UBND")]
    ]  # fmt: skip
    title, text = (block for block in read_file(a_pdf(pages), "a.pdf").blocks if isinstance(block, Paragraph))
    assert (title.text.isupper(), text.text[:9]) == (True, "Thực hiện")


def test_a_table_copied_with_tabs_is_one_with_the_headings_across_it() -> None:
    text = (
        "I. NHIỆM VỤ\n\nTT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\nI. CÔNG TÁC CHUẨN BỊ\n"
        "1\tKiểm đếm hồ sơ\tSở Nội vụ\tQuý IV/2026\n2\tMua giá\t\tNăm 2026\n\nNơi nhận:\tTM. UBND\n"
    )
    table = next(block for block in read_file(text.encode(), "a.txt").blocks if isinstance(block, Table))
    assert table.rows == (
        ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"),
        ("I. CÔNG TÁC CHUẨN BỊ",),
        ("1", "Kiểm đếm hồ sơ", "Sở Nội vụ", "Quý IV/2026"),
        ("2", "Mua giá", "", "Năm 2026"),
    )
    assert [table.line_of(row) for row in range(4)] == [3, 4, 5, 6]


def test_a_word_file_whose_words_stand_in_frames_alone_is_refused_with_the_way_out() -> None:
    document = Document()
    frame = OxmlElement("w:txbxContent")
    inside = OxmlElement("w:p")
    inside.append(OxmlElement("w:r"))
    frame.append(inside)
    document.add_paragraph().add_run()._r.append(frame)
    with pytest.raises(RefusedFileError, match="khung chữ"):
        read_file(saved(document), "a.docx")


def test_word_made_of_broken_lines_is_read_as_the_same_text_and_says_so() -> None:
    def told(source: Source) -> list[tuple[str, ...]]:
        return [
            (one.text,) if isinstance(one, Paragraph) else ("|".join(map("|".join, one.rows)),) for one in source.blocks
        ]

    broken = [line for part in LABELS.splitlines() for line in (wrap(part, 36) if part else [""])]
    word = read_file(as_docx([(line, -1) for line in broken]), "ke-hoach.docx")
    assert told(word) == told(read_file("\n".join(broken).encode(), "ke-hoach.txt"))
    assert word.notes == ("Tệp này xuống dòng giữa câu; các dòng đã được nối thành đoạn, hãy xem lại chỗ nối.",)
    whole = read_file(as_docx([(line, -1) for line in LABELS.splitlines()]), "ke-hoach.docx")
    assert (whole.notes, len(whole.blocks)) == ((), sum(bool(line) for line in LABELS.splitlines()))


@pytest.mark.parametrize(
    "said", ["Cơ quan chủ trì: Sở Nội vụ", "Sở Khoa học và Công nghệ", "Cơ quan thực hiện: các sở"]
)
def test_what_says_who_leads_stays_however_often_it_stands_alone(said: str) -> None:
    text = "".join(f"{number}. Kiểm đếm hồ sơ phông {number}.\n\n{said}\n\n" for number in range(1, 6))
    found = [block.text for block in read_file(text.encode(), "a.txt").blocks if isinstance(block, Paragraph)]
    assert found.count(said) == 5


def test_who_is_told_next_begins_a_paragraph_though_blank_lines_part_others() -> None:
    told = [
        "Sở Nội vụ kiểm đếm hồ sơ đang để ngoài kho của các cơ quan, lập danh mục theo từng năm, xong trong quý IV.",
        "Sở Tài chính bố trí kinh phí mua giá kệ cho kho lưu trữ dùng chung của tỉnh, trình trước ngày 15/3/2026.",
        "Công an tỉnh kiểm tra việc phòng cháy của các kho, báo cáo Chủ tịch tỉnh trước ngày 30/6/2026.",
    ]
    lines = "\n".join(line for one in told for line in wrap(one, 60))
    text = f"KẾ HOẠCH\n\nSắp xếp kho lưu trữ\n\nII. TỔ CHỨC THỰC HIỆN\n\n{lines}\n\nTrân trọng./.\n"
    found = [block.text for block in read_file(text.encode(), "a.txt").blocks if isinstance(block, Paragraph)]
    assert found[3:6] == told


def test_a_scan_is_said_to_be_one() -> None:
    with pytest.raises(RefusedFileError, match="bản quét"):
        read_file(a_pdf(EMPTY_PAGE), "a.pdf")


def test_a_marked_document_is_refused_before_anything_is_read_from_it() -> None:
    for data, name in (
        (LABELS.replace("Số: 15", "MẬT\n\nSố: 15").encode(), "a.txt"),
        (as_docx([("TỐI MẬT", -1), ("KẾ HOẠCH", -1)]), "a.docx"),
        (LABELS.encode(), "ĐỘ MẬT_A.txt"),
    ):
        with pytest.raises(SecretFileError, match="dấu chỉ độ mật"):
            read_file(data, name)


def a_zip(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


EMPTY_PAGE: list[list[Put]] = [[]]
REFUSED = {
    "nothing": (b"", "Tệp trống"),
    "no known kind": (b"\x7fELF\x00\x01\x02", "Không nhận ra loại tệp này"),
    "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "đời cũ"),
    "a packed folder": (a_zip({"a.txt": b"a"}), "không phải tệp Word hay Excel"),
    "a broken zip": (b"PK\x03\x04 gone", "hỏng"),
    "half a PDF": (b"%PDF-1.7\n1 0 obj", "hỏng"),
    "Word without parts": (a_zip({"word/document.xml": b"<a/>"}), "hỏng"),
    "Excel without parts": (a_zip({"xl/workbook.xml": b"<a/>"}), "hỏng"),
    "letters of no writing": ("ke\u0323".encode() + "\u0301".encode() * 40, "Tệp có|Không đọc được|ký tự"),
}


@pytest.mark.parametrize("name", [name for name in REFUSED if name != "letters of no writing"])
def test_what_is_no_document_is_refused_with_a_sentence(name: str) -> None:
    data, said = REFUSED[name]
    with pytest.raises(RefusedFileError, match=said):
        read_file(data, "tep")


def test_a_zip_bomb_is_refused() -> None:
    with pytest.raises(RefusedFileError, match="bung ra quá lớn"):
        read_file(a_zip({"word/document.xml": b"0" * (151 * 1024 * 1024)}), "tep")


def test_letters_of_no_writing_are_shown_as_unreadable_and_stop_nothing() -> None:
    (block,) = read_file(REFUSED["letters of no writing"][0], "tep").blocks
    assert isinstance(block, Paragraph)


def test_an_entity_of_a_word_file_is_not_followed() -> None:
    parts = {
        name: zipfile.ZipFile(BytesIO(as_docx([("Kế hoạch", -1)]))).read(name)
        for name in zipfile.ZipFile(BytesIO(as_docx([("Kế hoạch", -1)]))).namelist()
    }
    body = parts["word/document.xml"].replace(
        b"<w:document", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document', 1
    )
    parts["word/document.xml"] = body.replace("Kế hoạch".encode(), b"A &x; B")
    texts = [block.text for block in read_file(a_zip(parts), "a.docx").blocks if isinstance(block, Paragraph)]
    assert texts == ["A"]


@pytest.mark.parametrize("seed", range(40))
def test_a_mutated_file_is_read_or_refused_with_a_sentence(seed: int) -> None:
    is_read_or_refused(*a_hostile_file(seed))
