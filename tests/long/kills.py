"""Kill rounds while they send, let them be finished, and count letters: `python -m tests.long.kills --kills 500`.

Each home follows the plan of Bắc Giang and sends by a mail server on this machine. On two days its round is begun and
killed eight times (SIGKILL), 16 minutes apart, half at any moment and half as the server takes the n-th letter; then it is
run to its end, and what was refused is tried again as an office would, on that day and five of the week after. A home without
kills, with a server that behaves, is the measure. `--mix` makes the server misbehave (`tests.long.mail_server`); after the
last day's rounds it behaves.

Lost is what the measure sent and the server does not hold, unless it waited and became the letter of a later day, which the
server holds; stuck what neither left nor was skipped; still in doubt what the server holds and the outbox shows as «Chưa chắc
đã tới», because its recipient has had another letter each day since; doubled what the
server holds more than once, which must be marked: in the row and in every copy but one. `--postgres` needs PostgreSQL.
"""

import argparse
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import select

from flows.acts.decisions import retry_letters
from flows.acts.open_home import OpenHome, open_office
from flows.round import run_round
from flows.waiting_letters import send_waiting_letters
from models.clock import Clock, in_zone
from models.decisions.going_live import begin_sending
from models.outbox.letters import letters
from models.outbox.mail_clock import rest_in_doubt
from models.tables.core import CheckIn, Letter, LetterState, Notice
from notifications.channels.mail_message import MESSAGE_DOMAIN, key_name
from notifications.outbox.letter_words import outgoing_key
from plan.library import Library, load_plan
from tests import PROJECT
from tests.homes.databases.postgres import database_made, find_postgres
from tests.homes.databases.templates import DATABASE, put_migrated_file
from tests.homes.offices import CLERK

DAYS = ("2023-06-05T07:30:00+07:00", "2023-06-13T07:30:00+07:00")
"""The day on which the home goes live, and the day before all is due: letters leave on both."""
DAYS_AFTER = (1, 2, 3, 6, 7)
"""On which days after the last a round is run to its end, so that what is in doubt finds a day without another letter."""
KILLS_A_DAY = 8
BETWEEN = timedelta(minutes=16)
"""A claim lasts a quarter of an hour."""
LIFE = 3.0
"""Within how many seconds of its beginning a process is killed at any moment."""
LONGEST = 120.0
"""After how many seconds a round that should end is given up."""


@dataclass(frozen=True)
class Mail:
    """A mail server in a process of its own, and what it has written down."""

    url: str
    log: Path

    def held(self) -> list[dict[str, object]]:
        """Return the letters that it holds, in the order in which they came."""
        lines = self.log.read_text(encoding="utf-8").splitlines(keepends=True) if self.log.exists() else []
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def behave(self) -> None:
        """Let it take everything from now on."""
        self.log.with_suffix(".well").touch()


@contextmanager
def mail_process(folder: Path, mix: str, seed: int) -> Iterator[Mail]:
    """Give a mail server on a free port of 127.0.0.1 while the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = folder / "mail.jsonl"
    command = [sys.executable, "-m", "tests.long.mail_server", str(port), str(log), mix, str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=PROJECT) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield Mail(f"mailto://127.0.0.1:{port}?from=don-doc@tinh.example.vn&mode=insecure", log)
        finally:
            process.terminate()


def make_home(folder: Path, url: str) -> Path:
    """Make a home with an address for every agency of Bắc Giang, its head and its Chairman, that has gone live."""
    register = load_plan("bac-giang", Library(None)).register
    codes = [*register.agencies, register.chairman]
    rows = [f"{code},,,,email,{code}@tinh.example.vn,," for code in codes]
    rows += [f"{code},,,có,email,head.{code}@tinh.example.vn,," for code in register.agencies]
    home = folder / "home"
    home.mkdir()
    head = "agency,name,post,head,channel,address,from,to"
    (home / "contacts.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    (home / "dondoc.toml").write_text('answer_url = "https://dondoc.tinh.gov.vn"\n', encoding="utf-8")
    if not url:
        put_migrated_file(home / DATABASE)
    with open_office(home, given(url)) as office:
        # While it is being prepared a home takes its plan on without a question.
        run_round(office, moment(DAYS[0], -BETWEEN))
        with office.database.write() as session:
            begin_sending(session, ("bac-giang", register.office), moment(DAYS[0]), by=CLERK)
    return home


def given(url: str, mail: Mail | None = None) -> dict[str, object]:
    """Return what a process is told of its home."""
    return {**({"database_url": url} if url else {}), **({"mail_url": mail.url} if mail else {})}


def moment(written: str, later: timedelta = timedelta()) -> datetime:
    """Return a moment as the home's clock shows it."""
    return in_zone(datetime.fromisoformat(written) + later)


