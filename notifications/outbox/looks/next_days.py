"""A step of the round that looks at what is due for a look: its notices are queued, and the day of its next look is kept."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from models.check_ins.handovers import find_passings
from models.check_ins.looks.next_look import (
    AT_ONCE,
    Due,
    Which,
    hold_due,
    kept_days,
    look_at_lines,
    set_next,
    these,
)
from models.check_ins.looks.reckonings import note_contacts
from models.check_ins.opening import with_open_lateness
from models.database import Session
from models.outbox.notices import Chased, chased_check_ins
from models.tables.core import LOOK_NOW
from notifications.outbox.due_notices import INCIDENT_BASIS, Climb, Post, climb_on, queue_of, why_resting

_DAY = timedelta(days=1)


def look_at_due(session: Session, post: Post, on: date, now: datetime) -> int:
    """Queue what is to be said by `on` of all that is due for a look, and keep when each has to be looked at next.

    So nothing is said that a look at everything would not say, and nothing is left out (`next_day`). Return how many
    notices are new.
    """
    provinces = {loaded.plan.province for loaded in post.plans.values()}
    note_contacts(session, post.plans.values(), post.directory.marks_on(on, provinces))
    ruled = {code for code, loaded in post.plans.items() if loaded.plan.habit}
    held = hold_due(session, on, ruled)
    if held.hangs_together:
        look_at_lines(session, ruled, on)
        held = hold_due(session, on, ruled)
    # Pieces leave the memory before the next comes, however much is due: all of it is, where the program is a newer one.
    queued = sum(_look_at(session, post, piece, (on, now)) for piece in held.pieces())
    # What is settled, or has its answer, is not looked at again until it changes.
    for start in range(0, len(held.settled), AT_ONCE):
        set_next(session, dict.fromkeys(held.settled[start : start + AT_ONCE]))
    return queued


def _look_at(session: Session, post: Post, numbers: Sequence[int], when: tuple[date, datetime]) -> int:
    """Queue what is to be said of check-ins, keep when each has to be looked at next, and return how many notices are new."""
    on, _ = when
    which = these(numbers)
    owed, climb = chased_check_ins(session, which), climb_on(session, post, on, which)
    queued = queue_of(session, post, owed, climb, when, which)
    set_next(session, _next_days(session, climb, owed, kept_days(session, which), which))
    return queued


def _next_days(
    session: Session, climb: Climb, owed: Sequence[Chased], held: Sequence[Due], which: Which
) -> dict[int, date | None]:
    """Return when to look next at what is held; what cannot be looked at today is left out."""
    post, on = climb.post, climb.on
    open_lateness = with_open_lateness(session, which)
    passing = _passing(session, post, held, on)
    chased = {one.id: one for one in owed}
    found: dict[int, date | None] = {}
    for one in held:
        if one.plan in post.resting or one.id in passing:
            continue
        if one.id not in chased:
            found[one.id] = None
        elif (day := next_day(climb, chased[one.id], late_is_recorded=one.id not in open_lateness)) != LOOK_NOW:
            found[one.id] = day
    return found


def _passing(session: Session, post: Post, held: Sequence[Due], on: date) -> frozenset[int]:
    """Return what still has to pass on: what was changed after this round had looked who has the duty."""
    changed: dict[str, list[int]] = {}
    for one in held:
        if one.is_changed and one.plan in post.plans and one.plan not in post.resting:
            changed.setdefault(one.plan, []).append(one.id)
    return frozenset(
        passing.check_in.id
        for code, numbers in changed.items()
        for passing in find_passings(session, post.plans[code], on, these(numbers))
    )


def next_day(climb: Climb, one: Chased, *, late_is_recorded: bool) -> date | None:
    """Return the day on which a check-in that was looked at has to be looked at next, None for never.

    That is the first day past today on which a stage of its climb falls, its agency is drawn for a trial or it becomes
    late; `LOOK_NOW` where nothing may be said of it today.
    """
    if one.plan in climb.post.plans and why_resting(climb.post, one, climb.on):
        return LOOK_NOW
    days = [*_told_on(climb, one)]
    if not late_is_recorded:
        # Past days too: what a round could not record stays due.
        days.append(one.due_on + _DAY)
    return min(days, default=None)


def _told_on(climb: Climb, one: Chased) -> Iterator[date]:
    loaded = climb.post.plans.get(one.plan)
    if loaded is None or one.basis == INCIDENT_BASIS:
        return
    yield from (stage.on for stage in climb.stages(one) if stage.on > climb.on)
    trial = loaded.plan.trial
    if trial is not None and trial.covers(one.due_on):
        drawn_on = loaded.calendar.add_working_days(one.due_on, trial.drawn_after)
        if drawn_on > climb.on:
            yield drawn_on
