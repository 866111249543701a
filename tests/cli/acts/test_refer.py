"""The command `dondoc refer`: Quảng Ngãi's directive sends what is beyond a department's authority to UBND tỉnh."""

import shlex
from pathlib import Path

import pytest

from cli.__main__ import main

PUT = (
    "refer put --agency so-thong-tin-va-truyen-thong --ref 2.1 --matter 'Thiếu kinh phí giám sát' --by 'Nguyễn Văn An'"
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DONDOC_PLANS", "quang-ngai")
    run(capsys, "round --on 2024-05-06")
    return tmp_path / "home"


def run(capsys: pytest.CaptureFixture[str], line: str) -> tuple[int, str, str]:
    code = main(shlex.split(line))
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_a_matter_beyond_authority_waits_until_the_decision_is_recorded_with_its_document(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, PUT)
    assert code == 0
    assert out == (
        "Nội dung vượt thẩm quyền số 1 năm 2024, so-thong-tin-va-truyen-thong, nhiệm vụ 2.1, trình ubnd-tinh ngày 06/5/2024: "
        "Thiếu kinh phí giám sát [chờ chỉ đạo]\n"
    )
    assert "Nội dung vượt thẩm quyền số 1/2024" in run(capsys, "doctor")[1]
    decided = "refer decide 1/2024 --decision 'Bố trí từ nguồn dự phòng' --document '99/UBND-TH' --date 2024-05-06"
    assert "[chỉ đạo ngày 06/5/2024, 99/UBND-TH: Bố trí từ nguồn dự phòng]" in run(capsys, decided)[1]
    assert "Nội dung vượt thẩm quyền số 1/2024" not in run(capsys, "doctor")[1]
    code, _, err = run(capsys, decided)
    assert code != 0
    assert "đã có ý kiến chỉ đạo; không ghi đè lên được" in err
    assert run(capsys, "refer list")[1].splitlines()[-1] == "1 việc."


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (PUT.replace("--ref 2.1", "--ref 1.1"), "Nhiệm vụ «1.1» không quy định trình cấp trên"),
        (PUT.replace("so-thong-tin-va-truyen-thong", "cong-an-tinh"), "«cong-an-tinh» không chủ trì nhiệm vụ 2.1"),
        ("refer decide 7/2024 --decision x --document y", "Không có nội dung vượt thẩm quyền số 7 năm 2024"),
        ("refer decide bay --decision x --document y", "«bay» không phải số của một việc"),
    ],
)
def test_what_cannot_be_referred_or_decided_is_refused_and_changes_nothing(
    capsys: pytest.CaptureFixture[str], line: str, sentence: str
) -> None:
    code, out, err = run(capsys, line)
    assert code != 0
    assert out == ""
    assert sentence in err
    assert run(capsys, "refer list")[1] == "0 việc.\n"


def test_the_same_matter_twice_on_a_day_and_a_decision_before_it_are_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(capsys, PUT)
    assert "đã được trình hôm nay, số 1 năm 2024" in run(capsys, PUT)[2]
    early = "refer decide 1/2024 --decision x --document y --date 2024-05-05"
    assert "phải từ ngày trình (06/5/2024) đến hôm nay" in run(capsys, early)[2]
