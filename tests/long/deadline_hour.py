"""The last hour before a deadline: `python -m tests.long.deadline_hour [--postgres] [--clients 50] [--posts 300]`.

Thirty agencies send their lines by the pages of a server of its own, fifty browsers at once, while one process runs
round after round and another writes the report. Every word that was confirmed is looked for in the database afterwards,
every other in the page that came back. Waiting times are told as ratios, beside a floor of the same run: as many rows
in as many durable transactions by the bare driver. Bounded by `--posts` and by `--seconds`.
"""

import argparse
import html
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from time import monotonic
from urllib.parse import urlencode

from sqlalchemy import create_engine, text
from sqlmodel import select

from bench.measuring import Stopwatch, WorkFailedError
from flows.acts.open_home import OpenHome, open_office
from models.tables.answers import Draft
from models.tables.core import Answer
from notifications.links import ANSWER, link_key, sign_link
from tests import PROJECT
from tests.homes.databases.postgres import database_made, find_postgres
from tests.homes.offices import round_on
from tests.homes.pages.serving import find_port, start_serving, wait_until_healthy
from tests.homes.pages.visitor import fields_of

DAY = date(2023, 6, 5)
"""The first day of reminders of the half-year's reports."""
AGENCIES, LINES = 30, 13
"""How many agencies answer, and the most lines of one answer."""

_TEXT_BOX = re.compile(r'<textarea[^>]* name="text-([0-9]+)"')


@dataclass
class Tally:
    """What came of all posts: their statuses, how long each took in seconds, and the words that were confirmed."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    reads: list[float] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


class Browser:
    """One person's browser: reads the page of an agency, fills every line in with words of its own, and sends."""

    def __init__(self, port: int, path: str, tally: Tally) -> None:
        self._port, self._path, self._tally = port, path, tally

    def answer(self, number: int) -> None:
        """Answer once; what does not come back in words or from the database is lost."""
        began = monotonic()
        page = self._ask("GET")[1]
        self._tally.reads.append(monotonic() - began)
        boxes = list(dict.fromkeys(_TEXT_BOX.findall(page)))[:LINES]
        words = {line: f"Lời số {number} của nhiệm vụ {line}." for line in boxes}
        fields = fields_of(page)
        for line, said in words.items():
            fields |= {f"result-{line}": "in_progress", f"text-{line}": said}
        began = monotonic()
        status, page = self._ask("POST", fields | {"name": f"Người gửi {number}", "act": "send"})
        self._tally.seconds.append(monotonic() - began)
        self._tally.statuses[str(status)] += 1
        self._tally.lines.append(len(boxes))
        if status == 303:
            self._tally.confirmed += words.values()
        else:
            self._tally.lost += [said for said in words.values() if said not in html.unescape(page)]

    def _ask(self, method: str, fields: Mapping[str, str] | None = None) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=120)
        try:
            headers = {"content-type": "application/x-www-form-urlencoded"} if fields else {}
            connection.request(method, self._path, urlencode(fields) if fields else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, HTTPException) as error:
            self._tally.statuses[type(error).__name__] += 1
            return 0, ""
        finally:
            connection.close()


@dataclass
class Hour:
    """What came of an hour: of the posts, in seconds and processor seconds, with the words that were lost."""

    tally: Tally
    took: float
    cpu: float
    floor: list[float]
    lost: list[str]
    others: Counter[str]

    @property
    def is_whole(self) -> bool:
        """Tell whether no word was lost and no post ended in a fault of ours."""
        return not self.lost and all(status.startswith(("2", "3", "4")) for status in self.tally.statuses)


def run(postgres: bool, clients: int, posts: int, seconds: float, with_round: bool) -> int:
    """Run the hour and print its figures; return 1 where a post failed or a word was lost."""
    hour = live_through(postgres, clients, posts, seconds, with_round)
    _print(hour.tally, hour.took, hour.cpu, hour.floor, hour.lost, hour.others)
    return int(not hour.is_whole)


def measured(watch: Stopwatch, clients: int, posts: int, postgres: bool) -> dict[str, float]:
    """Live through the hour for `bench.works.deadline_hour`, a round and a report beside the posts."""
    hour = live_through(postgres, clients, posts, 600, with_round=True)
    if not hour.is_whole:
        raise WorkFailedError(f"{dict(hour.tally.statuses)}, {len(hour.lost)} words lost")
    watch.wall, watch.cpu = hour.took, hour.cpu
    posted = sorted(hour.tally.seconds)
    times = {"median": statistics.median(posted), "p99": _at(posted, 0.99)}
    return {"posts": len(posted), "lines": statistics.mean(hour.tally.lines), "seconds": hour.took, **times}


