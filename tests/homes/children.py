"""Child processes that start one of their own and sleep, for the tests of what ends with what."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from flows.up.prefect_settings import HOME_MARKER
from flows.up.processes import Child
from tests import PROJECT

STUBBORN = """
import signal, subprocess, sys, time
print("đã chạy", flush=True)
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
if "stubborn" in sys.argv:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if "short" in sys.argv:
    print("hỏng rồi", flush=True)
    sys.exit(3)
print(f"con {grandchild.pid}", flush=True)
time.sleep(600)
"""


def make_child(tmp_path: Path, *args: str) -> Child:
    """Return a child, not yet started, of a home in a folder; "stubborn" will not end when asked, "short" fails at once."""
    (tmp_path / "stubborn.py").write_text(STUBBORN, encoding="utf-8")
    env = os.environ | {
        "PYTHONPATH": f"{tmp_path}:{PROJECT}",
        "PYTHONSAFEPATH": "1",
        "PYTHONUTF8": "1",
        HOME_MARKER: str(tmp_path),
    }
    return Child("Phần thử", "stubborn", args, env, tmp_path, tmp_path / "child.log")


def wait_until(done: Callable[[], object], seconds: float = 15) -> None:
    """Return when something is so; fail when it has not become so in time."""
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until
        time.sleep(0.05)


def grandchild_of(child: Child) -> psutil.Process:
    """Return the process that a running child has started."""
    wait_until(lambda: child.last_lines() and child.last_lines()[-1].startswith("con "))
    return psutil.Process(int(child.last_lines()[-1].split()[1]))


def is_gone(process: psutil.Process) -> bool:
    """Tell whether a process has ended, read out by its parent or not."""
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
