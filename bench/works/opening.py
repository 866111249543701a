"""Opening a quarter at once, beside `executemany` of the same rows in one durable transaction."""

import pickle
from collections.abc import Iterator
from pathlib import Path

from bench.lines import Goal, Line, ratio_line
from bench.made_up.provinces import QUARTER_OPENS, quarterly_times, shape_of
from bench.measuring import Stopwatch, guard_same
from bench.setting import Setting
from bench.works.changed_rows import Changed, write_rows

MOST, MOST_MEGABYTES = 1.5, 300


def run(setting: Setting, size: int) -> Iterator[Line]:
    """Measure the opening of a quarter's reports."""
    name = f"unopened-{size}"
    setting.ensure(name, "bench.works.opening:make", size=size)
    with setting.shelf.copy(name) as home, setting.shelf.copy(name) as other, setting.room() as room:
        cost = setting.measure("bench.works.opening:product", **setting.given(home))
        rows = room / "rows"
        before = setting.shelf.place(name).database
        setting.measure("bench.works.round_day:compare", before=before, after=home.database, rows=str(rows))
        floor = setting.measure(
            "bench.works.opening:bare", database=other.database, counts=other.database, rows=str(rows)
        )
    guard_same(cost, floor, "opened")
    yield ratio_line("opening a quarter", size, setting.store, cost, floor, MOST)
    yield Line("opening a quarter: memory", size, setting.store, cost, floor, cost.peak, Goal("peak", MOST_MEGABYTES))


def make(_watch: Stopwatch, folder: str, url: str, size: int) -> dict[str, int]:
    """Make a home in which a quarter is about to open."""
    from bench.made_up.homes import MadeHome, make_home

    shape = shape_of(size)
    make_home(MadeHome(Path(folder), url), shape, quarterly_times(shape.tasks), QUARTER_OPENS, seed=1, opened=False)
    return {"size": shape.size}


def product(watch: Stopwatch, folder: str, url: str) -> dict[str, int]:
    """Open what is due to open, a transaction for each plan as the round does."""
    from bench.made_up.homes import MadeHome
    from bench.statements import counted
    from flows.acts.open_home import load_plans
    from models.check_ins.opening import open_check_ins
    from models.clock import ROUND_AT, moment_on

    opened = 0
    with MadeHome(Path(folder), url).open(QUARTER_OPENS) as office, counted(office.database) as statements:
        plans, now = load_plans(office), moment_on(QUARTER_OPENS, ROUND_AT)
        with watch.running():
            for loaded in plans.values():
                with office.database.write_alone() as session:
                    opened += open_check_ins(session, loaded, QUARTER_OPENS, now)
        return {"opened": opened, "statements": statements.count}


def bare(watch: Stopwatch, database: str, rows: str) -> dict[str, int]:
    """Insert the same rows by the bare driver."""
    found: list[Changed] = pickle.loads(Path(rows).read_bytes())  # noqa: S301  we have written it ourselves
    with write_rows(database) as write, watch.running():
        write(found)
    return {"opened": sum(len(one.added) for one in found if one.table == "check_in")}
