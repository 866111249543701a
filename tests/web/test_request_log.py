"""Each request is a line of the log that says which page it was, and never whose."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from flows.acts.open_home import OpenHome
from models.audit.events import log_folder
from tests.homes.offices import small_office
from tests.homes.pages.door import app_of, token_of
from web.request_log import RequestLog


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, date(2023, 6, 5)) as opened:
        yield opened


def lines_of(office: OpenHome, *asked: tuple[str, str]) -> list[dict[str, Any]]:
    """Ask for addresses by methods, and return what the log says of them."""
    app = RequestLog(app_of(office), office.home)

    async def ask_all() -> None:
        transport = ASGITransport(app=app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://127.0.0.1:4280") as browser:
            for method, address in asked:
                await browser.request(method, address)

    asyncio.run(ask_all())
    files = sorted(log_folder(office.home).glob("events-*"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def test_a_request_is_told_by_its_page_and_what_came_of_it(office: OpenHome) -> None:
    token = token_of(office)
    lines = lines_of(
        office, ("GET", f"/tra-loi/{token}"), ("GET", "/tra-loi/sai.token"), ("BREW", f"/khac/{token}"), ("POST", "/")
    )
    assert [(one["method"], one["page"], one["status"]) for one in lines] == [
        ("GET", "/tra-loi/{token}", 200),
        ("GET", "/tra-loi/{token}", 403),
        ("other", "", 404),
        ("POST", "/", 405),
    ]
    assert all(one["milliseconds"] > 0 for one in lines)
    assert token.partition(".")[0] not in json.dumps(lines)


def test_what_is_asked_all_day_long_is_left_out(office: OpenHome) -> None:
    assert lines_of(office, ("GET", "/static/dondoc.css"), ("GET", "/dang-chay")) == []
