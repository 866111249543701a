"""The commands `dondoc accept` and `dondoc return`: what the office records on behalf of those who judge."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from models.tables.core import CheckIn
from models.tables.decisions import Act, Verdict
from tests.homes.offices import SMALL_PLAN, go_to, round_on, small_office
from tests.homes.telling import MONDAY, done, make_home, opened, run

TOLD = "--result dang-thuc-hien --text 'Đã họp' --by 'Nguyễn Thị Hòa'"
BACK = "--by 'Trần Bình' --reason 'Thiếu số liệu'"


@pytest.fixture(scope="module")
def monday(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("monday"))


@pytest.fixture(autouse=True)
def home(monday: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    shutil.copytree(monday, home)
    monkeypatch.setenv("DONDOC_HOME", str(home))
    return home


def verdicts(home: Path) -> list[tuple[str, str, str, str, str, date | None, date]]:
    """Return the verdicts: ref, kind, judge, who, the paper, the new date, and the day it was given."""
    with opened(home) as office, office.database.read() as session:
        rows = session.exec(select(CheckIn, Verdict).where(CheckIn.id == Verdict.check_in_id)).all()
        return [(c.ref, v.kind, v.judge, v.judged_by, v.document, v.due_on, v.happened_on) for c, v in rows]


def test_what_waits_is_listed_for_each_who_judges_and_the_trackers_own_for_the_office(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert done(capsys, "accept --waiting") == "0 báo cáo chờ xác nhận.\n"
    done(capsys, f"answer so-y-te II.1.a {TOLD} --percent 40")
    done(capsys, f"answer cong-an-tinh II.1.c {TOLD}")
    assert done(capsys, "accept --waiting").splitlines() == [
        "Chờ Công an tỉnh xác nhận:",
        "  so-y-te II.1.a kỳ 2023-H1 (6 tháng đầu năm 2023, hạn 14/6/2023): đang thực hiện, 40%; chờ 0 ngày",
        "Chờ Văn phòng UBND tỉnh xác nhận:",
        "  cong-an-tinh II.1.c kỳ 2023-H1 (6 tháng đầu năm 2023, hạn 14/6/2023): đang thực hiện; chờ 0 ngày",
        "2 báo cáo chờ xác nhận.",
    ]
    assert done(capsys, "accept --waiting --judge van-phong-ubnd-tinh").splitlines()[-1] == "1 báo cáo chờ xác nhận."


def test_without_a_judge_the_rightful_one_accepts_and_a_second_time_is_refused(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done(capsys, f"answer so-y-te II.1.a {TOLD}")
    assert done(capsys, "accept so-y-te II.1.a --by 'Trần Bình' --post 'Phó Trưởng phòng'") == (
        "Công an tỉnh đã xác nhận báo cáo của Sở Y tế, nhiệm vụ II.1.a, kỳ 2023-H1 (6 tháng đầu năm 2023, hạn 14/6/2023).\n"
    )
    code, _, err = run(capsys, "accept so-y-te II.1.a --by 'Trần Bình'")
    assert code == 1
    assert "Nhiệm vụ II.1.a của Sở Y tế: kỳ 2023-H1" in err
    assert "đã được xác nhận ngày 05/6/2023" in err
    for line in (f"answer so-y-te II.1.a {TOLD}", "extend so-y-te II.1.a --by A --until 2023-06-30 --reason B"):
        assert "đã được xác nhận ngày 05/6/2023" in run(capsys, line)[2]
    assert verdicts(home) == [("II.1.a", "accepted", "cong-an-tinh", "Trần Bình", "", None, MONDAY)]
    items = json.loads(done(capsys, "status --json --agency so-y-te"))["items"]
    assert [item["state"] for item in items if item["ref"] == "II.1.a"] == ["accepted"]
    with opened(home) as office, office.database.read() as session:
        (act,) = session.exec(select(Act).where(Act.kind == "accept")).all()
        assert (act.agency, act.name, act.post, act.way) == ("cong-an-tinh", "Trần Bình", "Phó Trưởng phòng", "command")


def test_a_return_has_its_reason_and_its_date_and_the_answer_is_owed_again(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done(capsys, f"answer so-y-te II.1.a {TOLD}")
    assert done(capsys, f"return so-y-te II.1.a {BACK} --until 14/6/2023") == (
        "Công an tỉnh đã trả lại báo cáo của Sở Y tế, nhiệm vụ II.1.a, kỳ 2023-H1; hạn báo cáo lại 14/6/2023 "
        "(tính cả ngày đó).\n"
    )
    assert verdicts(home) == [("II.1.a", "returned", "cong-an-tinh", "Trần Bình", "", date(2023, 6, 14), MONDAY)]
    assert "hạn 14/6/2023): bị trả lại; " in done(capsys, "answer so-y-te").splitlines()[0]
    done(capsys, f"answer so-y-te II.1.a {TOLD} --text 'Đã bổ sung'")


def test_a_verdict_of_an_earlier_day_needs_its_paper_and_the_reason_it_is_recorded_late(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done(capsys, f"answer so-y-te II.1.a {TOLD}")
    done(capsys, f"answer so-y-te II.1.b {TOLD}")
    with opened(home) as office:
        go_to(office, date(2023, 6, 8))
    assert "còn trống" in run(capsys, "accept so-y-te II.1.a --by Bình --on 2023-06-06")[2]
    assert "còn trống" in run(capsys, f"return so-y-te II.1.b {BACK} --until 2023-06-20 --on 2023-06-06")[2]
    done(capsys, "accept so-y-te II.1.a --by Bình --on 2023-06-06 --document 7/CAT --reason 'Văn bản đến muộn'")
    late = "--on 2023-06-06 --document 8/CAT --late-reason 'Văn bản đến muộn'"
    done(capsys, f"return so-y-te II.1.b {BACK} --until 2023-06-20 {late}")
    assert [(ref, document, day) for ref, _, _, _, document, _, day in verdicts(home)] == [
        ("II.1.a", "7/CAT", date(2023, 6, 6)),
        ("II.1.b", "8/CAT", date(2023, 6, 6)),
    ]


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("accept", 2, "--waiting để xem báo cáo nào đang chờ xác nhận"),
        ("accept so-y-te --by Bình", 2, "Hãy ghi cơ quan và nhiệm vụ"),
        ("accept so-y-te II.1.a --waiting", 2, "--waiting xem tất cả"),
        ("accept --waiting --judge cong-an", 2, "(có phải «cong-an-tinh» không?)"),
        ("accept so-y-te II.1.a", 1, "Hãy ghi họ và tên"),
        ("accept so-y-te II.1.a --by Bình --judge so-y-te", 1, "do Công an tỉnh (cong-an-tinh) xác nhận"),
        ("accept so-y-te II.1.a --by Bình --judge van-phong-ubnd-tinh", 1, "không phải Văn phòng UBND tỉnh"),
        ("accept so-y-te II.1.a --by Bình --document 5", 2, "chỉ ghi cùng --on"),
        ("accept so-y-te II.1.b --by Bình", 1, "không có báo cáo nào đang chờ xác nhận: kỳ 2023-H1"),
        ("accept so-y-te II.1.a --by Bình --on 2023-06-04 --document 5 --reason X", 1, "từ ngày báo cáo (05/6/2023)"),
        (f"return so-y-te II.1.a {BACK}", 2, "Thiếu --until"),
        (f"return so-y-te II.1.a {BACK} --until 2023-06-12", 1, "phải từ ngày 14/6/2023 (hạn của báo cáo)"),
        ("return so-y-te II.1.a --by Bình --reason ' ' --until 2023-06-14", 1, "Lý do trả lại còn trống"),
        (f"return so-y-te II.1.a {BACK} --until 2023-06-14 --document 5", 2, "chỉ ghi cùng --on"),
        (f"return so-y-te II.1.a {BACK} --until 2023-06-14 --judge so-y-te", 1, "không phải Sở Y tế"),
    ],
)
def test_what_may_not_be_judged_so_is_refused_and_nothing_is_recorded(
    home: Path, capsys: pytest.CaptureFixture[str], line: str, code: int, sentence: str
) -> None:
    done(capsys, f"answer so-y-te II.1.a {TOLD}")
    found, out, err = run(capsys, line)
    assert (found, out, sentence in err) == (code, "", True), err
    assert verdicts(home) == []


def test_nobody_judges_the_offices_own_that_the_office_tracks(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    plan = SMALL_PLAN.replace("trackers: {default: cong-an-tinh}", "trackers: {default: van-phong-ubnd-tinh}")
    with small_office(tmp_path / "small", MONDAY, plan) as office:
        monkeypatch.setenv("DONDOC_HOME", str(office.home.path))
        round_on(office, MONDAY)
    done(capsys, f"answer van-phong-ubnd-tinh I.1 {TOLD} --period 2023-H1")
    code, _, err = run(capsys, "accept van-phong-ubnd-tinh I.1 --by Bình")
    assert (code, "nội dung nêu trong báo cáo gửi Chủ tịch UBND tỉnh" in err) == (1, True)
