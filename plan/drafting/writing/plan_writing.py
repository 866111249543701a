"""The plan file of a draft, in the house's style: what is unsure is `???` with the document's words, so that it is refused."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from plan.drafting.found import LEAD_DOUBT, TASK, TIME_DOUBT, Facts, Found, FoundPart, FoundTarget, FoundTask, Passage
from plan.drafting.source_text import place_words
from plan.drafting.times import read_time, time_as_keys
from plan.drafting.writing.parties import Parties
from plan.drafting.writing.titles import is_too_long, title_of
from plan.language.reading import UNDECIDED
from plan.language.task_reading import MAX_TITLE
from plan.refs import parent_refs, ref_slug, slug

_REF = re.compile(r"[0-9A-ZĐa-zđ]{1,8}(\.[0-9A-ZĐa-zđ]{1,8}){0,5}")
_GOAL = re.compile(r"(?:(?:đạt|trên|tối thiểu|ít nhất|từ|khoảng|là|lên|có|≥)\s*)*?(\d{1,3}(?:[.,]\d+)?)\s*%")
_OFFICE = """\
office:                         # văn phòng chọn; hãy xem lại trước khi dùng
  follow_up:
    - every: half-year
      only: H1
      due: {before: 15/6}
    - every: half-year
      only: H2
      due: {before: 15/12}
  opens: 30 days before
  remind: [7, 1]
  ladder:
    - after: 1
      to: [agency, head]
    - after: 3
      to: tracker
    - after: 7
      to: office
    - after: 15
      to: chairman
