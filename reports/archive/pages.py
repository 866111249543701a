"""The pages of an archive: plain HTML with its style inside, without a script and without anything from elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from models.check_ins.standings import Standing
from models.check_ins.state_words import LETTER_WORDS
from models.reported.matters import PutReferral
from models.reported.years.closed import Year
from models.reported.years.rows import columns_of
from models.reported.years.told import ToldCheckIn
from models.tables.core import State
from plan.library import LoadedPlan
from plan.refs import told_ref
from plan.texts.written import format_day, format_exact, format_moment
from reports.archive.columns import COLUMN_MEANINGS, TABLE_MEANINGS
from reports.archive.happenings import happenings_of, person
from reports.archive.places import README, Places, up_from
from reports.figures import reporting_by, reporting_total, results_total
from reports.labels import (
    APART_LABELS,
    CLAIM_LABELS,
    REPORTING_LABELS,
    TRIAL_BANNER,
    TRIAL_NOTE,
    name_document,
    name_period,
)
from reports.progress import Progress
from reports.tables import by_agency, by_task

_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Head:
    """What every page says of the archive: of which year, as it stood when, and whether of a trial."""

    year: Year
    made_at: datetime
    trial: bool


@dataclass(frozen=True)
class Listed:
    """A check-in as lists show it, with the page that has everything of it; `scope` is the holder's, '' for none."""

    standing: Standing
    page: str
    holder: str
    title: str
    period: str
    state: str


def list_line(progress: Progress, standing: Standing, places: Places) -> Listed:
    """Return a check-in as lists show it."""
    late = f", {standing.days_late} ngày" if standing.days_late else ""
    return Listed(
        standing,
        f"{places.line(standing.holder, standing.ref)}#phieu-{standing.check_in_id}",
        progress.name_of(standing.holder, standing.scope),
        progress.title_of(standing.ref),
        name_period(standing),
        f"{stage_words(standing.stage)}{late}",
    )


def stage_words(stage: str) -> str:
    """Return where a check-in stands on the axis of punctuality, or why it stands apart."""
    return REPORTING_LABELS.get(stage) or APART_LABELS[stage]


def first_page(
    page: str, head: Head, plans: Sequence[tuple[str, LoadedPlan, int]], others: Sequence[LoadedPlan]
) -> bytes:
    """Return the first page: the plans, each with its page and how many check-ins it has, `others` without any, and what else there is."""
    return _render("index.html.j2", page, head, plans=plans, others=others)


def page_of_plan(
    page: str, head: Head, progress: Progress, places: Places, report: str, referrals: Sequence[PutReferral]
) -> bytes:
    """Return the page of a plan: its figures, its agencies and tasks with their pages, its report ('' for none)."""
    agencies = reporting_by(by_agency(progress), "Cơ quan")
    tasks = reporting_by(by_task(progress), "Nhiệm vụ", with_code=True)
    return _render(
        "plan.html.j2",
        page,
        head,
        progress=progress,
        document=name_document(progress.plan.document),
        total=reporting_total(progress),
        results=results_total(progress),
        agencies=(agencies, [places.agency(code) if code else "" for code in agencies.codes]),
        tasks=(tasks, [places.task(code) if code else "" for code in tasks.codes]),
        apart_agencies=[
            (places.agency(code), progress.register.name_of(code))
            for code in dict.fromkeys(progress.standings.written("holder"))
            if code not in agencies.codes
        ],
        apart_tasks=[
            (places.task(ref), f"{told_ref(ref)}. {progress.title_of(ref)}")
            for ref in dict.fromkeys(progress.standings.written("ref"))
            if ref not in tasks.codes
        ],
        report=report,
        referrals=referrals,
    )


def page_of_list(
    page: str, head: Head, title: str, plan: tuple[str, str], lines: Iterable[Listed], *, by: str
) -> bytes:
    """Return a list of check-ins under a title, of the plan with this page and name; `by` is `agency` or `task`."""
    return _render("list.html.j2", page, head, title=title, plan=plan, lines=lines, by=by)


def page_of_line(
    page: str,
    head: Head,
    progress: Progress,
    plan_page: str,
    several: Sequence[tuple[ToldCheckIn, Standing]],
    files: Mapping[str, str],
) -> bytes:
    """Return the page with everything said by an agency of one task; `files` are those of evidence by their hashes."""
    first = several[0][1]
    return _render(
        "line.html.j2",
        page,
        head,
        progress=progress,
        plan=(plan_page, progress.plan.document.short),
        holder=progress.register.name_of(first.holder),
        ref=first.ref,
        several=[(told, one, happenings_of(told, progress.register.name_of)) for told, one in several],
        measures={ref: target.title for ref, target in progress.plan.targets.items()},
        files=files,
    )


def readme(head: Head, counts: Mapping[str, int], missing: Sequence[Mapping[str, object]]) -> bytes:
    """Return how to read the archive and what its data mean: `counts` are the rows of each table, `missing` files that it lacks."""
    tables = [
        (name, TABLE_MEANINGS[name], count, [(column, COLUMN_MEANINGS[column]) for column in columns_of(name)])
        for name, count in counts.items()
    ]
    return _render("readme.txt.j2", README, head, tables=tables, missing=missing)


def _render(template: str, page: str, head: Head, **values: object) -> bytes:
    banner = f"{TRIAL_BANNER}. {TRIAL_NOTE}" if head.trial else ""
    return _TEMPLATES.get_template(template).render(up=up_from(page), head=head, banner=banner, **values).encode()


def _number(value: str) -> str:
    return format_exact(Decimal(value))


def _recipient(progress: Progress, recipient: str) -> str:
    agency, _, function = recipient.partition("/")
    of = {"": "", "head": " (người đứng đầu)", "deputy": " (người báo cáo thay)"}
    return progress.register.name_of(agency.rpartition(":")[2]) + of.get(function, "")


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates" / "archive"),
    autoescape=select_autoescape(("html.j2",)),
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_TEMPLATES.filters |= {"day": format_day, "told_ref": told_ref, "number": _number}
_TEMPLATES.globals |= {
    "CLAIM_LABELS": CLAIM_LABELS,
    "LETTER_WORDS": LETTER_WORDS,
    "RETURNED": State.RETURNED,
    "moment": lambda moment: format_moment(moment.astimezone(_ZONE)),
    "name_period": name_period,
    "person": person,
    "recipient": _recipient,
    "stage_words": stage_words,
}
