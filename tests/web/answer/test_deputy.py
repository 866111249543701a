"""A deputy hears nothing before his agency's registered mailbox, or the office, says that he was named by it indeed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from httpx import Response
from sqlmodel import select

from flows.acts.open_home import OpenHome
from flows.round import run_round
from models.tables.decisions import Act, Deputy
from notifications.links import OFFICE
from tests.homes.event_plan import at
from tests.homes.offices import letter_text, mailbox, small_office
from tests.homes.pages.door import MONDAY, app_of, ask, revoke, token_of
from tests.homes.pages.visitor import fields_of, text_of
from web.door.http_requests import FORM_TYPE

REGISTERED, STRANGER = "syt@tinhthu.example.vn", "stranger@evil.example"
CONTACTS = f"agency,name,post,head,channel,address,from,to\nso-y-te,,,,email,{REGISTERED},,\n"
NAMING = {"act": "deputy", "deputy": "Kẻ Lạ", "deputy-post": "Chuyên viên", "address": STRANGER}
SPAN = {"starts": "05/06/2023", "ends": "30/06/2023", "name": "Kẻ Lạ", "post": ""}
HOA = {"name": "Nguyễn Thị Hòa", "post": "Văn thư"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, MONDAY) as opened:
        opened.home.contacts_file.write_text(CONTACTS, encoding="utf-8")
        yield opened


@pytest.fixture
def app(office: OpenHome) -> FastAPI:
    return app_of(office)


def send(app: FastAPI, address: str, typed: dict[str, str], page: str = "") -> Response:
    """Send a form as a browser does, from the page at `address`."""
    seal = fields_of(ask(app, "GET", page or address).text)["seal"]
    return ask(app, "POST", address, urlencode({"seal": seal} | typed), {"content-type": FORM_TYPE})


def name_stranger(office: OpenHome, app: FastAPI) -> None:
    """Name a stranger deputy, as whoever holds a forwarded link of the agency can."""
    assert send(app, f"/tra-loi/{token_of(office)}/co-quan", NAMING | SPAN).status_code == 303


def letters_to(office: OpenHome, address: str) -> list[str]:
    return [letter_text(message) for message in mailbox(office) if message["to"] == address]


def confirming(office: OpenHome) -> str:
    """Return the address in the letter that asks the agency."""
    [asked] = [text for text in letters_to(office, REGISTERED) if "bao-cao-thay" in text]
    [path] = re.findall(r"/bao-cao-thay/[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}", asked)
    return str(path)


def test_a_stranger_with_a_forwarded_link_cannot_appoint_himself(office: OpenHome, app: FastAPI) -> None:
    name_stranger(office, app)
    [asked] = letters_to(office, REGISTERED)
    assert "Kẻ Lạ, Chuyên viên" in asked
    assert STRANGER in asked
    run_round(office, office.clock.now())
    run_round(office, at("6/6/2023 08:00"))
    assert letters_to(office, STRANGER) == []
    assert "chờ cơ quan xác nhận" in text_of(ask(app, "GET", f"/tra-loi/{token_of(office)}/co-quan"))
    assert ask(app, "GET", f"/tra-loi/{token_of(office, 'so-y-te/deputy')}").status_code == 410
    # He is asked about once, and the link of the agency itself does not confirm him.
    assert len([text for text in letters_to(office, REGISTERED) if "bao-cao-thay" in text]) == 1
    assert ask(app, "GET", f"/bao-cao-thay/{token_of(office)}").status_code == 403


def test_the_registered_mailbox_confirms_and_only_then_letters_go_out(office: OpenHome, app: FastAPI) -> None:
    name_stranger(office, app)
    address = confirming(office)
    shown = text_of(ask(app, "GET", address))
    assert f"Địa chỉ thư: {STRANGER}. Người cử: Kẻ Lạ." in shown
    assert send(app, address, HOA).status_code == 422
    assert send(app, address, HOA | {"name": "", "press": "confirm"}).status_code == 422
    assert letters_to(office, STRANGER) == []
    assert send(app, address, HOA | {"press": "confirm"}).status_code == 303
    assert "Cơ quan đã xác nhận." in text_of(ask(app, "GET", address))
    run_round(office, office.clock.now())
    [letter] = letters_to(office, STRANGER)
    [link] = re.findall(r"/tra-loi/[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}", letter)
    assert ask(app, "GET", link).status_code == 200
    sealed = {"seal": fields_of(ask(app, "GET", address).text)["seal"]}
    assert send(app, address, HOA | {"press": "reject"}).status_code == 303
    assert ask(app, "GET", link).status_code == 410
    late = ask(app, "POST", address, urlencode(sealed | HOA | {"press": "confirm"}), {"content-type": FORM_TYPE})
    assert (late.status_code, "Người này đã thôi báo cáo thay" in text_of(late)) == (422, True)
    with office.database.read() as session:
        acts = session.exec(select(Act).where(Act.agency == "so-y-te")).all()
    assert [(act.kind, act.name) for act in acts if "deputy" in act.kind] == [
        ("name-deputy", "Kẻ Lạ"),
        ("confirm-deputy", "Nguyễn Thị Hòa"),
        ("end-deputy", "Nguyễn Thị Hòa"),
    ]


def test_an_address_of_a_trusted_domain_needs_no_word(tmp_path: Path) -> None:
    with small_office(tmp_path, MONDAY) as office:
        settings = office.home.settings.model_copy(update={"deputy_domains": ("tinhthu.example.vn",)})
        app = app_of(replace(office, home=replace(office.home, settings=settings)))
        for address in ("binh@TinhThu.example.vn", "binh@x.tinhthu.example.vn", "binh@xtinhthu.example.vn"):
            typed = NAMING | SPAN | {"address": address}
            assert send(app, f"/tra-loi/{token_of(office)}/co-quan", typed).status_code == 303
        with office.database.read() as session:
            found = session.exec(select(Deputy).order_by(Deputy.number)).all()  # type: ignore[arg-type]
        assert [deputy.confirmed_at is not None for deputy in found] == [True, False, False]


@pytest.mark.parametrize("revoked", ["so-y-te", "so-y-te/deputy"])
def test_revoking_ends_deputies_and_their_letters(office: OpenHome, app: FastAPI, revoked: str) -> None:
    name_stranger(office, app)
    send(app, confirming(office), HOA | {"press": "confirm"})
    run_round(office, office.clock.now())
    [link] = re.findall(r"/tra-loi/[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}", letters_to(office, STRANGER)[0])
    revoke(office, revoked)
    assert ask(app, "GET", link).status_code == 410
    assert ask(app, "POST", f"{link}/gui-lai").status_code == 410
    assert (
        ask(app, "POST", "/gui-lai", urlencode({"address": STRANGER}), {"content-type": FORM_TYPE}).status_code == 200
    )
    for day in ("6/6", "7/6", "14/6"):
        run_round(office, at(f"{day}/2023 08:00"))
    assert len(letters_to(office, STRANGER)) == 1


def test_of_two_deputies_one_ends_and_the_other_gets_a_new_link(office: OpenHome, app: FastAPI) -> None:
    other = {"deputy": "Trần Văn Bình", "address": "binh@tinhthu.example.vn"}
    name_stranger(office, app)
    send(app, f"/tra-loi/{token_of(office)}/co-quan", NAMING | SPAN | other)
    form = {"deputy-1": "1", "deputy-2": "1", "act": "deputies", "press": "confirm"} | HOA
    page = f"/van-phong/{token_of(office, 'van-phong-ubnd-tinh', OFFICE)}"
    assert send(app, page, form).status_code == 303
    run_round(office, office.clock.now())
    [old] = re.findall(r"/tra-loi/[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}", letters_to(office, other["address"])[0])
    form = {"deputy-1": "1", "act": "deputies", "press": "end"} | HOA
    assert send(app, page, form).status_code == 303
    assert ask(app, "GET", old).status_code == 410
    run_round(office, at("6/6/2023 08:00"))
    [_, letter] = letters_to(office, other["address"])
    [link] = re.findall(r"/tra-loi/[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}", letter)
    assert ask(app, "GET", link).status_code == 200
    assert letters_to(office, STRANGER) == []
