"""Where plans stand and what a report tells, read from the database: one reading for commands, runs and pages."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from models.database import Session
from models.decisions.requests import asked_once
from models.reported.letters_about import letters_about
from models.reported.matters import matters_of, open_matters_of
from models.reported.standing_columns import About
from models.reported.told import told_answers, told_figures
from models.store.many_values import many_values
from plan.ad_hoc import with_requests
from plan.library import LoadedPlan
from plan.periods import describe_period
from reports.account.account import Account, Letterhead, Sources, make_account
from reports.account.concerns import Asking, asked_of_chairman, chairmans_concerns
from reports.account.gathering import gathering_of, narrow_matters, narrow_plan, narrow_standings
from reports.account.periods import Span
from reports.account.targets import TargetStanding, targets_of
from reports.forms.names import ROLL_UP
from reports.frames.reading import read_standings
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


@many_values()
def read_progress(
    session: Session,
    loaded: LoadedPlan,
    on: date,
    known_at: datetime,
    *,
    trial: bool,
    agency: str = "",
    about: About | None = None,
) -> Progress:
    """Return where a plan stands at the end of `on`, as known at the aware moment `known_at`.

    `agency` narrows everything to what one agency holds; `about` what is read: then only the check-ins that it asks for
    are all there, and nothing is counted that was not opened.
    """
    found = read_standings(session, loaded.plan, on, known_at, about or (About(agency) if agency else None))
    followed = with_requests(loaded, asked_once(session, loaded.plan.code))
    return measure_progress(found, followed, known_at, trial, agency, with_to_come=about is None)


def read_asked(
    session: Session, loaded: LoadedPlan, progress: Progress, within: Callable[[str, str], bool] | None = None
) -> tuple[Asking, ...]:
    """Return what waits for the Chairman, as `read_account` has it, without the rest of a report.

    `within` narrows matters put to him to some agencies and refs, as `reports.progress.narrow_progress` did the progress.
    """
    followed = with_requests(loaded, asked_once(session, loaded.plan.code))
    matters = open_matters_of(session, followed, progress.on, progress.known_at)
    if within is not None:
        put = tuple(one for one in matters.referrals if within(one.agency, one.ref))
        matters = replace(matters, referrals=put)
    return asked_of_chairman(progress, matters, chairmans_concerns(progress))


def read_targets(session: Session, progress: Progress) -> tuple[TargetStanding, ...]:
    """Return the targets of a plan, as `read_account` has them, without the rest of a report."""
    return targets_of(progress, told_figures(session, progress.on, progress.known_at, progress.plan.code))


@many_values()
def read_account(
    session: Session,
    loaded: LoadedPlan,
    telling: Telling,
    *,
    trial: bool,
    head: Letterhead | None = None,
    with_letters: bool = False,
) -> Account:
    """Return all that a report of a plan tells, with the letters about each check-in where they are asked for. Raise NothingGatheredError for a roll-up where nothing is gathered."""
    on, known_at, code = telling.on, telling.known_at, loaded.plan.code
    found = read_standings(session, loaded.plan, on, known_at)
    followed = with_requests(loaded, asked_once(session, code))
    matters = matters_of(session, followed, on, known_at)
    before = read_standings(session, loaded.plan, *telling.before) if telling.before else None
    span, gathering = telling.span, None
    if telling.form == ROLL_UP:
        gathering = gathering_of(followed, found)
        span = Span(span.kind, None, describe_period(gathering.period) if gathering.names_period else "")
        found, before = narrow_standings(found, gathering), before and narrow_standings(before, gathering)
        followed, matters = narrow_plan(followed, gathering), narrow_matters(matters, found, gathering)
    letters = letters_about(session, on, known_at, code) if with_letters else {}
    sources = Sources(told_answers(session, on, known_at, code), matters, letters)
    earlier = measure_progress(before, followed, telling.before[1], trial) if telling.before and before else None
    progress = measure_progress(found, followed, known_at, trial)
    account = make_account(progress, followed, span, sources, earlier, head, telling.form)
    return replace(account, gathering=gathering)
