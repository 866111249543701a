"""Eight years of one province against one: an agency's page, a round and a report. The year is the floor."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.lines import Line, ratio_line
from bench.measuring import Cost, Stopwatch
from bench.setting import Setting

MOST = 1.2
LAST = date(2030, 12, 19)
WORKS = {"page": "an agency's page", "round": "a round", "report": "the report in Word"}
PAGES = 5
"""How often the page is asked for: the first time loads what the others use."""


def run(setting: Setting, size: int) -> Iterator[Line]:
    """Measure the flagship after `size` years and after one."""
    costs: dict[tuple[int, str], Cost] = {}
    for years in (1, size):
        name = f"lived-{years}"
        setting.ensure(name, "bench.works.years:make", years=years)
        for work in WORKS:
            with setting.shelf.copy(name) as home:
                costs[years, work] = setting.measure("bench.works.years:product", **setting.given(home), kind=work)
    for work, what in WORKS.items():
        yield ratio_line(
            f"{size} years against one: {what}", size, setting.store, costs[size, work], costs[1, work], MOST
        )


def make(_watch: Stopwatch, folder: str, url: str, years: int) -> dict[str, int]:
    """Live with the shipped plan of Bắc Giang for some years until `LAST`."""
    from bench.made_up.homes import MadeHome
    from bench.works.lived import live
    from flows.acts.open_home import load_plans

    first = date(LAST.year + 1 - years, 1, 9)
    with MadeHome(Path(folder), url).open(first) as office:
        live(office, load_plans(office)["bac-giang"], first, LAST)
    with MadeHome(Path(folder), url).open(LAST):
        pass
    return {"years": years}


def product(watch: Stopwatch, folder: str, url: str, kind: str) -> dict[str, int]:
    """Do one of the works on the day after the last one."""
    from bench.made_up.homes import MadeHome
    from flows.acts.open_home import OpenHome, load_plans

    home, on = MadeHome(Path(folder), url), LAST + timedelta(days=1)

    def page(office: OpenHome) -> int:
        return _ask_for_page(watch, office)

    def make_round(office: OpenHome) -> int:
        from flows.round import SEND, STEPS, begin_round
        from flows.steps import run_steps
        from models.clock import ROUND_AT, day_of, moment_on

        current = begin_round(office, moment_on(day_of(office.clock.now()), ROUND_AT))
        with watch.running():
            return len(list(run_steps([step for step in STEPS if step is not SEND], current, current.note)))

    def report(office: OpenHome) -> int:
        from flows.acts.reports.progress import plan_account, telling_of
        from reports.chairman import write_chairman_report

        loaded = load_plans(office)["bac-giang"]
        with watch.running():
            account = plan_account(office, loaded, telling_of(office, "bac-giang", on))
            return sum(file.stat().st_size for file in write_chairman_report(account, Path(folder), ("docx",)))

    if kind == "round":
        # The first round after years without one tells everything at once: the second one is a day's.
        with home.open(on - timedelta(days=1)) as office:
            make_round(office)
            _say_sent(office)
        watch.cpu = watch.wall = 0.0
    with home.open(on) as office:
        return {"gave": {"page": page, "round": make_round, "report": report}[kind](office)}


def _say_sent(office: "object") -> None:
    """Note of all letters that are ready that they left."""
    from flows.acts.open_home import OpenHome
    from models.outbox.letters import letters, settle_letter
    from models.tables.core import LetterState

    assert isinstance(office, OpenHome)  # noqa: S101  loaded late, see the annotation
    with office.database.write() as session:
        for one in letters(session, LetterState.QUEUED):
            settle_letter(session, one.id, LetterState.SENT, "", office.clock.now())


def _ask_for_page(watch: Stopwatch, office: "object") -> int:
    """Ask for the page of the agency with the most lines, in the application itself; return its octets."""
    import asyncio

    from httpx import ASGITransport, AsyncClient
    from sqlalchemy import func, select
    from sqlmodel import col

    from flows.acts.open_home import OpenHome
    from models.tables.core import CheckIn
    from notifications.links import ANSWER, link_key, sign_link
    from web.app import make_app

    assert isinstance(office, OpenHome)  # noqa: S101  loaded late, see the annotation
    os.environ["DONDOC_PAGE_LIMIT"] = "0"
    with office.database.read() as session:
        counted = select(col(CheckIn.holder)).group_by(col(CheckIn.holder)).order_by(func.count().desc()).limit(1)
        holder = str(session.execute(counted).scalar())
    app = make_app(office.home, office.database, office.library, office.clock)
    address = "/tra-loi/" + sign_link(link_key(office.home), holder, ANSWER, date(2031, 12, 31))

    async def ask() -> int:
        transport = ASGITransport(app=app)
        async with AsyncClient(transport=transport, base_url="http://127.0.0.1:4280") as client:
            (await client.get(address)).raise_for_status()
            with watch.running():
                for _ in range(PAGES):
                    page = await client.get(address)
            return len(page.content)

    return asyncio.run(ask())
