"""What `dondoc report list` and `verify` say of a report that was made."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from flows.acts.reports.made_reports import Changed, Verified
from flows.acts.reports.sending import Sent
from models.clock import in_zone
from models.tables.decisions import Act
from models.tables.reports import MadeReport
from notifications.wording.audit_words import KINDS
from plan.library import LoadedPlan
from plan.periods import describe_period
from plan.refs import told_ref
from plan.texts.written import format_day, format_figure, format_moment
from reports.account.ledger import Entry
from reports.forms.made_words import describe_report
from reports.labels import APART_LABELS, REPORTING_LABELS, format_rate, lower_first

SHOWN = 40
"""How many corrected figures, and how many check-ins, are told one by one."""


def describe_made(made: MadeReport, plans: Mapping[str, LoadedPlan]) -> str:
    """Return a report in one line: its moment, whose it is, of which plan, kind and day."""
    return f"{format_moment(in_zone(made.made_at))}  {describe_report(made, plans)}"


def describe_sent(sent: Sent) -> Iterator[str]:
    """Yield what became of a report that was sent: its files, the letter to each recipient, who gets none and why."""
    for file in sent.files:
        yield str(file)
    for recipient, number in sent.letters.items():
        yield f"Thư số {number} gửi «{recipient}», kèm tệp báo cáo tính đến hết ngày {format_day(sent.told_on)}."
    yield from sent.left_out
    if sent.letters and not sent.is_released:
        numbers = ",".join(str(number) for number in sent.letters.values())
        yield f'Thư chờ Văn phòng phát hành: trên trang của Văn phòng, hoặc dondoc outbox --release {numbers} --by "Họ và tên".'
    elif sent.letters:
        yield "Thư tự phát hành theo thiết lập release_reports, được gửi trong vài phút khi «dondoc up» đang chạy."


def tell_verified(found: Verified, plans: Mapping[str, LoadedPlan]) -> Iterator[str]:
    """Yield what came of holding a report against today, a line for each figure and check-in that is otherwise."""
    yield describe_made(found.made, plans)
    if found.file is None:
        yield (
            "Tệp đã được sửa sau khi lập (như ghi số, ngày, ký); dưới đây đối chiếu số liệu của báo cáo gốc, không phải chữ "
            "đã sửa trong tệp."
        )
    known = format_moment(in_zone(found.made.known_at))
    yield (
        f"Tính lại với dữ liệu đã biết lúc {known}: đúng như báo cáo."
        if found.same_then
        else f"Tính lại với dữ liệu đã biết lúc {known}: khác báo cáo; tệp kế hoạch, danh bạ hoặc lịch nghỉ đã được sửa từ đó."
    )
    if not found.corrected and not found.changed:
        yield "Với dữ liệu biết đến nay, mọi số liệu của ngày đó vẫn như báo cáo."
        return
    yield f"Với dữ liệu biết đến nay, {len(found.corrected)} số liệu của ngày đó đã khác báo cáo:"
    for entry, was in found.corrected[:SHOWN]:
        yield f"  {entry.name}: {_value(entry, was)} → {_value(entry, entry.value)}"
    yield from _rest(len(found.corrected), "số liệu")
    yield f"{len(found.changed)} phiếu báo cáo đã khác:"
    for one in found.changed[:SHOWN]:
        yield f"  {_describe_changed(one, plans[found.made.plan])}"
        for act in one.acts:
            yield f"      {_describe_act(act)}"
    yield from _rest(len(found.changed), "phiếu")


def _rest(count: int, what: str) -> Iterator[str]:
    if count > SHOWN:
        yield f"  … và {count - SHOWN} {what} khác."


def _value(entry: Entry, value: float | None) -> str:
    if value is None:
        return "–"
    return format_rate(value) if entry.column == "on_time_rate" else format_figure(int(value))


def _describe_changed(one: Changed, loaded: LoadedPlan) -> str:
    check_in = one.check_in
    was, now = (_stage(stage, loaded) for stage in (one.was, one.now))
    return f"{told_ref(check_in.ref)}, {describe_period(check_in.occurrence)}: {was} → {now}"


def _stage(stage: Sequence[str], loaded: LoadedPlan) -> str:
    if not stage:
        return "không có"
    place, holder, due_on, _state = stage
    word = lower_first({**REPORTING_LABELS, **APART_LABELS}.get(place, place))
    return f"{loaded.register.name_of(holder)}, hạn {format_day(date.fromisoformat(due_on))}, {word}"


def _describe_act(act: Act) -> str:
    kind = KINDS[act.kind][0] if act.kind in KINDS else act.kind
    who = f"{act.name} ({act.post})" if act.post else act.name
    return f"{format_moment(in_zone(act.done_at))}: {kind}, {who}" + (f": {act.detail}" if act.detail else "")
