"""How a plan's rungs fall for one check-in: pure rules over its stages, each of which moves days and never a key."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from notifications.ladder.stages import CHAIRMAN, ESCALATION, REMINDER, Stage
from plan.calendar import WorkCalendar


def pass_empty_rungs(stages: Sequence[Stage], is_empty: Callable[[Stage], bool]) -> tuple[Stage, ...]:
    """Return the stages with every rung that reaches nobody passed at once: the next one is told on its day instead.

    Several empty ones in a row are passed on the day of the first. A rung that comes early so keeps its number, and with
    it the key of its notices: it is told once. `passed` names the rungs that were passed, `planned_on` its day otherwise.
    """
    found: list[Stage] = []
    since, passed = None, tuple[int, ...]()
    for stage in stages:
        if stage.purpose != ESCALATION:
            found.append(stage)
            continue
        falls = replace(stage, on=since, planned_on=stage.planned_on or stage.on, passed=passed) if since else stage
        since, passed = (falls.on, (*passed, stage.rung)) if is_empty(falls) else (None, ())
        found.append(falls)
    return tuple(found)


def start_one_higher(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """Return the stages with the second rung told on the day of the first; all others stay on their days."""
    rungs = [stage for stage in stages if stage.purpose == ESCALATION]
    if len(rungs) < 2:
        return tuple(stages)
    early = replace(rungs[1], on=rungs[0].on, planned_on=rungs[1].on)
    return tuple(early if stage is rungs[1] else stage for stage in stages)


def remind_once(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """Return the stages with the last reminder alone; what a promise reminds of, and rungs, stay."""
    reminders = [stage for stage in stages if stage.purpose == REMINDER]
    return tuple(stage for stage in stages if stage.purpose != REMINDER or stage is reminders[-1])


def pause_climb(
    stages: Sequence[Stage], calendar: WorkCalendar, pauses: Sequence[tuple[date, date]]
) -> tuple[Stage, ...]:
    """Return the stages with every rung put off by the working days on which the climb was stopped before it.

    `pauses` are spans in order, both ends inclusive, that do not overlap. A rung that was reached before a pause keeps its
    day.
    """
    if not pauses:
        return tuple(stages)
    return tuple(
        replace(stage, on=_put_off(stage.on, calendar, pauses)) if stage.purpose == ESCALATION else stage
        for stage in stages
    )


def _put_off(day: date, calendar: WorkCalendar, pauses: Sequence[tuple[date, date]]) -> date:
    for since, until in pauses:
        if day >= since:
            day = calendar.add_working_days(day, calendar.working_days_between(since - timedelta(days=1), until))
    return day


HELD_FOR = 10
"""How many working days a later date that is asked for holds the Chairman's rung: then he is told, decided or not."""


def hold_the_chairman(stages: Sequence[Stage], calendar: WorkCalendar) -> tuple[Stage, ...]:
    """Return the stages with the Chairman's rung held while a later date waits for its decision; all others stay."""
    return tuple(
        replace(stage, on=calendar.add_working_days(stage.on, HELD_FOR)) if CHAIRMAN in stage.to else stage
        for stage in stages
    )
