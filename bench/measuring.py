"""Measuring a piece of work in a process of its own: its time, its processor seconds and its peak memory.

The process first loads and opens what the work needs, which is not counted; the work itself runs inside
`Stopwatch.running`. So the start of Python costs neither the work nor its floor anything, and the peak is the work's own.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg

PROJECT = Path(__file__).parents[1]
LONGEST_SECONDS = 1800.0
"""After how long a piece of work is given up."""


class WorkFailedError(Exception):
    """A piece of work that ended with an error; the message is what it said."""


@dataclass(frozen=True)
class Cost:
    """What a piece of work took: seconds, seconds of processors (the database's own included), peak megabytes.

    `done` is what it did, in numbers: of a floor the same as of the work.
    """

    wall: float
    cpu: float
    peak: int
    done: Mapping[str, float] = field(default_factory=dict)


class Stopwatch:
    """Measures the one stretch of a process that counts."""

    def __init__(self, database: str = "") -> None:
        """Count the work that a PostgreSQL server on this machine does for a database too, where it has an address."""
        self._server = database.replace("postgresql+psycopg://", "postgresql://", 1)
        self.wall = self.cpu = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count what the block takes, its child processes that have ended included."""
        wall, cpu, there = time.monotonic(), _own_seconds(), self._of_server()
        yield
        self.wall += time.monotonic() - wall
        self.cpu += _own_seconds() - cpu
        self.cpu += sum(seconds - there.get(number, 0.0) for number, seconds in self._of_server().items())

    def _of_server(self) -> dict[int, float]:
        """Return the processor seconds of each process that serves the database now; of those that ended nothing is known."""
        if not self._server.startswith("postgresql://"):
            return {}
        with psycopg.connect(self._server, autocommit=True) as connection:
            asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            numbers = [int(row[0]) for row in connection.execute(asked)]
        return {number: seconds_of(number) for number in numbers if Path(f"/proc/{number}/stat").exists()}


def _own_seconds() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def seconds_of(number: int) -> float:
    """Return the processor seconds that a process has used so far."""
    fields = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(work: str, **given: Any) -> Cost:  # noqa: ANN401  what a work is given is its own affair
    """Run `module:function` in a process of its own and return what it took.

    The function is called with a `Stopwatch` and what is given (plain values, in JSON), and returns what it did. `counts`
    is for the watch: a database whose server's work counts too.
    Raise WorkFailedError where it fails.
    """
    environment = os.environ | {"PYTHONPATH": str(PROJECT), "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"}
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "bench.measured", work],
            cwd=PROJECT,
            env={name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"},
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise WorkFailedError(f"{work}: not done after {LONGEST_SECONDS:.0f} s") from None
    if ran.returncode:
        raise WorkFailedError(f"{work}: {ran.stderr.strip()[-2000:]}")
    told = json.loads(ran.stdout.splitlines()[-1])
    return Cost(**told)


def guard_same(cost: Cost, floor: Cost, *names: str) -> None:
    """Raise WorkFailedError where a floor has not done the same as the work beside which it stands."""
    for name in names:
        if cost.done[name] != floor.done[name]:
            raise WorkFailedError(f"{name}: {cost.done[name]:.0f}, and of the floor {floor.done[name]:.0f}")


def as_json(cost: Cost) -> dict[str, Any]:
    """Return a cost as plain values."""
    return {**asdict(cost), "wall": round(cost.wall, 4), "cpu": round(cost.cpu, 4)}
