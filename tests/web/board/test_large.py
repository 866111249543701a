"""The board of a large province: as many statements as of a small one, pages under 60 KB, and every cell on one of them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from flows.acts.open_home import open_office
from models.home import clock_of
from notifications.links import BOARD, link_key, sign_link
from tests.homes.databases.statements import counting
from tests.homes.lived.large_province import SEEN_ON, make_province
from tests.homes.offices import go_to
from tests.homes.pages.visitor import Visitor
from web.app import make_app

AGENCIES, TASKS = (2, 40), 60


@pytest.fixture(scope="module", params=AGENCIES)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    place = tmp_path_factory.mktemp(f"province-{request.param}")
    make_province(place, request.param, TASKS)
    return request.param, place / "home"


COUNTED: dict[str, int] = {}


def test_pages_of_the_board_are_bounded_however_many_agencies_there_are(folder: tuple[int, Path]) -> None:
    agencies, home = folder
    with open_office(home) as office:
        go_to(office, SEEN_ON)
        browser = Visitor(make_app(office.home, office.database, office.library, clock_of(office.database)))
        token = sign_link(link_key(office.home), "chu-tich-ubnd-tinh", BOARD, SEEN_ON + timedelta(days=30))
        for rest in ("tong-hop", "danh-sach/open_overdue", "co-quan/co-quan-1", "o/co-quan-1/I.1"):
            browser.get(f"/bang/{token}/{rest}")
            with counting(office.database) as statements:
                page = browser.get(f"/bang/{token}/{rest}")
            assert page.status_code == 200
            assert len(page.content) < 60_000
            assert len(statements) == COUNTED.setdefault(rest, len(statements))
        seen = set()
        for part in (1, 2):
            for number in range(1, agencies + 1):
                page = browser.get(f"/bang/{token}/tong-hop?phan=map&cot={part}&trang={number}")
                assert len(page.content) < 60_000
                seen |= set(re.findall(r'href="o/([^"?]+)', page.text))
                if 'rel="next"' not in page.text[page.text.index('id="map"') : page.text.index('id="rates"')]:
                    break
        assert len(seen) == agencies * TASKS
