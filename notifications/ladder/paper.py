"""Which rung asks for a dunning letter on paper: a pure rule over days, as the plan's ladder has it."""

from datetime import date

from plan.calendar import WorkCalendar
from plan.tasks import Plan, Rung


def paper_rung(plan: Plan, calendar: WorkCalendar, due_on: date, on: date) -> Rung | None:
    """Return the last rung with `paper` that what fell due on `due_on` has reached by `on`, both inclusive; None before any."""
    reached = [rung for rung in plan.ladder if rung.paper and calendar.add_working_days(due_on, rung.after) <= on]
    return reached[-1] if reached else None
