"""Shortcomings with their causes, and proposals by who must decide, in words."""

from collections.abc import Iterator, Sequence
from datetime import date

from plan.refs import VIETNAMESE_LETTERS
from plan.texts.written import format_day
from reports.account.account import Account
from reports.account.concerns import OTHER_THEME, THEMES, Concern, list_with_tasks, name_decider
from reports.account.sentences import cut_at_sentence, ended
from reports.figures import TextTable, worst_agencies
from reports.forms.blocks import Block, Grid, Heading, Words
from reports.labels import format_count
from reports.progress import Progress
from reports.summary import SharedRemark, describe_overdue

CONCERN_LETTERS = 260
"""How many characters of one agency's difficulties or proposals the body tells, cut at a sentence."""
SHOWN_CONCERNS = 4
"""How many agencies' words the body tells under one theme, or for one who must decide other than the Chairman."""
SHOWN_ASKED = 12
"""How many matters that wait for the Chairman the body tells; the annex has the others."""
SHOWN_EXPLAINED = 6
"""How many heads' explanations the body tells."""


def shortcoming_blocks(account: Account) -> Iterator[Block]:
    """Yield who is late, why by their own explanation, and what hinders the work, theme by theme."""
    progress = account.progress
    yield Heading(2, "1. Báo cáo quá hạn")
    yield Words(describe_overdue(progress))
    if progress.overdue:
        yield Grid("Cơ quan còn báo cáo quá hạn", "", worst_agencies(progress))
    yield Heading(2, "2. Nguyên nhân chậm theo giải trình của cơ quan")
    yield from _explained(account)
    yield Heading(2, "3. Khó khăn, vướng mắc")
    hindered = [one for one in account.concerns if one.remark.difficulties]
    if not hindered:
        yield Words("Chưa có cơ quan nào nêu khó khăn, vướng mắc.")
        return
    agencies = {one.remark.holder for one in hindered}
    yield Words(f"{format_count(len(agencies))} cơ quan nêu khó khăn, vướng mắc, gồm:")
    letters = iter(VIETNAMESE_LETTERS)
    for theme in (*(name for name, _ in THEMES), OTHER_THEME):
        there = [one for one in hindered if one.theme == theme]
        if there:
            count = format_count(len({one.remark.holder for one in there}))
            yield Heading(3, f"{next(letters)}) {theme} ({count} cơ quan)")
            same = _same_words(progress, there, "difficulties")
            yield from _items(same, SHOWN_CONCERNS)


def _explained(account: Account) -> Iterator[Block]:
    progress, explained = account.progress, account.explained
    late = len({one.holder for one in progress.overdue})
    if not explained:
        nobody = "Không có cơ quan nào phải giải trình." if not late else "Chưa có cơ quan quá hạn nào gửi giải trình."
        yield Words(nobody)
        return
    refs = {standing.check_in_id: standing.ref for standing in progress.standings}
    confirmed = {(one.check_in_id, one.reason): one for one in account.sources.matters.causes}
    same: dict[tuple[str, str, str, date, str], list[str]] = {}
    for one in explained:
        who, cause = f"{one.post} {one.given_by}".strip(), confirmed.get((one.check_in_id, one.reason))
        word = f" {progress.name_of(cause.judge)} xác nhận là nguyên nhân khách quan." if cause else ""
        same.setdefault((one.holder, one.reason, who, one.on, word), []).append(refs[one.check_in_id])
    said = [
        f"{progress.name_of(holder)} ({', '.join(of)}; {who} giải trình ngày {format_day(on)}): {_cut(reason)}{word}"
        for (holder, reason, who, on, word), of in same.items()
    ]
    yield from _items(said, SHOWN_EXPLAINED, "giải trình")


