"""Run a command, or the pages, with a clock of its own: `python -m tests.long.at_moment 2023-06-05T07:30 round --home DIR`.

The machine's clock stays as it is: the program's shows the given moment of Vietnam as it begins, and goes on from there.
`serve` in a command's place serves a home's pages, with the options of `web.serve`.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cli.__main__ import main as run_command
from models.clock import ZONE, Clock
from web.serve import main as serve_pages


def show(moment: datetime) -> None:
    """Let every clock of this process show `moment` now, and go on from there."""
    began = time.monotonic()

    def now(_clock: Clock) -> datetime:
        return moment + timedelta(seconds=time.monotonic() - began)

    setattr(Clock, "now", now)  # noqa: B010  mypy refuses the plain assignment of a method


@contextmanager
def shown(moment: datetime) -> Iterator[None]:
    """Let every clock of this process show `moment`, and go on from there, while the block runs."""
    before = Clock.now
    show(moment)
    try:
        yield
    finally:
        setattr(Clock, "now", before)  # noqa: B010  as above


def run_at(written: str, *arguments: str) -> int:
    """Set the clock to a moment, do what the arguments ask, and return the exit code."""
    show(datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(ZONE)))
    return serve_pages(arguments[1:]) if arguments[0] == "serve" else run_command(arguments)


if __name__ == "__main__":
    sys.exit(run_at(*sys.argv[1:]))
