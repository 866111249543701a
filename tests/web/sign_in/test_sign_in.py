"""Signing in by the province's one sign-in: who is let in as what, by his address or a group, and all that is not believed."""

import re
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx import Response
from joserfc.jwk import RSAKey

from cli.__main__ import main
from models.clock import Clock
from models.settings import SettingsError, open_home
from plan.library import Library
from tests.homes.pages.desks import Desks, open_desks
from tests.homes.pages.visitor import Visitor, text_of
from tests.homes.sign_in.provider import CLIENT, SECRET, Provider, provider_running
from web.app import make_app
from web.door.desk import SESSION_COOKIE
from web.sign_in.provider import ASKED_AT_ONCE, ASKED_WITHIN
from web.sign_in.sign_in_routes import ASKING_COOKIE

pytestmark = pytest.mark.real
HANH = {"email": "Hanh@bacgiang.gov.vn", "email_verified": True, "name": "Lê Thị Hạnh"}


class Machine(Clock):
    """The machine's clock, which a test puts forward."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


@dataclass
class Browser:
    """A person's browser before our pages: it keeps cookies, and goes where it is led when it is told to."""

    pages: Visitor
    provider: Provider
    machine: Machine = field(default_factory=Machine)
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, method: str = "GET", headers: Mapping[str, str] | None = None) -> Response:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.pages.request(method, address, headers={**(headers or {}), **({"cookie": kept} if kept else {})})
        for given in answer.headers.get_list("set-cookie"):
            name, _, rest = given.partition("=")
            self.cookies[name] = rest.partition(";")[0].strip('"')
            if "Max-Age=0" in given:
                del self.cookies[name]
        return answer

    def sign_in(self) -> Response:
        """Go to the provider, sign in there, and come back."""
        led = self.get("/dang-nhap")
        assert led.status_code == 303, text_of(led)
        back = urlsplit(self.provider.sign_in(led.headers["location"]))
        return self.get(f"{back.path}?{back.query}")


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with open_desks(tmp_path_factory.mktemp("sign-in")) as found:
        given = ["people", "give", "hanh", "--as", "van-phong", "--name", "Lê Thị Hạnh"]
        kept = ["--address", "hanh@bacgiang.gov.vn", "--by", "Chánh Văn phòng", "--home", str(found.home.path)]
        assert main([*given, *kept]) == 0
        yield found


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with provider_running(Clock().now()) as provider:
        yield provider


@pytest.fixture
def browser(desks: Desks, running: Provider, monkeypatch: pytest.MonkeyPatch) -> Browser:
    running.user, running.changes, running.issuer, running.signing_key = dict(HANH), {}, "", None
    running.asked.clear()
    running.now, running.token_said, running.silent, running.gone = Clock().now(), None, None, False
    monkeypatch.setenv("DONDOC_SIGN_IN_ISSUER", running.address)
    monkeypatch.setenv("DONDOC_SIGN_IN_CLIENT", CLIENT)
    monkeypatch.setenv("DONDOC_SIGN_IN_SECRET", SECRET)
    monkeypatch.setenv("DONDOC_SIGN_IN_GROUPS", "dondoc-thanh-tra = thanh-tra; dondoc-lanh-dao = pho-chu-tich")
    home = open_home(desks.home.path)
    machine = Machine()
    app = make_app(home, desks.database, Library(home.plans), desks.clock, machine=machine)
    return Browser(Visitor(app), running, machine)


def test_who_is_let_in_by_his_address_comes_to_his_page_which_opens_in_his_browser_alone(browser: Browser) -> None:
    led = browser.sign_in()
    assert led.status_code == 303, text_of(led)
    page = led.headers["location"]
    assert re.fullmatch(r"/van-phong/\S+", page)
    shown = browser.get(page)
    assert shown.status_code == 200
    assert "Đăng xuất" in shown.text
    elsewhere = browser.pages.get(page)
    assert elsewhere.status_code == 403
    assert "hãy đăng nhập lại ở" in text_of(elsewhere)
    assert ASKING_COOKIE not in browser.cookies, "what was asked of the provider is asked once"


