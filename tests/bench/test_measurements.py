"""Each measurement at a tiny size: it runs, and its floor has done the same work."""

import importlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bench.lines import Goal, Line
from bench.made_up.homes import Shelf
from bench.measuring import Cost, Stopwatch, WorkFailedError, guard_same
from bench.registry import MEASUREMENTS
from bench.running import keep
from bench.setting import Setting
from bench.table import heading, row_of
from tests.homes.databases.templates import DATABASE, put_migrated_file
from tests.homes.offices import morning

IN_PROCESS = ("round", "quiet", "opening", "reading", "report")
"""The measurements that need no server beside them: each piece of work is done in this process."""


def measure_here(work: str, **given: object) -> Cost:
    module, _, function = work.partition(":")
    plain: dict[str, Any] = json.loads(json.dumps(given))
    plain.pop("counts", None)
    if function == "make":
        put_migrated_file(Path(plain["folder"]) / DATABASE)
    watch = Stopwatch()
    done = getattr(importlib.import_module(module), function)(watch, **plain)
    return Cost(watch.wall, watch.cpu, 1, done)


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    return Setting(Shelf(tmp_path_factory.mktemp("homes")), measure_here)


@pytest.mark.parametrize("name", IN_PROCESS)
def test_a_measurement_runs_and_its_floor_does_the_same_work(name: str, setting: Setting) -> None:
    lines = list(MEASUREMENTS[name].run(setting, 200))
    assert lines
    for line in lines:
        assert (line.size, line.store) == (200, "sqlite")
        assert row_of(line)


def test_a_normal_day_of_a_made_up_home_tells_what_that_day_brings_and_nothing_else(setting: Setting) -> None:
    (line,) = MEASUREMENTS["round"].run(setting, 200)
    assert line.cost.done["became_overdue"] > 0
    assert 0 < line.cost.done["queued"] < 60
    (line,) = MEASUREMENTS["quiet"].run(setting, 200)
    assert (line.cost.done["queued"], line.cost.done["became_overdue"]) == (0, 0)


def test_a_floor_that_does_other_work_is_no_floor() -> None:
    with pytest.raises(WorkFailedError, match="opened: 10, and of the floor 9"):
        guard_same(Cost(1, 1, 1, {"opened": 10}), Cost(1, 1, 1, {"opened": 9}), "opened")


def test_a_result_is_kept_with_the_machine_and_without_its_name(tmp_path: Path) -> None:
    line = Line(
        "round", 200, "sqlite", Cost(1.0, 0.5, 90, {"changed": 3}), Cost(0.1, 0.25, 40), 2.0, Goal("ratio", 1.5)
    )
    assert "chưa" in row_of(line)
    assert len(heading().split()) > 5
    told = json.loads(keep(tmp_path, [line], morning(date(2026, 11, 27))).read_text(encoding="utf-8"))
    assert told["lines"][0]["met"] is False
    assert told["machine"]["processors"] > 0
    assert str(Path.cwd()) not in json.dumps(told)
