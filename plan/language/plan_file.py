"""Reading a plan file into a Plan: the shape of the plan language, key by key."""

from datetime import date

from plan.errors import FileError
from plan.language.change_reading import (
    HandoverWords,
    PlanTexts,
    read_amendments,
    read_handovers,
    read_replacement,
    replace_plan,
    scope_merges,
)
from plan.language.clause_reading import PlacedClauses, read_apart, read_clauses
from plan.language.due_reading import read_rhythms
from plan.language.part_reading import SplitTasks, split_tasks
from plan.language.party_reading import PartyReading
from plan.language.reading import Reading, key_lines, nearest, parse_code, parse_known_date, parse_month
from plan.language.target_reading import read_target
from plan.language.task_reading import OfficeChoice, read_task
from plan.language.trial_reading import read_trial
from plan.language.yaml_nodes import Mapping, Node, Scalar, parse_yaml
from plan.parties import Party, Register, Transfer
from plan.periods import last_day_of_month
from plan.tasks import Amendment, Document, Habit, Plan, Replacement, Rung, Task

_TOP = (
    "code", "document", "province", "span", "office", "trackers", "scopes", "parties",
    "sections", "clauses", "tasks", "targets", "same_as", "not_same_as", "no_answer", "amendments", "handovers", "replaced_by",
)  # fmt: skip
_REQUIRED = ("code", "document", "province", "span", "office", "clauses", "tasks")
_PLACES = ("tasks", "targets", "same_as", "no_answer")
"""Where a clause can be put."""


def read_plan(
    data: bytes | str, file: str, register: Register, changes: bytes | str = "", changes_file: str = ""
) -> tuple[Plan | None, tuple[FileError, ...]]:
    """Return the plan a file describes, or None and every error of its shape; never raise on its content."""
    draft, errors = read_draft(data, file, register, changes, changes_file)
    return (None if errors else draft), errors


def read_draft(
    data: bytes | str, file: str, register: Register, changes: bytes | str = "", changes_file: str = ""
) -> tuple[Plan | None, tuple[FileError, ...]]:
    """Return the plan a file describes as far as it can be read, and every error of its shape; None where it has none.

    A plan with errors has harmless values in their places: it is only for finding what else is wrong. Names of parties are checked against `register`; what holds between parts is for `plan.laws.plan_laws`. `changes` is the
    text of the office's own amendments and hand-overs, told under `changes_file`.
    """
    root, errors = parse_yaml(data, file)
    if root is None:
        return None, errors
    reading = Reading(file)
    top = reading.table(root, "tệp kế hoạch", _TOP)
    if not isinstance(root, Mapping):
        return None, tuple(reading.errors)
    for key in _REQUIRED:
        reading.required(top, key, root, "tệp kế hoạch")
    lines = key_lines(root)
    scopes = _read_scopes(reading, top.get("scopes"))
    parties = PartyReading(reading, register, scopes, top.get("parties"))
    starts, ends = _read_span(reading, top.get("span"))
    choice, remind, ladder = _read_office(reading, top.get("office"))
    trial = read_trial(reading, _within(top.get("office"), "trial"), ladder)
    trackers = _read_trackers(reading, _find_trackers(reading, top, root), register, scopes)
    clauses = read_clauses(reading, top.get("clauses"))
    lines |= key_lines(top.get("tasks")) | key_lines(top.get("targets"))
    placed = PlacedClauses(reading, tuple(clauses), [top.get(key) for key in _PLACES])
    same_as, same_lines = placed.read_lists(top.get("same_as"), "same_as")
    no_answer, no_lines = placed.read_notes(top.get("no_answer"), "no_answer")
    lines |= same_lines | no_lines
    split = split_tasks(reading, reading.table(top.get("tasks"), "«tasks»"))
    texts, lines = split.texts, lines | split.lines
    goals = reading.table(top.get("targets"), "«targets»")
    targets = {ref: read_target(reading, ref, node, lines[ref]) for ref, node in goals.items()}
    first = {
        ref: [split.naming_parts(read_task(reading, ref, node, lines[ref], parties, choice))]
        for ref, node in texts.items()
    }
    tasks = PlanTexts(dict(texts), first, dict(goals), parts=split.parts)
    sections = _read_notes(reading, top.get("sections"), "sections")
    words = HandoverWords(register, frozenset((*texts, *split.parts, *sections)), scopes)
    dated = _DatedReading(words, parties, choice, tasks, split)
    dated.read(reading, top)
    more = dated.read_file(changes, changes_file) if changes else ()
    if dated.replaced is not None:
        replace_plan(tasks, dated.replaced)
    plan = Plan(
        code=reading.parsed(top.get("code"), "«code»", parse_code, ""),
        province=reading.choice(top.get("province"), "«province»", (register.code,)),
        document=_read_document(reading, top.get("document")),
        starts=starts,
        ends=ends,
        opens=choice.opens,
        remind=remind,
        ladder=ladder,
        replaced=dated.replaced,
        trial=trial,
        habit=_read_habit(reading, _within(top.get("office"), "habit")),
        trackers=trackers,
        scopes=scopes,
        sections=sections,
        clauses=clauses,
        tasks=tasks.last(),
        targets=targets,
        same_as={ref: split.refs_of(others) for ref, others in same_as.items()},
        not_same_as=read_apart(reading, top.get("not_same_as"), (*texts, *split.parts, *tasks.last())),
        no_answer=no_answer,
        versions=tuple(task for versions in tasks.versions.values() for task in versions),
        amendments=tuple(sorted(dated.amendments, key=lambda amendment: amendment.on)),
        handovers=tuple(sorted(dated.handovers, key=lambda move: move.on)),
        later_targets=tuple(tasks.later_targets),
        file=file,
        lines=lines,
    )
    return plan, tuple(sorted((*reading.errors, *more)))


