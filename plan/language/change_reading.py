"""Reading dated changes of a plan: amendments and hand-overs, in the plan file or in the office's own file of changes."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from plan.language.reading import Reading, nearest, parse_code, parse_day
from plan.language.target_reading import read_target
from plan.language.yaml_nodes import Mapping, Node, Scalar, at_line
from plan.parties import Party, Register, Transfer
from plan.tasks import Amendment, Replacement, Target, Task
from plan.texts.written import format_day

_KEYS_OF_TIME = {
    "span": ("from", "to", "until"),
    "waits": ("for", "within"),
    "dates": ("dates",),
    "briefing": ("months", "hosts"),
    "on-event": ("steps", "tell"),
}
"""The keys that only one kind of time has: another time in an amendment begins without them."""
ReadTask = Callable[[Reading, str, Node, int], Task]
ReadParties = Callable[[Reading, Node | None, str], tuple[Party, ...]]


@dataclass
class PlanTexts:
    """A plan while its amendments are applied: each clause's and target's text as it stands, and every version."""

    texts: dict[str, Node]
    versions: dict[str, list[Task]]
    goals: dict[str, Node] = field(default_factory=dict)
    later_targets: list[Target] = field(default_factory=list)
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The clauses that are several tasks, each with the refs of its parts."""

    def last(self) -> dict[str, Task]:
        """Return each clause in its last version."""
        return {ref: versions[-1] for ref, versions in self.versions.items()}


def read_amendments(
    reading: Reading, node: Node | None, tasks: PlanTexts, known: "HandoverWords", read_task: ReadTask
) -> list[Amendment]:
    """Apply the amendments under a key to `tasks`, in order of their days, and return them."""
    found = []
    for item in reading.items(node, "«amendments»"):
        table = reading.table(item, "«amendments»", ("date", "by", "set", "end", "targets", "merge_scopes"))
        day = reading.parsed(reading.required(table, "date", item, "«amendments»"), "«date»", parse_day, date.min)
        by = reading.text(reading.required(table, "by", item, "«amendments»"), "«by»")
        if not {"set", "end", "targets", "merge_scopes"} & set(table):
            reading.refuse(
                item,
                "«amendments» cần ít nhất một trong: «set» (sửa nhiệm vụ), «end» (bỏ nhiệm vụ), «targets» (đổi mục tiêu), "
                "«merge_scopes» (gộp phạm vi).",
            )
        found.append((day, by, item, table))
    amendments = []
    for day, by, item, table in sorted(found, key=lambda entry: entry[0]):
        changed = reading.table(table.get("set"), "«set»")
        ended = reading.items(table.get("end"), "«end»")
        for ref, over in changed.items():
            if _may_amend(reading, tasks, ref, over, day):
                tasks.texts[ref] = _merge(_without_what_goes(tasks.texts[ref], over), over)
                again = read_task(reading, ref, tasks.texts[ref], over.line)
                _end(tasks, ref, day)
                done_on = max(day, again.asked_until) if again.asked_until is not None else None
                tasks.versions[ref].append(replace(again, asked_from=day, asked_until=done_on))
        named = [(reading.text(one, "«end»"), one) for one in ended]
        ends = [(ref, place) for name, place in named for ref in tasks.parts.get(name, (name,))]
        refs = tuple(ref for ref, _ in ends)
        for ref, place in ends:
            if ref and _may_amend(reading, tasks, ref, place, day):
                _end(tasks, ref, day)
        moved = _move_targets(reading, table.get("targets"), tasks, day)
        merged = _read_merged(reading, table.get("merge_scopes"), known.scopes)
        amendments.append(Amendment(day, by, tuple(changed), refs, moved, merged, item.line, reading.file))
    return amendments


def _move_targets(reading: Reading, node: Node | None, tasks: PlanTexts, day: date) -> tuple[str, ...]:
    """Note the targets that an amendment moves, and return their refs. Of a goal the keys that are set change."""
    moved = []
    for ref, over in reading.table(node, "«targets»").items():
        if ref not in tasks.goals:
            reading.refuse(over, f"«amendments» ghi mục tiêu «{ref}» không có{nearest(ref, tasks.goals)}.")
            continue
        last = max((one.holds_from or day for one in tasks.later_targets if one.ref == ref), default=date.min)
        if day <= last:
            reading.refuse(
                over,
                f"«amendments» đổi mục tiêu {ref} từ {format_day(day)}, nhưng đã có lần đổi từ {format_day(last)}.",
            )
            continue
        before = tasks.goals[ref]
        if isinstance(before, Mapping) and isinstance(over, Mapping):
            goals = {key.text: value for one in (before, over) for key, value in one.entries if key.text == "goal"}
            old = next((value for key, value in before.entries if key.text == "goal"), None)
            tasks.goals[ref] = _merge(before, over)
            if old is not None and goals["goal"] is not old:
                tasks.goals[ref] = _with_goal(tasks.goals[ref], _merge(_of_its_kind(old, goals["goal"]), goals["goal"]))
        else:
            tasks.goals[ref] = over
        target = read_target(reading, ref, tasks.goals[ref], over.line)
        tasks.later_targets.append(replace(target, holds_from=day))
        moved.append(ref)
    return tuple(moved)


