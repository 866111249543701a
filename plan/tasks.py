"""A plan as frozen values: the document, its tasks, when each asks for an answer, and what the office chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from plan.due import DueRule
from plan.parties import Party, Transfer
from plan.periods import EVERY_WORDS, Period, WrittenPeriod
from plan.refs import parent_refs
from plan.trials.trial import Trial

CADENCE_NAMES = {
    "ongoing": "thường xuyên",
    "monthly": "hằng tháng",
    "quarterly": "hằng quý",
    "half-yearly": "6 tháng một lần",
    "yearly": "hằng năm",
    "span": "trong giai đoạn",
    "dates": "theo các ngày văn bản ấn định",
    "once": "một lần",
    "on-event": "khi phát sinh",
    "briefing": "giao ban",
    "unstated": "văn bản không ghi thời gian",
    "waits": "chờ, văn bản chưa ấn định ngày",
}
"""The cadence kinds of the plan language and their Vietnamese names."""
MEASURES = {"percent": "%", "count": "số lượng", "score": "điểm", "rank": "thứ hạng", "money": "đồng"}
"""The units a target can have, with the Vietnamese sign."""
EVERY_OF = {
    "monthly": "month",
    "quarterly": "quarter",
    "half-yearly": "half-year",
    "yearly": "year",
    "briefing": "month",
}
"""The period that each periodic cadence asks for."""
ENDLESS = frozenset({"ongoing", "unstated", "on-event", "waits"})
"""Cadences of tasks without an end on record: their result is grey, never "hoàn thành đúng hạn"."""
FOLLOWED_UP = ("ongoing", "unstated", "span")
"""Cadences that are asked by the office's rhythm, `follow_up`."""


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


@dataclass(frozen=True)
class Rhythm:
    """One asking that comes back: each period of length `every` (or only its parts in `only`), due by a rule.

    `every` is `once` for a task asked a single time, `end` for what a span asks on its last day. `by_office` tells the office's choice from the document's.
    """

    every: str
    due: DueRule
    only: tuple[str, ...] = ()
    by_office: bool = False
    line: int = field(default=0, compare=False)
    stands_for: str = ""
    """The part whose report this one stands for: the half-year's for `Q2`."""

    @property
    def comes_back(self) -> bool:
        """Tell whether it asks for one period after another, not a single time."""
        return self.every not in ("once", "end")

    @property
    def part(self) -> str:
        """The part of the year that a rhythm with a date of its own asks for: `Q1`, `H1`, or `year`."""
        return self.only[0] if self.only else "year"


@dataclass(frozen=True)
class Term:
    """A span of time that a clock runs: `amount` of `hours`, `days` or `working days`."""

    amount: int
    unit: str

    def __str__(self) -> str:
        """Return the span as a plan file writes it: `24 hours`."""
        return f"{self.amount} {self.unit if self.amount > 1 else self.unit.removesuffix('s')}"

    @property
    def words(self) -> str:
        """The span in Vietnamese: `24 giờ`, `5 ngày làm việc`."""
        units = {"hours": "giờ", "days": "ngày", "working days": "ngày làm việc"}
        return f"{self.amount} {units[self.unit]}"


