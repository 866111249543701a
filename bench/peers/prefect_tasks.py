"""A Prefect task for each check-in, on Prefect's own temporary server."""

import os
from pathlib import Path

import psutil

from bench.measuring import Stopwatch
from bench.peers.same_day import calendar_of, look_at, open_numbers


def work(watch: Stopwatch, folder: str) -> dict[str, int]:
    """Map a task over the check-ins; the processor seconds of the temporary server count."""
    os.environ |= {
        "PREFECT_HOME": str(Path(folder) / "prefect"),
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "DO_NOT_TRACK": "1",
    }
    os.environ.pop("PREFECT_API_URL", None)
    from prefect import flow, task

    numbers, calendar = open_numbers(folder), calendar_of(folder)

    @task
    def look(number: int) -> int:
        return look_at(folder, number, calendar)

    @flow
    def look_at_all() -> int:
        return sum(future.result() for future in look.map(numbers))

    @flow
    def begin() -> int:
        return 0

    begin()  # the temporary server is there from here on
    server = psutil.Process().children(recursive=True)
    before = sum(sum(one.cpu_times()[:2]) for one in server)
    with watch.running():
        told = look_at_all()
    watch.cpu += sum(sum(one.cpu_times()[:2]) for one in server) - before
    return {"told": told, "looked_at": len(numbers)}
