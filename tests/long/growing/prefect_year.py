"""Lives Prefect's own database through a year of this program's runs, with Prefect's vacuum, and tells how it grows.

`python -m tests.long.growing.prefect_year HOME [--days-kept 90] [--share 0.1]`: HOME is one in which `up` has run, so that one
«Gửi thư còn chờ» is done; its database is copied and nothing of the home is changed. Each day gets a share of the 315 runs
that a real day has, with the states, logs, events and artifacts of that one. Every fifth day the vacuum runs as of then.
Ends with 1 where the rows of the last day are more than a tenth above those of the day after the first were let go.
"""

import argparse
import asyncio
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flows.names import WAITING_LETTERS
from models.store.prefect_file import prefect_file

RUNS_A_DAY = 315
"""288 looks at waiting letters, 24 at clocks of incidents, the round, the backup, and now and then a summary."""
DAYS = 366
START = datetime(2026, 1, 1, tzinfo=UTC)
TABLES = ("flow_run", "flow_run_state", "log", "events", "event_resources", "artifact")
Row = dict[str, Any]


class Year:
    """The copied database, and the rows of one run that each other is made of."""

    def __init__(self, file: Path) -> None:
        """Read the rows of a run that is done."""
        self.file, self.opened = file, sqlite3.connect(file, timeout=60)
        of_flow = "flow_id = (SELECT id FROM flow WHERE name = ?)"
        (self.run,) = self._rows("flow_run", f"state_type = 'COMPLETED' AND {of_flow} LIMIT 1", WAITING_LETTERS)
        self.states = self._rows("flow_run_state", "flow_run_id = ?", self.run["id"])
        self.logs = self._rows("log", "flow_run_id = ?", self.run["id"])
        self.events = self._rows("events", "resource_id = ?", f"prefect.flow-run.{UUID(self.run['id'])}")
        self.resources = {one["id"]: self._rows("event_resources", "event_id = ?", one["id"]) for one in self.events}
        self.artifacts = self._rows("artifact", "1 LIMIT 8")

    def _rows(self, table: str, where: str, *given: str) -> list[Row]:
        found = self.opened.execute(f'SELECT * FROM "{table}" WHERE {where}', given)  # noqa: S608  no stranger's words
        names = [one[0] for one in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def _put(self, table: str, rows: Sequence[Row]) -> None:
        names = list(rows[0]) if rows else []
        asked = f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})'  # noqa: S608  as above
        self.opened.executemany(asked, [tuple(row.values()) for row in rows])

    def live(self, day: datetime, runs: int) -> None:
        """Add the runs of a day, evenly over its hours; the first of them leaves artifacts."""
        for number in range(runs):
            moment = day + timedelta(days=number / runs)
            at, run, last = f"{moment:%Y-%m-%d %H:%M:%S.%f}", str(uuid4()), str(uuid4())
            dated = {"created": at, "updated": at}
            times = dict.fromkeys(("start_time", "end_time", "expected_start_time", "state_timestamp"), at)
            self._put("flow_run", [self.run | dated | times | {"id": run, "idempotency_key": run, "state_id": last}])
            of_run = dated | {"flow_run_id": run}
            for place, state in enumerate(self.states):
                then = f"{moment + timedelta(microseconds=place):%Y-%m-%d %H:%M:%S.%f}"
                state_id = last if place == len(self.states) - 1 else str(uuid4())
                self._put("flow_run_state", [state | of_run | {"id": state_id, "timestamp": then}])
            self._put("log", [one | of_run | {"id": str(uuid4()), "timestamp": at} for one in self.logs])
            for one in self.events:
                event = str(uuid4())
                heard = {"occurred": at, "received": at, "recorded": at, "resource_id": f"prefect.flow-run.{run}"}
                self._put("events", [one | dated | heard | {"id": event}])
                about = [each | dated | {"id": str(uuid4()), "event_id": event} for each in self.resources[one["id"]]]
                self._put("event_resources", [each | {"occurred": at} for each in about])
            if number == 0:
                self._put("artifact", [one | of_run | {"id": str(uuid4())} for one in self.artifacts])
        self.opened.commit()

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        asked = ((table, self.opened.execute(f"SELECT count(*) FROM {table}")) for table in TABLES)  # noqa: S608  as above
        return {table: found.fetchone()[0] for table, found in asked}


async def live(year: Year, days_kept: int, runs: int) -> bool:
    """Live the year, tell how the tables stand, and return whether they stayed as they were once rows were let go."""
    # It reads its settings as it is loaded.
    from prefect.server.database import provide_database_interface
    from prefect.server.services import db_vacuum

    today, full = START, dict[str, int]()
    db_vacuum.now = lambda *_given: today
    database = provide_database_interface()
    for number in range(DAYS):
        today = START + timedelta(days=number)
        year.live(today, runs)
        if number % 5 == 0:
            for vacuum in (
                db_vacuum.vacuum_old_flow_runs,
                db_vacuum.vacuum_events_with_retention_overrides,
                db_vacuum.vacuum_old_events,
                db_vacuum.vacuum_orphaned_logs,
                db_vacuum.vacuum_orphaned_artifacts,
            ):
                await vacuum(db=database)
        if number % 30 == 0 or number == DAYS - 1:
            told = ", ".join(f"{count} {table}" for table, count in year.counts().items())
            sys.stdout.write(f"day {number}: {year.file.stat().st_size / 1e6:.1f} MB; {told}\n")
            sys.stdout.flush()
        if number == days_kept + 10:
            full = year.counts()
    return all(count <= full[table] * 1.1 for table, count in year.counts().items())


def main() -> int:
    """Copy a home's database, live the year in the copy, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.long.growing.prefect_year")
    parser.add_argument("home", type=Path)
    parser.add_argument("--days-kept", type=int, default=90)
    parser.add_argument("--share", type=float, default=0.1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "prefect.db"
        for end in ("", "-wal"):
            if (file := prefect_file(given.home).with_name(f"prefect.db{end}")).is_file():
                shutil.copy(file, f"{copy}{end}")
        os.environ |= {
            "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{copy}",
            "PREFECT_HOME": folder,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(given.days_kept * 86_400),
        }
        return 0 if asyncio.run(live(Year(copy), given.days_kept, round(RUNS_A_DAY * given.share))) else 1


if __name__ == "__main__":
    raise SystemExit(main())