def _of_its_kind(old: Node, new: Node) -> Node:
    """Return a goal without what another kind of goal has: words where the new one is a figure, a figure where it is words."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return old
    gone = ("measure", "at_least") if any(key.text == "text" for key, _ in new.entries) else ("text",)
    return Mapping(tuple((key, value) for key, value in old.entries if key.text not in gone), old.line)


def _with_goal(text: Node, goal: Node) -> Node:
    if not isinstance(text, Mapping):
        return text
    return Mapping(tuple((key, goal if key.text == "goal" else value) for key, value in text.entries), text.line)


def _read_merged(reading: Reading, node: Node | None, scopes: Collection[str]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for scope, value in reading.table(node, "«merge_scopes»").items():
        into = reading.text(value, "«merge_scopes»")
        for name in (scope, into):
            if name and name not in scopes:
                reading.refuse(value, f"«merge_scopes» ghi «{name}» không có trong «scopes»{nearest(name, scopes)}.")
        if scope == into:
            reading.refuse(value, f"«merge_scopes» gộp «{scope}» vào chính nó; hãy ghi «phạm vi cũ: phạm vi mới».")
        pairs.append((scope, into))
    return tuple(pairs)


def scope_merges(amendment: Amendment, register: Register) -> Iterator[Transfer]:
    """Yield what merging scopes means for each agency: what it has of the one passes to itself under the other.

    An agency that has both owes one from that day on, not two (see `plan.parties.resolve`).
    """
    for scope, into in amendment.merged:
        for code, agency in register.agencies.items():
            if agency.valid_to is None or amendment.on <= agency.valid_to:
                heir = (Party(code, into, amendment.line),)
                yield Transfer(amendment.on, code, heir, amendment.by, scope, (), amendment.line, amendment.file)


def _may_amend(reading: Reading, tasks: PlanTexts, ref: str, place: Node, day: date) -> bool:
    """Tell whether a clause can be changed from a day on; record why not."""
    if ref in tasks.parts:
        reading.refuse(
            place, f"«amendments» sửa {ref}, nhưng điểm này có nhiều ý; hãy sửa từng ý: {', '.join(tasks.parts[ref])}."
        )
        return False
    if ref not in tasks.versions:
        reading.refuse(place, f"«amendments» ghi nhiệm vụ «{ref}» không có{nearest(ref, tasks.versions)}.")
        return False
    last = tasks.versions[ref][-1]
    if last.done_by:
        reading.refuse(
            place, f"«amendments» ghi {ref}, nhưng nhiệm vụ này đã hoàn thành theo {last.done_by}; hãy bỏ một nơi."
        )
        return False
    if last.asked_until is not None:
        reading.refuse(place, f"«amendments» ghi {ref}, nhưng nhiệm vụ này đã bỏ từ {format_day(last.asked_until)}.")
        return False
    if last.asked_from is not None and day <= last.asked_from:
        reading.refuse(
            place, f"«amendments» sửa {ref} từ {format_day(day)}, nhưng đã có sửa đổi từ {format_day(last.asked_from)}."
        )
        return False
    return True


def _merge(text: Node, over: Node) -> Node:
    """Return a task's text with the keys that an amendment sets; all of it is told at the amendment's line."""
    if not isinstance(text, Mapping) or not isinstance(over, Mapping):
        return over
    entries = {key.text: (key, value) for key, value in at_line(text, over.line).entries}
    entries |= {key.text: (key, value) for key, value in over.entries}
    return Mapping(tuple(entries.values()), over.line)


def _without_what_goes(text: Node, over: Node) -> Node:
    """Return a task's text without what belongs to its time, where an amendment gives it another `time`.

    Nor with the reason why nobody leads it, where one gives it a lead.
    """
    if not isinstance(text, Mapping) or not isinstance(over, Mapping):
        return text
    before, after = ({key.text: value for key, value in one.entries} for one in (text, over))
    old = before.get("time")
    gone = _KEYS_OF_TIME.get(old.text, ()) if "time" in after and isinstance(old, Scalar) else ()
    gone = (*gone, "reason") if "lead" in after else gone
    return Mapping(tuple((key, value) for key, value in text.entries if key.text not in gone), text.line)


def _end(tasks: PlanTexts, ref: str, day: date) -> None:
    tasks.versions[ref][-1] = replace(tasks.versions[ref][-1], asked_until=day)


def read_replacement(reading: Reading, node: Node | None) -> Replacement | None:
    """Return what takes the place of the whole plan under a key `replaced_by`."""
    if node is None:
        return None
    what = "«replaced_by»"
    table = reading.table(node, what, ("date", "by", "plan"))
    day = reading.parsed(reading.required(table, "date", node, what), "«date»", parse_day, date.min)
    by = reading.text(reading.required(table, "by", node, what), "«by»")
    plan = reading.parsed(table.get("plan"), "«plan»", parse_code, "")
    return Replacement(day, by, plan, node.line, reading.file)


def replace_plan(tasks: PlanTexts, replaced: Replacement) -> None:
    """End every version of every task on the day on which another document takes the plan's place."""
    for versions in tasks.versions.values():
        for place, task in enumerate(versions):
            if task.asked_until is None or replaced.on < task.asked_until:
                versions[place] = replace(task, asked_until=replaced.on)


