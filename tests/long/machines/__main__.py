"""What becomes of a home in which several machines work while one thing after another is gone: `python -m tests.long.machines`.

Three machines of one home (Prefect's server; two with pages and a worker), PostgreSQL and Redis of their own. While agencies
save words at all pages, each fault is done in the middle of a round of a new day, and ended after `--down` seconds. Told for
each: after how many seconds the day's round was whole, runs that nobody gave up, and what the load saw. At the end the
notices and letters are held against a home that lived the same days alone. It ends with 1 where a round was not whole, a word
or letter was lost, doubled without a doubt, or a notice differs. Words in the command line choose among the faults.

A share of the network cannot be made here: the machines share a folder of this one, and a folder whose locks do not pass on
is a copy with the same database.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import psycopg

from flows.names import DAILY_ROUND
from flows.up.many.lost_runs import WORKER_LABEL
from models.kept_addresses import runs_now
from tests.homes.living_up import wait_until
from tests.homes.many.machines import Machine
from tests.homes.pages.serving import find_port
from tests.long.machines.life import Life, living, weigh
from tests.long.machines.load import Load


@contextmanager
def dead(*machines: Machine) -> Iterator[None]:
    """Let machines lose their power, and start again afterwards."""
    for one in machines:
        one.kill()
    yield
    for one in machines:
        one.start()
    for one in machines:
        one.wait()


@contextmanager
def worker_gone(life: Life) -> Iterator[None]:
    """The machine whose worker does the round, or the first."""
    runs = life.shared.api.find_runs((DAILY_ROUND,), ("RUNNING",))
    names = {run["labels"].get(WORKER_LABEL) for run in runs}
    with dead(next((one for one in life.workers if one.name in names), life.workers[0])):
        yield


@contextmanager
def pages_gone(life: Life) -> Iterator[None]:
    """A process of pages dies; its `up` starts it again."""
    for process in life.workers[0].processes():
        if "web.serve" in process.cmdline():
            process.kill()
    yield


@contextmanager
def server_gone(life: Life) -> Iterator[None]:
    with dead(life.server):
        yield


@contextmanager
def redis_gone(life: Life) -> Iterator[None]:
    life.redis.kill()
    yield
    life.redis.start()


@contextmanager
def postgres_gone(life: Life) -> Iterator[None]:
    life.postgres.stop()
    yield
    life.postgres.start()


@contextmanager
def worker_and_redis_gone(life: Life) -> Iterator[None]:
    with worker_gone(life), redis_gone(life):
        yield


@contextmanager
def postgres_and_server_gone(life: Life) -> Iterator[None]:
    with server_gone(life), postgres_gone(life):
        yield


@contextmanager
def nothing_gone(_life: Life) -> Iterator[None]:
    yield


FAULTS: dict[str, Callable[[Life], AbstractContextManager[None]]] = {
    "none": nothing_gone,
    "worker": worker_gone,
    "pages": pages_gone,
    "server": server_gone,
    "redis": redis_gone,
    "postgres": postgres_gone,
    "worker-and-redis": worker_and_redis_gone,
    "postgres-and-server": postgres_and_server_gone,
}


def try_fault(life: Life, name: str, down: float) -> bool:
    """Do one fault in the middle of a day's round, under load; return whether nothing was lost by it."""
    load = Load(life.shared, life.workers)
    life.next_day()
    life.ask()
    load.start()
    with suppress(AssertionError):  # a round of a small province may be over before it is seen
        wait_until(life.under_way, 15)
    began = time.monotonic()
    with FAULTS[name](life):
        time.sleep(down)
    seconds = life.until_whole(began)
    time.sleep(5)
    counts, left = load.end(), life.left_behind()
    well = seconds is not None and not left and not counts["lost"] and counts["kept"] > 0
    told = {"fault": name, "well": well, "whole after": seconds and round(seconds), "left behind": left} | counts
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return well


