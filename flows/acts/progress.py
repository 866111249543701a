"""Where the plans of a home stand: measured anew from the database, and written as the office's report."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from flows.acts.open_home import OpenHome
from models.check_ins.standings import standings
from models.decisions.requests import asked_once
from models.reported.matters import matters_of
from models.reported.told import told_answers
from plan.ad_hoc import with_requests
from plan.library import LoadedPlan
from reports.account.account import Account, Letterhead, Sources, make_account
from reports.account.periods import Span, span_of
from reports.chairman import write_chairman_report
from reports.progress import Progress, measure_progress


def plan_progress(office: OpenHome, loaded: LoadedPlan, on: date, known_at: datetime, agency: str = "") -> Progress:
    """Return where a plan stands at the end of `on`, as known at the aware moment `known_at`.

    `agency` narrows everything to what one agency holds.
    """
    with office.database.read() as session:
        found = standings(session, on, known_at, loaded.plan.code)
        asked = asked_once(session, loaded.plan.code)
    return measure_progress(found, with_requests(loaded, asked), on, known_at, office.is_trial, agency)


def plan_account(
    office: OpenHome, loaded: LoadedPlan, span: Span, on: date, known_at: datetime, form: str = "office"
) -> Account:
    """Return all that a report of a plan tells at the end of `on`, as known at the aware moment `known_at`.

    `form` is a key of `reports.chairman.FORMS`: whose report it is.
    """
    with office.database.read() as session:
        found = standings(session, on, known_at, loaded.plan.code)
        asked = asked_once(session, loaded.plan.code)
        followed = with_requests(loaded, asked)
        sources = Sources(
            told_answers(session, on, known_at, loaded.plan.code), matters_of(session, followed, on, known_at)
        )
        before_on = span.since - timedelta(days=1) if span.since else None
        before = standings(session, before_on, known_at, loaded.plan.code) if before_on else []
    trial = office.is_trial
    earlier = measure_progress(before, followed, before_on, known_at, trial) if before_on and before else None
    progress = measure_progress(found, followed, on, known_at, trial)
    return make_account(progress, followed, span, sources, earlier, letterhead_of(office, loaded, form), form)


def letterhead_of(office: OpenHome, loaded: LoadedPlan, form: str) -> Letterhead:
    """Return the letterhead as it is set; the place is the province's where none is. A tracker's leaves the signer open."""
    settings = office.home.settings
    place = settings.report_place or loaded.register.place
    if form == "tracker":
        return Letterhead(settings.tracker_authority, settings.tracker_symbol, place=place)
    return Letterhead(
        symbol=settings.report_symbol,
        drafter=settings.report_drafter,
        power=settings.report_power,
        post=settings.report_post,
        signer=settings.report_signer,
        recipients=settings.report_recipients,
        place=place,
    )


def write_summaries(
    office: OpenHome,
    plans: Iterable[LoadedPlan],
    on: date,
    folder: Path,
    formats: tuple[str, ...],
    kind: str = "request",
    since: date | None = None,
    form: str = "office",
) -> tuple[Path, ...]:
    """Write the office's report of each of the plans, as of now, and return the files.

    `kind` is a key of `reports.account.periods.KINDS`; `since` sets another first day than the kind's own.
    """
    known_at, span = office.clock.now(), span_of(kind, on, since)
    written: list[Path] = []
    for loaded in plans:
        account = plan_account(office, loaded, span, on, known_at, form)
        written.extend(write_chairman_report(account, folder, formats))
    return tuple(written)
