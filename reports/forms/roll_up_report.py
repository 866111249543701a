"""A roll-up: what others reported for one occurrence, gathered by one agency under the outline that the text asks for.

So are the sub-committee's reports by their headings, and the quarterly reports that Sở Thông tin và Truyền thông of Tuyên
Quang gathers, which have none.
"""

import re
from collections.abc import Iterator, Sequence

from models.check_ins.standings import Standing
from plan.texts.written import format_day
from reports.account.account import Account
from reports.account.deeds import Deed, words_of
from reports.account.gathering import Gathering
from reports.account.sentences import cut_at_sentence
from reports.figures import TextTable
from reports.forms.blocks import ROMAN, Annex, Block, Grid, Heading, Words, Written
from reports.forms.change_words import reporting_table
from reports.forms.concern_words import decisions_asked, hindrance_blocks, proposal_blocks
from reports.forms.deed_words import DEED_LETTERS, cut_to_annex, describe_deed
from reports.labels import CLAIM_LABELS, REPORTING_LABELS, format_count, lower_first, name_document_first, tidy_text
from reports.progress import Progress
from reports.summary import describe_rate

UNIT = "phiếu báo cáo"
SHOWN = 12
"""How many agencies' words the body tells under one heading; the annex has the others."""
WHOLE = "Phụ lục II"
"""The annex that has the agencies' words whole."""
WHOLE_LETTERS = 2_000
"""How many characters of one agency's words the annex tells under one heading."""
_REPORT = re.compile(
    r"^Báo cáo(?: định kỳ| hằng (?:tháng|quý|năm)| một lần trước mắt| một lần)*(?: về)? *", re.IGNORECASE
)
_ASIDE = re.compile(r" *\([^()]*\)$")
_TO_WHOM = re.compile(r" với (?:Chủ tịch|UBND|Tiểu ban|Bộ|Sở|Công an)[^,;]*$")
_CONCERNS = ("khó khăn", "vướng mắc")


def roll_up_report(account: Account) -> Written:
    """Return the roll-up in words, to those whom its clause names; the account tells what is gathered."""
    gathering = account.gathering
    if gathering is None:
        raise ValueError("a roll-up without what it gathers")
    progress, label = account.progress, account.span.label
    document, register = progress.plan.document, progress.register
    name, until = register.name_of(gathering.author), f"tính đến ngày {format_day(progress.on)}"
    return Written(
        authority=account.letterhead.authority or f"UBND {register.name}",
        issuer=f"{name} {register.place}" if name.endswith(" tỉnh") else name,
        author=name,
        title=name_roll_up(gathering),
        span=f"({label}, {until})" if label else f"({until})",
        to=tuple(register.name_of(code) for code in gathering.to),
        opening=(
            f"Thực hiện {name_document_first(document)}, {name} tổng hợp báo cáo của các cơ quan"
            f"{f' {label}' if label else ''}, {until}, như sau:"
        ),
        body=tuple(_body(account, gathering)),
        end=f"{name} kính báo cáo",
        post="GIÁM ĐỐC" if name.startswith(("Công an", "Sở")) else "THỦ TRƯỞNG CƠ QUAN",
        annexes=tuple(_annexes(account, gathering)),
    )


def name_roll_up(gathering: Gathering) -> str:
    """Return what a roll-up is about, from the title of the clause that it gathers."""
    title = _TO_WHOM.sub("", _ASIDE.sub("", gathering.task.title))
    rest = _REPORT.sub("", title)
    told = rest != title and rest.startswith(("tình hình", "kết quả"))
    return f"Tổng hợp {rest}" if told else f"Tổng hợp kết quả {lower_first(rest)}"


def _body(account: Account, gathering: Gathering) -> Iterator[Block]:
    numbers = iter(ROMAN)
    yield Heading(1, f"{next(numbers)}. TÌNH HÌNH BÁO CÁO CỦA CÁC CƠ QUAN")
    yield Grid("Tình hình báo cáo của các cơ quan", UNIT, reporting_table(account))
    yield Words(describe_rate(account.progress))
    yield from _who_reported(account)
    if gathering.task.outline:
        for heading in gathering.task.outline:
            yield Heading(1, f"{next(numbers)}. {heading.upper()}")
            yield from _under(account, heading)
            if _asks(heading):
                yield from decisions_asked(account)
        # What is said in the boxes for difficulties and proposals stands under the outline's own headings where it has them.
        if not any(word in heading.lower() for heading in gathering.task.outline for word in _CONCERNS):
            yield Heading(1, f"{next(numbers)}. KHÓ KHĂN, VƯỚNG MẮC")
            yield from hindrance_blocks(account, WHOLE)
    else:
        yield Heading(1, f"{next(numbers)}. KẾT QUẢ THỰC HIỆN")
        yield from _deeds(account)
        yield Heading(1, f"{next(numbers)}. KHÓ KHĂN, VƯỚNG MẮC")
        yield from hindrance_blocks(account, WHOLE)
    if not any(map(_asks, gathering.task.outline)):
        yield Heading(1, f"{next(numbers)}. KIẾN NGHỊ, ĐỀ XUẤT")
        yield from proposal_blocks(account, WHOLE)


def _asks(heading: str) -> bool:
    return "kiến nghị" in heading.lower()


