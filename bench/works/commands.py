"""What the door costs: `--help` and `plan check` beside `python -c "import yaml"`, processes counted whole."""

import subprocess
import sys
from collections.abc import Iterator, Sequence

from bench.lines import Line, ratio_line
from bench.measuring import PROJECT, Cost, Stopwatch
from bench.setting import Setting

MOST = 3.0
TIMES = 3
"""How often each is run: the least counts, for the first one reads from the disk."""


def run(setting: Setting, _size: int) -> Iterator[Line]:
    """Measure both commands over the shipped plans."""
    floor = _least(setting, ["-c", "import yaml"])
    yield ratio_line("dondoc --help", 1, "–", _least(setting, ["-m", "cli", "--help"]), floor, MOST)
    yield ratio_line("dondoc plan check", 1, "–", _least(setting, ["-m", "cli", "plan", "check"]), floor, MOST)


def _least(setting: Setting, arguments: Sequence[str]) -> Cost:
    ran = [setting.measure("bench.works.commands:python", arguments=list(arguments)) for _ in range(TIMES)]
    return min(ran, key=lambda cost: cost.cpu)


def python(watch: Stopwatch, arguments: list[str]) -> dict[str, int]:
    """Run this Python with arguments until it ends; where it fails the work has."""
    with watch.running():
        subprocess.run([sys.executable, *arguments], cwd=PROJECT, stdout=subprocess.DEVNULL, check=True)
    return {"ran": 1}
