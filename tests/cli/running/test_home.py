"""The commands that work in a home: round, status, report, outbox, contacts; as a clerk types them."""

import json
import os
from contextlib import redirect_stdout
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest

from cli.__main__ import main
from models.clock import Clock
from models.database import Database
from models.home import prepare_home
from models.settings import open_home
from notifications.outbox.holding import PREPARED
from tests.homes.databases.templates import copy_template

Run = tuple[int, str, str]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "nhà"))
    return tmp_path / "nhà"


def run(capsys: pytest.CaptureFixture[str], line: str) -> Run:
    code = main(line.split())
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def begin_trial(day: str) -> None:
    """Make the home what `round --on` makes of an empty folder."""

    def make(place: Path) -> None:
        os.environ["DONDOC_HOME"] = str(place)
        with redirect_stdout(StringIO()):
            assert main(["round", "--on", day]) == 0

    copy_template(f"trial-by-command-{day}", make, Path(os.environ["DONDOC_HOME"]))


def test_a_round_on_a_made_up_day_makes_an_empty_home_a_trial(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "round --on 2023-06-05")
    assert code == 0
    assert out.splitlines()[0] == "Đôn đốc ngày 05/6/2023: 32 nhắc, 0 quá hạn"
    assert len(list((home / "mailbox").glob("2023-06-05_*.eml"))) == 32
    assert run(capsys, "status")[1].startswith("BẢN CHẠY THỬ")


def test_a_made_up_day_in_a_real_home_is_refused_with_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "round")
    letters = sorted((home / "mailbox").iterdir())
    code, out, err = run(capsys, "round --on 2023-06-05")
    assert (code, out) == (2, "")
    assert err.startswith("Đây là thư mục dữ liệu thật nên không dùng được ngày giả định (--on)")
    assert len(err.strip().splitlines()) == 1
    assert sorted((home / "mailbox").iterdir()) == letters


def test_a_real_home_tells_nobody_before_it_goes_live_and_every_command_says_so(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "round")
    assert code == 0
    assert "(đang chuẩn bị)" in out.splitlines()[0]
    assert list((home / "mailbox").iterdir()) == []
    for line in ("round", "status", "outbox"):
        assert str(PREPARED) in run(capsys, line)[1]
    code, out, err = run(capsys, "links send so-y-te --by An")
    assert (code, out) == (1, "")
    *told, last = err.splitlines()
    assert last == f"Chưa gửi được liên kết. {PREPARED}"
    assert [line.split(":")[0] for line in told] == ["contacts.csv"], "nobody has written the address book yet"
    assert run(capsys, "outbox")[1].endswith("\n0 thư.\n")


@pytest.mark.usefixtures("home")
def test_a_trial_does_not_go_back(capsys: pytest.CaptureFixture[str]) -> None:
    begin_trial("2023-06-05")
    code, _, err = run(capsys, "round --on 2023-06-04")
    assert code == 2
    assert "đã ở ngày 05/6/2023; không lùi về 04/6/2023 được" in err


@pytest.mark.usefixtures("home")
def test_each_day_runs_every_round_up_to_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    begin_trial("2023-06-12")
    code, out, _ = run(capsys, "round --on 2023-06-19 --each-day")
    assert code == 0
    assert [line.split(":")[0] for line in out.splitlines()] == [
        f"Đôn đốc ngày {day:02d}/6/2023" for day in (13, 15, 19)
    ]


@pytest.mark.usefixtures("home")
def test_status_reads_a_past_day_and_closes_its_totals(capsys: pytest.CaptureFixture[str]) -> None:
    begin_trial("2023-06-05")
    run(capsys, "round --on 2023-06-20")
    code, out, _ = run(capsys, "status --on 2023-06-14 --json")
    found = json.loads(out)
    assert code == 0
    assert found["on"] == "2023-06-14"
    assert found["reporting"] == {"on_time": 0, "late": 0, "open_in_time": 422, "open_overdue": 0}
    assert sum(found["reporting"].values()) == len(found["items"])
    now = json.loads(run(capsys, "status --json")[1])
    assert now["reporting"] == {"on_time": 0, "late": 0, "open_in_time": 0, "open_overdue": 422}
    assert found["items"][0] == {
        "plan": "bac-giang",
        "ref": "II.1.a",
        "agency": "van-phong-ubnd-tinh",
        "holder": "van-phong-ubnd-tinh",
        "role": "lead",
        "scope": "",
        "period": "2023-H1",
        "due_on": "2023-06-14",
        "state": "open",
        "stage": "open_in_time",
    }


