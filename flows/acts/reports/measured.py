"""How chasing works in a home: what was said on each rung, opened and answered, read for commands and artifacts."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from flows.acts.find_check_in import own_province
from flows.acts.open_home import OpenHome
from models.audit.views import views_between
from models.outbox.trials import draws_of
from models.reported.tellings import Told, tellings
from models.reported.trial_lines import drawn_agencies
from notifications.ladder.stages import agency_of
from notifications.links import ANSWER
from plan.library import LoadedPlan
from reports.measured.rungs import RungMeasure, measure_rungs
from reports.measured.trial import TrialMeasure, measure_trial


def measure_home(
    office: OpenHome, plans: Mapping[str, LoadedPlan], on: date, first: date | None = None, plan: str = ""
) -> tuple[RungMeasure, ...]:
    """Return what came of what was said from `first` to `on`, both inclusive, of a plan or of all that the home follows."""
    said = told_between(office, plans, first, on, plan)
    return measure_rungs(said, opened_pages(office, said, on), on)


def measure_trials(office: OpenHome, plans: Mapping[str, LoadedPlan], on: date) -> tuple[TrialMeasure, ...]:
    """Return what came of the trials of plans by the end of `on`, of each plan that tries something."""
    found = []
    with office.database.read() as session:
        for loaded in plans.values():
            if (trial := loaded.plan.trial) is not None:
                drawn = [one for one in draws_of(session, loaded.plan.code, trial.code) if one.drawn_on <= on]
                found.append(measure_trial(trial, drawn_agencies(session, drawn), on))
    return tuple(found)


def told_between(
    office: OpenHome, plans: Mapping[str, LoadedPlan], first: date | None, on: date, plan: str = ""
) -> list[Told]:
    """Return what was said from `first` to `on`, both inclusive, of a plan, of all that the home follows where ''."""
    with office.database.read() as session:
        said = tellings(session, own_province(plans), plan)
    return [one for one in said if one.plan in plans and (first or one.told_on) <= one.told_on <= on]


def opened_pages(office: OpenHome, said: list[Told], on: date) -> Mapping[str, list[datetime]]:
    """Return when each agency's pages were opened by a person by its own links, since the first of what was said, in order."""
    found: dict[str, list[datetime]] = defaultdict(list)
    if said:
        for view in views_between(office.home, min(one.told_on for one in said), on):
            if view.purpose == ANSWER and view.by_person:
                found[agency_of(view.recipient)].append(view.at)
    return {agency: sorted(moments) for agency, moments in found.items()}
