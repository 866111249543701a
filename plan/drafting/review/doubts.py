"""What of a draft waits for a person: every `???` of its plan, and every proposed line of its register, the worst first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plan.drafting.review.editing import Keys, NotThereError, Text
from plan.drafting.writing.register_writing import PROPOSED
from plan.language.reading import UNDECIDED
from plan.language.yaml_nodes import Mapping, Node, Scalar, Sequence, parse_yaml

TITLE, LEAD, TIME, PASSAGE = "title", "lead", "time", "passage"
OWNER, YEAR, TRACKER, FACT, MONTH = "owner", "year", "tracker", "fact", "month"
AGENCY, GROUP, OTHER = "agency", "group", "other"
KINDS = (TITLE, PASSAGE, LEAD, TIME, TRACKER, FACT, MONTH, OWNER, YEAR, AGENCY, GROUP, OTHER)
"""What may be in doubt, the worst first: whether it is a task, who leads it, when; then what the whole plan needs."""
_PLACE = re.compile(r"(?:trang (\d{1,5}), )?(?:dòng|đoạn) (\d{1,6})\b")
_OF_TASKS = {"title": TITLE, "lead": LEAD, "time": TIME}


@dataclass(frozen=True)
class DraftTexts:
    """The two files of a draft that people decide on: the plan, and the register beside it."""

    plan: str
    register: str


@dataclass(frozen=True)
class Doubt:
    """One thing that waits for a person: where it stands in its file, of what kind it is, and the document's words.

    `ref` is the clause that it is about, '' for none; `page` and `line` are its place in the document, 0 where unknown.
    """

    path: Keys
    kind: str
    words: str
    ref: str = ""
    page: int = 0
    line: int = 0

    @property
    def key(self) -> str:
        """The doubt as a form names it."""
        return "/".join(self.path)


def doubts_of(draft: DraftTexts) -> tuple[Doubt, ...]:
    """Return what waits for a person, the worst first; of one kind in the order of the files."""
    root, _ = parse_yaml(draft.plan, "")
    text = Text(draft.plan)
    found = [_doubt(path, words, text) for path, words in _undecided(root)] if root is not None else []
    found += _proposed(draft.register)
    return tuple(sorted(found, key=lambda doubt: KINDS.index(doubt.kind)))


def place_of(text: Text, path: Keys) -> tuple[int, int]:
    """Return the page and line of the document that the comment above a clause names, zeros where it names none."""
    try:
        found = _PLACE.match(text.comment_above(path))
    except NotThereError:
        return 0, 0
    return (int(found[1] or 0), int(found[2])) if found else (0, 0)


def _undecided(root: Node) -> Iterator[tuple[Keys, str]]:
    """Yield every place that is undecided with the words behind it; what a reader refuses for its depth is not here."""
    waiting: list[tuple[Keys, Node]] = [((), root)]
    while waiting:
        path, node = waiting.pop(0)
        if isinstance(node, Scalar):
            if node.text.startswith(UNDECIDED):
                yield path, node.text.removeprefix(UNDECIDED).strip()
        elif isinstance(node, Mapping):
            waiting[:0] = [((*path, key.text), value) for key, value in node.entries]
        elif isinstance(node, Sequence):
            waiting[:0] = [((*path, str(place)), value) for place, value in enumerate(node.items)]


def _doubt(path: Keys, words: str, text: Text) -> Doubt:
    match path:
        case ("tasks", ref, ("title" | "lead" | "time") as name):
            return Doubt(path, _OF_TASKS[name], words, ref, *place_of(text, path[:2]))
        case ("no_answer", ref):
            return Doubt(path, PASSAGE, words, ref, *place_of(text, path))
        case ("targets", ref, "office", "owner"):
            return Doubt(path, OWNER, words, ref, *place_of(text, path[:2]))
        case ("targets", ref, "goal", "by"):
            return Doubt(path, YEAR, words, ref, *place_of(text, path[:2]))
        case ("document", "kind" | "issuer" | "subject"):
            return Doubt(path, FACT, words)
        case ("span", "from"):
            return Doubt(path, MONTH, words)
        case ("trackers", "default"):
            return Doubt(path, TRACKER, words)
    return Doubt(path, OTHER, words)


def _proposed(register: str) -> Iterator[Doubt]:
    text = Text(register)
    for part, kind in (("agencies", AGENCY), ("groups", GROUP)):
        for code in text.keys((part,)):
            line = text.first_line((part, code))
            if line.endswith(PROPOSED):
                name = re.search(r':\s*"((?:[^"\\]|\\.)*)"', line) or re.search(
                    r'name:\s*"((?:[^"\\]|\\.)*)"', text.entry((part, code))
                )
                yield Doubt((part, code), kind, re.sub(r"\\(.)", r"\1", name[1]) if name else code)