def proposal_blocks(account: Account) -> Iterator[Block]:
    """Yield what is asked of whom: of the Chairman first, then of agencies by their order, then of the centre."""
    progress = account.progress
    chairman = progress.register.name_of(progress.register.chairman)
    yield Heading(2, f"1. Trình {chairman} xem xét, quyết định")
    asked = [ended(cut_at_sentence(one.words, CONCERN_LETTERS + 120)) for one in account.asked]
    asked.extend(_asked_by_office(progress))
    if not asked:
        yield Words("Không có nội dung nào.")
    yield from _items(asked, SHOWN_ASKED)
    others = [one for one in account.concerns if one.decider not in ("", progress.register.chairman)]
    yield Heading(2, "2. Kiến nghị, đề xuất với các cơ quan")
    if not others:
        yield Words("Không có kiến nghị, đề xuất nào với cơ quan khác.")
    places = {code: place for place, code in enumerate(progress.register.agencies)}
    letters = iter(VIETNAMESE_LETTERS)
    for decider in sorted({one.decider for one in others}, key=lambda code: (places.get(code, len(places)), code)):
        there = [one for one in others if one.decider == decider]
        letter = next(letters, "")
        yield Heading(3, f"{letter}) {name_decider(decider, progress)}" if letter else name_decider(decider, progress))
        yield from _items(_same_words(progress, there, "proposals"), SHOWN_CONCERNS)


def _asked_by_office(progress: Progress) -> Iterator[str]:
    """Yield what the office itself asks for, built from the figures."""
    late = list(dict.fromkeys(standing.holder for standing in progress.overdue))
    if late:
        yield (
            f"Chỉ đạo {format_count(len(late))} cơ quan còn báo cáo quá hạn gửi ngay báo cáo, làm rõ nguyên nhân và trách nhiệm "
            "của người đứng đầu."
        )
    ownerless = progress.reporting.ownerless
    if ownerless:
        yield f"Giao cơ quan tiếp nhận {format_count(ownerless)} phiếu báo cáo chưa có cơ quan tiếp nhận nhiệm vụ."


def _items(words: Sequence[str], shown: int, what: str = "ý kiến") -> Iterator[Block]:
    for one in words[:shown]:
        yield Words(one, is_item=True)
    rest = len(words) - shown
    if rest > 0:
        yield Words(f"Còn {format_count(rest)} {what} khác tại phụ lục kèm theo.")


def _same_words(progress: Progress, concerns: Sequence[Concern], of: str) -> list[str]:
    """Return what agencies say of their difficulties or proposals, equal words once with all who say them."""
    together: dict[str, list[SharedRemark]] = {}
    for one in concerns:
        together.setdefault(getattr(one.remark, of), []).append(one.remark)
    return [f"{list_with_tasks(progress, those)}: {_cut(said)}" for said, those in together.items()]


def _cut(text: str) -> str:
    return ended(cut_at_sentence(text, CONCERN_LETTERS))


def rest_of_concerns(account: Account) -> list[Block]:
    """Return all difficulties and proposals whole, and all explanations, where the body does not tell all of them."""
    progress, blocks = account.progress, list[Block]()
    told = [*shortcoming_blocks(account), *proposal_blocks(account)]
    is_cut = any(isinstance(one, Words) and (one.text.startswith("Còn ") or one.text.endswith("…")) for one in told)
    if not is_cut:
        return blocks
    rows = tuple(
        (
            f"{progress.name_of(one.remark.holder, one.remark.scope)} ({', '.join(one.remark.refs)})",
            one.remark.difficulties or "–",
            one.remark.proposals or "–",
            name_decider(one.decider, progress) if one.decider else "–",
        )
        for one in account.concerns
    )
    if rows:
        header = ("Cơ quan, nhiệm vụ", "Khó khăn, vướng mắc", "Kiến nghị, đề xuất", "Cấp, cơ quan giải quyết")
        table = TextTable(header, rows, (2.2, 3.0, 3.0, 1.6), (0, 1, 2, 3))
        blocks.append(Grid("Khó khăn, vướng mắc; kiến nghị, đề xuất", "", table, numbered=True))
    if account.explained:
        said = tuple(
            (progress.name_of(one.holder), one.reason, f"{one.post} {one.given_by}".strip(), format_day(one.on))
            for one in account.explained
        )
        table = TextTable(
            ("Cơ quan", "Giải trình", "Người giải trình", "Ngày"), said, (2.2, 4.5, 2.0, 1.1), (0, 1, 2, 3)
        )
        blocks.append(Grid("Giải trình báo cáo chậm", "", table, numbered=True))
    return blocks
