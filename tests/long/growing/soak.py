"""Years in an hour, with everything at once: `python -m tests.long.growing.soak [--minutes 60] [--seed 1] [--last 2024-12-31]`.

A trial home of two plans lives from November 2022 on, its agencies answering by lot, while `dondoc up` runs in it: Prefect's
server and runner, which draw each day's artifacts, and the pages, which three visitors turn without a pause. Each round is a
process of its own, killed (SIGKILL) up to three times before one is let be; a backup and a report are made every tenth day,
and every third backup is killed; now and then the runner or the pages under `up` are killed, which brings them back.

Told are the memory and the open files of each part after a third of the time and at the end, the rows in Prefect's database
for each of its runs, and how many rounds, kills, pages and backups there were. Then the same days are lived in a home without
`up` and without a kill. It ends with 1 where the standings, notices or letters of the two differ, anybody had two letters on
a day, a page was a fault, a part holds a quarter and 30 MB more than before or 30 files more, or Prefect has a fifth more rows
a run, or a part was not measured in both places.
"""

import argparse
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from http.client import HTTPConnection, HTTPException

from sqlmodel import select

from flows.acts.open_home import OpenHome, load_plans
from flows.round import run_round
from models.check_ins.standings import standings
from models.clock import Clock, end_of_day, in_zone
from models.database import Session
from models.store.prefect_file import prefect_file
from models.tables.core import CheckIn, Letter, LetterState, Notice
from notifications.links import ANSWER, OFFICE, link_key, sign_link
from tests import PROJECT
from tests.homes.living_up import LivingUp
from tests.homes.offices import morning
from tests.long.eight_years import Life, a_life
from tests.long.expected import Told
from tests.long.kills import BETWEEN, LONGEST, begin, end
from web.board.board_routes import OFFICES_OWN

PLANS = ("bac-giang", "lao-cai")
FIRST = date(2022, 11, 1)
MOST_KILLS, VISITORS = 3, 3
BACKUP_EVERY, HURT_EVERY = 10, 37
"""Every how many lived days a backup and a report are made, and a part under `up` is killed."""
PARTS = {"flows.up.server": "server", "flows.runs.serve": "runner", "web.serve": "pages"}


class DayOfTwoRounds(Life):
    """A life with a round before the day's acts and one after: `up` runs one whenever it sees that the day has moved, so that
    what it tells at some moment must be told in both lives. What each round tells is not reckoned.
    """

    def _live_through(self, day: date) -> None:
        super()._live_through(day)
        for sentence in self.run_round(day):
            self._differ(day, sentence)

    def _hold_against(self, _session: Session, _day: date, _told: Told) -> None:
        pass


class SoakedLife(DayOfTwoRounds):
    """A life whose rounds are processes of their own, each killed a few times before one is let be."""

    chance = random.Random(1)  # noqa: S311  no secret

    def run_round(self, day: date) -> Iterable[str]:
        """Run the round of a day as processes, the last of which is let be; each is a claim's time later than the one before."""
        at = in_zone(Clock().now()) + BETWEEN * self.counts["processes"]
        settings: dict[str, object] = {}

        def work(office: OpenHome, _now: object) -> object:
            outcome = run_round(office, morning(day))
            assert not outcome.failures, outcome.failures
            return outcome

        for _ in range(self.chance.randrange(MOST_KILLS + 1)):
            child = begin(self.office.home.path, settings, at, work)
            at += BETWEEN
            self.counts["processes"] += 1
            if end(child, self.chance.uniform(0.02, 0.5)) is None:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                self.counts["rounds killed"] += 1
        code = end(begin(self.office.home.path, settings, at, work), LONGEST)
        self.counts["processes"] += 1
        return [] if code == 0 else [f"the round ended with {code}"]


