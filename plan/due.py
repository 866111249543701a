"""Due rules: how the words of a document become the last day in time.

"Trước ngày D" leaves D out, so the last day in time is D - 1; "chậm nhất ngày D" includes it. A rule may roll a
last day that is not worked to the next working day (Civil Code 2015, art. 148.5); an administrative plan says so.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from plan.calendar import WorkCalendar
from plan.periods import Period, WrittenPeriod, last_day_of_month
from plan.texts.written import format_day, format_day_of_year


@dataclass(frozen=True)
class DayOfYear:
    """A day and month in the year of the period: 15/11."""

    day: int
    month: int

    def in_period(self, period: Period) -> date:
        """Return the day in the year in which the period ends; 29/2 becomes 28/2 in a common year."""
        year = period.last.year
        return date(year, self.month, min(self.day, last_day_of_month(year, self.month).day))

    @property
    def written(self) -> str:
        """The day as a plan file writes it: `15/11`."""
        return f"{self.day}/{self.month}"

    @property
    def words(self) -> str:
        """The day as the document writes it."""
        return f"ngày {format_day_of_year(self.day, self.month)}"


@dataclass(frozen=True)
class WrittenDay:
    """One full date, for a task asked once: 15/11/2022."""

    day: date

    def in_period(self, period: Period) -> date:
        """Return the date itself, whatever the period."""
        return self.day

    @property
    def as_single(self) -> Period:
        """The period of what is asked once, by this day; named by it: `2022-11-15`."""
        return Period(self.day.isoformat(), self.day, self.day)

    @property
    def written(self) -> str:
        """The date as a plan file writes it: `15/11/2022`."""
        return f"{self.day.day}/{self.day.month}/{self.day.year}"

    @property
    def words(self) -> str:
        """The date as the document writes it."""
        return f"ngày {format_day(self.day)}"


@dataclass(frozen=True)
class DayOfMonth:
    """A day in the period's last month (`months_after` 0) or in the month after it (1); `day` 0 is the month's end."""

    day: int
    months_after: int = 0

    def in_period(self, period: Period) -> date:
        """Return the day; a day the month does not have becomes its last."""
        month = period.last.month + self.months_after
        year = period.last.year + (month - 1) // 12
        end = last_day_of_month(year, (month - 1) % 12 + 1)
        return end if self.day == 0 else end.replace(day=min(self.day, end.day))

    @property
    def written(self) -> str:
        """The day as a plan file writes it: `end of period`, `15 of last month`, `10 of next month`."""
        if self.day == 0 and self.months_after == 0:
            return "end of period"
        return f"{self.day or 'end'} of {'next' if self.months_after else 'last'} month"

    @property
    def words(self) -> str:
        """The day as a document would write it."""
        if self.day == 0:
            return "ngày cuối cùng của kỳ" if self.months_after == 0 else "ngày cuối cùng của tháng liền sau kỳ"
        return f"ngày {self.day:02d} của {'tháng cuối kỳ' if self.months_after == 0 else 'tháng liền sau kỳ'}"


@dataclass(frozen=True)
class WithinWritten:
    """A piece of the calendar that a document names instead of a day (`12/2025`, `2025-Q4`, `2025`): its last day counts."""

    stretch: WrittenPeriod

    def in_period(self, period: Period) -> date:
        """Return the last day of the piece, whatever the period."""
        return self.stretch.last

    @property
    def as_single(self) -> Period:
        """The period of what is asked once, by the last day of the piece."""
        return self.stretch.as_single

    @property
    def written(self) -> str:
        """The piece as a plan file writes it: `12/2025`."""
        return self.stretch.written

    @property
    def words(self) -> str:
        """The piece as the document writes it."""
        return self.stretch.words


Anchor = DayOfYear | WrittenDay | DayOfMonth | WithinWritten


@dataclass(frozen=True)
class DueRule:
    """`before` (strict) or `by` (inclusive) a day, or `in` a piece of the calendar, as written.

    `roll` moves a rest day to the next working day.
    """

    reading: str
    anchor: Anchor
    roll: bool = False

    def last_day_in_time(self, period: Period, calendar: WorkCalendar) -> date:
        """Return the last calendar day on which an answer is in time."""
        day = self.written_last_day(period)
        return calendar.next_working_day(day) if self.roll else day

    def written_last_day(self, period: Period) -> date:
        """Return the last day in time as the words have it, rest day or not, before any roll."""
        day = self.anchor.in_period(period)
        return day - timedelta(days=1) if self.reading == "before" else day

    @property
    def words(self) -> str:
        """The rule as a sentence fragment, with its reading: `trước ngày 15/11 (không tính ngày đó)`."""
        reading = f"trước {self.anchor.words} (không tính ngày đó)"
        if self.reading == "by":
            reading = f"chậm nhất {self.anchor.words} (tính cả ngày đó)"
        if isinstance(self.anchor, WithinWritten):
            reading = f"trong {self.anchor.words} (đến hết ngày {format_day(self.anchor.stretch.last)})"
        return f"{reading}, gặp ngày nghỉ thì chuyển sang ngày làm việc tiếp theo" if self.roll else reading


@dataclass(frozen=True)
class DueDates:
    """The three days of an asking: it opens, the reminder aims at `remind_on`, `due_on` is the last day in time."""

    opens_on: date
    remind_on: date
    due_on: date


def due_dates(rule: DueRule, period: Period, opens_days_before: int, calendar: WorkCalendar) -> DueDates:
    """Return the three days that a rule gives for a period.

    `opens_on` lies `opens_days_before` calendar days before `due_on`; `remind_on` is the last working day not
    after `due_on`.
    """
    due_on = rule.last_day_in_time(period, calendar)
    return DueDates(due_on - timedelta(days=opens_days_before), calendar.last_working_day(due_on), due_on)
