"""One document from its blocks to what a draft knows of it: facts, tasks, targets, and every other passage with a reason."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from plan.drafting.actors import starts_like_agency
from plan.drafting.extractors.closing import tasks_of_closings
from plan.drafting.extractors.labels import tasks_of_labels
from plan.drafting.extractors.prose import tasks_of_prose
from plan.drafting.extractors.tables import targets_of_tables, tasks_of_tables
from plan.drafting.extractors.units import tasks_of_units
from plan.drafting.facts import differing_facts, facts_of
from plan.drafting.found import LEAD_DOUBT, TASK, TIME_DOUBT, Facts, Found, FoundTarget, FoundTask, Passage
from plan.drafting.outline import Node, Outline, outline
from plan.drafting.source import Block, Paragraph, Source, Table
from plan.drafting.source_text import place_words, write_source
from plan.drafting.times import UNRESOLVED, read_time
from plan.drafting.words import GOALS, MONEY, NO_WORK, ORGANISE
from plan.refs import VIETNAMESE_LETTERS

SHORTEST_TASK = 12
"""A shorter text is hardly a task, in characters."""
_OTHER_LEAD = re.compile(
    r"(?:đội|ubbc|người|chi đoàn|mọi|toàn|đồng|phó|nhà|thường trực|bch|bql|bcđ|bchqs|bchbđbp|lđlđ|hđ|liên ngành)\b",
    re.IGNORECASE,
)
_ROMAN = {
    name: place
    for place, name in enumerate(("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"), 1)
}
Extractor = Callable[[Outline], Iterator[FoundTask]]
EXTRACTORS: tuple[Extractor, ...] = (
    tasks_of_tables,
    tasks_of_labels,
    tasks_of_closings,
    tasks_of_units,
    tasks_of_prose,
)
"""The kinds of places in which documents give work, the surest first; each leaves what an earlier one has taken."""
REASONS = {
    NO_WORK: "Mục đích, yêu cầu, phạm vi hoặc tiêu chuẩn chung; không giao việc cho cơ quan nào",
    GOALS: "Mục tiêu định tính; không có con số để đo",
    MONEY: "Quy định chung về kinh phí",
    ORGANISE: "Quy định chung về tổ chức thực hiện",
    "": "Nội dung không ghi cơ quan thực hiện",
}


def read_document(source: Source) -> Found:
    """Return what a document says, clause by clause."""
    document = outline(source.blocks)
    facts = facts_of(source)
    targets = [*targets_of_tables(document), *_targets(document)]
    tasks = [task for extract in EXTRACTORS for task in extract(document)]
    order = {node.ref: place for place, node in enumerate(document.root.walk())}
    tasks = [_checked(task, facts) for task in tasks]
    pages = list(dict.fromkeys(page for block in source.blocks for page in (block.page, *_pages_of(block))))
    tasks.sort(key=lambda task: (pages.index(task.page), task.line, order.get(task.ref, 0)))
    passages = tuple(_passages(document))
    notes = (*source.notes, *differing_facts(source), *_gaps(document, source.unit), *_missing_annex(source, document))
    text = write_source(source.blocks, source.unit)
    return Found(facts, tuple(tasks), tuple(targets), passages, document.headings, notes, text, source.unit)


def _checked(task: FoundTask, facts: Facts) -> FoundTask:
    """Return a task with what does not look right about it in doubt: a lead that is no agency, a time that is none."""
    doubts = set(task.doubts)
    if any(not starts_like_agency(lead) and not _OTHER_LEAD.match(lead) for lead in task.leads) or not task.leads:
        doubts.add(LEAD_DOUBT)
    year = int(facts.date[-4:]) if facts.date[-4:].isdecimal() else 0
    if task.time and str(read_time(task.time, year)) == UNRESOLVED:
        doubts.add(TIME_DOUBT)
    swallowed = any(_LABEL_INSIDE.search(words) for words in (*task.leads, *task.coordinating))
    if swallowed or any(_is_time(words) for words in (*task.leads, *task.coordinating)):
        doubts |= {LEAD_DOUBT, TIME_DOUBT}
    if len(task.text) < SHORTEST_TASK:
        doubts.add(TASK)
    return replace(task, doubts=frozenset(doubts))


_LABEL_INSIDE = re.compile(r"[.;–-]\s*[A-ZĐÀ-Ỹ][^:.;]{2,40}:\s*\S")
"""A label within what another label says: two of them run into one another."""


def _is_time(words: str) -> bool:
    """Tell whether what stands where agencies do is a time: the columns are another way round."""
    return (
        re.fullmatch(
            r"[\d\s/–-]{4,}|thường xuyên|(?:quý|tháng|năm) [\w\s/–-]{1,20}|hằng năm|hàng năm",
            words.strip(" ."),
            re.IGNORECASE,
        )
        is not None
    )


def _gaps(document: Outline, unit: str) -> Iterator[str]:
    """Yield a sentence for each list whose numbers do not run on: something between them was not read."""
    for node in document.root.walk():
        before: int | None = None
        for child in node.children:
            number = _ordinal(child)
            if number is None:
                continue
            if before is not None and number > before + 1:
                where = place_words(child.page, child.line, unit)
                yield f"Số thứ tự không liền: trước điểm {child.ref} ({where}) có thể còn điểm chưa đọc được."
            before = number


_OWN_ANNEX = re.compile(
    r"(?:tại|theo|trong|ở)\s+(?:các\s+)?phụ lục\b(?:\s+(?:số\s+)?[IVX\d]{1,4}\b)*"
    r"(?=\s*(?:(?:được\s+)?(?:ban hành\s+|gửi\s+)*(?:kèm|đính kèm)(?:\s+theo)?\s*(?:[^.;,)]{2,30}\snày\b|[.;,)]|$)|[.;)]|$))"
    r"|phụ lục\b[^.;]{0,20}(?:kèm theo|đính kèm)\s*(?:[).;/]|$)",
    re.IGNORECASE,
)
"""Where a document speaks of an annex of its own, and not of another document's."""