class Around:
    """What goes on around a life: `up` with its parts, visitors, backups and reports."""

    def __init__(self, life: SoakedLife, up: LivingUp) -> None:
        """Begin with nothing done."""
        self.life, self.up, self.done = life, up, Counter[str]()
        self.stop = threading.Event()
        key = link_key(life.office.home)
        agencies = list(next(iter(life.plans.values())).register.agencies)
        self.paths = ["/suc-khoe"]
        self.paths += ["/tra-loi/" + sign_link(key, one, ANSWER, date(2030, 12, 31)) for one in agencies]
        office = next(iter(life.plans.values())).register.office
        desk = "/van-phong/" + sign_link(key, office, OFFICE, date(2030, 12, 31))
        self.paths += [desk, f"{desk}/{OFFICES_OWN}"] * 5

    def visit(self, seed: int) -> None:
        """Turn pages until told to stop; a page that is a fault is counted, one that is away is looked for again."""
        chance = random.Random(seed)  # noqa: S311  no secret
        while not self.stop.wait(0.2):
            connection = HTTPConnection("127.0.0.1", self.up.web_port, timeout=60)
            try:
                connection.request("GET", chance.choice(self.paths))
                self.done[f"pages {connection.getresponse().status}"] += 1
            except (OSError, HTTPException):
                self.done["pages away"] += 1
            finally:
                connection.close()

    def after(self, day: date) -> None:
        """Do what is done beside a lived day."""
        count = self.life.counts["days"]
        if count % BACKUP_EVERY == 0:
            self._command("backup", kill=count % (3 * BACKUP_EVERY) == 0)
            self._command("report", "--plan", "bac-giang", "--on", day.isoformat())
        if count % HURT_EVERY == 0:
            module = self.life.chance.choice(["flows.runs.serve", "web.serve"])
            if (part := self.up.child(module)) is not None:
                part.kill()
                self.done[f"{PARTS[module]} killed"] += 1

    def _command(self, *words: str, kill: bool = False) -> None:
        command = [sys.executable, "-m", "cli", words[0], "--home", str(self.up.home), *words[1:]]
        environment = os.environ | {"PYTHONPATH": str(PROJECT)}
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            if kill:
                time.sleep(self.life.chance.uniform(0.5, 2))
                process.kill()
            _, said = process.communicate(timeout=300)
        ended = "killed" if kill else "done" if process.returncode == 0 else f"failed: {said.decode()[-200:]}"
        self.done[f"{words[0]} {ended}"] += 1

    def held(self) -> dict[str, tuple[float, int]]:
        """Return of each part the memory in megabytes and the open files, and of Prefect's database the rows a run."""
        found = {}
        for module, name in PARTS.items():
            head = self.up.child(module)
            if head is not None:
                all_of_it = [head, *head.children(recursive=True)]
                # The processes of single runs come and go.
                stays = [one for one in all_of_it if "prefect.engine" not in " ".join(one.cmdline())]
                memory = sum(one.memory_info().rss for one in stays) / 1e6
                found[name] = (round(memory, 1), sum(one.num_fds() for one in stays))
        return found

    def rows_of_a_run(self) -> float:
        """Return how many rows Prefect's database has for each of its runs."""
        with closing(sqlite3.connect(f"file:{prefect_file(self.up.home)}?mode=ro", uri=True, timeout=60)) as file:
            tables = ("flow_run_state", "log", "artifact", "events")
            rows = sum(file.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)  # noqa: S608
            runs = file.execute("SELECT count(*) FROM flow_run WHERE state_type = 'COMPLETED'").fetchone()[0]
        return float(rows / max(1, runs))


