"""Shortcomings with their causes, and proposals by who must decide, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from plan.refs import VIETNAMESE_LETTERS, told_ref
from plan.texts.written import format_day
from reports.account.account import Account
from reports.account.concerns import OTHER_THEME, THEMES, Concern, asked_of_chairman, list_with_tasks, name_decider
from reports.account.sentences import cut_at_sentence, ended
from reports.figures import TextTable, worst_agencies
from reports.forms.blocks import Block, Grid, Heading, Words
from reports.forms.deed_words import ANNEX_LETTERS, ANNEX_ROOM, IN_WORKBOOK, rows_within
from reports.labels import format_count
from reports.progress import Progress
from reports.summary import SharedRemark, describe_handed_over, describe_overdue

CONCERN_LETTERS = 260
"""How many characters of one agency's difficulties or proposals the body tells, cut at a sentence."""
SHOWN_CONCERNS = 4
"""How many agencies' words the body tells under one theme, or for one who must decide other than the Chairman."""
SHOWN_ASKED = 12
"""How many matters that wait for the Chairman the body tells; the annex has the others."""
SHOWN_EXPLAINED = 6
"""How many heads' explanations the body tells."""
ASKED_LETTERS = CONCERN_LETTERS + 120
"""How many characters of a matter for the Chairman the body tells: more than of any other."""
ANNEX_ROWS = 40
"""How many rows of one kind the annex has; the workbook has the others."""


def shortcoming_blocks(account: Account, annex: str) -> Iterator[Block]:
    """Yield who is late, why by their own explanation, and what hinders the work, theme by theme.

    `annex` names the annex that has the rest.
    """
    progress = account.progress
    yield Heading(2, "1. Báo cáo quá hạn")
    yield Words(describe_overdue(progress))
    if progress.overdue:
        yield Grid("Cơ quan còn báo cáo quá hạn", "", worst_agencies(progress))
    for sentence in describe_handed_over(progress):
        yield Words(sentence)
    yield Heading(2, "2. Nguyên nhân chậm theo giải trình của cơ quan")
    yield from _explained(account, annex)
    yield Heading(2, "3. Khó khăn, vướng mắc")
    yield from hindrance_blocks(account, annex)


def hindrance_blocks(account: Account, annex: str) -> Iterator[Block]:
    """Yield what hinders the work in the agencies' words, theme by theme."""
    progress = account.progress
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
            yield from _items(_told_of(progress, there, "difficulties"), SHOWN_CONCERNS, annex)


def _explained(account: Account, annex: str) -> Iterator[Block]:
    progress, explained = account.progress, account.explained
    late = progress.overdue["holder"].nunique()
    if not explained:
        nobody = "Không có cơ quan nào phải giải trình." if not late else "Chưa có cơ quan quá hạn nào gửi giải trình."
        yield Words(nobody)
        return
    yield from _items(
        [_Told(said, whole) for said, whole in _explanations(account)], SHOWN_EXPLAINED, annex, "giải trình"
    )


def _explanations(account: Account) -> list[tuple[str, str]]:
    """Return the explanations, equal ones of an agency once: as the body tells them, and whole."""
    progress = account.progress
    late = progress.standings.numbered(one.check_in_id for one in account.explained)
    refs = {one.check_in_id: one.ref for one in late}
    same: dict[tuple[str, str, str, date, str], list[str]] = {}
    for one in account.explained:
        who, cause = f"{one.post} {one.given_by}".strip(), account.cause_of.get(one.check_in_id)
        # A cause was taken for the words that were said then, not for those that came later.
        is_confirmed = cause is not None and cause.reason == one.reason
        word = f" {progress.name_of(cause.judge)} xác nhận là nguyên nhân khách quan." if cause and is_confirmed else ""
        same.setdefault((one.holder, one.reason, who, one.on, word), []).append(refs[one.check_in_id])
    told = []
    for (holder, reason, who, on, word), of in same.items():
        named = f"{progress.name_of(holder)} ({', '.join(map(told_ref, of))}; {who} giải trình ngày {format_day(on)})"
        told.append((f"{named}: {_cut(reason)}{word}", f"{named}: {ended(' '.join(reason.split()))}{word}"))
    return told


def proposal_blocks(account: Account, annex: str) -> Iterator[Block]:
    """Yield what is asked of whom: of the Chairman first, then of agencies by their order, then of the centre.

    `annex` names the annex that has the rest.
    """
    progress = account.progress
    chairman = progress.register.name_of(progress.register.chairman)
    yield Heading(2, f"1. Trình {chairman} xem xét, quyết định")
    asked = [_Told(ended(cut_at_sentence(one.words, ASKED_LETTERS)), ended(one.words)) for one in account.asked]
    asked.extend(_Told(one, one) for one in _asked_by_office(progress))
    if not asked:
        yield Words("Không có nội dung nào.")
    yield from _items(asked, SHOWN_ASKED, annex, "nội dung")
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
        yield from _items(_told_of(progress, there, "proposals"), SHOWN_CONCERNS, annex)


