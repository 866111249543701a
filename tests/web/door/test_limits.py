"""How often the pages may be asked, by whom, and what who asks too often gets to see."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from httpx import Response
from starlette.types import Message

from flows.acts.open_home import OpenHome
from models.outbox.letters import letters
from models.settings import SettingsError, open_home
from notifications.links import JUDGE
from tests.homes.offices import small_office
from tests.homes.pages.door import MONDAY, app_of, ask, token_of
from web.app import make_app
from web.door.http_requests import FORM_TYPE
from web.door.limits import Limits
from web.serve import server_of

FORM = {"content-type": FORM_TYPE}
OTHER = "10.0.0.9"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, MONDAY) as opened:
        yield opened


def statuses(app: FastAPI, count: int, method: str, address: str, client: str = "127.0.0.1") -> list[int]:
    content = urlencode({"address": "so-y-te@example.invalid"}) if method == "POST" else ""
    return [ask(app, method, address, content, FORM, client).status_code for _ in range(count)]


def test_who_reads_too_often_is_told_when_to_come_again_and_others_are_not_held_up(office: OpenHome) -> None:
    app = app_of(office, Limits(reads=3))
    assert statuses(app, 5, "GET", "/") == [200, 200, 200, 429, 429]
    assert statuses(app, 1, "HEAD", "/khong-co") == [429]
    assert statuses(app, 1, "GET", "/tra-loi/x") == [429]
    assert statuses(app, 1, "GET", "/", OTHER) == [200]
    assert statuses(app, 1, "POST", "/gui-lai") == [200]


def test_the_page_of_a_429_is_one_in_vietnamese_with_the_wait_and_the_strict_headers(office: OpenHome) -> None:
    app = app_of(office, Limits(reads=1, resends=1))
    ask(app, "GET", "/")
    page = ask(app, "GET", "/")
    assert page.status_code == 429
    assert 1 <= int(page.headers["retry-after"]) <= 60
    assert "Quá nhiều yêu cầu trong thời gian ngắn" in page.text
    assert f"hãy thử lại sau {page.headers['retry-after']} giây" in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["cache-control"] == "no-store"
    statuses(app, 1, "POST", "/gui-lai")
    page = ask(app, "POST", "/gui-lai", "address=a%40b.vn", FORM)
    assert 3_500 <= int(page.headers["retry-after"]) <= 3_600
    assert "hãy thử lại sau 60 phút" in page.text


def test_a_link_is_posted_to_so_often_whoever_posts_and_another_link_as_often(office: OpenHome) -> None:
    app = app_of(office, Limits(posts_of_link=2))
    first, second = (f"/tra-loi/{token_of(office, recipient)}" for recipient in ("so-y-te", "cong-an-tinh"))
    found = [statuses(app, 1, "POST", address, f"10.0.0.{n}")[0] for n, address in enumerate([first] * 3 + [second])]
    assert found == [403, 403, 429, 403]  # without its seal a form is refused
    assert statuses(app, 1, "POST", f"{first}/gui-lai") == [429]
    assert statuses(app, 1, "POST", f"/theo-doi/{token_of(office, purpose=JUDGE)}/gui-lai") == [200]
    assert statuses(app, 1, "GET", first) == [200]


def test_a_stranger_behind_the_same_address_holds_up_nobody_who_has_a_link(office: OpenHome) -> None:
    app = app_of(office, Limits(reads=1, posts=2, resends=1, posts_of_link=2))
    link, forged = (f"/tra-loi/{token}" for token in (token_of(office), token_of(office)[:-1] + "_"))
    strangers = ("/gui-lai", forged, "/khong-co", "/gui-lai", f"{forged}/gui-lai")
    assert [statuses(app, 1, "POST", address)[0] for address in strangers] == [200, 403, 429, 429, 429]
    assert statuses(app, 3, "GET", forged) == [403, 429, 429]
    assert statuses(app, 1, "GET", link) == [200]
    assert statuses(app, 1, "POST", f"{link}/gui-lai") == [200]
    assert statuses(app, 2, "POST", link) == [403, 429]  # without its seal a form is refused


def test_who_has_many_links_is_held_by_where_he_comes_from(office: OpenHome) -> None:
    app = app_of(office, Limits(reads=1, reads_of_link=3))
    links = [
        f"/tra-loi/{token_of(office, recipient)}" for recipient in ("so-y-te", "cong-an-tinh", "so-noi-vu", "so-x")
    ]
    found = [statuses(app, 4, "GET", link) for link in links]
    assert found == [[200] * 3 + [429]] * 2 + [[200, 200, 429, 429], [429] * 4]


def test_posts_of_one_client_are_counted_over_all_pages(office: OpenHome) -> None:
    app = app_of(office, Limits(posts=3))
    addresses = ("/gui-lai", "/tra-loi/x", "/khong-co", "/gui-lai")
    assert [statuses(app, 1, "POST", address)[0] for address in addresses] == [200, 403, 404, 429]


def test_a_limit_tells_nobody_whose_address_or_link_it_is(office: OpenHome) -> None:
    def asked(address: str) -> list[tuple[int, bytes]]:
        app = app_of(office, Limits(resends=2))
        pages = [ask(app, "POST", "/gui-lai", urlencode({"address": address}), FORM) for _ in range(4)]
        return [(page.status_code, b"" if page.status_code == 429 else page.content) for page in pages]

    assert (
        asked("so-y-te@example.invalid") == asked("khong-co@example.invalid") == asked("cong-an-tinh@example.invalid")
    )
    with office.database.read() as session:
        assert len(letters(session)) == 2


def test_an_ipv6_network_is_one_client_and_a_mapped_address_the_one_it_stands_for(office: OpenHome) -> None:
    app = app_of(office, Limits(reads=1))
    clients = [
        "2001:db8::1",
        "2001:db8::2",
        "2001:db8:0:1::1",
        "::ffff:10.0.0.1",
        "10.0.0.1",
        "::ffff:10.0.0.2",
        "unix",
    ]
    assert [statuses(app, 1, "GET", "/", client)[0] for client in clients] == [200, 429, 200, 200, 429, 200, 200]


def test_the_style_sheet_and_the_health_are_not_counted(office: OpenHome) -> None:
    app = app_of(office, Limits(reads=1))
    assert statuses(app, 3, "GET", "/dang-chay") == [200] * 3
    assert statuses(app, 3, "GET", "/static/dondoc.css") == [200] * 3
    assert statuses(app, 2, "GET", "/") == [200, 429]


@pytest.mark.parametrize("path", ["//", "/tra-loi", "/tra-loi/", "/theo-doi//", "/tra-loi/%00/x", "/tra-loi/%ED%A0%80"])
def test_an_odd_address_is_counted_and_no_fault(office: OpenHome, path: str) -> None:
    app = app_of(office, Limits(posts=1))
    assert statuses(app, 1, "POST", path)[0] in (403, 404, 405)
    assert statuses(app, 1, "POST", path) == [429]


@pytest.mark.parametrize("target", ["*", "", "tra-loi", "may.vn:443"])
def test_a_request_for_no_page_is_counted_and_no_fault(office: OpenHome, target: str) -> None:
    app, seen = app_of(office, Limits(posts=1)), list[int]()
    scope = {"type": "http", "method": "POST", "path": target, "query_string": b"", "headers": []}

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        seen.append(message.get("status", 0))

    for _ in range(2):
        asyncio.run(app({**scope, "client": ("10.0.0.1", 1)}, receive, send))
    assert [status for status in seen if status] == [404, 429]


def test_the_usual_limits_let_an_office_behind_one_address_work(office: OpenHome) -> None:
    app = app_of(office, Limits())
    assert statuses(app, 61, "POST", "/khong-co") == [404] * 60 + [429]
    link = f"/tra-loi/{token_of(office)}"
    assert [statuses(app, 1, "POST", link, f"10.0.1.{n}")[0] for n in range(31)] == [403] * 30 + [429]


def test_an_office_sets_the_limits_higher_or_lifts_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Limits(reads=3, posts=5, reads_of_link=4, posts_of_link=2, resends=1).times(4) == Limits(12, 20, 16, 8, 4)
    monkeypatch.setenv("DONDOC_PAGE_LIMIT", "0")
    with small_office(tmp_path, MONDAY) as office:
        app = make_app(office.home, office.database, office.library, office.clock, limits=Limits(reads=1, resends=1))
        assert statuses(app, 3, "GET", "/") == [200] * 3
        assert statuses(app, 3, "POST", "/gui-lai") == [200] * 3
    for wrong in ("-1", "nhiều", "1001"):
        monkeypatch.setenv("DONDOC_PAGE_LIMIT", wrong)
        with pytest.raises(SettingsError, match="page_limit"):
            open_home(tmp_path / "home")


@pytest.mark.parametrize(
    ("trusted", "said", "statuses"),
    [
        ((), "10.0.0.{}", [200, 200, 200, 429, 429]),
        (("10.9.0.0/16",), "10.0.0.{}", [200, 200, 200, 429, 429]),
        (("127.0.0.1/32",), "10.0.0.{}", [200, 200, 200, 200, 200]),
        (("127.0.0.1/32",), "10.9.9.{}, 203.0.113.5", [200, 200, 200, 429, 429]),
    ],
)
def test_who_says_that_he_asks_for_others_is_believed_where_the_office_names_him(
    office: OpenHome, trusted: tuple[str, ...], said: str, statuses: list[int]
) -> None:
    settings = office.home.settings.model_copy(update={"trusted_proxies": trusted})
    config = server_of(app_of(office, Limits(reads=3)), replace(office.home, settings=settings)).config
    config.load()
    served = cast(FastAPI, config.loaded_app)
    asked = [ask(served, "GET", "/", "", {"x-forwarded-for": said.format(n)}) for n in range(5)]
    assert [page.status_code for page in asked] == statuses


def test_a_form_that_comes_too_often_gives_its_words_back(office: OpenHome) -> None:
    app, form = (
        app_of(office, Limits(posts_of_link=1)),
        urlencode({"text-1": "Đã tập huấn 120 người.", "seal": "con-dấu"}),
    )
    ask(app, "POST", f"/tra-loi/{token_of(office)}")
    page = ask(app, "POST", f"/tra-loi/{token_of(office)}", form, FORM)
    assert page.status_code == 429
    assert "Đã tập huấn 120 người.</textarea>" in page.text
    assert "con-dấu" not in page.text
    long = urlencode({"text-1": "Đã tập huấn 120 người." + "a" * 200_000})
    assert "<textarea" not in ask(app, "POST", f"/tra-loi/{token_of(office)}", long, FORM).text


def test_many_clients_do_not_fill_the_memory(office: OpenHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.door.limits._MOST_KEYS", 20)
    app = app_of(office, Limits(reads=1))
    pages: list[Response] = [ask(app, "GET", "/khong-co", client=f"10.0.{n // 200}.{n % 200}") for n in range(60)]
    assert {page.status_code for page in pages} == {404}
    assert statuses(app, 1, "GET", "/", "10.0.0.0") == [200]  # forgotten with the rest