@contextmanager
def going_on(life: SoakedLife) -> Iterator[Around]:
    """Let `up` run in a life's home, and visitors come, while the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        ports = one.getsockname()[1], other.getsockname()[1]
    up = LivingUp(life.office.home.path, *ports, on=FIRST.isoformat())
    up.start()
    around = Around(life, up)
    visitors = [threading.Thread(target=around.visit, args=(seed,)) for seed in range(VISITORS)]
    for one_visitor in visitors:
        one_visitor.start()
    try:
        yield around
    finally:
        around.stop.set()
        for one_visitor in visitors:
            one_visitor.join()
        up.kill_everything()


def facts_of(office: OpenHome, on: date) -> dict[str, set[tuple[object, ...]]]:
    """Return what must be alike whatever was killed: the standings, the notices, and the letters that were sent.

    An office's letters are left out: it hears whom to telephone where a round of `up` comes before its calls of the day.
    """
    offices = {one.register.office for one in load_plans(office).values()}
    with office.database.read() as session:
        line = {
            one.id: (one.plan, one.ref, one.holder, one.scope, one.occurrence) for one in session.exec(select(CheckIn))
        }
        found = standings(session, on, end_of_day(on))
        notices = session.exec(select(Notice)).all()
        letters = session.exec(select(Letter).where(Letter.state == LetterState.SENT)).all()
        days = Counter((one.recipient, one.written_on) for one in letters if not one.matter)
        return {
            "standings": {(*line[one.check_in_id], str(one.stage), one.days_late) for one in found},
            "notices": {(*line[one.check_in_id], one.purpose, one.rung, one.due_on, one.recipient) for one in notices},
            "letters": {
                (one.recipient, one.written_on) for one in letters if one.recipient.rpartition(":")[2] not in offices
            },
            "days of two letters": {key for key, count in days.items() if count > 1},
        }


def soak(minutes: float, last: date, seed: int) -> int:
    """Live, tell what came of it, and return 1 where anything is not as it must be."""
    until, early, early_rows, lived = time.monotonic() + 60 * minutes, dict[str, tuple[float, int]](), 0.0, list[date]()
    SoakedLife.chance = random.Random(seed)  # noqa: S311  no secret
    with a_life("seeded", PLANS, FIRST, seed=seed, of_kind=SoakedLife) as life:
        assert isinstance(life, SoakedLife)
        with going_on(life) as around:
            day, third = FIRST, time.monotonic() + 20 * minutes
            while day <= last and time.monotonic() < until:
                life.live(day, day, 60, whole=True)
                lived.append(day)
                around.after(day)
                if not early and time.monotonic() > third:
                    early, early_rows = around.held(), around.rows_of_a_run()
                day += timedelta(days=1)
            time.sleep(15)  # what was killed last is brought back
            late, late_rows, wrong = around.held(), around.rows_of_a_run(), faults_of(around)
        soaked, told = facts_of(life.office, lived[-1]), life.told()
        wrong += life.differences
    with a_life("seeded", PLANS, FIRST, seed=seed, of_kind=DayOfTwoRounds) as calm:
        for day in lived:
            calm.live(day, day, 60, whole=True)
        quiet = facts_of(calm.office, lived[-1])
    for kind, calm_ones in quiet.items():
        more, fewer = sorted(soaked[kind] - calm_ones, key=str), sorted(calm_ones - soaked[kind], key=str)
        wrong += [f"{kind}: {len(more)} more, {more[:4]}, {len(fewer)} fewer, {fewer[:4]}"] if more or fewer else []
    wrong += grown(early, late, early_rows, late_rows)
    counts = {kind: len(found) for kind, found in quiet.items()}
    shown = {
        "days": len(lived),
        **told,
        "around": dict(around.done),
        "alike": counts,
        "after a third": early,
        "at the end": late,
    }
    shown |= {"rows a run of Prefect": [round(early_rows, 1), round(late_rows, 1)], "wrong": wrong}
    sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1, default=str) + "\n")
    return int(bool(wrong))


def faults_of(around: Around) -> list[str]:
    """Return what went wrong around a life: pages that were faults, and commands that failed."""
    bad = [one for one in around.done if one.startswith("pages 5") or " failed" in one]
    return [f"{around.done[one]} × {one}" for one in bad]


def grown(
    early: dict[str, tuple[float, int]], late: dict[str, tuple[float, int]], early_rows: float, late_rows: float
) -> list[str]:
    """Return what holds more at the end than after a third, and of what that cannot be told."""
    found = [f"{name} is gone" for name in PARTS.values() if name not in late]
    found += [f"{name}: not measured after a third" for name in late if name not in early]
    for name in late.keys() & early.keys():
        (memory, files), (memory_before, files_before) = late[name], early[name]
        if memory > 1.25 * memory_before + 30:
            found.append(f"{name}: {memory_before} MB, then {memory} MB")
        if files > files_before + 30:
            found.append(f"{name}: {files_before} open files, then {files}")
    return found + ([f"{early_rows} rows a run, then {late_rows}"] if late_rows > 1.2 * early_rows else [])


def main() -> int:
    """Soak as the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--last", type=date.fromisoformat, default=date(2024, 12, 31))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    return soak(asked.minutes, asked.last, asked.seed)


if __name__ == "__main__":
    sys.exit(main())
