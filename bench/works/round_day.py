"""A day's round beside the bare SQL of the rows that it changes: a normal day, and one on which nothing is due.

The round is whole but for the sending of letters, which `digests` measures. Its start (opening the home, reading the plan
files) is told apart. The floor is one durable transaction of the bare driver: the rows that the round has added are
inserted, and those that it has changed are updated by number, all with `executemany`.
"""

import pickle
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.lines import Goal, Line, ratio_line
from bench.made_up.provinces import NORMAL_DAY, QUIET_DAY, dated_times, shape_of
from bench.measuring import Cost, Stopwatch, WorkFailedError, guard_same
from bench.setting import Setting
from bench.works.changed_rows import changed_rows, write_rows

MOST, MOST_QUIET_SECONDS = 1.5, 0.05
_DAYS = {"normal": NORMAL_DAY, "quiet": QUIET_DAY}


def run_normal(setting: Setting, size: int) -> Iterator[Line]:
    """Measure the round of a normal day."""
    cost, floor = _measure(setting, size, "normal", floor=True)
    if floor is not None:
        guard_same(cost, floor, "changed")
        yield ratio_line("round", size, setting.store, cost, floor, MOST)


def run_quiet(setting: Setting, size: int) -> Iterator[Line]:
    """Measure the round of a day on which nothing is due."""
    cost, _ = _measure(setting, size, "quiet", floor=False)
    goal = Goal("seconds", MOST_QUIET_SECONDS)
    yield Line("quiet round", size, setting.store, cost, None, cost.cpu, goal, cost.done)


def _measure(setting: Setting, size: int, kind: str, *, floor: bool) -> tuple[Cost, Cost | None]:
    name = f"{kind}-{size}"
    setting.ensure(name, "bench.works.round_day:make", kind=kind, size=size)
    with setting.shelf.copy(name) as home, setting.room() as room:
        cost = setting.measure("bench.works.round_day:product", **setting.given(home), day=_DAYS[kind].isoformat())
        if not floor:
            return cost, None
        rows = room / "rows"
        before = setting.shelf.place(name).database
        found = setting.measure("bench.works.round_day:compare", before=before, after=home.database, rows=str(rows))
        cost = replace(cost, done={**cost.done, **found.done})
        with setting.shelf.copy(name) as bare:
            return cost, setting.measure(
                "bench.works.round_day:bare", database=bare.database, counts=bare.database, rows=str(rows)
            )


def make(_watch: Stopwatch, folder: str, url: str, kind: str, size: int) -> dict[str, int]:
    """Make the home that a round of this kind of day is run in."""
    from bench.made_up.homes import MadeHome, make_home

    shape = shape_of(size)
    make_home(MadeHome(Path(folder), url), shape, dated_times(shape.tasks), _DAYS[kind], seed=1)
    return {"size": shape.size}


def product(watch: Stopwatch, folder: str, url: str, day: str) -> dict[str, int]:
    """Run the round of a day in a home, without sending."""
    from bench.made_up.homes import MadeHome
    from bench.statements import counted
    from flows.round import SEND, STEPS, begin_round
    from flows.steps import run_steps
    from models.clock import ROUND_AT, moment_on

    on = date.fromisoformat(day)
    with MadeHome(Path(folder), url).open(on) as office, counted(office.database) as statements:
        current = begin_round(office, moment_on(on, ROUND_AT))
        steps = [step for step in STEPS if step is not SEND]
        with watch.running():
            failed = list(run_steps(steps, current, current.note))
        if failed:
            raise WorkFailedError(f"{failed}")
        outcome = current.outcome
        return {"statements": statements.count, "queued": outcome.queued, "became_overdue": outcome.became_overdue}


def compare(_watch: Stopwatch, before: str, after: str, rows: str) -> dict[str, int]:
    """Write down what a round has changed."""
    found = changed_rows(before, after)
    Path(rows).write_bytes(pickle.dumps(found))
    return {"changed": sum(len(one.added) + len(one.changed) for one in found)}


def bare(watch: Stopwatch, database: str, rows: str) -> dict[str, int]:
    """Change the same rows by the bare driver."""
    found = pickle.loads(Path(rows).read_bytes())  # noqa: S301  we have written it ourselves
    with write_rows(database) as write, watch.running():
        write(found)
    return {"changed": sum(len(one.added) + len(one.changed) for one in found)}
