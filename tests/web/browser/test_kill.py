"""An answer that the page has confirmed is there after a kill at any moment; of many at once one is recorded."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from html import unescape
from pathlib import Path
from threading import Barrier

import httpx
import pytest
from sqlmodel import col, func, select

from models.database import Database
from models.settings import Home, open_home
from models.tables.core import Answer, CheckIn, CheckInEvent, State
from notifications.links import ANSWER, link_key, sign_link
from tests.homes.databases.opened_plans import open_plans
from tests.homes.databases.templates import migrated
from tests.homes.pages.serving import find_port, pages_in_thread, start_serving, wait_until_healthy
from web.door.limits import Limits

MONDAY = date(2023, 6, 5)
AT_ONCE = 200
"""How many answer one check-in at the same moment."""
FEWEST_LINES = "bo-chi-huy-quan-su-tinh"
"""Who owes the fewest answers on that day: each of the many is shown a page of all of them."""


@contextmanager
def served(home: Home) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Serve a home's pages by a process of its own, and give their address; whatever is left of it is killed."""
    port = find_port()
    own = {"DONDOC_PAGE_LIMIT": "0"}  # many at once come from one address here
    if home.settings.database_url:
        own["DONDOC_DATABASE_URL"] = home.settings.database_url
    process, address = start_serving(home, port, own), f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(address, process)
        yield address, process
    finally:
        process.kill()
        process.communicate(timeout=30)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """Give a trial home on a Monday on which Sở Y tế owes answers, on each kind of database."""
    given = {}
    if request.param == "postgres":
        given["database_url"] = request.getfixturevalue("own_postgres_url")
    opened = open_home(tmp_path / "home", given)
    database = migrated(opened.database_url)
    open_plans(database, ("bac-giang",), MONDAY)
    database.close()
    return opened


def link_of(home: Home, agency: str) -> str:
    return "/tra-loi/" + sign_link(link_key(home), agency, ANSWER, date(2023, 7, 31))


def form_of(page: str) -> dict[str, str]:
    """Return the hidden fields of a page: its seal, and what it showed."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in hidden}


def answered(home: Home) -> int:
    database = Database(home.database_url)
    with database.read() as session:
        rows = session.exec(
            select(func.count())
            .select_from(Answer)
            .join(CheckIn, col(CheckIn.id) == col(Answer.check_in_id))
            .join(CheckInEvent, col(CheckInEvent.check_in_id) == col(CheckIn.id))
            .where(CheckIn.state == State.ANSWERED, CheckInEvent.kind == State.ANSWERED.value)
        ).one()
    database.close()
    return rows


@pytest.mark.real
def test_an_answer_that_was_confirmed_survives_a_kill(home: Home) -> None:
    with served(home) as (address, process), httpx.Client(base_url=address, trust_env=False) as browser:
        link = link_of(home, "so-y-te")
        page = browser.get(link)
        line = re.findall(r'id="line-(\d+)"', page.text)[0]
        said = form_of(page.text) | {
            f"result-{line}": "in_progress",
            f"text-{line}": "Đã tổ chức 02 hội nghị.",
            "name": "Nguyễn Thị Hòa",
            "act": "send",
        }
        confirmed = browser.post(link, data=said)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=30)
    assert confirmed.status_code == 303
    assert answered(home) == 1
    with served(home) as (address, _), httpx.Client(base_url=address, trust_env=False) as browser:
        assert "Đã tổ chức 02 hội nghị." in browser.get(link_of(home, "so-y-te")).text


@pytest.mark.real
def test_a_kill_amid_answers_leaves_every_confirmed_one_and_no_half_of_another(home: Home) -> None:
    with served(home) as (address, process):
        link = link_of(home, "so-y-te")
        page = httpx.get(address + link, trust_env=False).text
        lines = re.findall(r'id="line-(\d+)"', page)
        confirmed: list[str] = []

        def answer(line: str) -> None:
            said = form_of(page) | {
                f"result-{line}": "done",
                f"text-{line}": "Xong.",
                "name": "Nguyễn Thị Hòa",
                "act": "send",
            }
            with httpx.Client(base_url=address, trust_env=False) as browser:
                try:
                    if browser.post(link, data=said).status_code == 303:
                        confirmed.append(line)
                except httpx.TransportError:
                    return  # the server was killed under way: nothing was confirmed
            if len(confirmed) == len(lines) // 2:
                os.kill(process.pid, signal.SIGKILL)

        with ThreadPoolExecutor(3) as crowd:
            list(crowd.map(answer, lines))
    database = Database(home.database_url)
    with database.read() as session:
        kept = {str(answer.check_in_id) for answer in session.exec(select(Answer))}
        moved = {str(one.id) for one in session.exec(select(CheckIn).where(CheckIn.state == State.ANSWERED))}
    database.close()
    assert len(confirmed) >= len(lines) // 2
    assert set(confirmed) <= kept
    assert kept == moved


@pytest.mark.real
def test_of_two_hundred_posts_at_once_on_one_line_one_is_recorded_and_none_fails(home: Home) -> None:
    with pages_in_thread(home, Limits().times(0)) as address:
        link = link_of(home, FEWEST_LINES)
        page = httpx.get(address + link, trust_env=False).text
        line = re.findall(r'id="line-(\d+)"', page)[0]
        ready = Barrier(20)

        def answer(person: int) -> list[int]:
            statuses = []
            with httpx.Client(base_url=address, trust_env=False, timeout=60) as browser:
                ready.wait()
                for turn in range(AT_ONCE // 20):
                    said = form_of(page) | {
                        f"result-{line}": "in_progress",
                        f"text-{line}": f"Người {person}, lần {turn}.",
                        "name": f"Người {person}",
                        "act": "send",
                    }
                    statuses.append(browser.post(link, data=said).status_code)
            return statuses

        with ThreadPoolExecutor(20) as crowd:
            statuses = [status for answers in crowd.map(answer, range(20)) for status in answers]
    assert answered(home) == 1
    assert len(statuses) == AT_ONCE
    assert statuses.count(303) == 1
    assert statuses.count(409) == AT_ONCE - 1
