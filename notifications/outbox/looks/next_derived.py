"""The days on which check-ins have to be looked at, derived from what stands: what is kept with them is compared with it."""

from collections.abc import Iterable
from datetime import date, datetime

from models.check_ins.handovers import find_passings
from models.check_ins.looks.next_look import HABIT, WATCHED, Due, Which, kept_days, open_of_plans
from models.check_ins.looks.reckonings import reckoned_by
from models.check_ins.opening import with_open_lateness
from models.database import Session
from models.outbox.notices import chased_check_ins
from models.tables.core import LOOK_NOW
from notifications.outbox.due_notices import Post, climb_on, rows_of
from notifications.outbox.looks.next_days import next_day
from plan.library import LoadedPlan


def derived_days(
    session: Session, post: Post, plans: Iterable[LoadedPlan], on: date, now: datetime, which: Which | None = None
) -> dict[int, date | None]:
    """Return, of all that is open of plans or of `which`, the day on which a round has to look at it; nothing is changed.

    `LOOK_NOW` is what a look on `on` would find something about: a notice that is not queued, a duty that has to pass on.
    None is never. `post` and `plans` are by which the last round looked.
    """
    worked = list(plans)
    chosen = open_of_plans([loaded.plan.code for loaded in worked], which)
    owed, climb = chased_check_ins(session, chosen), climb_on(session, post, on, chosen)
    tells = {int(row["check_in_id"]) for row in rows_of(session, post, owed, climb, (on, now), chosen)}
    passing = {one.check_in.id for loaded in worked for one in find_passings(session, loaded, on, chosen)}
    open_lateness = with_open_lateness(session, chosen)
    found: dict[int, date | None] = {one.id: None for one in kept_days(session, chosen)}
    for one in owed:
        found[one.id] = next_day(climb, one, late_is_recorded=one.id not in open_lateness)
    return found | dict.fromkeys(tells | passing, LOOK_NOW)


def looked_too_late(
    session: Session, post: Post, on: date, now: datetime, which: Which | None = None
) -> dict[int, date | None]:
    """Return the day of each check-in that is kept with a later one, or with none: a round would be late for it.

    Of plans that changed since the last round, or whose address book did, nothing is asked, for the next one looks at all
    that is open of them; nor where by a rule about habits it follows other periods, of which something has changed.
    """
    plans = [
        loaded
        for loaded in reckoned_by(session, post.plans.values(), on, post.directory.marks_on)
        if _is_worked(post, loaded, on)
    ]
    kept = {one.id: one for one in kept_days(session, open_of_plans([one.plan.code for one in plans], which))}
    moved = {one.plan for one in kept.values() if one.is_changed}
    derived = derived_days(session, post, plans, on, now, which)
    return {number: day for number, day in derived.items() if number in kept and _is_late(kept[number], day, on, moved)}


def _is_worked(post: Post, loaded: LoadedPlan, on: date) -> bool:
    return loaded.plan.code not in post.resting and loaded.calendar.is_working_day(on)


def _is_late(kept: Due, day: date | None, on: date, moved: Iterable[str]) -> bool:
    if day is None or (kept.next_on is not None and kept.next_on <= on):
        return False
    follows_others = HABIT in kept.ladder and kept.plan in moved
    return not follows_others and kept.state in WATCHED and (kept.next_on is None or day < kept.next_on)
