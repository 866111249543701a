"""Where the plans of a home stand: measured anew from the database, and written as the office's report."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from flows.acts.open_home import OpenHome
from flows.acts.reports.letterheads import own_letterhead
from models.reported.made import Making, keep_report, report_before
from models.settings import Settings
from plan.library import LoadedPlan
from reports.account.account import Account, Letterhead, LetterheadError
from reports.account.ledger import ledger_of
from reports.account.periods import span_of
from reports.chairman import write_chairman_report
from reports.forms.names import OFFICE
from reports.progress import Progress
from reports.reading import Telling, read_account, read_progress


def plan_progress(office: OpenHome, loaded: LoadedPlan, on: date, known_at: datetime, agency: str = "") -> Progress:
    """Return where a plan stands, as `reports.reading.read_progress` does."""
    trial = office.is_trial
    with office.database.read() as session:
        return read_progress(session, loaded, on, known_at, trial=trial, agency=agency)


def telling_of(
    office: OpenHome, plan: str, on: date, kind: str = "request", since: date | None = None, form: str = "office"
) -> Telling:
    """Return the report of a kind on a day as known now, compared with the one before.

    That is the last report made of the same kind as it was known then; without one, or where `since` is given, the end of
    the day before the span. A report on request without `since` is compared with nothing.
    """
    now, span = office.clock.now(), span_of(kind, on, since)
    with office.database.read() as session:
        made = report_before(session, plan, form, kind, on) if kind != "request" and since is None else None
    if made is not None:
        return Telling(span, on, now, form, (made.told_on, made.known_at))
    return Telling(span, on, now, form, (span.since - timedelta(days=1), now) if span.since else None)


def plan_account(office: OpenHome, loaded: LoadedPlan, telling: Telling, *, with_letters: bool = False) -> Account:
    """Return all that a report of a plan tells, under the office's letterhead; with letters as the workbook tells them."""
    trial, head = office.is_trial, letterhead_of(office, loaded, telling.form)
    with office.database.read() as session:
        return read_account(session, loaded, telling, trial=trial, head=head, with_letters=with_letters)


def letterhead_of(office: OpenHome, loaded: LoadedPlan, form: str) -> Letterhead:
    """Return the letterhead as it is set; the place is the province's where none is. A tracker's leaves the signer open.

    A file of the office's own into which nothing can be written is left out: whoever makes a report looks at
    `letterhead_fault` first.
    """
    head = _set_letterhead(office, loaded, form)
    try:
        return replace(head, own=own_letterhead(office, form))
    except LetterheadError:
        return head


def _set_letterhead(office: OpenHome, loaded: LoadedPlan, form: str) -> Letterhead:
    settings = office.home.settings
    place = settings.report_place or loaded.register.place
    if form != OFFICE:
        author = loaded.register.name_of(loaded.plan.tracker_of(""))
        is_set = settings.tracker_symbol != Settings.model_fields["tracker_symbol"].default
        # The settings' own words are those of Công an tỉnh; no UBND is above it, but above a sở.
        if not is_set and not author.startswith("Công an"):
            return Letterhead(symbol="BC-……", place=place)
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
    """Write the report of each of the plans as of now, keep what it said, and return the files.

    `kind` is a key of `reports.account.periods.KINDS`, `form` one of `reports.chairman.FORMS`; `since` sets another first
    day than the kind's own.
    """
    written: list[Path] = []
    for loaded in plans:
        telling = telling_of(office, loaded.plan.code, on, kind, since, form)
        account = plan_account(office, loaded, telling, with_letters="xlsx" in formats)
        files = write_chairman_report(account, folder, formats)
        with office.database.write() as session:
            keep_report(
                session, making_of(account, telling), {file.name: file.read_bytes() for file in files}, telling.known_at
            )
        written.extend(files)
    return tuple(written)


def making_of(account: Account, telling: Telling) -> Making:
    """Return a report as it is kept: its figures by code, and where each check-in stands."""
    plan, before = account.progress.plan, telling.before or (None, None)
    stood = account.progress.standings
    told = (stood.written(column) for column in ("stage", "holder", "due_on", "state"))
    return Making(
        province=plan.province,
        plan=plan.code,
        form=telling.form,
        kind=telling.span.kind,
        since=telling.span.since,
        told_on=telling.on,
        known_at=telling.known_at,
        before_on=before[0],
        before_known_at=before[1],
        figures={one.code: one.value for one in ledger_of(account)},
        stages=dict(zip(map(str, stood["check_in_id"].tolist()), zip(*told, strict=True), strict=True)),
    )
