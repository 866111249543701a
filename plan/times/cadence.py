"""When a task asks for an answer: its cadence, the rhythms in it, spans that a clock runs, and whose turn it is."""

from dataclasses import dataclass, field
from datetime import date

from plan.due import DueRule
from plan.parties import Party
from plan.periods import EVERY_WORDS, Period, WrittenPeriod

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
