"""Name and post stay for the visit after the first act, when that was ticked, in that browser and behind that link alone."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from httpx import Response

from notifications.links import ANSWER, link_key, sign_link
from tests.homes.pages.desks import JUSTICE, POLICE, Desks, form_of, open_desks
from tests.homes.pages.visitor import LAST_DAY, fields_of
from web.door.desk import print_of
from web.door.http_requests import FORM_TYPE

LAM = {"name": "Trần Văn Lâm", "post": "Phó Trưởng phòng"}
NAMED = 'value="Trần Văn Lâm"'


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    with open_desks(tmp_path) as opened:
        yield opened


def send(desks: Desks, address: str, fields: dict[str, str], cookie: str = "") -> Response:
    headers = {"content-type": FORM_TYPE} | ({"cookie": cookie} if cookie else {})
    return desks.browser.request("POST", address, urlencode(fields), headers)


def accepted(desks: Desks, address: str, ref: str, **typed: str) -> Response:
    """Accept one answer as Trần Văn Lâm."""
    line = desks.answer(ref)
    sent = send(desks, address, desks.form(address) | LAM | {f"verdict-{line}": "accept"} | typed)
    assert sent.status_code == 303
    return sent


def cookie_of(sent: Response) -> str:
    return sent.headers["set-cookie"].partition(";")[0]


def shown(desks: Desks, address: str, cookie: str = "") -> str:
    page = desks.browser.request("GET", address, headers={"cookie": cookie} if cookie else None)
    assert page.status_code == 200
    return page.text


def test_nobody_is_named_beforehand_and_nobody_is_remembered_who_did_not_tick_it(desks: Desks) -> None:
    desks.answer("II.1.b")
    sent = accepted(desks, desks.judge(), "II.1.a")
    assert "set-cookie" not in sent.headers
    assert NAMED not in shown(desks, desks.judge())


def test_who_ticks_it_is_named_in_every_form_of_his_browser_until_he_unticks_it(desks: Desks) -> None:
    address = desks.judge()
    desks.answer("II.1.b")
    sent = accepted(desks, address, "II.1.a", keep="1")
    told = sent.headers["set-cookie"].casefold()
    assert "httponly" in told
    assert "samesite=lax" in told
    assert "max-age" not in told
    assert "expires" not in told
    page = shown(desks, address, cookie_of(sent))
    assert form_of(page, "verdicts") | LAM | {"keep": "1"} == form_of(page, "verdicts")
    assert NAMED not in shown(desks, address)
    fields = form_of(page, "verdicts")
    line = next(name.removeprefix("seen-") for name in fields if name.startswith("seen-"))
    del fields["keep"]
    again = send(desks, address, fields | {f"verdict-{line}": "accept"}, cookie_of(sent))
    assert "Max-Age=0" in again.headers["set-cookie"]


def test_what_is_remembered_is_good_for_its_own_link_alone_and_nothing_forged_is(desks: Desks) -> None:
    desks.answer("II.1.b")
    desks.answer("II.1.c", agency=POLICE)
    name, _, value = cookie_of(accepted(desks, desks.judge(), "II.1.a", keep="1")).partition("=")
    other = desks.office()
    for address in (desks.judge(), other):
        for forged in (value[:-3] + "abc", "WyJhIl0", "", "a" * 5000, value.partition(".")[0]):
            assert NAMED not in shown(desks, address, f"{name}={forged}")
    assert NAMED not in shown(desks, other, f"nguoi-gui-{print_of(other.rpartition('/')[2])}={value}")


def test_the_pages_of_an_agency_remember_its_writer_too(desks: Desks) -> None:
    address = "/tra-loi/" + sign_link(link_key(desks.home), JUSTICE, ANSWER, LAST_DAY)
    line = desks.check_in("II.1.a", JUSTICE)
    assert NAMED not in shown(desks, address)
    typed = LAM | {f"result-{line}": "in_progress", f"text-{line}": "Đã tập huấn.", "act": "send", "keep": "1"}
    sent = send(desks, address, fields_of(shown(desks, address)) | typed)
    assert sent.status_code == 303
    for page in (address, f"{address}/muc/{line}", f"{address}/co-quan"):
        assert NAMED not in shown(desks, page)
        assert 'name="name"' not in shown(desks, page) or NAMED in shown(desks, page, cookie_of(sent))
