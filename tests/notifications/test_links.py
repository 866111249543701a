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
from notifications.links import (
    ANSWER,
    JUDGE,
    LINK_LASTS,
    OFFICE,
    KeyRing,
    Link,
    LinkRefusedError,
    LinkSigner,
    _serializer,
    guard_link,
    link_address,
    link_key,
    link_keys,
    read_link,
    rotate_keys,
    sign_link,
)

KEY = "a key of the tests, long enough for anyone"
ON = date(2023, 6, 5)
LAST_DAY = date(2023, 7, 14)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""All that a token is written with; the last character of a signature has two bits to spare."""


@pytest.fixture
def token() -> str:
    return sign_link(KEY, "so-y-te", ANSWER, LAST_DAY)


def test_a_link_says_for_whom_it_is_and_opens_until_its_last_day(token: str) -> None:
    link = read_link(KEY, token)
    assert link == Link("so-y-te", ANSWER, LAST_DAY)
    guard_link(link, ON, 0)
    guard_link(link, LAST_DAY, 0)


def test_the_day_after_its_last_day_it_has_run_out_and_says_whom_to_ask(token: str) -> None:
    with pytest.raises(LinkRefusedError) as refused:
        guard_link(read_link(KEY, token), LAST_DAY + timedelta(days=1), 0)
    assert refused.value.expired
    assert not refused.value.revoked
    assert str(refused.value) == (
        "Liên kết này đã hết hạn từ ngày 14/7/2023; hãy mở lại liên kết trong thư mới nhất, "
        "hoặc đề nghị Văn phòng UBND tỉnh gửi liên kết mới."
    )


def _said(token: str) -> list[object]:
    payload = token.partition(".")[0]
    said: list[object] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return said


def _saying(token: str, said: object) -> str:
    written = json.dumps(said, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(written).decode().rstrip("=") + "." + token.partition(".")[2]


def _with_signature_in_other_letters(token: str) -> str:
    """Return the token with two bits set that the signature's last letter has to spare."""
    return token[:-1] + LETTERS[LETTERS.index(token[-1]) + 1]


