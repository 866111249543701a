"""All shipped plans from 2022 to 2030, every notice, call and letter counted twice: `python -m tests.long.eight_years`
(`in-time silent seeded late`, `--first 2022-11-01 --last 2030-12-31`, `--minutes 25`, `--prove`).

A trial home follows the plans of five provinces. Its days are lived through in order, but for those on which by the reckoning
(`tests.long.expected`) and by the plans nothing can happen. After each round the notices that it made, the letters that left
and the call list are held against what the decisions say. Five times the home is down, for 3, 10 and 40 days.

Told is for each behaviour (`tests.long.behaviours`) how many days, check-ins, notices by purpose and rung, calls and letters
there were, and how many differed; the first differences are told in full. `--prove` lives through a span twice, once day by
day, and holds both against each other. It ends with 1 where anything differs, or anybody had two letters on a day.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sqlmodel import col, func, select, update

from flows.acts.open_home import OpenHome, load_plans, open_office, post_of
from models.agencies import name_in_home
from models.database import Session
from models.decisions.chasing.calls import last_calls
from models.outbox.notices import chased_check_ins
from models.tables.core import CheckIn, Letter, LetterState, Notice
from notifications.outbox.climb.call_list import ToCall, call_list
from notifications.outbox.due_notices import climb_on
from plan.library import Library, load_plan
from plan.owed import owed_between
from tests.homes.databases.templates import DATABASE, put_migrated_file
from tests.homes.offices import go_to, round_on
from tests.long.behaviours import BEHAVIOURS, Behaviour
from tests.long.expected import Reckoning, Said, Told
from tests.long.home_facts import DAY, Facts, rules_of

PLANS = ("bac-giang", "nd-331", "lao-cai", "quang-ngai", "tieu-ban-attt", "tuyen-quang")
FIRST, LAST = date(2022, 11, 1), date(2030, 12, 31)
DOWN = {
    date(2022, 11, 14): 3,
    date(2022, 12, 5): 10,
    date(2023, 6, 8): 40,
    date(2025, 6, 12): 10,
    date(2027, 10, 28): 40,
}
"""From which days on the program is down, and for how many."""
ROOM = Path("/dev/shm")  # noqa: S108  a home that is gone with the run
DIFFERENCES = 12
"""How many days that differ are told in full."""


class Life:
    """A home that lives through its days, and the reckoning beside it."""

    def __init__(self, office: OpenHome, behaviour: Behaviour, heads: Collection[str]) -> None:
        """Begin before the first day."""
        self.office, self.behaviour, self.plans = office, behaviour, load_plans(office)
        self.own = next(iter(self.plans.values())).register.code
        self.calendar = next(iter(self.plans.values())).calendar
        self.facts = Facts(self.plans, self.own)
        self.reckoning = Reckoning({code: rules_of(one, self.own) for code, one in self.plans.items()}, heads)
        self.counts: Counter[str] = Counter()
        self.rungs: Counter[str] = Counter()
        self.differences: list[str] = []
        self.said: set[Said] = set()
        self.letters: set[tuple[date, str]] = set()
        self.calls: set[tuple[date, str]] = set()
        self.day = date.min
        self._last_notice = 0

    def live(self, first: date, last: date, minutes: float, *, whole: bool = False) -> None:
        """Live from a day to another, or until the time is over; with `whole` through every day."""
        fixed, day, until = self._days_of_plans(first, last), first, time.monotonic() + 60 * minutes
        while day <= last and time.monotonic() < until:
            self.day = day
            self._live_through(day)
            coming = {*fixed, *self.behaviour.agenda, *self.reckoning.upcoming(day), day + DAY if self.acted else last}
            # What came on a day off is told on the working day that follows.
            coming |= {self.calendar.next_working_day(one) for one in {*coming, day} if one >= day}
            day = self._not_down(day, day + DAY if whole else min(one for one in {*coming, last + DAY} if one > day))

    @staticmethod
    def _not_down(day: date, coming: date) -> date:
        """Return the day that follows: the program is down from some days on."""
        for since, days in DOWN.items():
            if day < since <= coming or since <= coming < since + DAY * days:
                coming = max(coming, since + DAY * days)
        return coming

    def _days_of_plans(self, first: date, last: date) -> set[date]:
        """Return the days on which something opens or passes on."""
        days = {last}
        for loaded in self.plans.values():
            asked = owed_between(loaded.plan, loaded.register, loaded.calendar, first, last + DAY * 60)
            moves = (*loaded.register.moves, *loaded.plan.handovers)
            days |= {one.opens_on for one in asked} | {move.on for move in moves}
        return days

    def _live_through(self, day: date) -> None:
        go_to(self.office, day)
        self.behaviour.called.clear()
        with self.office.database.read() as session:
            to_call = self._to_call(session, day) if self.calendar.is_working_day(day) else ()
        self.behaviour.call(day, [(one.province, one.agency, one.late[0].due_on) for one in to_call])
        for province, agency, promised in self.behaviour.called:
            self.reckoning.called(name_in_home(self.own, province, agency), day, promised)
        for sentence in self.run_round(day):
            self._differ(day, sentence)
        with self.office.database.read() as session:
            chased = chased_check_ins(session)
            owed = self.facts.owed(session, chased, self.behaviour.answered, day)
            told = self.reckoning.day(day, owed, self.facts.desks(session, day))
            self._hold_against(session, day, told)
        acts = self._acts
        self.behaviour.act(day, chased)
        self.acted = self._acts != acts
        for file in self.office.home.mailbox.glob("*.eml"):
            file.unlink()
        self.counts["days"] += 1
        if not self.counts["days"] % 20:
            # What was sent is read by nobody any more, and would fill the memory.
            with self.office.database.write() as session:
                session.execute(update(Letter).where(col(Letter.written_on) < day).values(body=""))

    def run_round(self, day: date) -> Iterable[str]:
        """Run the round of a day; return what it could not do, in sentences."""
        return [failure.sentence for failure in round_on(self.office, day).failures]

    acted = False

    @property
    def _acts(self) -> int:
        return sum(map(len, self.behaviour.agenda.values()))

    def _to_call(self, session: Session, day: date) -> tuple[ToCall, ...]:
        post = post_of(self.office, self.plans)
        return call_list(post, climb_on(session, post, day), chased_check_ins(session), last_calls(session), day)

    def _hold_against(self, session: Session, day: date, told: Told) -> None:
        """Hold what the round did against what it must do, and count both."""
        found = session.exec(select(Notice).where(Notice.id > self._last_notice)).all()
        self._last_notice = max((one.id for one in found), default=self._last_notice)
        new = {(one.check_in_id, one.purpose, one.rung, one.due_on, one.recipient, one.stage_on) for one in found}
        letters = session.exec(select(Letter.recipient, Letter.state).where(Letter.written_on == day)).all()
        left = [recipient for recipient, state in letters if state == LetterState.SENT]
        calls = {one.name for one in self._to_call(session, day)} if self.calendar.is_working_day(day) else told.calls
        self.counts["two letters on a day"] += len(left) - len(set(left))
        for what, is_so, must_be in (
            ("notices", new, told.new),
            ("letters", set(left), told.letters),
            ("calls", calls, told.calls),
        ):
            self.counts[what] += len(is_so)
            self.counts[f"{what} reckoned"] += len(must_be)
            self.counts[f"{what} that differ"] += len(is_so ^ must_be)
            if is_so != must_be:
                self._differ(day, f"{what}: {_some(is_so - must_be)} and not {_some(must_be - is_so)}")
        self.rungs.update(
            f"{purpose} {rung if purpose in {'escalation', 'reminder'} else ''}".strip() for _, purpose, rung, *_ in new
        )
        self.said |= new
        self.letters |= {(day, one) for one in left}
        self.calls |= {(day, one) for one in calls}

    def _differ(self, day: date, words: str) -> None:
        self.differences.append(f"{day:%a %d/%m/%Y} {words}")
        if len(self.differences) <= DIFFERENCES:
            sys.stdout.write(f"{self.differences[-1]}\n")
            sys.stdout.flush()

    def told(self) -> dict[str, object]:
        """Return what came of this life in numbers."""
        with self.office.database.read() as session:
            opened = session.exec(select(func.count()).select_from(CheckIn)).one()
        return {
            "lived to": str(self.day),
            "check-ins": opened,
            **self.counts,
            "rungs": dict(sorted(self.rungs.items())),
        }


def _some(found: Collection[object]) -> str:
    shown = sorted(map(str, found))
    return f"{len(shown)} {shown[:4]}"


@contextmanager
def a_life(
    name: str,
    plans: tuple[str, ...],
    first: date,
    texts: Mapping[str, str] | None = None,
    seed: int = 1,
    of_kind: type[Life] = Life,
) -> Iterator[Life]:
    """Give a life in a home of its own, with heads for every other agency of its provinces.

    `texts` are files of the home's own plans by name; without any it follows the shipped ones. Where the behaviour asks for a
    rule of habits its plans get it.
    """
    with tempfile.TemporaryDirectory(prefix="years-", dir=ROOM if ROOM.is_dir() else None) as base:
        home, kind = Path(base) / "home", BEHAVIOURS[name]
        put_migrated_file(home / DATABASE)
        (home / "plans").mkdir()
        shipped = {
            f"{code}.yaml": Library(None).plan_files()[code].read_text(encoding="utf-8") for code in plans if not texts
        }
        for file, text in (texts or (shipped if kind.habit else {})).items():
            (home / "plans" / file).write_text(text.replace("  ladder:", f"{kind.habit}  ladder:"), encoding="utf-8")
        read = [load_plan(code, Library(home / "plans")).register for code in plans]
        registers = {one.code: one for one in read}
        own = next(iter(registers))
        heads = [name_in_home(own, code, agency) for code, one in registers.items() for agency in one.agencies][::2]
        ways = [(one, way) for one in heads for way in ("vt,", "td,có")]
        rows = [
            f"{one},,,{head},email,{box}.{one.replace(':', '.')}@tinh.example.vn,,"
            for one, way in ways
            for box, head in [way.split(",")]
        ]
        table = ["agency,name,post,head,channel,address,from,to", *rows, ""]
        (home / "contacts.csv").write_text("\n".join(table), encoding="utf-8")
        settings = f"plans = {json.dumps(plans)}\nrelease_chairman = true\nletters_per_hour = 0\n"
        (home / "dondoc.toml").write_text(settings, encoding="utf-8")
        with open_office(home, on=first) as office:
            yield of_kind(office, kind(office, load_plans(office), seed), heads)


def tell(name: str, life: Life) -> bool:
    """Tell of a life as a line of JSON; True where anything differs."""
    sys.stdout.write(json.dumps({"behaviour": name, **life.told()}, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return bool(life.differences or life.counts["two letters on a day"])


def prove(names: Iterable[str], first: date, last: date, minutes: float) -> bool:
    """Live through a span by the days that matter and day by day; True where the two differ."""
    wrong = False
    for name in names:
        with a_life(name, PLANS, first) as some, a_life(name, PLANS, first) as every:
            some.live(first, last, minutes)
            every.live(first, last, minutes, whole=True)
            both = ((some.said, every.said), (some.letters, every.letters), (some.calls, every.calls))
            differ = [len(one ^ other) for one, other in both[:2]]
            told = {"behaviour": name, "days": [some.counts["days"], every.counts["days"]], "differ": differ}
            sys.stdout.write(json.dumps(told | {"notices": len(every.said), "letters": len(every.letters)}) + "\n")
            wrong |= any(differ)
    return wrong


def main() -> int:
    """Live as the command line asks; 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("behaviours", nargs="*", default=list(BEHAVIOURS), choices=list(BEHAVIOURS))
    parser.add_argument("--first", type=date.fromisoformat, default=FIRST)
    parser.add_argument("--last", type=date.fromisoformat, default=LAST)
    parser.add_argument("--minutes", type=float, default=25, help="for each behaviour")
    parser.add_argument("--prove", action="store_true")
    asked = parser.parse_args()
    if asked.prove:
        return int(prove(asked.behaviours, asked.first, asked.last, asked.minutes))
    wrong = False
    for name in asked.behaviours:
        with a_life(name, PLANS, asked.first) as life:
            life.live(asked.first, asked.last, asked.minutes)
            wrong |= tell(name, life)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
