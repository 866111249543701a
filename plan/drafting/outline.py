"""A document as a tree: every paragraph under the heading it belongs to, with its ref and what its section holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from plan.drafting.actors import read_actor
from plan.drafting.markers import PLAIN, Marker, read_marker
from plan.drafting.source import Block, Paragraph, Table
from plan.drafting.words import ANNEX, END_OF_BODY, KINDS, WORK, head_of, section_of

_LONGEST_HEADING = 240


@dataclass(eq=False)
class Node:
    """A paragraph, or a table, in its place. `text` is without its marker; `used` tells who has taken it."""

    text: str
    marker: Marker | None
    rank: int
    line: int
    page: int
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)
    table: Table | None = None
    section: str = ""
    ref: str = ""
    annex: bool = False
    used: str = ""

    def walk(self) -> Iterator["Node"]:
        """Yield the node and all below it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def above(self) -> Iterator["Node"]:
        """Yield the nodes above, nearest first, without the root."""
        node = self.parent
        while node is not None and node.parent is not None:
            yield node
            node = node.parent

    def before(self) -> Iterator["Node"]:
        """Yield the siblings before, nearest first."""
        siblings = self.parent.children if self.parent else []
        yield from reversed(siblings[: siblings.index(self)])


@dataclass(frozen=True)
class Outline:
    """A document's tree, and its paragraphs before the body (head, bases, the enacting articles)."""

    root: Node
    preface: tuple[Paragraph, ...]
    headings: dict[str, str]


def outline(blocks: tuple[Block, ...]) -> Outline:
    """Return the tree of a document."""
    body, preface = _body(blocks)
    root = Node("", None, -1, 0, 0)
    stack = [root]
    annex, ended = "", False
    last: Node | None = None
    for block in body:
        if isinstance(block, Table):
            if _is_signature(block) or (ended and not _has_heads(block)):
                continue
            if ended:  # a list that stands behind the signature without a heading
                annex, ended, stack = "annex", False, [root]
            if last is not None and last.table is not None and not _has_heads(block):
                last.table = _continued(last.table, block)
                continue
            node = Node("", None, PLAIN + 1, block.line, block.page, table=block, annex=bool(annex))
        else:
            text = f"{block.marker} {block.text}".strip() if block.marker else block.text
            if END_OF_BODY.match(text) and not annex:
                ended = True
            if ANNEX.match(text) and len(text) < _LONGEST_HEADING:
                annex, ended = text, False
                stack = [root]
            if ended or not text.strip(" -_*.|"):
                continue
            marker, rest = read_marker(text)
            if marker is None and last is not None and last.marker is not None and not last.text:
                last.text = rest  # the name of a part that stands below its number
                continue
            node = Node(rest, marker, marker.rank if marker else PLAIN, block.line, block.page, annex=bool(annex))
        while stack[-1].rank >= node.rank:
            stack.pop()
        node.parent, last = stack[-1], node
        stack[-1].children.append(node)
        if node.rank <= PLAIN - 1:
            stack.append(node)
    _mend(root)
    _number(root)
    _sections(root, "")
    headings = {
        node.ref: node.text.split(":")[0][:_LONGEST_HEADING]
        for node in root.walk()
        if node.children and node.ref and node.text
    }
    return Outline(root, preface, headings)


def _mend(root: Node) -> None:
    """Put together what a page's end cut: a long sentence without an end, and the one false dash below it."""
    for node in list(root.walk()):
        marked = [child for child in node.children if child.marker is not None and child.marker.kind == "dash"]
        if len(marked) == 1 and len(node.text) > 150 and not re.search(r"[.:;/”]\s*$", node.text):
            (false,) = marked
            node.text = f"{node.text} - {false.text}"
            node.children = [child for child in node.children if child is not false] + false.children
            for child in false.children:
                child.parent = node


def _has_heads(table: Table) -> bool:
    return any(sum(bool(head_of(cell)) for cell in row) > 1 for row in table.rows[:6])


