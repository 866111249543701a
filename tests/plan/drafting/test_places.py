"""Each clause of a draft says where it stands in its file: a line, a paragraph of Word, a page, and in which order."""

from plan.drafting.document import read_document
from plan.drafting.draft import draft_plan
from plan.drafting.intake import joined, read_files
from plan.drafting.review.doubts import place_of
from plan.drafting.review.editing import Text
from plan.drafting.source import PARAGRAPHS, Paragraph, Source
from plan.drafting.source_text import around, read_source
from tests.homes.plans.documents import LABELS, as_docx

PAGES = [
    (1, 40, "KẾ HOẠCH"), (1, 41, "Sắp xếp kho lưu trữ"),
    (1, 46, "1. Sở Nội vụ kiểm đếm hồ sơ giấy của các cơ quan, hoàn thành trước ngày 30/6/2026."),
    (2, 1, "2. Sở Tài chính cấp kinh phí mua giá kệ cho các kho, hoàn thành trước ngày 30/9/2026."),
    (3, 1, "3. Sở Nội vụ báo cáo UBND tỉnh kết quả sắp xếp kho, trước ngày 15/12/2026."),
]  # fmt: skip


def test_a_word_file_has_paragraphs_and_a_text_has_lines() -> None:
    lines = [(line, -1) for line in LABELS.splitlines() if line.strip()]
    word = draft_plan(read_files([("a.docx", as_docx(lines))]))
    text = draft_plan(read_files([("a.txt", LABELS.encode())]))
    for made, there, absent in ((word, "đoạn", "dòng"), (text, "dòng", "đoạn")):
        comments = [line for line in made.plan_text.splitlines() if line.startswith("  # ")]
        assert comments
        assert all(line.startswith(f"  # {there} ") for line in comments)
        assert f"({there} " in " ".join(made.doubts)
        assert f"({absent} " not in " ".join(made.doubts)
        assert made.found.source.startswith(f"[{there} ")


def test_a_place_of_a_word_file_leads_back_to_its_paragraph() -> None:
    lines = [(line, -1) for line in LABELS.splitlines() if line.strip()]
    made = draft_plan(read_files([("a.docx", as_docx(lines))]))
    page, line = place_of(Text(made.plan_text), ("tasks", "II.2.a"))
    (meant,) = [one for one in around(read_source(made.found.source), page, line) if one.meant]
    assert meant.text == "a) Hoạt động 1"
    assert meant.where == f"đoạn {line}"


def test_tasks_stand_in_the_order_of_the_pages_though_each_page_counts_its_lines_anew() -> None:
    found = read_document(Source(tuple(Paragraph(text, line, page) for page, line, text in PAGES)))
    assert [(task.ref, task.page) for task in found.tasks] == [("1", 1), ("2", 2), ("3", 3)]


def test_a_second_file_goes_on_counting_where_the_first_one_ended() -> None:
    first = Source((Paragraph("KẾ HOẠCH", 1), Paragraph("I. NỘI DUNG", 4)), unit=PARAGRAPHS)
    second = Source((Paragraph("PHỤ LỤC I", 1), Paragraph("Danh mục", 2)))
    sheet = Source((Paragraph("PHỤ LỤC II", 1, 1),))
    whole = joined([first, second, sheet])
    assert [(one.page, one.line) for one in whole.blocks] == [(0, 1), (0, 4), (0, 5), (0, 6), (1, 1)]
    assert whole.unit == PARAGRAPHS
