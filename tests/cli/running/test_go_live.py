"""`dondoc go-live` as a clerk types it: what is missing, whom it tells, and the words that begin it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.__main__ import main
from notifications.outbox import reach
from tests.homes.mail_server import MailServer, mail_server
from tests.homes.offices import ANSWER_URL, SMALL_CONTACTS, SMALL_PLAN, SMALL_REGISTER

pytestmark = pytest.mark.real


@pytest.fixture(autouse=True)
def public_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the province's address of the pages answer; no test has one."""
    monkeypatch.setattr(reach, "why_unanswered", lambda _address: "")


@pytest.fixture
def server(free_port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with mail_server(free_port) as made:
        monkeypatch.setenv("DONDOC_MAIL_URL", made.mail_url)
        yield made


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real home whose plan asks every month, so that something is owed whatever day it is."""
    home = tmp_path / "nhà"
    monkeypatch.setenv("DONDOC_HOME", str(home))
    (home / "plans").mkdir(parents=True)
    monthly = SMALL_PLAN.replace(
        "every: half-year\n      only: H1\n      due: {before: 15/6}",
        "every: month\n      due: {before: 28 of next month}",
    )
    (home / "plans" / "agencies.yaml").write_text(SMALL_REGISTER, encoding="utf-8")
    (home / "plans" / "ke-hoach-thu.yaml").write_text(monthly.replace("12/2024", "12/2099"), encoding="utf-8")
    (home / "contacts.csv").write_text(SMALL_CONTACTS, encoding="utf-8")
    (home / "dondoc.toml").write_text(f'plans = ["ke-hoach-thu"]\nanswer_url = "{ANSWER_URL}"\n', encoding="utf-8")
    return home


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(words)
    shown = capsys.readouterr()
    return code, shown.out, shown.err


@pytest.mark.usefixtures("home")
def test_a_home_is_looked_at_rehearsed_begun_and_taken_back(
    server: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "round")[0] == 0
    code, out, _ = run(capsys, "go-live")
    assert code == 0
    assert "Không còn vướng gì." in out
    assert "so-y-te@tinhthu.example.vn" in out
    assert "Tất cả: 3 thư gửi ngay." in out
    assert 'dondoc go-live --yes --by "Họ và tên"' in out
    code, out, _ = run(capsys, "go-live", "--rehearse-to", "hoa@tinhthu.example.vn", "--by", "Hòa")
    assert (code, out) == (
        0,
        "Đã gửi diễn tập 3 thư đến hoa@tinhthu.example.vn; chưa gửi cho cơ quan nào.\n",
    )
    server.letters.clear()
    assert run(capsys, "go-live", "--yes", "--by", "Hoàng Văn Hòa") == (
        0,
        "Đã bắt đầu gửi thư: gửi 3 thư, 0 thư chưa gửi được.\n",
        "",
    )
    assert len(server.letters) == 3
    code, out, _ = run(capsys, "go-live")
    assert code == 0
    assert out.startswith("Đã bắt đầu gửi thư từ ")
    assert run(capsys, "go-live", "--yes", "--by", "Hoàng Văn Hòa")[0] == 1
    assert len(server.letters) == 3
    assert "(đang chuẩn bị)" not in run(capsys, "round")[1]
    assert run(capsys, "go-live", "--back-to-prepared", "--by", "Hoàng Văn Hòa")[0] == 0
    assert "(đang chuẩn bị)" in run(capsys, "round")[1]
    said = run(capsys, "audit")[1]
    assert [words in said for words in ("bắt đầu gửi thư", "gửi thư diễn tập", "trở lại chuẩn bị")] == [True] * 3


def test_what_stands_in_the_way_is_told_with_the_way_out_and_what_may_be_accepted_by_its_option(
    home: Path, server: MailServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "contacts.csv").write_text(SMALL_CONTACTS.replace("so-y-te,,,,email", "van-phong-ubnd-tinh,An,,,email"))
    run(capsys, "round")
    code, out, _ = run(capsys, "go-live")
    assert code == 1
    assert "Cần xem: 1 nơi nhận chưa có địa chỉ nên sẽ không nhận được thư nào: Sở Y tế." in out
    assert "--accept-missing" in out
    assert run(capsys, "go-live", "--yes", "--by", "Hòa")[0] == 1
    assert run(capsys, "go-live", "--accept-missing")[0] == 0
    monkeypatch.delenv("DONDOC_MAIL_URL")
    code, out, _ = run(capsys, "go-live", "--yes", "--accept-missing", "--by", "Hòa")
    assert code == 1
    assert "Phải sửa trước: Chưa đặt máy chủ thư." in out
    assert server.letters == []


@pytest.mark.usefixtures("home", "server")
@pytest.mark.parametrize(
    "words",
    [
        ("--yes",),
        ("--back-to-prepared",),
        ("--yes", "--by", " "),
        ("--yes", "--back-to-prepared", "--by", "Hòa"),
        ("--yes", "--rehearse-to", "a@b.vn", "--by", "Hòa"),
    ],
)
def test_wrong_use_is_told_and_changes_nothing(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "round")
    code, out, err = run(capsys, "go-live", *words)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "(đang chuẩn bị)" in run(capsys, "round")[1]


def test_a_trial_never_goes_live(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(tmp_path / "thu")
    run(capsys, "round", "--home", folder, "--on", "2023-06-05")
    for words in ((), ("--yes", "--by", "Hòa"), ("--back-to-prepared", "--by", "Hòa")):
        assert run(capsys, "go-live", "--home", folder, *words)[0] == 1
