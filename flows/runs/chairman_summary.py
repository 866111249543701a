"""The Chairman's summary as a flow: the artifact, and the files in the home's `reports/`."""

import asyncio
import os
from datetime import date
from pathlib import Path

from prefect import State, flow
from prefect.states import Completed

from flows.acts.home_plans import read_home_plans
from flows.acts.open_home import open_office
from flows.names import CHAIRMAN_SUMMARY
from flows.runs.artifact_pages import Picture
from flows.runs.artifacts import log, name_run, publish, run_told
from flows.up.prefect_settings import ui_url
from plan.texts.written import format_day

FORMATS = ("docx", "xlsx", "md")
"""The files that are written into the home's `reports/`."""
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


async def _summarise_and_show() -> State:
    on, pictures, files, fault = await asyncio.to_thread(summarise, Path(os.environ["DONDOC_HOME"]))
    await publish(pictures)
    for file in files:
        log.info("Đã ghi %s.", file)
    if fault:
        log.warning("Báo cáo viết theo thể thức chung vì mẫu Word chưa dùng được. %s", fault)
    title = f"Báo cáo tóm tắt ngày {format_day(on)}: {len(files)} tệp{', mẫu Word có lỗi' if fault else ''}"
    await name_run(title)
    return Completed(message=title)


def summarise(home: Path) -> tuple[date, list[Picture], list[Path], str]:
    """Write the summaries of a home's day, and return the day, what the artifacts are to show, the files, and what is wrong
    with the office's own letterhead, '' for nothing.
    """
    # pandas, matplotlib and python-docx are for the run's own process, not for the runner that waits for the next.
    from flows.acts.reports.letterheads import letterhead_fault  # noqa: PLC0415  see above
    from flows.acts.reports.measured import measure_home  # noqa: PLC0415  see above
    from flows.acts.reports.progress import plan_account, telling_of, write_summaries  # noqa: PLC0415  see above
    from flows.runs.pictures import picture_rungs, picture_summary  # noqa: PLC0415  see above
    from reports.forms.names import OFFICE  # noqa: PLC0415  see above

    with open_office(home) as office:
        on = office.clock.today()
        # A plan that is not sound is measured as it last read soundly.
        known = list(read_home_plans(office).known.values())
        ui = ui_url(office.home)
        tellings = [(loaded, telling_of(office, loaded.plan.code, on)) for loaded in known]
        pictures = [picture_summary(plan_account(office, loaded, telling), ui) for loaded, telling in tellings]
        followed = {loaded.plan.code: loaded for loaded in known}
        pictures += [picture_rungs(code, measure_home(office, followed, on, plan=code), on) for code in followed]
        files = write_summaries(office, known, on, office.home.reports, FORMATS)
        fault = letterhead_fault(office, OFFICE)
    return on, pictures, list(files), fault
