"""One process of `up`: started in a group of its own, with its log, and ended to the last member."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from flows.up.prefect_settings import HOME_MARKER

LOG_BYTES = 4_000_000
"""A log that has grown to this size becomes `<name>.log.1`, and the one before it is dropped."""


@dataclass
class Child:
    """A child process: `title` is its Vietnamese name for people, `log` where all that it prints goes.

    `stop_signal` asks it to end in the way that it understands best.
    """

    title: str
    module: str
    args: Sequence[str]
    env: Mapping[str, str]
    cwd: Path
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start the process, at the head of a process group of its own."""
        self.bound_log()
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(  # a child outlives this block, and is ended by `stop`
                [sys.executable, "-m", "flows.up.beside_parent", self.module, *self.args],
                env=dict(self.env),
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def exit_code(self) -> int | None:
        """What the process ended with (negative: by that signal), or None while it runs or before it is started."""
        return self.process.poll() if self.process else None

    def stop(self, grace: float) -> None:
        """Ask the process to end, wait at most `grace` seconds, then kill what is left of its group."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(self.stop_signal)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(grace)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(5)

    def bound_log(self) -> None:
        """Put the log aside once it is too long; the process, which appends, goes on writing at its new beginning."""
        if self.log.is_file() and self.log.stat().st_size > LOG_BYTES:
            self.log.with_suffix(".log.1").write_bytes(self.log.read_bytes())
            os.truncate(self.log, 0)

    def last_lines(self, count: int = 12) -> list[str]:
        """Return the last lines of the log."""
        with contextlib.suppress(OSError), self.log.open(encoding="utf-8", errors="replace") as lines:
            return [line.rstrip() for line in deque(lines, count)]
        return []


def end_left_over(home: Path, grace: float = 8.0) -> int:
    """End the processes that an earlier `up` of this home left behind, and return how many there were.

    Called while holding the home's lock, so none of them has a living `up` above it. They have `grace` seconds to end.
    """
    left = [process for process in psutil.process_iter() if _works_for(process, home)]
    for process in left:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _, alive = psutil.wait_procs(left, timeout=grace)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=2)
    return len(left)


def works_for(number: int, folder: Path) -> bool:
    """Tell whether a process of that number lives under the `up` of a folder."""
    try:
        return _works_for(psutil.Process(number), folder)
    except psutil.Error:
        return False


def _works_for(process: psutil.Process, home: Path) -> bool:
    if process.pid == os.getpid():
        return False
    try:
        return process.environ().get(HOME_MARKER) == str(home)
    except (psutil.Error, OSError):
        return False


def wait_briefly(seconds: float = 0.2) -> None:
    """Let the children work for a moment."""
    time.sleep(seconds)
