"""What the decisions (0034, 0037, 0041) say of rungs, calls and letters, reckoned by other means than the program's.

Nothing here is shared with `notifications`: a day is told what is owed, and answers who must hear of what. Of the plan its
dates, its calendar and who follows a scope up are taken as they are, for these are proven elsewhere. Everybody has an address
of his own in the homes that this speaks of, heads where they are named; nobody has a deputy.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from plan.calendar import WorkCalendar

WEEK, DAY = timedelta(days=7), timedelta(days=1)
Said = tuple[int, str, int, date, str, date]
"""A notice: check-in, purpose, rung, due date, recipient, and the day of its rung."""


@dataclass(frozen=True)
class Rules:
    """What a plan has chosen: `rungs` are working days past the date with whom they name, `habit` (late, of) or None.

    `name` gives an agency of the plan's province as recipients are called, `tracker` who follows a scope up on a day.
    """

    calendar: WorkCalendar
    remind: tuple[int, ...]
    rungs: tuple[tuple[int, tuple[str, ...]], ...]
    office: str
    chairman: str
    name: Callable[[str], str]
    tracker: Callable[[str, date], str]
    habit: tuple[int, int] | None = None


@dataclass(frozen=True)
class Owed:
    """A report that is owed as it stands on a day: facts, which people and the calendar have made.

    `began` is the day from which its holder has it as it stands, `news` how that came (`returned`, `extended`, …, '' at its
    opening) and `change` the number of that change. `taken_on` tells that an adoption opened it. `past` says in which of the
    periods before the line was late, newest first; `pauses` from which to which day accepted causes stop the climb.
    """

    number: int
    plan: str
    holder: str
    scope: str
    began: date
    remind_on: date
    due_on: date
    news: str = ""
    change: int = 0
    taken_on: bool = False
    promised: tuple[date, date] | None = None
    """The promised day, and the day on which it was promised."""
    asks_later: bool = False
    past: tuple[bool, ...] = ()
    pauses: tuple[tuple[date, date], ...] = ()
    refused: tuple[tuple[int, date], ...] = ()
    """Later dates that were refused: the number of the asking and the day of the refusal."""

    def is_paused(self, on: date) -> bool:
        """Tell whether an accepted cause stops the climb on a day."""
        return any(since <= on <= until for since, until in self.pauses)


@dataclass(frozen=True)
class Step:
    """A day on which something is to be said of a report, to whom in the ladder's words."""

    on: date
    purpose: str
    rung: int
    to: tuple[str, ...]


@dataclass
class Told:
    """What a day must bring: notices that are new, who gets the one letter of the day, and whom the office is to call."""

    new: set[Said] = field(default_factory=set)
    letters: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Waiting:
    """A notice that is to leave with the next letter that may take it."""

    said: Said
    above: bool


@dataclass
class _Line:
    """What is known of a report that is owed: its steps, and when something about it changes next."""

    owed: Owed
    steps: tuple[Step, ...]
    changes: tuple[date, ...]
    """Days on which something about it may change, sorted."""
    next: date = date.min
    reached: frozenset[str] = frozenset()
    reached_above: frozenset[str] = frozenset()
    called_from: date | None = None
    is_unsaid: bool = True
    """Whether something may have to be said of it since it was looked at on a working day."""


