"""What a home holds, as `tests.long.expected` is told it: the rules of its plans, what is owed, what waits on desks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlmodel import col, select

from models.agencies import name_in_home
from models.database import Session
from models.decisions.chasing.causes import asked_later, pauses
from models.decisions.extensions import open_extensions
from models.outbox.news import refusals
from models.outbox.notices import Chased
from models.tables.core import CheckIn, State
from plan.library import LoadedPlan
from plan.owed import tracker_on
from tests.long.expected import Owed, Rules

DAY = timedelta(days=1)


def rules_of(loaded: LoadedPlan, own: str) -> Rules:
    """Return what a plan has chosen, for a home of the province `own`."""
    plan, register = loaded.plan, loaded.register
    return Rules(
        calendar=loaded.calendar,
        remind=plan.remind,
        rungs=tuple((rung.after, rung.to) for rung in plan.ladder),
        office=register.office,
        chairman=register.chairman,
        name=lambda code: name_in_home(own, register.code, code),
        tracker=lambda scope, on: tracker_on(plan, register, scope, on),
        habit=(plan.habit.late, plan.habit.of) if plan.habit else None,
    )


class Facts:
    """A home's facts, read day by day."""

    def __init__(self, plans: Mapping[str, LoadedPlan], own: str) -> None:
        """Begin with an empty home of the province `own`."""
        self.plans, self.own = plans, own
        self.asked: dict[tuple[str, ...], list[tuple[int, date, date]]] = defaultdict(list)
        """Every period that a line of an agency was asked for: its number, when it opened and fell due."""
        self._read = 0

    def owed(self, session: Session, chased: Iterable[Chased], answered: Mapping[int, date], on: date) -> list[Owed]:
        """Return what is owed on a day; `answered` tells on which day each report was last answered."""
        later, stopped, refused = asked_later(session), pauses(session), refusals(session)
        lines = self._lines(session) if any(one.plan.habit for one in self.plans.values()) else {}
        return [
            Owed(
                number=one.id,
                plan=one.plan,
                holder=one.holder,
                scope=one.scope,
                began=one.opened_on,
                remind_on=one.remind_on,
                due_on=one.due_on,
                news=str(one.news),
                change=one.change,
                taken_on=one.adopted_now,
                promised=(one.promised_on, one.promised_at) if one.promised_on and one.promised_at else None,
                asks_later=one.id in later,
                past=self._past(lines[one.id], one.id, answered, on) if one.id in lines else (),
                pauses=stopped.get(one.id, ()),
                refused=tuple((said.number, said.on) for said in refused.get(one.id, ())),
            )
            for one in chased
        ]

    def _lines(self, session: Session) -> dict[int, tuple[str, ...]]:
        """Return the line of each report that was ever asked for by a cadence, whoever holds it now."""
        counts = col(CheckIn.state).not_in((State.WAIVED, State.SUPERSEDED, State.OWNERLESS))
        found = session.exec(select(CheckIn).where(counts, col(CheckIn.basis).in_(("cadence", "baseline")))).all()
        lines: dict[int, tuple[str, ...]] = {
            one.id: (one.province, one.plan, one.ref, one.holder, one.role, one.scope) for one in found
        }
        self.asked.clear()
        for one in found:
            self.asked[lines[one.id]].append((one.id, one.opens_on, one.due_on))
        return lines

    def _past(self, line: tuple[str, ...], number: int, answered: Mapping[int, date], on: date) -> tuple[bool, ...]:
        """Tell of the periods before whether each was late: answered after its date, or not at all."""
        opens_on = next(opens for one, opens, _ in self.asked[line] if one == number)
        before = sorted((due, one) for one, _, due in self.asked[line] if due < opens_on)
        return tuple(answered.get(one, on + DAY) > due for due, one in reversed(before))

    def desks(self, session: Session, on: date) -> set[str]:
        """Return the agencies, as recipients are called, on whose desk a matter waits that is no call."""
        found = set()
        ownerless = set(session.exec(select(CheckIn.province).where(CheckIn.state == State.OWNERLESS)).all())
        for loaded in self.plans.values():
            register = loaded.register
            trackers = {tracker_on(loaded.plan, register, scope, on) for scope in ("", *loaded.plan.scopes)}
            for code in {register.office, *trackers}:
                waits = open_extensions(session, self.plans, code, on, province=register.code)
                if waits or (code == register.office and register.code in ownerless):
                    found.add(name_in_home(self.own, register.code, code))
        return found
