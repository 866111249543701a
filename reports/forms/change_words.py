"""How a plan stood at the report before, and what has changed since, in a table and in sentences."""

from models.check_ins.standings import REPORTING_STAGES
from plan.texts.written import format_day, format_decimal, format_figure
from reports.account.account import Account
from reports.figures import TextTable
from reports.labels import REPORTING_LABELS, format_count, format_rate
from reports.progress import Reporting

NOTHING = "–"


def reporting_table(account: Account) -> TextTable:
    """Return the four cells of the plan with what has fallen due and the rate; below it the report before and the change."""
    now, before = account.progress.reporting, account.change
    header = ("", "Tổng số", *REPORTING_LABELS.values(), "Đã đến hạn", "Tỷ lệ đúng hạn")
    widths = (1.5, 0.8, 0.95, 0.95, 1.15, 1.15, 0.85, 0.95)
    rows = [(f"Đến {format_day(account.progress.on)}", *_cells(now))]
    if before is not None and account.before is not None:
        rows.append((f"Đến {format_day(account.before.on)}", *_cells(before)))
        rows.append(("Tăng, giảm", *_differences(now, before)))
        return TextTable(header, tuple(rows), widths, figures=(("", *_KEPT),))
    return TextTable(header[1:], (rows[0][1:],), widths[1:], words=(), figures=(_KEPT,))


_KEPT = tuple(f"total/{column}" for column in ("asked", *REPORTING_STAGES, "fallen_due", "on_time_rate"))
"""The codes under which the ledger keeps the figures of the first row."""


def _counts(reporting: Reporting) -> tuple[int, ...]:
    return (reporting.asked, *(getattr(reporting, stage) for stage in REPORTING_STAGES), reporting.fallen_due)


def _cells(reporting: Reporting) -> tuple[str, ...]:
    return (*(format_figure(count) for count in _counts(reporting)), format_rate(reporting.on_time_rate))


def _differences(now: Reporting, before: Reporting) -> tuple[str, ...]:
    counts = (_signed(new - old) for new, old in zip(_counts(now), _counts(before), strict=True))
    return (*counts, _rate_change(now, before) or NOTHING)


def _signed(number: int) -> str:
    return f"+{format_figure(number)}" if number > 0 else f"-{format_figure(-number)}" if number else "0"


def _rate_change(now: Reporting, before: Reporting) -> str:
    """Return by how many points of a hundred the rate changed: `+2,5`; '' where one of the two is empty."""
    if now.on_time_rate is None or before.on_time_rate is None:
        return ""
    points = 100 * (now.on_time_rate - before.on_time_rate)
    if abs(points) < 0.05:
        return "0"
    return f"{'+' if points > 0 else '-'}{format_decimal(abs(points))}"


def describe_change(account: Account) -> tuple[str, ...]:
    """Return what has changed since the report before in a sentence; nothing where there was none."""
    before, now = account.change, account.progress.reporting
    if before is None or account.before is None:
        return ()
    parts = [
        f"thêm {format_count(now.fallen_due - before.fallen_due)} phiếu đến hạn"
        if now.fallen_due > before.fallen_due
        else "không có thêm phiếu đến hạn"
    ]
    for what, new, old in (
        ("số phiếu đã báo cáo", now.answered, before.answered),
        ("số phiếu quá hạn chưa báo cáo", now.open_overdue, before.open_overdue),
    ):
        parts.append(_moved(what, new, old))
    points = _rate_change(now, before)
    if points == "0":
        parts.append("tỷ lệ đúng hạn không đổi")
    elif points:
        parts.append(f"tỷ lệ đúng hạn {'tăng' if points[0] == '+' else 'giảm'} {points[1:]} điểm phần trăm")
    return (f"So với ngày {format_day(account.before.on)}: {'; '.join(parts)}.",)


def _moved(what: str, new: int, old: int) -> str:
    if new == old:
        return f"{what} không đổi ({format_count(new)})"
    if new < old:
        return f"{what} giảm {format_count(old - new)}, còn {format_count(new)}"
    return f"{what} tăng {format_count(new - old)}, lên {format_count(new)}"
