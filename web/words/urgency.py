"""How near a due date is: what the page sorts by and colours."""

from datetime import date

from plan.calendar import WorkCalendar

SOON = 3
"""From how many working days left (inclusive) an asking counts as due soon; zero days left is soon, not late."""
URGENCIES = {"overdue": "quá hạn", "soon": "sắp đến hạn", "later": "trong hạn"}
"""How near a due date is, worst first, and its Vietnamese name."""


def urgency_of(due_on: date, on: date, calendar: WorkCalendar) -> str:
    """Return a key of `URGENCIES` for a last day in time `due_on` seen from the day `on`."""
    if due_on < on:
        return "overdue"
    return "soon" if calendar.working_days_between(on, due_on) <= SOON else "later"