@pytest.mark.parametrize(
    "bend",
    [
        lambda token: token[:-1],
        lambda token: token[: len(token) // 2],
        lambda token: token + ".",
        lambda token: token + "A",
        lambda token: token.upper(),
        lambda token: _saying(token, ["cong-an-tinh", *_said(token)[1:]]),
        lambda token: _saying(token, ["so-y-te/head", *_said(token)[1:]]),
        lambda token: _saying(token, [_said(token)[0], OFFICE, _said(token)[2]]),
        lambda token: _saying(token, [*_said(token)[:2], "2033-07-14"]),
        lambda token: _saying(token, [*_said(token), 7]),
        lambda token: token.replace(".", "=."),
        lambda token: token + "=",
        lambda token: token.replace(".", "%2E"),
        lambda token: " " + token,
        lambda token: "." + token,
        _with_signature_in_other_letters,
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
        read_link(KEY, bend(token))
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
                    read_link(KEY, token[:place] + other + token[place + 1 :])


def test_what_is_signed_and_is_no_link_of_ours_is_refused_too() -> None:
    signer = _serializer(KEY)
    day = LAST_DAY.isoformat()
    for said in (
        "so-y-te",
        ["so-y-te"],
        ["so-y-te", ANSWER, "soon"],
        [1, 2, 3],
        {"agency": "so-y-te"},
        None,
        [7, ANSWER, day],
        ["so-y-te", "admin", day],
        ["so-y-te", ["answer"], day],
        ["so-y-te", ANSWER, day, 0],
        ["so-y-te", ANSWER, day, -1],
        ["so-y-te", ANSWER, day, True],
        ["so-y-te", ANSWER, day, 1.0],
        ["so-y-te", ANSWER, day, "1"],
        ["so-y-te", ANSWER, day, 1, 2],
        ["so-y-te", ANSWER, "20230714"],
    ):
        with pytest.raises(LinkRefusedError):
            read_link(KEY, str(signer.dumps(said)))


@given(st.from_regex(r"[a-z]+(-[a-z]+){0,9}", fullmatch=True), st.dates(), st.integers(0, 99))
def test_a_token_survives_an_address_and_the_end_of_a_sentence_in_a_mail(
    agency: str, last_day: date, epoch: int
) -> None:
    token = sign_link(KEY, agency, ANSWER, last_day, epoch)
    assert re.fullmatch(r"[A-Za-z0-9_.-]*[A-Za-z0-9]", token)
    assert len(token) < 200 or len(agency) > 60
    assert read_link(KEY, token) == Link(agency, ANSWER, last_day, epoch)


def test_the_same_link_always_has_the_same_address(token: str) -> None:
    assert sign_link(KEY, "so-y-te", ANSWER, LAST_DAY) == token
    for purpose, page in ((ANSWER, "tra-loi"), (JUDGE, "theo-doi"), (OFFICE, "van-phong")):
        assert link_address("https://dondoc.example/", purpose, token) == f"https://dondoc.example/{page}/{token}"


def test_a_revoked_link_says_so_and_one_signed_since_opens() -> None:
    older, newer = (read_link(KEY, sign_link(KEY, "so-y-te", ANSWER, LAST_DAY, epoch)) for epoch in (2, 3))
    with pytest.raises(LinkRefusedError) as refused:
        guard_link(older, ON, 3)
    assert refused.value.revoked
    assert str(refused.value) == "Liên kết này đã bị thu hồi nên không mở được nữa."
    guard_link(newer, ON, 3)
    guard_link(newer, ON, 0)  # a database put back from a copy has forgotten a revocation


@pytest.mark.parametrize(
    ("recipient", "epoch"),
    [("so-y-te", 2), ("so-y-te/head", 3), ("so-y-te/deputy", 2), ("lao-cai:so-y-te", 0), ("cong-an-tinh", 0)],
)
def test_a_signer_gives_a_link_the_revocations_of_its_recipient_and_of_its_agency(recipient: str, epoch: int) -> None:
    signer = LinkSigner("https://dondoc.example", KEY.encode(), {"so-y-te": 2, "so-y-te/head": 1})
    address = signer.link_to(recipient, ON, JUDGE)
    assert address.startswith("https://dondoc.example/theo-doi/")
    assert read_link(KEY, address.rpartition("/")[2]) == Link(recipient, JUDGE, ON + LINK_LASTS, epoch)


def test_a_home_makes_its_key_once_for_its_owner_alone(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    key = link_key(home)
    assert len(key) >= 48
    assert stat.S_IMODE(home.link_key_file.stat().st_mode) == 0o600
    assert link_key(open_home(tmp_path)) == key
    assert _files_of_keys(tmp_path) == ["link.key"]


def _files_of_keys(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if "key" in file.name]


def test_after_a_rotation_older_links_open_until_their_key_is_dropped(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    signed = [sign_link(link_key(home), "so-y-te", ANSWER, LAST_DAY)]
    for kept in (1, 2, 2):
        assert rotate_keys(home) == kept
        signed.append(sign_link(link_key(home), "so-y-te", ANSWER, LAST_DAY))
    assert len(set(signed)) == 4
    assert stat.S_IMODE(home.link_key_file.stat().st_mode) == 0o600
    assert _files_of_keys(tmp_path) == ["link.key"]
    for token in signed[1:]:
        assert read_link(link_keys(home), token).recipient == "so-y-te"
    with pytest.raises(LinkRefusedError):
        read_link(link_keys(home), signed[0])


def test_a_token_is_spelt_as_the_key_that_signed_it_would(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    token = sign_link(link_key(home), "so-y-te", ANSWER, LAST_DAY)
    rotate_keys(home)
    with pytest.raises(LinkRefusedError):
        read_link(link_keys(home), _with_signature_in_other_letters(token))


def test_a_process_that_runs_notices_a_rotation_and_outlives_a_broken_file(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    ring = KeyRing(home)
    first = ring.current()
    assert rotate_keys(home) == 1
    assert ring.current() == link_keys(home)
    assert ring.current()[1:] == first
    sound = ring.current()
    home.link_key_file.write_text("ngan", encoding="ascii")
    assert ring.current() == sound
    home.link_key_file.write_text(KEY, encoding="ascii")
    assert ring.current() == (KEY.encode(),)


def test_many_rotations_at_once_leave_whole_keys(tmp_path: Path) -> None:
    home = open_home(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        assert max(pool.map(lambda _: rotate_keys(home), range(8))) == 2
    assert len(set(link_keys(home))) == 3
    assert _files_of_keys(tmp_path) == ["link.key"]


def test_a_key_of_the_environment_is_changed_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = "another-key-just-as-long-as-the-first"
    monkeypatch.setenv("DONDOC_LINK_KEY", f"{newer}; {KEY}")
    home = open_home(tmp_path)
    assert link_keys(home) == KeyRing(home).current() == (newer.encode(), KEY.encode())
    with pytest.raises(SettingsError, match="hãy ghi khóa mới vào trước các khóa cũ trong DONDOC_LINK_KEY"):
        rotate_keys(home)
    assert not home.link_key_file.exists()


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
