"""Reading the parts of one clause, each a task of its own: who leads it, when, and what it is called."""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace

from plan.language.reading import Reading
from plan.language.yaml_nodes import Mapping, Node, Scalar, Sequence
from plan.refs import part_ref
from plan.tasks import Task

PARTS = "parts"
_KEYS_OF_TIME = (
    "time",
    "from",
    "to",
    "due",
    "dates",
    "report",
    "until",
    "for",
    "within",
    "months",
    "hosts",
    "steps",
    "tell",
)


@dataclass(frozen=True)
class SplitTasks:
    """The tasks of a file as texts, a clause with parts as several: by ref, with their lines, and `parts` by clause."""

    texts: dict[str, Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def refs_of(self, named: tuple[str, ...]) -> tuple[str, ...]:
        """Return the tasks that refs name: of a clause with parts all of these."""
        return tuple(ref for name in named for ref in self.parts.get(name, (name,)))

    def naming_parts(self, task: Task) -> Task:
        """Return a task whose references to a clause with parts name the parts."""
        return replace(task, rolls_up=self.refs_of(task.rolls_up), gathers=self.refs_of(task.gathers))


def split_tasks(reading: Reading, texts: Table[str, Node]) -> SplitTasks:
    """Return the tasks under `tasks:`; each part has the keys of its clause that it does not give itself.

    A part with a time of its own has none of the clause's days, nor what the office chose for them.
    """
    split = SplitTasks()
    for ref, node in texts.items():
        keys = {key.text: value for key, value in node.entries} if isinstance(node, Mapping) else {}
        if not isinstance(node, Mapping) or PARTS not in keys:
            split.texts[ref] = node
            continue
        found = _parts_of(reading, ref, keys[PARTS])
        shared = tuple((key, value) for key, value in node.entries if key.text != PARTS)
        refs = []
        for number, part in enumerate(found, start=1):
            name = part_ref(ref, number)
            split.texts[name] = _whole(shared, part)
            split.lines[name] = part.line
            refs.append(name)
        split.parts[ref] = tuple(refs)
    return split


def _parts_of(reading: Reading, ref: str, node: Node) -> list[Mapping]:
    items = node.items if isinstance(node, Sequence) else ()
    if len(items) < 2:
        reading.refuse(node, f"«parts» của {ref} cần ít nhất hai ý, mỗi ý một gạch đầu dòng; chỉ một ý thì bỏ «parts».")
        return []
    found = []
    for item in items:
        if isinstance(item, Mapping):
            found.append(item)
        else:
            reading.refuse(item, f"mỗi ý trong «parts» của {ref} phải gồm các dòng dạng «khóa: giá trị».")
    return found


def _whole(shared: tuple[tuple[Scalar, Node], ...], part: Mapping) -> Mapping:
    own = {key.text for key, _ in part.entries}
    gone = {*own, *_KEYS_OF_TIME, "office"} if "time" in own else own
    gone |= {"reason"} if "lead" in own else set()
    return Mapping((*(entry for entry in shared if entry[0].text not in gone), *part.entries), part.line)
