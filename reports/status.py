"""The progress as plain values for scripts: what `dondoc status --json` prints."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from models.agencies import name_in_home
from models.check_ins.standings import APART_STAGES, REPORTING_STAGES
from reports.progress import Progress
from reports.tables import by_agency, by_section, plain_rows

Row = dict[str, str | int | float | None]


def status_json(*measured: Progress) -> dict[str, Any]:
    """Return the shape of DESIGN §5 in plain types, one object for all plans: days `2023-07-10`, the moment with +07:00.

    The plans, at least one, are of one day as known at one moment. `results` holds `lines`, and by claim `claimed`,
    `accepted`, `returned`; `finishes` counts the lines towards their ends. `by_agency` and `by_section` hold the columns
    of `reports.tables.COLUMNS`, `by_agency` an agency once, by the present holder, and a section its `plan`. An item's
    `agency` is the one the check-in was opened for and part of its key, `holder` the one that owes it now. An agency of
    another province than the first plan's is written `province:code` in rows, and plain in items, whose plan tells it.
    """
    first = measured[0]
    results = [progress.results for progress in measured]
    return {
        "on": first.on.isoformat(),
        "known_at": first.known_at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).isoformat(),
        "reporting": {stage: _total(measured, stage) for stage in REPORTING_STAGES},
        "apart": {stage: _total(measured, stage) for stage in ("not_yet_open", *APART_STAGES)},
        "results": {
            "lines": sum(one.lines for one in results),
            "claimed": _added(one.claimed for one in results),
            "accepted": _added(one.accepted for one in results),
            "returned": _added(one.returned for one in results),
            "finishes": _added(one.finishes for one in results),
        },
        "by_agency": _agencies(measured),
        "by_section": [
            {"plan": progress.plan.code, **row} for progress in measured for row in plain_rows(by_section(progress))
        ],
        "items": [item for progress in measured for item in _items(progress)],
    }


def _total(measured: Iterable[Progress], stage: str) -> int:
    return sum(getattr(progress.reporting, stage) for progress in measured)


def _added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return counts added up by name, also where they are 0, in the order in which the names come."""
    total: dict[str, int] = {}
    for counted in counts:
        for name, count in counted.items():
            total[name] = total.get(name, 0) + count
    return total


def _agencies(measured: Sequence[Progress]) -> list[Row]:
    """Return one row an agency, its counts over all plans added up, in the order of the plans and their registers."""
    own = measured[0].plan.province
    rows: dict[str, Row] = {}
    for progress in measured:
        for row in plain_rows(by_agency(progress)):
            code = name_in_home(own, progress.plan.province, str(row["code"]))
            there = rows.get(code)
            rows[code] = row | {"code": code} if there is None else _sum(there, row)
    return list(rows.values())


def _sum(there: Row, more: Row) -> Row:
    added = Counter({name: count for name, count in there.items() if isinstance(count, int)})
    added.update({name: count for name, count in more.items() if isinstance(count, int)})
    rate = added["due_on_time"] / added["fallen_due"] if added["fallen_due"] else None
    return {**there, **added, "on_time_rate": rate}


def _items(progress: Progress) -> Iterator[dict[str, str]]:
    names = ("ref", "agency", "holder", "role", "scope", "period", "due_on", "state", "stage")
    for row in zip(*(progress.standings.written(name) for name in names), strict=True):
        yield {"plan": progress.plan.code, **dict(zip(names, row, strict=True))}
