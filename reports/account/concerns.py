"""Difficulties and proposals gathered by theme and by who must decide, in the agencies' own words.

Nothing is summarised: the theme is read off the words by a list of words, and who must decide is whom the proposal
names, otherwise the tracker. What the Chairman alone can decide comes first.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.reported.matters import Matters
from models.tables.decisions import Ruling
from plan.owed import tracker_on
from plan.parties import PROVINCE, Register
from plan.refs import told_ref
from plan.texts.written import format_day
from reports.labels import format_count
from reports.progress import Progress, Remark
from reports.summary import SharedRemark, share_remarks

CENTRAL = "trung-uong"
"""Who must decide where a proposal names a ministry or the Government."""
THEMES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Kinh phí", ("kinh phí", "ngân sách", "dự toán", "nguồn vốn", "bố trí vốn", "triệu đồng", "tỷ đồng")),
    ("Nhân lực", ("nhân lực", "biên chế", "chuyên trách", "kiêm nhiệm", "cán bộ", "đào tạo", "tập huấn", "trình độ")),
    (
        "Hạ tầng, trang thiết bị",
        ("thiết bị", "máy chủ", "máy tính", "hạ tầng", "đường truyền", "phần mềm", "bản quyền"),
    ),
    (
        "Cơ chế, văn bản hướng dẫn",
        ("hướng dẫn", "cơ chế", "chính sách", "quy định", "quy chế", "thẩm quyền", "thủ tục"),
    ),
    ("Phối hợp, cung cấp thông tin", ("phối hợp", "cung cấp thông tin", "chia sẻ", "liên thông")),
)
"""Themes with the words that tell them, in the order in which a tie is decided."""
OTHER_THEME = "Nội dung khác"
NAMED = 5
"""How many agencies are named that say the same, before the rest is counted."""
_CHAIRMAN = re.compile(r"(?:Chủ tịch |Lãnh đạo |Thường trực )?(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|HĐND) [Tt]ỉnh")
_CENTRAL = re.compile(r"\bBộ [A-ZĐÔ]|Chính phủ|Thủ tướng|Trung ương|Quốc hội|Cục [A-ZĐ]")


@dataclass(frozen=True)
class Concern:
    """The same words of one agency about one or more tasks; `theme` and `decider` as read off them.

    `decider` is an agency's code, the Chairman's, or `CENTRAL`; '' where nothing is proposed. `check_ins` are the
    answers that hold the words.
    """

    remark: SharedRemark
    theme: str
    decider: str
    check_ins: tuple[int, ...]


@dataclass(frozen=True)
class Asking:
    """What waits for one who must decide: a sentence each, with the check-ins it is about where there are."""

    words: str
    check_ins: tuple[int, ...]


def concerns_of(progress: Progress, since: date | None = None) -> tuple[Concern, ...]:
    """Return the difficulties and proposals of a plan: what the Chairman must decide first, then by theme as they come.

    `since` leaves out what was said before that day: the report before has told it.
    """
    remarks = (one for one in progress.remarks if since is None or one.said_on is None or one.said_on >= since)
    return _weighed(remarks, progress)


def chairmans_concerns(progress: Progress) -> tuple[Concern, ...]:
    """Return those of `concerns_of` on which the Chairman must decide; other words are neither made values of nor weighed."""
    register = progress.register
    names_him = register.knows(register.chairman)  # then he is named as an agency is
    remarks = progress.remarks_that(lambda words: names_him or bool(_CHAIRMAN.search(words)))
    return tuple(one for one in _weighed(remarks, progress) if one.decider == register.chairman)


def _weighed(remarks: Iterable[Remark], progress: Progress) -> tuple[Concern, ...]:
    order = [name for name, _ in THEMES] + [OTHER_THEME]
    found = [
        Concern(
            shared, theme_of(shared, progress.register), _decider_of(shared, progress), _check_ins(shared, progress)
        )
        for shared in share_remarks(remarks)
    ]
    chairman = progress.register.chairman
    return tuple(
        sorted(
            found,
            key=lambda one: (one.decider != chairman, not one.remark.blocked, order.index(one.theme)),
        )
    )


def theme_of(remark: Remark | SharedRemark, register: Register) -> str:
    """Return the theme whose words a remark uses most; names of agencies do not count (`Sở Tài chính` is no money)."""
    text = f"{remark.difficulties} {remark.proposals}".casefold()
    for agency in _longest_first(register):
        text = text.replace(agency.casefold(), " ")
    counted = Counter({theme: sum(text.count(word) for word in words) for theme, words in THEMES})
    theme, most = counted.most_common(1)[0]
    return theme if most else OTHER_THEME


def addressees(text: str, register: Register) -> tuple[str, ...]:
    """Return whom a text names: agencies of the register by code, the Chairman's, `CENTRAL`; the Chairman first."""
    rest, named = text, []
    for name in _longest_first(register):
        if name in rest:
            named.append(next(code for code, one in register.agencies.items() if one.name == name))
            rest = rest.replace(name, " ")
    if _CHAIRMAN.search(rest):
        named.insert(0, register.chairman)
    if _CENTRAL.search(rest):
        named.append(CENTRAL)
    return tuple(named)


