"""Settings: from the file of the home and the environment, each mistake told in one sentence."""

from datetime import date
from pathlib import Path

import pytest

from models.settings import SECRETS, Settings, SettingsError, open_home
from models.settings_file import with_setting


@pytest.fixture(autouse=True)
def nothing_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LONGEST_GAP", "QUIET_HOURS", "LETTERS_PER_HOUR"):
        monkeypatch.delenv(f"DONDOC_{name}")


def write(folder: Path, text: str) -> Path:
    (folder / "dondoc.toml").write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path, given: dict[str, object] | None = None) -> str:
    with pytest.raises(SettingsError) as error:
        open_home(folder, given)
    return str(error.value)


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
        f"{tmp_path}/dondoc.toml:1: «{secret}» có thể chứa mật khẩu; hãy đặt DONDOC_{secret.upper()} trong môi trường."
    )


@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_a_secret_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    value = "redis://mot-hai-ba" if secret == "redis_url" else "sqlite:///mot-hai-ba.db"
    monkeypatch.setenv(f"DONDOC_{secret.upper()}", value)
    assert getattr(open_home(tmp_path).settings, secret) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("cong = 4200\n", "1: không có thiết lập nào tên «cong»."),
        ("web-port = 4200\n", "1: không có thiết lập nào tên «web-port» (có phải «web_port» không?)."),
        ("\nPLANS = []\n", "2: không có thiết lập nào tên «PLANS»."),
        ('machine = "Máy 2"\n', "1: tên chỉ gồm chữ thường không dấu, số và dấu -, dài nhất 40 ký tự, như may-2."),
        ('prefect_url = "10.1.2.3:4200"\n', "1: địa chỉ máy chủ Prefect không dùng được; hãy viết như http://10.1.2.3:4200."),
        ("[may_chu]\n", "1: «[may_chu]»: tệp này không chia phần; hãy xóa dòng này, mỗi dòng viết như: plans = [\"bac-giang\"]"),
        ("\nport = 70000\n", "2: thiết lập «port» không nhận giá trị «70000»; cần cổng của giao diện Prefect, số từ 1 đến 65535."),
        ("port = true\n", "1: thiết lập «port» không nhận giá trị «true»; cần cổng của giao diện Prefect, số từ 1 đến 65535."),
        ('port = "bốn"\n', "1: thiết lập «port» không nhận giá trị «bốn»; cần cổng của giao diện Prefect, số từ 1 đến 65535."),
        ('longest_gap = ""\n', "1: thiết lập «longest_gap» không nhận giá trị trống; cần số ngày dài nhất không chạy đợt đôn đốc mà không hỏi lại, số từ 1 đến 400."),
        ('adopt_from = "15/1/2023"\n', "1: thiết lập «adopt_from» không nhận giá trị «15/1/2023»; cần ngày bắt đầu theo dõi, sớm hơn hoặc muộn hơn ngày tiếp nhận, dạng 2023-01-15."),
        ("adopt_from = 2023\n", "1: thiết lập «adopt_from» không nhận giá trị «2023»; cần ngày bắt đầu theo dõi, sớm hơn hoặc muộn hơn ngày tiếp nhận, dạng 2023-01-15."),
        ("adopt_from = 0201-01-15\n", "1: thiết lập «adopt_from» không nhận giá trị «0201-01-15»; cần ngày bắt đầu theo dõi, sớm hơn hoặc muộn hơn ngày tiếp nhận, dạng 2023-01-15."),
        ("release_chairman = 2\n", "1: thiết lập «release_chairman» không nhận giá trị «2»; cần true nếu thư gửi Chủ tịch UBND tỉnh tự phát hành, false nếu Văn phòng phát hành."),
        ("plans = []\n", "1: thiết lập «plans» không nhận giá trị trống; cần mã các kế hoạch được theo dõi, ít nhất một."),
        ("plans = [7, true]\n", "1: thiết lập «plans» không nhận giá trị «7, true»; cần mã các kế hoạch được theo dõi, ít nhất một."),
        ('host = ""\n', "1: địa chỉ mạng «» không dùng được; hãy ghi 127.0.0.1 hoặc địa chỉ của máy này, không kèm http://."),
        ("host = 127\n", "1: thiết lập «host» không nhận giá trị «127»; cần địa chỉ mạng mà giao diện Prefect lắng nghe."),
        ("port 4200\n", '1: dòng này thiếu dấu =; hãy viết như: plans = ["bac-giang"], hoặc đặt # ở đầu dòng nếu là ghi chú.'),
        ("port: 4200\n", '1: dòng này dùng dấu : thay cho dấu =; hãy viết như: plans = ["bac-giang"], hoặc đặt # ở đầu dòng nếu là ghi chú.'),
        ("port =  # cổng\n", "1: «port» chưa có giá trị sau dấu =; hãy ghi giá trị hoặc xóa dòng này."),
        ("port = 4.200\nport = 04200\n", "2: «port»: số viết sai; hãy viết liền các chữ số, không có số 0 ở đầu và không có dấu chấm, dấu phẩy."),
        ("cổng = 4200\n", '1: tên thiết lập «cổng» không dùng được; tên chỉ có chữ không dấu và dấu gạch dưới, hãy viết như: plans = ["bac-giang"]'),
        ('host = "127.0.0.1\n', "1: «host»: dấu ngoặc kép mở mà không đóng, hoặc thiếu dấu mở; hãy đặt giá trị trong hai dấu \" thẳng."),
        ("answer_url = https://dondoc.tinh.gov.vn\n", '1: «answer_url»: giá trị bằng chữ phải đặt trong dấu ngoặc kép thẳng, như host = "127.0.0.1".'),
        ("plans = [“bac-giang”]\n", '1: dấu ngoặc kép cong (“”) không dùng được; hãy gõ lại bằng dấu " thẳng.'),
        ('plans = ["bac-giang",\nport = 1\n', '1: «plans»: danh sách thiếu dấu [ hoặc dấu ]; hãy viết như: plans = ["bac-giang"]'),
        ("release_chairman = True\n", "1: «release_chairman»: hãy viết true (có) hoặc false (không), chữ thường."),
        ('host = "D:\\Users"\n', "1: «host»: giá trị có dấu \\; hãy thay dấu ngoặc kép hai đầu bằng dấu ' thẳng."),
        ('inbox_folder = "thu-den"\n', "1: thiết lập «inbox_folder» không nhận giá trị «thu-den»; cần thư mục tệp .eml thay cho hộp thư đến, đường dẫn đầy đủ như /var/mail/dondoc."),
        ('reply_address = "don+doc@tinh.vn"\n', "1: địa chỉ nhận thư hồi âm viết sai; hãy ghi một địa chỉ như don-doc@tinh.gov.vn, phần trước @ dài nhất 24 ký tự và không có dấu +."),
        ('quiet_hours = "đêm"\n', "1: giờ không gửi thư viết sai: «đêm»; hãy viết như 19:00-07:00, hoặc không."),
        ('quiet_hours = "07:00-07:00"\n', "1: giờ không gửi thư viết sai: «07:00-07:00»; hãy viết như 19:00-07:00, hoặc không."),
        ("letters_per_hour = true\n", "1: thiết lập «letters_per_hour» không nhận giá trị «true»; cần số thư gửi nhiều nhất trong một giờ, số từ 0 đến 100000; 0 là không giới hạn."),
        ("port = 1\nport = 2\n", "2: «port» đã được đặt ở dòng 1; hãy xóa một trong hai dòng."),
        ("port = 4200\x07\n", "1: dòng này có ký tự không đọc được; hãy xóa dòng rồi gõ lại."),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_with_its_line_and_the_way_out(tmp_path: Path, text: str, sentence: str) -> None:
    assert f"{tmp_path}/dondoc.toml:{sentence}" in refused(write(tmp_path, text)).split("\n")