class _DatedReading:
    """The amendments and hand-overs of a plan, from its own file and from the office's file of changes."""

    def __init__(
        self, words: HandoverWords, parties: PartyReading, choice: OfficeChoice, tasks: PlanTexts, split: SplitTasks
    ) -> None:
        self.words, self.parties, self.choice, self.tasks, self.split = words, parties, choice, tasks, split
        self.amendments: list[Amendment] = []
        self.handovers: list[Transfer] = []
        self.replaced: Replacement | None = None

    def read(self, reading: Reading, top: dict[str, Node]) -> None:
        found = read_amendments(reading, top.get("amendments"), self.tasks, self.words, self._read_task)
        self.amendments += found
        self.handovers += [move for amendment in found for move in scope_merges(amendment, self.words.register)]
        self.handovers += read_handovers(reading, top.get("handovers"), self.words, self._read_parties)
        replaced = read_replacement(reading, top.get("replaced_by"))
        if replaced is not None and self.replaced is not None:
            reading.refuse(
                top["replaced_by"], f"kế hoạch đã ghi thay thế bởi {self.replaced.by}; hãy bỏ một «replaced_by»."
            )
        self.replaced = self.replaced or replaced

    def read_file(self, data: bytes | str, file: str) -> tuple[FileError, ...]:
        root, errors = parse_yaml(data, file)
        if root is None:
            return errors
        reading = Reading(file)
        self.read(reading, reading.table(root, "tệp thay đổi", ("amendments", "handovers", "replaced_by")))
        return tuple(reading.errors)

    def _read_task(self, reading: Reading, ref: str, node: Node, line: int) -> Task:
        read = read_task(reading, ref, node, line, self.parties.told_in(reading), self.choice)
        return self.split.naming_parts(read)

    def _read_parties(self, reading: Reading, node: Node | None, what: str) -> tuple[Party, ...]:
        return self.parties.told_in(reading).read(node, what)


def _read_scopes(reading: Reading, node: Node | None) -> dict[str, str]:
    table = reading.table(node, "«scopes»")
    for code, value in table.items():
        reading.parsed(Scalar(code, value.line), "«scopes»", parse_code, "")
    return {code: reading.text(value, f"«scopes», phạm vi {code},") for code, value in table.items()}


def _read_document(reading: Reading, node: Node | None) -> Document:
    what = "«document»"
    table = reading.table(node, what, ("kind", "number", "date", "issuer", "subject", "implements"))
    texts = {}
    for key in ("kind", "issuer", "subject"):
        texts[key] = reading.text(reading.required(table, key, node, what), f"«{key}»") if node else ""
    reading.text(table.get("implements"), "«implements»")
    day = reading.required(table, "date", node, what) if node else None
    known = "" if _is_unknown(day) else reading.parsed(day, "«date»", parse_known_date, "")
    number = table.get("number")
    return Document(number=None if _is_unknown(number) else reading.text(number, "«number»"), date=known, **texts)


def _is_unknown(node: Node | None) -> bool:
    return node is None or (isinstance(node, Scalar) and node.null)


