"""The tracker's report on how a plan is carried out, from the answers that it has accepted (in Bắc Giang: clause III.5)."""

from collections.abc import Iterator, Sequence

from plan.owed import tracker_on
from plan.texts.written import format_day
from reports.account.account import Account
from reports.figures import results_by
from reports.forms.blocks import Annex, Block, Grid, Heading, Words, Written
from reports.forms.change_words import describe_change, reporting_table
from reports.forms.concern_words import proposal_blocks, shortcoming_blocks
from reports.forms.deed_words import work_blocks
from reports.forms.office_report import (
    LINES,
    REST_OF_CONCERNS,
    REST_OF_WORK,
    UNIT,
    annex_of,
    coming_blocks,
    describe_claims,
    describe_worst,
    name_span,
    rest_annexes,
    target_blocks,
)
from reports.labels import name_document_first, name_subject
from reports.progress import Progress
from reports.summary import describe_rate
from reports.tables import by_section


def tracker_report(account: Account) -> Written:
    """Return the report of the plan's tracker in words, to those whom its clause names, otherwise the Chairman."""
    progress = account.progress
    document, register = progress.plan.document, progress.register
    tracker = tracker_on(progress.plan, register, "", progress.on)
    name = register.name_of(tracker)
    annexes = tuple(_annexes(account))
    return Written(
        authority=account.letterhead.authority or f"UBND {register.name}",
        issuer=f"{name} {register.place}" if name.endswith(" tỉnh") else name,
        author=name,
        title=f"Tình hình, kết quả triển khai thực hiện {document.kind} {name_subject(document)}",
        span=f"({name_span(account)})",
        to=_recipients(progress, tracker),
        opening=(
            f"Thực hiện {name_document_first(document)} (sau đây gọi là {document.kind}), {name} báo cáo tình hình, kết quả "
            f"triển khai thực hiện, tổng hợp từ báo cáo của các cơ quan đã được xác nhận đến hết ngày {format_day(progress.on)}, "
            "như sau:"
        ),
        body=tuple(_body(account, annexes)),
        end=f"{name} kính báo cáo",
        post="GIÁM ĐỐC" if name.startswith(("Công an", "Sở")) else "THỦ TRƯỞNG CƠ QUAN",
        annexes=annexes,
    )


def _recipients(progress: Progress, tracker: str) -> tuple[str, ...]:
    plan, register = progress.plan, progress.register
    own = [task for task in plan.tasks.values() if task.rolls_up and tracker in {lead.code for lead in task.leads}]
    named = own[0].to if own and own[0].to else (register.chairman,)
    return tuple(register.name_of(code) for code in named)


def _body(account: Account, annexes: Sequence[Annex]) -> Iterator[Block]:
    progress, concerns = account.progress, annex_of(annexes, REST_OF_CONCERNS)
    yield Heading(1, "I. TÌNH HÌNH TRIỂN KHAI THỰC HIỆN")
    yield Grid("Tình hình báo cáo của các cơ quan", UNIT, reporting_table(account))
    yield Words(describe_rate(progress))
    for sentence in describe_change(account):
        yield Words(sentence)
    yield Words(describe_claims(progress))
    yield Words(describe_worst(progress))
    yield Heading(1, "II. KẾT QUẢ THỰC HIỆN CÁC NHIỆM VỤ")
    yield from work_blocks(account, annex_of(annexes, REST_OF_WORK), accepted_only=True)
    yield from target_blocks(account)
    yield Heading(1, "III. KHÓ KHĂN, VƯỚNG MẮC VÀ NGUYÊN NHÂN")
    yield from shortcoming_blocks(account, concerns)
    yield Heading(1, "IV. KIẾN NGHỊ, ĐỀ XUẤT")
    yield from proposal_blocks(account, concerns)
    yield Heading(1, "V. PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI")
    yield from coming_blocks(account)


def _annexes(account: Account) -> Iterator[Annex]:
    grid = Grid(
        "Kết quả thực hiện nhiệm vụ",
        LINES,
        results_by(by_section(account.progress), "Mục", with_code=True, part="section"),
    )
    yield Annex("KẾT QUẢ THỰC HIỆN THEO MỤC CỦA VĂN BẢN", [grid], wide=True)
    yield from rest_annexes(account, accepted_only=True)
