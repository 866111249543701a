"""The report as an Excel workbook: the same figures, and every item behind them in typed columns that can be filtered.

What people wrote is put down as text: a cell that begins with `=`, `+`, `-` or `@` is no formula.
"""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime, time

from xlsxwriter import Workbook  # type: ignore[import-untyped]  # the library has no types
from xlsxwriter.format import Format  # type: ignore[import-untyped]  # the library has no types

from models.check_ins.standings import Standing
from models.reported.letters_about import LetterAbout
from plan.periods import describe_period
from plan.refs import told_ref
from plan.texts.written import format_day
from reports.account.account import Account
from reports.account.concerns import name_decider
from reports.account.deeds import words_of
from reports.account.ledger import NAMES, ledger_of
from reports.account.measures import counted_by_scope, measures_of
from reports.account.scoring import scored
from reports.account.sentences import numbered_documents
from reports.account.targets import write_goal
from reports.labels import (
    APART_LABELS,
    CLAIM_LABELS,
    REPORTING_LABELS,
    TRIAL_BANNER,
    TRIAL_NOTE,
    VERDICT_LABELS,
    name_period,
    tidy_text,
)
from reports.results import CLAIMS, FINISHES
from reports.tables import STAGES, by_agency, by_section, plain_rows

Value = str | int | float | date | None
_WIDEST = 60
"""The widest column, in characters; longer words go to the next line."""
_LONGEST_CELL = 32_767
"""How many characters Excel keeps in a cell."""
_VERDICTS = {"answered": "waiting", "accepted": "accepted", "returned": "returned"}
ITEMS = "Phiếu báo cáo"
"""The sheet of all check-ins, to which every figure leads."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its head and its rows; `rates` are the columns that hold shares (0 to 1)."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]
    rates: frozenset[int] = frozenset()


def build_workbook(account: Account) -> bytes:
    """Return the workbook of a report: the same bytes for the same report."""
    progress, content = account.progress, io.BytesIO()
    workbook = Workbook(content, {"in_memory": True})
    title = f"{progress.plan.document.short}: kết quả theo dõi, đôn đốc đến ngày {format_day(progress.on)}"
    workbook.set_properties(
        {
            "title": title,
            "author": progress.office_name,
            "keywords": account.mark,
            "created": datetime.combine(progress.on, time()),
        }
    )
    formats = _Formats(
        head=workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8EEF4", "border": 1}
        ),
        text=workbook.add_format({"text_wrap": True, "valign": "top"}),
        day=workbook.add_format({"num_format": "dd/mm/yyyy", "valign": "top"}),
        count=workbook.add_format({"num_format": "#,##0", "valign": "top"}),
        number=workbook.add_format({"num_format": "#,##0.##", "valign": "top"}),
        rate=workbook.add_format({"num_format": "0.0%", "valign": "top"}),
    )
    for sheet in sheets_of(account):
        _write(workbook, sheet, formats, trial=progress.trial)
    workbook.close()
    return content.getvalue()


@dataclass(frozen=True)
class _Formats:
    head: Format
    text: Format
    day: Format
    count: Format
    number: Format
    rate: Format


def _write(workbook: Workbook, sheet: Sheet, formats: _Formats, *, trial: bool) -> None:
    page = workbook.add_worksheet(sheet.name)
    widths = [min(len(head), 16) for head in sheet.header]
    for column, head in enumerate(sheet.header):
        page.write_string(0, column, head, formats.head)
    count = 0
    for count, row in enumerate(sheet.rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(count, column, value[:_LONGEST_CELL], formats.text)
                widths[column] = max(widths[column], min(len(value), _WIDEST))
            elif isinstance(value, date):
                page.write_datetime(count, column, datetime.combine(value, time()), formats.day)
                widths[column] = max(widths[column], 11)
            elif isinstance(value, float):
                # As many digits as Excel itself keeps: what another program saves is the same number.
                page.write_number(
                    count, column, float(f"{value:.15g}"), formats.rate if column in sheet.rates else formats.number
                )
            elif value is not None:
                page.write_number(count, column, value, formats.count)
    for column, width in enumerate(widths):
        page.set_column(column, column, width + 2)
    page.autofilter(0, 0, max(count, 1), len(sheet.header) - 1)
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    if trial:
        page.set_header(f"&C{TRIAL_BANNER} – {TRIAL_NOTE}")


def sheets_of(account: Account) -> Iterator[Sheet]:
    """Yield the sheets of a report's workbook, in their order."""
    progress = account.progress
    yield Sheet("Chỉ số", ("Chỉ số", "Giá trị", "Đơn vị"), list(_measures(account)))
    columns = (*STAGES, "fallen_due", "due_on_time", "on_time_rate", "lines", *CLAIMS, "accepted", *FINISHES)
    rate = frozenset({2 + columns.index("on_time_rate")})
    for name, what, frame in (
        ("Theo cơ quan", "Cơ quan", by_agency(progress)),
        ("Theo mục", "Mục", by_section(progress)),
    ):
        rows = [(str(row["code"]), str(row["name"]), *(row[column] for column in columns)) for row in plain_rows(frame)]
        yield Sheet(name, ("Mã", what, *(NAMES[column] for column in columns)), rows, rate)
    scopes = ("Mã", "Phạm vi", *REPORTING_LABELS.values(), "Đã đến hạn", "Tỷ lệ đúng hạn")
    yield Sheet("Theo phạm vi", scopes, list(counted_by_scope(account)), frozenset({7}))
    yield Sheet(ITEMS, _ITEM_HEADER, _items(account))
    yield Sheet("Kiến nghị", _CONCERN_HEADER, _concerns(account))
    yield Sheet("Chỉ tiêu", _TARGET_HEADER, _targets(account))
    yield Sheet("Gia hạn", _EXTENSION_HEADER, _extensions(account))
    yield Sheet("Giải trình", ("Phiếu", "Cơ quan", "Giải trình", "Người giải trình", "Chức vụ", "Ngày"), _said(account))
    yield Sheet("Nguyên nhân khách quan", _CAUSE_HEADER, _causes(account))
    yield Sheet("Phục vụ đánh giá", _SCORED_HEADER, _scored(account))
    yield Sheet("Số liệu", ("Mã số liệu", "Phần", "Dòng", "Số liệu", "Giá trị"), _ledger(account))


