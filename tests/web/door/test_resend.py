"""New links for who has none that opens: to the registered address alone, and nobody learns whose address it is."""

import html
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from httpx import Response

from flows.acts.open_home import OpenHome
from flows.waiting_letters import send_waiting_letters
from models.audit.acts import BY_COMMAND, BY_PAGE, Person, acts_between
from models.clock import Clock
from models.home import prepare_home, set_live_since
from models.outbox.letters import letters
from models.people.deputies import Naming, name_deputy
from models.settings import open_home
from models.tables.core import LetterState
from notifications.contacts.contacts_file import Contact, StandIns
from notifications.contacts.directory import Directory
from notifications.links import ANSWER, BOARD, JUDGE, OFFICE, link_keys, read_link
from notifications.outbox.link_letters import recipients_at
from plan.library import Library
from tests.homes.databases.templates import migrated
from tests.homes.event_plan import at
from tests.homes.offices import ANSWER_URL, SMALL_PLAN, SMALL_REGISTER, letter_text, mailbox, small_office
from tests.homes.pages.door import MONDAY, NO_LIMITS, ask, revoke, rows_of, token_of
from web.app import make_app
from web.door import letters_at_once
from web.door.http_requests import FORM_TYPE

CONTACTS = """\
agency,name,post,head,channel,address,from,to
so-y-te,,,,email,vanthu.syt@tinhthu.example.vn,,
so-y-te,Nguyễn Thị Hòa,Chuyên viên,,email,hoa.syt@tinhthu.example.vn,,
so-y-te,Trần Văn Lâm,Giám đốc,có,email,giamdoc.syt@tinhthu.example.vn,,
so-y-te,Người đã nghỉ,Chuyên viên,,email,cu.syt@tinhthu.example.vn,,4/6/2023
cong-an-tinh,,,,email,bantong.hop@tinhthu.example.vn,,
cong-an-tinh,Lê Văn Tám,Giám đốc,có,email,bantong.hop@tinhthu.example.vn,,
van-phong-ubnd-tinh,,,,email,BanTong.Hop@tinhthu.example.vn,,
chu-tich-ubnd-tinh,,,,email,chutich@tinhthu.example.vn,,
"""
HEALTH = "vanthu.syt@tinhthu.example.vn"
OVER = MONDAY - timedelta(days=1)


class MachineClock(Clock):
    """A machine's clock that a test sets."""

    moment = at("1/3/2024 14:20")

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def machine() -> MachineClock:
    return MachineClock()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, MONDAY) as opened:
        opened.home.contacts_file.write_text(CONTACTS, encoding="utf-8")
        yield opened


@pytest.fixture
def app(office: OpenHome, machine: MachineClock) -> FastAPI:
    return make_app(office.home, office.database, office.library, office.clock, limits=NO_LIMITS, machine=machine)


