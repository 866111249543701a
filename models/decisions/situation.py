"""A check-in in front of somebody who would act on it: what every rule about an act looks at, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from models.check_ins.duties import duty_changes
from models.check_ins.lookup import plan_of
from models.clock import day_of
from models.database import Session
from models.tables.core import CheckIn, DutyChange
from plan.library import LoadedPlan


@dataclass(frozen=True)
class Situation:
    """A check-in, the agency that would act on it, and the moment (aware). `plans` are those that the home follows."""

    session: Session
    plans: Mapping[str, LoadedPlan]
    check_in: CheckIn
    agency: str
    now: datetime

    @property
    def on(self) -> date:
        """The day of the moment."""
        return day_of(self.now)

    @property
    def loaded(self) -> LoadedPlan:
        """The check-in's plan. Raise RefusedError where the home does not follow it any more."""
        return plan_of(self.check_in, self.plans)

    @cached_property
    def changes(self) -> list[DutyChange]:
        """All changes of the check-in's date and holder, the oldest first."""
        return duty_changes(self.session, [self.check_in.id]).get(self.check_in.id, [])
