"""Two rounds and four senders at once: `python -m tests.long.senders` (`--notices 5000 --tasks 2 --rounds 2 --senders 4`).

A real home on PostgreSQL asks every agency of a made-up province for several reports on one day. So many processes run the
day's round, and so many others send what waits, all begun at the same moment; they go on, a working day after the other,
until nothing waits. A mail server in a process of its own writes down which reports each letter that it took tells of.

Told is how many notices were received once, how many never, twice or in a letter that came twice; how many letters each
process sent, and the seconds. It ends with 1 where a notice was not received once, or a process failed. Without PostgreSQL
`--sqlite` tries the same in a file.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, MutableSequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import repeat
from multiprocessing.context import ForkContext, ForkProcess
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from typing import Any

from sqlmodel import select

from flows.acts.open_home import OpenHome, open_office
from flows.round import run_round
from flows.waiting_letters import send_waiting_letters
from models.decisions.going_live import begin_sending
from models.tables.core import CheckIn, Letter, Notice, Outcome
from tests.homes.databases.postgres import database_made, find_postgres
from tests.homes.databases.templates import DATABASE, put_migrated_file
from tests.homes.offices import CLERK, SMALL_PLAN, SMALL_REGISTER
from tests.long.at_moment import show, shown
from tests.long.kills import Mail, mail_process, moment

EVE, OPENING = "2023-05-12T07:30:00+07:00", "2023-05-15T07:30:00+07:00"
"""The Friday on which the home goes live, and the Monday on which the plan asks for its reports."""
DAYS = (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)
"""The working days from then on, on which what was left over may go."""
LONGEST = 1800.0
"""After how many seconds a day that should end is given up."""
GAVE_WAY = "cơ sở dữ liệu đang bị một việc khác giữ quá lâu"
"""What a round says of a step for which it has waited too long for the other one."""
FORK: ForkContext = multiprocessing.get_context("fork")
"""Children begin where this process is: nothing is imported anew, and all are ready at once."""


@dataclass(frozen=True)
class Province:
    """A made-up province: so many agencies that owe so many reports each."""

    agencies: int
    tasks: int

    @property
    def codes(self) -> list[str]:
        """The agencies that owe reports."""
        return [f"so-{number}" for number in range(1, self.agencies + 1)]

    @property
    def owed(self) -> set[tuple[str, str]]:
        """Every report that is asked for, as the mailbox that hears of it and its ref."""
        return {(f"{code}@tinh.example.vn", f"I.{ref}") for code in self.codes for ref in range(1, self.tasks + 1)}

    def write(self, home: Path) -> None:
        """Write the plan, the register, the address book and the settings of a home."""
        (home / "plans").mkdir(parents=True)
        named = "".join(f"  {code}: Sở số {code.removeprefix('so-')}\n" for code in self.codes)
        register = SMALL_REGISTER.replace("  so-y-te: Sở Y tế\n", named)
        members = f"members: [{', '.join(self.codes)}]"
        register = register.replace("members: [van-phong-ubnd-tinh, so-y-te]", members)
        head, _, _ = SMALL_PLAN.partition("clauses:")
        refs = [f"I.{ref}" for ref in range(1, self.tasks + 1)]
        tasks = "".join(f"  {ref}:\n    title: Việc {ref}\n    lead: cac-so\n    time: ongoing\n" for ref in refs)
        (home / "plans" / "agencies.yaml").write_text(register, encoding="utf-8")
        plan = f"{head}clauses: [{', '.join(refs)}]\ntasks:\n{tasks}"
        (home / "plans" / "ke-hoach-thu.yaml").write_text(plan, encoding="utf-8")
        codes = [*self.codes, "van-phong-ubnd-tinh", "cong-an-tinh", "chu-tich-ubnd-tinh"]
        rows = [f"{code},,,,email,{code}@tinh.example.vn,," for code in codes]
        table = "\n".join(["agency,name,post,head,channel,address,from,to", *rows, ""])
        (home / "contacts.csv").write_text(table, encoding="utf-8")
        settings = 'plans = ["ke-hoach-thu"]\nanswer_url = "https://dondoc.tinh.gov.vn"\nletters_per_hour = 0\n'
        (home / "dondoc.toml").write_text(settings, encoding="utf-8")


def make_home(folder: Path, province: Province, given: dict[str, Any]) -> Path:
    """Make a home that has taken its plan on and gone live on the eve of the opening."""
    home = folder / "home"
    province.write(home)
    if "database_url" not in given:
        put_migrated_file(home / DATABASE)
    with shown(moment(EVE)), open_office(home, given) as office:
        run_round(office, office.clock.now())
        with office.database.write() as session:
            begin_sending(session, ("tinh-thu", "van-phong-ubnd-tinh"), office.clock.now(), by=CLERK)
    return home


@dataclass(frozen=True)
class Day:
    """One day of all processes: the home, its settings, the moment that every clock shows, and how they wait for each other."""

    home: Path
    given: dict[str, Any]
    at: datetime
    gate: Barrier
    over: Event
    """Set when all rounds have ended."""

    def take_part(self, place: int, sent: MutableSequence[int], work: Callable[["Day", OpenHome], int]) -> None:
        """Be one of the processes: open the home, wait for the others, work, and write down how many letters were sent."""
        show(self.at)
        with open_office(self.home, self.given) as office:
            self.gate.wait(LONGEST)
            sent[place] += work(self, office)

    def run_round(self, office: OpenHome) -> int:
        """Run the day's round. It may give way to the other one, which does the same; anything else that it could not do fails."""
        outcome = run_round(office, office.clock.now())
        if any(GAVE_WAY not in said for said in outcome.undone):
            raise RuntimeError(outcome.undone)
        if outcome.undone:
            sys.stderr.write(f"gave way to the other round: {outcome.title}\n")
        return outcome.sent

    def send(self, office: OpenHome) -> int:
        """Send what waits until the rounds have ended and nothing does."""
        done, until = 0, time.monotonic() + LONGEST
        while time.monotonic() < until:
            last = self.over.is_set()
            outcome = send_waiting_letters(office, office.clock.now())
            done += outcome.sent
            if last and not outcome.waiting:
                return done
            time.sleep(0.02)
        raise TimeoutError