@dataclass(frozen=True)
class Cadence:
    """When a task asks for an answer.

    `kind` is the document's time (a key of `CADENCE_NAMES`); `first` the first year asked (None: the plan's
    start); `starts` and `ends` the pieces of the calendar that a `span` begins and ends with, both inclusive; one
    without an end goes on, `until` in the document's words tells until when. `waits_for` is what a task that `waits`
    waits for, in the document's words, and `within` how long it has from then. `reports` are the lengths of the periods
    for which the document itself asks for a report beside its time: "thường xuyên, định kỳ hằng quý báo cáo".
    """

    kind: str
    rhythms: tuple[Rhythm, ...]
    first: int | None = None
    starts: WrittenPeriod | None = None
    ends: WrittenPeriod | None = None
    until: str = ""
    waits_for: str = ""
    within: Term | None = None
    reports: tuple[str, ...] = ()

    @property
    def has_end(self) -> bool:
        """Tell whether the task can be finished; each occurrence of a periodic task can, an ongoing task never."""
        return self.kind not in ENDLESS

    def asks_about(self, period: Period) -> bool:
        """Tell whether a period lies in the span, or overlaps it; without a span each does."""
        begun = self.starts is None or self.starts.first <= period.last
        return begun and (self.ends is None or period.first <= self.ends.last)

    def cuts_off(self, period: Period, last_day: date) -> bool:
        """Tell whether a period that the span cuts short falls due outside it, so that it is not asked for."""
        late = self.ends is not None and self.ends.last < min(period.last, last_day)
        return late or (self.starts is not None and last_day < self.starts.first)

    @property
    def words(self) -> str:
        """The document's time in words: `trong giai đoạn 2022–2030`, `chờ, văn bản chưa ấn định ngày: …`."""
        reports = f", định kỳ {', '.join(EVERY_WORDS[every] for every in self.reports)} báo cáo" if self.reports else ""
        return f"{self._time_words}{reports}"

    @property
    def _time_words(self) -> str:
        name = CADENCE_NAMES[self.kind]
        if self.kind == "waits":
            term = f", trong {self.within.words} từ lúc đó" if self.within else ""
            return f"{name}: {self.waits_for}{term}"
        if self.starts is None:
            return name
        if self.starts.is_year and self.ends is not None and self.ends.is_year:
            return f"{name} {self.starts.written}–{self.ends.written}"
        end = f"đến hết {self.ends.words}" if self.ends else f"đến khi {self.until}" if self.until else "trở đi"
        return f"từ {self.starts.words} {end}"


@dataclass(frozen=True)
class Turns:
    """Who hosts a briefing: the hosts take turns by the calendar, whether or not a meeting was held.

    `first` is the (year, month) from which turns are counted and `first_host` the host of that month, the office's
    choice; `months` are those in which a briefing is owed; `confirm_days` calendar days after the host's date the
    others confirm the minutes.
    """

    hosts: tuple[Party, ...]
    months: tuple[int, ...]
    first: tuple[int, int]
    first_host: str
    confirm_days: int = 0

    def host_of(self, year: int, month: int) -> Party:
        """Return the host of a briefing; months before the first count back."""
        turns = (year - self.first[0]) * len(self.months)
        turns += sum(one < month for one in self.months) - sum(one < self.first[1] for one in self.months)
        start = next(place for place, host in enumerate(self.hosts) if host.code == self.first_host)
        return self.hosts[(start + turns) % len(self.hosts)]


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

    def is_asked_on(self, day: date) -> bool:
        """Tell whether this version of the clause is the one that a check-in opening on `day` follows."""
        started = self.asked_from is None or self.asked_from <= day
        return started and (self.asked_until is None or day < self.asked_until)


@dataclass(frozen=True)
class Target:
    """A measurable goal of the plan. `measure` is its unit; `by` the year it is to be reached in.

    `from_task` and `owner` tell where its figure comes from; `by_office` that the text does not say so. A goal that a
    later document moved is several targets of one ref: one of them holds from `holds_from` on, None for the first.
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
    holds_from: date | None = None


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
class Plan:
    """One document's tasks, rules and ladder, as its file says, by ref in the order of the text.

    The plan runs from `starts` to `ends`, both inclusive; `ends` may be open. `remind` are working days before
    `remind_on`; `opens` calendar days before `due_on`. `trackers` maps a scope to an agency, `''` the default.
    `tasks` holds each clause in its last version, `versions` all of them; `handovers` are the plan's own. `targets`
    are those of the document, `later_targets` the same ones as later documents moved them, in order of their days. `trial`
    is what the office tries of the ladder.
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
    versions: tuple[Task, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    handovers: tuple[Transfer, ...] = ()
    later_targets: tuple[Target, ...] = ()
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
