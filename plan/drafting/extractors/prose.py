"""Tasks in sentences: who, up to the first verb; clauses with a date of their own; the closing paragraph."""

import re
from collections.abc import Iterator
from dataclasses import replace

from plan.drafting.actors import coordinating_of, read_actor
from plan.drafting.found import LEAD_DOUBT, TASK, TIME_DOUBT, FoundTask
from plan.drafting.outline import Node, Outline
from plan.drafting.words import GOALS, MONEY, NO_WORK, ORGANISE, label_of

_DATE = r"ngày\s+\d{1,2}(?:\s*/\s*\d{1,2}(?:\s*/\s*\d{4})?|\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?)?"
_CYCLE = r"(?:hằng|hàng)\s+(?:năm|quý|tháng|tuần)"
_STRONG = re.compile(
    rf"(?:định kỳ\s+)?(?:{_CYCLE}\s*)?\(?\s*(?:xong\s+)?(?:chậm nhất|trước)\s+(?:vào\s+)?{_DATE}(?:\s+và\s+(?:trước\s+)?(?:ngày\s+)?\d{{1,2}}(?:/|\s+tháng\s+)\d{{1,2}})?(?:\s*{_CYCLE})?\)?"
    rf"|định kỳ\s+(?:0?6|sáu)\s+tháng|định kỳ\s+{_CYCLE}|hoàn thành\s+(?:xong\s+)?trong\s+(?:năm|quý|tháng)[^,.;]{{2,20}}",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?:thời gian|thời hạn)[^:.;()]{0,40}:\s*([^.;()]{4,80})", re.IGNORECASE)
"""A time that stands at the end of a sentence behind a label of its own."""
_WEAK = re.compile(rf"{_CYCLE}|định kỳ|đột xuất", re.IGNORECASE)
_ANY_TIME = re.compile(
    rf"{_CYCLE}|định kỳ|trước ngày|chậm nhất|trong thời hạn|kể từ ngày|hoàn thành (?:trong|trước|xong)|trong (?:tháng|quý|năm) [\dIVX]|(?:trước|đến hết|chậm nhất|xong|đến) (?:\w+ ){{0,2}}\d{{1,2}}/\d|(?:trước|trong|đến|vào) quý|sau khi .{{3,80}} ban hành",
    re.IGNORECASE,
)
_REPORTS = re.compile(r"báo cáo|tổng kết|sơ kết|đánh giá|gửi", re.IGNORECASE)
_TOPIC = re.compile(r"[^:.;]{4,90}:\s+")
"""What a point of a meeting begins with: `Về du lịch: Giao Sở …`."""
_GENERAL = re.compile(
    r"nghiêm túc (?:triển khai |tổ chức )*thực hiện|chịu trách nhiệm thi hành|thông báo .{0,40}biết", re.IGNORECASE
)
"""The general words by which a document ends."""
_PARTS = re.compile(r"(?<=[a-zà-ỹđ)]\.)\s+(?=[A-ZĐ])|;\s+(?=(?:báo cáo|gửi|tổng hợp|tham mưu|định kỳ)\b)")
SHORTEST = 25


def tasks_of_prose(document: Outline) -> Iterator[FoundTask]:
    """Yield the sentences that begin with who is to do something, where nothing else has taken them."""
    listed = any(node.used in ("table", "labels") for node in document.root.walk())
    for node in list(document.root.walk()):
        if node.used or node.table is not None or node.section in (NO_WORK, GOALS) or len(node.text) < SHORTEST:
            continue
        if label_of(node.text) is not None:
            continue
        yield from _sentence(node, listed=listed)


def _sentence(node: Node, *, listed: bool) -> Iterator[FoundTask]:
    """Yield the tasks of a paragraph. Where the document lists its tasks elsewhere (`listed`), its text may only tell of them."""
    actor = read_actor(node.text)
    if actor is None and (topic := _TOPIC.match(node.text)) is not None:
        actor = read_actor(node.text[topic.end() :])
    if actor is None or not actor.rest or len(actor.name) > 350:
        return
    if re.match(r"(?:trong quá trình|trên đây)", node.text, re.IGNORECASE):
        return
    node.used = "prose"
    doubts = set[str]() if actor.sure else {LEAD_DOUBT}
    loose = (node.section == ORGANISE and node.marker is None) or _GENERAL.search(node.text) is not None
    if node.section == MONEY or loose or (node.section != ORGANISE and (actor.led_in or listed)):
        doubts.add(TASK)
    for place, clause in enumerate(_clauses(node), start=1):
        own = read_actor(clause)
        name = own.name if own is not None and own.rest else actor.name
        beside, _ = coordinating_of(own.rest if own is not None and own.rest else clause)
        task = wording(node, clause, (name,), beside, "câu văn", frozenset(doubts))
        yield replace(task, ref=f"{node.ref}.{place}") if place > 1 or clause != node.text else task


def _clauses(node: Node) -> list[str]:
    """Return the parts of a paragraph that have dates of their own; the whole where there are none."""
    found: list[str] = []
    for part in _PARTS.split(node.text):
        if found and node.section == ORGANISE and _STRONG.search(part) and len(part) > SHORTEST:
            found.append(part)
        elif found:
            found[-1] = f"{found[-1]}{'' if found[-1].endswith('.') else ';'} {part}"
        else:
            found.append(part)
    return found


def wording(
    node: Node, text: str, leads: tuple[str, ...], beside: str, rests_on: str, doubts: frozenset[str]
) -> FoundTask:
    """Return a task that a paragraph words, with the time that it names."""
    time, unsure = time_in(text)
    if unsure:
        doubts = doubts | {TIME_DOUBT}
    heading = next((one.text for one in node.above()), "")
    more = " ".join(child.text for child in node.children if child.used == node.used and child.table is None)
    return FoundTask(
        node.ref, f"{text} {more}".strip(), leads, (beside,) if beside else (), time, "", node.line, node.page, rests_on,
        heading, doubts,
    )  # fmt: skip


def time_in(text: str) -> tuple[str, bool]:
    """Return the time that a sentence names as a deadline or a rhythm, and whether it may be another one."""
    labelled = _LABELLED.search(text)
    if labelled is not None:
        return labelled[1].strip(), False
    strong = [found[0].strip(" (") for found in _STRONG.finditer(text)]
    if len(strong) == 1:
        return _closed(strong[0]), _ANY_TIME.search(text.replace(strong[0], "", 1)) is not None
    if strong:
        return _closed(strong[0]), True
    weak = _WEAK.findall(text)
    if len(weak) == 1 and _REPORTS.search(text):
        return weak[0], True
    return "", bool(_ANY_TIME.search(text))


def _closed(time: str) -> str:
    return time.rstrip(")") if time.count(")") > time.count("(") else time
