"""The provincial office's report: what came of following up a plan, in the order that officials expect."""

from collections import Counter
from collections.abc import Iterator, Sequence

from plan.texts.written import format_day
from reports.account.account import COMING_DAYS, Account
from reports.account.measures import measures_of, write_measure
from reports.account.targets import write_change, write_goal, write_value
from reports.figures import TextTable, overdue_list, reporting_by, results_by, worst_agencies, worst_of_agencies
from reports.forms.blocks import ROMAN, Annex, Block, Grid, Heading, Words, Written
from reports.forms.change_words import describe_change, reporting_table
from reports.forms.concern_words import proposal_blocks, rest_of_concerns, shortcoming_blocks
from reports.forms.deed_words import IN_WORKBOOK, count_sections, describe_work, rest_of_work, work_blocks
from reports.labels import format_count, name_document_first, name_subject
from reports.progress import Progress
from reports.summary import (
    describe_agencies,
    describe_close,
    describe_finishes,
    describe_rate,
    describe_to_come,
)
from reports.tables import by_agency, by_section

UNIT = "phiếu báo cáo"
LINES = "phần việc"
OVERDUE_ROWS = 120
"""How many rows the list of the overdue has: eight pages."""
REST_OF_WORK = "NỘI DUNG ĐÃ THỰC HIỆN CỦA CÁC CƠ QUAN"
REST_OF_CONCERNS = "KHÓ KHĂN, VƯỚNG MẮC; KIẾN NGHỊ, ĐỀ XUẤT; GIẢI TRÌNH"
"""The titles of the annexes that hold what the body has no room for."""
_CLAIM_WORDS = {
    "done": "hoàn thành",
    "in_progress": "đang thực hiện",
    "blocked": "vướng mắc",
    "not_started": "chưa thực hiện",
    "no_answer": "chưa báo cáo",
}


def office_report(account: Account) -> Written:
    """Return the office's report in words."""
    progress = account.progress
    document, register = progress.plan.document, progress.register
    annexes = tuple(_annexes(account))
    return Written(
        authority=f"UBND {register.name}",
        issuer=progress.office_name.removesuffix(" UBND tỉnh"),
        author=progress.office_name,
        title=f"Kết quả theo dõi, đôn đốc thực hiện {document.kind} {name_subject(document)}",
        span=f"({name_span(account)})",
        to=(register.name_of(register.chairman),),
        opening=(
            f"Thực hiện nhiệm vụ theo dõi, đôn đốc {name_document_first(document)} (sau đây gọi là {document.kind}), "
            f"{progress.office_name} báo cáo kết quả {name_span(account, 'tính đến hết ngày')} như sau:"
        ),
        body=tuple(_body(account, annexes)),
        end=describe_close(progress),
        post="CHÁNH VĂN PHÒNG" if progress.office_name.startswith("Văn phòng") else "THỦ TRƯỞNG CƠ QUAN",
        annexes=annexes,
    )


def name_span(account: Account, up_to: str = "tính đến ngày") -> str:
    """Return what a report tells of: `6 tháng đầu năm 2025, tính đến ngày 16/6/2025`; a week names its last day itself."""
    label, until = account.span.label, f"{up_to} {format_day(account.progress.on)}"
    return label if account.span.kind == "week" else f"{label}, {until}" if label else until


def _body(account: Account, annexes: Sequence[Annex]) -> Iterator[Block]:
    concerns = annex_of(annexes, REST_OF_CONCERNS)
    yield Heading(1, "I. KẾT QUẢ CHUNG")
    yield from overview_blocks(account)
    yield Heading(1, "II. NỘI DUNG ĐÃ THỰC HIỆN")
    yield from work_blocks(account, annex_of(annexes, REST_OF_WORK))
    yield from target_blocks(account)
    yield Heading(1, "III. TỒN TẠI, HẠN CHẾ VÀ NGUYÊN NHÂN")
    yield from shortcoming_blocks(account, concerns)
    yield Heading(1, "IV. KIẾN NGHỊ, ĐỀ XUẤT")
    yield from proposal_blocks(account, concerns)
    yield Heading(1, "V. NHIỆM VỤ THỜI GIAN TỚI")
    yield from coming_blocks(account)


