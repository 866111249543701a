"""Reading the clauses of a document, and those that are no task of their own: each by name, or many in one line."""

import re
from collections.abc import Collection, Sequence

from plan.language.reading import Reading, nearest
from plan.language.yaml_nodes import Mapping, Node
from plan.refs import parent_refs
from plan.tasks import ELSEWHERE

REF = re.compile(r"[0-9A-ZĐa-zđ]{1,8}(-[0-9]{1,2})?(\.[0-9A-ZĐa-zđ]{1,8}){0,5}")
"""A clause's number; a heading that a document has twice bears which one it is: `IV-2.1`."""
_BELOW = ".*"
_TO = " đến "


def read_clauses(reading: Reading, node: Node | None) -> dict[str, int]:
    """Return the clauses that a list names, each with its line."""
    clauses: dict[str, int] = {}
    for item in reading.items(node, "«clauses»"):
        ref = reading.text(item, "«clauses»")
        if ref in clauses:
            reading.refuse(item, f"điểm «{ref}» liệt kê hai lần trong «clauses»; hãy bỏ một lần.")
        if ref and not REF.fullmatch(ref):
            reading.refuse(
                item, f"«{ref}» không phải số điểm; hãy viết như «II.4.đ» hoặc «1.2», cách nhau bằng dấu chấm."
            )
        clauses.setdefault(ref, item.line)
    return clauses


def read_apart(reading: Reading, node: Node | None, tasks: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return, for each task that an office told apart from near ones of other plans, their names: `{"1.a": kho:III.1}`."""
    apart: dict[str, tuple[str, ...]] = {}
    for ref, value in reading.table(node, "«not_same_as»").items():
        if ref not in tasks:
            sentence = f"«not_same_as» ghi «{ref}» nhưng kế hoạch không có nhiệm vụ này{nearest(ref, tasks)}."
            reading.refuse(value, sentence)
        names = reading.texts(value, f"«not_same_as», nhiệm vụ {ref},")
        for name in names:
            if not name.partition(ELSEWHERE)[2]:
                reading.refuse(
                    value,
                    f"«not_same_as», nhiệm vụ {ref}, ghi «{name}»; phải ghi mã kế hoạch, dấu hai chấm rồi nhiệm vụ của kế hoạch "
                    "ấy, trong ngoặc kép.",
                )
        apart[ref] = names
    return apart


class PlacedClauses:
    """Where a plan puts its clauses: `clauses` in their order, and those of them that a key of their own places.

    A key such as `III.*` stands for what lies below III and has no key of its own anywhere, `II.1.a đến II.1.d` for the
    clauses from one to the other, both inclusive.
    """

    def __init__(self, reading: Reading, clauses: Sequence[str], places: Collection[Node | None]) -> None:
        """Note which clauses have a place by their own name."""
        self.reading, self.clauses = reading, clauses
        named = (key.text for place in places if isinstance(place, Mapping) for key, _ in place.entries)
        self.own = {name for name in named if name in clauses}

    def read_notes(self, node: Node | None, what: str) -> tuple[dict[str, str], dict[str, int]]:
        """Return what a table says of each clause, a sentence each, and the line of each."""
        notes: dict[str, str] = {}
        lines: dict[str, int] = {}
        for key, value in self._entries(node, what):
            text = self.reading.text(value, f"«{what}», điểm {key},")
            for ref in self._clauses_of(key, value, what):
                notes[ref], lines[ref] = text, value.line
        return notes, lines

    def read_lists(self, node: Node | None, what: str) -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
        """Return the tasks that a table names for each clause, one or more, and the line of each clause."""
        lists: dict[str, tuple[str, ...]] = {}
        lines: dict[str, int] = {}
        for key, value in self._entries(node, what):
            texts = self.reading.texts(value, f"«{what}», điểm {key},")
            for ref in self._clauses_of(key, value, what):
                lists[ref], lines[ref] = texts, value.line
        return lists, lines

    def _entries(self, node: Node | None, what: str) -> list[tuple[str, Node]]:
        return list(self.reading.table(node, f"«{what}»").items())

    def _clauses_of(self, key: str, place: Node, what: str) -> tuple[str, ...]:
        if key.endswith(_BELOW):
            above = key.removesuffix(_BELOW)
            found = tuple(ref for ref in self.clauses if above in (ref, *parent_refs(ref)) and ref not in self.own)
            if not found:
                self.reading.refuse(
                    place,
                    f"«{what}» ghi «{key}» nhưng dưới mục {above} không còn điểm nào chưa được xếp; hãy bỏ dòng này.",
                )
            self.own.update(found)
            return found
        first, to, last = key.partition(_TO)
        if not to:
            return (key,)
        for ref in (first, last):
            if ref not in self.clauses:
                self.reading.refuse(
                    place,
                    f"«{what}» ghi «{key}» nhưng điểm «{ref}» không có trong «clauses»{nearest(ref, self.clauses)}.",
                )
                return ()
        begin, end = self.clauses.index(first), self.clauses.index(last)
        if end <= begin:
            self.reading.refuse(
                place, f"«{what}» ghi «{key}» nhưng điểm «{last}» không đứng sau «{first}»; hãy xem lại."
            )
            return ()
        return tuple(self.clauses[begin : end + 1])