def _missing_annex(source: Source, document: Outline) -> Iterator[str]:
    """Yield a sentence where a document tells of an annex of its own and the file holds none."""
    if any(node.annex for node in document.root.walk()):
        return
    for block in source.blocks:
        if isinstance(block, Paragraph) and _OWN_ANNEX.search(block.text) is not None:
            where = place_words(block.page, block.line, source.unit)
            yield f"Văn bản nói đến phụ lục ({where}) mà tệp không có: phụ lục giao việc thì hãy nộp cả tệp phụ lục."
            return


def _ordinal(node: Node) -> int | None:
    marker = node.marker
    if marker is None or marker.kind not in ("roman", "decimal", "letter"):
        return None
    if marker.kind == "roman":
        return _ROMAN.get(marker.name)
    if marker.kind == "letter":
        return VIETNAMESE_LETTERS.find(marker.name) + 1 if marker.name in VIETNAMESE_LETTERS else None
    return int(marker.name.rpartition(".")[2])


def _targets(document: Outline) -> Iterator[FoundTarget]:
    for node in document.root.walk():
        if node.section == GOALS and not node.used and not node.children and _FIGURE.search(node.text):
            node.used = "target"
            years = (_YEAR.findall(one.text) for one in (node, *node.above()))
            by = next((found[-1] for found in years if found), "")
            yield FoundTarget(node.ref, node.text, node.line, node.page, by=by)


_YEAR = re.compile(r"năm\s+(20\d\d)", re.IGNORECASE)
_FIGURE = re.compile(
    r"\d+(?:[.,]\d+)?\s*%|\b(?:tối thiểu|ít nhất|trên|dưới|đạt|từ|≥|thứ hạng)\s+[\d≥]|\b\d+(?:[.,]\d+)*\b"
)


def _passages(document: Outline) -> Iterator[Passage]:
    """Yield every paragraph that nothing has taken: by the kind of its section, or as not understood."""
    for node in document.root.walk():
        if node.used or node.parent is None or node.table is not None or _is_heading(node):
            continue
        reason = REASONS.get(node.section, REASONS[""])
        yield Passage(node.ref, node.text, node.line, node.page, reason, understood=not _is_doubtful(node))
    for node in document.root.walk():
        if node.table is not None and not node.used:
            for place, row in enumerate(node.table.rows):
                words = " ".join(dict.fromkeys(cell for cell in row if cell))
                yield Passage(
                    f"{node.ref}.{place}",
                    words,
                    node.table.line_of(place),
                    node.table.page_of(place),
                    "Bảng chưa đọc được",
                    understood=False,
                )


def _is_heading(node: Node) -> bool:
    return bool(node.children) and len(node.text) < 200


def _pages_of(block: Block) -> tuple[int, ...]:
    return block.pages if isinstance(block, Table) else ()


def _is_doubtful(node: Node) -> bool:
    """Tell whether a passage may give work after all: in a part that says who does what, or beside tasks with labels."""
    if node.section == ORGANISE:
        return True
    if node.section in (NO_WORK, GOALS):
        return False
    siblings = node.parent.children if node.parent else []
    return any(one.used in ("labels", "unit", "prose") for one in siblings if one is not node)