"""

_Note = tuple[str, str, bool, Passage | FoundTarget]
"""A clause without an answer: its ref, the reason, whether it was understood, and where it stands."""


@dataclass(frozen=True)
class Written:
    """A plan file, the refs that its tasks got, and how many places in it wait for a decision."""

    code: str
    text: str
    refs: dict[int, str]
    undecided: int


def write_plan(found: Found, parties: Parties, province: str) -> Written:
    """Return the plan file of a document. Parties that the register does not know are noted in `parties`."""
    refs = _Refs()
    facts = found.facts
    year = int(facts.date[-4:]) if re.search(r"20\d\d$", facts.date) else 0
    tasks: list[str] = []
    numbers: dict[int, str] = {}
    for place, task in enumerate(found.tasks):
        numbers[place] = ref = refs.give(task.ref)
        tasks += [*_task(task, ref, parties, year, found.unit)]
    targets: list[tuple[str, list[str], FoundTarget]] = []
    goals: list[tuple[str, list[str], FoundTarget]] = []
    for target in found.targets:
        lines = list(_target(target))
        ref = refs.give(target.ref)
        (targets if lines else goals).append((ref, lines, target))
    notes: list[_Note] = [(refs.give(one.ref), one.reason, one.understood, one) for one in found.passages]
    notes += [
        (ref, "Mục tiêu chưa đọc được con số để đo; báo cáo của các nhiệm vụ thực hiện mục tiêu này", True, goal)
        for ref, _, goal in goals
    ]
    code = code_of(facts)
    body = [
        f"# Bản thảo từ văn bản. Chỗ ghi «{UNDECIDED}» phải có người quyết định; tệp còn chỗ ấy thì chưa dùng được.",
        f"code: {code}", "", *_document(facts), "", f"province: {province}", "", *_span(facts, found, year), "", _OFFICE,
        *_trackers(found, parties), *_scopes(parties), *_sections(found, numbers), "clauses:",
        *(f"  - {quoted_ref(ref)}" for ref in (*numbers.values(), *(ref for ref, *_ in targets), *(ref for ref, *_ in notes))),
        "", "tasks:", *tasks,
    ]  # fmt: skip
    if targets:
        body += ["targets:"]
        for ref, lines, target in targets:
            body += [f"  # {place_words(target.page, target.line, found.unit)}", f"  {quoted_ref(ref)}:", *lines]
        body += [""]
    if notes:
        body += ["no_answer:                      # đề nghị; mỗi điểm đều có chỗ, không điểm nào bị bỏ sót"]
        for ref, reason, understood, one in notes:
            body += [
                f"  # {place_words(one.page, one.line, found.unit)}: {shortened(one.text, 90)}",
                f"  {quoted_ref(ref)}: {quoted(reason) if understood else _undecided(one.text)}",
            ]
    text = "\n".join(body) + "\n"
    return Written(code, text, numbers, text.count(f'"{UNDECIDED}'))


def code_of(facts: Facts) -> str:
    """Return the code of a plan: its kind, its number and its year."""
    number = re.match(r"\d+", facts.number)
    parts = (facts.kind or "van-ban", number[0] if number else "", facts.date[-4:])
    return slug("-".join(part for part in parts if part)) or "van-ban"


class _Refs:
    """Refs that a plan file takes, each once; two that would be one in a link get another."""

    def __init__(self) -> None:
        self.given: set[str] = set()

    def give(self, wanted: str) -> str:
        parts = [part[:8] for part in wanted.split(".") if part] or ["1"]
        ref = ".".join([*parts[:5], "".join(parts[5:])[:8]] if len(parts) > 5 else parts)
        if not _REF.fullmatch(ref):
            ref = ".".join(re.sub(r"[^0-9A-ZĐa-zđ]", "", part) or "1" for part in ref.split("."))
        base, number = ref, 1
        while ref_slug(ref) in self.given:
            number += 1
            ref = f"{base}x{number}" if len(base.rpartition(".")[2]) < 6 else f"{base[:-3]}x{number}"
        self.given.add(ref_slug(ref))
        return ref


def _document(facts: Facts) -> Iterator[str]:
    yield "document:"
    yield f"  kind: {quoted(facts.kind) if facts.kind else _undecided('loại văn bản')}"
    yield f"  number: {quoted(facts.number) if facts.number else 'null'}"
    yield f"  date: {facts.date or 'null'}"
    yield f"  issuer: {quoted(facts.issuer) if facts.issuer else _undecided('cơ quan ban hành')}"
    yield f"  subject: {quoted(shortened(facts.subject, 400)) if facts.subject else _undecided('trích yếu')}"


def _span(facts: Facts, found: Found, year: int) -> Iterator[str]:
    yield "span:"
    month = re.search(r"(?:(\d{1,2})/)?(20\d\d)$", facts.date)
    yield f"  from: {int(month[1] or 1)}/{month[2]}" if month else f"  from: {_undecided('tháng bắt đầu')}"
    last = 0
    for task in found.tasks:
        for piece in read_time(task.time, year).pieces:
            years = [int(one) for one in re.findall(r"20\d\d", f"{piece.first} {piece.second}")]
            if piece.kind in ("open", "ongoing", "until") or not years:
                last = 9999 if piece.kind in ("open", "until") else last
            else:
                last = max(last, *years)
    if 0 < last < 9999 and last >= year:
        yield f"  to: 12/{last}"


def _trackers(found: Found, parties: Parties) -> Iterator[str]:
    yield "trackers:"
    for task in found.tasks:
        if re.search(r"theo dõi|đôn đốc", task.text[:300]) and len(task.leads) == 1:
            named = parties.read(task.leads[0])
            if len(named) == 1 and named[0].code not in parties.proposed_groups:
                yield f"  default: {named[0].code}  # theo điểm {task.ref}; hãy xem lại"
                break
    else:
        yield f"  default: {_undecided('cơ quan theo dõi chung')}"
    yield ""


def _scopes(parties: Parties) -> Iterator[str]:
    if parties.scopes:
        yield "scopes:"
        yield from (f"  {code}: {quoted(words)}" for code, words in parties.scopes.items())
        yield ""


def _sections(found: Found, numbers: dict[int, str]) -> Iterator[str]:
    yield "sections:"
    wanted: dict[str, str] = {}
    for ref in numbers.values():
        above = parent_refs(ref)
        known = [one for one in above if one in found.headings]
        for one in reversed(known):
            wanted.setdefault(one, found.headings[one])
        if not known:
            top = above[-1] if above else ref
            wanted.setdefault(top, "Phụ lục" if top.startswith("PL") else found.headings.get(top, "Nội dung"))
    yield from (
        f"  {quoted_ref(ref)}: {quoted(shortened(words.capitalize() if words.isupper() else words, 200))}"
        for ref, words in wanted.items()
    )
    yield ""


def _task(task: FoundTask, ref: str, parties: Parties, year: int, unit: str) -> Iterator[str]:
    yield f"  # {place_words(task.page, task.line, unit)}; {task.rests_on}"
    yield f"  {quoted_ref(ref)}:"
    title = shortened(title_of(task.text), MAX_TITLE)
    yield f"    title: {_undecided(title) if TASK in task.doubts or is_too_long(title) else quoted(title)}"
    lead_words = "; ".join(task.leads)
    leads = parties.read(lead_words) if lead_words else []
    parted = bool(task.parts) and LEAD_DOUBT not in task.doubts
    if parted:
        pass  # each part has its own
    elif LEAD_DOUBT in task.doubts or not leads:
        yield f"    lead: {_undecided(lead_words or 'văn bản không ghi cơ quan chủ trì')}"
    else:
        yield from party_lines("lead", [one.as_key for one in leads])
    if not parted:
        yield from _beside("; ".join(task.coordinating), parties)
    keys = time_as_keys(read_time(task.time, year), task.time)
    if TIME_DOUBT in task.doubts or not keys:
        yield f"    time: {_undecided(task.time or 'xem lại thời gian trong câu')}"
    else:
        yield from (f"    {safe_line(key)}" for key in keys)
    if task.product:
        yield f"    product: {quoted(task.product)}"
    if parted:
        yield "    parts:                      # mỗi cơ quan một câu riêng trong văn bản"
        for part in task.parts:
            first, *rest = _part(part, parties, year)
            yield f"      - {first.strip()}"
            yield from (f"    {line}" for line in rest)
    yield ""


def _part(part: FoundPart, parties: Parties, year: int) -> Iterator[str]:
    """Yield the lines of a part as those of a task; what it does not say it has of its clause."""
    yield from party_lines("lead", [one.as_key for one in parties.read(part.lead)])
    if part.text:
        yield f"    title: {quoted(shortened(title_of(part.text[:1].upper() + part.text[1:]), MAX_TITLE))}"
    yield from _beside(part.coordinating, parties)
    keys = time_as_keys(read_time(part.time, year), part.time) if part.time else []
    yield from (f"    {safe_line(key)}" for key in keys)


def _beside(words: str, parties: Parties) -> Iterator[str]:
    """Yield who works beside the lead: those of the register by code, groups that nobody has listed in the document's words."""
    named = parties.read_beside(words) if words else []
    if named:
        yield from party_lines("coordinating", named)


