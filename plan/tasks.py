"""A plan as frozen values: the document, its tasks, when each asks for an answer, and what the office chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from plan.due import DueRule
from plan.parties import Party
from plan.refs import parent_refs

CADENCE_NAMES = {
    "ongoing": "thường xuyên",
    "monthly": "hằng tháng",
    "quarterly": "hằng quý",
    "half-yearly": "6 tháng một lần",
    "yearly": "hằng năm",
    "span": "trong giai đoạn",
    "once": "một lần",
}
"""The cadence kinds of the plan language and their Vietnamese names."""
EVERY_OF = {"monthly": "month", "quarterly": "quarter", "half-yearly": "half-year", "yearly": "year"}
"""The period that each periodic cadence asks for."""
ENDLESS = frozenset({"ongoing"})
"""Cadences of tasks that never end: their result is grey, never "hoàn thành đúng hạn"."""


@dataclass(frozen=True)
class Document:
    """An official document. `number` is None where it is not known; `date` is what is known of it: `11/2022`."""

    kind: str
    number: str | None
    date: str
    issuer: str
    subject: str


@dataclass(frozen=True)
class Rhythm:
    """One asking that comes back: each period of length `every` (or only its parts in `only`), due by a rule.

    `every` is `once` for a task asked a single time. `by_office` tells the office's choice from the document's.
    """

    every: str
    due: DueRule
    only: tuple[str, ...] = ()
    by_office: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Cadence:
    """When a task asks for an answer.

    `kind` is the document's time (a key of `CADENCE_NAMES`); `first` the first year asked (None: the plan's
    start); `starts` and `ends` the years of a `span`, both inclusive.
    """

    kind: str
    rhythms: tuple[Rhythm, ...]
    first: int | None = None
    starts: int | None = None
    ends: int | None = None

    @property
    def has_end(self) -> bool:
        """Tell whether the task can be finished; each occurrence of a periodic task can, an ongoing task never."""
        return self.kind not in ENDLESS


@dataclass(frozen=True)
class Task:
    """One clause that asks somebody for something. Parties stand as the text writes them."""

    ref: str
    title: str
    leads: tuple[Party, ...]
    coordinating: tuple[Party, ...]
    cadence: Cadence
    line: int = field(compare=False)
    product: str = ""
    target: str = ""
    to: str = ""
    through: str = ""
    gathers: tuple[str, ...] = ()
    rolls_up: str = ""
    outline: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """A measurable goal of the plan. `measure` is its unit; `by` the year it is to be reached in.

    `from_task` and `owner` tell where its figure comes from; `by_office` that the text does not say so.
    """

    ref: str
    title: str
    measure: str
    at_least: str
    by: int
    from_task: str
    owner: str
    sum: str
    by_office: bool
    line: int = field(compare=False)


@dataclass(frozen=True)
class Rung:
    """A rung of the ladder: `after` working days past the due date the parties in `to` are told.

    `to` holds `agency`, `head`, `tracker`, `office`, `chairman` or the code of an agency.
    """

    after: int
    to: tuple[str, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Plan:
    """One document's tasks, rules and ladder, as its file says, by ref in the order of the text.

    The plan runs from `starts` to `ends`, both inclusive; `ends` may be open. `remind` are working days before
    `remind_on`; `opens` calendar days before `due_on`. `trackers` maps a scope to an agency, `''` the default.
    """

    code: str
    province: str
    document: Document
    starts: date
    ends: date | None
    opens: int
    remind: tuple[int, ...]
    ladder: tuple[Rung, ...]
    trackers: Mapping[str, str]
    scopes: Mapping[str, str]
    sections: Mapping[str, str]
    clauses: Mapping[str, int]
    tasks: Mapping[str, Task]
    targets: Mapping[str, Target]
    same_as: Mapping[str, str]
    no_answer: Mapping[str, str]
    file: str = field(compare=False)
    lines: Mapping[str, int] = field(compare=False, default_factory=dict)

    def section_of(self, ref: str) -> str:
        """Return the heading nearest the top that is not the whole part: `II.3.a.1` gives `II.3`, `III.5` gives `III`."""
        above = [parent for parent in parent_refs(ref) if parent in self.sections]
        two_deep = [parent for parent in (*above, ref) if parent.count(".") == 1 and parent in self.sections]
        return two_deep[0] if two_deep else (above[-1] if above else ref)

    def tracker_of(self, scope: str) -> str:
        """Return the agency that follows up a scope, the default where the scope has none of its own."""
        return self.trackers.get(scope, self.trackers[""])
