"""The command `dondoc links`: as the office prints, sends and revokes links, and changes their key."""

import re
import shlex
from collections.abc import Callable
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from cli.__main__ import main
from flows.acts.open_home import open_office
from models.audit.acts import Person
from models.clock import Clock
from models.people.deputies import Naming, end_deputy, name_deputy
from models.settings import Home
from notifications.links import Link, LinkRefusedError, guard_link, link_keys, read_link
from tests.homes.offices import letter_text, small_office_after_round

WRITER = Person("Nguyễn Văn An", "Chánh Văn phòng", "page")

Run = Callable[[str], tuple[int, str, str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("DONDOC_PLANS", "ke-hoach-thu")
    with small_office_after_round(tmp_path, date(2023, 6, 5)) as office:
        monkeypatch.setenv("DONDOC_HOME", str(office.home.path))
        return office.home


@pytest.fixture
def run(home: Home, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_line(line: str) -> tuple[int, str, str]:
        code = main(shlex.split(line))
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    assert home.path.is_dir()
    return run_line


def link_in(home: Home, said: str) -> Link:
    [token] = re.findall(r"/(?:tra-loi|theo-doi|van-phong)/([A-Za-z0-9_.-]*[A-Za-z0-9])", said)
    return read_link(link_keys(home), token)


@pytest.mark.parametrize(
    ("line", "recipient", "page", "told"),
    [
        ("so-y-te", "so-y-te", "tra-loi", "Sở Y tế: trang báo cáo [Văn phòng, Văn phòng ghi]"),
        (
            "so-y-te/head --purpose answer --by 'Lê Thị Lan' --post 'Chuyên viên'",
            "so-y-te/head",
            "tra-loi",
            "Sở Y tế (người đứng đầu): trang báo cáo [Lê Thị Lan (Chuyên viên), Văn phòng ghi]",
        ),
        ("cong-an-tinh --purpose judge", "cong-an-tinh", "theo-doi", "Công an tỉnh: trang theo dõi"),
        (
            "van-phong-ubnd-tinh --purpose office",
            "van-phong-ubnd-tinh",
            "van-phong",
            "Văn phòng UBND tỉnh: trang của Văn phòng UBND tỉnh",
        ),
    ],
)
def test_show_prints_a_link_that_opens(home: Home, run: Run, line: str, recipient: str, page: str, told: str) -> None:
    code, out, err = run(f"links show {line}")
    assert code == 0
    assert re.fullmatch(rf"http://127\.0\.0\.1:4280/{page}/\S+\n", out)
    assert link_in(home, out).recipient == recipient
    assert err == "Dùng được đến hết ngày 03/10/2023.\n"
    assert f"in liên kết của {told}" in run("audit")[1]


def test_a_deputy_has_a_link_while_he_stands_in_and_no_longer(home: Home, run: Run) -> None:
    with open_office(home.path) as office, office.database.write() as session:
        now, day = office.clock.now(), office.clock.today()
        naming = Naming("Phạm Thị Cúc", "Phó Trưởng phòng", "cuc@cat.gov.vn", day, day + timedelta(days=7))
        deputy = name_deputy(
            session, "cong-an-tinh", naming, now, by=WRITER, province="tinh-thu", domains=["cat.gov.vn"]
        ).number
    code, out, _ = run("links show cong-an-tinh/deputy")
    assert (code, link_in(home, out).recipient) == (0, "cong-an-tinh/deputy")
    assert "Công an tỉnh (người báo cáo thay): trang báo cáo" in run("audit")[1]
    with open_office(home.path) as office, office.database.write() as session:
        end_deputy(
            session, deputy, "cong-an-tinh", office.clock.now(), by=WRITER, province="tinh-thu", own_province="tinh-thu"
        )
    assert run("links show cong-an-tinh/deputy")[0] == 1


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("show so-y-tee", 2, "Không có cơ quan «so-y-tee» (có phải «so-y-te» không?)"),
        (
            "show so-y-te/boss",
            2,
            "sau dấu / chỉ ghi head (người đứng đầu), deputy (người báo cáo thay) hoặc calendar (lịch)",
        ),
        ("show so-y-te --purpose judge", 1, "«so-y-te» không có trang judge; chỉ có: answer."),
        ("show cong-an-tinh --purpose office", 1, "«cong-an-tinh» không có trang office; chỉ có: answer, judge."),
        ("show cong-an-tinh/deputy --purpose judge", 1, "không có trang judge"),
        ("show cong-an-tinh/deputy", 1, "«cong-an-tinh» chưa cử người báo cáo thay nên không có liên kết nào"),
        ("send cong-an-tinh/deputy", 1, "«cong-an-tinh» chưa cử người báo cáo thay nên không có liên kết nào"),
        ("show chu-tich-ubnd-tinh --purpose answer", 1, "«chu-tich-ubnd-tinh» không có trang answer; chỉ có: board."),
        ("show chu-tich-ubnd-tinh/head", 1, "không có trang nào"),
        ("show so-y-te --purpose admin", 2, "Không có trang «admin»"),
        ("send so-y-te/head", 1, "«so-y-te/head» chưa có địa chỉ riêng trong contacts.csv"),
        ("send lao-cai:so-y-te", 2, "Không có cơ quan «lao-cai:so-y-te»"),
        ("revoke so-y-te --by Bình --reason ' '", 1, "Hãy ghi lý do thu hồi liên kết"),
        ("revoke so-y-te --by ' ' --reason 'Lộ'", 1, "Hãy ghi họ và tên."),
        ("revoke so-y-te --reason 'Lộ'", 2, "Thiếu --by."),
        ("revoke so-khac --by Bình --reason 'Lộ'", 2, "Không có cơ quan «so-khac»"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_leaves_no_trace(
    run: Run, line: str, code: int, sentence: str
) -> None:
    before = run("audit")[1]
    found, out, err = run(f"links {line}")
    assert (found, out) == (code, "")
    assert sentence in err
    assert run("audit")[1] == before


def test_revoke_ends_the_links_of_an_agency_and_of_its_people_and_a_new_one_opens(home: Home, run: Run) -> None:
    before = [link_in(home, run(f"links show {name}")[1]) for name in ("so-y-te", "so-y-te/head", "cong-an-tinh")]
    code, out, _ = run("links revoke so-y-te --by 'Lê Văn Bình' --post 'Chuyên viên' --reason 'Chuyển tiếp nhầm'")
    assert code == 0
    assert out == (
        "Đã thu hồi các liên kết của «so-y-te» (lần 1); gửi liên kết mới bằng «dondoc links send so-y-te».\n"
    )
    after = [link_in(home, run(f"links show {name}")[1]) for name in ("so-y-te", "so-y-te/head", "cong-an-tinh")]
    assert [link.epoch for link in before] == [0, 0, 0]
    assert [link.epoch for link in after] == [1, 1, 0]
    with pytest.raises(LinkRefusedError, match="đã bị thu hồi"):
        guard_link(before[0], before[0].expires_on, after[0].epoch)
    assert (
        "thu hồi liên kết của Sở Y tế: Chuyển tiếp nhầm [Lê Văn Bình (Chuyên viên), Văn phòng ghi]" in run("audit")[1]
    )


def test_letters_written_after_a_revocation_open(home: Home, run: Run) -> None:
    run("links revoke so-y-te --by Bình --reason 'Lộ'")
    run("round --on 2023-06-13")
    [letter] = home.mailbox.glob("2023-06-13_so-y-te-*.eml")
    assert link_in(home, letter_text(message_from_bytes(letter.read_bytes(), policy=default))).epoch == 1


def test_send_writes_to_the_registered_address_once_an_hour(home: Home, run: Run) -> None:
    hour = None
    while hour != Clock().now().hour:  # both within one hour, also where the test began at the end of one
        hour = Clock().now().hour
        (code, out, _), again = run("links send so-y-te --by Bình"), run("links send so-y-te")
    assert again[0] == 1
    assert "đã được gửi liên kết trong giờ này" in again[2]
    assert (code, out) == (0, "Đã gửi liên kết mới cho «so-y-te».\n")
    assert list(home.mailbox.glob(f"2023-06-05_so-y-te-example-invalid_*link-{hour:02d}.eml"))
    assert "gửi liên kết mới của Sở Y tế [Bình, Văn phòng ghi]" in run("audit")[1]


def test_rotate_keeps_two_older_keys_and_a_key_of_the_environment_is_changed_there(
    home: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run("links show so-y-te")[1]
    said = [run("links rotate --by 'Lê Thị Lan'")[1] for _ in range(3)]
    assert [re.findall(r"bằng (\d) khóa trước", line) for line in said] == [["1"], ["2"], ["2"]]
    with pytest.raises(LinkRefusedError):
        link_in(home, first)
    assert run("links show so-y-te")[1] != first
    monkeypatch.setenv("DONDOC_LINK_KEY", "một khóa đủ dài để ký liên kết của phép thử")
    code, out, err = run("links rotate")
    assert (code, out) == (2, "")
    assert "hãy ghi khóa mới vào trước các khóa cũ trong DONDOC_LINK_KEY" in err
    monkeypatch.delenv("DONDOC_LINK_KEY")
    rotated = [line for line in run("audit")[1].splitlines() if "đổi khóa" in line]
    assert [line.partition("  ")[2] for line in rotated] == [
        "Văn phòng UBND tỉnh: đổi khóa ký liên kết [Lê Thị Lan, Văn phòng ghi]"
    ] * 3


def test_a_folder_without_data_gets_no_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for line in ("rotate", "show so-y-te"):
        assert main(["links", *line.split(), "--home", str(tmp_path / "khac")]) == 2
        assert "Chưa có dữ liệu ở" in capsys.readouterr().err
    assert not (tmp_path / "khac").exists()
