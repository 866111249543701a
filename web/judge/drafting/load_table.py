"""The load that a plan will make, as a table: each agency's check-ins by month of the first year, and its sittings."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from plan.library import LoadedPlan
from plan.simulation import simulate
from plan.texts.written import format_day, format_figure

MOST_ROWS = 15


@dataclass(frozen=True)
class LoadRow:
    """An agency: its name, its check-ins in each of the twelve months, in all, and the days on which it has something due."""

    name: str
    months: tuple[int, ...]
    total: int
    sittings: int


@dataclass(frozen=True)
class LoadTable:
    """Twelve months of a plan, from the month of `first`, in sentences and by agency, the most first; `others` are not listed."""

    first: date
    last: date
    months: tuple[str, ...]
    rows: tuple[LoadRow, ...]
    others: int
    sentences: tuple[str, ...]


def load_table(loaded: LoadedPlan, first: date) -> LoadTable:
    """Return the load of a plan in the twelve months that begin with that of a day, as if everybody answered in time."""
    first = first.replace(day=1)
    months = [(first.year + (first.month - 1 + ahead) // 12, (first.month - 1 + ahead) % 12 + 1) for ahead in range(12)]
    last = date(first.year + 1, first.month, 1) - date.resolution
    load = simulate(loaded.plan, loaded.register, loaded.calendar, first, last)
    sittings: Counter[str] = Counter()
    for (_, agency), count in load.sittings.items():
        sittings[agency] += count
    rows = [
        LoadRow(
            loaded.register.name_of(agency),
            tuple(load.by_month.get((f"{year}-{month:02d}", agency), 0) for year, month in months),
            total,
            sittings[agency],
        )
        for agency, total in load.by_agency.items()
    ]
    counted = (format_figure(one) for one in (len(load.owed), len(rows), len(load.letters)))
    told = [
        "{} phiếu báo cáo của {} cơ quan, {} thư mở phiếu và nhắc hạn, nếu cơ quan nào cũng báo cáo đúng hạn.".format(
            *counted
        )
    ]
    if load.busiest_due and load.busiest_letters:
        (due, count), (day, letters) = load.busiest_due, load.busiest_letters
        told.append(
            f"Ngày đến hạn nhiều nhất: {format_day(due)}, {format_figure(count)} phiếu. Ngày gửi thư nhiều nhất: {format_day(day)}, "
            f"{format_figure(letters)} thư."
        )
    if load.ownerless:
        told.append(f"{format_figure(load.ownerless)} phiếu chưa có cơ quan tiếp nhận nhiệm vụ.")
    if load.in_long_rests:
        told.append(f"{format_figure(len(load.in_long_rests))} phiếu có hạn rơi vào đợt nghỉ dài.")
    names = tuple(f"{month}/{year % 100:02d}" for year, month in months)
    return LoadTable(first, last, names, tuple(rows[:MOST_ROWS]), max(0, len(rows) - MOST_ROWS), tuple(told))