def ask_for(app: FastAPI, address: str, **headers: str) -> Response:
    sent = {"content-type": FORM_TYPE} | {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(app, "POST", "/gui-lai", urlencode({"address": address}), sent)


def press(app: FastAPI, token: str, page: str = "tra-loi", **headers: str) -> Response:
    return ask(app, "POST", f"/{page}/{token}/gui-lai", "", {name.replace("_", "-"): headers[name] for name in headers})


def sent(office: OpenHome) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return each letter in the mailbox: to whom, and the recipient and purpose of each link in it."""
    found = []
    for message in mailbox(office):
        tokens = re.findall(r"/(?:tra-loi|theo-doi|van-phong|bang)/([A-Za-z0-9_.-]*[A-Za-z0-9])", letter_text(message))
        links = [read_link(link_keys(office.home), token) for token in tokens]
        found.append((str(message["to"]), [(link.recipient, link.purpose) for link in links]))
    return sorted(found)


def test_an_agency_gets_its_new_link_at_its_registered_address_and_the_link_opens(
    office: OpenHome, app: FastAPI
) -> None:
    assert ask_for(app, HEALTH).status_code == 200
    [message] = mailbox(office)
    assert message["to"] == HEALTH
    assert message["subject"] == "[Liên kết] Sở Y tế: liên kết mới"
    text = letter_text(message)
    assert "BẢN CHẠY THỬ" in text
    assert "Kính gửi: Sở Y tế" in text
    assert "dùng được đến hết ngày 03/10/2023" in text
    [address] = re.findall(r"http://127\.0\.0\.1:4280(/tra-loi/[A-Za-z0-9_.-]*[A-Za-z0-9])", text)
    assert ask(app, "GET", address).status_code == 200
    with office.database.read() as session:
        [letter] = letters(session)
        [act] = acts_between(session, MONDAY, MONDAY)
    assert (letter.state, letter.matter, letter.recipient) == (LetterState.SENT, "link-14", "so-y-te")
    assert (act.kind, act.province, act.agency, act.item) == ("send-link", "tinh-thu", "so-y-te", "so-y-te")
    assert (act.name, act.way, act.link) == ("", BY_PAGE, "")


def test_while_a_slow_server_holds_one_letter_up_the_next_is_kept_and_no_page_waits(
    office: OpenHome, app: FastAPI
) -> None:
    with letters_at_once._sending:
        assert ask_for(app, HEALTH).status_code == 200
    with office.database.read() as session:
        assert [one.state for one in letters(session)] == [LetterState.QUEUED]
    assert mailbox(office) == []
    assert send_waiting_letters(office, office.clock.now()).sent == 1
    assert [message["to"] for message in mailbox(office)] == [HEALTH]


def test_a_known_and_an_unknown_address_get_the_same_page_to_the_last_byte(office: OpenHome, app: FastAPI) -> None:
    pages = [
        ask_for(app, address)
        for address in (
            HEALTH,
            HEALTH,
            "giamdoc.syt@tinhthu.example.vn",
            "cu.syt@tinhthu.example.vn",
            "chutich@tinhthu.example.vn",
            "khong.co@tinhthu.example.vn",
            "so-y-te@example.invalid",
        )
    ]
    pages += [press(app, token_of(office)), press(app, token_of(office, "so-khong-co"))]
    assert {page.status_code for page in pages} == {200}
    assert len({page.content for page in pages}) == 1
    assert len({tuple(sorted(page.headers.items())) for page in pages}) == 1
    assert HEALTH not in pages[0].text
    assert len(mailbox(office)) == 3


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"  {HEALTH.upper()} ", [(HEALTH, [("so-y-te", ANSWER)])]),
        ("hoa.syt@tinhthu.example.vn", [(HEALTH, [("so-y-te", ANSWER)])]),
        ("giamdoc.syt@tinhthu.example.vn", [("giamdoc.syt@tinhthu.example.vn", [("so-y-te/head", ANSWER)])]),
        (
            "bantong.hop@tinhthu.example.vn",
            [
                (
                    "BanTong.Hop@tinhthu.example.vn",
                    [
                        ("van-phong-ubnd-tinh", ANSWER),
                        ("van-phong-ubnd-tinh", OFFICE),
                        ("van-phong-ubnd-tinh", BOARD),
                    ],
                ),
                ("bantong.hop@tinhthu.example.vn", [("cong-an-tinh", ANSWER), ("cong-an-tinh", JUDGE)]),
            ],
        ),
        ("cu.syt@tinhthu.example.vn", []),
        ("chutich@tinhthu.example.vn", [("chutich@tinhthu.example.vn", [("chu-tich-ubnd-tinh", BOARD)])]),
        ("so-y-te@example.invalid", []),
        ("syt@tinhthu.example.vn", []),
    ],
)
def test_each_recipient_of_an_address_gets_the_links_it_has(
    office: OpenHome, app: FastAPI, address: str, expected: list[tuple[str, list[tuple[str, str]]]]
) -> None:
    assert ask_for(app, address).status_code == 200
    assert sent(office) == expected


def test_a_deputy_of_the_day_gets_a_link_to_answer_and_no_other(office: OpenHome, app: FastAPI) -> None:
    naming = Naming("Phạm Văn Sơn", "Phó phòng", "son.ca@tinhthu.example.vn", MONDAY, MONDAY + timedelta(days=9))
    by = Person("Lê Văn Tám", "Giám đốc", BY_PAGE)
    with office.database.write() as session:
        name_deputy(
            session,
            "cong-an-tinh",
            naming,
            at("5/6/2023 07:00"),
            by=by,
            province="tinh-thu",
            domains=["tinhthu.example.vn"],
        )
    ask_for(app, "son.ca@tinhthu.example.vn")
    assert sent(office) == [("son.ca@tinhthu.example.vn", [("cong-an-tinh/deputy", ANSWER)])]
    assert "Kính gửi: Người báo cáo thay của Công an tỉnh" in letter_text(mailbox(office)[0])


def test_in_one_hour_a_recipient_gets_one_letter_however_it_is_asked_for(
    office: OpenHome, app: FastAPI, machine: MachineClock
) -> None:
    for _ in range(3):
        ask_for(app, HEALTH)
        press(app, token_of(office))
    assert len(mailbox(office)) == 1
    machine.moment = at("1/3/2024 15:00")
    press(app, token_of(office))
    assert len(mailbox(office)) == 2
    with office.database.read() as session:
        assert len(acts_between(session, MONDAY, MONDAY)) == 2


def test_the_button_of_a_link_that_has_run_out_leads_to_one_that_opens(office: OpenHome, app: FastAPI) -> None:
    old = token_of(office, expires_on=OVER)
    gone = ask(app, "GET", f"/tra-loi/{old}")
    assert gone.status_code == 410
    assert "Liên kết này đã hết hạn" in gone.text
    [action] = re.findall(r'<form method="post" action="([^"]+)">', gone.text)
    assert "Gửi liên kết mới đến hộp thư đã đăng ký" in gone.text
    assert ask(app, "POST", html.unescape(action), "", {"sec-fetch-site": "same-origin"}).status_code == 200
    [address] = re.findall(r"/tra-loi/[A-Za-z0-9_.-]*[A-Za-z0-9]", letter_text(mailbox(office)[0]))
    assert ask(app, "GET", address).status_code == 200
    with office.database.read() as session:
        [act] = [act for act in acts_between(session, MONDAY, MONDAY) if act.kind == "send-link"]
    assert len(act.link) == 12
    assert act.link not in old


def test_from_a_revoked_link_no_way_leads_to_another_one_but_to_a_person(
    office: OpenHome, machine: MachineClock
) -> None:
    settings = office.home.settings.model_copy(update={"contact": "Bà Hạnh, 0204 3854 999."})
    told = replace(office.home, settings=settings)
    app = make_app(told, office.database, office.library, office.clock, limits=NO_LIMITS, machine=machine)
    revoke(office, "so-y-te")
    for old in (token_of(office), token_of(office, expires_on=OVER), token_of(office, "so-y-te/head")):
        gone = ask(app, "GET", f"/tra-loi/{old}")
        assert gone.status_code == 410
        assert "Liên kết này đã bị thu hồi nên không mở được nữa." in gone.text
        assert "hãy liên hệ Văn phòng UBND tỉnh (Bà Hạnh, 0204 3854 999)." in gone.text
        assert "gui-lai" not in gone.text
        assert press(app, old).status_code == 410
    assert mailbox(office) == []


@pytest.mark.parametrize(("page", "purpose"), [("tra-loi", ANSWER), ("theo-doi", JUDGE), ("van-phong", OFFICE)])
def test_an_honest_link_of_any_age_asks_for_a_new_one_of_its_recipient(
    office: OpenHome, app: FastAPI, page: str, purpose: str
) -> None:
    assert press(app, token_of(office, "so-y-te/head", purpose, OVER), page).status_code == 200
    assert sent(office) == [("giamdoc.syt@tinhthu.example.vn", [("so-y-te/head", ANSWER)])]


def test_a_forged_link_another_page_or_another_site_asks_for_nothing(office: OpenHome, app: FastAPI) -> None:
    good, before = token_of(office), rows_of(office)
    refused = [
        press(app, good[:-1]),
        press(app, good, "theo-doi"),
        press(app, token_of(office, purpose=JUDGE)),
        press(app, good, origin="https://evil.example"),
        press(app, good, sec_fetch_site="cross-site"),
        ask_for(app, HEALTH, origin="https://evil.example"),
        ask_for(app, HEALTH, sec_fetch_site="same-site"),
    ]
    assert {page.status_code for page in refused} == {403}
    assert ask(app, "GET", f"/tra-loi/{good}/gui-lai").status_code == 405
    assert ask(app, "POST", "/gui-lai", "x" * 1_000_001, {"content-type": FORM_TYPE}).status_code == 413
    assert ask(app, "POST", "/gui-lai", "a=1&" * 3_000, {"content-type": FORM_TYPE}).status_code == 400
    assert mailbox(office) == []
    assert rows_of(office) == before


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Thiếu địa chỉ thư; hãy ghi một địa chỉ dạng ten@coquan.gov.vn."),
        ("so y te", "có dấu cách"),
        ("<script>alert(1)</script>", "có cả tên hoặc dấu"),
        ("a@b.vn, c@d.vn", "có hơn một địa chỉ"),
        ("sở@tinh.gov.vn", "có chữ có dấu"),
        ("x" * 9_000, "không đúng dạng"),
    ],
)
def test_what_is_no_address_comes_back_as_typed_with_what_is_wrong(app: FastAPI, typed: str, sentence: str) -> None:
    page = ask_for(app, typed)
    assert page.status_code == 422
    said = html.unescape(page.text)
    assert sentence in said
    assert f'value="{html.escape(typed[:254], quote=True)}"' in page.text.replace("&#34;", "&quot;")
    assert "<script" not in page.text
    assert 'role="alert"' in page.text


def test_a_wrong_row_is_told_in_the_log_without_its_address_and_costs_only_whom_it_is_about(
    office: OpenHome, app: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    line = len(CONTACTS.splitlines()) + 1
    office.home.contacts_file.write_text(CONTACTS + "so-la,,,,email,x@y.example.vn,,\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert ask_for(app, "x@y.example.vn").status_code == ask_for(app, HEALTH).status_code == 200
    assert {record.message for record in caplog.records} == {f"The address book has faults at lines [{line}]"}
    assert [message["To"] for message in mailbox(office)] == [HEALTH]


@pytest.mark.real
def test_a_letter_that_no_mail_server_takes_waits_for_the_next_round(
    tmp_path: Path, machine: MachineClock, free_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "home"
    (folder / "plans").mkdir(parents=True)
    (folder / "plans" / "agencies.yaml").write_text(SMALL_REGISTER, encoding="utf-8")
    (folder / "plans" / "ke-hoach-thu.yaml").write_text(SMALL_PLAN, encoding="utf-8")
    (folder / "contacts.csv").write_text(CONTACTS, encoding="utf-8")
    mail_url = f"mailto://127.0.0.1:{free_port}?from=don-doc@tinhthu.example.vn&mode=insecure"
    home = open_home(folder, {"plans": ("ke-hoach-thu",), "mail_url": mail_url, "answer_url": ANSWER_URL})
    database = migrated(home.database_url)
    with database.write() as session:
        prepare_home(session, machine.now(), None)
        set_live_since(session, machine.now())
    app = make_app(home, database, Library(home.plans), machine, limits=NO_LIMITS, machine=machine)
    with caplog.at_level(logging.WARNING):
        assert ask_for(app, HEALTH).status_code == 200
    with database.read() as session:
        [letter] = letters(session)
    database.close()
    assert (letter.state, letter.address) == (LetterState.QUEUED, HEALTH)
    assert letter.reason
    assert all(HEALTH not in record.message for record in caplog.records)


def test_revoking_and_asking_anew_go_together(office: OpenHome, app: FastAPI) -> None:
    ask_for(app, HEALTH)
    [first] = re.findall(r"/tra-loi/[A-Za-z0-9_.-]*[A-Za-z0-9]", letter_text(mailbox(office)[0]))
    revoke(office, "so-y-te")
    assert ask(app, "GET", first).status_code == 410
    with office.database.read() as session:
        done = [(act.kind, act.way) for act in acts_between(session, MONDAY, MONDAY)]
    assert done == [("send-link", BY_PAGE), ("revoke-link", BY_COMMAND)]


def contact(agency: str, address: str, *, head: bool = False, post: str = "") -> Contact:
    return Contact(agency, "", post, head, "email", address, None, None)


def test_an_address_is_whose_letters_go_there() -> None:
    own, other = "a@x.example", "b@x.example"
    book = Directory(
        (
            contact("so-y-te", own),
            contact("so-y-te", own, head=True),
            contact("lao-cai:so-y-te", own, head=True),
            contact("cong-an-tinh", other, post="Trưởng phòng"),
            contact("cong-an-tinh", own, post="Phó phòng"),
        ),
        StandIns(("so-noi-vu", "so-y-te")),
        deputies=(contact("so-y-te", other, post="Chuyên viên"),),
    )
    assert recipients_at(book, "A@X.example", MONDAY) == ("so-y-te", "lao-cai:so-y-te", "cong-an-tinh")
    assert recipients_at(book, other, MONDAY) == ("cong-an-tinh", "so-y-te/deputy")
    assert recipients_at(book, "so-noi-vu@example.invalid", MONDAY) == ("so-noi-vu",)
    assert recipients_at(book, "so-y-te@example.invalid", MONDAY) == ()  # it has an address of its own
    assert recipients_at(book, "", MONDAY) == ()


def test_on_another_day_the_address_book_of_that_day_counts() -> None:
    contacts = (Contact("so-y-te", "", "", False, "email", HEALTH, date(2023, 6, 6), date(2023, 6, 7)),)
    found = {day: recipients_at(Directory(contacts), HEALTH, date(2023, 6, day)) for day in (5, 6, 7, 8)}
    assert found == {5: (), 6: ("so-y-te",), 7: ("so-y-te",), 8: ()}
