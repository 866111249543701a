"""Periods tile the year, and have names that scripts and officials read."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.periods import (
    MONTHS_IN,
    Period,
    describe_period,
    find_period,
    find_period_name,
    last_day_of_month,
    periods_of_year,
)


@given(st.sampled_from(sorted(MONTHS_IN)), st.integers(2000, 2100))
def test_the_periods_of_each_length_tile_time_without_gap_or_overlap(every: str, year: int) -> None:
    periods = [*periods_of_year(every, year), *periods_of_year(every, year + 1)]
    assert periods[0].first == date(year, 1, 1)
    assert periods[-1].last == date(year + 1, 12, 31)
    for before, after in pairwise(periods):
        assert before.last + timedelta(days=1) == after.first
    assert len({period.name for period in periods}) == len(periods) == 2 * (12 // MONTHS_IN[every])


@given(st.sampled_from(sorted(MONTHS_IN)), st.integers(2000, 2099))
def test_a_period_is_found_again_by_its_name(every: str, year: int) -> None:
    for period in periods_of_year(every, year):
        assert find_period(period.name) == period
        assert find_period_name(period.name.lower()) == period.name


@pytest.mark.parametrize(
    ("name", "part", "words", "first", "last"),
    [
        ("2023", "year", "năm 2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-H1", "H1", "6 tháng đầu năm 2023", date(2023, 1, 1), date(2023, 6, 30)),
        ("2023-H2", "H2", "6 tháng cuối năm 2023", date(2023, 7, 1), date(2023, 12, 31)),
        ("2024-Q1", "Q1", "quý I năm 2024", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-Q2", "Q2", "quý II năm 2024", date(2024, 4, 1), date(2024, 6, 30)),
        ("2024-Q3", "Q3", "quý III năm 2024", date(2024, 7, 1), date(2024, 9, 30)),
        ("2024-Q4", "Q4", "quý IV năm 2024", date(2024, 10, 1), date(2024, 12, 31)),
        ("2024-02", "02", "tháng 2 năm 2024", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_period_has_a_name_a_part_words_and_its_days(
    name: str, part: str, words: str, first: date, last: date
) -> None:
    period = find_period(name)
    assert (period.part, describe_period(name), period.first, period.last) == (part, words, first, last)


def test_a_written_date_is_a_period_of_one_day() -> None:
    assert find_period("2022-11-15") == Period("2022-11-15", date(2022, 11, 15), date(2022, 11, 15))
    assert describe_period("2022-11-15") == "một lần (15/11/2022)"
    assert find_period_name("15/11/2022") == "2022-11-15"


def test_what_has_a_number_of_its_year_is_told_by_what_it_is() -> None:
    assert [describe_period(name) for name in ("2023-YC1", "2023-SC12")] == [
        "yêu cầu đột xuất số 1 năm 2023",
        "sự cố số 12 năm 2023",
    ]


@pytest.mark.parametrize("text", ["", "2023-H3", "2023-Q5", "2023-13", "23", "H1", "1999", "2023-H1 ", "2023-02-30"])
def test_a_name_of_no_period_is_refused_or_has_its_blanks_taken_off(text: str) -> None:
    if text == "2023-H1 ":
        assert find_period_name(text) == "2023-H1"
        return
    with pytest.raises(ValueError, match=r"«|named|out of range"):
        find_period(find_period_name(text))


def test_february_ends_as_the_year_has_it() -> None:
    assert [last_day_of_month(year, 2).day for year in (2023, 2024, 2000, 2100)] == [28, 29, 29, 28]