_CONCERN_HEADER = (
    "Mục",
    "Nhiệm vụ",
    "Cơ quan",
    "Khó khăn, vướng mắc",
    "Kiến nghị, đề xuất",
    "Nhóm",
    "Cấp, cơ quan giải quyết",
    "Phiếu",
)
_TARGET_HEADER = ("Chỉ tiêu", "Nội dung", "Mục tiêu", "Kỳ", "Giá trị", "Số cơ quan có số liệu", "Số cơ quan đạt")
_EXTENSION_HEADER = (
    "Phiếu",
    "Cơ quan",
    "Hạn trước",
    "Đề nghị đến",
    "Lý do",
    "Ngày đề nghị",
    "Kết quả",
    "Được đến",
    "Số văn bản",
)


def _said(account: Account) -> Iterator[Sequence[Value]]:
    for one in account.sources.matters.explanations:
        yield one.check_in_id, account.progress.name_of(one.holder), one.reason, one.given_by, one.post, one.on


_CAUSE_HEADER = (
    "Phiếu",
    "Cơ quan",
    "Nguyên nhân được xác nhận",
    "Từ ngày",
    "Đến ngày",
    "Cơ quan xác nhận",
    "Người xác nhận",
    "Chức vụ",
    "Văn bản",
)


def _causes(account: Account) -> Iterator[Sequence[Value]]:
    name_of = account.progress.name_of
    for one in account.sources.matters.causes:
        confirmed = (name_of(one.judge), one.by, one.post, one.document)
        yield one.check_in_id, name_of(one.holder), one.reason, one.since, one.until, *confirmed


_SCORED_HEADER = (
    "Mã",
    "Cơ quan",
    "Kỳ",
    "Sản phẩm phải báo cáo đã đến hạn",
    "Đúng hạn",
    "Chậm",
    "Tổng số ngày chậm",
    "Lượt bị trả lại về nội dung",
    "Chậm có giải trình",
    "Trong đó nguyên nhân khách quan được xác nhận",
    "Cơ quan xác nhận nguyên nhân khách quan",
    "Được gia hạn",
    "Đã được xác nhận",
    "Chờ xác nhận (không tính chậm cho cơ quan)",
)


def _scored(account: Account) -> Iterator[Sequence[Value]]:
    name_of = account.progress.name_of
    for one in scored(account):
        confirmed_by = "; ".join(map(name_of, one.confirmed_by))
        told = replace(one, agency=name_of(one.agency), period=describe_period(one.period), confirmed_by=())
        yield one.agency, *(confirmed_by if value == () else value for value in astuple(told))


def _ledger(account: Account) -> Iterator[Sequence[Value]]:
    for one in ledger_of(account):
        yield one.code, one.part, one.row, NAMES.get(one.column, one.column), one.value


def _measures(account: Account) -> Iterator[Sequence[Value]]:
    reporting = account.progress.reporting
    for stage, name in {**REPORTING_LABELS, **APART_LABELS}.items():
        yield name, getattr(reporting, stage), "phiếu"
    yield "Đã đến hạn", reporting.fallen_due, "phiếu"
    yield "Tỷ lệ đúng hạn", _in_percent(reporting.on_time_rate), "%"
    yield "Tỷ lệ đã báo cáo, kể cả quá hạn", _in_percent(reporting.answered_rate), "%"
    for one in measures_of(account):
        yield one.name, _in_percent(one.value) if one.unit == "%" else one.value, one.unit


def _in_percent(rate: float | None) -> float | None:
    return None if rate is None else round(100 * rate, 1)


