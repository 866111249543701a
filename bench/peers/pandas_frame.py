"""All check-ins in one pandas frame, reckoned in memory, and the rows that are told written in one transaction."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from bench.made_up.provinces import NORMAL_DAY
from bench.measuring import Stopwatch
from bench.peers.same_day import calendar_of, open_numbers


def work(watch: Stopwatch, folder: str) -> dict[str, int]:
    """Read, reckon and write; nothing is kept of what was told before, so the second run would tell it again."""
    import numpy as np
    import pandas as pd

    numbers, calendar = open_numbers(folder), calendar_of(folder)
    year = [date(2025, 1, 1) + timedelta(days=day) for day in range(365)]
    off = np.array(
        [day for day in year if day.weekday() < 5 and not calendar.is_working_day(day)], dtype="datetime64[D]"
    )
    with closing(sqlite3.connect(Path(folder) / "dondoc.db")) as connection, watch.running():
        frame = pd.read_sql_query("SELECT id, remind_on, due_on FROM check_in WHERE state = 'open'", connection)
        remind, due = (frame[name].to_numpy(dtype="datetime64[D]") for name in ("remind_on", "due_on"))
        days = (
            np.busday_offset(remind, -7, roll="forward", holidays=off),
            np.busday_offset(remind, -1, roll="forward", holidays=off),
            np.busday_offset(due, 1, roll="backward", holidays=off),
        )
        told = frame.loc[np.logical_or.reduce([one == np.datetime64(NORMAL_DAY) for one in days]), "id"]
        connection.executemany("INSERT INTO told VALUES (?)", [[int(number)] for number in told])
        connection.commit()
    return {"told": len(told), "looked_at": len(numbers)}