def two_of_everything(life: Life, folder: Path) -> bool:
    """Begin `up` of everything twice in the shared folder, and once in a copy that stands for a share without locks."""
    ports = ("--port", str(find_port()), "--web-port", str(find_port()))
    first = subprocess.Popen(
        [sys.executable, "-m", "cli", "up", *ports], env=life.shared.environment, stdout=subprocess.DEVNULL
    )
    try:
        wait_until(lambda: runs_now(life.shared.home), 60)
        second = life.shared.run("up")
        copy = folder / "copy"
        shutil.copytree(life.shared.home, copy, ignore=shutil.ignore_patterns("machines", "*.lock", "tmp"))
        (copy / "machines").mkdir()
        shutil.copy(life.shared.home / "machines" / ".mark", copy / "machines" / ".mark")
        other = dict(life.shared.environment) | {"DONDOC_HOME": str(copy)}
        ports = ("--port", str(find_port()), "--web-port", str(find_port()))
        third = subprocess.Popen([sys.executable, "-m", "cli", "up", *ports], env=other, stdout=subprocess.DEVNULL)
        life.next_day()
        began = time.monotonic()
        life.ask()
        seconds = life.until_whole(began)
        third.send_signal(signal.SIGINT)
        third.wait(120)
    finally:
        first.send_signal(signal.SIGINT)
        first.wait(120)
    for file in (copy / "mailbox").glob("*.eml"):  # what the third one sent; the office reads one mailbox
        shutil.copy(file, life.shared.home / "mailbox" / file.name)
    told = "Đôn Đốc đang chạy với thư mục dữ liệu" in second.stderr
    return _told("two up of everything", seconds is not None and told, f"{second.stderr.strip()}; {seconds} s")


def come_back(life: Life, folder: Path) -> bool:
    """Let a machine come back with an older copy of the home, and one with a program older than the tables."""
    copy = folder / "older"
    shutil.copytree(life.shared.home, copy)
    if life.shared.run("deploy").returncode:
        return _told("deploy again", False, "")
    older = life.shared.run("up", "--only", "web,worker", "--home", str(copy))
    with psycopg.connect(life.shared.database, autocommit=True) as connection:
        (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        program = life.shared.run("up", "--only", "worker")
        connection.execute("UPDATE alembic_version SET version_num = %s", (version,))
    return all(
        (
            _told("an older copy of the home", "bản sao cũ" in older.stderr and older.returncode == 2, older.stderr),
            _told("a program older than the tables", "mới hơn bản đang chạy" in program.stderr, program.stderr),
        )
    )


def _told(what: str, well: bool, said: str) -> bool:
    sys.stdout.write(json.dumps({"fault": what, "well": well, "said": said.strip()}, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return well


OTHERS: dict[str, Callable[[Life, Path], bool]] = {"two-up": two_of_everything, "come-back": come_back}


def main() -> int:
    """Do what the command line asks for; 1 where anything was lost, doubled, or left behind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="FAULT", help=", ".join((*FAULTS, *OTHERS)))
    parser.add_argument("--down", type=float, default=20.0, help="for how many seconds each is gone")
    asked = parser.parse_args()
    # Days lie far apart here, at any hour of this machine, and a client asks more often than a person.
    os.environ |= {"DONDOC_LONGEST_GAP": "60", "DONDOC_QUIET_HOURS": "không", "DONDOC_PAGE_LIMIT": "0"}
    names = asked.names or [*FAULTS, *OTHERS]
    with tempfile.TemporaryDirectory(prefix="machines-") as base:
        Path(base).chmod(0o755)
        folder = Path(base)
        with living(folder) as life:
            well = [try_fault(life, name, asked.down) for name in names if name in FAULTS]
            well += [OTHERS[name](life, folder) for name in names if name in OTHERS]
            sums = weigh(life, folder)
    sys.stdout.write(json.dumps(sums) + "\n")
    bad = ("lost", "not_wanted", "mails_beyond_letters", "sent_without_mail", "notices_too_many", "notices_missing")
    return int(not all(well) or any(sums[one] for one in bad))


if __name__ == "__main__":
    sys.exit(main())