def test_a_sign_in_that_one_process_of_the_pages_began_ends_at_another_and_opens_at_both(
    browser: Browser, desks: Desks
) -> None:
    home = open_home(desks.home.path)
    one, other = browser.pages, Visitor(make_app(home, desks.database, Library(home.plans), desks.clock))
    led = browser.get("/dang-nhap")
    back = urlsplit(browser.provider.sign_in(led.headers["location"]))
    browser.pages = other
    page = browser.get(f"{back.path}?{back.query}").headers["location"]
    for browser.pages in (one, other):
        assert browser.get(page).status_code == 200


def test_what_is_asked_of_the_provider_has_a_state_a_nonce_and_a_challenge_new_each_time(browser: Browser) -> None:
    asked = [parse_qs(urlsplit(browser.get("/dang-nhap").headers["location"]).query) for _ in range(2)]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
    assert "code_verifier" not in asked[0]
    cookie = browser.pages.get("/dang-nhap").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_signing_out_ends_the_session_and_tells_where_the_provinces_ends(browser: Browser) -> None:
    page = browser.sign_in().headers["location"]
    foreign = browser.get("/dang-xuat", "POST", {"origin": "http://evil.test"})
    assert foreign.status_code == 403
    out = browser.get("/dang-xuat", "POST")
    assert "Đã đăng xuất" in text_of(out)
    assert "Trang của ông/bà không mở được nữa" in text_of(out)
    assert f"{browser.provider.address}/ra" in out.text
    assert SESSION_COOKIE not in browser.cookies
    assert browser.get(page).status_code == 403


def test_a_group_of_the_directory_lets_in_and_no_longer_does(browser: Browser, desks: Desks) -> None:
    browser.provider.user = {"email": "kiem@thanhtra.vn", "name": "Trần Văn Kiểm", "groups": ["dondoc-thanh-tra", "x"]}
    page = browser.sign_in().headers["location"]
    assert page.startswith("/bang/")
    trail = browser.get(f"{page}/nhat-ky")
    assert trail.status_code == 200
    assert "cấp quyền mã «tai-khoan-" in text_of(browser.get(f"{page}/nhat-ky"))
    assert "kiem@" not in trail.text, "and nobody reads an address in it"
    browser.provider.user["groups"] = []
    refused = browser.sign_in()
    assert refused.status_code == 403
    assert "Tài khoản kiem@thanhtra.vn chưa được cấp quyền" in text_of(refused)
    assert browser.get(page).status_code == 410, "the session of before ends with it"
    assert desks.acts("end-access")[-1].item.startswith("tai-khoan-")
    browser.provider.user["groups"] = ["dondoc-thanh-tra"]
    assert browser.sign_in().status_code == 303, "and the directory may let in again whom it shut out"


@pytest.mark.parametrize("by_group", [True, False])
def test_whom_the_office_shuts_out_no_group_lets_in_again_until_the_office_does(
    browser: Browser, desks: Desks, by_group: bool
) -> None:
    address, home = f"ra{by_group:d}@x.vn", ["--by", "A B", "--home", str(desks.home.path)]
    giving = [
        "people",
        "give",
        f"ra{by_group:d}",
        "--as",
        "thanh-tra",
        "--name",
        "Vũ Văn Ra",
        "--address",
        address,
        *home,
    ]
    browser.provider.user = {"email": address, "name": "Vũ Văn Ra", "groups": ["dondoc-lanh-dao"]}
    if not by_group:
        assert main(giving) == 0
    assert browser.sign_in().status_code == 303
    code = desks.acts("let-in")[-1].item
    assert main(["people", "end", code, "--reason", "Nghỉ việc", *home]) == 0
    for _ in range(2):
        assert "chưa được cấp quyền" in text_of(browser.sign_in())
    assert main(giving) == 0
    assert browser.sign_in().status_code == 303


