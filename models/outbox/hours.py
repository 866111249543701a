"""At which moments letters of a day may leave: outside the quiet hours, and of another day than today after its round."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from models.clock import ROUND_AT, day_of, in_zone, moment_on
from models.office_settings.quiet_hours import QuietHours

_LONGEST_REST = timedelta(days=60)
"""After how many days without a working day nothing is foretold."""


def quiet_until(quiet: QuietHours | None, now: datetime) -> datetime | None:
    """Return when the quiet hours end in which the moment `now` lies, None where it lies in none."""
    if quiet is None:
        return None
    at, today = in_zone(now).time(), day_of(now)
    if quiet.starts < quiet.ends:
        return moment_on(today, quiet.ends) if quiet.starts <= at < quiet.ends else None
    if at < quiet.ends:
        return moment_on(today, quiet.ends)
    return moment_on(today + timedelta(days=1), quiet.ends) if at >= quiet.starts else None


def leaves_from(now: datetime, quiet: QuietHours | None, is_worked: Callable[[date], bool]) -> datetime:
    """Return the first moment, not before `now`, at which a letter of a day that waits may leave.

    That is outside the quiet hours; on another day than that of `now` it is one that is worked, after its round.
    """
    free, today = quiet_until(quiet, now) or now, day_of(now)
    day = day_of(free)
    if day == today:
        return free
    while not is_worked(day) and day - today < _LONGEST_REST:
        day += timedelta(days=1)
    return leaves_from(moment_on(day, ROUND_AT), quiet, is_worked)
