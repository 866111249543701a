"""Drafts of answers: headings and figures that cannot be kept, and what does not fit the form of its clause."""

from dataclasses import replace
from datetime import date

import pytest

from models.answers.content import AnswerDraft, fits_together, guard_content, guard_draft, guard_form
from models.refusal import RefusedError
from models.tables.core import Result
from plan.answer_form import form_of
from plan.library import Library, load_plan
from tests.homes.answer_home import FULL


def test_a_whole_draft_can_be_kept() -> None:
    guard_draft(FULL, 7)


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (replace(FULL, parts=(("Tình hình", "x" * 10_001),)), "Mỗi ô chữ dài tối đa 10.000 ký tự"),
        (replace(FULL, parts=(("Tình hình", "TUYỆT MẬT"),)), "Nội dung có dấu chỉ độ mật"),
        (replace(FULL, parts=(("A", "1"), ("A", "2"))), "Báo cáo có đề mục trùng nhau"),
        (
            replace(FULL, parts=tuple((f"Nhiệm vụ {n}", "") for n in range(41))),
            "Báo cáo có đề mục trùng nhau hoặc quá nhiều",
        ),
        (replace(FULL, parts=(("x" * 201, "1"),)), "Tên mỗi đề mục dài từ 1 đến 200 ký tự"),
        (replace(FULL, parts=((" ", "1"),)), "Tên mỗi đề mục dài từ 1 đến 200 ký tự"),
        (
            replace(FULL, figures=(("I.1.b.6", "percent", "100.1"),)),
            "Tỷ lệ của chỉ tiêu I.1.b.6 phải là số từ 0 đến 100.",
        ),
        (replace(FULL, figures=(("I.1.b.6", "percent", "82,5"),)), "Số liệu của chỉ tiêu I.1.b.6 phải là một con số"),
        (replace(FULL, figures=(("I.1.b.6", "money", "-1"),)), "Số liệu của chỉ tiêu I.1.b.6 phải là một con số"),
        (replace(FULL, figures=(("I.1.b.6", "money", "1.23456"),)), "Số liệu của chỉ tiêu I.1.b.6 phải là một con số"),
        (replace(FULL, figures=(("I.1.b.6", "money", "1" * 12 + ".1234"),)), "Số liệu của chỉ tiêu"),
        (replace(FULL, figures=(("I.1.b.6", "percent", "٨٢"),)), "Số liệu của chỉ tiêu I.1.b.6 phải là một con số"),
        (replace(FULL, figures=(("I.1.b.6", "kg", "1"),)), "Số liệu của chỉ tiêu I.1.b.6 phải là một con số"),
        (replace(FULL, figures=(("a", "count", "1"), ("a", "count", "2"))), "Báo cáo ghi hai số liệu cho một chỉ tiêu"),
    ],
)
def test_headings_and_figures_that_cannot_be_kept_are_refused(draft: AnswerDraft, sentence: str) -> None:
    with pytest.raises(RefusedError) as refused:
        guard_draft(draft, 7)
    assert (str(refused.value)[: len(sentence)], refused.value.check_in_id) == (sentence, 7)


MINUTES = {"Ngày họp": "15/6/2023", "Địa điểm": "Hội trường", "Thành phần dự họp": "Hai bên"}


