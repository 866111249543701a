"""Signed links: what opens, what is refused, and the one key of a home."""

import base64
import json
import re
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer

from models.settings import SettingsError, open_home
from notifications.links import ANSWER, Link, LinkRefusedError, _serializer, answer_link, link_key, read_link, sign_link

KEY = "a key of the tests, long enough for anyone"
ON = date(2023, 6, 5)
LAST_DAY = date(2023, 7, 14)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""All that a token is written with; the last character of a signature has two bits to spare."""


@pytest.fixture
def token() -> str:
    return sign_link(KEY, "so-y-te", ANSWER, LAST_DAY)


def test_a_link_says_for_whom_it_is_and_opens_until_its_last_day(token: str) -> None:
    expected = Link("so-y-te", ANSWER, LAST_DAY)
    assert read_link(KEY, token, ON) == expected
    assert read_link(KEY, token, LAST_DAY) == expected


def test_the_day_after_its_last_day_it_has_run_out_and_says_whom_to_ask(token: str) -> None:
    with pytest.raises(LinkRefusedError) as refused:
        read_link(KEY, token, LAST_DAY + timedelta(days=1))
    assert refused.value.expired
    assert str(refused.value) == (
        "Liên kết này đã hết hạn từ ngày 14/07/2023; hãy mở lại liên kết trong thư mới nhất, "
        "hoặc đề nghị Văn phòng UBND tỉnh gửi liên kết mới."
    )


def _another_agency(token: str) -> str:
    payload, signature = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    swapped = json.dumps(["cong-an-tinh", *said[1:]], separators=(",", ":"))
    return base64.urlsafe_b64encode(swapped.encode()).decode().rstrip("=") + "." + signature


@pytest.mark.parametrize(
    "bend",
    [
        lambda token: token[:-1],
        lambda token: token[: len(token) // 2],
        lambda token: token + ".",
        lambda token: token + "A",
        lambda token: token.upper(),
        _another_agency,
        lambda _: "",
        lambda _: ".",
        lambda _: "không-phải-liên-kết",
        lambda _: "\x00\ud800",
        lambda _: "A" * 100_000,
        lambda _: sign_link("another key, just as long as the first", "so-y-te", ANSWER, LAST_DAY),
        lambda _: URLSafeSerializer(KEY).dumps(["so-y-te", ANSWER, LAST_DAY.isoformat()]),
        lambda _: URLSafeTimedSerializer(KEY, salt=b"dondoc.link").dumps(["so-y-te", ANSWER, LAST_DAY.isoformat()]),
    ],
)
def test_a_forged_or_truncated_link_is_refused_and_nobody_learns_what_was_wrong(
    token: str, bend: Callable[[str], str]
) -> None:
    with pytest.raises(LinkRefusedError) as refused:
        read_link(KEY, bend(token), ON)
    assert not refused.value.expired
    assert str(refused.value) == (
        "Liên kết này không dùng được, có thể do sao chép thiếu; hãy mở lại liên kết trong thư mới nhất, "
        "hoặc đề nghị Văn phòng UBND tỉnh gửi liên kết mới."
    )


def test_a_change_of_any_one_character_is_noticed(token: str) -> None:
    for place, letter in enumerate(token):
        for other in "AaZz09_-." if place < len(token) - 1 else LETTERS:
            if other != letter:
                with pytest.raises(LinkRefusedError):
                    read_link(KEY, token[:place] + other + token[place + 1 :], ON)


def test_what_is_signed_and_is_no_link_of_ours_is_refused_too() -> None:
    signer = _serializer(KEY)
    for said in ("so-y-te", ["so-y-te"], ["so-y-te", ANSWER, "soon"], [1, 2, 3], {"agency": "so-y-te"}, None):
        with pytest.raises(LinkRefusedError):
            read_link(KEY, str(signer.dumps(said)), ON)


@given(st.from_regex(r"[a-z]+(-[a-z]+){0,9}", fullmatch=True), st.dates())
def test_a_token_survives_an_address_and_the_end_of_a_sentence_in_a_mail(agency: str, last_day: date) -> None:
    token = sign_link(KEY, agency, ANSWER, last_day)
    assert re.fullmatch(r"[A-Za-z0-9_.-]*[A-Za-z0-9]", token)
    assert len(token) < 200 or len(agency) > 60
    assert read_link(KEY, token, last_day) == Link(agency, ANSWER, last_day)


def test_the_same_link_always_has_the_same_address(token: str) -> None:
    assert sign_link(KEY, "so-y-te", ANSWER, LAST_DAY) == token
    assert answer_link("https://dondoc.example/", token) == f"https://dondoc.example/tra-loi/{token}"


def test_a_home_makes_its_key_once_for_its_owner_alone(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    key = link_key(home)
    assert len(key) >= 48
    assert stat.S_IMODE(home.link_key_file.stat().st_mode) == 0o600
    assert link_key(open_home(tmp_path)) == key
    assert [file.name for file in tmp_path.iterdir() if "key" in file.name] == ["link.key"]


def test_all_who_ask_at_once_get_the_same_key(tmp_path: Path) -> None:
    for attempt in range(20):
        home = open_home(tmp_path / str(attempt))
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(lambda _, home=home: link_key(home), range(8)))
        assert len(keys) == 1


def test_the_environments_key_comes_first_and_a_short_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_LINK_KEY", KEY)
    assert link_key(open_home(tmp_path)) == KEY.encode()
    assert not (tmp_path / "link.key").exists()
    monkeypatch.setenv("DONDOC_LINK_KEY", "mật khẩu")
    with pytest.raises(SettingsError, match=r"DONDOC_LINK_KEY quá ngắn; hãy đặt một khóa ngẫu nhiên dài ít nhất 32"):
        link_key(open_home(tmp_path))


def test_a_key_file_that_was_cut_short_is_refused_rather_than_trusted(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    home.link_key_file.write_text("", encoding="ascii")
    with pytest.raises(SettingsError, match="quá ngắn"):
        link_key(home)
    home.link_key_file.unlink()
    home.link_key_file.mkdir()
    with pytest.raises(SettingsError, match="Không đọc hoặc không tạo được khóa ký liên kết"):
        link_key(home)