@pytest.mark.parametrize(
    "saved",
    [
        pytest.param("\ufeff{}", id="a byte-order mark"),
        pytest.param("{}\r", id="line ends of an old Mac"),
        pytest.param("\r\n{}\r\n", id="line ends of Windows"),
        pytest.param("\u00a0{}\u00a0 # ghi chú\u00a0của Văn phòng", id="no-break spaces"),
        pytest.param("\u200b{}\u200b", id="characters of no width"),
    ],
)
def test_a_sound_file_is_read_whatever_program_saved_it(tmp_path: Path, saved: str) -> None:
    line = 'plans\u00a0=\u00a0["bac-giang",\u00a0" lao-cai ", "lao-cai"]'
    (tmp_path / "dondoc.toml").write_bytes(saved.format(line).encode())
    assert open_home(tmp_path).settings.plans == ("bac-giang", "lao-cai")


def test_a_list_may_take_several_lines_and_a_name_be_typed_in_letters_that_look_the_same(tmp_path: Path) -> None:
    text = '# ghi chú = 1\nрlans = [\n  "bac-giang",  # kế hoạch 63\n  "lao-cai",\n]\nrelease_chairman = "Có"\nport = "4201"\n'
    settings = open_home(write(tmp_path, text)).settings
    assert (settings.plans, settings.release_chairman, settings.port) == (("bac-giang", "lao-cai"), True, 4201)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('plans = ["bac-giang"]\r\n'.encode("utf-16"), "dondoc.toml:1: tệp ghi bằng mã UTF-16"),
        ('plans = ["bac-giang"]\r\n'.encode("utf-16-le"), "dondoc.toml:1: tệp ghi bằng mã UTF-16"),
        ("port = 1\n# máy\n".encode("cp1258"), "dondoc.toml:2: tệp không phải mã UTF-8 (có lẽ là Windows-1258)"),
        (b"# " + b"x" * 64_000, "dondoc.toml: tệp lớn hơn 64 kB"),
    ],
)
def test_a_file_that_holds_no_text_of_ours_is_told_with_the_way_to_save_it(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    (tmp_path / "dondoc.toml").write_bytes(content)
    assert f"{tmp_path}/{sentence}" in refused(tmp_path)


def test_a_file_under_another_name_or_that_is_none_is_told_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "dondoc.toml.txt").write_text("port = 5000\n", encoding="utf-8")
    assert refused(tmp_path) == (
        f"{tmp_path}/dondoc.toml.txt: tên tệp này không phải dondoc.toml nên các thiết lập trong đó chưa có tác dụng; "
        "hãy đổi tên thành dondoc.toml."
    )
    (tmp_path / "dondoc.toml").mkdir()
    assert "đây là một thư mục, không phải tệp thiết lập" in refused(tmp_path)


