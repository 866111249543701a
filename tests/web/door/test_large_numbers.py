"""A number in an address that no row can have is a page that is not there, on each kind of database."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import Route
from starlette.testclient import TestClient

from models.database import Database
from models.home import clock_of
from models.settings import Home, open_home
from notifications.links import ANSWER, BOARD, JUDGE, OFFICE, link_key, sign_link
from plan.library import Library
from tests.homes.databases.opened_plans import open_plans
from tests.homes.databases.templates import migrated
from web.app import make_app
from web.door.limits import Limits

MONDAY = date(2023, 6, 5)
LINKS = {
    "tra-loi": (ANSWER, "so-y-te"),
    "theo-doi": (JUDGE, "cong-an-tinh"),
    "van-phong": (OFFICE, "van-phong-ubnd-tinh"),
    "bang": (BOARD, "chu-tich-ubnd-tinh"),
}
"""Whose link stands in an address that begins with this word."""


@pytest.fixture
def pages(database_setting: str, tmp_path: Path) -> Iterator[tuple[Home, FastAPI]]:
    """Give a trial home on a Monday on which much is owed, and its pages, on each kind of database."""
    home = open_home(tmp_path / "home", {"database_url": database_setting} if database_setting else {})
    database: Database = migrated(home.database_url)
    open_plans(database, ("bac-giang",), MONDAY)
    yield home, make_app(home, database, Library(), clock_of(database), limits=Limits().times(0))
    database.close()


NUMBERED = re.compile(r"\{(evidence|line|number|letter|file)\}")
"""What an address has a row's number for."""


@pytest.mark.parametrize("number", ["9999999999", "9223372036854775808", "9" * 30, "-1"])
def test_a_number_that_no_row_can_have_is_refused_without_a_fault(pages: tuple[Home, FastAPI], number: str) -> None:
    home, app = pages
    browser = TestClient(app, raise_server_exceptions=False)
    statuses: dict[str, int] = {}
    for route in app.routes:
        assert isinstance(route, Route | APIRoute)
        word = route.path.split("/")[1]
        if NUMBERED.search(route.path) and "GET" in (route.methods or ()):
            purpose, recipient = LINKS[word]
            token = sign_link(link_key(home), recipient, purpose, date(2023, 7, 31))
            address = NUMBERED.sub(number, route.path.replace("{token}", token))
            statuses[route.path] = browser.get(address).status_code
    assert len(statuses) >= 8
    assert {path: status for path, status in statuses.items() if not 400 <= status < 500} == {}
