"""Do to a home what happens to servers in offices, and see what it says and whether all comes back: `python -m tests.long.faults [NAME …]`.

A real home follows the plan of Bắc Giang and has sent its letters of 5/6/2023. Each try is done to a copy of it on
13/6/2023, when letters are due again: the fault is there while the commands and the pages are used, then it is gone, and two
more rounds are run. Told for each, as a line of JSON: `sentences` (nobody has read a traceback, and whoever refused said
why), `silent` (a fault that must be told and was not), `back` (the letters that the server holds are those of a home that
never had the fault, none twice without its mark). It ends with 1 where a try fails.

Full and read-only disks and modes need root (tmpfs, setpriv); PostgreSQL's faults need its programs, for a server of their
own. What cannot be tried here is named. `Prefect` as a name chooses what happens to Prefect's database and to processes under
`dondoc up` that hang (`tests.long.prefect_faults`).
"""

import argparse
import importlib
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO

import httpx

from cli.__main__ import COMMANDS as KNOWN
from cli.running.doctor import MARKS
from flows.acts.doctor.findings import BROKEN
from models.settings import open_home
from notifications.links import ANSWER, link_key, sign_link
from tests.homes.pages.serving import find_port
from tests.homes.pages.visitor import fields_of
from tests.long.at_moment import run_at
from tests.long.fault_kinds import faults, off_its_disk, on_a_disk
from tests.long.kills import Mail, end, mail_process, make_home
from tests.long.prefect_faults import of_prefect
from tests.long.server_faults import FAULTS, UNTOLD, Server, postgres_server

FIRST, SECOND = "2023-06-05T07:30", "2023-06-13T07:30"
AFTERWARDS = ("2023-06-13T08:10", "2023-06-13T08:40")
"""A claim of a letter lasts a quarter of an hour."""
COMMANDS = (("round",), ("status",), ("doctor",))
AGENCY = "so-y-te"
TYPED = "Chữ đã gõ của Sở Y tế"
WITHOUT_ROOT = [
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search,-fowner",
    "--inh-caps=-dac_override,-dac_read_search,-fowner",
]
"""Root without the right to pass over modes, as the office's own account is."""


@dataclass
class Office:
    """A home under trial, and how its programs are called."""

    home: Path
    mail: Mail
    database: str = ""
    before: list[str] = field(default_factory=list)

    @property
    def out(self) -> Path:
        """Where a command writes, off the disk that the home stands on."""
        return self.home.parent.with_suffix(".said")

    @property
    def pages_out(self) -> Path:
        """Where the process of the pages writes."""
        return self.home.parent.with_suffix(".pages")

    @property
    def environment(self) -> dict[str, str]:
        """Return what its programs are told."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DONDOC_", "PREFECT_"))}
        told = {"DONDOC_HOME": str(self.home), "DONDOC_MAIL_URL": self.mail.url, "DONDOC_PAGE_LIMIT": "0"}
        return kept | told | ({"DONDOC_DATABASE_URL": self.database} if self.database else {})

    def call(self, at: str, *arguments: str, seconds: float = 240) -> tuple[int, str]:
        """Run a command to its end and return its exit code and all that it said."""
        with self.out.open("w+") as said:
            child = self.start(said, at, *arguments)
            code = end(child, seconds)
            if code is None:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return 124, f"{' '.join(arguments)}: Traceback: not ended after {seconds} seconds"
            said.seek(0)
            return code, said.read().strip()

    @contextmanager
    def served(self) -> Iterator[httpx.Client]:
        """Serve its pages while the block runs; what the process says stands in `pages_out`."""
        port = find_port()
        options = ["--home", str(self.home), "--host", "127.0.0.1", "--port", str(port)]
        with self.pages_out.open("w") as out:
            child = self.start(out, "2023-06-13T07:35", "serve", *options)
        # A connection that has rested may be closed by the pages as it is used again, which a browser tries once more.
        afresh = httpx.Limits(max_keepalive_connections=0)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=120, limits=afresh) as client:
            try:
                for _ in range(600):
                    with suppress(httpx.TransportError):
                        client.get("/dang-chay")
                        break
                    time.sleep(0.1)
                yield client
            finally:
                os.kill(child, signal.SIGTERM)
                if end(child, 30) is None:
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, 0)

    def start(self, out: IO[str], at: str, *arguments: str) -> int:
        """Begin a command in a process of its own whose clock shows `at`, and return its number.

        It is this process over again, with all that commands import: only whoever must not pass over modes begins anew.
        """
        child = os.fork()
        if child:
            return child
        for number in (1, 2):
            os.dup2(out.fileno(), number)
        code = 1
        try:
            os.environ.clear()
            os.environ.update(self.environment)
            if self.before:
                command = [*self.before, sys.executable, "-m", "tests.long.at_moment", at, *arguments]
                os.execvp(command[0], command)  # noqa: S606  a list of words, as setpriv takes them
            code = run_at(at, *arguments)
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
        except BaseException:  # noqa: BLE001  what a process would show as it dies
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def page(self) -> str:
        """Return the address of an agency's page."""
        return "/tra-loi/" + sign_link(link_key(open_home(self.home)), AGENCY, ANSWER, date(2023, 12, 31))