def live_through(postgres: bool, clients: int, posts: int, seconds: float, with_round: bool) -> Hour:
    """Live through the hour and return what came of it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="deadline-")))
        url = ""
        if postgres:
            server = find_postgres()
            if server is None:
                sys.exit("no PostgreSQL at DONDOC_TEST_POSTGRES or 127.0.0.1:5432")
            url = stack.enter_context(database_made(server))
        given = {"DONDOC_DATABASE_URL": url} if url else {}
        given["DONDOC_PAGE_LIMIT"] = "0"
        with open_office(folder / "home", {"database_url": url} if url else {}, on=DAY) as office:
            round_on(office, DAY)
            paths = _links(office)
            tally = Tally()
            port = find_port()
            process = start_serving(office.home, port, given)
            stack.callback(_stop, process)
            wait_until_healthy(f"http://127.0.0.1:{port}", process)
            with _at_work(folder / "home", given, with_round) as others:
                began, cpu = monotonic(), _cpu(process.pid)
                _send_all(port, paths, tally, (clients, posts, seconds))
                took, cpu = monotonic() - began, _cpu(process.pid) - cpu
            kept = _kept(office)
        lost = [words for words in tally.confirmed if words not in kept] + tally.lost
        floor = _floor(url or f"sqlite:///{folder}/floor.db", posts, round(statistics.mean(tally.lines)))
    return Hour(tally, took, cpu, floor, lost, others)


def _links(office: OpenHome) -> list[str]:
    """Return the pages of the agencies with the most lines."""
    with office.database.read() as session:
        rows = session.execute(
            text("SELECT holder, count(*) FROM check_in WHERE opened_on IS NOT NULL GROUP BY holder ORDER BY 2 DESC, 1")
        ).all()
    key = link_key(office.home)
    return ["/tra-loi/" + sign_link(key, holder, ANSWER, date(2023, 12, 31)) for holder, _ in rows[:AGENCIES]]


def _send_all(port: int, paths: list[str], tally: Tally, bounds: tuple[int, int, float]) -> None:
    clients, posts, seconds = bounds
    numbers, give_up = count(), monotonic() + seconds

    def work(path: str) -> None:
        browser = Browser(port, path, tally)
        while (number := next(numbers)) < posts and monotonic() < give_up:
            browser.answer(number)

    threads = [threading.Thread(target=work, args=(paths[one % len(paths)],)) for one in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def _at_work(home: Path, given: Mapping[str, str], with_round: bool) -> Iterator[Counter[str]]:
    """Run rounds, day after day, and reports in processes of their own until the block ends; count what they did."""
    done: Counter[str] = Counter()
    stop = threading.Event()

    def rounds() -> None:
        day = DAY
        while not stop.is_set():
            day += timedelta(days=1)
            done[f"rounds ({_dondoc(home, given, 'round', '--on', f'{day}')})"] += 1

    def reports() -> None:
        while not stop.is_set():
            done[f"reports ({_dondoc(home, given, 'report', '--on', f'{DAY}', '--out', f'{home.parent}')})"] += 1

    threads = [threading.Thread(target=work) for work in (rounds, reports)] if with_round else []
    for thread in threads:
        thread.start()
    try:
        yield done
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _dondoc(home: Path, given: Mapping[str, str], command: str, *arguments: str) -> str:
    """Run a command of the program and return how it ended."""
    run = [sys.executable, "-m", "cli", command, "--home", f"{home}", *arguments]
    ended = subprocess.run(run, cwd=PROJECT, env=os.environ | given, capture_output=True, text=True, check=False)
    return f"exit {ended.returncode}" + (f": {ended.stderr.strip()[-200:]}" if ended.returncode else "")


def _kept(office: OpenHome) -> set[str]:
    with office.database.read() as session:
        drafts = session.exec(select(Draft.fields)).all()
        return set(session.exec(select(Answer.text)).all()) | set(drafts)


def _floor(url: str, posts: int, lines: int) -> list[float]:
    """Return how long each of as many durable transactions takes that insert as many rows by the bare driver."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    took = []
    try:
        with engine.connect() as connection:
            if url.startswith("sqlite"):
                connection.exec_driver_sql("PRAGMA journal_mode=WAL")
                connection.exec_driver_sql("PRAGMA synchronous=FULL")
            connection.execute(text("CREATE TABLE floor (line INTEGER, said TEXT)"))
            connection.commit()
            for number in range(posts):
                began = monotonic()
                rows = [{"line": line, "said": f"Lời số {number}."} for line in range(lines)]
                connection.execute(text("INSERT INTO floor VALUES (:line, :said)"), rows)
                connection.commit()
                took.append(monotonic() - began)
    finally:
        engine.dispose()
    return took


def _print(tally: Tally, took: float, cpu: float, floor: list[float], lost: list[str], others: Counter[str]) -> None:
    posts, reads = sorted(tally.seconds), sorted(tally.reads)
    median, last = statistics.median(posts), _at(posts, 0.99)
    _say(
        f"posts {len(posts)} of {statistics.mean(tally.lines):.1f} lines: {dict(tally.statuses)}, lost words {len(lost)}"
    )
    _say(f"at the same time: {dict(others)}")
    _say(f"post: median {median:.2f} s, p99 {last:.2f} s, worst {posts[-1]:.2f} s; p99 / median {last / median:.1f}")
    _say(f"page: median {statistics.median(reads):.2f} s, p99 {_at(reads, 0.99):.2f} s")
    each = cpu / len(posts)
    _say(f"a page and its post: {each * 1000:.0f} ms of processor, {len(posts) / took:.1f} a second")
    bare = statistics.median(floor)
    _say(
        f"floor: {bare * 1000:.1f} ms, p99 / median {_at(sorted(floor), 0.99) / bare:.1f}; processor / floor {each / bare:.0f}"
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _at(values: list[float], part: float) -> float:
    return values[min(len(values) - 1, int(part * len(values)))]


def _cpu(pid: int) -> float:
    """Return the processor's seconds that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    said = process.communicate(timeout=60)[1]
    if said:
        _say(f"the pages said:\n{said[-3000:]}")


def main() -> int:
    """Read the command line, run, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--posts", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=240)
    parser.add_argument("--alone", action="store_true", help="without a round and a report beside")
    given = parser.parse_args()
    return run(given.postgres, given.clients, given.posts, given.seconds, not given.alone)


if __name__ == "__main__":
    raise SystemExit(main())