@dataclass(frozen=True)
class HandoverWords:
    """What a hand-over may name: the register's agencies, the plan's tasks and sections, and its scopes."""

    register: Register
    refs: frozenset[str]
    scopes: Collection[str]


def read_handovers(
    reading: Reading, node: Node | None, known: HandoverWords, read_parties: ReadParties
) -> list[Transfer]:
    """Return the hand-overs under a key, in the order of the file."""
    moves = []
    for item in reading.items(node, "«handovers»"):
        table = reading.table(item, "«handovers»", ("date", "refs", "scope", "from", "to", "by"))
        day = reading.parsed(reading.required(table, "date", item, "«handovers»"), "«date»", parse_day, date.min)
        source_node = reading.required(table, "from", item, "«handovers»")
        source = reading.text(source_node, "«from»")
        if source_node is not None and source:
            _check_source(reading, source_node, source, known.register, day)
        refs = []
        for one in reading.items(table.get("refs"), "«refs»"):
            ref = reading.text(one, "«refs»")
            if ref and ref not in known.refs:
                reading.refuse(one, f"«refs» ghi «{ref}» không có trong kế hoạch{nearest(ref, known.refs)}.")
            refs.append(ref)
        to_node = reading.required(table, "to", item, "«handovers»")
        nobody = isinstance(to_node, Scalar) and to_node.text == "none"
        heirs = () if nobody else read_parties(reading, to_node, "«to»")
        _check_heirs(reading, heirs, source, known.register, day)
        by = reading.text(reading.required(table, "by", item, "«handovers»"), "«by»")
        scope_node = table.get("scope")
        scope = reading.text(scope_node, "«scope»")
        if scope_node is not None and scope and scope not in known.scopes:
            hint = nearest(scope, known.scopes)
            reading.refuse(scope_node, f"«scope» ghi «{scope}» không có trong «scopes»{hint}.")
        moves.append(Transfer(day, source, heirs, by, scope, tuple(refs), item.line, reading.file))
    return moves


def _check_source(reading: Reading, node: Node, source: str, register: Register, day: date) -> None:
    """Refuse who cannot have had anything before the day; an ended agency or group may, if nobody took it over."""
    agency, group = register.agencies.get(source), register.groups.get(source)
    if group is not None and not group.has_ended(day):
        reading.refuse(node, f"bàn giao từ nhóm «{source}», nhưng ngày {format_day(day)} nhóm này chưa kết thúc.")
    elif agency is None and group is None:
        hint = nearest(source, register.agencies)
        reading.refuse(node, f"«from» ghi «{source}» không có trong danh bạ cơ quan{hint}.")
    elif agency is not None and agency.valid_from is not None and agency.valid_from >= day:
        reading.refuse(node, f"bàn giao từ «{source}», nhưng trước ngày {format_day(day)} không có cơ quan này.")


def _check_heirs(reading: Reading, heirs: tuple[Party, ...], source: str, register: Register, day: date) -> None:
    for heir in heirs:
        agency = register.agencies.get(heir.code)
        if agency is None and register.knows(heir.code):
            reading.refuse(heir.line, f"«to» ghi nhóm hoặc vai «{heir.code}»; bàn giao phải cho cơ quan cụ thể.")
        elif agency is not None and not agency.exists_on(day):
            reading.refuse(heir.line, f"bàn giao cho «{heir.code}», nhưng ngày {format_day(day)} không có cơ quan này.")
        elif heir.code == source and len(heirs) == 1:
            reading.refuse(heir.line, f"bàn giao từ «{source}» cho chính nó; hãy xem lại «from» và «to».")
