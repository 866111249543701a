"""The clock as the office confirms it, when a long time has passed without a round."""

from datetime import datetime

from flows.acts.home_plans import read_home_plans
from flows.acts.open_home import Office
from models.audit.acts import Person
from models.rounds.clock_check import confirm_gap


def confirm(office: Office, by: Person, now: datetime) -> None:
    """Record that a person confirms the moment `now`. Raise RefusedError for a person without a name."""
    register = next(iter(read_home_plans(office).known.values())).register
    with office.database.write() as session:
        confirm_gap(session, register.code, register.office, now, by=by)
