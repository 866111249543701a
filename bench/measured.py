"""The process of one piece of work: `python -m bench.measured module:function`, its values as JSON on standard input."""

import importlib
import json
import sys
from pathlib import Path

from bench.measuring import Cost, Stopwatch, as_json


def peak_megabytes() -> int:
    """Return the most memory that this process has held since its program was loaded, in megabytes."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    return 0


def main() -> None:
    """Do the work and print what it took, on the last line."""
    module, _, function = sys.argv[1].partition(":")
    given = json.load(sys.stdin)
    watch = Stopwatch(str(given.pop("counts", "")))
    done = getattr(importlib.import_module(module), function)(watch, **given)
    cost = Cost(watch.wall, watch.cpu, peak_megabytes(), {name: float(value) for name, value in done.items()})
    sys.stdout.write(f"\n{json.dumps(as_json(cost))}\n")


if __name__ == "__main__":
    main()
