"""The door of an agency's page: links, addresses, forms from elsewhere, faults and headers."""

from datetime import timedelta
from pathlib import Path

import pytest

from models.clock import Clock
from models.settings import open_home
from notifications.links import link_key, sign_link
from plan.library import Library
from tests.homes.databases.templates import migrated
from tests.homes.pages.answering import AnswerOffice
from tests.homes.pages.visitor import LAST_DAY, MONDAY, Visitor, fields_of, text_of
from web.app import make_app
from web.door.http_requests import FORM_TYPE, MOST_BYTES


@pytest.mark.parametrize(
    ("bend", "status", "sentence"),
    [
        (lambda address: address[:-1], 403, "Liên kết này không dùng được, có thể do sao chép thiếu"),
        (lambda address: address + "x", 403, "Liên kết này không dùng được"),
        (lambda _: "/tra-loi/abc", 403, "Liên kết này không dùng được"),
        (lambda _: "/tra-loi/%00%ff", 403, "Liên kết này không dùng được"),
        (lambda _: "/tra-loi/" + "A" * 20_000, 403, "Liên kết này không dùng được"),
        (lambda _: "/tra-loi/", 404, "Địa chỉ này không có trang nào"),
        (lambda _: "/tra-loi", 404, "Địa chỉ này không có trang nào"),
        (lambda _: "/static/../app.py", 404, "Địa chỉ này không có trang nào"),
        (lambda _: "/docs", 404, "Địa chỉ này không có trang nào"),
        (lambda _: "/openapi.json", 404, "Địa chỉ này không có trang nào"),
    ],
)
def test_a_wrong_address_gets_a_page_with_a_sentence(
    office: AnswerOffice, bend: object, status: int, sentence: str
) -> None:
    assert callable(bend)
    for method in ("GET", "POST"):
        page = office.browser.request(method, bend(office.address()), "seal=x", {"content-type": FORM_TYPE})
        assert page.status_code == status
        assert sentence in text_of(page)
        assert "BẢN CHẠY THỬ" in text_of(page)
        assert "Traceback" not in page.text


def test_a_link_opens_on_its_last_day_and_is_gone_the_next(office: AnswerOffice) -> None:
    address = office.address(expires_on=MONDAY)
    assert office.browser.get(address).status_code == 200
    office.move_to(MONDAY + timedelta(days=1))
    page = office.browser.get(address)
    assert page.status_code == 410
    assert "Liên kết này đã hết hạn từ ngày 05/6/2023; hãy mở lại liên kết trong thư mới nhất" in text_of(page)


def test_a_link_of_another_purpose_does_not_open_the_answer_page(office: AnswerOffice) -> None:
    token = sign_link(link_key(office.home), "so-y-te", "judge", LAST_DAY)
    assert office.browser.get("/tra-loi/" + token).status_code == 403


