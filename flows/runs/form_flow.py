"""What every form of the Prefect UI does as a flow: one act, and a run whose name tells what came of it."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from prefect import State
from prefect.states import Completed, Failed
from pydantic import BaseModel

from flows.runs.artifacts import log, name_run, run_told
from models.refusal import RefusedError

Form = TypeVar("Form", bound=BaseModel)


async def run_form(flow: str, act: Callable[[Path, Form], str], form: Form) -> State:
    """Do what a form asks in the runner's home, and name the run by the line that `act` returns.

    What cannot be recorded ends as failed, its sentence being the message and in the name; so does what `run_told` tells.
    """

    async def work() -> State:
        try:
            title = await asyncio.to_thread(act, Path(os.environ["DONDOC_HOME"]), form)
        except RefusedError as refused:
            log.error("%s", refused)
            await name_run(f"{flow}: không ghi nhận. {refused}")
            return Failed(message=str(refused))
        await name_run(title)
        return Completed(message=title)

    return await run_told(flow, work)