def _is_signature(table: Table) -> bool:
    """Tell whether a table is the head or the foot of a document: who issues it, who signs and who receives it."""
    words = " ".join(cell for row in table.rows for cell in row)
    return len(table.rows) < 6 and re.search(r"Nơi nhận|CỘNG H[OÒ]|TM\.|KT\.", words) is not None


def _continued(table: Table, more: Table) -> Table:
    """Return a table with the rows of one without heads right below it, as pages and sections part them."""
    width = len(table.rows[-1]) if table.rows else 0
    lines = tuple(table.line_of(place) for place in range(len(table.rows)))
    further = tuple(row if len(row) >= width else (*row, *([""] * (width - len(row)))) for row in more.rows)
    places = tuple(more.line_of(place) for place in range(len(more.rows)))
    pages = (
        *(table.page_of(place) for place in range(len(table.rows))),
        *(more.page_of(place) for place in range(len(more.rows))),
    )
    unsure = table.unsure | {len(table.rows) + place for place in more.unsure}
    return Table(
        table.rows + further, table.line, table.page, lines + places, pages, frozenset(unsure), copied=table.copied
    )


def _body(blocks: tuple[Block, ...]) -> tuple[list[Block], tuple[Paragraph, ...]]:
    """Return the blocks from the plan's own title on: after an enacting decision the plan that it carries."""
    titles = [
        place
        for place, block in enumerate(blocks)
        if isinstance(block, Paragraph) and KINDS.match(block.text) and _is_title(block.text)
    ]
    plans = [place for place in titles if blocks[place].text.startswith(("KẾ HOẠCH", "CHƯƠNG TRÌNH", "ĐỀ ÁN"))]  # type: ignore[union-attr]
    start = plans[0] if plans else (titles[0] if titles else 0)
    preface = tuple(block for block in blocks[: start + 8] if isinstance(block, Paragraph))
    first = next(
        (
            place
            for place in range(start, len(blocks))
            if isinstance(block := blocks[place], Paragraph) and _is_first(block)
        ),
        start,
    )
    return list(blocks[first:]), preface


def _is_title(text: str) -> bool:
    return text.upper() == text or len(text) < 20


def _is_first(block: Paragraph) -> bool:
    marker, _ = read_marker(f"{block.marker} {block.text}".strip())
    return (
        marker is not None
        and marker.name in ("I", "1", "A")
        and marker.kind in ("part", "roman", "decimal", "capital", "article")
    )


def _number(node: Node) -> None:
    """Give each node its ref: numbers and letters as written, dashes and plain text by their place."""
    counted, taken = 0, set[str]()
    for child in node.children:
        marker = child.marker
        base = node.ref
        if marker is None or marker.kind in ("dash", "plus"):
            counted += 1
            name = str(counted)
        elif marker.kind == "decimal" and "." in marker.name:
            own = next((one.ref for one in child.above() if one.marker and one.marker.kind != "decimal"), "")
            base, name = own, marker.name
        else:
            name = marker.name
        ref = f"{base}.{name}" if base else (f"PL.{name}" if child.annex else name)
        while ref in taken:
            ref += "x"
        taken.add(ref)
        child.ref = ref
        _number(child)


def _sections(node: Node, section: str) -> None:
    for child in node.children:
        deep = child.rank > 3
        heading = (
            child.marker is not None and child.rank < 8 and bool(child.children) and len(child.text) < _LONGEST_HEADING
        )
        actor = read_actor(child.text) if heading else None
        heading = heading and not (
            actor is not None and actor.asked
        )  # "Yêu cầu các Sở …" gives work, and is no heading
        own = section_of(re.split(r"[:.]\s", child.text)[0], part=not deep) if heading else ""
        child.section = (
            (own if own and not (deep and own == WORK) else section) or section or (WORK if not deep else "")
        )
        _sections(child, child.section)