def asked_of_chairman(progress: Progress, matters: Matters, concerns: Iterable[Concern]) -> tuple[Asking, ...]:
    """Return what only the Chairman can decide, each as a sentence: matters put to him, dates of the document, proposals."""
    chairman, found = progress.register.chairman, []
    for put in matters.referrals:
        if put.to in (chairman, PROVINCE) and not put.decision:
            who = progress.name_of(put.agency)
            found.append(Asking(f"{who} trình ngày {format_day(put.on)} ({told_ref(put.ref)}): {put.matter}", ()))
    waiting = progress.standings.numbered(one.check_in_id for one in matters.extensions)
    standings = {standing.check_in_id: standing for standing in waiting}
    for asked in matters.extensions:
        there = standings.get(asked.check_in_id)
        if asked.ruling == Ruling.WAITING and asked.decider == chairman and there is not None:
            who = progress.name_of(asked.holder, there.scope)
            until = format_day(asked.asked_until)
            words = f"{who} đề nghị gia hạn nhiệm vụ {told_ref(there.ref)} từ ngày {format_day(asked.due_before)} đến ngày {until}"
            found.append(Asking(f"{words}; lý do: {asked.reason}", (asked.check_in_id,)))
    same: dict[str, list[Concern]] = {}
    for concern in concerns:
        if concern.decider == chairman:
            same.setdefault(concern.remark.proposals, []).append(concern)
    for proposals, those in same.items():
        who = list_with_tasks(progress, [one.remark for one in those])
        found.append(Asking(f"{who}: {proposals}", tuple(number for one in those for number in one.check_ins)))
    return tuple(found)


def list_with_tasks(progress: Progress, remarks: Iterable[SharedRemark], shown: int = NAMED) -> str:
    """Return whose words they are, each with its tasks: `Sở Y tế (II.1.a, II.2)`; only some of many agencies.

    Where the whole report is about one task, that goes without saying.
    """
    tasks: dict[str, list[str]] = {}
    for remark in remarks:
        tasks.setdefault(progress.name_of(remark.holder, remark.scope), []).extend(remark.refs)
    is_one = len(progress.plan.tasks) == 1
    named = ", ".join(
        name if is_one else f"{name} ({', '.join(map(told_ref, refs))})" for name, refs in list(tasks.items())[:shown]
    )
    rest = len(tasks) - shown
    return f"{named} và {format_count(rest)} cơ quan khác" if rest > 0 else named


def name_decider(code: str, progress: Progress) -> str:
    """Return who must decide as a heading names it."""
    return "Bộ, ngành Trung ương" if code == CENTRAL else progress.register.name_of(code)


def _decider_of(remark: SharedRemark, progress: Progress) -> str:
    if not remark.proposals:
        return ""
    named = [code for code in addressees(remark.proposals, progress.register) if code != remark.holder]
    plan, register = progress.plan, progress.register
    tracker = tracker_on(plan, register, remark.scope, progress.on)
    return named[0] if named else (tracker if tracker != remark.holder else register.office)


def _check_ins(remark: SharedRemark, progress: Progress) -> tuple[int, ...]:
    clauses = dict.fromkeys(remark.refs)
    rows = sorted(row for ref in clauses for row in progress.answered.get((remark.holder, remark.scope, ref), ()))
    return tuple(progress.standings["check_in_id"].to_numpy()[rows].tolist())


def _longest_first(register: Register) -> list[str]:
    return sorted((agency.name for agency in register.agencies.values()), key=len, reverse=True)
