"""A due date as the person who must keep it counts it: working days left, or days past."""

from datetime import date

from plan.calendar import WorkCalendar

SOON = 3
"""From how many working days left (inclusive) an asking counts as due soon; zero days left is soon, not late."""
URGENCIES = {"overdue": "quá hạn", "soon": "sắp đến hạn", "later": "còn hạn"}
"""How near a due date is, worst first, and its Vietnamese name."""


def urgency_of(due_on: date, on: date, calendar: WorkCalendar) -> str:
    """Return a key of `URGENCIES` for a last day in time `due_on` seen from the day `on`."""
    if due_on < on:
        return "overdue"
    return "soon" if calendar.working_days_between(on, due_on) <= SOON else "later"


def describe_due(due_on: date, on: date, calendar: WorkCalendar) -> str:
    """Return how far `on` is from the last day in time: `còn 3 ngày làm việc`, `quá hạn 12 ngày` (calendar days)."""
    if due_on < on:
        return f"quá hạn {(on - due_on).days} ngày"
    if due_on == on:
        return "hôm nay là ngày cuối"
    left = calendar.working_days_between(on, due_on)
    if left:
        return f"còn {left} ngày làm việc"
    if calendar.is_working_day(on):
        return "hôm nay là ngày làm việc cuối"
    return f"còn {(due_on - on).days} ngày, đều là ngày nghỉ"