def begin(home: Path, settings: dict[str, object], at: datetime, work: Callable[[OpenHome, datetime], object]) -> int:
    """Begin work in a process of its own, whose machine shows the moment `at` as it begins; return its number."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        started = time.monotonic()
        shown = lambda _clock: at + timedelta(seconds=time.monotonic() - started)  # noqa: E731
        setattr(Clock, "now", shown)  # noqa: B010  mypy refuses the plain assignment of a method
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), open_office(home, settings) as office:
            work(office, office.clock.now())
        code = 0
    finally:
        os._exit(code)


def end(child: int, seconds: float) -> int | None:
    """Return the exit code of a process, None where it has not ended within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    return None


def kill(child: int, mail: Mail, chance: random.Random) -> bool:
    """Kill a process at a moment of its life or as the server takes a letter; False if it had ended before."""
    began, target = time.monotonic(), None
    wait = chance.uniform(0.1, LIFE)
    if chance.random() < 0.5:
        wait, target = 20.0, len(mail.held()) + chance.randint(1, 10)
    while time.monotonic() - began < wait:
        if end(child, 0.006) is not None:
            return False
        if target is not None and len(mail.held()) >= target:
            time.sleep(chance.uniform(0, 0.02))
            break
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def live(home: Path, url: str, mail: Mail, chance: random.Random, kills: int) -> Counter[str]:
    """Let a home live through its days, and return how many of its processes were killed and how many ended badly."""
    told, settings = Counter[str](), given(url, mail)

    def do(at: datetime, work: Callable[[OpenHome, datetime], object]) -> None:
        child = begin(home, settings, at, work)
        code = end(child, LONGEST)
        if code is None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        told["broken"] += code != 0

    for day in DAYS:
        for number in range(kills):
            child = begin(home, settings, moment(day, number * BETWEEN), round_of)
            told["killed" if kill(child, mail, chance) else "ended"] += 1
        for number in range(kills, kills + 2):
            do(moment(day, number * BETWEEN), round_of)
        do(moment(day, (kills + 2) * BETWEEN), finish)
    mail.behave()
    for number in range(kills + 3, kills + 6):
        do(moment(DAYS[-1], number * BETWEEN), finish)
    # What is in doubt since an earlier day goes out on a day without another letter.
    for later in DAYS_AFTER:
        do(moment(DAYS[-1], timedelta(days=later)), round_of)
        do(moment(DAYS[-1], timedelta(days=later) + BETWEEN), finish)
    return told


def round_of(office: OpenHome, now: datetime) -> object:
    """Run the round of the day."""
    return run_round(office, now, gap_confirmed=True)


def finish(office: OpenHome, now: datetime) -> object:
    """Try again what was refused for good, or left three times without an answer, as an office does that is told so by
    `doctor`, and send what waits when its time has come.
    """
    with office.database.read() as session:
        told = [one.id for one in (*letters(session, LetterState.FAILED), *rest_in_doubt(session))]
    if told:
        retry_letters(office, told, now, by=CLERK)
    return send_waiting_letters(office, now)


def told_keys(office: OpenHome) -> list[tuple[object, ...]]:
    """Return the keys of all notices, without numbers of rows."""
    with office.database.read() as session:
        found = session.exec(select(CheckIn, Notice).where(CheckIn.id == Notice.check_in_id)).all()
    return sorted(
        (one.ref, one.holder, one.scope, one.occurrence, said.purpose, said.rung, said.recipient, str(said.stage_on))
        for one, said in found
    )


