"""A job of APScheduler for each check-in, its jobs in a database as they must be to outlive a restart."""

from pathlib import Path
from threading import Event, Lock

from bench.measuring import Stopwatch, WorkFailedError
from bench.peers.same_day import calendar_of, look_at, open_numbers
from plan.calendar import WorkCalendar

_calendars: dict[str, WorkCalendar] = {}


def look(folder: str, number: int) -> int:
    """Look at one check-in; a job names a function of a module."""
    if folder not in _calendars:
        _calendars[folder] = calendar_of(folder)
    return look_at(folder, number, _calendars[folder])


def work(watch: Stopwatch, folder: str) -> dict[str, int]:
    """Add a job for each check-in and wait until all have run."""
    try:
        from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_EXECUTED, JobExecutionEvent
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
        from apscheduler.schedulers.background import BackgroundScheduler
    except ImportError:
        raise WorkFailedError("thiếu APScheduler: uv pip install --python .venv/bin/python --group bench") from None

    numbers, done, lock = open_numbers(folder), Event(), Lock()
    counted = {"told": 0, "ran": 0, "failed": 0}

    def on_end(event: JobExecutionEvent) -> None:
        with lock:
            counted["ran"] += 1
            counted["failed"] += event.code == EVENT_JOB_ERROR
            counted["told"] += event.retval or 0
            if counted["ran"] == len(numbers):
                done.set()

    store = SQLAlchemyJobStore(url=f"sqlite:///{Path(folder) / 'jobs.db'}")
    scheduler = BackgroundScheduler(jobstores={"default": store}, executors={"default": ThreadPoolExecutor(4)})
    scheduler.add_listener(on_end, EVENT_JOB_EXECUTED | EVENT_JOB_ERROR)
    with watch.running():
        scheduler.start(paused=True)
        for number in numbers:
            scheduler.add_job(look, "date", args=[folder, number], misfire_grace_time=None)
        scheduler.resume()
        done.wait(600)
    scheduler.shutdown(wait=False)
    if counted["ran"] < len(numbers) or counted["failed"]:
        raise WorkFailedError(f"{counted}")
    return {"told": counted["told"], "looked_at": len(numbers)}
