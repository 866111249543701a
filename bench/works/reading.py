"""What is read: the figures of all plans, `status --json`, the board and the artifacts, beside the SQL they rest on.

The floor is one statement over the same check-ins, read into pandas and counted by agency, task and scope: each with its
last move and its first answer, grouped by the database. Its cells must be the program's.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.lines import Line, ratio_line
from bench.made_up.provinces import NORMAL_DAY
from bench.measuring import Stopwatch, WorkFailedError, guard_same
from bench.setting import Setting

if TYPE_CHECKING:
    from reports.progress import Progress

MOST = 1.5
FLOOR = """
select c.id, c.holder, c.ref, c.scope, c.due_on, e.kind, a.given
from check_in c
join (select check_in_id, kind, max(id) from check_in_event
      where happened_on <= {on} and learnt_at <= {until} and kind <> 'overdue' group by check_in_id) e on e.check_in_id = c.id
left join (select check_in_id, min(happened_at) as given from answer
           where happened_at <= {until} and learnt_at <= {until} group by check_in_id) a on a.check_in_id = c.id
where c.opened_on <= {on} and c.plan = {plan}
"""
FLOOR_POSTGRES = FLOOR.replace(
    """(select check_in_id, kind, max(id) from check_in_event
      where happened_on <= {on} and learnt_at <= {until} and kind <> 'overdue' group by check_in_id)""",
    """(select distinct on (check_in_id) check_in_id, kind from check_in_event
      where happened_on <= {on} and learnt_at <= {until} and kind <> 'overdue' order by check_in_id, id desc)""",
)
"""Each check-in with its last move and its first answer; only SQLite gives the other columns of the row with the maximum."""
KINDS = {
    "figures": "all figures",
    "status": "status --json",
    "board": "the board's first page",
    "artifacts": "the artifacts of a round",
}


def run(setting: Setting, size: int) -> Iterator[Line]:
    """Measure each way of reading over the home of a normal day."""
    name = f"normal-{size}"
    setting.ensure(name, "bench.works.round_day:make", kind="normal", size=size)
    with setting.shelf.copy(name) as home:
        given = setting.given(home)
        floor = setting.measure("bench.works.reading:bare", **given)
        for kind, what in KINDS.items():
            cost = setting.measure("bench.works.reading:product", **given, kind=kind)
            guard_same(cost, floor, "on_time", "late", "open_in_time", "open_overdue")
            yield ratio_line(what, size, setting.store, cost, floor, MOST)


def product(watch: Stopwatch, folder: str, url: str, kind: str) -> dict[str, int]:
    """Read the home in one of the ways, plan by plan as the program does."""
    from bench.made_up.homes import MadeHome
    from bench.statements import counted
    from flows.acts.open_home import load_plans
    from flows.acts.reports.progress import plan_progress
    from models.check_ins.standings import REPORTING_STAGES
    from models.clock import end_of_day

    cells = dict.fromkeys(REPORTING_STAGES, 0)
    with MadeHome(Path(folder), url).open(NORMAL_DAY) as office, counted(office.database) as statements:
        plans = load_plans(office)
        show = _ways()[kind]
        with watch.running():
            for loaded in plans.values():
                progress = plan_progress(office, loaded, NORMAL_DAY, end_of_day(NORMAL_DAY))
                show(progress, loaded)
        for loaded in plans.values():
            found = plan_progress(office, loaded, NORMAL_DAY, end_of_day(NORMAL_DAY)).reporting
            for cell in REPORTING_STAGES:
                cells[cell] += getattr(found, cell)
        return {**{str(cell): count for cell, count in cells.items()}, "statements": statements.count}


def _ways() -> dict[str, Any]:
    """Return what each way does with the progress of a plan; all that it needs is loaded before the watch runs."""
    from flows.runs.pictures import picture_plan
    from reports.status import status_json
    from reports.tables import by_agency, by_section, by_task
    from web.board.board_page import four_cells

    def figures(progress: "Progress", _loaded: Any) -> None:  # noqa: ANN401  as above
        _ = progress.reporting, progress.results, progress.silent, progress.punctual, len(progress.overdue)
        _ = by_agency(progress), by_section(progress), by_task(progress)

    def board(progress: "Progress", _loaded: Any) -> None:  # noqa: ANN401  as above
        _ = four_cells(progress), by_agency(progress), by_section(progress), len(progress.overdue)

    return {
        "figures": figures,
        "status": lambda progress, _: json.dumps(status_json(progress), ensure_ascii=False),
        "board": board,
        "artifacts": lambda progress, _: picture_plan(progress, "http://127.0.0.1:4200", ""),
    }


def bare(watch: Stopwatch, folder: str, url: str) -> dict[str, int]:
    """Count the same cells by one statement and pandas."""
    import sqlite3
    from contextlib import closing
    from datetime import UTC

    import pandas as pd
    import psycopg

    from bench.made_up.homes import MadeHome
    from models.clock import end_of_day

    home = MadeHome(Path(folder), url)
    with home.open() as office:
        plans = list(office.home.settings.plans)
    until = end_of_day(NORMAL_DAY).astimezone(UTC)
    cells = dict.fromkeys(("on_time", "late", "open_in_time", "open_overdue"), 0)
    connection: Any = psycopg.connect(url) if url else sqlite3.connect(home.folder / "dondoc.db")
    marks = {name: f"%({name})s" if url else f":{name}" for name in ("on", "until", "plan")}
    with closing(connection), watch.running():
        for plan in plans:
            moment = until if url else str(until.replace(tzinfo=None))
            given = {"on": NORMAL_DAY.isoformat(), "until": moment, "plan": plan}
            asked = (FLOOR_POSTGRES if url else FLOOR).format(**marks)
            cursor = connection.execute(asked, given)
            names = [column[0] for column in cursor.description]
            frame = pd.DataFrame(cursor.fetchall(), columns=names)
            for cell, count in _cells(pd, frame).items():
                cells[cell] += count
    if not sum(cells.values()):
        raise WorkFailedError("the floor counted nothing")
    return cells


def _cells(pd: Any, frame: Any) -> dict[str, int]:  # noqa: ANN401  pandas, where it is loaded
    told, due = frame["kind"].isin(["answered", "accepted"]), frame["due_on"].astype(str)
    day = (pd.to_datetime(frame["given"], utc=True) + pd.Timedelta(hours=7)).dt.strftime("%Y-%m-%d")
    frame = frame[frame["kind"] != "waived"].copy()
    frame["cell"] = "open_in_time"
    frame.loc[~told & (due < NORMAL_DAY.isoformat()), "cell"] = "open_overdue"
    frame.loc[told, "cell"] = "on_time"
    frame.loc[told & (day > due), "cell"] = "late"
    for part in ("holder", "ref", "scope"):
        frame.groupby([part, "cell"], dropna=False).size()
    return {str(cell): int(count) for cell, count in frame["cell"].value_counts().items()}