def _who_reported(account: Account) -> Iterator[Block]:
    """Yield by name who was late and who has not reported: nobody is counted whom the reader cannot find."""
    progress = account.progress
    for stage, words in (
        ("late", "Báo cáo quá hạn"),
        ("open_overdue", "Quá hạn chưa báo cáo"),
        ("open_in_time", "Chưa báo cáo, đang trong hạn"),
    ):
        names = list(dict.fromkeys(progress.name_of(one.holder) for one in _in_order(progress) if one.stage == stage))
        if names:
            yield Words(f"{words}: {format_count(len(names))} cơ quan, gồm {', '.join(names)}.")


def _deeds_of(account: Account) -> list[Deed]:
    return [deed for section in account.sections for task in section.tasks for deed in task.told]


def _deeds(account: Account) -> Iterator[Block]:
    deeds = _deeds_of(account)
    if not deeds:
        yield Words("Chưa có cơ quan nào báo cáo nội dung thực hiện.")
    for deed in deeds[:SHOWN]:
        yield Words(describe_deed(account.progress, deed, WHOLE), is_item=True)
    yield from _rest(len(deeds) - SHOWN)


def _rest(count: int) -> Iterator[Block]:
    if count > 0:
        yield Words(f"Nội dung báo cáo của {format_count(count)} cơ quan khác tại {WHOLE}.")


def _under(account: Account, heading: str) -> Iterator[Block]:
    """Yield what agencies say under one heading, equal words once with all who say them."""
    said = _said_under(account, heading)
    if not said:
        yield Words("Chưa có cơ quan nào báo cáo nội dung này.")
    for words, who in list(said.items())[:SHOWN]:
        yield Words(f"{', '.join(who)}: {cut_to_annex(words, DEED_LETTERS, WHOLE)}", is_item=True)
    yield from _rest(sum(len(who) for who in list(said.values())[SHOWN:]))


def _said_under(account: Account, heading: str) -> dict[str, list[str]]:
    progress, lower = account.progress, heading.lower()
    said: dict[str, list[str]] = {}
    for one in _in_order(progress):
        answer = account.sources.told.get(one.check_in_id)
        if one.result is None or one.state == "returned" or answer is None:
            continue
        parts = [text for name, text in answer.parts if name == heading]
        if "khó khăn" in lower or "vướng mắc" in lower:
            parts.append(one.difficulties)
        if "giải pháp" in lower or "kiến nghị" in lower:
            parts.append(one.proposals)
        if heading == _first_heading(account):
            parts.insert(0, answer.text)
        words = "\n".join(dict.fromkeys(text for part in parts if (text := tidy_text(part))))
        if words:
            said.setdefault(words, []).append(progress.name_of(one.holder, one.scope))
    return said


def _in_order(progress: Progress) -> list[Standing]:
    """Return what is gathered in the order of the register."""
    places = {code: place for place, code in enumerate(progress.register.agencies)}
    return sorted(progress.standings, key=lambda one: (places.get(one.holder, len(places)), one.scope))


def _first_heading(account: Account) -> str:
    return account.gathering.task.outline[0] if account.gathering and account.gathering.task.outline else ""


def _annexes(account: Account, gathering: Gathering) -> Iterator[Annex]:
    progress = account.progress
    if not progress.standings:
        return
    shown = [one for one in _in_order(progress) if one.stage in REPORTING_LABELS]
    rows = tuple(
        (
            progress.name_of(one.holder, one.scope),
            format_day(one.due_on),
            format_day(one.answered_on) if one.answered_on else "–",
            REPORTING_LABELS[one.stage] + (f" {one.days_late} ngày" if one.days_late else ""),
            CLAIM_LABELS[one.result] if one.result else "–",
        )
        for one in shown
    )
    header = ("Cơ quan", "Hạn báo cáo", "Ngày báo cáo", "Tình trạng", "Kết quả")
    table = TextTable(header, rows, (3.2, 1.2, 1.2, 2.2, 1.4), (0, 3, 4))
    yield Annex("TÌNH HÌNH BÁO CÁO CỦA TỪNG CƠ QUAN", [Grid("", "", table, numbered=True)])
    words = _whole(account, gathering)
    if words:
        whole = TextTable(("Cơ quan", "Nội dung báo cáo"), tuple(words), (2.0, 7.0), (0, 1))
        yield Annex("NỘI DUNG BÁO CÁO CỦA CÁC CƠ QUAN", [Grid("", "", whole, numbered=True)], wide=True, in_words=True)


def _whole(account: Account, gathering: Gathering) -> Sequence[tuple[str, str]]:
    """Return what agencies reported where the body does not tell all of it, each agency once."""
    progress, deeds = account.progress, _deeds_of(account)
    if not gathering.task.outline:
        rest = [deed for place, deed in enumerate(deeds) if place >= SHOWN or len(deed.text) > DEED_LETTERS]
        return [
            (", ".join(progress.name_of(*who) for who in deed.holders), cut_at_sentence(deed.text, WHOLE_LETTERS))
            for deed in rest
        ]
    told = {heading: _said_under(account, heading) for heading in gathering.task.outline}
    is_cut = any(len(said) > SHOWN or any(len(words) > DEED_LETTERS for words in said) for said in told.values())
    if not is_cut:
        return []
    rows = []
    for one in _in_order(progress):
        answer = account.sources.told.get(one.check_in_id)
        if answer is not None and one.result is not None and (words := words_of(answer)):
            rows.append((progress.name_of(one.holder, one.scope), cut_at_sentence(words, WHOLE_LETTERS)))
    return rows
