"""Settings: from the file of the home and the environment, each mistake told in one sentence."""

from datetime import date
from pathlib import Path

import pytest

from models.settings import SECRETS, Settings, SettingsError, open_home


def write(folder: Path, text: str) -> Path:
    (folder / "dondoc.toml").write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path) -> str:
    with pytest.raises(SettingsError) as error:
        open_home(folder)
    sentence = str(error.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_a_new_home_has_its_folders_and_follows_bac_giang(tmp_path: Path) -> None:
    home = open_home(tmp_path / "moi" / "nha")
    assert sorted(path.name for path in home.path.iterdir()) == ["evidence", "mailbox", "plans", "reports"]
    assert (home.settings.plans, home.settings.adopt_from, home.settings.release_chairman) == (
        ("bac-giang",),
        None,
        False,
    )
    assert home.database_url == f"sqlite:///{home.path}/dondoc.db"
    assert home.answer_url == "http://127.0.0.1:4280"


def test_the_file_sets_what_the_office_wants(tmp_path: Path) -> None:
    text = 'plans = ["bac-giang", "lao-cai"]\nadopt_from = 2023-01-15\nanswer_url = "https://dondoc.bacgiang.gov.vn/"\n'
    home = open_home(write(tmp_path, text))
    assert home.settings.plans == ("bac-giang", "lao-cai")
    assert home.settings.adopt_from == date(2023, 1, 15)
    assert home.answer_url == "https://dondoc.bacgiang.gov.vn"


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "port = 5000\nweb_port = 5001\n")
    monkeypatch.setenv("DONDOC_PORT", "6000")
    assert (open_home(tmp_path).settings.port, open_home(tmp_path).settings.web_port) == (6000, 5001)
    assert open_home(tmp_path, {"port": 7000}).settings.port == 7000


@pytest.mark.parametrize("written", ["bac-giang,lao-cai", " bac-giang , lao-cai ", '["bac-giang", "lao-cai"]'])
def test_the_environment_names_plans_with_commas_between_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("DONDOC_PLANS", written)
    assert open_home(tmp_path).settings.plans == ("bac-giang", "lao-cai")


def test_the_environment_names_a_day_and_a_switch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_ADOPT_FROM", "2023-01-15")
    monkeypatch.setenv("DONDOC_RELEASE_CHAIRMAN", "true")
    settings = open_home(tmp_path).settings
    assert (settings.adopt_from, settings.release_chairman) == (date(2023, 1, 15), True)


def test_other_words_of_the_environment_are_no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    monkeypatch.setenv("DONDOC_TEST_REQUIRE", "chromium")
    assert open_home(tmp_path).settings.model_fields_set == set()


@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_a_secret_in_the_file_is_refused_without_being_told(tmp_path: Path, secret: str) -> None:
    sentence = refused(write(tmp_path, f'{secret} = "mailto://an:mat-khau@may-chu"\n'))
    assert sentence == (
        f"{tmp_path}/dondoc.toml: «{secret}» có thể chứa mật khẩu; hãy đặt DONDOC_{secret.upper()} trong môi trường."
    )


@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_a_secret_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv(f"DONDOC_{secret.upper()}", "sqlite:///x.db")
    assert getattr(open_home(tmp_path).settings, secret) == "sqlite:///x.db"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("cong = 4200\n", "Thiết lập «cong» trong dondoc.toml hoặc DONDOC_CONG không dùng được; không có thiết lập nào tên như vậy."),
        ("[may_chu]\nport = 1\n", "Thiết lập «may_chu» trong dondoc.toml hoặc DONDOC_MAY_CHU không dùng được; không có thiết lập nào tên như vậy."),
        ("port = 70000\n", "Thiết lập «port» trong dondoc.toml hoặc DONDOC_PORT không dùng được (cần: cổng của giao diện Prefect, số từ 1 đến 65535)."),
        ('adopt_from = "15/1/2023"\n', "Thiết lập «adopt_from» trong dondoc.toml hoặc DONDOC_ADOPT_FROM không dùng được (cần: ngày bắt đầu theo dõi, sớm hơn hoặc muộn hơn ngày tiếp nhận, dạng 2023-01-15)."),
        ("plans = []\n", "Thiết lập «plans» trong dondoc.toml hoặc DONDOC_PLANS không dùng được (cần: mã các kế hoạch được theo dõi, ít nhất một)."),
        ("plans = 7\n", "Thiết lập «plans» trong dondoc.toml hoặc DONDOC_PLANS không dùng được (cần: mã các kế hoạch được theo dõi, ít nhất một)."),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_in_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    assert refused(write(tmp_path, text)) == sentence


@pytest.mark.parametrize("text", ["port 4200\n", 'host = "127.0.0.1\n', "port = 1\nport = 2\n"])
def test_a_file_that_is_not_toml_is_told_with_its_name(tmp_path: Path, text: str) -> None:
    assert refused(write(tmp_path, text)).startswith(f"{tmp_path}/dondoc.toml: không đúng cú pháp TOML (")


def test_a_file_in_another_encoding_is_told_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "dondoc.toml").write_bytes("host = 'máy'\n".encode("cp1258"))
    assert refused(tmp_path).startswith(f"{tmp_path}/dondoc.toml: không đúng cú pháp TOML (")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "bốn nghìn"),
        ("PORT", ""),
        ("WEB_PORT", "0"),
        ("ADOPT_FROM", "hôm nay"),
        ("PLANS", " , "),
        ("PLANS", ""),
    ],
)
def test_what_the_environment_gets_wrong_is_told_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"DONDOC_{name}", value)
    assert f"DONDOC_{name} không dùng được (cần: " in refused(tmp_path)


def test_a_home_that_cannot_be_written_is_told_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "tep").write_text("không phải thư mục", encoding="utf-8")
    sentence = refused(tmp_path / "tep" / "nha")
    assert sentence.startswith(f"Không ghi được vào thư mục dữ liệu {tmp_path}/tep/nha (")
    assert sentence.endswith("); hãy chọn thư mục khác bằng --home.")


def test_settings_cannot_be_changed_once_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        open_home(tmp_path).settings.port = 1


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