def test_a_post_that_does_not_come_from_the_page_is_refused(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    fields = office.fill_in(name="Hòa", **{f"result_{line}": "done"})
    foreign_seal = fields_of(office.browser.get(office.address("cong-an-tinh")).text)["seal"]
    unsealed = {name: value for name, value in fields.items() if name != "seal"}
    for refused in (
        office.send(unsealed),
        office.send(fields | {"seal": ""}),
        office.send(fields | {"seal": "dấu giả"}),
        office.send(fields | {"seal": foreign_seal}),
        office.send(fields, origin="https://evil.example"),
        office.send(fields, origin="http://127.0.0.1:4200"),
        office.send(fields, origin="null", sec_fetch_site="cross-site"),
        office.send(fields, sec_fetch_site="same-site"),
    ):
        assert refused.status_code == 403
        assert "Biểu mẫu không gửi từ trang này" in text_of(refused)
    assert not office.answers()
    assert office.send(fields, origin="http://127.0.0.1:4280", sec_fetch_site="same-origin").status_code == 303


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_only_a_form_is_read(office: AnswerOffice, kind: str) -> None:
    fields = office.fill_in(name="Hòa", **{f"result_{office.check_in('II.1.a')}": "done"})
    refused = office.send(fields, content_type=kind)
    assert refused.status_code == (400 if kind.startswith("multipart") else 415)
    assert "Không đọc được nội dung gửi lên" in text_of(refused)
    assert not office.answers()


def test_too_large_and_too_many_are_refused(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    fields = office.fill_in(name="Hòa", **{f"result_{line}": "done"})
    large = office.send(fields | {f"text-{line}": "x" * (MOST_BYTES + 1)})
    assert large.status_code == 413
    assert "Nội dung gửi lên quá dài" in text_of(large)
    many = office.send(fields | {f"field-{number}": "" for number in range(3_000)})
    assert many.status_code == 400
    assert not office.answers()


def test_every_response_carries_the_strict_headers(office: AnswerOffice) -> None:
    line = office.check_in("II.1.a")
    good = office.fill_in(name="Hòa", **{f"result_{line}": "done"})
    for page in (
        office.browser.get("/"),
        office.browser.get("/dang-chay"),
        office.browser.get("/static/dondoc.css"),
        office.browser.get("/khac"),
        office.browser.request("PUT", "/"),
        office.browser.get(office.address()),
        office.send(office.fill_in()),
        office.send(good),
    ):
        assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'; form-action")
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["cache-control"] in ("no-store", "public, max-age=604800, immutable")
        assert "set-cookie" not in page.headers
    assert "style=" not in office.browser.get(office.address()).text


def test_health_start_and_a_wrong_method(office: AnswerOffice) -> None:
    assert office.browser.get("/dang-chay").text == "ok"
    start = office.browser.get("/")
    assert start.status_code == 200
    assert "Mỗi cơ quan có một liên kết riêng trong thư" in text_of(start)
    wrong = office.browser.request("DELETE", office.address())
    assert wrong.status_code == 405
    assert "hãy mở liên kết trong thư bằng trình duyệt" in text_of(wrong)


def test_a_fault_of_ours_is_a_page_too(office: AnswerOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a slip in our own code")

    office.browser.get("/")
    monkeypatch.setattr("web.answer.answer_routes.read_lines_shown", fail)
    page = office.browser.get(office.address())
    assert page.status_code == 500
    assert "Hệ thống đang gặp lỗi" in text_of(page)
    assert "BẢN CHẠY THỬ" in text_of(page)
    assert "Traceback" not in page.text
    assert page.headers["content-security-policy"]


def test_the_page_stays_up_while_the_office_edits_a_plan(office: AnswerOffice) -> None:
    shipped = Library().plan_files()["bac-giang"]
    own = office.home.plans / "bac-giang" / "bac-giang.yaml"
    own.parent.mkdir()
    register = shipped.with_name("agencies.yaml")
    own.with_name("agencies.yaml").write_bytes(register.read_bytes())
    own.write_text(
        shipped.read_text(encoding="utf-8").replace("Phổ biến, quán triệt chủ trương", "Tuyên truyền chủ trương")
    )
    assert "Tuyên truyền chủ trương" in text_of(office.browser.get(office.address()))
    own.write_text("tasks: [chưa viết xong", encoding="utf-8")
    page = office.browser.get(office.address())
    assert page.status_code == 200
    assert "Tuyên truyền chủ trương" in text_of(page)


def test_in_a_real_home_there_is_no_banner(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    database = migrated(home.database_url)
    browser = Visitor(make_app(home, database, Library(), Clock()))
    assert "BẢN CHẠY THỬ" not in browser.get("/").text
    database.close()


def test_below_a_proxys_path_the_page_finds_its_style_and_itself(tmp_path: Path) -> None:
    home = open_home(tmp_path, {"answer_url": "https://tinh.example/don-doc/"})
    database = migrated(home.database_url)
    browser = Visitor(make_app(home, database, Library(), Clock()))
    assert 'href="/don-doc/static/dondoc.css?v=' in browser.get("/khac").text
    database.close()
