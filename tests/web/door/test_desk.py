"""Who gets past a desk, and who does not: links, seals and the trail of views, as an attacker would try them."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from flows.acts.open_home import OpenHome
from models.audit.acts import BY_COMMAND, BY_PAGE, Done, Person, record_act
from models.audit.views import views_between
from models.people.deputies import Naming, name_deputy
from notifications.links import ANSWER, JUDGE, OFFICE, rotate_keys
from plan.texts.written import format_day
from tests.homes.offices import small_office_after_round
from tests.homes.pages.door import LAST_DAY, MONDAY, NOW, app_of, ask, revoke, rows_of, token_of
from web.door.desk import PageHome, Visitor
from web.door.http_requests import RequestRefusedError
from web.door.plan_shelf import PlanShelf
from web.door.responses import Pages


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office_after_round(tmp_path, MONDAY) as opened:
        yield opened


@pytest.fixture
def desk(office: OpenHome) -> PageHome:
    return PageHome(office.home, office.database, PlanShelf(office.library), Pages(office.home, office.database))


def refused(desk: PageHome, token: str, purpose: str = ANSWER) -> RequestRefusedError:
    with pytest.raises(RequestRefusedError) as caught:
        desk.open_link(token, purpose, NOW)
    return caught.value


@pytest.mark.parametrize(
    ("recipient", "province", "agency", "function"),
    [
        ("so-y-te", "tinh-thu", "so-y-te", ""),
        ("so-y-te/head", "tinh-thu", "so-y-te", "head"),
        ("lao-cai:so-y-te", "lao-cai", "so-y-te", ""),
        ("lao-cai:so-y-te/head", "lao-cai", "so-y-te", "head"),
        ("so-da-giai-the", "tinh-thu", "so-da-giai-the", ""),
    ],
)
def test_a_visitor_is_the_agency_and_function_of_the_link_also_of_an_agency_that_is_no_more(
    office: OpenHome, desk: PageHome, recipient: str, province: str, agency: str, function: str
) -> None:
    token = token_of(office, recipient)
    visitor = desk.open_link(token, ANSWER, NOW)
    assert visitor == Visitor(token, recipient, province, agency, ANSWER, LAST_DAY, function)
    by = visitor.person("Hòa", "Trưởng phòng")
    assert (by.way, by.link) == ("page", visitor.print)
    assert len(by.link) == 12
    assert by.link not in token


@pytest.mark.parametrize(
    "bend",
    [
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: "." + token,
        lambda token: token.swapcase(),
        lambda token: token.replace(".", "=."),
        lambda token: quote(token, safe="").replace(".", "%2E"),
        lambda _: "",
        lambda _: "x" * 8_000,
        lambda _: "сó-dấu",
    ],
)
def test_what_is_not_a_link_of_ours_opens_nothing_and_leads_to_the_form_for_a_new_one(
    office: OpenHome, desk: PageHome, bend: Callable[[str], str]
) -> None:
    error = refused(desk, bend(token_of(office)))
    assert (error.status, error.title, error.new_link) == (403, "Liên kết không dùng được", "gui-lai")


@pytest.mark.parametrize("signed", [ANSWER, JUDGE, OFFICE])
@pytest.mark.parametrize("wanted", [ANSWER, JUDGE, OFFICE])
def test_a_link_opens_the_page_of_its_purpose_alone(office: OpenHome, desk: PageHome, signed: str, wanted: str) -> None:
    token = token_of(office, purpose=signed)
    if signed == wanted:
        assert desk.open_link(token, wanted, NOW).purpose == wanted
    else:
        assert refused(desk, token, wanted).status == 403


@pytest.mark.parametrize(("purpose", "page"), [(ANSWER, "tra-loi"), (JUDGE, "theo-doi"), (OFFICE, "van-phong")])
def test_a_link_that_has_run_out_leads_to_a_new_one_and_one_that_was_revoked_to_none(
    office: OpenHome, desk: PageHome, purpose: str, page: str
) -> None:
    over = token_of(office, purpose=purpose, expires_on=MONDAY - timedelta(days=1))
    error = refused(desk, over, purpose)
    assert (error.status, error.title, error.new_link) == (410, "Liên kết đã hết hạn", f"{page}/{over}/gui-lai")
    revoke(office, "so-y-te")
    for recipient in ("so-y-te", "so-y-te/head"):
        token = token_of(office, recipient, purpose)
        error = refused(desk, token, purpose)
        assert (error.status, error.title, error.new_link) == (410, "Liên kết đã bị thu hồi", "")
        assert desk.open_link(token_of(office, recipient, purpose, epoch=1), purpose, NOW).agency == "so-y-te"
    assert desk.open_link(token_of(office, "cong-an-tinh", purpose), purpose, NOW).agency == "cong-an-tinh"


def test_a_heads_revoked_link_leaves_the_agencys_and_the_deputys_alone(office: OpenHome, desk: PageHome) -> None:
    naming = Naming("Phạm Thị Bình", "Chuyên viên", "binh@example.invalid", MONDAY, MONDAY)
    assert refused(desk, token_of(office, "so-y-te/deputy")).title == "Thời gian báo cáo thay đã kết thúc"
    with office.database.write() as session:
        by, trusted = Person("Hòa", "", BY_PAGE), ["example.invalid"]
        name_deputy(session, "so-y-te", naming, NOW, by=by, province="tinh-thu", domains=trusted)
    revoke(office, "so-y-te/head")
    assert refused(desk, token_of(office, "so-y-te/head")).status == 410
    assert desk.open_link(token_of(office, "so-y-te"), ANSWER, NOW).function == ""
    assert desk.open_link(token_of(office, "so-y-te/deputy"), ANSWER, NOW).function == "deputy"


def test_a_running_page_follows_a_change_of_the_key_and_its_forms_outlive_it(office: OpenHome, desk: PageHome) -> None:
    token = token_of(office)
    sealed = {"seal": desk.seal(token)}
    for _ in range(2):
        rotate_keys(office.home)
        assert desk.open_link(token, ANSWER, NOW).agency == "so-y-te"
        desk.guard_sealed(token, sealed)
        assert desk.seal(token) != sealed["seal"]
        desk.guard_sealed(token, {"seal": desk.seal(token)})
    rotate_keys(office.home)
    assert refused(desk, token).status == 403
    with pytest.raises(RequestRefusedError):
        desk.guard_sealed(token, sealed)
    assert desk.open_link(token_of(office), ANSWER, NOW).agency == "so-y-te"


def test_a_seal_is_good_for_its_own_link_alone(office: OpenHome, desk: PageHome) -> None:
    token, other = token_of(office), token_of(office, "cong-an-tinh")
    for seal in ({}, {"seal": ""}, {"seal": desk.seal(other)}, {"seal": desk.seal(token)[:-1]}, {"seal": "dấu"}):
        with pytest.raises(RequestRefusedError):
            desk.guard_sealed(token, seal)


def test_fifty_readings_of_every_page_change_no_table(office: OpenHome) -> None:
    app, before = app_of(office), rows_of(office)
    run_out = token_of(office, expires_on=MONDAY - timedelta(days=1))
    for address in ("/", "/gui-lai", f"/tra-loi/{token_of(office)}", f"/tra-loi/{run_out}", "/tra-loi/x", "/khong"):
        for _ in range(25):
            shown, headed = ask(app, "GET", address), ask(app, "HEAD", address)
            assert headed.status_code == shown.status_code < 500
            assert headed.headers == shown.headers
    assert rows_of(office) == before


def test_a_view_is_noted_without_the_link_and_without_a_row(office: OpenHome, desk: PageHome) -> None:
    visitor, before = desk.open_link(token_of(office, "so-y-te/head"), ANSWER, NOW), rows_of(office)
    desk.note_view(visitor, "page", NOW)
    desk.note_view(visitor, "file 7", NOW)
    views = list(views_between(office.home, MONDAY, MONDAY))
    assert [(view.at, view.recipient, view.purpose, view.what, view.link) for view in views] == [
        (NOW, "so-y-te/head", "answer", "page", visitor.print),
        (NOW, "so-y-te/head", "answer", "file 7", visitor.print),
    ]
    assert all(visitor.token not in file.read_text() for file in (office.home.path / "views").iterdir())
    assert rows_of(office) == before


def test_a_fault_of_the_database_does_not_tell_what_people_wrote(office: OpenHome) -> None:
    by = Person("Nguyễn Thị Hòa", "", BY_COMMAND)
    with office.database.write() as session:
        session.connection().exec_driver_sql("ALTER TABLE act RENAME TO gone")
    with pytest.raises(Exception, match="no such table") as failed, office.database.write() as session:
        record_act(session, Done("answer", "tinh-thu", "so-y-te", detail="mật"), by, NOW)
    assert "INSERT INTO act" in str(failed.value)
    assert "Hòa" not in str(failed.value)
    assert "mật" not in str(failed.value)


def test_a_trail_that_cannot_be_written_is_told_in_the_log_and_does_not_stop_the_page(
    office: OpenHome, desk: PageHome, caplog: pytest.LogCaptureFixture
) -> None:
    (office.home.path / "views").write_text("")
    visitor = desk.open_link(token_of(office), ANSWER, NOW)
    with caplog.at_level(logging.WARNING):
        desk.note_view(visitor, "page", NOW)
    [record] = caplog.records
    assert "could not be written" in record.message
    assert visitor.token not in record.message
    assert "so-y-te" not in record.message


@pytest.mark.parametrize(
    ("method", "address", "status", "words"),
    [
        ("GET", "/khong-co", 404, "Không tìm thấy trang"),
        ("GET", "/tra-loi", 404, "Không tìm thấy trang"),
        ("GET", "/../../etc/passwd", 404, "Không tìm thấy trang"),
        ("GET", "/docs", 404, "Không tìm thấy trang"),
        ("GET", "/openapi.json", 404, "Không tìm thấy trang"),
        ("PUT", "/gui-lai", 405, "Yêu cầu không được nhận"),
        ("TRACE", "/", 405, "Yêu cầu không được nhận"),
        ("POST", "/gui-lai", 415, "Không đọc được nội dung gửi lên"),
        ("GET", "/tra-loi/x", 403, "Liên kết không dùng được"),
    ],
)
def test_what_is_refused_is_a_page_in_vietnamese_under_the_strict_headers(
    office: OpenHome, method: str, address: str, status: int, words: str
) -> None:
    page = ask(app_of(office), method, address)
    assert page.status_code == status
    assert f"<h1>{words}</h1>" in page.text
    assert '<html lang="vi">' in page.text
    assert "Traceback" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert format_day(MONDAY) in page.text  # the trial's banner
