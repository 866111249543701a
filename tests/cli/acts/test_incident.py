"""The command `dondoc incident`, as a clerk types it."""

import shlex
from datetime import date
from pathlib import Path

import pytest

from cli.__main__ import main
from tests.homes.event_plan import event_office

MONDAY = date(2023, 6, 5)
OPEN = "incident open --agency so-y-te --detected '2023-06-05 07:30' --title 'Mã độc' --severity serious"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    with event_office(tmp_path, MONDAY):
        pass
    return tmp_path / "home"


def run(capsys: pytest.CaptureFixture[str], line: str) -> tuple[int, str, str]:
    code = main(shlex.split(line))
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_opening_tells_the_number_the_clock_and_the_letters_that_went_out(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, OPEN)
    assert code == 0
    assert out.splitlines() == [
        "Sự cố số 1 năm 2023, so-y-te, nhiệm vụ I.3: Mã độc; phát hiện 07:30 ngày 05/6/2023, mức độ nghiêm trọng",
        (
            "  báo cáo ban đầu: trước 07:30 ngày 06/6/2023 [chưa báo cáo]; 24 giờ kể từ 07:30 ngày 05/6/2023 (thời hạn do "
            "văn phòng đặt; văn bản ghi «kịp thời»; Thông tư 20/2017/TT-BTTTT, Điều 9: 5 ngày)"
        ),
        "Đã gửi 3 thư báo ngay, 0 thư chưa gửi được.",
    ]
    assert len(list((home / "mailbox").glob("*.eml"))) == 3
    shown = run(capsys, "outbox")[1]
    assert "[Sự cố] Sở Y tế: sự cố số 1 năm 2023, phải báo cáo [đã gửi" in shown


def test_the_list_tells_what_was_said_to_whom(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, OPEN)
    run(capsys, "round --on 2023-06-08")
    lines = run(capsys, "incident list")[1].splitlines()
    assert lines[-1] == "1 sự cố."
    assert "    07:30 ngày 05/6/2023 báo sự cố → cong-an-tinh: đã gửi, thư 1" in lines
    assert any(
        "nhắc nửa thời hạn báo cáo ban đầu → so-y-te: không gửi (đã có thông báo mới hơn)" in one for one in lines
    )
    assert any("Văn phòng đôn đốc báo cáo ban đầu → van-phong-ubnd-tinh: đã gửi" in one for one in lines)


def test_closing_needs_a_reason_while_reports_are_owed(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, OPEN)
    code, _, err = run(capsys, "incident close 1/2023 --by 'Lê Văn Cường'")
    assert (code, "lý do kết thúc theo dõi còn trống" in err) == (1, True)
    code, out, _ = run(capsys, "incident close 1/2023 --by 'Lê Văn Cường' --reason 'Báo nhầm'")
    assert (code, out) == (0, "Đã kết thúc theo dõi sự cố số 1 năm 2023; 1 báo cáo được miễn.\n")
    assert "[đã kết thúc theo dõi]" in run(capsys, "incident list")[1]


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("incident open --agency so-y-te --title X", 2, "thời điểm phát hiện ở --detected"),
        ("incident open --agency so-y-te --detected 2023-06-05 --title X", 2, "thiếu giờ, phút"),
        ("incident open --agency so-y-te --detected '2023-06-05 25:00' --title X", 2, "thiếu giờ, phút"),
        ("incident open --agency so-y-te --detected '2023-06-31 07:00' --title X", 2, "không có ngày «2023-06-31»"),
        ("incident open --agency so-y-te --detected '2023-06-05 07:00' --title X --severity to", 2, "«to»"),
        ("incident open --agency ubnd --detected '2023-06-05 07:00' --title X", 2, "Không có cơ quan «ubnd»"),
        ("incident close mot", 2, "hãy viết như 1/2024"),
        ("incident close 7/2023 --by A", 2, "Không có sự cố số 7 năm 2023"),
    ],
)
def test_wrong_use_is_refused_with_one_sentence(
    capsys: pytest.CaptureFixture[str], line: str, code: int, sentence: str
) -> None:
    found, out, err = run(capsys, line)
    assert (found, out) == (code, "")
    assert sentence in err
    assert len(err.strip().splitlines()) == 1
