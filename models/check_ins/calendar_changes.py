"""What a changed calendar means for check-ins that are still owed: shown first, then moved by an act that is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy
from sqlmodel import col, func, select

from models.audit.acts import Done, Person, guard_person, record_act
from models.check_ins.duties import CALENDAR, Change, Duty, change_duty, duty_changes
from models.check_ins.moves import CHASED
from models.clock import day_of
from models.database import Session
from models.tables.core import CheckIn
from models.text import one_line
from plan.library import LoadedPlan
from plan.owed import Occurrence, occurrences

MOVE_DATES = "move-dates"
"""The kind of this act in the audit trail."""


@dataclass(frozen=True)
class Shift:
    """A check-in whose days the calendar now gives otherwise: its row as it stands, and its days by the calendar."""

    check_in: CheckIn
    remind_on: date
    due_on: date


def find_shifts(session: Session, loaded: LoadedPlan) -> list[Shift]:
    """Return the check-ins of a plan that are still owed and that the calendar would move, by due date.

    The last working day in time follows the last day in time. That day itself moves only where the rule under which the
    check-in was opened rolls it off a rest day, and nobody has given it a date of its own since.
    """
    owed = session.exec(
        select(CheckIn)
        .where(
            CheckIn.province == loaded.plan.province,
            CheckIn.plan == loaded.plan.code,
            col(CheckIn.state).in_(CHASED),
        )
        .order_by(col(CheckIn.due_on), col(CheckIn.id))
    ).all()
    changes = duty_changes(session, [one.id for one in owed])
    asked = _Asked(loaded)
    shifts = []
    for one in owed:
        own_date = any(
            change.kind != CALENDAR and change.due_on != change.due_before for change in changes.get(one.id, ())
        )
        due_on = one.due_on if own_date or one.basis != "cadence" else asked.due_on(one)
        remind_on = loaded.calendar.last_working_day(due_on)
        if (remind_on, due_on) != (one.remind_on, one.due_on):
            shifts.append(Shift(CheckIn(**one.model_dump()), remind_on, due_on))
    return shifts


class _Asked:
    """The last days in time that a plan's rules give under the present calendar, worked out once a clause."""

    def __init__(self, loaded: LoadedPlan) -> None:
        self._loaded = loaded
        self._found: dict[tuple[str, date], dict[str, Occurrence]] = {}

    def due_on(self, check_in: CheckIn) -> date:
        """Return a check-in's last day in time; its own where the plan no longer has the rule it was opened under."""
        occurrence = self._of(check_in.ref, check_in.due_on).get(check_in.occurrence)
        if occurrence is None or occurrence.rule != check_in.rule:
            return check_in.due_on
        dates = occurrence.confirm if check_in.role == "confirming" else None
        return (dates or occurrence.dates).due_on

    def _of(self, ref: str, due_on: date) -> dict[str, Occurrence]:
        key = (ref, due_on)
        if key not in self._found:
            around = (due_on - timedelta(days=92), due_on + timedelta(days=31))
            plan, calendar = self._loaded.plan, self._loaded.calendar
            self._found[key] = {
                occurrence.period: occurrence
                for task in plan.versions_of(ref)
                for occurrence in occurrences(task, plan, calendar, *around)
            }
        return self._found[key]


def move_by_calendar(
    session: Session, loaded: LoadedPlan, shifts: Sequence[Shift], document: str, now: datetime, *, by: Person
) -> int:
    """Move check-ins of a plan to the days that the calendar gives, by a document, as of the day of `now`; return how many.

    What has changed since it was found stays as it is. Nothing is committed here. Raise RefusedError, before anything
    is written, without a person or a document.
    """
    guard_person(by)
    document = one_line(document, "Văn bản về ngày nghỉ, ngày làm việc")
    change = Change(CALENDAR, document, day_of(now), now, actor=by.name)
    moved = sum(
        change_duty(session, one.check_in, Duty(one.check_in.holder, one.remind_on, one.due_on), change)
        for one in shifts
    )
    if moved:
        detail = f"{loaded.plan.document.short}, {moved} phiếu báo cáo đổi ngày"
        done = Done(MOVE_DATES, loaded.plan.province, loaded.register.office, item=document, detail=detail)
        record_act(session, done, by, now)
    return moved


def used_years(session: Session, on: date) -> set[int]:
    """Return the years whose days off what is owed now depends on, with the year of `on`."""
    found: Sequence[date | None] = session.execute(_LATEST).one()
    return set(range(on.year, max(on, *(day or on for day in found)).year + 1))


# Of each state for itself: an index answers that without a look at all that is owed.
_LATEST = sqlalchemy.select(
    *(select(func.max(col(CheckIn.due_on))).where(col(CheckIn.state) == state).scalar_subquery() for state in CHASED)
)