@pytest.mark.usefixtures("home")
def test_status_of_one_agency_shows_only_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    begin_trial("2023-06-05")
    found = json.loads(run(capsys, "status --agency so-y-te --json")[1])
    assert {item["agency"] for item in found["items"]} == {"so-y-te"}
    assert len(found["items"]) == 13
    code, _, err = run(capsys, "status --agency so-y-tee")
    assert (code, "(có phải «so-y-te» không?)" in err) == (2, True)


def test_a_day_to_come_has_no_figures_in_a_real_home(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "round")
    tomorrow = (Clock().today() + timedelta(days=1)).isoformat()
    for line in (f"status --on {tomorrow}", f"report --on {tomorrow}", "report --on 2100-01-01 --format json"):
        code, out, err = run(capsys, line)
        assert (code, out) == (2, "")
        assert "chưa đến" in err
        assert len(err.strip().splitlines()) == 1
    assert list((home / "reports").iterdir()) == []
    assert run(capsys, f"status --on {Clock().today().isoformat()}")[0] == 0


def test_several_plans_are_one_object_and_two_blocks(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_PLANS", "bac-giang,tuyen-quang")
    run(capsys, "round --on 2024-06-05")
    found = json.loads(run(capsys, "status --json")[1])
    each = [json.loads(run(capsys, f"status --json --plan {code}")[1]) for code in ("bac-giang", "tuyen-quang")]
    assert list(found) == list(each[0])
    for part in ("reporting", "apart"):
        assert found[part] == {cell: sum(one[part][cell] for one in each) for cell in found[part]}
    assert found["results"]["lines"] == sum(one["results"]["lines"] for one in each)
    assert found["items"] == [item for one in each for item in one["items"]]
    assert {item["plan"] for item in found["items"]} == {"bac-giang", "tuyen-quang"}
    for cell in ("on_time", "open_in_time", "not_yet_open"):
        assert sum(row[cell] for row in found["by_agency"]) == {**found["reporting"], **found["apart"]}[cell]
    codes = [row["code"] for row in found["by_agency"]]
    assert len(codes) == len(set(codes))
    assert {"cong-an-tinh", "tuyen-quang:cong-an-tinh"} <= set(codes)
    assert {row["plan"] for row in found["by_section"]} <= {"bac-giang", "tuyen-quang"}
    titles = [line for line in run(capsys, "status")[1].splitlines() if "tính đến hết ngày" in line]
    assert len(titles) == len(set(titles)) == 2
    assert run(capsys, "report --plan tuyen-quang --format json")[1].count("\n") == 1
    assert [file.name for file in (home / "reports").iterdir()] == ["tuyen-quang-2024-06-05.json"]


@pytest.mark.usefixtures("home")
def test_status_of_one_agency_lists_its_lines_in_time(capsys: pytest.CaptureFixture[str]) -> None:
    begin_trial("2023-06-05")
    out = run(capsys, "status --agency so-y-te")[1]
    assert "Cơ quan: Sở Y tế" in out
    lines = [line for line in out.partition("Trong hạn:")[2].splitlines() if line]
    assert len(lines) == 13
    assert all(line.startswith("  hạn ") for line in lines)
    run(capsys, "round --on 2023-06-20")
    late = run(capsys, "status --agency so-y-te")[1].partition("Quá hạn:")[2]
    assert late.count("quá hạn 6 ngày") == 10


def test_status_of_a_folder_without_data_says_what_to_do(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "status")
    assert code == 2
    assert err.startswith(f"Chưa có dữ liệu ở {home}")
    assert not home.exists()


def test_the_report_is_written_in_the_formats_that_are_asked_for(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin_trial("2023-06-20")
    out_folder = home.parent / "báo-cáo"
    code, out, _ = run(capsys, f"report --on 2023-06-20 --out {out_folder} --format docx,xlsx,md,json")
    assert code == 0
    assert sorted(Path(line).name for line in out.splitlines()) == [
        f"bac-giang-2023-06-20.{suffix}" for suffix in ("docx", "json", "md", "xlsx")
    ]
    assert all(Path(line).stat().st_size > 1000 for line in out.splitlines())
    assert run(capsys, "report --format odt")[0] == 2
    assert run(capsys, "report --kind tuần")[0] == 2


def test_a_report_of_a_kind_bears_it_in_its_name_and_no_pdf_is_promised_where_it_cannot_be_made(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_trial("2023-06-20")
    code, out, _ = run(capsys, f"report --kind half-year --since 2023-06-06 --out {home.parent} --format md")
    assert code == 0
    assert out.strip().endswith("bac-giang-half-year-2023-06-20.md")
    text = Path(out.strip()).read_text(encoding="utf-8")
    assert "(6 tháng đầu năm 2023, tính đến ngày 20/6/2023)" in text
    assert run(capsys, "report --since 2023-07-01")[0] == 2
    monkeypatch.setenv("PATH", "")
    code, _, err = run(capsys, f"report --out {home.parent} --format pdf")
    assert code == 2
    assert err.startswith("Không có LibreOffice trên máy này")


def test_the_chairmans_letter_waits_until_the_office_releases_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin_trial("2023-06-05")
    run(capsys, "round --on 2023-07-10")
    code, out, _ = run(capsys, "outbox --state draft")
    assert code == 0
    assert "chu-tich-ubnd-tinh@example.invalid" in out
    assert "[chờ phát hành]" in out
    assert list((home / "mailbox").glob("*chu-tich*")) == []
    assert "dự thảo của ngày trước" not in out
    run(capsys, "round --on 2023-07-11")
    assert (
        "[chờ phát hành, dự thảo của ngày trước, khi gửi sẽ soạn lại theo số liệu của ngày gửi]"
        in (run(capsys, "outbox --state draft")[1])
    )
    assert run(capsys, "outbox --release all")[1] == (
        "Đã phát hành 1 thư; đợt đôn đốc tiếp theo soạn lại theo số liệu của ngày gửi rồi gửi.\n"
    )
    run(capsys, "round --on 2023-07-12")
    assert len(list((home / "mailbox").glob("2023-07-12_chu-tich*.eml"))) == 1
    assert run(capsys, "outbox --release all")[0] == 1


@pytest.mark.usefixtures("home")
def test_every_wrong_word_of_the_outbox_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    begin_trial("2023-06-05")
    assert run(capsys, "outbox --state snt")[0] == 2
    assert run(capsys, "outbox --release mot")[0] == 2


def test_contacts_are_checked_against_the_register(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = home.parent / "contacts.csv"
    head = "agency,name,post,head,channel,address,from,to\n"
    book.write_text(head + "so-y-te,Văn thư,,,email,vanthu@example.invalid,,\n", encoding="utf-8")
    assert run(capsys, f"contacts check {book}")[:2] == (0, "Đã kiểm tra 1 địa chỉ, không có lỗi.\n")
    book.write_text(head + "so-y-tee,Văn thư,,,email,vanthu,,\n", encoding="utf-8")
    code, out, _ = run(capsys, f"contacts check {book}")
    assert code == 1
    assert all(line.startswith(f"{book}:2: ") for line in out.splitlines())
    assert len(out.splitlines()) >= 1
    assert run(capsys, f"contacts check {book}x")[0] == 2


def test_an_unsound_plan_in_the_home_stops_the_round_before_anything_is_written(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "plans").mkdir(parents=True)
    (home / "plans" / "bac-giang.yaml").write_text("code: bac-giang\nprovince: bac-giang\n", encoding="utf-8")
    code, _, err = run(capsys, "round --on 2023-06-05")
    assert code == 1
    assert "bac-giang.yaml:1: " in err
    assert list((home / "mailbox").iterdir()) == []


def test_a_home_made_real_by_a_start_without_plans_followed_can_still_become_a_trial(tmp_path: Path) -> None:
    database = Database(open_home(tmp_path / "home").database_url)
    database.migrate()
    with database.write() as session:
        assert not prepare_home(session, Clock().now(), None).is_trial
    with database.write() as session:
        assert prepare_home(session, Clock().now(), date(2023, 6, 5)).is_trial
    database.close()
