"""The command `dondoc request`, as a clerk types it, and what agencies and the office see of it."""

import json
import shlex
from datetime import date
from pathlib import Path

import pytest

from cli.__main__ import main
from tests.homes.event_plan import event_office
from tests.homes.offices import go_to

MONDAY = date(2023, 6, 5)
ASK = "request --to so-y-te cong-an-tinh --by 2023-06-20 --subject 'Rà soát máy chủ' --document '1234/UBND-KGVX'"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    with event_office(tmp_path, MONDAY) as office:
        go_to(office, MONDAY)
    return tmp_path / "home"


def run(capsys: pytest.CaptureFixture[str], line: str) -> tuple[int, str, str]:
    code = main(shlex.split(line))
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_a_request_tells_its_number_and_whom_it_reaches(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, ASK)
    assert code == 0
    assert out.splitlines() == [
        (
            "Đã ghi yêu cầu đột xuất số 1 năm 2023 (YC.2023.1, 1234/UBND-KGVX): Rà soát máy chủ; hạn 20/6/2023; "
            "2 cơ quan: so-y-te, cong-an-tinh."
        ),
        "Thư thông báo gửi các cơ quan trong đợt đôn đốc tiếp theo.",
    ]
    assert run(capsys, "request")[1].splitlines()[-1] == "1 yêu cầu."


def test_options_may_be_repeated_and_stand_in_any_order(capsys: pytest.CaptureFixture[str]) -> None:
    line = (
        "request --asked-by chairman --by 20/6/2023 --to cac-so --document 'CV 9' --to cong-an-tinh --subject 'Rà soát'"
    )
    code, out, _ = run(capsys, line)
    assert (code, "3 cơ quan: cong-an-tinh" in out or "3 cơ quan" in out) == (0, True)


def test_the_next_round_announces_it_and_status_counts_it(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, ASK)
    code, out, _ = run(capsys, "round")
    assert (code, "thư" in out) == (0, True)
    assert "[Nhắc việc] Sở Y tế" in run(capsys, "outbox")[1]
    items = json.loads(run(capsys, "status --json")[1])["items"]
    assert [item["agency"] for item in items if item["ref"] == "YC.2023.1"] == ["so-y-te", "cong-an-tinh"]


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("request --to so-y-te --subject X --document Y", 2, "hạn báo cáo ở --by"),
        ("request --to so-y-te --by 31/6/2023 --subject X --document Y", 2, "--by: không có ngày «31/6/2023»"),
        ("request --to so-y-te --by 2023-06-20 --subject X --document Y --asked-by bo", 2, "«bo»"),
        ("request --to so-y-tee --by 2023-06-20 --subject X --document Y", 2, "(có phải «so-y-te» không?)"),
        (
            "request --to so-y-te --by 2023-06-20 --subject X --document Y --plan khac",
            2,
            "không theo dõi kế hoạch «khac»",
        ),
    ],
)
def test_wrong_use_is_refused_with_one_sentence(
    capsys: pytest.CaptureFixture[str], line: str, code: int, sentence: str
) -> None:
    found, out, err = run(capsys, line)
    assert (found, out) == (code, "")
    assert sentence in err
    assert len(err.strip().splitlines()) == 1


def test_the_same_request_twice_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, ASK)
    code, _, err = run(capsys, ASK)
    assert (code, "đã được ghi nhận hôm nay, số 1 năm 2023" in err) == (1, True)
