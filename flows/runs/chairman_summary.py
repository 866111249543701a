"""The Chairman's summary as a flow: the artifact, and the files in the home's `reports/`."""

import asyncio
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from prefect import State, flow
from prefect.context import FlowRunContext
from prefect.states import Completed

from flows.acts.home_plans import read_home_plans
from flows.acts.open_home import open_office
from flows.names import CHAIRMAN_SUMMARY
from flows.runs.artifact_pages import Picture
from flows.runs.artifacts import log, name_run, publish, run_told
from flows.up.prefect_settings import ui_url
from models.audit.acts import DONDOC
from models.clock import Clock
from plan.texts.written import format_day

FORMATS = ("docx", "xlsx", "md")
"""The files that are written into the home's `reports/`."""
MONDAY = 1
LONGEST_SECONDS = 1800
"""Writing a summary takes seconds; what takes longer hangs and is given up."""


@flow(
    name=CHAIRMAN_SUMMARY,
    description="Viết báo cáo tóm tắt để trình Chủ tịch UBND tỉnh: bản xem ở đây, bản Word trong thư mục dữ liệu.",
    timeout_seconds=LONGEST_SECONDS,
    retries=1,
    retry_delay_seconds=10,
    persist_result=False,
)
async def summarise_for_chairman() -> State:
    """Write the summary of every plan as of the home's day, and name the run by the day."""
    return await run_told(CHAIRMAN_SUMMARY, _summarise_and_show)


@dataclass(frozen=True)
class Summarised:
    """What a run made: of which day, what the artifacts are to show, the files, how many letters wait, what was not sent, and
    what is wrong with the office's own letterhead ('' for nothing).
    """

    on: date
    pictures: list[Picture]
    files: list[Path]
    letters: int = 0
    unsent: tuple[str, ...] = ()
    fault: str = ""

    @property
    def title(self) -> str:
        """The run in one line, as it is named."""
        told = [f"{len(self.files)} tệp"]
        told += [f"{self.letters} thư kèm báo cáo vừa lập"] if self.letters else []
        told += [f"chưa lập thư: {self.unsent[0].rstrip('.')}"] if self.unsent else []
        told += ["mẫu Word có lỗi"] if self.fault else []
        return f"Báo cáo tóm tắt ngày {format_day(self.on)}: {'; '.join(told)}"


async def _summarise_and_show() -> State:
    context = FlowRunContext.get()
    run = context.flow_run if context is not None else None
    by_itself = run is not None and bool(run.auto_scheduled)
    done = await asyncio.to_thread(summarise, Path(os.environ["DONDOC_HOME"]), by_itself=by_itself)
    await publish(done.pictures)
    for file in done.files:
        log.info("Đã ghi %s.", file)
    if done.fault:
        log.warning("Báo cáo viết theo thể thức chung vì mẫu Word chưa dùng được. %s", done.fault)
    for sentence in done.unsent:
        log.warning("%s", sentence)
    await name_run(done.title)
    return Completed(message=done.title)


def summarise(home: Path, *, by_itself: bool = False) -> Summarised:
    """Write the summaries of a home's day, put the reports of periods that are over into letters, and return what was made.

    A run that the schedule began (`by_itself`) writes the summary of the day on Mondays only.
    """
    # pandas and python-docx are for the run's own process, not for the runner that waits for the next.
    from flows.acts.links import board_for_ui  # noqa: PLC0415  see above
    from flows.acts.reports.letterheads import letterhead_fault  # noqa: PLC0415  see above
    from flows.acts.reports.measured import measure_home  # noqa: PLC0415  see above
    from flows.acts.reports.progress import plan_account, telling_of, write_summaries  # noqa: PLC0415  see above
    from flows.acts.reports.sending import Sent, send_due_reports  # noqa: PLC0415  see above
    from flows.runs.pictures import picture_rungs, picture_summary  # noqa: PLC0415  see above
    from reports.forms.names import OFFICE  # noqa: PLC0415  see above

    with open_office(home) as office:
        on, now = office.clock.today(), office.clock.now()
        # A plan that is not sound is measured as it last read soundly.
        followed = dict(read_home_plans(office).known)
        ui = ui_url(office.home)
        tellings = [(loaded, telling_of(office, loaded.plan.code, on)) for loaded in followed.values()]
        pictures = [
            picture_summary(plan_account(office, loaded, telling), ui, board_for_ui(office, loaded, on))
            for loaded, telling in tellings
        ]
        pictures += [picture_rungs(code, measure_home(office, followed, on, plan=code), on) for code in followed]
        due = list(send_due_reports(office, followed, on, now, by=DONDOC))
        sent = [one for one in due if isinstance(one, Sent)]
        files = [file for one in sent for file in one.files]
        if not by_itself or Clock().today().isoweekday() == MONDAY:
            files += write_summaries(office, followed.values(), on, office.home.reports, FORMATS)
        fault = letterhead_fault(office, OFFICE)
    unsent = [str(one) for one in due if not isinstance(one, Sent)]
    unsent += [sentence for one in sent for sentence in one.left_out]
    return Summarised(on, pictures, files, sum(len(one.letters) for one in sent), tuple(unsent), fault)