@dataclass
class Tried:
    """What a try has shown."""

    name: str
    usual: frozenset[str] = frozenset()
    """What `doctor` finds broken in a home to which nothing happens."""
    said: dict[str, str] = field(default_factory=dict)
    found: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def hear(self, who: str, code: int, words: str) -> None:
        """Keep what a command said, and what is wrong with it."""
        self.said[who] = f"{code}: {words[-300:]}"
        self.found |= broken_in(words) if who == "doctor" else set()
        if "Traceback" in words:
            self.wrong.append(f"{who}: a traceback")
        elif code and not words:
            self.wrong.append(f"{who}: refused without a word")

    def told(self) -> bool:
        """Tell whether anything that was asked has said no: of `doctor` that it found what it does not find else."""
        refused = [who for who, words in self.said.items() if not words.startswith("0:")]
        return any(who != "doctor" for who in refused) or ("doctor" in refused and not self.found <= self.usual)


def broken_in(words: str) -> set[str]:
    """Return what `doctor` found broken; all that it said where it could not look."""
    mark = f"  {MARKS[BROKEN]}"
    lines = {line for line in words.splitlines() if line.startswith(mark)}
    return lines or {words}


def use_page(client: httpx.Client, address: str, typed: dict[str, str], tried: Tried, when: str) -> bool:
    """Send what was typed; tell whether it was taken. What is not taken comes back with its words, or a sentence."""
    try:
        answered = client.post(address, data=typed)
    except httpx.TransportError as error:
        tried.wrong.append(f"page {when}: {error!r}")
        return False
    taken = answered.status_code < 400
    tried.said[f"page {when}"] = f"{0 if taken else answered.status_code}: {_first_words(answered.text)}"
    if not taken and TYPED not in answered.text:
        tried.wrong.append(f"page {when}: {answered.status_code} and the typed words are gone")
    return taken


