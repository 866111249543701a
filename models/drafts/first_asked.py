"""What a plan asks first once it is followed: which days fall due, how many check-ins of how many agencies, how soon."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.check_ins.opening import BASELINE_WORKING_DAYS, would_open
from models.clock import ROUND_AT, day_of, in_zone
from models.tables.core import State
from plan.library import LoadedPlan
from plan.owed import owed_between
from plan.texts.written import format_day, format_figure

MOST_DAYS = 4
"""How many of the first due dates are told."""
_AHEAD = timedelta(days=366)
_TRIED = 12


@dataclass(frozen=True)
class FirstDue:
    """A day on which something falls due first. `opens_on` is the round that opens it, `left` the working days from then."""

    due_on: date
    opens_on: date
    left: int
    check_ins: int
    agencies: int
    is_baseline: bool

    @property
    def words(self) -> str:
        """The day in a sentence without its full stop."""
        kind = "phiếu báo cáo ban đầu" if self.is_baseline else "phiếu báo cáo"
        counted = f"{format_figure(self.check_ins)} {kind} của {format_figure(self.agencies)} cơ quan"
        left = f"có {self.left} ngày làm việc" if self.left else "không còn ngày làm việc nào"
        time = "quá hạn ngay khi mở" if self.due_on < self.opens_on else left
        return f"Hạn {format_day(self.due_on)}: {counted}, mở ngày {format_day(self.opens_on)}, {time}"


@dataclass(frozen=True)
class FirstAsked:
    """What a plan asks first where it is followed from `begins`: by the day of its first round, and the first due dates.

    `opened` counts the check-ins that this round opens, `told` the agencies that owe them; `agencies` are those that are
    asked within a year, by code. `calmer` is the first day from which the plan could be followed so that nobody has fewer
    days than the baseline gives, None where that is `begins` already or no near day is one.
    """

    begins: date
    round_on: date
    days: tuple[FirstDue, ...]
    opened: int
    told: int
    agencies: tuple[str, ...]
    calmer: date | None


def asked_first(loaded: LoadedPlan, begins: date, now: datetime) -> FirstAsked:
    """Return what a plan asks first where it is adopted now and followed from a day on, earlier, today or to come.

    A period that runs at that day is asked at once, for the date that it has anyhow; what fell due before is asked once
    more, in `BASELINE_WORKING_DAYS` working days from the first round.
    """
    round_on = first_round(loaded, begins, now)
    asked = _asked(loaded, begins, round_on)
    opened = [agency for one in asked.values() for agency, opens_on in one if opens_on == round_on]
    return FirstAsked(
        begins,
        round_on,
        _days(loaded, asked)[:MOST_DAYS],
        len(opened),
        len(set(opened)),
        tuple(dict.fromkeys(agency for one in asked.values() for agency, _ in one)),
        _calmer(loaded, begins, now),
    )


def first_round(loaded: LoadedPlan, begins: date, now: datetime) -> date:
    """Return the day of the first daily round of a plan that is adopted now: on a rest day none begins that was set ahead."""
    today = day_of(now)
    following = today if in_zone(now).time() < ROUND_AT else today + timedelta(days=1)
    if begins <= today:
        return following
    return loaded.calendar.next_working_day(max(begins, following))


_Asked = dict[tuple[date, bool], list[tuple[str, date]]]
"""By due date, of the baseline or not: each asking's agency, and the day on which a round opens it."""


def _asked(loaded: LoadedPlan, begins: date, round_on: date) -> _Asked:
    by_day: _Asked = defaultdict(list)
    for row in would_open(loaded, begins, round_on):
        if row["state"] == State.OPEN:
            by_day[row["due_on"], row["basis"] == "baseline"].append((row["agency"], round_on))
    last = max(begins, loaded.plan.starts) + _AHEAD
    for owed in owed_between(loaded.plan, loaded.register, loaded.calendar, begins, last):
        if owed.opens_on > round_on and not owed.ownerless:
            by_day[owed.due_on, False].append((owed.agency, owed.opens_on))
    return by_day


def _days(loaded: LoadedPlan, asked: _Asked) -> tuple[FirstDue, ...]:
    return tuple(_day(loaded, key, found) for key, found in sorted(asked.items()))


def _day(loaded: LoadedPlan, key: tuple[date, bool], asked: list[tuple[str, date]]) -> FirstDue:
    due_on, is_baseline = key
    opens_on = min(day for _, day in asked)
    left = max(0, loaded.calendar.working_days_between(opens_on, due_on))
    return FirstDue(due_on, opens_on, left, len(asked), len({agency for agency, _ in asked}), is_baseline)


def _calmer(loaded: LoadedPlan, begins: date, now: datetime) -> date | None:
    """Return the first day from which the first round opens nothing that falls due sooner than the baseline would."""
    day = begins
    for _ in range(_TRIED):
        round_on = first_round(loaded, day, now)
        first = loaded.calendar.add_working_days(round_on, BASELINE_WORKING_DAYS)
        soon = [row["due_on"] for row in would_open(loaded, day, round_on) if row["due_on"] < first]
        if not soon:
            return day if day > begins else None
        day = max(soon) + timedelta(days=1)
    return None
