"""`dondoc up` until its first page answers, first and later start, beside `prefect server start` until its own does.

Both from nothing: an empty home, an empty folder of Prefect's. What counts is how long somebody waits, so seconds.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from datetime import date

from bench.lines import Goal, Line
from bench.measuring import PROJECT, Stopwatch, WorkFailedError
from bench.setting import Setting

MOST, LONGEST_SECONDS = 1.2, 240.0
DAY = date(2023, 6, 5)


def run(setting: Setting, _size: int) -> Iterator[Line]:
    """Measure two starts of each."""
    with setting.room() as room:
        for start in ("first", "later"):
            floor = setting.measure("bench.works.start:prefect", folder=str(room / "floor"))
            cost = setting.measure("bench.works.start:product", folder=str(room / "home"))
            value = cost.done["ready"] / floor.done["ready"]
            yield Line(f"up to its first page, {start} start", 1, setting.store, cost, floor, value, Goal("wait", MOST))


def product(watch: Stopwatch, folder: str) -> dict[str, float]:
    """Start everything in a trial home, wait for the answer pages, and stop."""
    ui, pages = free_port(), free_port()
    given = ["up", "--home", folder, "--port", str(ui), "--web-port", str(pages), "--on", DAY.isoformat()]
    return {"ready": _wait(watch, ["-m", "cli", *given], f"http://127.0.0.1:{pages}/dang-chay", {})}


def prefect(watch: Stopwatch, folder: str) -> dict[str, float]:
    """Start Prefect's server alone, wait until it says that it is ready, and stop."""
    port = free_port()
    settings = {"PREFECT_HOME": folder, "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1"}
    started = ["-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    return {"ready": _wait(watch, started, f"http://127.0.0.1:{port}/api/ready", settings)}


def _wait(watch: Stopwatch, arguments: Sequence[str], address: str, settings: dict[str, str]) -> float:
    began = time.monotonic()
    with watch.running():
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=PROJECT,
            env=os.environ | settings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            while not answers(address):
                if process.poll() is not None or time.monotonic() - began > LONGEST_SECONDS:
                    raise WorkFailedError(
                        f"{' '.join(arguments[:4])} không mở được trang sau {LONGEST_SECONDS:.0f} giây"
                    )
                time.sleep(0.05)
            ready = time.monotonic() - began
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    return ready


def answers(address: str) -> bool:
    """Tell whether an address answers that all is well."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=2) as answer:
            return int(answer.status) == 200
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
