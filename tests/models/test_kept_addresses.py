"""What `up` was given is kept with the home: every command knows under which address the pages run."""

from pathlib import Path

import pytest

from models.kept_addresses import KEPT_FILE
from models.settings import Home, SettingsError, open_home

LOCAL = "http://127.0.0.1"


def start(folder: Path, **given: object) -> Home:
    """Open a home as `up` does with these options, and keep its addresses."""
    home = open_home(folder, given, starts=True)
    home.keep_addresses()
    return home


def write(folder: Path, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "dondoc.toml").write_text(text, encoding="utf-8")


def test_the_options_of_up_hold_for_every_other_command_and_for_the_next_up(tmp_path: Path) -> None:
    start(tmp_path, web_port=4411, port=4410)
    settings = open_home(tmp_path).settings
    assert (settings.web_port, settings.port) == (4411, 4410)
    assert open_home(tmp_path).answer_url == f"{LOCAL}:4411"
    assert start(tmp_path).answer_url == f"{LOCAL}:4411"
    assert start(tmp_path, web_port=4500).answer_url == open_home(tmp_path).answer_url == f"{LOCAL}:4500"


def test_what_stood_in_the_environment_of_up_alone_holds_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_HOST", "10.1.2.3")
    monkeypatch.setenv("DONDOC_ANSWER_URL", "https://dondoc.tinh.gov.vn")
    start(tmp_path)
    monkeypatch.delenv("DONDOC_HOST")
    monkeypatch.delenv("DONDOC_ANSWER_URL")
    home = open_home(tmp_path)
    assert (home.settings.host, home.answer_url) == ("10.1.2.3", "https://dondoc.tinh.gov.vn")


def test_the_pages_may_be_open_to_a_network_and_the_ui_not(tmp_path: Path) -> None:
    write(tmp_path, 'web_host = "10.1.2.3"\n')
    home = start(tmp_path)
    assert (home.settings.host, home.page_host, home.answer_url) == ("127.0.0.1", "10.1.2.3", "http://10.1.2.3:4280")
    write(tmp_path, 'host = "10.9.9.9"\nweb_host = " "\n')
    assert start(tmp_path).answer_url == open_home(tmp_path).answer_url == "http://10.9.9.9:4280"


def test_an_option_that_up_was_given_wins_over_the_file_that_others_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "web_port = 4300\n")
    monkeypatch.setenv("DONDOC_WEB_PORT", "4301")
    start(tmp_path, web_port=4411)
    assert open_home(tmp_path).settings.web_port == 4411
    assert open_home(tmp_path, {"web_port": 4999}).settings.web_port == 4999


def test_the_file_wins_over_what_an_earlier_up_kept_once_up_starts_again(tmp_path: Path) -> None:
    start(tmp_path, web_port=4411)
    write(tmp_path, "web_port = 4300\n")
    assert open_home(tmp_path).settings.web_port == 4411  # the pages that run are still there
    assert start(tmp_path).settings.web_port == open_home(tmp_path).settings.web_port == 4300


def test_the_public_address_of_the_file_holds_as_soon_as_it_is_edited(tmp_path: Path) -> None:
    write(tmp_path, 'answer_url = "https://cu.tinh.gov.vn/"\n')
    start(tmp_path)
    write(tmp_path, 'answer_url = "https://moi.tinh.gov.vn"\n')
    assert open_home(tmp_path).answer_url == "https://moi.tinh.gov.vn"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{",
        "[]",
        '{"web_port": "4411"}',
        '{"web_port": 0}',
        '{"web_port": true}',
        '{"mail_url": "x"}',
        "\xff",
        '{"answer_url": "dondoc.tinh.example"}',
    ],
)
def test_a_kept_file_that_is_not_ours_is_told_with_the_way_out(tmp_path: Path, written: str) -> None:
    (tmp_path / KEPT_FILE).write_bytes(written.encode("latin-1"))
    with pytest.raises(SettingsError) as refused:
        open_home(tmp_path)
    assert str(refused.value) == (
        f"{tmp_path / KEPT_FILE}: không đọc được các địa chỉ của lần chạy trước; hãy xóa tệp này rồi chạy dondoc up."
    )
    (tmp_path / KEPT_FILE).unlink()
    assert open_home(tmp_path).answer_url == f"{LOCAL}:4280"