def _target(target: FoundTarget) -> Iterator[str]:
    found = _GOAL.findall(target.text)
    if len(found) != 1 or float(found[0].replace(",", ".")) > 100:
        return
    yield f"    title: {quoted(shortened(title_of(target.text), MAX_TITLE))}"
    yield f"    goal: {{measure: percent, at_least: {found[0].replace(',', '.')}, by: {target.by or _undecided('năm')}}}"
    yield "    office:"
    yield f"      owner: {_undecided('cơ quan cung cấp số liệu')}"


def party_lines(key: str, values: list[str]) -> Iterator[str]:
    """Yield the lines of an entry with one party or several."""
    if len(values) == 1:
        yield f"    {key}: {values[0]}"
        return
    yield f"    {key}:"
    yield from (f"      - {value}" for value in values)


_LONGEST_DOUBT = 900
"""So many characters of what is unsure are kept: all of a dozen leads, to be offered as they were read."""


def shortened(text: str, most: int) -> str:
    """Return a text on one line, cut behind a word where it is longer than so many characters."""
    words = " ".join(text.split())
    return words if len(words) <= most else f"{words[:most].rsplit(' ', 1)[0]}…"


def safe_line(line: str) -> str:
    """Return a line of a task's time with the document's words in it in quotation marks."""
    key, colon, value = line.partition(": ")
    return f"{key}: {quoted(value)}" if colon and key.strip() in ("for", "until") else line


def _undecided(words: str) -> str:
    return quoted(f"{UNDECIDED} {shortened(words, _LONGEST_DOUBT)}")


def quoted(text: str) -> str:
    """Return a text as YAML holds it on one line, whatever signs it has."""
    plain = " ".join(text.split())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def quoted_ref(ref: str) -> str:
    """Return a ref as a key of a plan file: in quotation marks where YAML would take it for something else."""
    return ref if re.match(r"[A-ZĐ]", ref) and ref not in ("N", "Y") else f'"{ref}"'


def issued(facts: Facts) -> date | None:
    """Return the document's day, the first of the month where the day is not known; None where nothing is."""
    parts = [int(one) for one in facts.date.split("/") if one.isdecimal()]
    try:
        return date(parts[-1], parts[-2], parts[-3] if len(parts) > 2 else 1) if len(parts) > 1 else None
    except ValueError:
        return None
