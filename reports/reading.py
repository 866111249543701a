"""Where plans stand and what a report tells, read from the database: one reading for commands, runs and pages."""

from dataclasses import dataclass
from datetime import date, datetime

from models.check_ins.standings import standings
from models.database import Session
from models.decisions.requests import asked_once
from models.reported.matters import matters_of
from models.reported.told import told_answers
from plan.ad_hoc import with_requests
from plan.library import LoadedPlan
from reports.account.account import Account, Letterhead, Sources, make_account
from reports.account.periods import Span
from reports.progress import Progress, measure_progress


@dataclass(frozen=True)
class Telling:
    """Which report of a plan: whose `form` (`reports.chairman.FORMS`), its span, its day, and what was known by when.

    `before` is the day and the moment of what it is compared with, None for nothing.
    """

    span: Span
    on: date
    known_at: datetime
    form: str = "office"
    before: tuple[date, datetime] | None = None


def read_progress(
    session: Session, loaded: LoadedPlan, on: date, known_at: datetime, *, trial: bool, agency: str = ""
) -> Progress:
    """Return where a plan stands at the end of `on`, as known at the aware moment `known_at`.

    `agency` narrows everything to what one agency holds.
    """
    found = standings(session, on, known_at, loaded.plan.code)
    followed = with_requests(loaded, asked_once(session, loaded.plan.code))
    return measure_progress(found, followed, on, known_at, trial, agency)


def read_account(
    session: Session, loaded: LoadedPlan, telling: Telling, *, trial: bool, head: Letterhead | None = None
) -> Account:
    """Return all that a report of a plan tells."""
    on, known_at, code = telling.on, telling.known_at, loaded.plan.code
    found = standings(session, on, known_at, code)
    followed = with_requests(loaded, asked_once(session, code))
    sources = Sources(told_answers(session, on, known_at, code), matters_of(session, followed, on, known_at))
    before = standings(session, *telling.before, code) if telling.before else []
    earlier = measure_progress(before, followed, *telling.before, trial) if telling.before and before else None
    progress = measure_progress(found, followed, on, known_at, trial)
    return make_account(progress, followed, telling.span, sources, earlier, head, telling.form)