def decisions_asked(account: Account) -> Iterator[Block]:
    """Yield what the Chairman is asked to decide beside what agencies propose: matters put to him, dates, the late."""
    matters = asked_of_chairman(account.progress, account.sources.matters, ())
    for words in (
        *(ended(cut_at_sentence(one.words, ASKED_LETTERS)) for one in matters),
        *_asked_by_office(account.progress),
    ):
        yield Words(words, is_item=True)


def _asked_by_office(progress: Progress) -> Iterator[str]:
    """Yield what the office itself asks for, built from the figures."""
    late = progress.overdue["holder"].nunique()
    if late:
        yield (
            f"Chỉ đạo {format_count(late)} cơ quan còn báo cáo quá hạn gửi ngay báo cáo, làm rõ nguyên nhân và trách nhiệm "
            "của người đứng đầu."
        )
    ownerless = progress.reporting.ownerless
    if ownerless:
        yield f"Giao cơ quan tiếp nhận {format_count(ownerless)} phiếu báo cáo chưa có cơ quan tiếp nhận nhiệm vụ."


@dataclass(frozen=True)
class _Told:
    """Words as the body tells them, and whole with all who say them."""

    said: str
    whole: str


def _items(told: Sequence[_Told], shown: int, annex: str, what: str = "ý kiến") -> Iterator[Block]:
    for one in told[:shown]:
        yield Words(one.said, is_item=True)
    rest = len(told) - shown
    if rest > 0:
        yield Words(f"Còn {format_count(rest)} {what} khác tại {annex}.")


def _told_of(progress: Progress, concerns: Sequence[Concern], of: str) -> list[_Told]:
    """Return what agencies say of their difficulties or proposals, equal words once with all who say them."""
    together: dict[str, list[SharedRemark]] = {}
    for one in concerns:
        if words := getattr(one.remark, of):
            together.setdefault(words, []).append(one.remark)
    return [
        _Told(
            f"{list_with_tasks(progress, those)}: {_cut(said)}",
            f"{list_with_tasks(progress, those, len(those))}: {ended(said)}",
        )
        for said, those in together.items()
    ]


def _cut(text: str) -> str:
    return ended(cut_at_sentence(text, CONCERN_LETTERS))


def rest_of_concerns(account: Account) -> list[Block]:
    """Return what the body does not tell whole: difficulties, what is asked of whom, explanations; [] where it tells all.

    Equal words stand once, with all who say them; no more than `ANNEX_ROWS` of a kind, the workbook has the others.
    """
    progress, chairman = account.progress, account.progress.register.chairman
    difficulties = [
        one
        for theme in (*(name for name, _ in THEMES), OTHER_THEME)
        for one in _rest(
            _told_of(progress, [one for one in account.concerns if one.theme == theme], "difficulties"), SHOWN_CONCERNS
        )
    ]
    asked = _rest(
        [_Told(ended(cut_at_sentence(one.words, ASKED_LETTERS)), ended(one.words)) for one in account.asked],
        SHOWN_ASKED,
    )
    proposals = [
        one
        for decider in dict.fromkeys(one.decider for one in account.concerns if one.decider not in ("", chairman))
        for one in _rest(
            _told_of(progress, [one for one in account.concerns if one.decider == decider], "proposals"), SHOWN_CONCERNS
        )
    ]
    explained = _rest([_Told(*one) for one in _explanations(account)], SHOWN_EXPLAINED)
    blocks: list[Block] = []
    for caption, told, sheet in (
        ("Khó khăn, vướng mắc", difficulties, "Kiến nghị"),
        (f"Nội dung trình {progress.register.name_of(chairman)} xem xét, quyết định", asked, "Kiến nghị"),
        ("Kiến nghị, đề xuất với các cơ quan", proposals, "Kiến nghị"),
        ("Giải trình báo cáo chậm", explained, "Giải trình"),
    ):
        rows = rows_within(ANNEX_ROOM // 4, [_in_two(one) for one in told[:ANNEX_ROWS]])
        if rows:
            table = TextTable(("Cơ quan", "Nội dung"), rows, (3.0, 6.0), (0, 1))
            blocks.append(Grid(caption, "", table, numbered=True))
        if len(told) > len(rows):
            more = format_count(len(told) - len(rows))
            blocks.append(Words(f"{caption}: còn {more} nội dung khác, xem tệp Excel kèm theo, trang «{sheet}»."))
    return blocks


def _rest(told: Sequence[_Told], shown: int) -> list[_Told]:
    """Return those that the body leaves out, cuts, or tells with some of their agencies alone."""
    return [one for place, one in enumerate(told) if place >= shown or one.said != one.whole]


def _in_two(told: _Told) -> tuple[str, ...]:
    who, _, words = told.whole.partition(": ")
    said = cut_at_sentence(words, ANNEX_LETTERS)
    return who, words if said == " ".join(words.split()) else f"{said} (Toàn văn: {IN_WORKBOOK}.)"
