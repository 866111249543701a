"""The page on which the office begins to send: what blocks it, whom it tells, a rehearsal, the act, and back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from httpx import Response
from sqlmodel import select

from flows.acts.open_home import OpenHome
from flows.round import run_round
from models.home import read_home
from models.tables.decisions import Act
from notifications.links import ANSWER, OFFICE
from notifications.outbox import reach
from tests.homes.mail_server import MailServer, mail_server
from tests.homes.offices import SMALL_CONTACTS, morning, real_office
from tests.homes.pages.desks import form_of
from tests.homes.pages.door import NO_LIMITS, ask, rows_of, token_of
from tests.homes.pages.visitor import SetClock, text_of
from web.app import make_app
from web.door.http_requests import FORM_TYPE

pytestmark = pytest.mark.real

ADOPTED = date(2023, 5, 15)
HOA = {"name": "Hoàng Văn Hòa", "post": "Chánh Văn phòng"}
PAGE = "/van-phong/{}/bat-dau"


class AdoptionDay(SetClock):
    """The morning on which the plan was adopted."""

    day = ADOPTED


@pytest.fixture(autouse=True)
def public_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the province's address of the pages answer; no test has one."""
    monkeypatch.setattr(reach, "why_unanswered", lambda _address: "")


@pytest.fixture
def server(free_port: int) -> Iterator[MailServer]:
    with mail_server(free_port) as made:
        yield made


@pytest.fixture
def office(tmp_path: Path, server: MailServer) -> Iterator[OpenHome]:
    with real_office(tmp_path, server.mail_url) as opened:
        run_round(opened, morning(ADOPTED))
        yield opened


@pytest.fixture
def app(office: OpenHome) -> FastAPI:
    return make_app(
        office.home, office.database, office.library, AdoptionDay(), limits=NO_LIMITS, machine=AdoptionDay()
    )


@pytest.fixture
def address(office: OpenHome) -> str:
    return PAGE.format(token_of(office, "van-phong-ubnd-tinh", OFFICE))


def send(app: FastAPI, page: str, form: str, /, **typed: str) -> Response:
    fields = form_of(ask(app, "GET", page).text, form) | HOA | typed
    return ask(app, "POST", page, urlencode(fields), {"content-type": FORM_TYPE})


def speaks(office: OpenHome) -> bool:
    with office.database.read() as session:
        return read_home(session).speaks


def acts(office: OpenHome) -> list[tuple[str, str, str, str]]:
    with office.database.read() as session:
        found = session.exec(select(Act).where(Act.name != "")).all()
    return [
        (one.kind, one.name, one.post, one.way)
        for one in found
        if one.kind in ("go-live", "rehearse", "back-to-prepared")
    ]


def test_the_page_shows_whom_it_would_tell_what_and_changes_nothing(
    office: OpenHome, app: FastAPI, address: str
) -> None:
    before = rows_of(office)
    page = ask(app, "GET", address)
    assert page.status_code == 200
    said = text_of(page)
    assert "Đang chuẩn bị: chưa thư nào được gửi. Không còn vướng gì." in said
    assert "Nếu bắt đầu hôm nay 3 thư gửi ngay" in said
    assert "Sở Y tế so-y-te@tinhthu.example.vn 0 quá hạn · 0 đến hạn · 1 mới · 1 thư" in said
    assert rows_of(office) == before
    assert "/bat-dau" in ask(app, "GET", address.removesuffix("/bat-dau")).text


