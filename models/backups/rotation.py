"""Which of many backups stay: the newest of each of the last days, weeks and months."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from models.clock import in_zone


@dataclass(frozen=True)
class Keeping:
    """Of how many days, weeks (ISO, from Monday) and months the newest backup stays; periods without one do not count."""

    days: int
    weeks: int
    months: int


def kept(made: Iterable[datetime], keeping: Keeping) -> set[datetime]:
    """Return the moments whose backups stay, of all at which one was made; the newest always does.

    Days, weeks and months are those of Asia/Ho_Chi_Minh.
    """
    newest_first = sorted(set(made), reverse=True)
    stay = set(newest_first[:1])
    for count, period_of in ((keeping.days, _day), (keeping.weeks, _week), (keeping.months, _month)):
        newest: dict[tuple[int, ...], datetime] = {}
        for moment in newest_first:
            newest.setdefault(period_of(in_zone(moment).date()), moment)
        stay.update(list(newest.values())[:count])
    return stay


def _day(day: date) -> tuple[int, ...]:
    return (day.toordinal(),)


def _week(day: date) -> tuple[int, ...]:
    return day.isocalendar()[:2]


def _month(day: date) -> tuple[int, ...]:
    return day.year, day.month
