"""Measures beside the four cells: how long answers take, how old the overdue are, and what is not the agencies' delay."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.tables.core import State
from models.tables.decisions import Ruling
from plan.texts.written import format_decimal, format_figure
from reports.account.account import Account
from reports.labels import format_rate
from reports.progress import count_reporting

AGES = ((7, "1–7 ngày"), (15, "8–15 ngày"), (30, "16–30 ngày"), (None, "trên 30 ngày"))
"""The ages by which the overdue are counted: up to how many days, and the words."""


@dataclass(frozen=True)
class Measure:
    """One measure: `code` tells it apart, `name` is its words, `unit` what is counted. None where nothing can be measured."""

    code: str
    name: str
    value: float | None
    unit: str


def measures_of(account: Account) -> tuple[Measure, ...]:
    """Return the measures of a report, in the order in which they are shown."""
    return tuple(_measures(account))


def _measures(account: Account) -> Iterator[Measure]:
    progress, matters = account.progress, account.sources.matters
    standings = progress.standings
    answered = standings["stage"].isin(["on_time", "late"])
    taken = (standings["answered_on"] - standings["opened_on"])[answered]
    middle = float(taken.median()) if len(taken) else None
    yield Measure("median_days", "Số ngày từ khi mở kỳ đến khi báo cáo (mức ở giữa)", middle, "ngày")
    last, age = 0, progress.overdue["days_late"]
    for most, words in AGES:
        aged = int(((age > last) & (age <= (most or age.max()))).sum())
        yield Measure(f"overdue_{most or 'more'}", f"Quá hạn chưa báo cáo, {words}", aged, "phiếu")
        last = most or last
    for code, words, is_lead in _ROLES:
        counted = count_reporting(standings.where((standings["role"] == _LEAD) == is_lead))
        if counted.asked:
            yield Measure(f"{code}_asked", f"Phiếu của {words}", counted.asked, "phiếu")
            yield Measure(f"{code}_rate", f"Tỷ lệ đúng hạn của {words}", counted.on_time_rate, "%")
    owing = standings.owed["holder"].nunique()
    updated = owing - len(progress.silent)
    yield Measure("update_rate", "Tỷ lệ cơ quan đã cập nhật (có ít nhất một báo cáo)", _share(updated, owing), "%")
    yield Measure("silent", "Cơ quan chưa gửi báo cáo nào", len(progress.silent), "cơ quan")
    yield Measure(
        "returned_ever", "Lượt báo cáo bị trả lại để bổ sung, hoàn thiện", sum(matters.returned.values()), "lượt"
    )
    for ruling, words in _RULINGS:
        count = sum(one.ruling == ruling for one in matters.extensions)
        yield Measure(f"extension_{ruling}", f"Đề nghị gia hạn {words}", count, "đề nghị")
    yield Measure("referred", "Nội dung trình vượt thẩm quyền", len(matters.referrals), "nội dung")
    decided = sum(bool(one.decision) for one in matters.referrals)
    yield Measure("referred_decided", "Nội dung vượt thẩm quyền đã có ý kiến chỉ đạo", decided, "nội dung")
    waiting = standings["waiting_days"][standings["state"] == State.ANSWERED]
    yield Measure("waiting", "Báo cáo chờ cơ quan theo dõi xác nhận", len(waiting), "phiếu")
    longest = int(waiting.max()) if len(waiting) else None
    yield Measure("waiting_longest", "Chờ xác nhận lâu nhất (chậm của cơ quan theo dõi)", longest, "ngày")


def write_measure(measure: Measure) -> str:
    """Return a measure's value as a report writes it: `12`, `7,5`, a share without its sign, `–` for none."""
    value = measure.value
    if value is None:
        return "–"
    if measure.unit == "%":
        return format_rate(value).removesuffix("%")
    return format_figure(int(value)) if value == int(value) else format_decimal(value)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


_LEAD = "lead"
_ROLES = (("lead", "cơ quan chủ trì", True), ("other", "cơ quan phối hợp và vai khác", False))
_RULINGS = ((Ruling.GRANTED, "được đồng ý"), (Ruling.REFUSED, "không được đồng ý"), (Ruling.WAITING, "chờ quyết định"))


def counted_by_scope(account: Account) -> Iterable[tuple[str, str, int, int, int, int, int, float | None]]:
    """Yield the scopes that have check-ins: code, name, the four cells, what has fallen due, and the rate."""
    progress = account.progress
    for code in sorted(progress.standings["scope"].unique()):
        counted = count_reporting(progress.standings.of(scope=code))
        if counted.asked:
            name = progress.plan.scopes.get(code, code) if code else "không chia phạm vi"
            cells = (counted.on_time, counted.late, counted.open_in_time, counted.open_overdue)
            yield code, name, *cells, counted.fallen_due, counted.on_time_rate