def test_whose_access_the_office_ends_is_out_at_once_though_he_is_signed_in(browser: Browser, desks: Desks) -> None:
    given = ["people", "give", "mai", "--as", "thanh-tra", "--name", "Hoàng Thị Mai", "--address", "mai@x.vn"]
    assert main([*given, "--by", "A B", "--home", str(desks.home.path)]) == 0
    browser.provider.user = {"email": "mai@x.vn"}
    page = browser.sign_in().headers["location"]
    assert browser.get(f"{page}/tong-hop").status_code == 200
    ended = ["people", "end", "mai", "--reason", "Chuyển công tác", "--by", "A B", "--home", str(desks.home.path)]
    assert main(ended) == 0
    assert browser.get(f"{page}/tong-hop").status_code == 410
    assert "chưa được cấp quyền" in text_of(browser.sign_in())


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "another issuer": ({"iss": "https://evil.test"}, "phản hồi không đúng"),
    "another client": ({"aud": "khac"}, "phản hồi không đúng"),
    "several clients, and another asked": ({"aud": [CLIENT, "khac"], "azp": "khac"}, "phản hồi không đúng"),
    "another question": ({"nonce": "cua-lan-khac"}, "phản hồi không đúng"),
    "no question": ({"nonce": None}, "phản hồi không đúng"),
    "no address": ({"email": ""}, "chưa có địa chỉ thư công vụ"),
    "an address that nobody has seen": ({"email_verified": False}, "chưa có địa chỉ thư công vụ đã xác minh"),
    "an address that is said to be unseen in words": ({"email_verified": "false"}, "địa chỉ thư công vụ đã xác minh"),
    "an address in other letters": ({"email": "hạnh@x.vn"}, "không đúng dạng"),
    "an address that small letters make another's": ({"email": "\u212aanh@x.vn"}, "không đúng dạng"),
    "an address that is a list": ({"email": ["a@x.vn"]}, "chưa có địa chỉ thư công vụ"),
    "a group, of a name that cannot be": (
        {"email": "lk@x.vn", "name": "www.x.vn", "groups": ["dondoc-thanh-tra"]},
        "Họ tên, chức vụ không ghi địa chỉ trang web",
    ),
    "a number for groups": ({"email": "la@x.vn", "groups": 5}, "Tài khoản la@x.vn chưa được cấp quyền"),
    "groups by name": ({"email": "la@x.vn", "groups": {"dondoc-thanh-tra": 1}}, "chưa được cấp quyền"),
    "a time in words": ({"exp": "mai"}, "phản hồi không đúng"),
    "an audience that is none": ({"aud": 5}, "phản hồi không đúng"),
    "nobody we know": ({"email": "la@x.vn"}, "Tài khoản la@x.vn chưa được cấp quyền"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_token_that_says_otherwise_lets_nobody_in_and_it_is_told_why(browser: Browser, name: str) -> None:
    changes, told = WRONG[name]
    browser.provider.changes = dict(changes)
    refused = browser.sign_in()
    assert refused.status_code == 403
    assert told in text_of(refused)
    assert SESSION_COOKIE not in browser.cookies


@pytest.mark.parametrize(("shift", "lets_in"), [(-60, True), (60, True), (-600, False), (600, False)])
def test_clocks_may_differ_by_two_minutes_and_no_more(browser: Browser, shift: int, lets_in: bool) -> None:
    moment = int((Clock().now() + timedelta(seconds=shift)).timestamp())
    browser.provider.changes = {"iat": moment, "exp": moment + (30 if shift < 0 else 300)}
    answer = browser.sign_in()
    assert (answer.status_code == 303) == lets_in, text_of(answer)
    assert lets_in or "đồng hồ hai máy chủ lệch nhau" in text_of(answer)


def test_a_token_signed_by_another_key_lets_nobody_in(browser: Browser) -> None:
    browser.provider.signing_key = RSAKey.generate_key(2048, {"kid": "1"})
    assert "phản hồi không đúng" in text_of(browser.sign_in())


def test_keys_that_the_provider_changed_are_asked_for_anew_once_a_minute_whatever_tokens_come(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, old = browser.provider, browser.provider.key
    assert browser.sign_in().status_code == 303
    monkeypatch.setattr(running, "key", RSAKey.generate_key(2048, {"kid": "2", "use": "sig", "alg": "RS256"}))
    assert "phản hồi không đúng" in text_of(browser.sign_in()), "asked for a moment ago"
    assert running.asked.count("/khoa") == 1
    browser.machine.ahead = timedelta(seconds=61)
    assert browser.sign_in().status_code == 303
    running.signing_key = old
    for _ in range(3):
        assert "phản hồi không đúng" in text_of(browser.sign_in())
    assert running.asked.count("/khoa") == 2


@pytest.mark.parametrize("said", [[], ["x"], "x", 5, {}, {"id_token": 5}, {"id_token": "a.b.c"}, {"error": 5}])
def test_an_answer_that_is_no_token_is_told_in_a_sentence(browser: Browser, said: object) -> None:
    browser.provider.token_said = said
    assert "phản hồi không đúng" in text_of(browser.sign_in())


def test_a_silent_provider_holds_a_few_requests_up_and_then_none_for_half_a_minute(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.sign_in.provider.ASKED_WITHIN", 0.5)
    monkeypatch.setattr("web.sign_in.provider.WAITED_FOR_OTHERS", 0.1)
    running = browser.provider
    running.silent = threading.Event()
    try:
        with ThreadPoolExecutor(12) as pool:
            told = [text_of(one) for one in pool.map(lambda _: browser.pages.get("/dang-nhap"), range(12))]
        assert all("Không nối được máy chủ đăng nhập" in one for one in told)
        assert len(running.asked) <= ASKED_AT_ONCE
        asked = len(running.asked)
        assert "Không nối được" in text_of(browser.get("/dang-nhap"))
        assert "Đã đăng xuất" in text_of(browser.get("/dang-xuat", "POST"))
        assert len(running.asked) == asked
    finally:
        running.silent.set()
    browser.machine.ahead = timedelta(seconds=31)
    assert browser.get("/dang-nhap").status_code == 303


def test_a_provider_that_breaks_off_while_somebody_comes_back_is_told_in_a_sentence(browser: Browser) -> None:
    browser.provider.gone = True
    told = browser.sign_in()
    assert "Không nối được máy chủ đăng nhập" in text_of(told)
    browser.provider.gone = False
    browser.machine.ahead = timedelta(seconds=31)
    assert browser.get("/dang-nhap").status_code == 303


def test_a_code_brought_by_another_browser_or_twice_or_with_another_state_lets_nobody_in(browser: Browser) -> None:
    led = browser.get("/dang-nhap")
    back = urlsplit(browser.provider.sign_in(led.headers["location"]))
    address = f"{back.path}?{back.query}"
    stranger = Browser(browser.pages, browser.provider)
    assert "không bắt đầu từ trình duyệt này" in text_of(stranger.get(address))
    stranger.get("/dang-nhap")
    assert "không bắt đầu từ trình duyệt này" in text_of(stranger.get(address))
    kept = dict(browser.cookies)
    assert browser.get(address).status_code == 303
    again = Browser(browser.pages, browser.provider, cookies=kept)
    assert "phản hồi không đúng" in text_of(again.get(address))
    assert "không cho đăng nhập" in text_of(browser.get(f"{back.path}?error=access_denied"))


def test_a_provider_that_names_itself_otherwise_or_is_away_is_told_in_a_sentence(
    desks: Desks, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.provider.issuer = "https://khac.test"
    assert "phản hồi không đúng" in text_of(browser.get("/dang-nhap"))
    monkeypatch.setenv("DONDOC_SIGN_IN_ISSUER", "http://127.0.0.1:9")
    home = open_home(desks.home.path)
    away = Visitor(make_app(home, desks.database, Library(home.plans), desks.clock))
    assert "Không nối được máy chủ đăng nhập" in text_of(away.get("/dang-nhap"))
    assert ASKED_WITHIN <= 10
    assert "Đăng nhập bằng tài khoản công vụ" in text_of(away.get("/"))


def test_without_the_setting_there_is_no_sign_in_and_no_word_of_it(desks: Desks) -> None:
    assert desks.browser.get("/dang-nhap").status_code == 404
    assert "Đăng nhập" not in text_of(desks.browser.get("/"))


def test_a_session_that_is_over_or_another_persons_opens_nothing(browser: Browser) -> None:
    page = browser.sign_in().headers["location"]
    browser.cookies[SESSION_COOKIE] = browser.cookies[SESSION_COOKIE][:-4] + "AAAA"
    assert browser.get(page).status_code == 403
    browser.provider.user = {"email": "pho@x.vn", "groups": "dondoc-lanh-dao"}
    own = browser.sign_in().headers["location"]
    assert browser.get(f"{own}/tong-hop").status_code == 200
    assert browser.get(page).status_code == 403, "the office's page, in the browser of another person"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SIGN_IN_ISSUER", "http://dang-nhap.tinh.vn", "https://"),
        ("SIGN_IN_ISSUER", "dang-nhap", "không dùng được"),
        ("SIGN_IN_GROUPS", "nhom = quan-tri", "không hiểu"),
        ("SIGN_IN_GROUPS", "nhom = theo-doi", "không hiểu"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(
    desks: Desks, monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(f"DONDOC_{name}", value)
    with pytest.raises(SettingsError, match=told):
        open_home(desks.home.path)