def test_all_that_is_wrong_in_file_and_environment_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_WEB_PORT", "cổng")
    monkeypatch.setenv("DONDOC_LINKKEY", "khóa")
    write(
        tmp_path,
        'plan = ["bac-giang"]\nport = 0\nhost = 127.0.0.1\nmail_url = "mailto://an:mat-khau@x"\nweb_port = 1\n',
    )
    sentences = refused(tmp_path, {"page_limit": -1}).replace(f"{tmp_path}/", "").split("\n")
    assert [one.partition(" ")[0] for one in sentences] == [
        "--page-limit:", "dondoc.toml:1:", "dondoc.toml:2:", "dondoc.toml:3:", "dondoc.toml:4:", "DONDOC_LINKKEY:", "DONDOC_WEB_PORT:",
    ]  # fmt: skip
    assert "mat-khau" not in "".join(sentences)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "bốn nghìn", "không nhận giá trị «bốn nghìn»; cần cổng"),
        ("PORT", "", "không nhận giá trị trống; cần cổng"),
        ("WEB_PORT", "0", "không nhận giá trị «0»; cần cổng"),
        ("ADOPT_FROM", "hôm nay", "không nhận giá trị «hôm nay»; cần ngày"),
        ("ADOPT_FROM", "1673740800", "không nhận giá trị «1673740800»; cần ngày"),
        ("PLANS", " , ", "không nhận giá trị « , »; cần mã"),
        ("PLANS", '["bac-giang"', "danh sách viết sai; hãy viết các mã cách nhau bằng dấu phẩy"),
        ("RELEASE_CHAIRMAN", "chắc chắn", "không nhận giá trị «chắc chắn»; cần true"),
        ("HOST", "http://127.0.0.1", "địa chỉ mạng «http://127.0.0.1» không dùng được"),
        ("MAIL_URL", "mailto://\udce1n:mat-kh\u1ea9u@x", "giá trị trong môi trường không phải chữ UTF-8"),
        ("PLANS", "b\udce1c-giang", "giá trị trong môi trường không phải chữ UTF-8"),
        ("PLAN", "bac-giang", "không có thiết lập nào tên như vậy (có phải «DONDOC_PLANS» không?)"),
        ("MAILURL", "mailto://x", "không có thiết lập nào tên như vậy (có phải «DONDOC_MAIL_URL» không?)"),
    ],
)
def test_what_the_environment_gets_wrong_is_told_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(f"DONDOC_{name}", value)
    sentence = refused(tmp_path)
    assert sentence.startswith(f"DONDOC_{name}: ")
    assert words in sentence
    assert "\n" not in sentence


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


