"""Tasks below the name of who does them: a heading that is an agency by its place, its dashes and letters below."""

from collections.abc import Iterator

from plan.drafting.actors import coordinating_of, read_actor, starts_like_agency
from plan.drafting.extractors.prose import wording
from plan.drafting.found import LEAD_DOUBT, TASK, FoundTask
from plan.drafting.markers import PLAIN
from plan.drafting.outline import Node, Outline
from plan.drafting.words import GOALS, MONEY, NO_WORK, ORGANISE, SECTION_END, label_of

LONGEST_NAME = 260
"""A longer text before a colon is no name, in characters."""
LONGEST_PREAMBLE = 120
"""A sentence over dashes with more than that to say gives work itself, in characters."""
_ASKED = ("đề nghị", "giao", "yêu cầu", "khuyến khích", "trách nhiệm của", "nhiệm vụ của", "đối với", "phân công")


def tasks_of_units(document: Outline) -> Iterator[FoundTask]:
    """Yield the tasks below headings that name agencies, and below sentences that name them before a colon."""
    for node in list(document.root.walk()):
        if node.used or node.table is not None or node.section in (NO_WORK, GOALS):
            continue
        unit = _unit(node)
        if unit is None:
            continue
        name, inline, beside, doubts = unit
        if inline:
            node.used = "unit"
            yield wording(node, inline, (name,), beside, "đề mục là cơ quan", doubts)
            for child in node.children:
                child.used = child.used or ("unit" if child.rank == PLAIN else "")
            continue
        node.used = "unit heading"
        if _has_work_of_its_own(node):
            yield wording(
                node, node.text.rstrip(" :"), (name,), beside, "câu văn trên các gạch đầu dòng", doubts | {TASK}
            )
        yield from _below(node, name, beside, doubts)


def _unit(node: Node) -> tuple[str, str, str, frozenset[str]] | None:
    """Return an agency that a node names, the work behind its colon, who works beside it, and doubts; None for others."""
    text = node.text.rstrip(" .")
    if node.marker is None and _is_name_over_sentence(node):
        return text, "", "", frozenset()
    if label_of(text) is not None:
        return None
    name, colon, rest = _without_asking(text).partition(":")
    below = [child for child in node.children if child.table is None] or _following(node)
    if not colon and starts_like_agency(name):
        name = f"{name}{_second_half(node)}"
    if colon and rest.rstrip().endswith(":") and starts_like_agency(name) and _alone(name) and _is_over_marks(node):
        return name.strip(), "", "", frozenset()
    if colon and rest.strip():
        actor = read_actor(f"{name}:")
        alone = starts_like_agency(name) and (actor is None or not actor.rest) and _alone(name)
        return (name.strip(), rest.strip(), "", frozenset()) if alone and len(name) < LONGEST_NAME else None
    if colon:
        return _before_colon(node, text, name, below)
    heading = below and starts_like_agency(name) and len(name) < LONGEST_NAME and _among_agencies(node)
    return (name.strip(), "", "", frozenset()) if heading and (_alone(name) or _is_heading_of_marks(node)) else None


def _before_colon(node: Node, text: str, name: str, below: list[Node]) -> tuple[str, str, str, frozenset[str]] | None:
    """Return the agency of a sentence or a name that ends in a colon, over the dashes and letters below it."""
    actor = read_actor(text)
    if actor is not None and ((below and node.marker is not None) or _following(node)):
        beside, _ = coordinating_of(actor.rest)
        return actor.name, "", beside, frozenset() if actor.sure else frozenset({LEAD_DOUBT})
    if starts_like_agency(name) and below and _alone(name):
        return name.strip(), "", "", frozenset()
    return None


def _has_work_of_its_own(node: Node) -> bool:
    """Tell whether a sentence over dashes says more than who works and with whom."""
    actor = read_actor(node.text)
    if actor is None:
        return False
    beside, rest = coordinating_of(actor.rest)
    return len(rest.rstrip(" :")) > (60 if beside else LONGEST_PREAMBLE)


def _without_asking(name: str) -> str:
    lowered = name.lower().strip()
    for word in _ASKED:
        if lowered.startswith(word):
            return name.strip()[len(word) :].lstrip(" :")
    return name.strip()