def live(home: Path, given: dict[str, Any], rounds: int, senders: int) -> tuple[list[int], int, int]:
    """Live through the days until no notice waits; return the letters of each process, the days and the failures."""
    sent, failed = FORK.Array("i", rounds + senders), 0
    for number, after in enumerate(DAYS, start=1):  # noqa: B007  told after the loop
        day = Day(home, given, moment(OPENING, timedelta(days=after)), FORK.Barrier(rounds + senders), FORK.Event())
        doing = (*repeat(Day.run_round, rounds), *repeat(Day.send, senders))
        children = [FORK.Process(target=day.take_part, args=(place, sent, work)) for place, work in enumerate(doing)]
        for child in children:
            child.start()
        failed += sum(_end(child) for child in children[:rounds])
        day.over.set()
        failed += sum(_end(child) for child in children[rounds:])
        if failed or not _waits(home, given):
            break
    return sent[:], number, failed


def _end(child: ForkProcess) -> bool:
    """Wait for a process; True where it failed, or did not end in time."""
    child.join(LONGEST)
    if child.is_alive():
        child.kill()
        child.join()
    return child.exitcode != 0


def _waits(home: Path, given: dict[str, Any]) -> bool:
    with open_office(home, given) as office, office.database.read() as session:
        return session.exec(select(Notice.id).where(Notice.outcome == Outcome.QUEUED)).first() is not None


def weigh(home: Path, given: dict[str, Any], mail: Mail, province: Province) -> dict[str, int]:
    """Return what the server holds against what was to be told, and against what the outbox says of it."""
    held = mail.held()
    told = Counter((str(one["to"]), str(ref)) for one in held for ref in one["refs"])  # type: ignore[attr-defined]
    with open_office(home, given) as office, office.database.read() as session:
        rows = session.exec(select(Notice, CheckIn.ref).where(CheckIn.id == Notice.check_in_id)).all()
        address = {one.id: one.address for one in session.exec(select(Letter)).all()}
    wrong = [
        said.id
        for said, ref in rows
        if said.outcome != Outcome.SENT or told[address.get(said.letter_id or 0, ""), ref] != 1
    ]
    return {
        "notices": len(province.owed),
        "received once": sum(told[one] == 1 for one in province.owed),
        "never": sum(told[one] == 0 for one in province.owed),
        "more than once": sum(count > 1 for count in told.values()),
        "not owed": len(told.keys() - province.owed),
        "letters": len(held),
        "letters twice": len(held) - len({one["id"] for one in held}),
        "rows that say otherwise": len(wrong) + abs(len(rows) - len(province.owed)),
    }


@contextmanager
def _database(*, sqlite: bool) -> Iterator[dict[str, Any]]:
    address = None if sqlite else find_postgres()
    if sqlite:
        yield {}
        return
    if address is None:
        raise SystemExit("no PostgreSQL on 127.0.0.1:5432; --sqlite tries the same in a file")
    with database_made(address) as url:
        yield {"database_url": url}


def run(province: Province, rounds: int, senders: int, *, sqlite: bool = False) -> dict[str, Any]:
    """Let so many processes ask and tell a province at once, and return what came of it."""
    with tempfile.TemporaryDirectory(prefix="senders-") as base, _database(sqlite=sqlite) as given:
        folder = Path(base)
        with mail_process(folder, "ok=1", 0) as mail:
            given["mail_url"] = mail.url
            home = make_home(folder, province, given)
            began = time.monotonic()
            sent, days, failed = live(home, given, rounds, senders)
            seconds = round(time.monotonic() - began, 1)
            found = weigh(home, given, mail, province)
    return {**found, "sent by each": sent, "days": days, "failed": failed, "seconds": seconds}


def main() -> int:
    """Run what the command line asks for; 1 where a notice was not received once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notices", type=int, default=5000)
    parser.add_argument("--tasks", type=int, default=2, help="how many notices each letter gathers")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--sqlite", action="store_true")
    asked = parser.parse_args()
    province = Province(asked.notices // asked.tasks, asked.tasks)
    found = run(province, asked.rounds, asked.senders, sqlite=asked.sqlite)
    sys.stdout.write(json.dumps(found) + "\n")
    once = found["received once"] == found["notices"] and not found["letters twice"] and not found["not owed"]
    return int(not once or found["failed"] > 0 or found["rows that say otherwise"] > 0)


if __name__ == "__main__":
    sys.exit(main())
