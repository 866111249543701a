"""Tables of PDF files: with rules by their cells, without by the gutters between columns, or told that they are not read."""

from collections.abc import Sequence

from plan.drafting.draft import draft_plan
from plan.drafting.intake import read_files
from plan.drafting.readers.door import read_file
from plan.drafting.source import Paragraph, Source, Table
from tests.homes.files.pdf_files import Put, a_pdf

LEFTS = (0.8, 1.4, 3.6, 5.0, 6.6)
HEAD = [
    ("TT", "Nhiệm vụ", "Cơ quan", "Cơ quan", "Thời gian"),
    ("", "", "chủ trì", "phối hợp", ""),
]
FIRST = [
    ("1", "Kiểm đếm hồ sơ gi-", "Sở Nội vụ", "Các sở,", "Quý IV/2026"),
    ("", "ấy của các cơ", "", "ban, ngành", ""),
    ("", "quan trong tỉnh", "", "", ""),
    ("2", "Mua giá cho kho", "Sở Tài", "Sở Nội vụ", "Năm 2026"),
    ("", "dùng chung của", "chính", "", ""),
]
SECOND = [
    ("", "các cơ quan", "", "", ""),
    ("3", "Báo cáo kết quả", "Sở Nội vụ", "", "Hằng năm"),
]
PROSE: list[Put] = [(0.8, 1, "Sở Nội vụ chủ trì, phối hợp với các sở thực hiện nhiệm vụ đúng thời gian.")]


def lines_of(rows: Sequence[Sequence[str]], top: float, lefts: Sequence[float] = LEFTS) -> list[Put]:
    return [
        (left, top + 0.2 * place, text)
        for place, row in enumerate(rows)
        for left, text in zip(lefts, row, strict=True)
        if text
    ]


def tables_of(source: Source) -> list[Table]:
    return [block for block in source.blocks if isinstance(block, Table)]


def read(pages: Sequence[Sequence[Put]]) -> Source:
    return read_file(a_pdf(pages, size=9), "a.pdf")


def test_a_table_without_rules_is_read_by_its_gutters_over_the_end_of_a_page() -> None:
    source = read([[*PROSE, *lines_of(HEAD + FIRST, 3)], lines_of(SECOND, 1)])
    (table,) = tables_of(source)
    assert table.rows == (
        ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian"),
        ("1", "Kiểm đếm hồ sơ giấy của các cơ quan trong tỉnh", "Sở Nội vụ", "Các sở, ban, ngành", "Quý IV/2026"),
        ("2", "Mua giá cho kho dùng chung của các cơ quan", "Sở Tài chính", "Sở Nội vụ", "Năm 2026"),
        ("3", "Báo cáo kết quả", "Sở Nội vụ", "", "Hằng năm"),
    )
    assert [(table.page_of(row), table.line_of(row)) for row in range(4)] == [(1, 2), (1, 4), (1, 7), (2, 2)]
    assert (source.notes, table.unsure) == ((), frozenset())


def test_a_heading_across_the_columns_and_a_head_once_more_overleaf_are_no_tasks() -> None:
    heading: list[Put] = [(0.8, 4.4, "II. HOÀN THIỆN KHO LƯU TRỮ VÀ CƠ SỞ DỮ LIỆU DÙNG CHUNG")]
    more = [("4", "Chống mối các kho", "Sở Xây dựng", "", "Năm 2027")]
    pages = [
        [*lines_of(HEAD + FIRST, 3), *heading, *lines_of(SECOND[1:], 4.6)],
        lines_of(HEAD + more, 1),
    ]
    (table,) = tables_of(read(pages))
    assert [row[0][:3] for row in table.rows] == ["TT", "1", "2", "II.", "3", "4"]


