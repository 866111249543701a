"""Runs whose worker is gone: given up, so that their slot is free, and done again by a worker that lives.

Prefect leaves such a run `Running` for good, with the one slot of its deployment, and every later one would be cancelled for
it. What the lost run had done stands in our database; the round that follows finds it done and does the rest.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from flows.names import DAILY_ROUND, FLOWS
from flows.up.prefect_api import UNFINISHED, PrefectApi

ONLINE = "ONLINE"
WORKER_LABEL = "prefect.worker.name"
"""The label by which Prefect says which worker took a run."""
GONE = "Máy làm lượt chạy này đã dừng giữa chừng; lượt chạy khác trên một máy còn chạy làm tiếp phần còn lại."
UNCLAIMED_FOR = timedelta(minutes=5)
"""How long a run may be taken up without a worker's name on it: between the two a worker does nothing else."""


def workers_of(api: PrefectApi, pool: str) -> dict[str, str]:
    """Return the workers that a pool has ever had, by name, and whether each lives. Raise NoAnswerError as the server does."""
    found: list[dict[str, Any]] = api.ask(f"/work_pools/{pool}/workers/filter", {"limit": 200})
    return {str(one["name"]): str(one["status"]) for one in found}


def give_up_lost(api: PrefectApi, pool: str) -> int:
    """Give up the runs whose worker no longer lives, ask for one round in their place, and return how many there were.

    Any machine may do this at any time, and several at once: each run is given up once, and asks for one round. A worker
    that lives and is only cut off from the server works on; its rows and letters have keys, so nothing is done twice.
    """
    living = {name for name, status in workers_of(api, pool).items() if status == ONLINE}
    return _give_up(api, [run for run, taken in _under_way(api) if _worker(taken) and _worker(taken) not in living])


def ended_runs(api: PrefectApi, worker: str, lives: Callable[[int], bool]) -> set[str]:
    """Return the runs of a worker of this machine whose process has ended and which are under way all the same: a server
    that was ill heard of no end. `lives` tells whether the process of a number is one of this machine's.
    """
    found = set()
    for run, taken in _under_way(api):
        number = str(taken.get("infrastructure_pid") or "")
        if _worker(taken) == worker and number.isdecimal() and not lives(int(number)):
            found.add(str(run["id"]))
    return found


def give_up_ended(api: PrefectApi, runs: Collection[str]) -> int:
    """Give up runs that have ended without a word, with what they called within themselves; return how many there were."""
    return _give_up(api, [run for run in map(api.read_run, runs) if run["state_type"] in UNFINISHED])


def give_up_own(api: PrefectApi, worker: str) -> int:
    """Give up what a worker of this name was doing before it was ended: to be called before it takes the first run."""
    return _give_up(api, [run for run, taken in _under_way(api) if _worker(taken) == worker])


def give_up_unclaimed(api: PrefectApi, now: datetime) -> int:
    """Give up runs that were taken up by nobody who can be named: by a runner of this machine before there was a pool."""

    def is_old(run: Mapping[str, Any]) -> bool:
        return datetime.fromisoformat(run["state"]["timestamp"]) < now - UNCLAIMED_FOR

    return _give_up(api, [run for run, taken in _under_way(api) if not _worker(taken) and is_old(run)])


def _give_up(api: PrefectApi, runs: list[dict[str, Any]]) -> int:
    for run in runs:
        api.force_state(run["id"], "CRASHED", GONE)
    if runs:
        api.ask_for_round(f"{DAILY_ROUND}: thay máy đã dừng", f"thay-{runs[0]['id']}")
    return len(runs)


def _under_way(api: PrefectApi) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the runs that somebody should be working on, each with the one that a worker took: what a run calls within
    itself is where that one is.
    """
    return [(run, _taken(api, run)) for run in api.find_runs(FLOWS, UNFINISHED)]


def _taken(api: PrefectApi, run: dict[str, Any]) -> dict[str, Any]:
    if _worker(run) or not run.get("parent_task_run_id"):
        return run
    return _taken(api, api.read_run(api.ask(f"/task_runs/{run['parent_task_run_id']}")["flow_run_id"]))


def _worker(run: Mapping[str, Any]) -> str:
    return str((run.get("labels") or {}).get(WORKER_LABEL) or "")
