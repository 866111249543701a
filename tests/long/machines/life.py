"""The home that several machines live in, day after day, and what its letters are held against at the end."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlmodel import select

from flows.acts.open_home import OpenHome, open_office
from flows.names import DAILY_ROUND, FLOWS
from flows.round import run_round
from flows.up.prefect_api import UNFINISHED, NoAnswerError
from models.database import DatabaseError
from models.rounds.runs import failures_of, last_run
from models.tables.core import Letter
from tests.homes.databases.templates import DATABASE, put_migrated_file
from tests.homes.many.machines import Machine, SharedHome
from tests.homes.many.redis_server import RedisServer, redis_running
from tests.long.kills import told_keys
from tests.long.senders import Province
from tests.long.server_faults import Server, postgres_server

EVE, FIRST = date(2023, 5, 12), date(2023, 5, 15)
"""The Friday on which the plan is taken on, and the Monday on which it asks for its reports."""
DAYS = tuple(
    date(2023, month, day)
    for month, day in ((6, 5), (6, 13), (6, 15), (6, 19), (6, 23), (6, 26), (7, 3), (7, 10), (7, 17), (7, 24))
)
"""Days on which letters leave: reminders, the rungs, and the weeks of who stays silent."""
PROVINCE = Province(agencies=12, tasks=2)
LONGEST = 300.0
"""Within how many seconds of a fault a round of the day must be whole."""


@dataclass
class Life:
    """Three machines in one home, with their PostgreSQL and Redis, and the days that they have lived."""

    shared: SharedHome
    postgres: Server
    redis: RedisServer
    server: Machine
    workers: tuple[Machine, Machine]
    days: list[date] = field(default_factory=lambda: [EVE, FIRST])

    def next_day(self) -> date:
        """Move the trial to the next day on which letters leave, without a round."""
        self.days.append(DAYS[len(self.days) - 2])
        with self.shared.opened(self.days[-1]):
            return self.days[-1]

    def ask(self) -> None:
        """Ask for a round of the day, where the server answers."""
        with suppress(NoAnswerError):
            if found := self.shared.api.find_deployment(DAILY_ROUND, DAILY_ROUND):
                self.shared.api.request_run(found["id"], "phép thử")

    def under_way(self) -> bool:
        """Tell whether a round is being worked on."""
        with suppress(NoAnswerError):
            return bool(self.shared.api.find_runs((DAILY_ROUND,), ("RUNNING",)))
        return False

    def is_whole(self) -> bool:
        """Tell whether a round of the newest day was done whole."""
        with suppress(DatabaseError), self.shared.opened() as office, office.database.read() as session:
            run = last_run(session)
            done = run is not None and run.day == self.days[-1] and run.finished_at is not None
            return done and run is not None and not failures_of(run)
        return False

    def until_whole(self, began: float) -> float | None:
        """Return after how many seconds since `began` a round of the day was whole; None where it was not in time.

        One is asked for each half minute while none is under way, as the clock does each day.
        """
        asked = time.monotonic()
        while time.monotonic() - began < LONGEST:
            if self.is_whole():
                return time.monotonic() - began
            if time.monotonic() - asked > 30 and not self.under_way():
                asked = time.monotonic()
                self.ask()
            time.sleep(1)
        return None

    def left_behind(self) -> list[str]:
        """Return the runs of machines that are gone which nobody has given up: their slot is taken for good."""
        until = time.monotonic() + 90
        while time.monotonic() < until:
            with suppress(NoAnswerError):
                found = self.shared.api.find_runs(FLOWS, UNFINISHED)
                if not found:
                    return []
            time.sleep(2)
        return [str(run["name"]) for run in found]


@contextmanager
def living(folder: Path) -> Iterator[Life]:
    """Give three machines that have deployed and work. Raise SystemExit where this machine lacks a server."""
    with postgres_server(folder / "postgres") as postgres, redis_running() as redis:
        if postgres is None or redis is None:
            raise SystemExit("this needs the programs of PostgreSQL and Redis on this machine")
        for name in ("don_doc", "prefect"):
            postgres.do("CREATE DATABASE {name}", name=name)
        home = folder / "home"
        PROVINCE.write(home)
        shared = SharedHome(home, postgres.address("don_doc"), postgres.address("prefect"), redis.url)
        for day in (EVE, FIRST):
            with shared.opened(day) as office:
                run_round(office, office.clock.now())
        try:
            server = shared.machine("may-chu", "server").wait()
            deployed = shared.run("deploy")
            if deployed.returncode:
                raise SystemExit(deployed.stderr)
            workers = tuple(shared.machine(name, "web,worker").wait() for name in ("may-1", "may-2"))
            yield Life(shared, postgres, redis, server, (workers[0], workers[1]))
        finally:
            shared.end()


def weigh(life: Life, folder: Path) -> Counter[str]:
    """Return what the home holds at the end, against one that lived the same days alone and without a fault."""
    PROVINCE.write(folder / "lone")
    put_migrated_file(folder / "lone" / DATABASE)
    for day in life.days:
        with open_office(folder / "lone", on=day) as office:
            run_round(office, office.clock.now())
    with life.shared.opened() as office, open_office(folder / "lone") as lone:
        rows, wanted = _letters(office), {_who(one) for one in _letters(lone)}
        differ = (
            Counter(told_keys(office)) - Counter(told_keys(lone)),
            Counter(told_keys(lone)) - Counter(told_keys(office)),
        )
    mails = len(list((life.shared.home / "mailbox").glob("*.eml")))
    sent = [one for one in rows if one.state == "sent"]
    return Counter(
        days=len(life.days),
        letters=len(rows),
        mails=mails,
        doubted=sum(one.doubts > 0 for one in rows),
        lost=len(wanted - {_who(one) for one in rows}),
        not_wanted=len({_who(one) for one in rows} - wanted),
        mails_beyond_letters=max(0, mails - len(sent) - sum(one.doubts for one in rows)),
        sent_without_mail=max(0, len(sent) - mails),
        notices_too_many=differ[0].total(),
        notices_missing=differ[1].total(),
    )


def _letters(office: OpenHome) -> list[Letter]:
    with office.database.read() as session:
        return list(session.exec(select(Letter)).all())


def _who(one: Letter) -> tuple[str, str]:
    return one.recipient, str(one.written_on)
