"""A worker of the pool as `up` starts it: `python -m flows.runs.pool.work`. Takes runs until a signal says stop.

What this machine's worker was doing when it was last ended is given up before the first run is taken.
"""

import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from prefect.workers.process import ProcessWorker

from flows.acts.open_home import open_office
from flows.runs.pool.deploying import deploy
from flows.runs.serve import RUNS_AT_ONCE, SERVER_SECONDS, make_deployments
from flows.up.many.lost_runs import give_up_own
from flows.up.many.stations import worker_name
from flows.up.prefect_api import PrefectApi, wait_until_ready
from flows.up.prefect_settings import HEARTBEAT_SECONDS, api_url
from flows.up.ui_password import program_key
from models.files import keep_private
from models.settings import open_home

DEPLOY = "--deploy"
"""Asks that the deployments be put onto the pool first."""


def main(arguments: Sequence[str]) -> None:
    """Wait for the server, give up what was left, and work."""
    keep_private()
    home = open_home(Path(os.environ["DONDOC_HOME"]))
    api = PrefectApi(api_url(home), program_key(home))
    wait_until_ready(api, SERVER_SECONDS)
    if DEPLOY in arguments:
        with open_office(home.path) as office:
            deployments = make_deployments(office)
        deploy(home, deployments)
    give_up_own(api, worker_name(home))
    worker = ProcessWorker(
        work_pool_name=home.settings.work_pool,
        name=worker_name(home),
        limit=RUNS_AT_ONCE,
        heartbeat_interval_seconds=HEARTBEAT_SECONDS,
        create_pool_if_not_found=False,
    )
    with suppress(KeyboardInterrupt):
        asyncio.run(worker.start())


if __name__ == "__main__":
    main(sys.argv[1:])
