"""Taking the plans on, as a flow: then at once a round and a summary, so that the board is alive."""

import asyncio
import os
from pathlib import Path

from prefect import State, flow
from prefect.states import Completed, Failed

from flows.acts.open_home import open_office
from flows.names import TAKING_ON
from flows.round import take_on_plans
from flows.runs.artifacts import log, name_run, named_by_outcome
from flows.runs.chairman_summary import summarise_for_chairman
from flows.runs.daily_round import follow_up_daily
from models.check_ins.adoption import Taken


@flow(
    name=TAKING_ON,
    description="Đọc các tệp kế hoạch, tiếp nhận kế hoạch mới hoặc đã sửa, rồi chạy ngay một vòng đôn đốc và viết tóm tắt.",
    persist_result=False,
)
async def take_on() -> State:
    """Take on the plans of the home as of its day, name the run by what changed, and bring all up to date."""
    async with named_by_outcome(TAKING_ON):
        taken = await asyncio.to_thread(take_on_home, Path(os.environ["DONDOC_HOME"]))
        for one in taken:
            for sentence in describe_taken(one):
                log.info(sentence)
        title = f"{TAKING_ON}: {'; '.join(title_taken(one) for one in taken)}"
        await name_run(title)
    followed = await follow_up_daily(return_state=True)
    summarised = await summarise_for_chairman(return_state=True)
    told = ". ".join((title, *(str(state.message or state.name) for state in (followed, summarised))))
    sound = followed.is_completed() and summarised.is_completed()
    return Completed(message=told) if sound else Failed(message=told)


def take_on_home(home: Path) -> tuple[Taken, ...]:
    """Take on the plans of a home as of its day."""
    with open_office(home) as office:
        return take_on_plans(office, office.clock.now())


def title_taken(taken: Taken) -> str:
    """Return what taking a plan on did, in a few words for the name of a run."""
    if taken.outcome == "new":
        return f"{taken.plan} mới, theo dõi từ {taken.adopted_on:%d/%m/%Y}"
    if taken.outcome == "changed":
        return f"{taken.plan} có {len(taken.changes)} thay đổi"
    return f"{taken.plan} không thay đổi"


def describe_taken(taken: Taken) -> list[str]:
    """Return what taking a plan on did, as sentences."""
    if taken.outcome == "new":
        return [f"Tiếp nhận kế hoạch {taken.plan}, theo dõi từ ngày {taken.adopted_on:%d/%m/%Y}."]
    if taken.outcome == "changed":
        retired = [f"{taken.retired} phiếu báo cáo không còn phải trả lời."] if taken.retired else []
        return [f"Kế hoạch {taken.plan} đã được sửa.", *taken.changes, *retired]
    return [f"Kế hoạch {taken.plan} không thay đổi so với lần tiếp nhận trước."]
