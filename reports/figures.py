"""The tables of a report as text, the same for Markdown and Word."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from models.check_ins.standings import REPORTING_STAGES, Standing
from plan.refs import told_ref
from plan.texts.written import format_day, format_figure
from reports.frames.grouping import grouped
from reports.frames.standing_frame import StandingFrame
from reports.labels import CLAIM_LABELS, REPORTING_LABELS, SHOWN_AGENCIES, format_rate, name_period
from reports.progress import Progress
from reports.results import CLAIMS, FINISHES
from reports.tables import plain_rows

_TITLED = 2
"""Up to so many overdue tasks of one agency are told by their titles, more by their refs alone."""


@dataclass(frozen=True)
class TextTable:
    """A table of written cells. `widths` are shares of the page's width; `words` are the columns that hold no figures.

    The last row holds totals if `total`. `codes` name what each row is about, for links; `figures` are the codes of
    `reports.account.ledger` under which each cell's figure is kept, a row for a row, '' for a cell without one.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    words: tuple[int, ...] = (0,)
    total: bool = False
    codes: tuple[str, ...] = ()
    figures: tuple[tuple[str, ...], ...] = ()


def reporting_total(progress: Progress) -> TextTable:
    """Return the four cells of the whole plan in one row, with what has fallen due and the rate."""
    reporting = progress.reporting
    cells = [format_figure(getattr(reporting, stage)) for stage in REPORTING_STAGES]
    row = (
        format_figure(reporting.asked),
        *cells,
        format_figure(reporting.fallen_due),
        format_rate(reporting.on_time_rate),
    )
    header = ("Tổng số phiếu", *REPORTING_LABELS.values(), "Đã đến hạn", "Tỷ lệ đúng hạn")
    return TextTable(header, (row,), (0.95, 1.0, 1.0, 1.2, 1.2, 0.9, 0.95), words=())


def results_total(progress: Progress) -> TextTable:
    """Return the claims of the whole plan, and below them what of each the trackers accepted and returned."""
    results = progress.results
    rows: list[tuple[str, ...]] = [_claims("Cơ quan tự đánh giá", results.claimed)]
    for name, counts in (("Đã được xác nhận", results.accepted), ("Bị trả lại", results.returned)):
        rows.append((*_claims(name, counts)[:-1], "–"))
    return TextTable(("Kết quả", *CLAIM_LABELS.values()), tuple(rows), (2.0, *(1.0,) * 5))


def _claims(name: str, counts: Mapping[str, int]) -> tuple[str, ...]:
    return name, *(format_figure(counts[claim]) for claim in CLAIMS)


FINISH_HEADERS = (
    "Hoàn thành đúng hạn",
    "Hoàn thành quá hạn",
    "Chưa hoàn thành, trong hạn",
    "Chưa hoàn thành, quá hạn",
)


def reporting_by(frame: pd.DataFrame, what: str, with_code: bool = False, part: str = "") -> TextTable:
    """Return the punctuality of each row of a table of `reports.tables`, and the total. `what` heads the names, `part` is the ledger's.

    A row that was asked nothing is left out.
    """
    columns = (*REPORTING_STAGES, "fallen_due", "due_on_time")
    rows, codes = [], []
    for row in (*plain_rows(frame), _sums(frame, columns)):
        counts = {column: int(row[column] or 0) for column in columns}
        asked = sum(counts[stage] for stage in REPORTING_STAGES)
        if row["code"] and not asked:
            continue
        rate = counts["due_on_time"] / counts["fallen_due"] if counts["fallen_due"] else None
        shown = [format_figure(counts[column]) for column in columns[:-1]]
        rows.append((_name(row, with_code), format_figure(asked), *shown, format_rate(rate)))
        codes.append(str(row["code"]))
    header = (what, "Tổng số", *REPORTING_LABELS.values(), "Đã đến hạn", "Tỷ lệ đúng hạn")
    figures = _figures(part, codes, ("asked", *columns[:-1], "on_time_rate"))
    return TextTable(header, tuple(rows), (3.4, 0.8, *(1.0,) * 6), total=True, codes=tuple(codes), figures=figures)


def results_by(frame: pd.DataFrame, what: str, with_code: bool = False, part: str = "") -> TextTable:
    """Return the results of each row of a table of `reports.tables`, and the total. `what` heads the names, `part` is the ledger's."""
    columns = (*CLAIMS, "accepted", "without_end", *FINISHES[:-1])
    rows, codes = [], []
    for row in (*plain_rows(frame), _sums(frame, columns)):
        if row["code"] and not row["lines"]:
            continue
        rows.append((_name(row, with_code), *(format_figure(int(row[column] or 0)) for column in columns)))
        codes.append(str(row["code"]))
    header = (what, *CLAIM_LABELS.values(), "Đã xác nhận", "Không có thời hạn", *FINISH_HEADERS)
    figures = _figures(part, codes, columns)
    return TextTable(header, tuple(rows), (3.3, *(1.0,) * 11), total=True, codes=tuple(codes), figures=figures)


