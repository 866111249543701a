"""Where the plans of a home stand: measured anew from the database, and written as the Chairman's summary."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from flows.acts.open_home import OpenHome
from models.check_ins.standings import standings
from models.decisions.requests import asked_once
from plan.ad_hoc import with_requests
from plan.library import LoadedPlan
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


def write_summaries(
    office: OpenHome, plans: Iterable[LoadedPlan], on: date, folder: Path, formats: tuple[str, ...]
) -> tuple[Path, ...]:
    """Write the Chairman's summary of each of the plans, as of now, and return the files."""
    known_at = office.clock.now()
    written: list[Path] = []
    for loaded in plans:
        progress = plan_progress(office, loaded, on, known_at)
        written.extend(write_chairman_report(progress, folder, formats))
    return tuple(written)
