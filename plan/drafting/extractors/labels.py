"""Tasks with labels below them: who leads, who works beside, until when, with which product."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from plan.drafting.actors import coordinating_of, read_actor, starts_like_agency
from plan.drafting.extractors.prose import time_in
from plan.drafting.found import LEAD_DOUBT, TASK, TIME_DOUBT, FoundPart, FoundTask
from plan.drafting.outline import Node, Outline
from plan.drafting.times import UNRESOLVED, read_time
from plan.drafting.words import CO, CONTENT, EMPTY_OWNER, GOALS, LEAD, NO_WORK, PRODUCT, TIME, label_of

_NEXT_LABEL = re.compile(
    r"(?<=[.;])\s*(?:[-–+•]\s*)?(?=(?:(?:cơ quan|đơn vị)\s+(?:chủ trì|phối hợp|thực hiện)|phối hợp|thời gian|thời hạn|sản phẩm|kết quả)[^:.;]{0,30}:)",
    re.IGNORECASE,
)


_INLINE = re.compile(
    r"(?:[.;(–-]\s*)(?=(?:cơ quan|đơn vị)\s+(?:chủ trì|đầu mối|thực hiện|chịu trách nhiệm)[^:.;]{0,30}:|chủ trì\s*(?:thực hiện\s*)?:)",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\(([^()]{5,300}chủ trì[^()]{0,300})\)\s*[.;]?\s*$", re.IGNORECASE)

_NO_WORK_OF_ITS_OWN = re.compile(r"theo |trong phạm vi |được |thực hiện$")
_ONLY_LEADS = re.compile(r"(?:là cơ quan )?(?:chủ trì|đầu mối)(?:,? thực hiện)?\W*")


_STRANGE = re.compile(r"[A-ZĐÀ-Ỹ][^\W\d_]*(?:[ ,/]+[^\W\d_]+){1,6}\s*:\s*(\S.{0,399})")
"""A short text, a colon and a short text behind it: between labels it is one whose words nobody knows."""
SHORTEST_TITLE = 10
"""What stands before labels in one sentence is a title from so many characters on."""


@dataclass
class _Block:
    """The labels below one owner."""

    owner: Node
    values: dict[str, list[str]] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    """What stands behind labels that are not known."""


def tasks_of_labels(document: Outline) -> Iterator[FoundTask]:
    """Yield a task for each text that has labels below it: a lead, or a time that nobody leads."""
    blocks: dict[Node, _Block] = {}
    for node in document.root.walk():
        if node.table is not None or node.used:
            continue
        strange = _strange_label(node)
        if strange and (owner := _owner(node)) is not None:
            block = blocks.setdefault(owner, _Block(owner))
            block.strange.append(strange)
            block.nodes.append(node)
            continue
        for name, value in _labels(node):
            owner = _owner(node)
            if owner is None:
                continue
            block = blocks.setdefault(owner, _Block(owner))
            said = [value] if value else [child.text for child in node.children if label_of(child.text) is None]
            block.values.setdefault(name, []).extend(said)
            block.nodes.append(node)
    for node in document.root.walk():
        if node.table is None and not node.used and node not in blocks and node.section not in (NO_WORK, GOALS):
            yield from _inline(node)
    for block in blocks.values():
        if LEAD in block.values or TIME in block.values:
            if block.owner.section in (NO_WORK, GOALS) and LEAD not in block.values:
                continue
            yield _task(block)


def _inline(node: Node) -> Iterator[FoundTask]:
    """Yield the task of a paragraph that ends in labels, or in brackets with who leads it."""
    start = _INLINE.search(node.text)
    bracket = _BRACKET.search(node.text)
    if start is not None and label_of(node.text) is None:
        text, rest = node.text[: start.start()], node.text[start.end() :].rstrip(" .)")
        values: dict[str, list[str]] = {}
        for part in _NEXT_LABEL.split(f"{rest};"):
            found = label_of(part.strip(" ;"))
            if found is not None:
                values.setdefault(found[0], []).append(found[1].strip(" .;"))
        leads, beside, unsure = parties_of(values.get(LEAD, []))
        beside += values.get(CO, [])
        time = "; ".join(values.get(TIME, []))
    elif bracket is not None:
        actor = read_actor(bracket[1])
        if actor is None or not actor.rest.startswith("chủ trì"):
            return
        text, leads, unsure = node.text[: bracket.start()], [actor.name], not actor.sure
        with_, _ = coordinating_of(actor.rest)
        beside = [with_] if with_ else []
        time, vague = time_in(bracket[1])
        unsure = unsure or vague
        values = {}
    else:
        return
    if not leads or len(text) < SHORTEST_TITLE:
        return
    node.used = "labels"
    doubts = frozenset({LEAD_DOUBT}) if unsure else frozenset[str]()
    heading = next((one.text for one in node.above()), "")
    product = "; ".join(values.get(PRODUCT, []))
    yield FoundTask(
        node.ref,
        text.strip(),
        tuple(leads),
        tuple(beside),
        time,
        product,
        node.line,
        node.page,
        "nhãn trong câu",
        heading,
        doubts,
    )


def _labels(node: Node) -> Iterator[tuple[str, str]]:
    for part in _NEXT_LABEL.split(node.text):
        found = label_of(part)
        if found is None:
            return
        yield found


def _owner(label: Node) -> Node | None:
    """Return whose label it is: the text above that is no label itself."""
    for node in label.before():
        if node.rank < label.rank or (node.marker is None and label.marker is None):
            if not _is_label(node) and node.table is None:
                return node
        elif node.marker and label.marker and node.marker.kind == label.marker.kind and _starts_again(label, node):
            return node
    for node in label.above():
        if label_of(node.text) is None:
            return node
    return None


def _is_label(node: Node) -> bool:
    return label_of(node.text) is not None or bool(_strange_label(node))


def _strange_label(node: Node) -> str:
    """Return what stands behind a label whose words are not known, '' where it is none: only labels stand beside labels."""
    found = _STRANGE.fullmatch(node.text)
    if found is None or label_of(node.text) is not None or node.parent is None or node.children:
        return ""
    beside = node.parent.children
    at = beside.index(node)
    near = (*beside[max(0, at - 2) : at], *beside[at + 1 : at + 2])
    kind = node.marker.kind if node.marker else ""
    same = [one for one in near if (one.marker.kind if one.marker else "") == kind and label_of(one.text) is not None]
    return found[1] if same else ""


def _starts_again(label: Node, before: Node) -> bool:
    """Tell whether a sibling that is no label owns a label of the same sign: others of its kind have labels before it."""
    name = (label_of(label.text) or ("", ""))[0]
    siblings = label.parent.children if label.parent else []
    if label_of(before.text) is not None:
        return False
    named = [one for one in siblings if (label_of(one.text) or ("", ""))[0] == name]
    return len(named) > 1


def _task(block: _Block) -> FoundTask:
    owner, doubts = block.owner, set[str]()
    leads, beside, unsure = parties_of(block.values.get(LEAD, []))
    parts = parts_of(block.values.get(LEAD, []))
    if (unsure and not parts) or not leads:
        doubts.add(LEAD_DOUBT)
    beside += [value.rstrip(" .;") for value in block.values.get(CO, [])]
    times = [value.rstrip(" .;") for value in block.values.get(TIME, [])]
    if block.strange and not times:  # which of them is the time, if one is, is for a person to say
        times = [value.rstrip(" .;") for value in block.strange if str(read_time(value)) not in ("", UNRESOLVED)][:1]
        doubts.add(TIME_DOUBT)
    if owner.section == NO_WORK:
        doubts.add(TASK)
    own = "" if EMPTY_OWNER.fullmatch(owner.text) else owner.text
    below = [value for value in block.values.get(CONTENT, []) if value]
    below += [node.text for node in owner.children if node not in block.nodes and node.table is None and not node.used]
    for node in owner.walk():
        node.used = node.used or "labels"
    text = " ".join(part for part in (_closed(own) if below else own, *below) if part)
    heading = next((node.text for node in owner.above()), "")
    return FoundTask(
        owner.ref, text, tuple(leads), tuple(beside), "; ".join(times), "; ".join(block.values.get(PRODUCT, [])).rstrip(" .;"),
        owner.line, owner.page, "các dòng nhãn", heading, frozenset(doubts), parts,
    )  # fmt: skip


def _closed(heading: str) -> str:
    """Return a heading as a sentence of its own, so that it does not run into the text below it."""
    return f"{heading}." if heading[-1:].isalnum() else heading


def parts_of(values: list[str]) -> tuple[FoundPart, ...]:
    """Return what a label gives to each of several leads in a sentence of its own.

    Nothing where it is one sentence, where one of them has no sure subject, or where nobody does more than lead the whole.
    """
    found: list[FoundPart] = []
    for sentence in (part for value in values for part in re.split(r";\s*", value.rstrip(" .;"))):
        actor = read_actor(sentence)
        if actor is None or not actor.sure or not actor.rest or _NO_WORK_OF_ITS_OWN.match(actor.rest):
            return ()
        beside, rest = coordinating_of(actor.rest)
        own = "" if _ONLY_LEADS.fullmatch(rest) or (beside and not rest) else rest
        time, vague = time_in(own)
        found.append(FoundPart(actor.name, own.strip(" .;,:"), beside, "" if vague else time))
    several = len({part.lead for part in found}) > 1 and any(part.text for part in found)
    return tuple(found) if several else ()


def parties_of(values: list[str]) -> tuple[list[str], list[str], bool]:
    """Return leads, those beside them and whether that is unsure: a label's text may be a sentence of its own."""
    leads: list[str] = []
    beside: list[str] = []
    unsure = False
    for value in values:
        sentence = re.split(r"(?<=[a-zà-ỹđ])\.\s+(?=[A-ZĐ])", value)[0]
        for part in re.split(r";\s*", sentence.rstrip(" .;")):
            actor = read_actor(part)
            if actor is None or not actor.rest or part.startswith("("):
                leads.append(part)
                unsure = unsure or not starts_like_agency(part)
                continue
            if re.match(r"theo |trong phạm vi |được |thực hiện$", actor.rest):
                leads.append(part)
                continue
            leads.append(actor.name)
            with_, _ = coordinating_of(actor.rest)
            if with_:
                beside.append(with_)
            unsure = unsure or len(values) > 1 or ";" in sentence
    return [one for one in leads if one], beside, unsure