def test_a_table_whose_rows_are_not_told_for_sure_is_shown_and_not_drafted() -> None:
    centred = [  # every cell in the middle of its row, beside a tall one
        ("", "Kiểm đếm hồ sơ", "", "Các sở,", ""),
        ("1", "giấy của các cơ", "Sở Nội vụ", "ban, ngành", "Quý IV/2026"),
        ("", "quan trong tỉnh", "", "tỉnh", ""),
        ("", "Mua giá cho kho", "Sở Tài", "", ""),
        ("2", "dùng chung của", "chính", "Sở Nội vụ", "Năm 2026"),
        ("", "các cơ quan", "", "", ""),
    ]
    uncounted = [row[1:] for row in HEAD + FIRST]
    for rows, lefts in ((HEAD + centred, LEFTS), (uncounted, LEFTS[1:])):
        pages = [[*PROSE, *lines_of(rows, 3, lefts)]]
        source = read(pages)
        (note,) = source.notes
        assert note.startswith("Từ trang 1 có bảng không kẻ khung")
        (table,) = tables_of(source)
        assert table.is_unread
        drafted = draft_plan(read_files([("a.pdf", a_pdf(pages, size=9))]))
        assert [task.text for task in drafted.found.tasks if task.line > 1] == []
        assert any("Sở Nội vụ" in one.text and not one.understood for one in drafted.found.passages)


def test_a_cell_that_begins_below_its_row_puts_the_row_in_doubt() -> None:
    late = [*FIRST[:3], ("2", "Mua giá cho kho", "", "", "Năm 2026"), ("", "dùng chung", "Sở Tài chính", "", "")]
    more = [(str(number), "Báo cáo kết quả", "Sở Nội vụ", "", "Hằng năm") for number in range(3, 7)]
    pages = [lines_of(HEAD + late + more, 3)]
    (table,) = tables_of(read(pages))
    assert table.unsure == {2}
    second = next(
        task for task in draft_plan(read_files([("a.pdf", a_pdf(pages, size=9))])).found.tasks if "giá" in task.text
    )
    assert second.doubts == {"task", "lead", "time"}


def test_prose_with_words_of_heads_is_no_table() -> None:
    source = read([PROSE, PROSE])
    assert (tables_of(source), source.notes) == ([], ())


def test_each_row_of_a_ruled_table_has_its_own_place_over_the_end_of_a_page() -> None:
    rules = [0.7, 1.3, 3.5, 4.9, 6.5, 7.9]
    pages = [[*PROSE, *lines_of(HEAD, 3), *lines_of(FIRST, 3.5)], lines_of(SECOND[1:], 1)]
    data = a_pdf(pages, [(rules, [2.8, 3.3, 3.93, 4.5]), (rules, [0.8, 1.2])], size=9)
    (table,) = tables_of(read_file(data, "a.pdf"))
    assert [row[0] for row in table.rows] == ["TT", "1", "2", "3"]
    assert table.rows[1][1] == "Kiểm đếm hồ sơ giấy của các cơ quan trong tỉnh"
    assert [(table.page_of(row), table.line_of(row)) for row in range(4)] == [(1, 2), (1, 4), (1, 7), (2, 1)]


def test_a_foot_that_counts_pages_is_left_out_and_a_label_that_ends_several_pages_is_not() -> None:
    body: list[Put] = [
        (1, 1 + 0.25 * line, f"Nội dung thứ {line} của trang này là một câu đủ dài.") for line in range(4)
    ]
    pages: list[list[Put]] = [
        [
            (1, 0.6, "Bản điện tử của Văn phòng"),
            *body,
            (1, 2.4, "- Thời gian: Thường xuyên."),
            (1, 2.8, "Công báo tỉnh"),
            (6, 2.8, f"Trang {number}/4"),
        ]
        for number in range(1, 5)
    ]
    blocks = read_file(a_pdf(pages), "a.pdf").blocks
    texts = [block.text for block in blocks if isinstance(block, Paragraph)]
    assert texts.count("- Thời gian: Thường xuyên.") == 4
    assert not any("Bản điện tử" in text or "Công báo" in text for text in texts)