def _alone(name: str) -> bool:
    """Tell whether a text is nothing but names: no verb cuts it."""
    bare = name.split("(", maxsplit=1)[0].strip()
    actor = read_actor(f"{bare} .")
    return actor is None or not actor.rest.strip(" .")


def _second_half(node: Node) -> str:
    """Return the rest of a heading that was broken into two paragraphs, and take it."""
    if len(node.children) < 2 or node.children[0].marker is not None or node.children[1].marker is None:
        return ""
    first = node.children[0]
    if len(first.text) > 120 or first.text.endswith((".", ";", ":")) or first.table is not None:
        return ""
    first.used = "unit heading"
    return f" {first.text}"


def _is_heading_of_marks(node: Node) -> bool:
    """Tell whether a text is a heading by its shape: short, without an end, over dashes or letters."""
    marked = [child for child in node.children if child.marker is not None]
    return len(marked) > 1 and len(node.text) < 120 and not node.text.rstrip().endswith((".", ";"))


def _among_agencies(node: Node) -> bool:
    """Tell whether a heading stands where agencies do: in a part that says who does what, or most beside it are agencies."""
    if node.section in (ORGANISE, MONEY):
        return True
    siblings = [one for one in (node.parent.children if node.parent else []) if one.rank == node.rank]
    alike = sum(starts_like_agency(_without_asking(one.text)) for one in siblings)
    return len(siblings) > 1 and alike * 2 > len(siblings)


def _following(node: Node) -> list[Node]:
    """Return what follows a line without a number that names an agency: its letters or dashes, up to the next such line."""
    if node.marker is not None or node.parent is None:
        return []
    if _is_name_over_sentence(node):
        return _sentences_after(node)
    siblings = node.parent.children
    after = []
    for one in siblings[siblings.index(node) + 1 :]:
        if one.marker is None:
            break
        after.append(one)
    return after


def _is_over_marks(node: Node) -> bool:
    return any(child.marker is not None for child in node.children)


def _is_name_over_sentence(node: Node) -> bool:
    """Tell whether a line without a number is an agency's name alone, over sentences that say what it does."""
    name = node.text.strip()
    bare = len(name) < LONGEST_PREAMBLE and not name.endswith((".", ";", ":", ",")) and starts_like_agency(name)
    return node.section == ORGANISE and bare and _alone(name) and bool(_sentences_after(node))


def _sentences_after(node: Node) -> list[Node]:
    siblings = node.parent.children if node.parent else []
    after: list[Node] = []
    for one in siblings[siblings.index(node) + 1 :] if node in siblings else []:
        if one.marker is not None or not one.text.rstrip().endswith((".", ";", "./.")):
            break
        after.append(one)
    return after


def _below(node: Node, name: str, beside: str, doubts: frozenset[str]) -> Iterator[FoundTask]:
    below = [child for child in node.children if child.table is None and not child.used] or _following(node)
    marked = [child for child in below if child.marker is not None]
    for child in marked or below:
        if child.used:
            continue
        if child.marker is None and SECTION_END.match(child.text):
            continue
        own, leads = doubts, (name,)
        other = read_actor(child.text)
        if other is not None and other.rest and not other.asked and starts_like_agency(child.text):
            if child.text.rstrip().endswith(":") and any(one.marker for one in child.children):
                continue
            own, leads = own | {LEAD_DOUBT}, (other.name,)
        elif (
            child.text.rstrip().endswith(":")
            and starts_like_agency(child.text)
            and any(one.marker for one in child.children)
        ):
            continue
        child.used = "unit"
        with_, _ = coordinating_of(child.text)
        if not child.children or all(one.rank >= PLAIN - 1 for one in child.children):
            for one in child.walk():
                one.used = one.used or "unit"
        yield wording(child, child.text, leads, with_ or beside, "dưới đề mục là cơ quan", own)
    for child in below:
        if (
            not child.used
            and marked
            and child.rank == PLAIN
            and len(child.text) > 40
            and not SECTION_END.match(child.text)
        ):
            child.used = "unit"
            yield wording(child, child.text, (name,), "", "dưới đề mục là cơ quan", doubts | {TASK, LEAD_DOUBT})
