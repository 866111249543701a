"""One day's work as somebody would otherwise build it, beside the program's own round over the same home.

The work of each: look at every open check-in, reckon whether its agency is to be told today (7 or 1 working days before,
1 after), and keep a row for each that is, durably. All must find the same check-ins as the round. The round does much more
(it records lateness, tells who stands above, words the letters), so a peer that costs as much does less.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.lines import Line, ratio_line
from bench.made_up.provinces import NORMAL_DAY
from bench.measuring import Stopwatch, guard_same
from bench.setting import Setting
from plan.calendar import WorkCalendar

Look = Callable[[int], int]
"""Looks at one check-in by its number: 1 where its agency is told today, with its row kept; else 0."""


def run(setting: Setting, size: int, peer: str) -> Iterator[Line]:
    """Measure one peer beside the round, both over a home of a normal day in SQLite."""
    name = f"normal-{size}"
    setting.ensure(name, "bench.works.round_day:make", kind="normal", size=size)
    with setting.shelf.copy(name) as home:
        given = setting.given(home)
        own = setting.measure("bench.works.round_day:product", **given, day=NORMAL_DAY.isoformat())
        told = setting.measure("bench.peers.same_day:count_told", folder=str(home.folder))
        own = replace(own, done={**own.done, **told.done})
    with setting.shelf.copy(name) as home:
        cost = setting.measure(f"bench.peers.{peer}:work", folder=str(home.folder))
    guard_same(cost, own, "told")
    yield ratio_line(f"peer: {peer.replace('_', ' ')}", size, setting.store, cost, own, None)


def count_told(_watch: Stopwatch, folder: str) -> dict[str, int]:
    """Count the check-ins whose agencies the round has told of this day."""
    asked = "SELECT count(DISTINCT check_in_id) FROM notice WHERE stage_on = ? AND recipient LIKE '%co-quan-%'"
    with closing(sqlite3.connect(Path(folder) / "dondoc.db")) as connection:
        return {"told": connection.execute(asked, [NORMAL_DAY.isoformat()]).fetchone()[0]}


def open_numbers(folder: str) -> list[int]:
    """Return the numbers of the open check-ins, and make the table of those that are told."""
    with closing(sqlite3.connect(Path(folder) / "dondoc.db")) as connection:
        connection.execute("CREATE TABLE told (check_in_id INTEGER PRIMARY KEY)")
        return [row[0] for row in connection.execute("SELECT id FROM check_in WHERE state = 'open' ORDER BY id")]


def look_at(folder: str, number: int, calendar: WorkCalendar) -> int:
    """Look at one check-in, over a connection of its own as a job of its own has it."""
    with closing(sqlite3.connect(Path(folder) / "dondoc.db", timeout=60)) as connection:
        remind_on, due_on = connection.execute(
            "SELECT remind_on, due_on FROM check_in WHERE id = ?", [number]
        ).fetchone()
        if not is_told(calendar, date.fromisoformat(remind_on), date.fromisoformat(due_on)):
            return 0
        connection.execute("INSERT INTO told VALUES (?)", [number])
        connection.commit()
        return 1


def is_told(calendar: WorkCalendar, remind_on: date, due_on: date) -> bool:
    """Tell whether an agency is told today of a check-in with these days."""
    days = (
        calendar.add_working_days(remind_on, -7),
        calendar.add_working_days(remind_on, -1),
        calendar.add_working_days(due_on, 1),
    )
    return NORMAL_DAY in days


def calendar_of(folder: str) -> WorkCalendar:
    """Return the calendar by which the home reckons."""
    from plan.library import Library

    calendar = Library(Path(folder) / "plans").calendar()
    if calendar is None:
        raise ValueError(folder)
    return calendar
