"""The hourly watch over incidents as a flow: thin around `flows.acts.incident_clock`."""

import asyncio
import os
from pathlib import Path

from prefect import State, flow
from prefect.states import Completed, Failed

from flows.acts.incident_clock import WatchOutcome, watch_incident_clocks
from flows.acts.open_home import open_office
from flows.names import INCIDENT_WATCH
from flows.runs.artifacts import log, name_run, run_told

LONGEST_SECONDS = 1800
"""A watch that takes longer hangs: it is given up, and the next hour's does what is left."""


@flow(
    name=INCIDENT_WATCH,
    description="Mỗi giờ xem thời hạn báo cáo của các sự cố: mở báo cáo tới lượt, nhắc trước và đôn đốc khi quá thời hạn.",
    timeout_seconds=LONGEST_SECONDS,
    persist_result=False,
)
async def watch_hourly() -> State:
    """Watch the clocks of the home's moment, and name the run by what it did."""
    return await run_told(INCIDENT_WATCH, _watch)


async def _watch() -> State:
    outcome = await asyncio.to_thread(watch, Path(os.environ["DONDOC_HOME"]))
    for sentence in outcome.sentences:
        log.info(sentence)
    await name_run(outcome.title)
    return Failed(message=outcome.title) if outcome.failures or outcome.urgent else Completed(message=outcome.title)


def watch(home: Path) -> WatchOutcome:
    """Watch the clocks of a home at its moment."""
    with open_office(home) as office:
        return watch_incident_clocks(office, office.clock.now())
