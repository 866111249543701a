"""The one Clock: days are Vietnamese days, and a trial's day is made up."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.clock import TRIAL_TIME, Clock, day_of, end_of_day, in_zone, moment_on


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2023-06-14T16:59:59.999999+00:00", date(2023, 6, 14)),
        ("2023-06-14T17:00:00+00:00", date(2023, 6, 15)),
        ("2023-06-14T23:59:59.999999+07:00", date(2023, 6, 14)),
        ("2023-06-15T00:00:00+07:00", date(2023, 6, 15)),
        ("2023-12-31T12:00:00-05:00", date(2024, 1, 1)),
    ],
)
def test_a_moment_belongs_to_the_vietnamese_day_whatever_zone_it_is_told_in(moment: str, day: date) -> None:
    assert day_of(datetime.fromisoformat(moment)) == day


def test_a_day_ends_at_24_00_in_vietnam() -> None:
    end = end_of_day(date(2023, 6, 14))
    assert end == datetime(2023, 6, 14, 16, 59, 59, 999999, tzinfo=UTC)
    assert in_zone(end).isoformat() == "2023-06-14T23:59:59.999999+07:00"


@given(st.dates(date(1976, 1, 1), date(2100, 1, 1)))
def test_the_last_moment_of_a_day_is_its_own_and_the_next_is_the_next_days(day: date) -> None:
    assert day_of(end_of_day(day)) == day
    assert day_of(end_of_day(day) + timedelta(microseconds=1)) == day + timedelta(days=1)


def test_a_time_of_a_day_is_told_in_vietnam() -> None:
    assert moment_on(date(2023, 6, 5), time(7, 30)) == datetime(2023, 6, 5, 0, 30, tzinfo=UTC)


def test_the_clock_of_a_real_home_is_the_machines() -> None:
    clock = Clock()
    assert clock.now().utcoffset() == timedelta(hours=7)
    assert clock.today() == day_of(clock.now())


def test_the_clock_of_a_trial_shows_its_day_at_one_time_and_asks_for_the_day_each_time() -> None:
    days = iter([date(2023, 6, 5), date(2023, 6, 6), date(2023, 6, 7)])
    clock = Clock(lambda: next(days))
    assert clock.now() == moment_on(date(2023, 6, 5), TRIAL_TIME)
    assert clock.today() == date(2023, 6, 6)
    assert clock.today() == date(2023, 6, 7)
