"""The daily round as a flow: thin around `flows.round`."""

import asyncio
import os
from pathlib import Path

from prefect import State, flow
from prefect.states import Completed, Failed

from flows.acts.home_plans import read_home_plans
from flows.acts.links import board_for_ui
from flows.acts.open_home import open_office
from flows.audited_round import run_audited_round
from flows.names import DAILY_ROUND
from flows.round_under_way import RoundOutcome
from flows.runs.artifact_pages import Picture
from flows.runs.artifacts import artifacts_of_run, log, name_run, publish, run_told
from flows.up.prefect_settings import ui_url
from models.clock import day_of

LONGEST_SECONDS = 3600
"""A round that takes longer hangs: it is given up, and the next one does what is left."""


@flow(
    name=DAILY_ROUND,
    description="Mở phiếu báo cáo tới kỳ, ghi nhận quá hạn, gửi thư nhắc và đôn đốc, vẽ lại tình hình kế hoạch.",
    timeout_seconds=LONGEST_SECONDS,
    retries=1,
    retry_delay_seconds=10,
    persist_result=False,
)
async def follow_up_daily() -> State:
    """Run the round of the home's day, name the run and its state by what it did, and show where the plans stand.

    It has failed where something could not be done; what could be was done all the same.
    """
    return await run_told(DAILY_ROUND, _follow_up_and_show)


async def _follow_up_and_show() -> State:
    outcome, pictures = await asyncio.to_thread(follow_up, Path(os.environ["DONDOC_HOME"]))
    for sentence in outcome.sentences:
        log.info(sentence)
    await name_run(outcome.title)
    written = await publish(pictures)
    log.info("Vẽ lại %d trong %d trang tình hình, xem ở %s", written, len(pictures), artifacts_of_run())
    kind = Completed if outcome.is_whole else Failed
    return kind(name=outcome.state, message=outcome.title)


def follow_up(home: Path) -> tuple[RoundOutcome, list[Picture]]:
    """Run the round of a home's day, and return what it did and what the artifacts are to show after it."""
    # pandas and python-docx are for the run's own process, not for the runner that waits for the next.
    from flows.acts.reports.progress import plan_progress  # noqa: PLC0415  see above
    from flows.runs.pictures import picture_plan  # noqa: PLC0415  see above

    with open_office(home) as office:
        now = office.clock.now()
        outcome = run_audited_round(office, now)
        pictures = [
            picture
            for loaded in read_home_plans(office).known.values()
            for picture in picture_plan(
                plan_progress(office, loaded, day_of(now), now),
                ui_url(office.home),
                board_for_ui(office, loaded, day_of(now)),
            )
        ]
    return outcome, pictures