def overview_blocks(account: Account) -> Iterator[Block]:
    """Yield the substance for the first page: figures and change, results, the latest, what waits for the Chairman."""
    progress = account.progress
    yield Grid("Tình hình báo cáo của các cơ quan", UNIT, reporting_table(account))
    yield Words(
        f"Mỗi phiếu báo cáo là phần báo cáo của một cơ quan về một nhiệm vụ trong một kỳ. {describe_rate(progress)}"
    )
    for sentence in (*describe_change(account), *describe_agencies(progress)):
        yield Words(sentence)
    yield Words(f"{describe_claims(progress)} {describe_work(account)}")
    yield Words(f"{describe_worst(progress)} {_describe_asked(account)}")


def describe_claims(progress: Progress) -> str:
    """Return what the agencies say of their work and what of it was accepted, in a sentence; only what there is."""
    results = progress.results
    if not results.lines:
        return "Chưa có phần việc nào đến kỳ báo cáo."
    parts = []
    for claim in ("done", "in_progress", "blocked", "not_started", "no_answer"):
        count, accepted = results.claimed[claim], results.accepted[claim]
        if count:
            known = f" (đã được xác nhận {format_count(accepted)})" if accepted else ""
            parts.append(f"{_CLAIM_WORDS[claim]} {format_count(count)}{known}")
    lines = format_count(results.lines)
    return f"Theo báo cáo mới nhất về {lines} phần việc (nhiệm vụ của từng cơ quan): {'; '.join(parts)}."


def describe_worst(progress: Progress) -> str:
    """Return how much is overdue and whose, the worst named."""
    if not progress.overdue:
        return "Không có báo cáo quá hạn chưa gửi."
    agencies = progress.overdue["holder"].nunique()
    # Of each agency what is late the longest comes first.
    worst = list(worst_of_agencies(progress.overdue, 3))
    named = "; ".join(
        f"{progress.name_of(late.holder)} ({format_count(count)} phiếu, lâu nhất {late.days_late} ngày)"
        for late, count in worst
    )
    begins = ", nhiều nhất là" if agencies > len(worst) else ":"
    return (
        f"Quá hạn chưa báo cáo: {format_count(len(progress.overdue))} phiếu của {format_count(agencies)} cơ quan"
        f"{begins} {named}."
    )


def _describe_asked(account: Account) -> str:
    count = len(account.asked)
    chairman = account.progress.register.name_of(account.progress.register.chairman)
    if not count:
        return f"Không có nội dung nào các cơ quan trình {chairman} quyết định."
    return f"Các cơ quan trình, kiến nghị {chairman} xem xét, quyết định {format_count(count)} nội dung (mục IV)."


def target_blocks(account: Account) -> Iterator[Block]:
    """Yield the targets against their goals, where the plan has any."""
    if not account.targets:
        return
    rows = tuple(
        (f"{one.target.ref}. {one.target.title}", write_goal(one.target), write_value(one), write_change(one))
        for one in account.targets
    )
    header = ("Chỉ tiêu", "Mục tiêu", "Số liệu gần nhất", "So với kỳ trước")
    yield Heading(2, f"{count_sections(account) + 1}. Các chỉ tiêu của {account.progress.plan.document.kind}")
    yield Grid("Số liệu so với mục tiêu", "", TextTable(header, rows, (3.2, 1.3, 2.6, 1.2), (0, 1, 2, 3)))


