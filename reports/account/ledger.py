"""Every figure of a report in one list, each under a code of its own: by it reports are kept, compared and traced."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from models.check_ins.standings import REPORTING_STAGES
from reports.account.account import Account
from reports.account.measures import measures_of
from reports.labels import APART_LABELS, CLAIM_LABELS, FINISH_LABELS, REPORTING_LABELS
from reports.tables import COLUMNS, by_agency, by_section, plain_rows

NAMES: Mapping[str, str] = {
    "asked": "Tổng số phiếu",
    **REPORTING_LABELS,
    **APART_LABELS,
    "fallen_due": "Đã đến hạn",
    "due_on_time": "Đã đến hạn, báo cáo đúng hạn",
    "on_time_rate": "Tỷ lệ đúng hạn",
    "lines": "Số phần việc",
    **CLAIM_LABELS,
    "no_answer": "Chưa báo cáo (phần việc)",
    "accepted": "Đã được xác nhận",
    **FINISH_LABELS,
}
"""What each column of `reports.tables` is called."""


@dataclass(frozen=True)
class Entry:
    """One figure: `code` is unique in a report (`agency/so-y-te/on_time`); `value` is None where there is none.

    `part` is `total`, `agency`, `section` or `measure`; `about` the code of the agency or section, `row` its name.
    """

    code: str
    part: str
    about: str
    row: str
    column: str
    value: float | None

    @property
    def name(self) -> str:
        """The figure in words: `Sở Y tế: Báo cáo đúng hạn`."""
        return f"{self.row}: {NAMES.get(self.column, self.column)}"


def ledger_of(account: Account) -> tuple[Entry, ...]:
    """Return every figure of a report: the whole plan's, each agency's and section's, and the measures."""
    progress = account.progress
    agencies = by_agency(progress)
    entries = [*_total(agencies), *_rows("agency", agencies), *_rows("section", by_section(progress))]
    entries.extend(
        Entry(f"measure/{one.code}", "measure", "", one.name, one.unit, one.value) for one in measures_of(account)
    )
    return tuple(entries)


def _total(agencies: pd.DataFrame) -> Iterator[Entry]:
    counts = {column: int(agencies[column].sum()) for column in _COUNTED}
    rate = counts["due_on_time"] / counts["fallen_due"] if counts["fallen_due"] else None
    asked = sum(counts[stage] for stage in REPORTING_STAGES)
    for column, value in {"asked": asked, **counts, "on_time_rate": rate}.items():
        yield Entry(f"total/{column}", "total", "", "Toàn kế hoạch", column, value)


_COUNTED = tuple(column for column in COLUMNS if column not in ("code", "name", "on_time_rate"))


def _rows(part: str, frame: pd.DataFrame) -> Iterator[Entry]:
    for row in plain_rows(frame):
        code = str(row["code"])
        name = f"{code}. {row['name']}" if part == "section" else str(row["name"])
        asked = sum(float(row[stage] or 0) for stage in REPORTING_STAGES)
        yield Entry(f"{part}/{code}/asked", part, code, name, "asked", asked)
        for column in (*_COUNTED, "on_time_rate"):
            value = row[column]
            yield Entry(f"{part}/{code}/{column}", part, code, name, column, None if value is None else float(value))
