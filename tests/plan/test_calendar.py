"""Working days, against the days off that the Government announced for 2022–2026."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.calendar import WorkCalendar, _package_of
from plan.library import SHIPPED
from tests.homes.plans.plan_files import a_calendar

SHIPPED_CALENDAR = a_calendar((SHIPPED / "calendar.yaml").read_text(encoding="utf-8"))

# Weekdays on which offices were closed, and Saturdays on which they worked instead, as announced each autumn.
CLOSED = {
    2022: "3/1 31/1 1/2 2/2 3/2 4/2 11/4 2/5 3/5 1/9 2/9",
    2023: "2/1 20/1 23/1 24/1 25/1 26/1 1/5 2/5 3/5 1/9 4/9",
    2024: "1/1 8/2 9/2 12/2 13/2 14/2 18/4 29/4 30/4 1/5 2/9 3/9",
    2025: "1/1 27/1 28/1 29/1 30/1 31/1 7/4 30/4 1/5 2/5 1/9 2/9",
    2026: "1/1 2/1 16/2 17/2 18/2 19/2 20/2 27/4 30/4 1/5 31/8 1/9 2/9 24/11",
    2027: "1/1 4/2 5/2 8/2 9/2 10/2 16/4 30/4 3/5 2/9 3/9 24/11",
}
WORKED_SATURDAYS = {2022: "", 2023: "", 2024: "4/5", 2025: "26/4", 2026: "10/1 22/8", 2027: ""}

days_of_the_plan = st.dates(date(2022, 1, 1), date(2032, 12, 31))


def days_of(year: int) -> list[date]:
    return [
        date(year, 1, 1) + timedelta(days=n) for n in range(366) if (date(year, 1, 1) + timedelta(days=n)).year == year
    ]


def written(days: list[date]) -> str:
    return " ".join(f"{day.day}/{day.month}" for day in days)


@pytest.mark.parametrize("year", CLOSED)
def test_offices_are_closed_on_the_announced_weekdays_and_no_others(year: int) -> None:
    closed = [day for day in days_of(year) if day.weekday() < 5 and not SHIPPED_CALENDAR.is_working_day(day)]
    assert written(closed) == CLOSED[year]


@pytest.mark.parametrize("year", WORKED_SATURDAYS)
def test_a_saturday_is_worked_only_where_it_was_exchanged(year: int) -> None:
    worked = [day for day in days_of(year) if day.weekday() >= 5 and SHIPPED_CALENDAR.is_working_day(day)]
    assert written(worked) == WORKED_SATURDAYS[year]


def test_the_new_year_exchange_of_2026_comes_from_the_override_file() -> None:
    plain = WorkCalendar()
    assert plain.is_working_day(date(2026, 1, 2))
    assert not SHIPPED_CALENDAR.is_working_day(date(2026, 1, 2))
    assert not plain.is_working_day(date(2026, 1, 10))
    assert SHIPPED_CALENDAR.is_working_day(date(2026, 1, 10))


def test_a_doubtful_holiday_is_worked_and_so_is_the_day_off_in_its_stead() -> None:
    doubting = a_calendar("unconfirmed:\n  - {date: 24/11, from: 2028, note: chưa rõ}\n")
    for year in range(2028, 2032):
        assert doubting.is_working_day(date(year, 11, 24)) == (date(year, 11, 24).weekday() < 5), year
    assert not WorkCalendar().is_working_day(date(2030, 11, 25))
    assert doubting.is_working_day(date(2029, 11, 26))
    assert doubting.is_working_day(date(2030, 11, 25))


def test_an_office_that_confirms_the_doubtful_day_has_it_off() -> None:
    calendar = a_calendar(
        "days_off:\n  - {date: 24/11/2026, by: Quyết định 1}\n"
        "unconfirmed:\n  - {date: 24/11, from: 2026, note: chưa rõ}\n"
    )
    assert not calendar.is_working_day(date(2026, 11, 24))
    assert calendar.is_working_day(date(2027, 11, 24))


def test_a_doubt_about_the_29th_of_february_does_no_harm_in_a_common_year() -> None:
    calendar = a_calendar("unconfirmed:\n  - {date: 29/2, from: 2026, note: chưa rõ}\n")
    assert not calendar.is_working_day(date(2027, 1, 1))


def test_a_year_without_a_document_is_not_confirmed() -> None:
    assert [year for year in range(2021, 2031) if SHIPPED_CALENDAR.is_confirmed(year)] == list(range(2022, 2028))


def test_counting_starts_the_next_day() -> None:
    friday, monday = date(2023, 6, 9), date(2023, 6, 12)
    assert SHIPPED_CALENDAR.add_working_days(friday, 1) == monday
    assert SHIPPED_CALENDAR.add_working_days(date(2023, 6, 10), 1) == monday
    assert SHIPPED_CALENDAR.add_working_days(monday, -1) == friday
    assert SHIPPED_CALENDAR.add_working_days(friday, 0) == friday
    assert SHIPPED_CALENDAR.working_days_between(friday, monday) == 1
    assert SHIPPED_CALENDAR.working_days_between(monday, friday) == -1
    assert SHIPPED_CALENDAR.working_days_between(friday, friday) == 0


def test_counting_goes_over_tet_and_over_a_worked_saturday() -> None:
    assert SHIPPED_CALENDAR.add_working_days(date(2023, 1, 19), 1) == date(2023, 1, 27)
    assert SHIPPED_CALENDAR.add_working_days(date(2024, 5, 3), 1) == date(2024, 5, 4)
    assert SHIPPED_CALENDAR.add_working_days(date(2024, 5, 6), -1) == date(2024, 5, 4)
    assert SHIPPED_CALENDAR.add_working_days(date(2024, 4, 26), 1) == date(2024, 5, 2)
    assert SHIPPED_CALENDAR.add_working_days(date(2022, 12, 30), 1) == date(2023, 1, 3)


def test_the_reminders_of_june_2023_lie_seven_and_one_working_days_before_the_14th() -> None:
    assert SHIPPED_CALENDAR.add_working_days(date(2023, 6, 14), -7) == date(2023, 6, 5)
    assert SHIPPED_CALENDAR.add_working_days(date(2023, 6, 14), -1) == date(2023, 6, 13)


@given(days_of_the_plan)
def test_the_nearest_working_days_are_worked_and_lie_on_their_side(day: date) -> None:
    before, after = SHIPPED_CALENDAR.last_working_day(day), SHIPPED_CALENDAR.next_working_day(day)
    assert before <= day <= after
    assert SHIPPED_CALENDAR.is_working_day(before)
    assert SHIPPED_CALENDAR.is_working_day(after)
    assert (before == after == day) == SHIPPED_CALENDAR.is_working_day(day)


@given(days_of_the_plan, st.integers(1, 40))
def test_going_back_the_same_number_of_working_days_comes_home_from_a_working_day(day: date, count: int) -> None:
    start = SHIPPED_CALENDAR.last_working_day(day)
    there = SHIPPED_CALENDAR.add_working_days(start, count)
    assert SHIPPED_CALENDAR.add_working_days(there, -count) == start
    assert SHIPPED_CALENDAR.working_days_between(start, there) == count
    assert SHIPPED_CALENDAR.working_days_between(there, start) == -count


@given(days_of_the_plan, st.integers(-40, 40).filter(bool))
def test_a_day_reached_by_counting_is_worked(day: date, count: int) -> None:
    assert SHIPPED_CALENDAR.is_working_day(SHIPPED_CALENDAR.add_working_days(day, count))


@pytest.mark.parametrize("year", range(2015, 2036))
def test_the_file_of_vietnam_alone_says_what_the_whole_package_says(year: int) -> None:
    whole = holidays.country_holidays("VN", years=year, expand=False, language="en_US")
    assert (dict(whole), whole.weekend_workdays) == (
        _package_of(year).days_off,
        set(_package_of(year).swapped_saturdays),
    )
