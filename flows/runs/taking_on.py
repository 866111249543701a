"""Taking the plans on, as a flow: then at once a round and a summary, where they are not switched off, so that the board is alive."""

import asyncio
import os
from pathlib import Path

from prefect import State, flow, get_client
from prefect.exceptions import ObjectNotFound
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
    description="Đọc các tệp kế hoạch, tiếp nhận kế hoạch mới hoặc đã sửa, rồi chạy ngay một đợt đôn đốc và viết tóm tắt (việc nào đang tắt thì không chạy).",
    persist_result=False,
)
async def take_on() -> State:
    """Take on the plans of the home as of its day, name the run by what changed, and bring all up to date.

    A round or a summary that the office has switched off in the UI is left off.
    """
    return await run_told(TAKING_ON, _take_on_and_follow_up)


async def _take_on_and_follow_up() -> State:
    outcome = await asyncio.to_thread(take_on_home, Path(os.environ["DONDOC_HOME"]))
    for sentence in outcome.sentences:
        log.info(sentence)
    title = title_outcome(outcome)
    await name_run(title)
    told, sound = [title], outcome.is_whole
    for follow in (follow_up_daily, summarise_for_chairman):
        if await _is_switched_off(follow.name):
            told.append(f"«{follow.name}» đang tắt ở trang Deployments nên chưa chạy")
            continue
        state = await follow(return_state=True)
        told.append(str(state.message or state.name))
        sound = sound and state.is_completed()
    return Completed(message=". ".join(told)) if sound else Failed(message=". ".join(told))


async def _is_switched_off(flow: str) -> bool:
    """Tell whether the office has paused a flow's deployment in the UI: then it runs only when somebody asks for it."""
    async with get_client() as client:
        try:
            deployment = await client.read_deployment_by_name(f"{flow}/{flow}")
        except ObjectNotFound:
            return False
    return deployment.paused


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
