"""Whom a plan asks for a check-in that is there already: as it stands on a day, or stood before a move was known."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from models.tables.core import CheckIn
from plan.due import DueDates
from plan.library import LoadedPlan
from plan.owed import Occurrence, Owed, owed_for
from plan.parties import Register
from plan.tasks import Plan, Task

Place = tuple[str, str, str]
"""An agency, its role and its scope."""


def clause_of(plan: Plan, check_in: CheckIn) -> Task | None:
    """Return the version of the clause that a check-in follows; None once the plan has no such clause."""
    return clause_on(plan, check_in.ref, check_in.opens_on)


def clause_on(plan: Plan, ref: str, day: date) -> Task | None:
    """Return the version of a clause that what opened on a day follows: the last one that had begun by then.

    Of a day before all of them it is the first. None where the plan has no such clause.
    """
    versions = plan.versions_of(ref)
    begun = [task for task in versions if task.asked_from is None or task.asked_from <= day]
    return next(iter((*reversed(begun), *versions)), None) or plan.tasks.get(ref)


_Asking = tuple[str, str, date, date]
"""A clause, its occurrence, the day on which it opened, and the day of which is asked."""


def _asking(check_in: CheckIn, on: date) -> _Asking:
    return check_in.ref, check_in.occurrence, check_in.opens_on, on


class Askings:
    """Whom a plan asks, worked out once for all check-ins of one asking."""

    def __init__(self, loaded: LoadedPlan) -> None:
        self._plan, self._register = loaded.plan, loaded.register
        self._found: dict[_Asking, frozenset[tuple[Place, bool]]] = {}
        self._places: dict[_Asking, frozenset[Place]] = {}

    def places(self, check_in: CheckIn, on: date) -> frozenset[Place]:
        """Return who is asked on a day for what a check-in asks."""
        key = _asking(check_in, on)
        if key not in self._places:
            self._places[key] = frozenset(place for place, ownerless in self._asked(check_in, on) if not ownerless)
        return self._places[key]

    def has_asked(self, check_in: CheckIn, on: date) -> bool:
        """Tell whether the plan asks, on a day, the agency that a check-in was opened for.

        So it does, too, where a move took the duty away that was not known yet when the check-in was opened.
        """
        opened_for = (check_in.agency, check_in.role, check_in.scope)
        return any(place == opened_for for place, _ in self._asked(check_in, on)) or any(
            (owed.agency, owed.role, owed.scope) == opened_for for owed in self._asked_before_moves(check_in, on)
        )

    def _asked(self, check_in: CheckIn, on: date) -> frozenset[tuple[Place, bool]]:
        key = _asking(check_in, on)
        if key not in self._found:
            found = self._owed(check_in, self._plan, self._register, on)
            self._found[key] = frozenset(((one.agency, one.role, one.scope), one.ownerless) for one in found)
        return self._found[key]

    def _asked_before_moves(self, check_in: CheckIn, on: date) -> Iterator[Owed]:
        moves, handovers = self._register.moves, self._plan.handovers
        for cut in {move.on for move in (*moves, *handovers) if move.on <= on}:
            plan = replace(self._plan, handovers=tuple(move for move in handovers if move.on < cut))
            register = replace(self._register, moves=tuple(move for move in moves if move.on < cut))
            yield from self._owed(check_in, plan, register, on)

    def _owed(self, check_in: CheckIn, plan: Plan, register: Register, on: date) -> Iterator[Owed]:
        task = clause_of(plan, check_in)
        if task is None:
            return
        dates = DueDates(check_in.opens_on, check_in.remind_on, check_in.due_on)
        yield from owed_for(
            Occurrence(task, check_in.occurrence, dates, check_in.rule, False, dates), plan, register, on
        )