def weigh(home: Path, url: str, mail: Mail, wanted: dict[str, str], keys: list[tuple[object, ...]]) -> Counter[str]:
    """Return what became of a home's letters, against those that the measure sent."""
    held = Counter(str(one["id"]) for one in mail.held())
    plain = Counter(str(one["id"]) for one in mail.held() if not one["marked"])
    with open_office(home, given(url)) as office:
        with office.database.read() as session:
            rows = {
                f"<{key_name(outgoing_key(one))}@{MESSAGE_DOMAIN}>": one for one in session.exec(select(Letter)).all()
            }
        differ = told_keys(office) != keys
    waiting = (LetterState.QUEUED, LetterState.SENDING, LetterState.DOUBTFUL, LetterState.FAILED)
    # A key ends in its day: of one recipient's a later one is greater.
    arrived = {str(one["to"]): str(one["id"]) for one in sorted(mail.held(), key=lambda one: str(one["id"]))}
    missed = wanted.keys() - held.keys()
    for name, one in rows.items():
        if one.state in waiting and not held[name]:
            told = f"{one.recipient} {one.written_on} {one.state} not before {one.next_try_at}: {one.reason}"
            sys.stdout.write(f"stuck: {told}, {one.attempts} attempts, {one.doubts} doubts\n")
    later = {one for one in missed - rows.keys() if arrived.get(wanted[one], "") > one}
    doubled = [one for one, count in held.items() if count > 1]
    return Counter(
        letters=len(rows),
        lost=len(missed - later),
        became_later=len(later),
        stuck=sum(one.state in waiting and not held[name] for name, one in rows.items()),
        still_in_doubt=sum(one.state in waiting and held[name] > 0 for name, one in rows.items()),
        sent_not_held=sum(one.state == LetterState.SENT and not held[name] for name, one in rows.items()),
        doubled=len(doubled),
        copies=sum(held[one] - 1 for one in doubled),
        unmarked=sum(one not in rows or not rows[one].doubts or plain[one] > 1 for one in doubled),
        in_doubt=sum(one.doubts > 0 for one in rows.values()),
        unknown=sum(one not in rows for one in held),
        notices_differ=int(differ),
        homes=1,
    )


def measure(folder: Path) -> tuple[dict[str, str], list[tuple[object, ...]]]:
    """Return the letters, with whom each was for, and the notices of a home that nobody kills, with a server that behaves."""
    folder.mkdir()
    with mail_process(folder, "ok=1", 0) as mail:
        home = make_home(folder, "")
        live(home, "", mail, random.Random(0), 0)  # noqa: S311  no secret
        with open_office(home, given("")) as office:
            return {str(one["id"]): str(one["to"]) for one in mail.held()}, told_keys(office)


def run(kills: int, mix: str, seed: int, *, postgres: bool) -> Counter[str]:
    """Kill so many processes, home after home, and return all counts together."""
    address = find_postgres() if postgres else None
    if postgres and address is None:
        raise SystemExit("--postgres: no PostgreSQL on 127.0.0.1:5432")
    chance, sums = random.Random(seed), Counter[str]()  # noqa: S311  no secret
    with tempfile.TemporaryDirectory(prefix="kills-") as base:
        wanted, keys = measure(Path(base) / "measure")
        sys.stdout.write(f"measure: {len(wanted)} letters, {len(keys)} notices\n")
        while sums["killed"] < kills:
            folder = Path(base) / f"home-{sums['homes']}"
            folder.mkdir()
            a_database = database_made(address) if address else nullcontext("")
            with a_database as url, mail_process(folder, mix, seed * 1000 + sums["homes"]) as mail:
                home = make_home(folder, url)
                sums += live(home, url, mail, chance, KILLS_A_DAY)
                sums += weigh(home, url, mail, wanted, keys)
            shutil.rmtree(folder)
            sys.stdout.write(json.dumps(sums) + "\n")
            sys.stdout.flush()
    return sums


def main() -> int:
    """Run what the command line asks for; 1 where a letter was lost, stuck or doubled without a mark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--mix", default="ok=1")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    sums = run(asked.kills, asked.mix, asked.seed, postgres=asked.postgres)
    bad = ("lost", "stuck", "sent_not_held", "unmarked", "unknown", "notices_differ", "broken")
    return int(any(sums[one] for one in bad))


if __name__ == "__main__":
    sys.exit(main())