def _first_words(page: str) -> str:
    body = re.sub(r"<(style|script|head)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub("<[^>]+>", " ", body).split())[:160]


def undergo(
    office: Office,
    fault: AbstractContextManager[None],
    tried: Tried,
    wanted: set[str],
    *,
    told: bool,
    restored: bool = False,
) -> None:
    """Let a home live through a fault and what comes after it, and write down what was wrong.

    Where its database is `restored` from a copy, what was done to the damaged one is gone with it: the answer is given
    again, and letters that the damaged one still sent may come twice.
    """
    before = len(office.mail.held())
    address = office.page()
    with ExitStack() as pages:
        client = pages.enter_context(office.served())
        page = client.get(address).text
        lines = re.findall(r'id="line-(\d+)"', page)
        typed = fields_of(page) | {
            f"text-{lines[0]}": TYPED,
            f"result-{lines[0]}": "in_progress",
            "name": "Người gõ",
            "act": "send",
        }
        with fault:
            for command in COMMANDS:
                tried.hear(" ".join(command), *office.call(SECOND, *command))
            taken = use_page(client, address, typed, tried, "meanwhile")
        if told and not tried.told():
            tried.wrong.append("nobody was told")
        if restored:  # as the sentence asks that tells of the damage
            pages.close()
            client = pages.enter_context(office.served())
        for at in AFTERWARDS:
            tried.said.pop("round afterwards", None)
            tried.hear("round afterwards", *office.call(at, "round"))
        taken = (taken and not restored) or use_page(client, address, typed, tried, "afterwards")
        if not taken or TYPED not in client.get(address).text:
            tried.wrong.append("the answer is not kept")
    if "Traceback" in office.pages_out.read_text():
        tried.wrong.append("pages: a traceback in their output")
    tried.hear("audit --self afterwards", *office.call(AFTERWARDS[-1], "audit", "--self"))
    if not tried.said["audit --self afterwards"].startswith("0:"):
        tried.wrong.append("history is not whole")
    weigh(office.mail.held()[before:], tried, wanted, restored=restored)


def weigh(held: list[dict[str, object]], tried: Tried, wanted: set[str], *, restored: bool) -> None:
    """Hold the letters that the server took since the fault began against those of a home that had none."""
    plain = Counter(str(one["id"]) for one in held if not one["marked"])
    got = {str(one["id"]) for one in held}
    for what, found in (
        ("lost", len(wanted - got)),
        ("not wanted", len(got - wanted)),
        ("doubled without a mark", sum(count > 1 for count in plain.values() if not restored)),
    ):
        if found:
            tried.wrong.append(f"{found} letters {what}")


def seeded(folder: Path, mail: Mail, database: str = "") -> Path:
    """Make a home that has sent its letters of the first day."""
    home = make_home(folder, database)
    code, words = Office(home, mail, database).call(FIRST, "round")
    if code:
        raise SystemExit(f"the first round failed: {words}")
    (home / "evidence").mkdir(exist_ok=True)
    return home


def measure(seed: Path, mail: Mail, folder: Path, database: str = "") -> tuple[set[str], frozenset[str]]:
    """Return the letters of a copy of a home to which nothing happens, and what `doctor` finds broken in it."""
    before = len(mail.held())
    office = Office(Path(shutil.copytree(seed, folder / "measured" / "home")), mail, database)
    for at in (SECOND, *AFTERWARDS):
        office.call(at, "round")
    assert len(mail.held()) > before
    usual = broken_in(office.call(AFTERWARDS[-1], "doctor")[1])
    return {str(one["id"]) for one in mail.held()[before:]}, frozenset(usual)


def tell(tried: Tried) -> bool:
    """Print a try, and tell whether it went well."""
    sys.stdout.write(
        json.dumps({"fault": tried.name, "wrong": tried.wrong, "said": tried.said}, ensure_ascii=False) + "\n"
    )
    sys.stdout.flush()
    return not tried.wrong


def of_files(base: Path, mail: Mail, named: list[str]) -> Iterator[bool]:
    """Try the faults of files and of SQLite."""
    (base / "seed").mkdir()
    seed = seeded(base / "seed", mail)
    wanted, usual = measure(seed, mail, base)
    for number, fault in enumerate(faults()):
        if named and not any(part in fault.name for part in named):
            continue
        folder = base / str(number)
        folder.mkdir()
        needs_root = fault.as_office or bool(fault.room)
        if needs_root and (os.geteuid() != 0 or (fault.room and not on_a_disk(folder, fault.room))):
            sys.stdout.write(f"{fault.name}: not tried, it needs root\n")
            continue
        try:
            home = Path(shutil.copytree(seed, folder / "home"))
            tried = Tried(fault.name, usual)
            office = Office(home, mail, before=WITHOUT_ROOT if fault.as_office else [])
            undergo(office, fault.there(home), tried, wanted, told=fault.told, restored=fault.restored)
            yield tell(tried)
        finally:
            if fault.room:
                off_its_disk(folder)
            shutil.rmtree(folder, ignore_errors=True)


def of_a_server(base: Path, mail: Mail, named: list[str]) -> Iterator[bool]:
    """Try the faults of PostgreSQL, and a server that dies, or is started anew, in the middle of a round."""
    base.chmod(0o755)
    with postgres_server(base / "postgres") as server:
        if server is None:
            sys.stdout.write("PostgreSQL: not tried, its programs are not on this machine\n")
            return
        (base / "pg-seed").mkdir()
        server.do("CREATE DATABASE seed")
        seed = seeded(base / "pg-seed", mail, server.address("seed"))
        server.copy("seed", "measure")
        wanted, usual = measure(seed, mail, base / "pg-seed", server.address("measure"))
        names = [
            *FAULTS,
            *(f"{how} in the middle of a round" for how in ("killed", "started anew", "frozen for a minute")),
        ]
        for number, name in enumerate(names):
            if named and not any(part in f"PostgreSQL {name}" for part in named):
                continue
            server.copy("seed", f"home{number}")
            folder = base / f"pg-{number}"
            folder.mkdir()
            home = Path(shutil.copytree(seed, folder / "home"))
            office = Office(home, mail, server.address(f"home{number}"))
            tried = Tried(f"PostgreSQL {name}", usual)
            there = FAULTS.get(name)
            fault = there(server, f"home{number}") if there else in_mid_round(server, office, name, tried)
            undergo(office, fault, tried, wanted, told=name in FAULTS and name not in UNTOLD)
            yield tell(tried)


@contextmanager
def in_mid_round(server: Server, office: Office, name: str, tried: Tried) -> Iterator[None]:
    """Do something to the server as soon as a round has handed over its eighth letter."""
    before = len(office.mail.held())
    with office.out.open("w+") as said:
        child = office.start(said, SECOND, "round")
        until = time.monotonic() + 60
        while time.monotonic() < until and len(office.mail.held()) < before + 8:
            time.sleep(0.01)
        if name.startswith("frozen"):
            server.freeze(signal.SIGSTOP)
            time.sleep(60)
            server.freeze(signal.SIGCONT)
        else:
            server.stop()
        if name.startswith("started"):
            server.start()
        code = end(child, 240)
        said.seek(0)
        tried.hear("round that was under way", 124 if code is None else code, said.read().strip())
    if name.startswith("killed"):
        server.start()
    yield


def main() -> int:
    """Try all faults, or those in whose names the given words stand; 1 where one was not survived."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    named = parser.parse_args().names
    os.umask(0o077)
    for command in (*COMMANDS, ("audit",)):  # once, not in each of the processes that are this one over again
        importlib.import_module(KNOWN[command[0]].module)
    with tempfile.TemporaryDirectory(prefix="faults-") as base, mail_process(Path(base), "ok=1", 0) as mail:
        went = [*of_files(Path(base), mail, named), *of_a_server(Path(base), mail, named), *of_prefect(named)]
    sys.stdout.write(f"{len(went)} tried, {went.count(False)} not survived\n")
    return int(False in went)


if __name__ == "__main__":
    sys.exit(main())
