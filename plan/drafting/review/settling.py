"""Answers of a person written into the files of a draft, each in plain Vietnamese as the reader of documents understands it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from plan.drafting.review.doubts import (
    AGENCY,
    FACT,
    GROUP,
    LEAD,
    MONTH,
    OWNER,
    PASSAGE,
    TIME,
    TITLE,
    TRACKER,
    YEAR,
    Doubt,
    DraftTexts,
)
from plan.drafting.review.editing import Keys, NotThereError, Text
from plan.drafting.review.naming import Named, NotSettledError, Settled, register_of
from plan.drafting.review.proposed_lines import settle_proposed
from plan.drafting.review.told import tell_time
from plan.drafting.times import fold, read_time, time_as_keys
from plan.drafting.writing.plan_writing import party_lines, quoted, quoted_ref, safe_line
from plan.language.reading import UNDECIDED, parse_known_date, parse_month
from plan.language.task_reading import CUT_OFF, MAX_TITLE
from plan.refs import parent_refs

NOT_STATED = "văn bản không ghi thời gian"
"""What a person says of a task without a time: it is asked as the office follows up."""
NO_LEAD = "văn bản không ghi cơ quan chủ trì"
"""What a person says of a task that nobody leads: it is asked of nobody, and rests on the office's page."""
FACTS = {
    "kind": "Loại văn bản",
    "number": "Số, ký hiệu",
    "date": "Ngày văn bản",
    "issuer": "Cơ quan ban hành",
    "subject": "Trích yếu",
}
"""What a plan says of its document, by the key."""
LONGEST_FACT = 400
"""So many characters a person may write for one of them."""
NO_END = "không ghi"
"""What a person says of the last month of a plan that goes on."""
RHYTHMS = {
    "6 tháng một lần, trước ngày 15/6 và 15/12": (
        "  - every: half-year", "    only: H1", "    due: {before: 15/6}",
        "  - every: half-year", "    only: H2", "    due: {before: 15/12}",
    ),
    "mỗi quý, trước ngày 15 của tháng cuối quý": ("  - every: quarter", "    due: {before: 15 of last month}"),
    "mỗi năm, trước ngày 15/12": ("  - every: year", "    due: {before: 15/12}"),
}  # fmt: skip
"""In which rhythms an office mostly follows up what goes on, with the lines that say so."""
TIME_EXAMPLES = "hằng quý; trước ngày 30/6/2026; quý IV/2026; 2026 - 2030; thường xuyên"
_TIME_KEYS = ("time", "due", "dates", "from", "to", "until", "for", "within", "report")


def settle(draft: DraftTexts, doubt: Doubt, words: str) -> Settled:
    """Return a draft in which a doubt is settled by a person's words. Raise NotSettledError for words that say nothing to it.

    For a passage they are the reason why nobody owes an answer for it; for a proposed agency or group see `settle_proposed`.
    """
    if not words.strip():
        raise NotSettledError("Chưa chọn và chưa ghi gì; hãy chọn một dòng hoặc ghi vào ô.")
    if doubt.kind in (AGENCY, GROUP):
        return settle_proposed(draft, doubt, words)
    of_clause = {TITLE: set_title, PASSAGE: no_answer, LEAD: set_lead, TIME: set_time}.get(doubt.kind)
    if of_clause is not None:
        return of_clause(draft, doubt.ref, words)
    write = {TRACKER: _one_agency, OWNER: _one_agency, FACT: _fact, MONTH: _month, YEAR: _year}.get(doubt.kind)
    if write is None:
        raise NotSettledError("Chỗ này chỉ quyết định được trong tệp kế hoạch.")
    return _edited(write, draft, doubt, words)


def set_title(draft: DraftTexts, ref: str, words: str) -> Settled:
    """Return a draft in which a task has a title, to the letter. Raise NotSettledError for one that no plan file may have."""
    title = " ".join(words.split())
    if not title:
        raise NotSettledError("Tên nhiệm vụ còn trống.")
    if len(title) > MAX_TITLE:
        raise NotSettledError(f"Tên nhiệm vụ dài {len(title)} ký tự; hãy viết gọn lại, nhiều nhất {MAX_TITLE} ký tự.")
    if title.startswith(UNDECIDED):
        raise NotSettledError(f"Tên nhiệm vụ không bắt đầu bằng «{UNDECIDED}» được; hãy ghi hẳn tên.")
    if title.endswith(CUT_OFF):
        raise NotSettledError(f"Tên nhiệm vụ dừng ở «{title[-1]}», như bị cắt giữa câu; hãy xem lại.")
    text = Text(draft.plan)
    _written(text, ("tasks", ref, "title"), [f"title: {quoted(title)}"])
    return Settled(replace(draft, plan=str(text)), f"Điểm {ref}: nhiệm vụ là «{title}»")


