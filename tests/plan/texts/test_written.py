"""Days and numbers stand as Nghị định 30/2020 writes them, and a due date says what the document says."""

from datetime import date
from decimal import Decimal

import pytest

from plan.library import Library, load_plan
from plan.owed import describe_last_day
from plan.texts.written import (
    format_day,
    format_day_of_year,
    format_decimal,
    format_exact,
    format_figure,
    format_long_day,
)


@pytest.mark.parametrize(
    ("day", "figures", "words"),
    [
        (date(2023, 6, 5), "05/6/2023", "ngày 05 tháng 6 năm 2023"),
        (date(2023, 1, 31), "31/01/2023", "ngày 31 tháng 01 năm 2023"),
        (date(2024, 2, 29), "29/02/2024", "ngày 29 tháng 02 năm 2024"),
        (date(2023, 3, 1), "01/3/2023", "ngày 01 tháng 3 năm 2023"),
        (date(2023, 10, 10), "10/10/2023", "ngày 10 tháng 10 năm 2023"),
    ],
)
def test_a_day_takes_a_zero_below_ten_and_a_month_only_below_three(day: date, figures: str, words: str) -> None:
    assert (format_day(day), format_long_day(day)) == (figures, words)
    assert format_day_of_year(day.day, day.month) == figures[:-5]


def test_a_part_of_a_whole_stands_behind_a_comma() -> None:
    assert [format_decimal(number) for number in (0, 0.25, 81.94, 1250.5)] == ["0,0", "0,2", "81,9", "1.250,5"]


def test_thousands_are_parted_by_dots() -> None:
    assert [format_figure(number) for number in (0, 7, 999, 1250, 1234567)] == ["0", "7", "999", "1.250", "1.234.567"]


@pytest.mark.parametrize(
    ("plan", "ref", "period", "due_on", "told"),
    [
        ("bac-giang", "III.4.2", "2023", date(2023, 11, 14), "hết ngày 14/11/2023 (văn bản: trước ngày 15/11)"),
        ("bac-giang", "III.4.1", "2022-11-15", date(2022, 11, 14), "hết ngày 14/11/2022 (văn bản: trước ngày 15/11)"),
        # The document names no day here: the office chose it.
        ("bac-giang", "II.1.a", "2023-H1", date(2023, 6, 14), "14/6/2023"),
        ("bac-giang", "II.4.h", "2023", date(2023, 12, 31), "31/12/2023"),
        ("tieu-ban-attt", "1", "2024-H1", date(2024, 5, 31), "hết ngày 31/5/2024 (văn bản: trước ngày 01/6)"),
        ("tieu-ban-attt", "1", "2024-Q1", date(2024, 3, 9), "hết ngày 09/3/2024 (văn bản: trước ngày 10/3)"),
    ],
)
def test_a_due_date_is_told_with_the_words_of_the_document(
    plan: str, ref: str, period: str, due_on: date, told: str
) -> None:
    assert describe_last_day(load_plan(plan, Library(None)).plan, ref, period, due_on) == told


@pytest.mark.parametrize(
    ("ref", "period", "due_on"),
    [
        ("II.1.a", "2023-H1", date(2023, 6, 20)),
        ("II.1.a", "2026-YC3", date(2023, 6, 14)),
        ("V.1", "2023", date(2023, 6, 14)),
    ],
)
def test_a_date_that_was_put_off_or_that_no_rule_gives_stands_alone(ref: str, period: str, due_on: date) -> None:
    plan = load_plan("bac-giang", Library(None)).plan
    assert describe_last_day(plan, ref, period, due_on) == format_day(due_on)


def test_a_reported_figure_keeps_all_its_places_but_zeros_at_their_end() -> None:
    told = [format_exact(Decimal(number)) for number in ("0", "10", "100", "81.940", "1250.25", "0.005")]
    assert told == ["0", "10", "100", "81,94", "1.250,25", "0,005"]
