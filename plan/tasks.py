"""A plan as frozen values: the document, its tasks, and what the office chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from plan.parties import Party, Transfer
from plan.refs import parent_refs
from plan.texts.written import format_exact
from plan.times.cadence import Cadence, Term, Turns
from plan.trials.trial import Trial

ELSEWHERE = ":"
"""Stands between the code of another plan and a task of it, where a clause is answered there: `bac-giang:II.1.a`."""
MEASURES = {"percent": "%", "count": "số lượng", "score": "điểm", "rank": "thứ hạng", "money": "đồng"}
RANK = "rank"
"""A place among others: the smaller the better."""
"""The units a target can have, with the Vietnamese sign."""


@dataclass(frozen=True)
class Document:
    """An official document. `number` is None where it is not known; `date` is what is known of it: `11/2022`, or ''."""

    kind: str
    number: str | None
    date: str
    issuer: str
    subject: str

    @property
    def short(self) -> str:
        """The document in as few words as tell it apart: `Kế hoạch 12/KH-UBND`, without a number `Kế hoạch 11/2022`."""
        return f"{self.kind} {self.number or self.date}".strip()


SEVERITIES = {
    "ordinary": "thông thường",
    "serious": "nghiêm trọng",
    "national": "xâm phạm an ninh quốc gia",
}
"""How grave an incident can be, as laws tell it apart, with the Vietnamese words."""


@dataclass(frozen=True)
class Step:
    """One report that an event asks for: counted from the event (`detected`) or an earlier step's answer.

    `term` is the clock that runs, the office's setting; `text` the document's own words, `law` and `law_by` a term
    that a law sets and the law. Where a clock depends on how grave the incident is, `terms` and `laws` hold it by
    severity, before `term` and `law` (`term_of`, `law_of`). `to` are those who receive it, agencies by code and others by name. `outline` are the
    headings that the office asks the report to have.
    """

    name: str
    title: str
    counted_from: str
    term: Term
    text: str
    to: tuple[str, ...]
    law: Term | None = None
    law_by: str = ""
    outline: tuple[str, ...] = ()
    terms: Mapping[str, Term] = field(default_factory=dict)
    laws: Mapping[str, Term] = field(default_factory=dict)

    def term_of(self, severity: str) -> Term:
        """Return the clock that runs for an incident of a severity."""
        return self.terms.get(severity, self.term)

    def law_of(self, severity: str) -> Term | None:
        """Return the term that a law sets for an incident of a severity, None where it sets none."""
        return self.laws.get(severity, self.law)


@dataclass(frozen=True)
class Task:
    """One clause that asks somebody for something. Parties stand as the text writes them.

    An amended clause is several tasks of one ref, each asked for check-ins that open from `asked_from` (inclusive) to
    `asked_until` (exclusive). `to` are those who receive
    the answer, agencies and roles by code and others by name; `rolls_up` the tasks whose reports this one puts together; `turns` belong to a briefing, `steps` and `tell` (told at once) to an event.
    """

    ref: str
    title: str
    leads: tuple[Party, ...]
    coordinating: tuple[Party, ...]
    cadence: Cadence
    line: int = field(compare=False)
    product: str = ""
    target: str = ""
    to: tuple[str, ...] = ()
    through: str = ""
    gathers: tuple[str, ...] = ()
    rolls_up: tuple[str, ...] = ()
    outline: tuple[str, ...] = ()
    except_collector: bool = False
    beyond_authority: str = ""
    turns: Turns | None = None
    steps: tuple[Step, ...] = ()
    tell: tuple[Party, ...] = ()
    asked_from: date | None = None
    asked_until: date | None = None
    file: str = field(compare=False, default="")
    """The file that `line` and the lines within belong to: the plan's, or the office's file of changes."""
    coordinating_words: tuple[str, ...] = ()
    """Those beside it whom the document only describes: "các cơ quan liên quan". They are told of, and asked nothing."""
    done_by: str = ""
    """The document that tells it is done; '' while it is not. From that document's day on, or at all, nothing is asked."""
    no_lead: str = ""
    """Why nobody leads it; '' where somebody does. Then nobody is asked, and it lies on the office's desk."""

    def is_asked_on(self, day: date) -> bool:
        """Tell whether this version of the clause is the one that a check-in opening on `day` follows."""
        started = self.asked_from is None or self.asked_from <= day
        return started and (self.asked_until is None or day < self.asked_until)


@dataclass(frozen=True)
class Target:
    """A goal of the plan. `measure` is its unit; `by` the year it is to be reached in, 0 where the document names none.

    One that the document puts in words has these in `in_words` and neither a measure nor a figure. `from_task` and `owners`
    tell where its figure comes from; `by_office` that the text does not say so. A goal that a later document moved is
    several targets of one ref: one of them holds from `holds_from` on, None for the first.
    """

    ref: str
    title: str
    measure: str
    at_least: str
    by: int
    from_task: str
    owners: tuple[str, ...]
    sum: str
    by_office: bool
    line: int = field(compare=False)
    holds_from: date | None = None
    in_words: str = ""

    @property
    def goal_words(self) -> str:
        """The goal as an office writes it, without its year: `ít nhất 80%`, `từ thứ hạng 5 trở lên`."""
        if self.in_words:
            return self.in_words
        least = write_measured(self._goal, self.measure)
        return f"từ {least} trở lên" if self.measure == RANK else f"ít nhất {least}"

    def is_reached_by(self, value: Decimal) -> bool:
        """Tell whether a figure reaches the goal: a place among others by being as small, all else by being as great."""
        return value <= self._goal if self.measure == RANK else value >= self._goal

    @property
    def _goal(self) -> Decimal:
        return Decimal(self.at_least.replace(",", "."))