def set_lead(draft: DraftTexts, ref: str, words: str) -> Settled:
    """Return a draft in which a task has who leads it; names that the register does not know become proposed lines."""
    text = Text(draft.plan)
    if text.has(("tasks", ref, "reason")):
        text.remove(("tasks", ref, "reason"))
    if text.has(("tasks", ref, "parts")):  # each part has a lead of its own
        text.remove(("tasks", ref, "parts"))
    if text.has(("tasks", ref, "title")) and not text.has(("tasks", ref, "lead")):
        text.insert_below(("tasks", ref, "title"), ["lead: x"])
    if fold(words) == fold(NO_LEAD):
        _written(text, ("tasks", ref, "lead"), ["lead: none", f"reason: {NO_LEAD}"])
        return Settled(replace(draft, plan=str(text)), f"Điểm {ref}: {NO_LEAD}")
    named = Named(draft, words)
    _written(text, ("tasks", ref, "lead"), [line.removeprefix("    ") for line in party_lines("lead", named.keys)])
    for scope, meaning in named.scopes.items():
        if not text.has(("scopes", scope)):
            text.append(("scopes",), [f"{scope}: {quoted(meaning)}"])
    return Settled(DraftTexts(str(text), named.register_text), f"Điểm {ref}: chủ trì là {named.told}")


def set_time(draft: DraftTexts, ref: str, words: str) -> Settled:
    """Return a draft in which a task has its time."""
    lines = time_lines(words, _year_of(draft))
    text = Text(draft.plan)
    if not text.has(("tasks", ref, "time")):
        raise NotSettledError(_changed())
    for key in _TIME_KEYS[1:]:
        if text.has(("tasks", ref, key)):
            text.remove(("tasks", ref, key))
    _written(text, ("tasks", ref, "time"), lines)
    return Settled(replace(draft, plan=str(text)), f"Điểm {ref}: thời gian là {tell_time(lines)}")


def set_fact(draft: DraftTexts, name: str, words: str) -> Settled:
    """Return a draft whose document has its kind, number, date, issuer or subject (`name`), or its months (`from`, `to`).

    `NO_END` is the last month of a plan that goes on.
    """
    if name == "to":
        return _set_end(draft, words)
    path = ("span", "from") if name == "from" else ("document", name)
    return _edited(_month if name == "from" else _fact, draft, Doubt(path, FACT, ""), words)


def _set_end(draft: DraftTexts, words: str) -> Settled:
    text = Text(draft.plan)
    month = None if fold(words) == fold(NO_END) else _month_in(words)
    if text.has(("span", "to")):
        text.remove(("span", "to"))
    if month is not None:
        text.append(("span",), [f"to: {month.month}/{month.year}"])
    said = f"Thực hiện đến tháng {month.month}/{month.year}" if month else "Văn bản không ghi ngày kết thúc"
    return Settled(replace(draft, plan=str(text)), said)


def set_rhythm(draft: DraftTexts, every: str) -> Settled:
    """Return a draft in which the office follows up what goes on in a rhythm of `RHYTHMS`."""
    if every not in RHYTHMS:
        raise NotSettledError("Chưa chọn nhịp theo dõi.")
    text = Text(draft.plan)
    _written(text, ("office", "follow_up"), ["follow_up:", *RHYTHMS[every]])
    return Settled(replace(draft, plan=str(text)), f"Văn phòng theo dõi việc thường xuyên {every}")


def make_task(draft: DraftTexts, ref: str, title: str, lead: str, time: str) -> Settled:
    """Return a draft in which a passage that was not understood is a task with its title, lead and time."""
    text = Text(draft.plan)
    if not text.has(("no_answer", ref)):
        raise NotSettledError(_changed())
    above = text.comment_above(("no_answer", ref)).partition(":")[0]
    text.remove(("no_answer", ref))
    text.append(
        ("tasks",),
        [f"# {above}; văn phòng xếp là nhiệm vụ", f"{quoted_ref(ref)}:", "  title: x", "  lead: x", "  time: x"],
    )
    if not any(text.has(("sections", one)) for one in (ref, *parent_refs(ref))):
        text.append(("sections",), [f"{quoted_ref((ref, *parent_refs(ref))[-1])}: Nội dung"])
    made = replace(draft, plan=str(text))
    for write, words in ((set_title, title), (set_lead, lead), (set_time, time)):
        if not words.strip():
            raise NotSettledError("Nhiệm vụ cần đủ tên, cơ quan chủ trì và thời gian.")
        made = write(made, ref, words).draft
    return Settled(made, f"Điểm {ref} là một nhiệm vụ")


def no_answer(draft: DraftTexts, ref: str, reason: str) -> Settled:
    """Return a draft in which nobody owes an answer for a clause, whatever it was before, with the reason."""
    words = " ".join(reason.split())
    if not words:
        raise NotSettledError("Chưa ghi lý do không phải báo cáo.")
    text = Text(draft.plan)
    part = next((one for one in ("tasks", "targets", "no_answer") if text.has((one, ref))), "")
    if not part:
        raise NotSettledError(_changed())
    entry = [f"{quoted_ref(ref)}: {quoted(words)}"]
    if part == "no_answer":
        text.replace((part, ref), entry)
    else:
        above = text.comment_above((part, ref))
        text.remove((part, ref))
        text.append(("no_answer",), [f"# {above}", *entry] if above else entry)
    return Settled(replace(draft, plan=str(text)), f"Điểm {ref}: không phải báo cáo ({words})")


