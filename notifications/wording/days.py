"""How letters tell of days: how far a due date is, and the day that an agency has promised."""

from datetime import date

from plan.calendar import WorkCalendar
from plan.texts.written import format_day


def describe_due(due_on: date, on: date, calendar: WorkCalendar) -> str:
    """Return how far a due date is, in words: `còn 7 ngày làm việc`, `hôm nay là ngày cuối`, `quá hạn 12 ngày`.

    What is left is counted in working days, the lateness in calendar days. On the last working day before a due date
    that is a rest day nothing is left to count: `hôm nay là ngày làm việc cuối`.
    """
    if on > due_on:
        return f"quá hạn {(on - due_on).days} ngày"
    if on == due_on:
        return "hôm nay là ngày cuối"
    left = calendar.working_days_between(on, due_on)
    if left:
        return f"còn {left} ngày làm việc"
    if calendar.is_working_day(on):
        return "hôm nay là ngày làm việc cuối"
    return f"còn {(due_on - on).days} ngày, đều là ngày nghỉ"


def promise_words(promised_on: date, on: date) -> str:
    """Return when an agency said it will report, and that the day is past: `đã hẹn gửi ngày 09/6/2023`."""
    if promised_on == on:
        return "đã hẹn gửi hôm nay"
    return f"đã hẹn gửi ngày {format_day(promised_on)}{' nhưng chưa gửi' if promised_on < on else ''}"
