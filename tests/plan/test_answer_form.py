"""The form of an answer: what each kind of clause asks for, from the five documents, and numbers as people type them."""

from datetime import date

import pytest

from plan.answer_form import AnswerForm, form_of, parse_figure
from plan.library import Library, load_plan


def form(code: str, ref: str, role: str = "lead", on: date = date(2024, 1, 1)) -> AnswerForm:
    plan = load_plan(code, Library()).plan
    return form_of(plan, plan.tasks[ref], role, on)


def words(found: AnswerForm) -> list[str]:
    return [heading.words for heading in found.headings]


def test_an_ongoing_task_takes_a_percentage_and_nothing_more() -> None:
    assert form("bac-giang", "II.1.a") == AnswerForm("plain", (), (), takes_percent=True)


def test_what_is_no_clause_has_the_plain_form() -> None:
    assert form_of(load_plan("bac-giang", Library()).plan, None, "lead", date(2024, 1, 1)) == AnswerForm(
        "plain", (), (), True
    )


def test_the_sub_committees_report_has_the_five_headings_of_its_outline_all_to_be_written() -> None:
    found = form("tieu-ban-attt", "1")
    assert (found.kind, found.takes_percent, len(found.headings)) == ("outline", True, 5)
    assert [heading.key for heading in found.headings] == ["p1", "p2", "p3", "p4", "p5"]
    assert {(heading.kind, heading.required) for heading in found.headings} == {("text", True)}
    assert words(found)[0] == "Công tác lãnh đạo, chỉ đạo"


def test_the_host_writes_minutes_and_the_other_says_what_it_thinks_of_them() -> None:
    host, other = form("lao-cai", "2.1", "host"), form("lao-cai", "2.1", "confirming")
    assert [(heading.words, heading.kind, heading.required) for heading in host.headings] == [
        ("Ngày họp", "date", True),
        ("Địa điểm", "line", True),
        ("Thành phần dự họp", "text", True),
        ("Đánh giá kết quả phối hợp", "text", False),
        ("Rút kinh nghiệm", "text", False),
        ("Phương hướng công tác phối hợp", "text", False),
    ]
    assert (host.kind, host.takes_percent) == ("minutes", False)
    assert (other.kind, other.takes_percent, words(other)) == ("confirming", False, ["Ý kiến về biên bản"])
    assert not other.headings[0].required


@pytest.mark.parametrize(("code", "ref"), [("tuyen-quang", "2.1"), ("tuyen-quang", "2.2"), ("bac-giang", "III.5")])
def test_a_roll_up_is_judged_as_a_whole_and_names_who_did_not_report(code: str, ref: str) -> None:
    found = form(code, ref)
    assert (found.kind, found.takes_percent) == ("roll-up", True)
    assert words(found) == ["Đánh giá chung", "Đơn vị chưa báo cáo và lý do"]
    assert not any(heading.required for heading in found.headings)


@pytest.mark.parametrize(
    ("step", "headings"),
    [
        ("first", ["Hệ thống bị ảnh hưởng", "Diễn biến, dấu hiệu", "Biện pháp đã xử lý", "Đề nghị hỗ trợ"]),
        ("final", ["Nguyên nhân", "Thiệt hại", "Kết quả khắc phục"]),
        ("lessons", ["Bài học kinh nghiệm", "Biện pháp phòng ngừa"]),
        ("a step that an amendment took away", []),
    ],
)
def test_each_report_of_an_incident_has_the_headings_of_its_step(step: str, headings: list[str]) -> None:
    found = form("tuyen-quang", "3.1", step)
    assert (found.kind, found.takes_percent, words(found)) == ("incident", False, headings)


def test_a_target_is_asked_of_the_clause_it_comes_from_and_of_no_other() -> None:
    (asked,) = form("bac-giang", "II.6.b").figures
    assert (asked.ref, asked.measure, asked.unit, asked.goal) == (
        "I.1.b.6",
        "percent",
        "%",
        "ít nhất 10% vào năm 2025",
    )
    plan = load_plan("bac-giang", Library()).plan
    assert [ref for ref, task in plan.tasks.items() if form_of(plan, task, "lead", date(2024, 1, 1)).figures] == [
        "II.6.a",
        "II.6.b",
    ]


@pytest.mark.parametrize(
    ("typed", "measure", "kept"),
    [
        ("82,5", "percent", "82.5"),
        ("82.5", "percent", "82.5"),
        (" 82,50 % ", "percent", "82.5"),
        ("100", "percent", "100"),
        ("100,0", "percent", "100"),
        ("007", "percent", "7"),
        ("0", "count", "0"),
        ("1.500", "count", "1500"),
        ("1.500.000,25", "money", "1500000.25"),
        ("1 500 000", "money", "1500000"),
        ("12.345", "percent", "12.345"),
        ("87,125", "score", "87.125"),
        ("12345678901,2345", "money", "12345678901.2345"),
    ],
)
def test_a_number_is_kept_as_a_plain_decimal(typed: str, measure: str, kept: str) -> None:
    assert parse_figure(typed, measure) == kept


@pytest.mark.parametrize(
    ("typed", "measure", "sentence"),
    [
        ("", "percent", "số liệu phải là một con số không âm"),
        ("-5", "count", "số liệu phải là một con số không âm"),
        ("8o", "percent", "số liệu phải là một con số không âm"),
        ("٨٢", "percent", "số liệu phải là một con số không âm"),
        ("1e9", "money", "số liệu phải là một con số không âm"),
        ("=1+1", "money", "số liệu phải là một con số không âm"),
        ("5%", "count", "số liệu phải là một con số không âm"),
        ("100,1", "percent", "tỷ lệ phải là số từ 0 đến 100"),
        ("101", "percent", "tỷ lệ phải là số từ 0 đến 100"),
        ("1,23456", "count", "số liệu có nhiều nhất 15 chữ số, trong đó 4 chữ số sau dấu phẩy"),
        ("9" * 16, "money", "số liệu có nhiều nhất 15 chữ số"),
        ("9" * 5000, "percent", "số liệu có nhiều nhất 15 chữ số"),
        ("1.125", "score", "«1.125» đọc được hai cách; hãy dùng dấu phẩy cho phần thập phân"),
    ],
)
def test_what_is_no_number_or_two_numbers_is_told_with_the_way_out(typed: str, measure: str, sentence: str) -> None:
    with pytest.raises(ValueError, match="^" + sentence):
        parse_figure(typed, measure)
