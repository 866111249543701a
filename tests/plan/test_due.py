"""How the words of a document become the last day in time."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.due import Anchor, DayOfMonth, DayOfYear, DueRule, WrittenDay, due_dates
from plan.language.due_reading import parse_due_anchor
from plan.library import SHIPPED
from plan.periods import MONTHS_IN, find_period, periods_of_year
from tests.homes.plans.plan_files import a_calendar

CALENDAR = a_calendar((SHIPPED / "calendar.yaml").read_text(encoding="utf-8"))


def last_day(reading: str, anchor: Anchor, period: str, *, roll: bool = False) -> date:
    return DueRule(reading, anchor, roll).last_day_in_time(find_period(period), CALENDAR)


def test_before_a_day_leaves_that_day_out() -> None:
    assert last_day("before", DayOfYear(15, 6), "2023-H1") == date(2023, 6, 14)
    assert last_day("before", WrittenDay(date(2022, 11, 15)), "2022-11-15") == date(2022, 11, 14)


def test_by_a_day_takes_that_day_in() -> None:
    assert last_day("by", DayOfYear(30, 11), "2023") == date(2023, 11, 30)


def test_before_the_first_of_a_month_or_year_is_the_last_of_the_one_before() -> None:
    assert last_day("before", DayOfYear(1, 3), "2024") == date(2024, 2, 29)
    assert last_day("before", DayOfYear(1, 3), "2023") == date(2023, 2, 28)
    assert last_day("before", DayOfYear(1, 1), "2023") == date(2022, 12, 31)


def test_the_29th_of_february_is_the_28th_in_a_common_year() -> None:
    assert last_day("by", DayOfYear(29, 2), "2024") == date(2024, 2, 29)
    assert last_day("by", DayOfYear(29, 2), "2023") == date(2023, 2, 28)
    assert last_day("by", DayOfYear(29, 2), "2100") == date(2100, 2, 28)


@pytest.mark.parametrize(
    ("anchor", "period", "day"),
    [
        (DayOfMonth(0), "2023", date(2023, 12, 31)),
        (DayOfMonth(0), "2024-02", date(2024, 2, 29)),
        (DayOfMonth(15), "2023-Q1", date(2023, 3, 15)),
        (DayOfMonth(31), "2023-Q2", date(2023, 6, 30)),
        (DayOfMonth(20), "2023-H1", date(2023, 6, 20)),
        (DayOfMonth(10, 1), "2023-Q4", date(2024, 1, 10)),
        (DayOfMonth(0, 1), "2023-12", date(2024, 1, 31)),
        (DayOfMonth(31, 1), "2024-01", date(2024, 2, 29)),
    ],
)
def test_a_day_of_the_last_or_next_month_exists_in_every_month(anchor: DayOfMonth, period: str, day: date) -> None:
    assert last_day("by", anchor, period) == day


def test_only_a_rule_that_rolls_moves_a_rest_day_on() -> None:
    saturday, monday = date(2025, 6, 14), date(2025, 6, 16)
    assert last_day("before", DayOfYear(15, 6), "2025-H1") == saturday
    assert last_day("before", DayOfYear(15, 6), "2025-H1", roll=True) == monday
    assert last_day("before", DayOfYear(15, 6), "2023-H1", roll=True) == date(2023, 6, 14)


def test_a_roll_goes_over_tet_and_stops_at_an_exchanged_saturday() -> None:
    assert last_day("by", WrittenDay(date(2023, 1, 20)), "2023-01-20", roll=True) == date(2023, 1, 27)
    assert last_day("by", WrittenDay(date(2024, 5, 4)), "2024-05-04", roll=True) == date(2024, 5, 4)
    assert last_day("by", WrittenDay(date(2026, 1, 10)), "2026-01-10", roll=True) == date(2026, 1, 10)
    assert last_day("by", WrittenDay(date(2026, 1, 1)), "2026-01-01", roll=True) == date(2026, 1, 5)


def test_the_worked_case_of_june_2023() -> None:
    dates = due_dates(DueRule("before", DayOfYear(15, 6)), find_period("2023-H1"), 30, CALENDAR)
    assert (dates.opens_on, dates.remind_on, dates.due_on) == (date(2023, 5, 15), date(2023, 6, 14), date(2023, 6, 14))
    assert dates.due_on.strftime("%A") == "Wednesday"


def test_the_reminder_aims_at_the_friday_when_the_last_day_is_a_sunday() -> None:
    dates = due_dates(DueRule("by", DayOfMonth(0)), find_period("2023"), 30, CALENDAR)
    assert (dates.remind_on, dates.due_on) == (date(2023, 12, 29), date(2023, 12, 31))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (DueRule("before", DayOfYear(5, 6)), "trước ngày 05/6 (không tính ngày đó)"),
        (DueRule("by", DayOfMonth(0)), "chậm nhất ngày cuối cùng của kỳ (tính cả ngày đó)"),
        (DueRule("by", DayOfMonth(0, 1)), "chậm nhất ngày cuối cùng của tháng liền sau kỳ (tính cả ngày đó)"),
        (DueRule("before", DayOfMonth(15)), "trước ngày 15 của tháng cuối kỳ (không tính ngày đó)"),
        (DueRule("by", DayOfMonth(5, 1)), "chậm nhất ngày 05 của tháng liền sau kỳ (tính cả ngày đó)"),
        (
            DueRule("before", WrittenDay(date(2022, 11, 15)), roll=True),
            "trước ngày 15/11/2022 (không tính ngày đó), gặp ngày nghỉ thì chuyển sang ngày làm việc tiếp theo",
        ),
    ],
)
def test_a_rule_is_told_with_its_reading(rule: DueRule, words: str) -> None:
    assert rule.words == words


anchors = st.one_of(
    st.builds(DayOfYear, st.integers(1, 28), st.integers(1, 12)),
    st.builds(DayOfMonth, st.integers(0, 31), st.integers(0, 1)),
)
rules = st.builds(DueRule, st.sampled_from(["before", "by"]), anchors, st.booleans())


@given(rules, st.sampled_from(sorted(MONTHS_IN)), st.integers(2022, 2032), st.integers(0, 60))
def test_the_three_days_stand_in_their_order(rule: DueRule, every: str, year: int, opens: int) -> None:
    for period in periods_of_year(every, year):
        dates = due_dates(rule, period, opens, CALENDAR)
        assert (dates.due_on - dates.opens_on).days == opens
        assert dates.remind_on <= dates.due_on
        assert CALENDAR.is_working_day(dates.remind_on)
        assert not any(
            CALENDAR.is_working_day(date.fromordinal(day))
            for day in range(dates.remind_on.toordinal() + 1, dates.due_on.toordinal() + 1)
        )
        assert dates.due_on >= rule.written_last_day(period)
        assert not rule.roll or dates.remind_on == dates.due_on


@given(rules, st.sampled_from(["year", "half-year"]), st.integers(2022, 2032))
def test_before_is_always_the_day_that_comes_before_by(rule: DueRule, every: str, year: int) -> None:
    for period in periods_of_year(every, year):
        strict = DueRule("before", rule.anchor).last_day_in_time(period, CALENDAR)
        inclusive = DueRule("by", rule.anchor).last_day_in_time(period, CALENDAR)
        assert (inclusive - strict).days == 1


@given(anchors)
def test_a_day_is_read_back_as_it_is_written(anchor: Anchor) -> None:
    assert parse_due_anchor(anchor.written, "year") == anchor
