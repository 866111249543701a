"""How the agencies of `tests.long.eight_years` behave: who answers when, is returned to, asks, promises, is called.

What one report meets is drawn from its own number by a seed as it opens, and put into a calendar of acts; a home that is down
on the day of an act has it on the next. All act after the day's round, the office's calls before it, and whoever judges does
so at once: what is left on a desk over night is a later date that is asked for.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time, timedelta

from sqlmodel import col, select

from flows.acts.open_home import OpenHome
from models.answers.record import AnswerDraft, record_answers
from models.audit.acts import Person
from models.clock import moment_on
from models.database import Session
from models.decisions.chasing.calls import Called, record_call
from models.decisions.chasing.causes import Accepted, accept_cause
from models.decisions.deciders import acts_for, decider_of, judge_of
from models.decisions.explanations import explain_lateness
from models.decisions.extensions import ExtensionDecision, ask_extension, decide_extension
from models.decisions.verdicts import Seen, accept, earliest_return, give_back, waiting_answers
from models.outbox.notices import Chased
from models.promises.promises import promise, promise_days
from models.tables.core import CheckIn, Result
from models.tables.decisions import Extension, Ruling
from plan.library import LoadedPlan

BY = Person("Nguyễn Văn An", "Chánh Văn phòng", "page")
DRAFT = AnswerDraft(Result.IN_PROGRESS, 50, "Đang làm.")
Act = tuple[str, int]
"""What is done about which report: `answer`, `promise`, `ask`, `decide`, `explain`."""


class Behaviour:
    """All silent: nobody does anything. The others say what comes of a report in `foresee`."""

    name = "silent"
    habit: str = ""
    """A rule of habits that the plans are given, as a plan file writes it."""

    def __init__(self, office: OpenHome, plans: Mapping[str, LoadedPlan], seed: int = 1) -> None:
        """Begin with an empty calendar of acts."""
        self.office, self.plans, self.seed = office, plans, seed
        self.agenda: dict[date, list[Act]] = defaultdict(list)
        self.seen: set[int] = set()
        self.answered: dict[int, date] = {}
        """On which day each report was last answered."""
        self.called: list[tuple[str, str, date | None]] = []
        """Who was called today: province, agency, and the day promised."""

    def foresee(self, one: Chased, chance: random.Random) -> None:
        """Put what comes of a report into the calendar."""

    def call(self, on: date, to_call: Iterable[tuple[str, str, date]]) -> None:
        """Telephone agencies of the call list: each its province, its code and the date of its oldest late report."""

    def act(self, on: date, owed: Iterable[Chased]) -> None:
        """Do what the calendar has for the days up to today, and judge what came."""
        there = {one.id: one for one in owed}
        for number in there.keys() - self.seen:
            self.foresee(there[number], random.Random(self.seed * 1_000_003 + number))  # noqa: S311  no secret
        self.seen |= there.keys()
        acts = [one for day in sorted(day for day in self.agenda if day <= on) for one in self.agenda.pop(day)]
        kinds: dict[str, list[int]] = defaultdict(list)
        for kind, number in dict.fromkeys(acts):
            kinds[kind].append(number)
        now = moment_on(on, time(10, 0))
        for kind, do in self._acts.items():
            if mine := [number for number in kinds.get(kind, ()) if number in there or kind == "decide"]:
                with self.office.database.write() as session:
                    do(session, mine, now)
        if self.answered and max(self.answered.values()) == on:
            self.judge(on)

    @property
    def _acts(self) -> dict[str, Callable[[Session, list[int], datetime], None]]:
        return {
            "promise": self._promise,
            "ask": self._ask,
            "decide": self._decide,
            "explain": self._explain,
            "answer": self._answer,
        }

    def plan_act(self, kind: str, number: int, plan: str, day: date, after: int) -> None:
        """Put an act into the calendar so many working days after a day."""
        self.agenda[self.plans[plan].calendar.add_working_days(day, after) if after else day].append((kind, number))

    def judge(self, on: date) -> None:
        """Let whoever judges look at all that came today."""
        now = moment_on(on, time(16, 0))
        desks = {(one.plan.province, one.register.office) for one in self.plans.values()}
        with self.office.database.write() as session:
            chosen = select(CheckIn).where(CheckIn.state == "answered")
            for one in session.exec(chosen).all():
                desks.add((one.province, judge_of(one, self.plans[one.plan], on)))
            for province, judge in sorted(desk for desk in desks if desk[1]):
                waiting = waiting_answers(session, self.plans, judge, on, province=province)
                seen = [Seen(one.check_in.id, one.answer.version) for one in waiting]
                back = [one for one in seen if self.is_returned(one)]
                for answer in back:
                    self._give_back(session, answer, judge, now, province)
                if taken := [one for one in seen if one not in back]:
                    accept(session, self.plans, taken, judge, now, by=BY, province=province)

    def is_returned(self, one: Seen) -> bool:
        """Tell whether an answer is sent back."""
        return False

    def _give_back(self, session: Session, one: Seen, judge: str, now: datetime, province: str) -> None:
        check_in, chance = _found(session, one.check_in_id), random.Random(one.check_in_id * 7)  # noqa: S311  no secret
        calendar = self.plans[check_in.plan].calendar
        until = calendar.add_working_days(earliest_return(calendar, check_in, now.date()), chance.randint(0, 8))
        give_back(session, self.plans, one, judge, now, by=BY, province=province, reason="Thiếu số liệu.", due_on=until)
        self.plan_act("answer", check_in.id, check_in.plan, until, chance.randint(-2, 12))

    def _answer(self, session: Session, numbers: list[int], now: datetime) -> None:
        held: dict[tuple[str, str], list[int]] = defaultdict(list)
        for number in numbers:
            one = _found(session, number)
            held[one.province, one.holder].append(number)
        for (province, agency), mine in sorted(held.items()):
            record_answers(session, dict.fromkeys(mine, DRAFT), agency, now, now, by=BY, province=province)
        self.answered |= dict.fromkeys(numbers, now.date())

    def _promise(self, session: Session, numbers: list[int], now: datetime) -> None:
        for number in numbers:
            one, chance = _found(session, number), random.Random(number * 11)  # noqa: S311  no secret
            days = promise_days(one.due_on, now.date(), self.plans[one.plan].calendar, 40)
            if days:
                day = {number: chance.choice(days)}
                promise(session, self.plans, day, one.holder, None, now, by=BY, province=one.province)

    def _ask(self, session: Session, numbers: list[int], now: datetime) -> None:
        for number in numbers:
            one = _found(session, number)
            if one.due_on >= now.date() and one.state in {"open", "returned"}:
                until, why = one.due_on + timedelta(days=20), "Chờ số liệu của Bộ."
                ask_extension(session, self.plans, number, one.holder, until, why, now, by=BY, province=one.province)

    def _decide(self, session: Session, numbers: list[int], now: datetime) -> None:
        waiting = select(Extension).where(col(Extension.check_in_id).in_(numbers), Extension.ruling == Ruling.WAITING)
        for asked in session.exec(waiting).all():
            one, on = _found(session, asked.check_in_id), now.date()
            loaded = self.plans[one.plan]
            still = one.state in {"open", "returned"} and (one.due_on, one.holder) == (asked.due_before, asked.holder)
            granted = still and asked.check_in_id % 2 == 0 and asked.asked_until > one.due_on
            given = ExtensionDecision(granted, asked.asked_until if granted else None, "12/QĐ-VP", "Đã xem.", on)
            decider = acts_for(decider_of(one, loaded, on, session), loaded)
            decide_extension(session, self.plans, asked.id, given, decider, now, by=BY, province=one.province)

    def _explain(self, session: Session, numbers: list[int], now: datetime) -> None:
        for number in numbers:
            one, on = _found(session, number), now.date()
            judge = judge_of(one, self.plans[one.plan], on)
            if one.due_on < on and judge:
                explain_lateness(session, number, one.holder, "Bão lũ.", now, by=BY, province=one.province)
                until = Accepted(on + timedelta(days=3 + number % 20))
                accept_cause(session, self.plans, number, until, judge, now, by=BY, province=one.province)


class InTime(Behaviour):
    """All in time: each on a working day between its opening and the last working day in time."""

    name = "in-time"

    def foresee(self, one: Chased, chance: random.Random) -> None:
        """Answer on one of the last working days, the last one too."""
        calendar = self.plans[one.plan].calendar
        before = max(0, min(12, calendar.working_days_between(one.opened_on, one.remind_on)))
        self.plan_act("answer", one.id, one.plan, one.remind_on, -chance.randint(0, before))


class Late(Behaviour):
    """Habitually late: two agencies in three answer up to twenty working days late, the others in time."""

    name = "late"
    habit = "  habit: {late: 2, of: 4}\n"

    def foresee(self, one: Chased, chance: random.Random) -> None:
        """Go by the agency: its own are all late, or none."""
        is_late = random.Random(one.holder).randrange(3) > 0  # noqa: S311  no secret
        self.plan_act(
            "answer", one.id, one.plan, one.due_on, chance.randint(1, 20) if is_late else -chance.randint(1, 9)
        )


class Seeded(Behaviour):
    """By lot: answers in time and late, returns, later dates granted and refused, promises, accepted causes, calls."""

    name = "seeded"

    def foresee(self, one: Chased, chance: random.Random) -> None:
        """Draw what comes of a report."""
        if chance.random() < 0.9:
            self.plan_act("answer", one.id, one.plan, one.due_on, chance.randint(-12, 25))
        if chance.random() < 0.25:
            self.plan_act("promise", one.id, one.plan, one.due_on, chance.randint(-10, 6))
        if chance.random() < 0.12:
            before = -chance.randint(0, 6)
            self.plan_act("ask", one.id, one.plan, one.remind_on, before)
            self.plan_act("decide", one.id, one.plan, one.remind_on, before + chance.choice((0, 4, 18, 40)))
        if chance.random() < 0.06:
            self.plan_act("explain", one.id, one.plan, one.due_on, chance.randint(1, 9))

    def is_returned(self, one: Seen) -> bool:
        """Send back one first answer in seven."""
        return one.version == 1 and one.check_in_id % 7 == 3

    def call(self, on: date, to_call: Iterable[tuple[str, str, date]]) -> None:
        """Call every other one, and be promised a day by half of them."""
        now = moment_on(on, time(7, 0))
        calendar = next(iter(self.plans.values())).calendar
        with self.office.database.write() as session:
            for place, (province, agency, due_on) in enumerate(to_call):
                if (place + on.day) % 2:
                    continue
                promised = promise_days(due_on, on, calendar, 10)[-1] if on.day % 2 else None
                office = next(one.register.office for one in self.plans.values() if one.plan.province == province)
                called = Called(promised, "Đã gọi.")
                record_call(session, self.plans, agency, called, office, now, by=BY, province=province)
                self.called.append((province, agency, promised))


BEHAVIOURS: dict[str, type[Behaviour]] = {one.name: one for one in (InTime, Behaviour, Seeded, Late)}


def _found(session: Session, number: int) -> CheckIn:
    return session.exec(select(CheckIn).where(CheckIn.id == number)).one()
