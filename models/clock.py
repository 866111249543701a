"""The one Clock: the edge asks it once for the moment, and hands the moment down."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pendulum

ZONE = "Asia/Ho_Chi_Minh"
"""The time zone of every day, schedule and printed time of the program."""
_ZONE = ZoneInfo(ZONE)


def in_zone(moment: datetime) -> datetime:
    """Return an aware moment as Vietnamese clocks show it."""
    return pendulum.instance(moment).in_timezone(ZONE)


def day_of(moment: datetime) -> date:
    """Return the calendar day in Asia/Ho_Chi_Minh on which an aware moment lies."""
    # Asked for every answer there is: plain dates take a twentieth of pendulum's time.
    return moment.astimezone(_ZONE).date()


def end_of_day(day: date) -> datetime:
    """Return the last moment (inclusive) of a day: a day ends at 24:00 in Asia/Ho_Chi_Minh."""
    start = pendulum.datetime(day.year, day.month, day.day, tz=ZONE)
    return start.add(days=1) - timedelta(microseconds=1)


def moment_on(day: date, at: time) -> datetime:
    """Return the moment of a day at a time of day in Asia/Ho_Chi_Minh."""
    return pendulum.datetime(day.year, day.month, day.day, at.hour, at.minute, at.second, tz=ZONE)


ROUND_AT = time(7, 30)
"""The time of day at which the daily round runs."""
TRIAL_TIME = time(8, 0)
"""The time of day that a trial home always shows: after its morning round, and never before what it has recorded."""


class Clock:
    """Tells the moment, in Asia/Ho_Chi_Minh: the machine's, or in a trial home `TRIAL_TIME` on the trial's day."""

    def __init__(self, trial_day: Callable[[], date | None] | None = None) -> None:
        """Make a clock; `trial_day` gives the made-up day of a trial home, or None in a real one."""
        self._trial_day = trial_day or (lambda: None)

    def now(self) -> datetime:
        """Return the moment, aware, in Asia/Ho_Chi_Minh."""
        day = self._trial_day()
        return pendulum.now(ZONE) if day is None else moment_on(day, TRIAL_TIME)

    def today(self) -> date:
        """Return the day of `now`."""
        return self.now().date()
