"""The password of the Prefect UI: made once, kept from others, never told by accident and never replaced in silence."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.running.up import app
from flows.up.ui_password import (
    UI_FILE,
    VIEWER_FILE,
    make_program_key,
    make_ui_password,
    prepare_door,
    program_key,
    ui_password,
    viewer_password,
)
from models.home import home_option
from models.settings import Home, SettingsError, open_home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home")


def test_a_password_is_made_once_and_is_the_owners_alone(home: Home) -> None:
    assert ui_password(home) == ""
    assert make_ui_password(home)
    made = ui_password(home)
    assert len(made.replace("-", "")) == 20
    assert (home.path / UI_FILE).stat().st_mode & 0o777 == 0o600
    assert not make_ui_password(home)
    assert ui_password(home) == made


def test_two_homes_have_two_passwords_and_two_starts_two_keys(home: Home, tmp_path: Path) -> None:
    other = open_home(tmp_path / "other")
    make_ui_password(home)
    make_ui_password(other)
    assert ui_password(home) != ui_password(other)
    assert program_key(home) == ""
    make_program_key(home)
    first = program_key(home)
    make_program_key(home)
    assert program_key(home) not in ("", first, ui_password(home))


def test_who_only_looks_has_a_password_of_his_own_made_at_the_first_start_and_shown_apart(home: Home) -> None:
    (home.path / "link.key").touch()
    assert viewer_password(home) == ""
    prepare_door(home, {})
    made = viewer_password(home)
    assert len(made.replace("-", "")) == 20
    assert made != ui_password(home)
    assert (home.path / VIEWER_FILE).stat().st_mode & 0o777 == 0o600
    prepare_door(home, {})
    assert viewer_password(home) == made
    (home.path / "dondoc.db").touch()  # a home that has lived
    shown = CliRunner().invoke(app, ["--viewer-password", "--home", str(home.path)])
    assert shown.output.strip() == made
    (home.path / VIEWER_FILE).write_text(ui_password(home), encoding="ascii")
    with pytest.raises(SettingsError, match="trùng mật khẩu của Văn phòng"):
        prepare_door(home, {})


def test_a_password_of_the_offices_own_is_written_into_the_file_or_the_environment(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.path / UI_FILE).write_text("  Mua-xuan-2026!\r\n", encoding="utf-8")
    assert ui_password(home) == "Mua-xuan-2026!"
    monkeypatch.setenv("DONDOC_UI_PASSWORD", "mat-khau-khac-nua")
    assert ui_password(open_home(home.path)) == "mat-khau-khac-nua"


@pytest.mark.parametrize("written", ["", "\n", "ngan", "mật khẩu có dấu", "hai dòng\nmật khẩu", "x" * 201])
def test_a_file_without_a_password_is_refused_and_never_replaced(home: Home, written: str) -> None:
    (home.path / UI_FILE).write_text(written, encoding="utf-8")
    for act in (ui_password, make_ui_password):
        with pytest.raises(SettingsError, match=UI_FILE) as refused:
            act(home)
        assert written.strip() == "" or written not in str(refused.value)
    assert (home.path / UI_FILE).read_text(encoding="utf-8") == written


def test_a_file_in_other_letters_is_refused_with_a_sentence(home: Home) -> None:
    (home.path / UI_FILE).write_bytes("mật khẩu của văn phòng".encode("utf-16"))
    with pytest.raises(SettingsError, match="xóa tệp này"):
        ui_password(home)


def test_a_password_of_the_environment_that_cannot_be_one_is_refused_without_telling_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_UI_PASSWORD", "bi-mat")
    with pytest.raises(SettingsError, match=r"^DONDOC_UI_PASSWORD: mật khẩu vào giao diện theo dõi phải có") as refused:
        open_home(tmp_path / "home")
    assert "bi-mat" not in str(refused.value)


def test_a_start_says_what_it_made_once_and_what_is_open_each_time(home: Home) -> None:
    assert [sentence.split(";")[0] for sentence in prepare_door(home, {})] == ["Đã tạo mật khẩu vào giao diện theo dõi"]
    assert program_key(home)
    assert prepare_door(home, {}) == []
    (told,) = prepare_door(home, {"PREFECT_SERVER_API_AUTH_STRING": "office:secret"})
    assert told.startswith("PREFECT_SERVER_API_AUTH_STRING không còn được dùng")
    for host in ("0.0.0.0", "::", "10.1.2.3", "may-chu"):  # noqa: S104  what an office sets
        (told,) = prepare_door(open_home(home.path, {"host": host}), {})
        assert told.startswith("Lưu ý: giao diện theo dõi mở ra mạng")
    for host in ("127.0.0.1", "::1", "localhost"):
        assert prepare_door(open_home(home.path, {"host": host, "web_host": "0.0.0.0"}), {}) == []  # noqa: S104


def test_the_command_shows_the_password_and_nothing_else(home: Home) -> None:
    (home.path / "link.key").touch()
    asked = ["--password", "--home", str(home.path)]
    before = CliRunner().invoke(app, asked)
    assert (before.exit_code, before.stdout) == (1, "")
    assert "lần chạy dondoc up đầu tiên tạo mật khẩu" in before.stderr
    make_ui_password(home)
    shown = CliRunner().invoke(app, asked)
    assert (shown.exit_code, shown.stdout, shown.stderr) == (0, f"{ui_password(home)}\n", "")


def test_a_printed_command_names_a_home_that_is_not_the_usual_one() -> None:
    assert home_option(Path("/srv/chay thu")) == " --home '/srv/chay thu'"
    assert home_option(Path("~/dondoc")) == ""
