"""The Chairman's report in Word, beside the group-by with pandas that its figures rest on."""

from collections.abc import Iterator
from pathlib import Path

from bench.lines import Line, ratio_line
from bench.made_up.provinces import NORMAL_DAY
from bench.measuring import Stopwatch
from bench.setting import Setting

MOST = 1.5


def run(setting: Setting, size: int) -> Iterator[Line]:
    """Measure the Word report of every plan of a home of a normal day; the floor writes nothing."""
    name = f"normal-{size}"
    setting.ensure(name, "bench.works.round_day:make", kind="normal", size=size)
    with setting.shelf.copy(name) as home:
        given = setting.given(home)
        floor = setting.measure("bench.works.reading:bare", **given)
        cost = setting.measure("bench.works.report:product", **given)
        yield ratio_line("the report in Word", size, setting.store, cost, floor, MOST)


def product(watch: Stopwatch, folder: str, url: str) -> dict[str, int]:
    """Write the report of each plan."""
    from bench.made_up.homes import MadeHome
    from flows.acts.open_home import load_plans
    from flows.acts.reports.progress import plan_account, telling_of
    from reports.chairman import write_chairman_report

    octets = 0
    with MadeHome(Path(folder), url).open(NORMAL_DAY) as office:
        plans = load_plans(office)
        with watch.running():
            for code, loaded in plans.items():
                account = plan_account(office, loaded, telling_of(office, code, NORMAL_DAY))
                files = write_chairman_report(account, Path(folder), ("docx",))
                octets += sum(file.stat().st_size for file in files)
    return {"plans": len(plans), "octets": octets}