def write_measured(value: Decimal, measure: str) -> str:
    """Return a figure with its measure: `80%`, `1.250`, `82,5 điểm`, `thứ hạng 5`."""
    number = format_exact(value)
    if measure == RANK:
        return f"{MEASURES[RANK]} {number}"
    unit = {"percent": "%", "score": " điểm", "money": " đồng"}.get(measure, "")
    return f"{number}{unit}"


@dataclass(frozen=True)
class Rung:
    """A rung of the ladder: `after` working days past the due date the parties in `to` are told.

    `to` holds `agency`, `head`, `tracker`, `office`, `chairman` or the code of an agency, who each get a letter, and
    `call`: the office telephones the agency. On a rung with `paper` the office prints a dunning letter to the agency besides.
    """

    after: int
    to: tuple[str, ...]
    line: int = field(default=0, compare=False)
    paper: bool = False


@dataclass(frozen=True)
class Habit:
    """The rule about habits, the same for all: who was late in `late` of the last `of` periods of a task climbs faster.

    The second rung is told with the first then. Who was late in none of them, of `late` at least, is reminded once.
    """

    late: int
    of: int

    @property
    def words(self) -> str:
        """The rule as a sentence without a full stop."""
        return (
            f"cơ quan chậm từ {self.late} trong {self.of} kỳ gần nhất của nhiệm vụ thì nấc thứ hai được báo ngay cùng nấc "
            f"thứ nhất, cơ quan không chậm kỳ nào (có ít nhất {self.late} kỳ) thì chỉ nhắc một lần; áp dụng chung cho mọi cơ quan"
        )


@dataclass(frozen=True)
class Amendment:
    """A change of the plan from a day on by a document: tasks whose keys it sets, tasks it ends, targets it moves.

    `merged` are pairs of scopes, the first of which is told with the second from that day on.
    """

    on: date
    by: str
    changed: tuple[str, ...]
    ended: tuple[str, ...]
    moved_targets: tuple[str, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    line: int = field(default=0, compare=False)
    file: str = field(default="", compare=False)


@dataclass(frozen=True)
class Replacement:
    """A later document takes the place of the whole plan from a day on; `plan` is the code of its own plan, if it has one."""

    on: date
    by: str
    plan: str = ""
    line: int = field(default=0, compare=False)
    file: str = field(default="", compare=False)


@dataclass(frozen=True)
class Plan:
    """One document's tasks, rules and ladder, as its file says, by ref in the order of the text.

    The plan runs from `starts` to `ends`, both inclusive; `ends` may be open. `remind` are working days before
    `remind_on`; `opens` calendar days before `due_on`. `trackers` maps a scope to an agency, `''` the default.
    `tasks` holds each clause in its last version, `versions` all of them; `handovers` are the plan's own. `targets`
    are those of the document, `later_targets` the same ones as later documents moved them, in order of their days. `trial`
    is what the office tries of the ladder, `not_same_as` which tasks of other plans an office found not to be one with a task of
    its own, `replaced` the document that took the place of this one.
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
    same_as: Mapping[str, tuple[str, ...]]
    no_answer: Mapping[str, str]
    not_same_as: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    versions: tuple[Task, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    handovers: tuple[Transfer, ...] = ()
    later_targets: tuple[Target, ...] = ()
    replaced: Replacement | None = None
    trial: Trial | None = None
    habit: Habit | None = None
    file: str = field(compare=False, default="")
    lines: Mapping[str, int] = field(compare=False, default_factory=dict)

    def section_of(self, ref: str) -> str:
        """Return the heading nearest the top that is not the whole part: `II.3.a.1` gives `II.3`, `III.5` gives `III`."""
        above = [parent for parent in parent_refs(ref) if parent in self.sections]
        two_deep = [parent for parent in (*above, ref) if parent.count(".") == 1 and parent in self.sections]
        return two_deep[0] if two_deep else (above[-1] if above else ref)

    def tracker_of(self, scope: str) -> str:
        """Return the agency that follows up a scope as written, the default where the scope has none of its own.

        Who acts for it on a day is `plan.owed.tracker_on`.
        """
        return self.trackers.get(scope, self.trackers[""])

    @property
    def issued_on(self) -> date | None:
        """The first day that the document's date can mean: 1/11/2022 for `11/2022`; None where nothing is known."""
        *rest, year = self.document.date.split("/")
        if not year:
            return None
        day, month = (1, *map(int, rest))[-2:] if rest else (1, 1)
        return date(int(year), month, day)

    def targets_on(self, day: date) -> dict[str, Target]:
        """Return the targets as they stand on a day, by ref in the order of the document."""
        moved = {one.ref: one for one in self.later_targets if one.holds_from is None or one.holds_from <= day}
        return {**self.targets, **moved}

    def task_on(self, ref: str, day: date) -> Task | None:
        """Return the version of a clause that check-ins opening on a day follow, or None when it is not asked then."""
        return next((task for task in self.versions_of(ref) if task.is_asked_on(day)), None)

    def versions_of(self, ref: str) -> tuple[Task, ...]:
        """Return a clause in every version, in the order of their days."""
        return tuple(task for task in self.versions if task.ref == ref)
