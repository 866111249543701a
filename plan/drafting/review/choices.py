"""What may be answered to a doubt, in the words in which it would be typed: names of the register, times, kinds of documents."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches

from plan.drafting.review.doubts import (
    AGENCY,
    FACT,
    GROUP,
    LEAD,
    OWNER,
    PASSAGE,
    TIME,
    TITLE,
    TRACKER,
    YEAR,
    Doubt,
    DraftTexts,
    doubts_of,
)
from plan.drafting.review.naming import NotSettledError
from plan.drafting.review.settling import NO_LEAD, NOT_STATED, time_lines
from plan.drafting.review.told import tell_time
from plan.drafting.source_text import YEAR as YEAR_WORDS
from plan.drafting.writing.levels import may_be_one
from plan.drafting.writing.parties import Parties, fold, is_city
from plan.parties import Register

MOST = 5
KINDS_OF_DOCUMENTS = ("Kế hoạch", "Chỉ thị", "Công văn", "Quyết định", "Nghị quyết", "Chương trình", "Thông báo")
REASONS = (
    "Quy định chung; không giao việc cho cơ quan nào",
    "Nội dung chỉ đạo chung, không phải báo cáo riêng",
    "Báo cáo của nhiệm vụ khác đã gồm nội dung này",
)
"""Why nobody owes an answer for a clause, as offices mostly say."""
_POSTS = re.compile(r"^(?:thủ trưởng|chủ tịch|giám đốc|lãnh đạo|người đứng đầu)\s+")
"""Whoever heads an agency stands for it."""
_CYCLE = re.compile(r"\b(?:hằng|hàng|mỗi|định kỳ) (năm|quý|tháng)\b|\b(?:0?6|sáu) tháng\b", re.IGNORECASE)
_DAY = re.compile(r"trước ngày (\d{1,2})(?!\s*[/\d]|\s*tháng)", re.IGNORECASE)
_DATE = re.compile(r"(?:trước )?(?:ngày )?\d{1,2}/\d{1,2}/20\d\d|(?:quý (?:IV|I{1,3})/|tháng \d{1,2}/|\d{1,2}/)20\d\d")


def choices_of(doubt: Doubt, draft: DraftTexts, register: Register, said: str, on: date) -> tuple[tuple[str, str], ...]:
    """Return the answers that are offered: the words that a form sends, and how they are read where that says more.

    `said` is the paragraph of the document that the doubt is about, for a year the one above it that names years, of which
    the last is offered first; agencies are offered that are there on the day `on`.
    """
    if doubt.kind in (LEAD, TRACKER, OWNER, AGENCY, GROUP):
        return tuple((name, "") for name in _names(doubt, draft, register, on))
    if doubt.kind == TIME:
        return tuple(_times(doubt.words, said))
    if doubt.kind == YEAR:
        return tuple((year, "") for year in sorted({*YEAR_WORDS.findall(said)}, reverse=True)[:MOST])
    if doubt.kind == TITLE:
        return ((doubt.words, ""),)
    if doubt.kind == PASSAGE:
        return tuple((reason, "") for reason in REASONS)
    if doubt.kind == FACT:
        offered = {"kind": KINDS_OF_DOCUMENTS, "issuer": (f"UBND {register.name}",)}
        return tuple((one, "") for one in offered.get(doubt.path[-1], ()))
    return ()


def lead_names(draft: DraftTexts, register: Register) -> tuple[str, ...]:
    """Return the names of who leads most in a draft, the most frequent first."""
    found: Counter[str] = Counter(re.findall(r"(?m)^    (?:lead: |  - )([a-z0-9-]+)\b", draft.plan))
    return tuple(register.name_of(code) for code, _ in found.most_common() if register.knows(code))


def _names(doubt: Doubt, draft: DraftTexts, register: Register, on: date) -> list[str]:
    proposed = {one.path[1] for one in doubts_of(draft) if one.kind in (AGENCY, GROUP)}
    there = [one.name for code, one in register.agencies.items() if one.exists_on(on) and code not in proposed]
    groups = [
        *(one.name for code, one in register.groups.items() if code not in proposed and not one.has_ended(on)),
        *(one.name for code, one in register.roles.items() if code not in proposed),
    ]
    known = there if doubt.kind in (TRACKER, OWNER) else groups if doubt.kind == GROUP else [*there, *groups]
    meant = _POSTS.sub("", fold(doubt.words))
    of_city = is_city(register)
    by_name = {
        fold(name): name
        for name in known
        if doubt.kind in (TRACKER, OWNER, GROUP) or may_be_one(meant, name, of_city=of_city)
    }
    found = []
    if doubt.kind == LEAD:
        read = Parties(register).read(doubt.words)
        if read and all(register.knows(one.code) for one in read):
            found.append("; ".join(register.name_of(one.code) for one in read))
    found += [name for folded, name in by_name.items() if folded.startswith(meant)][:2]
    found += [by_name[one] for one in get_close_matches(meant, by_name, n=3, cutoff=0.6)]
    found += by_name.values() if doubt.kind == GROUP else ()
    if doubt.kind in (LEAD, TRACKER, OWNER):
        found += [name for name in lead_names(draft, register) if fold(name) in by_name][:3]
    last = {TRACKER: [register.name_of(register.office)], OWNER: [register.name_of(register.office)], LEAD: [NO_LEAD]}
    return [*list(dict.fromkeys(found))[:MOST], *(one for one in last.get(doubt.kind, ()) if one not in found)]


def _times(words: str, said: str) -> Iterator[tuple[str, str]]:
    told: set[str] = set()
    for phrase in _phrases(words, said):
        try:
            reading = tell_time(time_lines(phrase))
        except NotSettledError:
            continue
        if reading not in told and len(told) < MOST + 2:
            told.add(reading)
            yield phrase, reading


def _phrases(words: str, said: str) -> Iterable[str]:
    cycles = [found[1] or "6 tháng" for found in _CYCLE.finditer(f"{words} {said}".lower())]
    days = _DAY.findall(f"{words} {said}")
    often = {cycle: f"hằng {cycle}" if cycle != "6 tháng" else "định kỳ 6 tháng" for cycle in cycles}
    for cycle, phrase in often.items():
        yield from (f"{phrase}, trước ngày {day} hằng {cycle}" for day in days if cycle in ("quý", "tháng"))
    yield words
    yield from often.values()
    yield from (found[0] for found in _DATE.finditer(said))
    yield from ("thường xuyên", "hằng quý", "hằng năm", NOT_STATED)