def test_one_act_begins_under_a_name_and_every_letter_leaves_once(
    office: OpenHome, app: FastAPI, address: str, server: MailServer
) -> None:
    nameless = send(app, address, "go-live", name=" ")
    assert (nameless.status_code, speaks(office), server.letters) == (422, False, [])
    begun = send(app, address, "go-live")
    assert (begun.status_code, begun.headers["location"]) == (303, "bat-dau")
    assert sorted(server.recipients) == [f"{one}@tinhthu.example.vn" for one in ("cong-an", "so-y-te", "van-phong")]
    assert acts(office) == [("go-live", "Hoàng Văn Hòa", "Chánh Văn phòng", "page")]
    page = text_of(ask(app, "GET", address))
    assert "Đã bắt đầu gửi thư từ 08:15 ngày 15/5/2023." in page
    assert "Hôm nay đã ghi nhận qua liên kết này: bắt đầu gửi thư" in page
    assert run_round(office, morning(date(2023, 5, 16))).sent == 0


def test_going_back_holds_the_letters_again(office: OpenHome, app: FastAPI, address: str) -> None:
    send(app, address, "go-live")
    assert send(app, address, "back-to-prepared").status_code == 303
    assert not speaks(office)
    assert "Đang chuẩn bị" in text_of(ask(app, "GET", address))
    assert [kind for kind, *_ in acts(office)] == ["go-live", "back-to-prepared"]


def test_a_rehearsal_goes_to_the_office_alone_and_a_wrong_address_is_told_with_what_was_typed(
    office: OpenHome, app: FastAPI, address: str, server: MailServer
) -> None:
    wrong = send(app, address, "rehearse", address="hòa tại văn phòng")
    assert (wrong.status_code, server.letters) == (422, [])
    assert "Địa chỉ nhận thư diễn tập:" in text_of(wrong)
    assert 'value="hòa tại văn phòng"' in wrong.text
    assert send(app, address, "rehearse", address="hoa@tinhthu.example.vn").status_code == 303
    assert server.recipients == ["hoa@tinhthu.example.vn"] * 3
    assert not speaks(office)
    assert "gửi diễn tập 1 lần" in text_of(ask(app, "GET", address))


def test_what_is_missing_is_accepted_by_a_tick_and_what_cannot_be_has_no_button(
    office: OpenHome, app: FastAPI, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row for row in SMALL_CONTACTS.splitlines(keepends=True) if not row.startswith("so-y-te")]
    office.home.contacts_file.write_text("".join(rows), encoding="utf-8")
    page = text_of(ask(app, "GET", address))
    assert "Cần xem 1 nơi nhận chưa có địa chỉ nên sẽ không nhận được thư nào: Sở Y tế." in page
    assert (send(app, address, "go-live").status_code, speaks(office)) == (422, False)
    monkeypatch.setattr(reach, "reach_mail_server", lambda _home: reach.Reached(well=False, what="Máy chủ thư đóng."))
    from notifications.outbox import going_live

    monkeypatch.setattr(going_live, "reach_mail_server", reach.reach_mail_server)
    away = ask(app, "GET", address).text
    assert "Phải xử lý" in away
    assert 'id="go-live"' not in away
    monkeypatch.undo()
    monkeypatch.setattr(reach, "why_unanswered", lambda _address: "")
    assert send(app, address, "go-live", accepting="1").status_code == 303
    assert speaks(office)


@pytest.mark.parametrize(
    ("agency", "purpose", "status"), [("so-y-te", OFFICE, 403), ("van-phong-ubnd-tinh", ANSWER, 403)]
)
def test_nobody_else_comes_in(office: OpenHome, app: FastAPI, agency: str, purpose: str, status: int) -> None:
    address = PAGE.format(token_of(office, agency, purpose))
    assert ask(app, "GET", address).status_code == status
    assert (
        ask(app, "POST", address, urlencode({"act": "go-live", **HOA}), {"content-type": FORM_TYPE}).status_code
        == status
    )
    assert not speaks(office)


def test_a_form_from_elsewhere_begins_nothing(office: OpenHome, app: FastAPI, address: str) -> None:
    sent = ask(app, "POST", address, urlencode({"act": "go-live", **HOA}), {"content-type": FORM_TYPE})
    assert (sent.status_code, speaks(office)) == (403, False)
