"""What happens to Prefect's own database, and to processes that hang, under a `dondoc up` that lives: `python -m tests.long.faults Prefect`.

Each fault is done to one trial home, one after another: while `up` is off, or while it runs. Told for each: what `up` said, after
how many seconds a round that was asked for came to its end, and whether check-ins, letters and answers are the same as before.
"""

import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flows.names import DAILY_ROUND
from flows.up.prefect_api import FINISHED, NoAnswerError
from tests.homes.living_up import LivingUp
from tests.homes.pages.serving import find_port

TABLES = ("check_in", "check_in_event", "answer", "letter", "notice", "act")
LONGEST = 420.0
"""Within how many seconds a round must come to its end after a fault: minutes pass before what hangs is known for it."""


@dataclass(frozen=True)
class Fault:
    """What is done: to the file of Prefect's database while `up` runs or is `off`, or that a process `hangs`.

    `told` must stand in what `up` says.
    """

    name: str
    told: str
    spoil: Callable[[Path], object] | None = None
    off: bool = False
    hangs: str = ""


def _cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def _overwrite(file: Path) -> None:
    file.write_bytes(b"?" * file.stat().st_size)


def _scribble(file: Path) -> None:
    size = file.stat().st_size
    with file.open("r+b") as opened:
        for place in range(4096 * 3, size, 4096 * 5):
            opened.seek(place)
            opened.write(os.urandom(600))


def _gone(file: Path) -> None:
    for end in ("", "-wal", "-shm"):
        file.with_name(f"{file.name}{end}").unlink(missing_ok=True)


def _folder(file: Path) -> None:
    _gone(file)
    file.mkdir()


def _another_programs(file: Path) -> None:
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("DROP TABLE alembic_version")
        opened.commit()


def _an_older_copy(file: Path) -> None:
    """Put a copy in its place, as who restores it from a backup while it is used."""
    copy = file.with_name("copy.db")
    with closing(sqlite3.connect(file)) as opened, closing(sqlite3.connect(copy)) as made:
        opened.backup(made)
    _gone(file)
    copy.rename(file)


DAMAGED, LOST = "Cơ sở dữ liệu của Prefect bị hỏng nên đã để riêng ở", "Không còn tệp cơ sở dữ liệu của Prefect"
REPLACED, HANGS = "không còn hoặc đã bị thay khi chương trình đang chạy", "không phản hồi đã"
FAULTS = (
    Fault("Prefect's database lost while off", LOST, _gone, off=True),
    Fault("Prefect's database cut while off", DAMAGED, _cut, off=True),
    Fault("Prefect's database scribbled on while off", DAMAGED, _scribble, off=True),
    Fault("Prefect's database a folder", DAMAGED, _folder, off=True),
    Fault("Prefect's database without its version", DAMAGED, _another_programs, off=True),
    Fault("Prefect's database empty while off", "", lambda file: os.truncate(file, 0), off=True),
    Fault("Prefect's database lost under it", REPLACED, _gone),
    Fault("Prefect's database cut under it", DAMAGED, _cut),
    Fault("Prefect's database overwritten under it", DAMAGED, _overwrite),
    Fault("Prefect's database an older copy under it", REPLACED, _an_older_copy),
    Fault("Prefect's server hangs", HANGS, hangs="flows.up.server"),
    Fault("Prefect's runner hangs", HANGS, hangs="flows.runs.serve"),
    Fault("Prefect goes on and the pages hang", HANGS, hangs="web.serve"),
)


def of_prefect(named: list[str]) -> Iterator[bool]:
    """Try all, or those in whose names a given word stands."""
    chosen = [one for one in FAULTS if not named or any(part in one.name for part in named)]
    if not chosen:
        return
    with tempfile.TemporaryDirectory(prefix="prefect-") as base:
        up = LivingUp(Path(base) / "home", find_port(), find_port())
        up.start()
        try:
            for fault in chosen:
                yield _try(up, fault)
        finally:
            up.kill_everything()


def _try(up: LivingUp, fault: Fault) -> bool:
    file, before, wrong = up.home / "prefect" / "prefect.db", _kept(up.home), list[str]()
    spoken = 0 if fault.off else len(up.said)
    if fault.off:
        up.kill_everything()
    if fault.spoil:
        fault.spoil(file)
    if process := up.child(fault.hangs) if fault.hangs else None:
        os.killpg(process.pid, signal.SIGSTOP)
    began = time.monotonic()
    if fault.off:
        up.start()
    seconds = _until_a_round_ends(up, began, fault.told, spoken)
    said = up.said[spoken:]
    if fault.told not in said:
        wrong.append("nobody was told")
    if "Traceback" in said:
        wrong.append("a traceback in what up says")
    if seconds is None:
        wrong.append(f"no round within {LONGEST:.0f} seconds")
    if _kept(up.home) != before:
        wrong.append("check-ins, letters or answers differ")
    told = next((line for line in said.splitlines() if fault.told and fault.told in line), "")
    after = None if seconds is None else round(seconds)
    found = {"fault": fault.name, "wrong": wrong, "round after seconds": after, "said": told[:300]}
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    for aside in file.parent.glob("de-rieng-*"):
        shutil.rmtree(aside)
    return not wrong


def _until_a_round_ends(up: LivingUp, began: float, told: str, spoken: int) -> float | None:
    """Ask for a round once the fault is told, and return after how many seconds one came to its end; None if none did."""
    run = ""
    while time.monotonic() - began < LONGEST:
        if told in up.said[spoken:]:
            with suppress(NoAnswerError, AssertionError):
                run = run or up.request(DAILY_ROUND)
                state = up.api.read_run(run)["state_type"]
                if state == "COMPLETED":
                    return time.monotonic() - began
                if state in FINISHED:  # another one was under way, or the runner was started again
                    run = ""
        time.sleep(1)
    return None


def _kept(home: Path) -> dict[str, str]:
    """Return what must be the same after as before: the rows of the office's own tables, and the letters in the mailbox."""
    kept = {"mailbox": ",".join(sorted(path.name for path in (home / "mailbox").iterdir()))}
    with closing(sqlite3.connect(f"file:{home / 'dondoc.db'}?mode=ro", uri=True)) as opened:
        for table in TABLES:
            rows = opened.execute(f'SELECT * FROM "{table}" ORDER BY 1').fetchall()  # noqa: S608  names of ours
            kept[table] = sha256(repr(rows).encode()).hexdigest()
    return kept
