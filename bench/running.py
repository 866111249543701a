"""Running measurements: one after the other, each line told as soon as it is known, all of them kept as JSON."""

import json
import os
import platform
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from bench.lines import Line
from bench.made_up.homes import Shelf
from bench.measuring import PROJECT, WorkFailedError, as_json
from bench.registry import MEASUREMENTS
from bench.setting import Setting

KEPT = PROJECT / ".bench"
"""Where results are kept unless another folder is named; git leaves it alone."""


@dataclass(frozen=True)
class Asked:
    """What is measured: by which names, at which size (None for each one's usual), with which database.

    `server` is the address of a PostgreSQL server on this machine, '' for SQLite. `homes` is where made-up homes stay for
    the next time, None where they are taken away at the end.
    """

    names: Sequence[str]
    size: int | None = None
    server: str = ""
    homes: Path | None = None


def measure_all(asked: Asked) -> Iterator[Line | str]:
    """Yield the lines of every measurement as they are known, and a sentence for each that could not be made."""
    with _shelf(asked) as shelf:
        setting = Setting(shelf)
        for name in asked.names:
            found = MEASUREMENTS[name]
            try:
                wanted = asked.size if len(asked.names) == 1 or found.grows else None
                yield from found.run(setting, wanted or found.size)
            except WorkFailedError as error:
                yield f"Không đo được {name}: {error}"


@contextmanager
def _shelf(asked: Asked) -> Iterator[Shelf]:
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-") as folder:
        shelf = Shelf(asked.homes or Path(folder), asked.server)
        shelf.folder.mkdir(parents=True, exist_ok=True)
        try:
            yield shelf
        finally:
            if asked.homes is None:
                shelf.clear()


def keep(folder: Path, lines: Sequence[Line], now: datetime, server: str = "") -> Path:
    """Write the lines with the machine's description as JSON into a folder, and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{now:%Y%m%d-%H%M%S}.json"
    told = {
        "at": now.isoformat(timespec="seconds"),
        "machine": machine(server),
        "lines": [_plain(one) for one in lines],
    }
    file.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return file


def _plain(line: Line) -> dict[str, Any]:
    return {
        "work": line.work,
        "size": line.size,
        "store": line.store,
        "figure": line.goal.figure,
        "value": round(line.value, 4),
        "goal": line.goal.bound,
        "at_least": line.goal.at_least,
        "met": line.is_met,
        "cost": as_json(line.cost),
        "floor": as_json(line.floor) if line.floor else None,
    }


def machine(server: str = "") -> dict[str, str | int | float]:
    """Return what the machine is, without its name: processors, memory, systems and databases."""
    cores = os.cpu_count() or 0
    found: dict[str, str | int | float] = {
        "processors": cores,
        "processor": _first_value("/proc/cpuinfo", "model name"),
        "memory_mb": int((_first_value("/proc/meminfo", "MemTotal") or "0 kB").split()[0]) // 1024,
        "load": round(os.getloadavg()[0], 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }
    if server:
        with psycopg.connect(server) as connection:
            found["postgresql"] = str(connection.info.server_version // 10_000)
    return found


def _first_value(file: str, name: str) -> str:
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