@pytest.mark.parametrize(
    ("code", "ref", "role", "draft", "sentence"),
    [
        ("lao-cai", "2.1", "host", AnswerDraft(Result.DONE, parts=tuple(MINUTES.items())), ""),
        ("lao-cai", "2.1", "host", AnswerDraft(Result.DONE), "Báo cáo cần ghi nội dung đề mục «Ngày họp»."),
        (
            "lao-cai", "2.1", "host", AnswerDraft(Result.DONE, parts=tuple((MINUTES | {"Địa điểm": " \n"}).items())),
            "Báo cáo cần ghi nội dung đề mục «Địa điểm».",
        ),
        (
            "lao-cai", "2.1", "host", AnswerDraft(Result.DONE, parts=tuple((MINUTES | {"Ngày họp": "31/6/2023"}).items())),
            "Đề mục «Ngày họp»: trong lịch không có ngày «31/6/2023».",
        ),
        (
            "lao-cai", "2.1", "host", AnswerDraft(Result.DONE, 50, parts=tuple(MINUTES.items())),
            "Báo cáo này không ghi tỷ lệ; hãy để trống ô tỷ lệ.",
        ),
        ("lao-cai", "2.1", "confirming", AnswerDraft(Result.DONE), ""),
        ("bac-giang", "II.1.a", "lead", AnswerDraft(Result.DONE, parts=(("Lạ", "x"),)), "Báo cáo này không có đề mục «Lạ»"),
        ("bac-giang", "II.1.a", "lead", AnswerDraft(Result.DONE, parts=(("Lạ", " "),)), ""),
        ("bac-giang", "II.6.b", "lead", AnswerDraft(Result.DONE, figures=(("I.1.b.6", "percent", "10"),)), ""),
        ("bac-giang", "II.6.b", "lead", AnswerDraft(Result.DONE), ""),
        (
            "bac-giang", "II.1.a", "lead", AnswerDraft(Result.DONE, figures=(("I.1.b.6", "percent", "10"),)),
            "Báo cáo này có số liệu cho chỉ tiêu không được hỏi",
        ),
        ("tuyen-quang", "3.1", "first", AnswerDraft(Result.DONE), ""),
    ],
)  # fmt: skip
def test_an_answer_must_fit_the_form_of_its_clause(
    code: str, ref: str, role: str, draft: AnswerDraft, sentence: str
) -> None:
    plan = load_plan(code, Library()).plan
    form = form_of(plan, plan.tasks[ref], role, date(2024, 1, 1))
    if not sentence:
        guard_form(draft, form, 7)
        return
    with pytest.raises(RefusedError) as refused:
        guard_form(draft, form, 7)
    assert (str(refused.value)[: len(sentence)], refused.value.check_in_id) == (sentence, 7)


@pytest.mark.parametrize(
    ("result", "percent", "sentence"),
    [
        (Result.NOT_STARTED, 100, "Kết quả «chưa thực hiện» không đi cùng tỷ lệ 100%"),
        (Result.NOT_STARTED, 5, "Kết quả «chưa thực hiện» không đi cùng tỷ lệ 5%"),
        (Result.NOT_STARTED, 0, ""),
        (Result.NOT_STARTED, None, ""),
        (Result.DONE, 0, "Kết quả «hoàn thành» không đi cùng tỷ lệ 0%"),
        (Result.DONE, 80, ""),
        (Result.IN_PROGRESS, 0, ""),
    ],
)
def test_a_result_and_a_percentage_that_contradict_each_other_are_refused(
    result: Result, percent: int | None, sentence: str
) -> None:
    draft = AnswerDraft(result, percent, "Đã tập huấn 02 lớp.")
    if not sentence:
        guard_draft(draft, 7)
        return
    with pytest.raises(RefusedError, match=sentence) as refused:
        guard_draft(draft, 7)
    assert refused.value.check_in_id == 7


@pytest.mark.parametrize(
    ("result", "percent", "fits"),
    [
        (Result.DONE, 100, True),
        (Result.DONE, None, True),
        (Result.DONE, 80, False),
        (Result.IN_PROGRESS, 100, False),
        (Result.IN_PROGRESS, 99, True),
        (Result.NOT_STARTED, 1, False),
        (Result.NOT_STARTED, None, True),
    ],
)
def test_what_is_accepted_unread_says_the_same_in_word_and_number(
    result: Result, percent: int | None, fits: bool
) -> None:
    assert fits_together(result, percent) is fits


@pytest.mark.parametrize(
    "draft",
    [
        AnswerDraft(Result.IN_PROGRESS, 40, "Đã tập huấn 02 lớp."),
        AnswerDraft(Result.IN_PROGRESS, parts=(("Tình hình", "Đã rà soát."),)),
        AnswerDraft(Result.IN_PROGRESS, figures=(("I.1.b.6", "percent", "8"),)),
        AnswerDraft(Result.IN_PROGRESS, difficulties="Thiếu kinh phí."),
        AnswerDraft(Result.IN_PROGRESS, unchanged=True),
        AnswerDraft(Result.NOT_STARTED),
    ],
)
def test_a_word_a_figure_or_the_period_before_says_how_far_the_work_is(draft: AnswerDraft) -> None:
    guard_content(draft, 7, has_files=False)


def test_work_under_way_of_which_nothing_is_said_is_refused_unless_a_file_says_it() -> None:
    bare = AnswerDraft(Result.IN_PROGRESS, 40, " \n")
    guard_content(bare, 7, has_files=True)
    with pytest.raises(RefusedError, match="«đang thực hiện» cần nội dung đã thực hiện") as refused:
        guard_content(bare, 7, has_files=False)
    assert refused.value.check_in_id == 7
