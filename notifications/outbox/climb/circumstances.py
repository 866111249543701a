"""What is particular about one check-in's climb: its kept ladder, its agency's habit, accepted causes, a date asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.check_ins.habits import MOST_PERIODS, kept_habits, lateness_before
from models.check_ins.looks.next_look import Which
from models.database import Session
from models.decisions.chasing.causes import asked_later, pauses
from models.outbox.notices import Chased
from models.outbox.trials import Draws
from notifications.ladder.climbing import hold_the_chairman, pause_climb, remind_once, start_one_higher
from notifications.ladder.stages import Promised, Stage, stages_of
from notifications.ladder.trying import plan_tried
from plan.ladder.in_force import plan_for
from plan.library import LoadedPlan
from plan.tasks import Habit


@dataclass(frozen=True)
class Circumstances:
    """What the rules of a climb look at, by the number of a check-in.

    `past` tells in which of the periods before its line was late, newest first, `pauses` from which day to which accepted
    causes stopped its climb, `asks_later` whether a later date is asked for and not decided, `draws` to which way of a trial
    its agency was drawn.
    """

    plans: Mapping[str, LoadedPlan]
    past: Mapping[int, Sequence[bool]] = field(default_factory=dict)
    pauses: Mapping[int, Sequence[tuple[date, date]]] = field(default_factory=dict)
    asks_later: frozenset[int] = frozenset()
    draws: Draws = field(default_factory=dict)

    def stages(self, one: Chased) -> tuple[Stage, ...]:
        """Return a check-in's stages by the ladder that it keeps, as these circumstances move them; see `hold`."""
        loaded = self.plans[one.plan]
        calendar = loaded.calendar
        plan = plan_tried(plan_for(loaded.plan, one.ladder, one.holder, loaded.register), one, self.draws)
        stages = stages_of(plan, calendar, one.opened_on, one.remind_on, one.due_on, promised_of(one))
        stages = pause_climb(stages, calendar, self.pauses.get(one.id, ()))
        if self.late_before(one):
            stages = start_one_higher(stages)
        elif self._is_never_late(one):
            stages = remind_once(stages)
        return stages

    def hold(self, one: Chased, stages: Sequence[Stage]) -> tuple[Stage, ...]:
        """Return stages, empty rungs passed, with the Chairman's held where a later date waits for its decision."""
        return hold_the_chairman(stages, self.plans[one.plan].calendar) if one.id in self.asks_later else tuple(stages)

    def late_before(self, one: Chased) -> tuple[int, int] | None:
        """Return in how many of how many last periods a line was late, where by its rule that makes it climb faster."""
        habit = self._habit(one)
        if habit is None:
            return None
        late = sum(self.past.get(one.id, ())[: habit.of])
        return (late, habit.of) if late >= habit.late else None

    def is_paused(self, one: Chased, on: date) -> bool:
        """Tell whether an accepted cause stops a check-in's climb on a day."""
        return any(since <= on <= until for since, until in self.pauses.get(one.id, ()))

    def alike(self, one: Chased) -> tuple[Any, ...]:
        """Return what decides a check-in's stages and who is told of them."""
        whose = (one.province, one.plan, one.holder, one.scope, one.ladder)
        dates = (one.opened_on, one.remind_on, one.due_on, promised_of(one))
        moved = (tuple(self.past.get(one.id, ())), tuple(self.pauses.get(one.id, ())), one.id in self.asks_later)
        return *whose, *dates, *moved

    def _is_never_late(self, one: Chased) -> bool:
        habit = self._habit(one)
        past = self.past.get(one.id, ())[: habit.of] if habit else ()
        return habit is not None and len(past) >= habit.late and not any(past)

    def _habit(self, one: Chased) -> Habit | None:
        loaded = self.plans[one.plan]
        return plan_for(loaded.plan, one.ladder, one.holder, loaded.register).habit


def promised_of(one: Chased) -> Promised | None:
    """Return the promise that stands for a check-in, None where there is none."""
    if one.promised_on is None or one.promised_at is None:
        return None
    return Promised(one.promised_on, one.promised_at)


@dataclass(frozen=True)
class Particular:
    """What is particular about few check-ins of a home: read once, whoever goes through its provinces one by one.

    `habits` are the plans of which something keeps a ladder with a rule about habits; the rest as in `Circumstances`.
    """

    habits: frozenset[str]
    pauses: Mapping[int, Sequence[tuple[date, date]]]
    asks_later: frozenset[int]


def read_particular(session: Session, which: Which | None = None) -> Particular:
    """Return what is particular about what is owed, or about `which` of it."""
    return Particular(frozenset(kept_habits(session, which)), pauses(session, which), asked_later(session, which))


def read_circumstances(
    session: Session,
    plans: Mapping[str, LoadedPlan],
    drawn: Draws,
    on: date,
    which: Which | None = None,
    particular: Particular | None = None,
) -> Circumstances:
    """Return what stands on a day, of all that is owed or of `which`; `particular` is that of all, where it is known.

    The past is read only where a ladder in force has a rule about habits.
    """
    known = read_particular(session, which) if particular is None else particular
    with_rule = {code: loaded.plan.habit.of for code, loaded in plans.items() if loaded.plan.habit}
    with_rule |= {code: MOST_PERIODS for code in known.habits if code in plans}
    past = lateness_before(session, with_rule, max(with_rule.values()), on, which) if with_rule else {}
    return Circumstances(plans, past, known.pauses, known.asks_later, drawn)
