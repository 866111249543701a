"""The figures by agency and by section, as pandas tables whose columns add up to the totals of the progress."""

from collections.abc import Callable

import pandas as pd

from models.check_ins.standings import REPORTING_STAGES
from plan.refs import ref_order
from reports.progress import Progress
from reports.results import CLAIMS, FINISHES

STAGES = (*REPORTING_STAGES, "not_yet_open", "waived", "superseded", "ownerless")
COLUMNS = (
    "code",
    "name",
    *STAGES,
    "fallen_due",
    "due_on_time",
    "on_time_rate",
    "lines",
    *CLAIMS,
    "accepted",
    *FINISHES,
)
"""The columns of both tables.

`code` and `name` of the agency or section; the check-ins of each stage; `fallen_due` and `due_on_time` as in
`reports.progress.Reporting`, and their share (0 to 1, NaN while nothing has fallen due); the lines of work, by claim,
those accepted by the tracker, and towards their ends as in `reports.results`.
"""


def by_agency(progress: Progress) -> pd.DataFrame:
    """Return a row for each agency that owes anything, in the order of the register, with the columns of `COLUMNS`."""
    places, table = progress.places, progress.by_holder
    codes = sorted(table.index, key=lambda code: (places.get(code, len(places)), code))
    return _finished(table, codes, progress.register.name_of)


def by_section(progress: Progress) -> pd.DataFrame:
    """Return a row for each section that asks anything, in the order of the document, with the columns of `COLUMNS`."""
    table = progress.by_ref.groupby(progress.plan.section_of).sum()
    return _finished(table, sorted(table.index, key=ref_order), progress.heading_of)


def by_task(progress: Progress) -> pd.DataFrame:
    """Return a row for each task that asks anything, in the order of the document, with the columns of `COLUMNS`."""
    table = progress.by_ref
    return _finished(table, sorted(table.index, key=ref_order), progress.title_of)


def plain_rows(table: pd.DataFrame) -> list[dict[str, str | int | float | None]]:
    """Return a table's rows as dicts of plain text and numbers, None for what is missing: fit for JSON."""
    return [{str(name): _plain(value) for name, value in row.items()} for row in table.to_dict("records")]


def _plain(value: object) -> str | int | float | None:
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124  NaN alone differs from itself
        return None
    return value if isinstance(value, (str, int, float)) else str(value)


def _finished(table: pd.DataFrame, codes: list[str], name_of: Callable[[str], str]) -> pd.DataFrame:
    ordered = table.reindex(codes)
    ordered["on_time_rate"] = ordered["due_on_time"] / ordered["fallen_due"].where(ordered["fallen_due"] > 0)
    ordered["name"] = [name_of(code) for code in codes]
    ordered["code"] = codes
    return ordered.reset_index(drop=True)[list(COLUMNS)]