def time_lines(words: str, year: int = 0) -> list[str]:
    """Return the lines of a task that say a time as a person words it; `year` is the document's, for days that have none.

    Raise NotSettledError where they cannot be read.
    """
    if fold(words) == fold(NOT_STATED):
        return ["time: unstated"]
    keys = time_as_keys(replace(read_time(words, year), unsure=False), words) if fold(words) else []
    if not keys:
        raise NotSettledError(f"Không đọc được thời gian «{words}»; hãy ghi như: {TIME_EXAMPLES}.")
    lines = [safe_line(key) for key in keys]
    lost = _lost_dates(words, " ".join(lines))
    if lost:
        raise NotSettledError(
            f"Thời gian «{words}» không ghi được cả câu, còn lại «{lost[0]}»; hãy ghi một hạn hoặc một nhịp, như: {TIME_EXAMPLES}."
        )
    return lines


def _lost_dates(words: str, lines: str) -> list[str]:
    """Return the days and years that a person typed and that the lines of a task do not say."""
    said = set(_dates(lines))
    return [one for one in _dates(words) if one not in said]


def _dates(text: str) -> list[str]:
    """Return the days and years in a text as plan files write them: `15/6`, `2026`."""
    days = re.findall(r"(?<![\d/])(\d{1,2}) ?(?:/|tháng) ?(\d{1,2})(?!\d)", text)
    return [*(f"{int(day)}/{int(month)}" for day, month in days), *re.findall(r"(?<!\d)20\d\d(?!\d)", text)]


def _edited(
    write: Callable[[Text, DraftTexts, Keys, str], str], draft: DraftTexts, doubt: Doubt, words: str
) -> Settled:
    text = Text(draft.plan)
    try:
        said = write(text, draft, doubt.path, " ".join(words.split()))
    except NotThereError:
        raise NotSettledError(_changed()) from None
    return Settled(replace(draft, plan=str(text)), said)


def _one_agency(text: Text, draft: DraftTexts, path: Keys, words: str) -> str:
    named, register = Named(draft, words), register_of(draft)
    if len(named.codes) != 1 or named.codes[0] not in register.agencies:
        raise NotSettledError(f"«{words}» không phải là một cơ quan trong danh bạ; chỗ này cần đúng một cơ quan.")
    text.replace(path, [f"{path[-1]}: {named.codes[0]}"])
    name = register.name_of(named.codes[0])
    return f"Cơ quan theo dõi là {name}" if path[0] == "trackers" else f"Chỉ tiêu {path[1]}: số liệu do {name} cung cấp"


def _fact(text: Text, _draft: DraftTexts, path: Keys, words: str) -> str:
    what = FACTS.get(path[-1])
    if what is None or not words:
        raise NotSettledError("Chưa ghi gì.")
    if len(words) > LONGEST_FACT:
        raise NotSettledError(f"{what} dài {len(words)} ký tự; hãy viết gọn lại, nhiều nhất {LONGEST_FACT} ký tự.")
    written = quoted(words)
    if path[-1] == "date":
        try:
            written = parse_known_date(re.sub(r"\s", "", words))
        except ValueError as error:
            raise NotSettledError(f"Ngày văn bản: {error}") from None
    text.replace(path, [f"{path[-1]}: {written}"])
    return f"{what}: {words}"


def _month(text: Text, _draft: DraftTexts, path: Keys, words: str) -> str:
    month = _month_in(words)
    text.replace(path, [f"from: {month.month}/{month.year}"])
    return f"Thực hiện từ tháng {month.month}/{month.year}"


def _month_in(words: str) -> date:
    digits = re.search(r"\d{1,2}\s*/\s*20\d\d", words)
    try:
        return parse_month(re.sub(r"\s", "", digits[0]) if digits else words)
    except ValueError:
        raise NotSettledError("Tháng phải ghi như 3/2026.") from None


def _year(text: Text, _draft: DraftTexts, path: Keys, words: str) -> str:
    year = re.search(r"\b20\d\d\b", words)
    if year is None:
        raise NotSettledError("Năm phải ghi như 2030.")
    text.set_texts(re.compile(r'by: "[^"]*"'), f"by: {year[0]}", path[:-1])
    return f"Chỉ tiêu {path[1]}: đến năm {year[0]}"


def _written(text: Text, path: Keys, lines: list[str]) -> None:
    try:
        text.replace(path, lines)
    except NotThereError:
        raise NotSettledError(_changed()) from None


def _changed() -> str:
    return "Tệp dự thảo đã đổi từ lúc mở trang, chỗ này không còn; hãy xem lại trang."


def _year_of(draft: DraftTexts) -> int:
    found = re.search(r"(?m)^  date:\s*[\d/]*(20\d\d)\b", draft.plan)
    return int(found[1]) if found else 0
