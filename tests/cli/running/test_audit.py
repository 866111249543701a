"""The command `dondoc audit`: acts and views in one order, for a span of days, for one agency, for a machine."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cli.__main__ import main
from flows.acts.open_home import OpenHome
from models.answers.evidence import KeptFile, add_evidence
from models.audit.acts import BY_PAGE, BY_TELEPHONE, Done, Person, record_act
from models.audit.views import View, append_view
from models.outbox.notices import chased_check_ins
from tests.homes.event_plan import at
from tests.homes.offices import small_office_after_round

MONDAY = date(2023, 6, 5)
HOA = Person("Nguyễn Thị Hòa", "Chánh Văn phòng", BY_PAGE, "0123456789ab")
BY_PRINT = "[trên trang, liên kết 0123456789ab]"
BY_LINK = "[Nguyễn Thị Hòa (Chánh Văn phòng), trên trang, liên kết 0123456789ab]"

Run = Callable[[str], tuple[int, str, str]]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenHome]:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    with small_office_after_round(tmp_path, MONDAY) as opened:
        yield opened


@pytest.fixture
def run(office: OpenHome, capsys: pytest.CaptureFixture[str]) -> Run:
    assert office.is_trial

    def run_line(line: str) -> tuple[int, str, str]:
        code = main(line.split())
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run_line


def record(office: OpenHome, done: Done, moment: str, by: Person = HOA) -> None:
    with office.database.write() as session:
        record_act(session, done, by, at(moment))


def view(office: OpenHome, moment: str, recipient: str, purpose: str = "answer", what: str = "page") -> None:
    append_view(office.home, View(at(moment), recipient, purpose, what, "0123456789ab"))


def check_in_of(office: OpenHome, agency: str) -> int:
    with office.database.read() as session:
        return next(one.id for one in chased_check_ins(session) if one.holder == agency)


def test_acts_and_views_stand_in_the_order_of_time_each_in_one_line(office: OpenHome, run: Run) -> None:
    health, police = check_in_of(office, "so-y-te"), check_in_of(office, "cong-an-tinh")
    with office.database.write() as session:
        given = KeptFile("a" * 64, "so-lieu.pdf", "application/pdf", 7)
        file = add_evidence(
            session, police, "cong-an-tinh", given, at("5/6/2023 07:35"), by=HOA, province="tinh-thu"
        ).id
    record(office, Done("answer", "tinh-thu", "so-y-te", health, detail="lần 1"), "5/6/2023 08:20")
    record(
        office, Done("return", "tinh-thu", "cong-an-tinh", detail="Thiếu\nsố liệu\x1b[2J", item="1"), "5/6/2023 10:00"
    )
    telephone = Person("Lê Văn Bình", "", BY_TELEPHONE, recorder="Lê Thị Hạnh")
    record(office, Done("waive", "tinh-thu", "van-phong-ubnd-tinh", item="12/UBND"), "4/6/2023 09:00", telephone)
    view(office, "5/6/2023 08:15", "so-y-te")
    view(office, "5/6/2023 09:30", "cong-an-tinh/head", "judge", f"file {file}")
    view(office, "5/6/2023 11:00", "so-y-te/deputy", "answer", f"line {health}")
    view(office, "5/6/2023 11:10", "so-y-te", "answer", "line 9999")
    view(office, "5/6/2023 11:20", "so-y-te", "answer", "agency")
    view(office, "5/6/2023 12:00", "lao-cai:so-noi-vu", "office")
    code, out, _ = run("audit")
    assert code == 0
    assert out.splitlines() == [
        (
            "04/6/2023 09:00  Văn phòng UBND tỉnh: miễn báo cáo theo 12/UBND "
            "[Lê Văn Bình, qua điện thoại, người ghi: Lê Thị Hạnh]"
        ),
        (
            "05/6/2023 07:30  Chương trình: tiếp nhận Kế hoạch 12/KH-UBND: theo dõi từ ngày 05/6/2023 "
            "[chương trình tự thực hiện]"
        ),
        "05/6/2023 07:30  Chương trình: mở kỳ báo cáo Kế hoạch 12/KH-UBND: 3 phiếu báo cáo [chương trình tự thực hiện]",
        f"05/6/2023 07:35  Công an tỉnh: thêm tài liệu minh chứng I.2 (6 tháng đầu năm 2023): so-lieu.pdf {BY_LINK}",
        f"05/6/2023 08:15  Sở Y tế: xem trang báo cáo {BY_PRINT}",
        f"05/6/2023 08:20  Sở Y tế: gửi báo cáo I.1 (6 tháng đầu năm 2023): lần 1 {BY_LINK}",
        (
            "05/6/2023 09:30  Công an tỉnh (người đứng đầu): xem minh chứng «so-lieu.pdf» I.2 (6 tháng đầu năm 2023), "
            f"trang theo dõi {BY_PRINT}"
        ),
        f"05/6/2023 10:00  Công an tỉnh: trả lại báo cáo lần 1: Thiếu số liệu [2J {BY_LINK}",
        (
            "05/6/2023 11:00  Sở Y tế (người báo cáo thay): xem phiếu báo cáo I.1 (6 tháng đầu năm 2023), "
            f"trang báo cáo {BY_PRINT}"
        ),
        f"05/6/2023 11:10  Sở Y tế: xem phiếu báo cáo, trang báo cáo {BY_PRINT}",
        f"05/6/2023 11:20  Sở Y tế: xem việc chung của cơ quan, trang báo cáo {BY_PRINT}",
        f"05/6/2023 12:00  so-noi-vu: xem trang của Văn phòng UBND tỉnh {BY_PRINT}",
        "12 dòng, từ 06/5/2023 đến 05/6/2023.",
    ]


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (Done("object", "", "", item="not-ours 2"), "nêu ý kiến về nhiệm vụ «không thuộc nhiệm vụ của cơ quan» lần 2"),
        (
            Done("end-declaration", "", "", item="no-system 1"),
            "chấm dứt kê khai «cơ quan không có hệ thống thông tin» lần 1",
        ),
        (
            Done("show-link", "", "", item="so-y-te/head", detail="judge"),
            "in liên kết của Sở Y tế (người đứng đầu): trang theo dõi",
        ),
        (Done("revoke-link", "", "", item="so-y-te", detail="office"), "thu hồi liên kết của Sở Y tế: office"),
        (
            Done("release", "", "", item="chu-tich-ubnd-tinh 2023-06-05", detail="Tổng hợp"),
            "phát hành thư gửi Chủ tịch UBND tỉnh, soạn ngày 05/6/2023: Tổng hợp",
        ),
        (Done("release", "", "", item="mot 2023"), "phát hành thư mot 2023"),
        (
            Done("contribute", "", "", item="ke-hoach-thu I.1 2023-H1"),
            "gửi ý kiến phối hợp I.1 (6 tháng đầu năm 2023, Kế hoạch 12/KH-UBND)",
        ),
        (Done("request", "", "", item="7/2023", detail="x"), "ghi yêu cầu đột xuất số 7 năm 2023: x"),
        (Done("adopt", "", "", item="ke-hoach-cu"), "tiếp nhận kế hoạch ke-hoach-cu"),
        (Done("name-deputy", "", "", item="2", detail="từ"), "cử người báo cáo thay (người thứ 2): từ"),
    ],
)
def test_what_an_act_was_about_is_told_in_words_and_not_in_codes(
    office: OpenHome, run: Run, done: Done, words: str
) -> None:
    record(office, replace(done, province="tinh-thu", agency="so-y-te"), "5/6/2023 08:20")
    assert f"Sở Y tế: {words} {BY_LINK}" in run("audit")[1]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("--from 2023-06-04 --to 2023-06-04", ["b", "v2"]),
        ("--from 4/6/2023", ["b", "v2", "ke-hoach-thu", "ke-hoach-thu", "c"]),
        ("--to 2023-06-03", ["a", "v1"]),
        ("--from 2023-04-30 --to 2023-05-01", ["d"]),
        ("--from 2023-04-01 --to 2023-04-30", []),
        ("--agency so-y-te --from 2023-06-01", ["v1", "c"]),
        ("--agency cong-an-tinh", ["a", "b", "v2"]),
        ("--agency van-phong-ubnd-tinh", []),
    ],
)
def test_a_span_of_days_and_one_agency_can_be_asked_for(
    office: OpenHome, run: Run, options: str, expected: list[str]
) -> None:
    record(office, Done("accept", "tinh-thu", "cong-an-tinh", item="a"), "3/6/2023 00:00")
    record(office, Done("accept", "tinh-thu", "cong-an-tinh", item="b"), "4/6/2023 00:00")
    record(office, Done("save", "tinh-thu", "so-y-te", item="c"), "5/6/2023 23:59")
    record(office, Done("save", "lao-cai", "so-y-te", item="d"), "1/5/2023 08:00")
    view(office, "3/6/2023 23:59", "so-y-te/head", what="v1")
    view(office, "4/6/2023 23:59", "cong-an-tinh", what="v2")
    code, out, _ = run(f"audit --json {options}")
    assert code == 0
    assert [entry["item"] for entry in json.loads(out)] == expected


def test_a_machine_reads_every_part_of_an_entry(office: OpenHome, run: Run) -> None:
    record(office, Done("answer", "tinh-thu", "so-y-te", check_in_of(office, "so-y-te")), "5/6/2023 08:20")
    [entry] = json.loads(run("audit --json --agency so-y-te")[1])
    assert entry == {
        "at": "2023-06-05T08:20:00+07:00",
        "province": "tinh-thu",
        "agency": "so-y-te",
        "function": "",
        "kind": "answer",
        "ref": "I.1",
        "period": "2023-H1",
        "item": "",
        "detail": "",
        "name": "Nguyễn Thị Hòa",
        "post": "Chánh Văn phòng",
        "way": "page",
        "link": "0123456789ab",
        "recorder": "",
        "file": "",
        "access": "",
    }


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("--agency so-y-tee", "Không có cơ quan «so-y-tee» (có phải «so-y-te» không?)"),
        ("--from hôm-qua", "--from: không có ngày «hôm-qua»"),
        ("--from 2023-06-06 --to 2023-06-05", "--from 06/6/2023 sau --to 05/6/2023; hãy đổi lại."),
    ],
)
def test_a_wrong_question_is_refused(run: Run, options: str, sentence: str) -> None:
    code, out, err = run(f"audit {options}")
    assert (code, out) == (2, "")
    assert sentence in err