def coming_blocks(account: Account) -> Iterator[Block]:
    """Yield what falls due next, by date, and what the year still asks."""
    progress = account.progress
    dates = Counter([*(one.due_on for one in account.coming_open), *(one.due_on for one in account.coming)])
    if not dates:
        yield Words(f"Trong {COMING_DAYS} ngày tới không có phiếu báo cáo nào đến hạn.")
    else:
        by_day = "; ".join(
            f"ngày {format_day(day)}: {format_count(count)} phiếu" for day, count in sorted(dates.items())
        )
        yield Words(
            f"Trong {COMING_DAYS} ngày tới có {format_count(dates.total())} phiếu báo cáo đến hạn ({by_day}); "
            f"{progress.office_name} tiếp tục nhắc các cơ quan báo cáo đúng hạn."
        )
    yield Words(describe_to_come(progress))
    late = progress.overdue["holder"].nunique()
    if late:
        yield Words(
            f"{progress.office_name} tiếp tục đôn đốc {format_count(late)} cơ quan còn báo cáo quá hạn cho đến khi nhận được báo cáo."
        )


def _annexes(account: Account) -> Iterator[Annex]:
    progress = account.progress
    if not progress.standings:
        return
    agencies, sections = by_agency(progress), by_section(progress)
    for title, frame, what, with_code, part in (
        ("TÌNH HÌNH THỰC HIỆN THEO CƠ QUAN", agencies, "Cơ quan", False, "agency"),
        ("TÌNH HÌNH THỰC HIỆN THEO MỤC CỦA VĂN BẢN", sections, "Mục", True, "section"),
    ):
        blocks: list[Block] = [
            Grid("Tình hình báo cáo", UNIT, reporting_by(frame, what, with_code, part), numbered=not with_code),
            Grid("Kết quả thực hiện nhiệm vụ", LINES, results_by(frame, what, with_code, part), numbered=not with_code),
        ]
        if with_code:
            blocks.append(Words(describe_finishes(progress)))
        else:
            blocks.append(_measures(account))
        yield Annex(title, blocks, wide=True)
    if progress.overdue:
        yield Annex("DANH SÁCH BÁO CÁO QUÁ HẠN", _overdue(progress), wide=True)
    yield from rest_annexes(account)


def _overdue(progress: Progress) -> Sequence[Block]:
    """Return who is late with what; of very many the agencies, each once, and where the list is."""
    listed, more = overdue_list(progress, progress.overdue, OVERDUE_ROWS)
    if not more:
        return (Grid("", UNIT, listed, numbered=True),)
    agencies = worst_agencies(progress, len(progress.overdue))
    rest = f"Từng báo cáo quá hạn: {IN_WORKBOOK}, cột «Tình trạng»."
    return Grid("", "", agencies, numbered=True), Words(rest)


def rest_annexes(account: Account, *, accepted_only: bool = False) -> Iterator[Annex]:
    """Yield the annexes that hold in words what the body has no room for; `accepted_only` as in `work_blocks`."""
    yield from _rest(REST_OF_WORK, rest_of_work(account, accepted_only=accepted_only))
    yield from _rest(REST_OF_CONCERNS, rest_of_concerns(account))


def annex_of(annexes: Sequence[Annex], title: str) -> str:
    """Return an annex's name by its title: `Phụ lục IV`; the workbook's where there is none."""
    return next((f"Phụ lục {ROMAN[place]}" for place, one in enumerate(annexes) if one.title == title), IN_WORKBOOK)


def _measures(account: Account) -> Grid:
    rows = tuple((one.name, write_measure(one), one.unit) for one in measures_of(account))
    header = ("Chỉ số", "Giá trị", "Đơn vị tính")
    return Grid("Một số chỉ số theo dõi", "", TextTable(header, rows, (5.0, 1.0, 1.0), (0, 2)), numbered=True)


def _rest(title: str, blocks: Sequence[Block]) -> Iterator[Annex]:
    if blocks:
        yield Annex(title, blocks, wide=True, in_words=True)
