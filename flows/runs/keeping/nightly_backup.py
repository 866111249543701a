"""The nightly backup as a flow: thin around `flows.acts.keeping.nightly`."""

import asyncio
import os
from pathlib import Path

from prefect import State, flow
from prefect.states import Completed, Failed

from flows.acts.keeping.nightly import back_up_by_night
from flows.names import NIGHTLY_BACKUP, NOT_DONE
from flows.runs.artifacts import log, name_run, run_told
from models.audit.acts import DONDOC

LONGEST_SECONDS = 4 * 3600
"""A backup that takes longer hangs: it is given up, and the next one clears away what it has left."""


@flow(
    name=NIGHTLY_BACKUP,
    description="Mỗi đêm ghi cả thư mục dữ liệu và cơ sở dữ liệu thành một tệp, thử khôi phục ngay, bỏ các bản cũ.",
    timeout_seconds=LONGEST_SECONDS,
    persist_result=False,
)
async def back_up_nightly() -> State:
    """Back the home up, and name the run by the backup or by what is in its way."""
    return await run_told(NIGHTLY_BACKUP, back_up_and_tell)


async def back_up_and_tell() -> State:
    """Back the home up, and return the state that says so."""
    night = await asyncio.to_thread(back_up_by_night, Path(os.environ["DONDOC_HOME"]), by=DONDOC)
    (log.error if night.why else log.info)(night.title)
    await name_run(night.title)
    return Failed(name=NOT_DONE, message=night.title) if night.why else Completed(message=night.title)