_ITEM_HEADER = (
    "Phiếu",
    "Tệp kế hoạch",
    "Mục",
    "Nhiệm vụ",
    "Cơ quan",
    "Cơ quan lúc mở kỳ",
    "Vai",
    "Phạm vi",
    "Kỳ",
    "Mở ngày",
    "Hạn",
    "Báo cáo ngày",
    "Tình trạng",
    "Số ngày quá hạn",
    "Kết quả",
    "Tỷ lệ (%)",
    "Xác nhận",
    "Lần báo cáo",
    "Người báo cáo",
    "Chức vụ",
    "Nội dung đã thực hiện",
    "Văn bản, sản phẩm nêu trong báo cáo",
    "Khó khăn, vướng mắc",
    "Kiến nghị, đề xuất",
    "Số minh chứng",
    "Số lần trả lại",
    "Ngày kết luận",
    "Cơ quan, người kết luận",
    "Lý do trả lại",
    "Giải trình chậm",
    "Nguyên nhân khách quan do ai xác nhận",
    "Thư đã gửi",
)


def _items(account: Account) -> Iterator[Sequence[Value]]:
    for one in account.progress.standings:
        yield _item(account, one)


def _item(account: Account, one: Standing) -> Sequence[Value]:
    progress, plan = account.progress, account.progress.plan
    answer, task = account.sources.told.get(one.check_in_id), plan.tasks.get(one.ref)
    words, verdict = words_of(answer), account.sources.matters.verdicts.get(one.check_in_id)
    return (
        one.check_in_id,
        f"{task.file or plan.file}:{task.line}" if task else "",
        told_ref(one.ref),
        progress.title_of(one.ref),
        progress.name_of(one.holder),
        progress.name_of(one.agency),
        _ROLES.get(one.role, one.role),
        plan.scopes.get(one.scope, one.scope),
        name_period(one),
        one.opened_on,
        one.due_on,
        one.answered_on,
        {**REPORTING_LABELS, **APART_LABELS}[one.stage],
        one.days_late,
        CLAIM_LABELS[one.result] if one.result else "",
        one.percent,
        VERDICT_LABELS[_VERDICTS.get(one.state, "")],
        answer.version if answer else None,
        answer.said_by if answer else "",
        answer.post if answer else "",
        words,
        ", ".join(numbered_documents(words)),
        tidy_text(one.difficulties),
        tidy_text(one.proposals),
        answer.files if answer else None,
        len(one.returns),
        verdict.on if verdict else None,
        f"{progress.name_of(verdict.judge)}, {verdict.judged_by}" if verdict else "",
        tidy_text(verdict.reason) if verdict else "",
        tidy_text(account.reason_of.get(one.check_in_id, "")),
        _confirmed(account, one.check_in_id),
        "; ".join(map(_name_letter, account.sources.letters.get(one.check_in_id, ()))),
    )


def _confirmed(account: Account, check_in_id: int) -> str:
    """Return who confirmed the cause of a lateness: the agency, the person, the day and the paper; '' where nobody did."""
    cause = account.cause_of.get(check_in_id)
    if cause is None:
        return ""
    paper = f", {cause.document}" if cause.document else ""
    return f"{account.progress.name_of(cause.judge)}, {cause.by}, ngày {format_day(cause.since)}{paper}"


def _name_letter(letter: LetterAbout) -> str:
    """Return a letter as the outbox lists it: `thư 12 ngày 05/6/2023`; one on paper by its own number."""
    kind = "công văn" if letter.on_paper else "thư"
    return f"{kind} {letter.number} ngày {format_day(letter.on)}"


_ROLES = {"lead": "chủ trì", "coordinating": "phối hợp", "host": "chủ trì giao ban"}


def _concerns(account: Account) -> Iterator[Sequence[Value]]:
    progress = account.progress
    for one in account.concerns:
        remark = one.remark
        yield (
            ", ".join(map(told_ref, remark.refs)),
            "; ".join(progress.title_of(ref) for ref in remark.refs),
            progress.name_of(remark.holder, remark.scope),
            remark.difficulties,
            remark.proposals,
            one.theme,
            name_decider(one.decider, progress) if one.decider else "",
            ", ".join(map(str, one.check_ins)),
        )


def _targets(account: Account) -> Iterator[Sequence[Value]]:
    for one in account.targets:
        target, goal = one.target, write_goal(one.target)
        if not one.points:
            yield target.ref, target.title, goal, "", None, 0, 0
        for point in one.points:
            yield target.ref, target.title, goal, point.period, float(point.value), len(point.figures), point.reached


def _extensions(account: Account) -> Iterator[Sequence[Value]]:
    words = {"waiting": "chờ quyết định", "granted": "đồng ý", "refused": "không đồng ý"}
    for one in account.sources.matters.extensions:
        yield (
            one.check_in_id,
            account.progress.name_of(one.holder),
            one.due_before,
            one.asked_until,
            one.reason,
            one.asked_on,
            words[one.ruling],
            one.granted_until,
            one.document,
        )