def _figures(part: str, codes: Iterable[str], columns: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return the codes of a table's figures: nothing for a part that the ledger does not have."""
    kept = tuple(columns)
    rows = [f"{part}/{code}" if code else "total" for code in codes]
    return tuple(("", *(f"{row}/{column}" for column in kept)) for row in rows) if part else ()


def _name(row: Mapping[str, object], with_code: bool) -> str:
    name = str(row["name"])
    return f"{told_ref(str(row['code']))}. {name}" if with_code and row["code"] else name


def _sums(frame: pd.DataFrame, columns: Iterable[str]) -> dict[str, str | int | float | None]:
    return {"code": "", "name": "Tổng cộng"} | {column: int(frame[column].sum()) for column in columns}


@dataclass(frozen=True)
class OverdueGroup:
    """What one agency owes past one date, in the order of the document; `periods` as names, each once."""

    holder: str
    due_on: date
    days_late: int
    periods: tuple[str, ...]
    asked: tuple[tuple[str, str], ...]
    """The ref and the scope of each check-in."""


def group_overdue(overdue: StandingFrame, most: int) -> tuple[list[OverdueGroup], int]:
    """Return the overdue of each agency and date together, in the order they come, up to so many, and how many more there are."""
    place, first = grouped([overdue["holder"].cat.codes.to_numpy(), overdue["due_on"].to_numpy()])
    groups: dict[tuple[str, date], list[Standing]] = {}
    for standing in overdue.where(place < most):
        groups.setdefault((standing.holder, standing.due_on), []).append(standing)
    found = [
        OverdueGroup(
            holder=holder,
            due_on=due_on,
            days_late=together[0].days_late,
            periods=tuple(dict.fromkeys(_period_in_short(standing) for standing in together)),
            asked=tuple((standing.ref, standing.scope) for standing in together),
        )
        for (holder, due_on), together in groups.items()
    ]
    return found, max(0, len(first) - most)


def _period_in_short(standing: Standing) -> str:
    return "báo cáo ban đầu" if standing.basis == "baseline" else name_period(standing)


def overdue_list(progress: Progress, overdue: StandingFrame, most: int) -> tuple[TextTable, int]:
    """Return who is late with what, worst first, in up to so many rows, and how many more there are."""
    rows, codes = [], []
    groups, rest = group_overdue(overdue, most)
    for group in groups:
        rows.append(
            (
                progress.name_of(group.holder),
                _name_tasks(progress, group.asked),
                "; ".join(group.periods),
                format_day(group.due_on),
                format_figure(len(group.asked)),
                format_figure(group.days_late),
            )
        )
        codes.append(group.holder)
    header = ("Cơ quan", "Nhiệm vụ của Kế hoạch", "Kỳ báo cáo", "Hạn", "Số phiếu", "Số ngày quá hạn")
    widths = (2.3, 3.2, 1.4, 1.4, 0.85, 0.95)
    return TextTable(header, tuple(rows), widths, words=(0, 1, 2, 3), codes=tuple(codes)), rest


def _name_tasks(progress: Progress, asked: tuple[tuple[str, str], ...]) -> str:
    scopes = progress.plan.scopes
    named = [(ref, f" ({scopes.get(scope, scope)})" if scope else "") for ref, scope in asked]
    if len(asked) <= _TITLED:
        return "; ".join(f"{told_ref(ref)}. {progress.title_of(ref)}{scope}" for ref, scope in named)
    return ", ".join(f"{told_ref(ref)}{scope}" for ref, scope in named)


def worst_agencies(progress: Progress, shown: int = SHOWN_AGENCIES) -> TextTable:
    """Return the agencies that owe most past its date, in the order of `worst_first`: how many, and by how many days."""
    worst = list(worst_of_agencies(progress.overdue, shown))
    rows = [
        (
            progress.name_of(late.holder),
            format_figure(count),
            format_figure(late.days_late),
            f"{told_ref(late.ref)}, hạn {format_day(late.due_on)}",
        )
        for late, count in worst
    ]
    header = ("Cơ quan", "Số phiếu quá hạn", "Số ngày quá hạn nhiều nhất", "Phiếu chậm nhất")
    return TextTable(
        header, tuple(rows), (3.0, 1.3, 1.3, 2.2), words=(0, 3), codes=tuple(late.holder for late, _ in worst)
    )


def worst_of_agencies(overdue: StandingFrame, shown: int) -> Iterator[tuple[Standing, int]]:
    """Yield of each of so many agencies the one of the overdue that comes first, and how many it owes, in the order they come."""
    agency, first = grouped([overdue["holder"].cat.codes.to_numpy()])
    counts = np.bincount(agency, minlength=len(first)).tolist()
    yield from zip(overdue.taken(first[:shown]), counts[:shown], strict=True)