def test_a_proxy_is_a_machine_or_a_network_and_never_everybody(tmp_path: Path) -> None:
    named = open_home(tmp_path, {"trusted_proxies": "127.0.0.1, 10.1.2.9/24, fd00::1"})
    assert named.settings.trusted_proxies == ("127.0.0.1/32", "10.1.2.0/24", "fd00::1/128")
    assert open_home(tmp_path).settings.trusted_proxies == ()
    for wrong in ("*", "0.0.0.0/0", "::/0", "may-chu-web", "10.1.2.300"):
        sentence = refused(tmp_path, {"trusted_proxies": (wrong,)})
        assert f"«{wrong}» không phải địa chỉ của một máy hay một mạng con" in sentence


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'plans = ["a", "b"]\n'),
        ('# của Văn phòng\nplans = ["a"]  # đang theo dõi\n', '# của Văn phòng\nplans = ["a", "b"]  # đang theo dõi\n'),
        ('plans = [\n  "a",  # một\n]\nport = 4300\n', 'plans = ["a", "b"]\nport = 4300\n'),
        ("port = 4300\r\n", 'port = 4300\r\nplans = ["a", "b"]\r\n'),
    ],
)
def test_one_setting_is_written_in_its_place_and_all_else_stays(before: str, after: str) -> None:
    assert with_setting(before, "plans", '["a", "b"]') == after


@pytest.mark.parametrize("token", ["ngan", "khóa có dấu không dùng được", "mot khoa co dau cach"])
def test_a_key_for_monitors_that_is_weak_is_refused_without_being_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("DONDOC_MONITOR_TOKEN", token)
    with pytest.raises(SettingsError, match=r"^DONDOC_MONITOR_TOKEN: khóa giám sát không dùng được; ") as refusal:
        open_home(tmp_path)
    assert token not in str(refusal.value)


@pytest.mark.parametrize(
    "written", ["hc-ping.com/a1", "ftp://giam-sat/a1", "https://", "https://giám-sát/a1", "https://a b"]
)
def test_a_watcher_that_cannot_be_called_is_refused_and_one_with_a_question_is_not(
    tmp_path: Path, written: str
) -> None:
    told = refused(write(tmp_path, f'heartbeat_fail_url = "{written}"\n'))
    assert told.startswith(f"{tmp_path}/dondoc.toml:1: địa chỉ máy giám sát không dùng được; hãy chép cả địa chỉ")
    url = "https://giam-sat.example.vn/api/push/a1?status=down&msg="
    assert open_home(write(tmp_path, f'heartbeat_fail_url = "{url}"\n')).settings.heartbeat_fail_url == url


def test_all_homes_have_settings_of_one_class(tmp_path: Path) -> None:
    """A class made for each home cost three quarters of what opening it does."""
    homes = [open_home(tmp_path / name) for name in ("one", "other")]
    assert {type(home.settings) for home in homes} == {Settings}
    assert Settings.__subclasses__() == []