def _read_span(reading: Reading, node: Node | None) -> tuple[date, date | None]:
    table = reading.table(node, "«span»", ("from", "to"))
    start_node = reading.required(table, "from", node, "«span»") if node else None
    start = reading.parsed(start_node, "«from»", parse_month, date.min)
    if "to" not in table:
        return start, None
    end = reading.parsed(table["to"], "«to»", parse_month, date.max.replace(day=1))
    end = last_day_of_month(end.year, end.month)
    if end < start:
        reading.refuse(
            table["to"], "thời gian của kế hoạch («span») kết thúc trước khi bắt đầu; hãy xem lại «from» và «to»."
        )
    return start, end


def _read_office(reading: Reading, node: Node | None) -> tuple[OfficeChoice, tuple[int, ...], tuple[Rung, ...]]:
    table = reading.table(
        node, "«office»", ("follow_up", "opens", "roll", "remind", "ladder", "habit", "trackers", "trial")
    )
    roll = reading.choice(table.get("roll"), "«roll»", ("none", "next-working-day")) == "next-working-day"
    opens = reading.parsed(table.get("opens"), "«opens»", _parse_opens, 30)
    remind_nodes = reading.items(table.get("remind"), "«remind»")
    remind = [reading.number(item, "«remind»", 0, 60) for item in remind_nodes]
    if len(set(remind)) < len(remind):
        reading.refuse(remind_nodes[0], "«remind» ghi hai lần cùng một số ngày; hãy bỏ một lần.")
    ladder = []
    for item in reading.items(table.get("ladder"), "«ladder»"):
        rung = reading.table(item, "«ladder»", ("after", "to", "paper"))
        after = reading.number(reading.required(rung, "after", item, "«ladder»"), "«after»", 1, 250)
        to = reading.texts(reading.required(rung, "to", item, "«ladder»"), "«to»")
        paper = reading.choice(rung.get("paper"), "«paper»", ("true", "false")) == "true"
        ladder.append(Rung(after, to, item.line, paper))
    follow_up = read_rhythms(reading, table.get("follow_up"), roll=roll)
    return OfficeChoice(follow_up, opens, roll), tuple(remind), tuple(ladder)


def _read_habit(reading: Reading, node: Node | None) -> Habit | None:
    if node is None:
        return None
    what = "«habit»"
    table = reading.table(node, what, ("late", "of"))
    of = reading.number(reading.required(table, "of", node, what), "«of»", 1, 12)
    late = reading.number(reading.required(table, "late", node, what), "«late»", 1, of)
    return Habit(late, of)


def _parse_opens(text: str) -> int:
    number, _, rest = text.partition(" ")
    if not (number.isascii() and number.isdecimal() and len(number) < 4) or rest != "days before":
        raise ValueError(f"«{text}» không đúng dạng «30 days before» (mở trước hạn 30 ngày).")
    return int(number)


def _find_trackers(reading: Reading, top: dict[str, Node], root: Node) -> Node | None:
    """Return who follows up, from the document's part of the file or, where the text names nobody, the office's."""
    found = [top["trackers"]] if "trackers" in top else []
    chosen = _within(top.get("office"), "trackers")
    found += [] if chosen is None else [chosen]
    if not found:
        return reading.required(top, "trackers", root, "tệp kế hoạch")
    if len(found) > 1:
        reading.refuse(found[1], "«trackers» ghi ở hai nơi; hãy giữ một nơi: của văn bản, hoặc trong «office».")
    return found[0]


def _within(node: Node | None, key: str) -> Node | None:
    """Return the value of a key of a table, None where it has none."""
    entries = node.entries if isinstance(node, Mapping) else ()
    return next((value for name, value in entries if name.text == key), None)


def _read_trackers(reading: Reading, node: Node | None, register: Register, scopes: dict[str, str]) -> dict[str, str]:
    trackers = {}
    for scope, value in reading.table(node, "«trackers»", ("default", *scopes)).items():
        code = reading.text(value, "«trackers»")
        if code and code not in register.agencies:
            reading.refuse(
                value, f"cơ quan theo dõi «{code}» không có trong danh bạ cơ quan{nearest(code, register.agencies)}."
            )
        trackers["" if scope == "default" else scope] = code
    if node is not None and "" not in trackers:
        reading.refuse(node, "«trackers» thiếu khóa «default»; hãy ghi cơ quan theo dõi chung của kế hoạch.")
        trackers[""] = ""
    return trackers


def _read_notes(reading: Reading, node: Node | None, what: str) -> dict[str, str]:
    table = reading.table(node, f"«{what}»")
    return {ref: reading.text(value, f"«{what}», điểm {ref},") for ref, value in table.items()}
