"""Taking the plans on, as a flow: then at once a round and a summary, so that the board is alive."""

import asyncio
import os
from pathlib import Path

from prefect import State, flow
from prefect.states import Completed, Failed

from flows.acts.open_home import open_office
from flows.names import TAKING_ON
from flows.round import take_on_plans
from flows.round_under_way import RoundOutcome
from flows.runs.artifacts import log, name_run, run_told
from flows.runs.chairman_summary import summarise_for_chairman
from flows.runs.daily_round import follow_up_daily
from models.check_ins.adoption import AdoptionOutcome
from plan.texts.written import format_day


@flow(
    name=TAKING_ON,
    description="Đọc các tệp kế hoạch, tiếp nhận kế hoạch mới hoặc đã sửa, rồi chạy ngay một đợt đôn đốc và viết tóm tắt.",
    persist_result=False,
)
async def take_on() -> State:
    """Take on the plans of the home as of its day, name the run by what changed, and bring all up to date."""
    return await run_told(TAKING_ON, _take_on_and_follow_up)


async def _take_on_and_follow_up() -> State:
    outcome = await asyncio.to_thread(take_on_home, Path(os.environ["DONDOC_HOME"]))
    for sentence in outcome.sentences:
        log.info(sentence)
    title = title_outcome(outcome)
    await name_run(title)
    followed = await follow_up_daily(return_state=True)
    summarised = await summarise_for_chairman(return_state=True)
    told = ". ".join((title, *(str(state.message or state.name) for state in (followed, summarised))))
    sound = outcome.is_whole and followed.is_completed() and summarised.is_completed()
    return Completed(message=told) if sound else Failed(message=told)


def take_on_home(home: Path) -> RoundOutcome:
    """Take on the plans of a home as of its day."""
    with open_office(home) as office:
        return take_on_plans(office, office.clock.now())


def title_outcome(outcome: RoundOutcome) -> str:
    """Return what taking the plans on did, as the name of a run: each plan, then those that could not be taken on."""
    told = [title_taken(one) for one in outcome.taken]
    told += [f"{code} có lỗi, tạm dừng" for code in outcome.stopped]
    told += [f"chưa {failure.what} được" for failure in outcome.failures]
    return f"{TAKING_ON}: {'; '.join(told)}"


def title_taken(taken: AdoptionOutcome) -> str:
    """Return what taking a plan on did, in a few words for the name of a run."""
    if taken.outcome == "new":
        return f"{taken.plan} mới, theo dõi từ {format_day(taken.adopted_on)}"
    if taken.outcome == "changed":
        return f"{taken.plan} có {len(taken.changes)} thay đổi"
    return f"{taken.plan} không thay đổi"
