"""Putting the deployments onto the pool: `python -m flows.runs.pool.deploying`, as `dondoc deploy` starts it."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate, WorkPoolUpdate
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists
from prefect.workers.process import ProcessWorker

from flows.acts.open_home import open_office
from flows.names import FLOWS
from flows.runs.serve import keep_switches, make_deployments
from flows.up.many.lost_runs import give_up_unclaimed
from flows.up.prefect_api import NoAnswerError, PrefectApi, wait_until_ready
from flows.up.prefect_settings import api_url
from flows.up.ui_password import program_key
from models.clock import Clock
from models.files import keep_private
from models.settings import Home

ANSWERS_WITHIN = 30
"""How long the server is waited for, in seconds."""
JOB = {
    # Found by the worker's own PATH, on which this program's Python stands first: nothing is installed for a run.
    "job_configuration": {"command": "python -m prefect.engine", "env": {}, "stream_output": True},
    "variables": {"type": "object", "properties": {}},
}
"""How a worker starts a run: in the environment that `up` gave to the worker, whatever is asked in the UI."""


OURS: dict[str, Any] = {"base_job_template": JOB, "description": "Đôn Đốc"}
"""What this program says of its pool."""


def put_on_pool(deployments: Sequence[RunnerDeployment], pool: str) -> None:
    """Put deployments onto a pool that is made where it is not there; put there again they change nothing.

    A pause or a limit that the office has set on the pool in the UI stays. Prefect's settings say which server. What it
    refuses or cannot be asked is raised.
    """
    with get_client(sync_client=True) as client:
        try:
            client.create_work_pool(WorkPoolCreate(name=pool, type=ProcessWorker.type, **OURS))
        except ObjectAlreadyExists:
            # Told to overwrite, the client would write its own defaults too: no pause, no limit.
            client.update_work_pool(pool, WorkPoolUpdate(**OURS))
    for one in deployments:
        one.apply(work_pool_name=pool)


def deploy(home: Home, deployments: Sequence[RunnerDeployment]) -> None:
    """Put a home's deployments onto the pool of its settings, and take away those that this program no longer has.

    What the office has switched off in the UI stays off. Runs that were left by a runner of before there was a pool are given up. Raise NoAnswerError where the server does not
    answer, and as `put_on_pool` does.
    """
    api = PrefectApi(api_url(home), program_key(home))
    wait_until_ready(api, ANSWERS_WITHIN)
    api.remove_deployments_but(FLOWS)
    keep_switches(deployments, api)
    put_on_pool(deployments, home.settings.work_pool)
    give_up_unclaimed(api, Clock().now())


def main() -> int:
    """Deploy what the home says, tell it in a sentence, and return the exit code."""
    keep_private()
    with open_office(Path(os.environ["DONDOC_HOME"])) as office:
        home, deployments = office.home, make_deployments(office)
    try:
        deploy(home, deployments)
    except NoAnswerError:
        sys.stderr.write(
            f"Máy chủ Prefect ở {api_url(home)} không phản hồi hoặc không nhận khóa; hãy xem máy chủ ấy có đang chạy không, "
            "prefect_url và DONDOC_PREFECT_KEY có đúng không.\n"
        )
        return 1
    sys.stdout.write(
        f"Đã đặt {len(deployments)} việc vào nhóm «{home.settings.work_pool}» của máy chủ Prefect ở {api_url(home)}.\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
