"""Reading dated changes of a plan: amendments and hand-overs, in the plan file or in the office's own file of changes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from plan.parties import Move, Party, Register
from plan.reading import Reading, nearest, parse_day
from plan.tasks import Amendment, Task
from plan.yaml_nodes import Mapping, Node, Scalar

ReadTask = Callable[[Reading, str, Node, int], Task]
ReadParties = Callable[[Reading, Node | None, str], tuple[Party, ...]]


@dataclass
class TaskTexts:
    """The tasks of a plan while its amendments are applied: each clause's text as it stands, and every version."""

    texts: dict[str, Node]
    versions: dict[str, list[Task]]

    def last(self) -> dict[str, Task]:
        """Return each clause in its last version."""
        return {ref: versions[-1] for ref, versions in self.versions.items()}


def read_amendments(reading: Reading, node: Node | None, tasks: TaskTexts, read_task: ReadTask) -> list[Amendment]:
    """Apply the amendments under a key to `tasks`, in order of their days, and return them."""
    found = []
    for item in reading.items(node, "«amendments»"):
        table = reading.table(item, "«amendments»", ("date", "by", "set", "end"))
        day = reading.parsed(reading.required(table, "date", item, "«amendments»"), "«date»", parse_day, date.min)
        by = reading.text(reading.required(table, "by", item, "«amendments»"), "«by»")
        if "set" not in table and "end" not in table:
            reading.refuse(item, "«amendments» cần «set» (sửa) hoặc «end» (bỏ) ít nhất một nhiệm vụ.")
        found.append((day, by, item, table))
    amendments = []
    for day, by, item, table in sorted(found, key=lambda entry: entry[0]):
        changed = reading.table(table.get("set"), "«set»")
        ended = reading.texts(table.get("end"), "«end»") if "end" in table else ()
        for ref in (*changed, *ended):
            if ref not in tasks.versions:
                place = changed.get(ref, item)
                reading.refuse(place, f"«amendments» ghi nhiệm vụ «{ref}» không có{nearest(ref, tasks.versions)}.")
        for ref, node_of_ref in changed.items():
            if ref in tasks.versions:
                tasks.texts[ref] = _merge(tasks.texts[ref], node_of_ref)
                last = tasks.versions[ref][-1].asked_from
                if last is not None and day <= last:
                    reading.refuse(
                        node_of_ref,
                        f"«amendments» sửa {ref} từ {day:%d/%m/%Y}, nhưng đã có sửa đổi từ {last:%d/%m/%Y}.",
                    )
                again = read_task(reading, ref, tasks.texts[ref], node_of_ref.line)
                _end(tasks, ref, day)
                tasks.versions[ref].append(replace(again, asked_from=day))
        for ref in ended:
            if ref in tasks.versions:
                _end(tasks, ref, day)
        amendments.append(Amendment(day, by, tuple(changed), ended, item.line))
    return amendments


def _merge(text: Node, over: Node) -> Node:
    if not isinstance(text, Mapping) or not isinstance(over, Mapping):
        return over
    entries = {key.text: (key, value) for key, value in text.entries}
    entries |= {key.text: (key, value) for key, value in over.entries}
    return Mapping(tuple(entries.values()), over.line)


def _end(tasks: TaskTexts, ref: str, day: date) -> None:
    tasks.versions[ref][-1] = replace(tasks.versions[ref][-1], asked_until=day)


def read_handovers(
    reading: Reading, node: Node | None, register: Register, known_refs: frozenset[str], read_parties: ReadParties
) -> list[Move]:
    """Return the hand-overs under a key, in the order of the file; `known_refs` are the plan's tasks and sections."""
    moves = []
    for item in reading.items(node, "«handovers»"):
        table = reading.table(item, "«handovers»", ("date", "refs", "scope", "from", "to", "by"))
        day = reading.parsed(reading.required(table, "date", item, "«handovers»"), "«date»", parse_day, date.min)
        source_node = reading.required(table, "from", item, "«handovers»")
        source = reading.text(source_node, "«from»")
        if source_node is not None and source and source not in register.agencies:
            hint = nearest(source, register.agencies)
            reading.refuse(source_node, f"«from» ghi «{source}» không có trong danh bạ cơ quan{hint}.")
        refs = reading.texts(table.get("refs"), "«refs»") if "refs" in table else ()
        for ref in refs:
            if ref not in known_refs:
                reading.refuse(table["refs"], f"«refs» ghi «{ref}» không có trong kế hoạch{nearest(ref, known_refs)}.")
        to_node = reading.required(table, "to", item, "«handovers»")
        nobody = isinstance(to_node, Scalar) and to_node.text == "none"
        heirs = () if nobody else read_parties(reading, to_node, "«to»")
        for heir in heirs:
            agency = register.agencies.get(heir.code)
            if agency is None and register.knows(heir.code):
                reading.refuse(item, f"«to» ghi nhóm hoặc vai «{heir.code}»; bàn giao phải cho cơ quan cụ thể.")
            elif agency is not None and not agency.exists_on(day):
                reading.refuse(item, f"bàn giao cho «{heir.code}», nhưng ngày {day:%d/%m/%Y} không có cơ quan này.")
            elif heir.code == source and len(heirs) == 1:
                reading.refuse(item, f"bàn giao từ «{source}» cho chính nó; hãy xem lại «from» và «to».")
        by = reading.text(reading.required(table, "by", item, "«handovers»"), "«by»")
        scope = reading.text(table.get("scope"), "«scope»")
        moves.append(Move(day, source, heirs, by, scope, refs, item.line))
    return moves
