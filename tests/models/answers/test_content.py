"""Drafts of answers: headings and figures that cannot be kept, and what does not fit the form of its clause."""

from dataclasses import replace
from datetime import date

import pytest

from models.answers.record import AnswerDraft, guard_draft, guard_form
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
