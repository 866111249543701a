"""The watch over the letters that wait as a flow: thin around `flows.waiting_letters`."""

import asyncio
import os
from pathlib import Path

from prefect import State, flow
from prefect.states import Completed, Failed

from flows.acts.open_home import open_office
from flows.names import UNSENT, WAITING_LETTERS
from flows.runs.artifacts import log, name_run, run_told
from flows.waiting_letters import MailOutcome, send_waiting_letters

LONGEST_SECONDS = 3600
"""A watch that takes longer hangs: it is given up, and the next one does what is left."""


@flow(
    name=WAITING_LETTERS,
    description="Vài phút một lần đọc hộp thư đến, gửi lại thư mà máy chủ thư chưa nhận, báo ngay thư khẩn chưa gửi được.",
    timeout_seconds=LONGEST_SECONDS,
    persist_result=False,
)
async def send_what_waits() -> State:
    """Send what is due at the home's moment, and name the run by what it did."""
    return await run_told(WAITING_LETTERS, _send)


async def _send() -> State:
    outcome = await asyncio.to_thread(send, Path(os.environ["DONDOC_HOME"]))
    for sentence in outcome.sentences:
        log.info(sentence)
    await name_run(outcome.title)
    if outcome.urgent:
        return Failed(name=UNSENT, message=" ".join(outcome.urgent))
    return Completed(message=outcome.title)


def send(home: Path) -> MailOutcome:
    """Send what is due of a home's letters that wait, at its moment."""
    with open_office(home) as office:
        return send_waiting_letters(office, office.clock.now())