class Reckoning:
    """A home's letters, day by day. Days on which nobody ran anything are simply not told of."""

    def __init__(self, rules: Mapping[str, Rules], heads: Collection[str]) -> None:
        """Begin with an empty home; `heads` are the agencies, as recipients are called, whose head has an address."""
        self.rules, self.heads = rules, heads
        self.lines: dict[int, _Line] = {}
        self.known: set[tuple[int, str, int, date, str]] = set()
        self.refused: set[tuple[int, int, str]] = set()
        self.waiting: dict[str, list[_Waiting]] = defaultdict(list)
        self.last: dict[str, date] = {}
        """When each recipient had its last letter; `others` the last that told of others, `desk` of others or of its desk."""
        self.others: dict[str, date] = {}
        self.desk: dict[str, date] = {}
        self.last_call: dict[str, tuple[date, date | None]] = {}
        """The last call to each agency: its day and the promised one."""
        self.since: dict[str, date] = {}
        """From which day each agency is to be called."""
        self._trackers: dict[tuple[str, str], str] = {}

    def called(self, agency: str, on: date, promised: date | None) -> None:
        """Hear that the office called an agency."""
        self.last_call[agency] = (on, promised)

    def day(self, on: date, owed: Sequence[Owed], desks: Collection[str]) -> Told:
        """Return what the round of a day must do. `desks` are the agencies on whose desk something waits, but for calls."""
        told = Told()
        self._take(on, owed)
        if any(rules.calendar.is_working_day(on) for rules in self.rules.values()) or any(
            one.taken_on and one.began == on for one in owed
        ):
            for line in self.lines.values():
                self._say(line, on, told)
        told.calls = self._calls(on)
        self._write(on, told, set(desks))
        return told

    # What stands

    def _take(self, on: date, owed: Sequence[Owed]) -> None:
        trackers = {(one.plan, one.scope) for one in owed}
        now = {key: self.rules[key[0]].tracker(key[1], on) for key in trackers}
        moved = any(self._trackers.get(key, there) != there for key, there in now.items())
        self._trackers = now
        before, self.lines = self.lines, {}
        for one in owed:
            line = before.get(one.number)
            if line is None or line.owed != one:
                steps = tuple(self._steps(one))
                line = _Line(one, steps, _changing_days(one, steps))
            if moved or line.next <= on:
                self._stand(line, on)
            self.lines[one.number] = line
        stands = {one.number: one.due_on for one in owed}
        for recipient, notices in self.waiting.items():
            left = [one for one in notices if stands.get(one.said[0]) == one.said[3]]
            self.waiting[recipient] = [one for one in left if not self._is_overtaken(one, on)]

    def _is_overtaken(self, one: _Waiting, on: date) -> bool:
        """A reminder falls away where a day was promised meanwhile, a promise's where it was changed or is past."""
        number, purpose, rung, due_on, _, day = one.said
        promised = self.lines[number].owed.promised
        if purpose == "reminder":
            return promised is not None and day <= promised[0]
        stands = promised is not None and promised[0] >= on and (due_on - promised[0]).days == rung
        return purpose == "promise" and not stands

    def _stand(self, line: _Line, on: date) -> None:
        """Note by today which rungs have been reached, whom they name and from when the office calls."""
        one = line.owed
        line.next = min((day for day in line.changes if day > on), default=date.max)
        own, above, calls = set[str](), set[str](), list[date]()
        if one.due_on < on and not one.is_paused(on):
            for step in line.steps:
                if step.purpose == "escalation" and step.on <= on:
                    calls += [step.on] if self._is_call(one, step) else []
                    for recipient, is_above, is_itself in self._named(one, step.to, on):
                        if not is_itself:
                            (above if is_above else own).add(recipient)
        line.reached, line.reached_above = frozenset(own), frozenset(above)
        line.called_from, line.is_unsaid = min(calls, default=None), True

    # The climb of one report

    def _steps(self, one: Owed) -> Iterator[Step]:
        """Yield a report's days: its opening, what reminds of it, and the rungs as they fall."""
        rules, add = self.rules[one.plan], self.rules[one.plan].calendar.add_working_days
        yield Step(one.began, "opening", one.change if one.news in {"returned", "extended"} else 0, ("agency",))
        late = self._habit(one)
        days = [(add(one.remind_on, -count), count) for count in rules.remind]
        if late is False:
            days = days[-1:]
        reminders = [Step(day, "reminder", count, ("agency",)) for day, count in days if day >= one.began]
        if one.promised is not None:
            promised, given = one.promised
            day = add(promised, -1)
            reminders = [step for step in reminders if step.on > promised]
            if given < day <= one.due_on:
                reminders.append(Step(day, "promise", (one.due_on - promised).days, ("agency",)))
        yield from sorted(reminders, key=lambda step: step.on)
        yield from self._rungs(one, rules, early=late is True)

    def _habit(self, one: Owed) -> bool | None:
        """Tell whether a line is late by habit (True), never (False), or neither; None too where the plan has no rule."""
        habit = self.rules[one.plan].habit
        if habit is None:
            return None
        late, of = habit
        past = one.past[:of]
        if sum(past) >= late:
            return True
        return False if len(past) >= late and not any(past) else None

    def _rungs(self, one: Owed, rules: Rules, *, early: bool) -> Iterator[Step]:
        days = [
            _after_pauses(rules.calendar.add_working_days(one.due_on, after), one, rules) for after, _ in rules.rungs
        ]
        if early and len(days) > 1:
            days[1] = days[0]
        since: date | None = None
        for (after, to), day in zip(rules.rungs, days, strict=True):
            # A rung that reaches nobody is passed at once: the next is told on its day.
            falls = since or day
            tells = any(not is_itself for _, _, is_itself in self._named(one, to, falls))
            since = None if tells or ("call" in to and one.holder != rules.office) else falls
            # A later date that is asked for holds the Chairman's rung alone.
            held = "chairman" in to and one.asks_later
            yield Step(rules.calendar.add_working_days(falls, 10) if held else falls, "escalation", after, to)

    def _is_call(self, one: Owed, step: Step) -> bool:
        return "call" in step.to and one.holder != self.rules[one.plan].office

    def _named(self, one: Owed, to: Iterable[str], on: date) -> Iterator[tuple[str, bool, bool]]:
        """Yield whom a rung names: the recipient, whether it stands above, and whether it would chase itself."""
        rules = self.rules[one.plan]
        for word in to:
            if word == "agency":
                yield rules.name(one.holder), False, False
            elif word == "head":
                if rules.name(one.holder) in self.heads:
                    yield f"{rules.name(one.holder)}/head", False, False
            elif word == "chairman":
                yield rules.name(rules.chairman), True, False
            elif word != "call":
                named = rules.tracker(one.scope, on) if word == "tracker" else rules.office
                # Nobody chases itself: the office stands in, and for the office nobody does.
                named = rules.office if named == one.holder else named
                yield rules.name(named), True, named == one.holder

    # What a day says

    def _say(self, line: _Line, on: date, told: Told) -> None:
        """Queue of each report the newest that has come for each recipient; what it overtakes is kept and not told."""
        one, rules = line.owed, self.rules[line.owed.plan]
        begins = one.taken_on and one.began == on
        if not line.is_unsaid or not (rules.calendar.is_working_day(on) or begins):
            return
        line.is_unsaid = False
        come: dict[str, list[tuple[Step, bool, bool]]] = defaultdict(list)
        for step in line.steps:
            past = step.purpose == "promise" and one.promised is not None and one.promised[0] < on
            if step.on <= on and not past:
                for recipient, above, itself in self._named(one, step.to, step.on):
                    come[recipient].append((step, above, itself))
        for recipient, steps in come.items():
            opening = (one.number, "opening", one.change, one.due_on, recipient)
            # What was sent back or put off is news first: no reminder of the same days comes before it.
            fresh = one.news in {"returned", "extended"} and opening not in self.known
            tells = [step for step, _, itself in steps if not itself]
            tells = [step for step in tells if not (fresh and step.purpose in {"reminder", "promise"})]
            for step, above, itself in steps:
                key = (one.number, step.purpose, step.rung, one.due_on, recipient)
                if key in self.known:
                    continue
                self.known.add(key)
                said = (*key, step.on)
                told.new.add(said)
                if not itself and tells and step is tells[-1]:
                    self._queue(recipient, _Waiting(said, above))
        for number, day in one.refused:
            recipient = rules.name(one.holder)
            if day >= one.began and (one.number, number, recipient) not in self.refused:
                self.refused.add((one.number, number, recipient))
                said = (one.number, "refusal", number, one.due_on, recipient, day)
                told.new.add(said)
                self._queue(recipient, _Waiting(said, above=False))

    def _queue(self, recipient: str, one: _Waiting) -> None:
        """Put a notice among those that wait; an older one of the same report is overtaken, but for a refusal."""
        mine = [w for w in self.waiting[recipient] if w.said[0] != one.said[0] or "refusal" in {w.said[1], one.said[1]}]
        self.waiting[recipient] = [*mine, one]

    # Calls and letters

    def _calls(self, on: date) -> set[str]:
        """Return whom the office calls: who is late and has reached such a rung, and was not called lately."""
        since: dict[str, date] = {}
        for line in self.lines.values():
            if line.called_from is not None:
                agency = self.rules[line.owed.plan].name(line.owed.holder)
                since[agency] = min(since.get(agency, date.max), line.called_from)
        self.since = {agency: max(day, self._again(agency)) for agency, day in since.items()}
        return {agency for agency, day in self.since.items() if day <= on}

    def _again(self, agency: str) -> date:
        called, promised = self.last_call.get(agency, (None, None))
        if called is None:
            return date.min
        calendar = next(iter(self.rules.values())).calendar
        return calendar.next_working_day(promised + DAY if promised else called + WEEK)

    def _write(self, on: date, told: Told, desks: set[str]) -> None:
        worked = any(rules.calendar.is_working_day(on) for rules in self.rules.values())
        reached = {name for line in self.lines.values() for name in line.reached}
        above = {name for line in self.lines.values() for name in line.reached_above}
        offices = {rules.name(rules.office): rules for rules in self.rules.values()}
        calling = {office: self._called_in(office, told.calls) for office in offices}
        desks |= {office for office, agencies in calling.items() if agencies}
        for name in {*self.waiting, *reached, *above, *desks}:
            free = [one for one in self.waiting[name] if self._may_go(one, on, name)]
            digest = any(one.above for one in free) or (
                worked and name in above and _is_over(self.others.get(name), on)
            )
            new_calls = any(self.since[one] > self.desk.get(name, date.min) for one in calling.get(name, ()))
            desk = worked and name in desks and (digest or new_calls or _is_over(self.desk.get(name), on))
            was_called = self._was_called(name, on)
            again = worked and name in reached and not was_called and _is_over(self.last.get(name), on)
            if not (free or digest or desk or again):
                continue
            told.letters.add(name)
            self.waiting[name] = [one for one in self.waiting[name] if one not in free]
            self.last[name] = on
            if digest:
                self.others[name] = on
            if digest or desk:
                self.desk[name] = on

    def _called_in(self, office: str, agencies: Iterable[str]) -> list[str]:
        """Return of some agencies those of an office's province."""
        province = office.rpartition(":")[0]
        return [one for one in agencies if one.rpartition(":")[0] == province]

    def _may_go(self, one: _Waiting, on: date, recipient: str) -> bool:
        owed = self.lines[one.said[0]].owed
        begins = owed.taken_on and owed.began == on
        if not (self.rules[owed.plan].calendar.is_working_day(on) or begins):
            return False
        if one.said[1] == "escalation" and owed.is_paused(on):
            return False
        if one.above:
            return _is_over(self.others.get(recipient), on)
        chases = one.said[1] in {"reminder", "promise", "escalation"}
        return not (chases and self._was_called(recipient, on))

    def _was_called(self, recipient: str, on: date) -> bool:
        return self.last_call.get(recipient.partition("/")[0], (None, None))[0] == on

    def upcoming(self, on: date) -> set[date]:
        """Return days after `on` on which something may be said, before they are moved to a working day."""
        days = {line.next for line in self.lines.values()}
        reached = {name for line in self.lines.values() for name in (*line.reached, *line.reached_above)}
        days |= {self.last.get(name, on) + WEEK for name in reached} | {
            self.others.get(name, on) + WEEK for name in reached
        }
        days |= {day + WEEK for day in self.desk.values() if day + WEEK > on} | set(self.since.values())
        return {day for day in days if on < day < date.max}


def _is_over(last: date | None, on: date) -> bool:
    """Tell whether a week has gone since a day, or there was none."""
    return last is None or last + WEEK <= on


def _after_pauses(day: date, one: Owed, rules: Rules) -> date:
    """Return the day of a rung put off by as many working days as the climb was stopped before it."""
    for since, until in one.pauses:
        if day >= since:
            stopped = sum(
                rules.calendar.is_working_day(since + DAY * count) for count in range((until - since).days + 1)
            )
            day = rules.calendar.add_working_days(day, stopped)
    return day


def _changing_days(one: Owed, steps: Iterable[Step]) -> tuple[date, ...]:
    days = {step.on for step in steps} | {one.due_on + DAY}
    days |= {day for since, until in one.pauses for day in (since, until + DAY)}
    return tuple(sorted(days | ({one.promised[0] + DAY} if one.promised else set())))
