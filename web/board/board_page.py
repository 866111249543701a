"""The board's page as values: figures with what is behind each, what waits for the Chairman, the worst, what comes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from models.check_ins.standings import REPORTING_STAGES, Standing
from plan.texts.written import format_day, format_exact
from reports.account.concerns import Asking
from reports.account.targets import TargetStanding, write_change, write_goal, write_value
from reports.labels import CLAIM_LABELS, REPORTING_LABELS, VERDICT_LABELS, format_rate, name_period, shorten
from reports.progress import Progress

SOON_DAYS = 14
"""How many days ahead the board shows what falls due."""
ASKED, RATES, TARGETS = 6, 30, 8
"""How many matters for the Chairman, agencies and targets stand on one page of the board."""
MOST_WORDS = 420
"""How many letters of one matter are told there; what it is about has all of them on its own page."""
SHOWN_POINTS = 12
"""How many periods of a target are drawn, the last ones."""
SHOWN_WORST = 5
_VERDICTS = {"answered": "waiting", "accepted": "accepted", "returned": "returned"}


@dataclass(frozen=True)
class Count:
    """One of the four cells: its stage, words and number."""

    stage: str
    name: str
    count: int


@dataclass(frozen=True)
class AgencyRate:
    """An agency with its rate and the numbers behind it."""

    agency: str
    name: str
    on_time: int
    fallen_due: int
    overdue: int
    rate: str
    worst_days: int


@dataclass(frozen=True)
class TargetLine:
    """A target: its goal, newest value and change in words, and its line as points of an SVG of 120 by 32, '' for none."""

    title: str
    goal: str
    value: str
    change: str
    periods: str
    line: str


@dataclass(frozen=True)
class BoardLine:
    """One check-in as a list shows it; `words` are the answer's, whole."""

    check_in_id: int
    agency: str
    holder: str
    ref: str
    title: str
    period: str
    due_on: date
    stage: str
    state: str
    result: str
    answered_on: date | None
    words: str
    difficulties: str
    proposals: str


def four_cells(progress: Progress) -> list[Count]:
    """Return the four cells of punctuality."""
    return [Count(stage, REPORTING_LABELS[stage], getattr(progress.reporting, stage)) for stage in REPORTING_STAGES]


def agency_rates(progress: Progress) -> list[AgencyRate]:
    """Return the agencies by their on-time rate, the lowest first, those with more fallen due before the others."""
    worst = progress.overdue.most("days_late", by="holder")
    counts = progress.by_holder
    found = []
    for agency, counted in counts[counts[list(REPORTING_STAGES)].any(axis=1)].to_dict("index").items():
        share = counted["due_on_time"] / counted["fallen_due"] if counted["fallen_due"] else None
        row = AgencyRate(
            agency=str(agency),
            name=progress.register.name_of(str(agency)),
            on_time=counted["due_on_time"],
            fallen_due=counted["fallen_due"],
            overdue=counted["open_overdue"],
            rate=format_rate(share),
            worst_days=worst.get(str(agency), 0),
        )
        found.append(((share is None, share or 0.0, -row.fallen_due, row.name), row))
    return [row for _, row in sorted(found, key=lambda one: one[0])]


def worst_rates(progress: Progress) -> list[AgencyRate]:
    """Return the few agencies that owe most past its date, in the order of the reports."""
    order = list(dict.fromkeys(progress.overdue.written("holder")))[:SHOWN_WORST]
    rates = {rate.agency: rate for rate in agency_rates(progress)}
    return [rates[agency] for agency in order]


def coming_dates(progress: Progress) -> list[tuple[date, int]]:
    """Return the dates of the next days on which something falls due that waits for its answer, with how many."""
    waiting = progress.standings.of(stage="open_in_time")
    today = progress.on.toordinal()
    counted = waiting["due_on"][waiting["due_on"].between(today, today + SOON_DAYS)].value_counts()
    days = zip(counted.index.tolist(), counted.tolist(), strict=True)
    return [(date.fromordinal(day), count) for day, count in sorted(days)]


def asked_lines(asked: Iterable[Asking]) -> list[Asking]:
    """Return what waits for the Chairman as the board tells it: very long words cut."""
    return [replace(one, words=shorten(one.words, MOST_WORDS)) for one in asked]


def target_lines(targets: Iterable[TargetStanding]) -> list[TargetLine]:
    """Return targets with their lines over the last periods."""
    return [
        TargetLine(
            title=f"{one.target.ref}. {one.target.title}",
            goal=write_goal(one.target),
            value=write_value(one),
            change=write_change(one),
            periods=", ".join(f"{point.period}: {format_exact(point.value)}" for point in one.points[-SHOWN_POINTS:]),
            line=_polyline(one),
        )
        for one in targets
    ]


def _polyline(standing: TargetStanding) -> str:
    values = [float(point.value) for point in standing.points[-SHOWN_POINTS:]]
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    step = 112 / (len(values) - 1)
    return " ".join(
        f"{4 + step * place:.0f},{28 - 24 * (value - low) / span:.0f}" for place, value in enumerate(values)
    )


def lines_of(
    progress: Progress, standings: Iterable[Standing], words: Mapping[int, str] | None = None
) -> list[BoardLine]:
    """Return check-ins as a list shows them, the order kept; `words` are those of their answers, by check-in."""
    return [_line(progress, one, (words or {}).get(one.check_in_id, "")) for one in standings]


def _line(progress: Progress, one: Standing, words: str) -> BoardLine:
    late = f" {one.days_late} ngày" if one.days_late else ""
    claim = CLAIM_LABELS[one.result] if one.result else ""
    verdict = VERDICT_LABELS[_VERDICTS.get(one.state, "")]
    return BoardLine(
        check_in_id=one.check_in_id,
        agency=progress.name_of(one.holder, one.scope),
        holder=one.holder,
        ref=one.ref,
        title=progress.title_of(one.ref),
        period=name_period(one),
        due_on=one.due_on,
        stage=one.stage,
        state=f"{REPORTING_LABELS.get(one.stage, one.stage)}{late}",
        result=f"{claim}, {verdict}" if claim and verdict else claim,
        answered_on=one.answered_on,
        words=words,
        difficulties=one.difficulties,
        proposals=one.proposals,
    )


def wall_lines(progress: Progress) -> list[tuple[str, str, str]]:
    """Return what the wall shows: who is late with how much, then what falls due soon; a class, a name and words each."""
    late = [
        ("o", rate.name, f"{rate.overdue} phiếu quá hạn, lâu nhất {rate.worst_days} ngày")
        for rate in sorted(agency_rates(progress), key=lambda one: (-one.overdue, -one.worst_days))
        if rate.overdue
    ]
    soon = [("w", f"Hạn {format_day(day)}", f"{count} phiếu chưa báo cáo") for day, count in coming_dates(progress)]
    return late + soon
