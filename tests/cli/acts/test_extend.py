"""The command `dondoc extend`: asked by telephone, decided by whoever set the date, the Chairman's with its number."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from models.tables.core import CheckIn
from models.tables.decisions import Extension
from tests.homes.offices import go_to
from tests.homes.telling import MONDAY, done, make_home, opened, run

ASK = "--by 'Nguyễn Thị Hòa' --reason 'Chờ số liệu của các bệnh viện'"


@pytest.fixture(scope="module")
def monday(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("monday"))


@pytest.fixture(autouse=True)
def home(monday: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    shutil.copytree(monday, home)
    monkeypatch.setenv("DONDOC_HOME", str(home))
    return home


def extensions(home: Path) -> list[tuple[str, date, str, str, str, str]]:
    """Return the extensions by ref: the date that holds now, what became of it, who decided, the paper, and the way."""
    with opened(home) as office, office.database.read() as session:
        rows = session.exec(select(CheckIn, Extension).where(CheckIn.id == Extension.check_in_id)).all()
        return [(c.ref, c.due_on, e.ruling, e.decider, e.document, e.way) for c, e in rows]


def test_a_date_of_the_offices_own_is_asked_listed_and_granted_by_the_tracker(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = (
        "Sở Y tế, nhiệm vụ II.1.a, kỳ 2023-H1 (6 tháng đầu năm 2023, hạn 14/6/2023), đề nghị ngày 05/6/2023 gia hạn đến ngày "
        "30/6/2023: Chờ số liệu của các bệnh viện; chờ Công an tỉnh quyết định."
    )
    assert done(capsys, f"extend so-y-te II.1.a --until 30/6/2023 {ASK}") == f"Đã ghi đề nghị gia hạn: {line}\n"
    assert done(capsys, "extend").splitlines() == [line, "1 đề nghị gia hạn chờ quyết định."]
    assert extensions(home) == [("II.1.a", date(2023, 6, 14), "waiting", "", "", "telephone")]
    assert done(capsys, "extend so-y-te II.1.a --grant --by 'Trần Bình'") == (
        "Công an tỉnh đồng ý gia hạn: Sở Y tế, nhiệm vụ II.1.a, kỳ 2023-H1; hạn mới 30/6/2023 (tính cả ngày đó).\n"
    )
    assert extensions(home) == [("II.1.a", date(2023, 6, 30), "granted", "cong-an-tinh", "", "telephone")]
    code, _, err = run(capsys, "extend so-y-te II.1.a --grant --by 'Trần Bình'")
    assert (code, "không có báo cáo nào có đề nghị gia hạn đang chờ" in err) == (1, True)
    assert done(capsys, "extend") == "0 đề nghị gia hạn chờ quyết định.\n"


def test_another_day_than_the_one_asked_may_be_granted_and_a_refusal_has_its_note(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for ref in ("II.1.a", "II.1.b"):
        done(capsys, f"extend so-y-te {ref} --until 2023-06-30 {ASK}")
    done(capsys, "extend so-y-te II.1.a --grant --until 2023-06-20 --by Bình --note 'Trước cuộc họp'")
    assert "Lý do không đồng ý gia hạn còn trống" in run(capsys, "extend so-y-te II.1.b --refuse --by Bình")[2]
    assert done(capsys, "extend so-y-te II.1.b --refuse --by Bình --note 'Đã đủ thời gian'") == (
        "Công an tỉnh không đồng ý gia hạn: Sở Y tế, nhiệm vụ II.1.b, kỳ 2023-H1; hạn giữ nguyên ngày 14/6/2023.\n"
    )
    assert [(ref, due_on, ruling) for ref, due_on, ruling, *_ in extensions(home)] == [
        ("II.1.a", date(2023, 6, 20), "granted"),
        ("II.1.b", date(2023, 6, 14), "refused"),
    ]


def test_a_date_of_the_documents_own_moves_only_by_the_chairmans_decision_with_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "autumn", date(2023, 10, 20))
    monkeypatch.setenv("DONDOC_HOME", str(home))
    asked = done(capsys, f"extend so-y-te III.4.2 --until 2023-11-30 {ASK}")
    assert asked.endswith("chờ Chủ tịch UBND tỉnh quyết định.\n")
    code, _, err = run(capsys, "extend so-y-te III.4.2 --grant --by 'Lê Thị Lan'")
    assert (code, "Số văn bản quyết định còn trống" in err) == (1, True)
    decided = done(capsys, "extend so-y-te III.4.2 --grant --by 'Lê Thị Lan' --document '99/UBND-NC'")
    assert decided.startswith("Chủ tịch UBND tỉnh đồng ý gia hạn: ")
    assert extensions(home) == [
        ("III.4.2", date(2023, 11, 30), "granted", "chu-tich-ubnd-tinh", "99/UBND-NC", "telephone")
    ]


def test_after_the_date_a_later_one_is_no_longer_asked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(home) as office:
        go_to(office, date(2023, 6, 15))
    code, _, err = run(capsys, f"extend so-y-te II.1.a --until 2023-06-30 {ASK}")
    assert (code, "đã quá hạn ngày 14/6/2023" in err, extensions(home)) == (1, True, [])


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("extend --by Hòa", 2, "Hãy ghi cơ quan và nhiệm vụ"),
        ("extend so-y-te --by Hòa", 2, "Hãy ghi cơ quan, nhiệm vụ"),
        (f"extend so-y-te II.1.a {ASK}", 2, "hạn mới ở --until"),
        ("extend so-y-te II.1.a --until 2023-06-30 --by Hòa", 2, "lý do ở --reason"),
        (f"extend so-y-te II.1.a --until 2023-06-30 {ASK} --document 5", 2, "chỉ ghi cùng --grant"),
        (f"extend so-y-te II.1.a --grant {ASK}", 2, "ý kiến ghi ở --note"),
        ("extend so-y-te II.1.a --grant --refuse --by Hòa", 2, "Chỉ ghi một trong hai"),
        ("extend so-y-te II.1.a --refuse --until 2023-06-30 --by Hòa", 2, "chỉ dành cho đề nghị"),
        (f"extend so-y-te II.1.a --until 2023-06-14 {ASK}", 1, "phải sau hạn hiện nay (14/6/2023)"),
        ("extend so-y-te II.1.a --grant --by Hòa", 1, "không có báo cáo nào có đề nghị gia hạn đang chờ"),
        (f"extend so-y-te II.1.e --until 2023-06-30 {ASK}", 2, "Không có nhiệm vụ «II.1.e»"),
    ],
)
def test_what_is_wrong_or_not_clear_is_refused_with_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str], line: str, code: int, sentence: str
) -> None:
    found, out, err = run(capsys, line)
    assert (found, out, sentence in err) == (code, "", True), err
    assert (len(err.strip().splitlines()), extensions(home)) == (1, [])


def test_an_earlier_decision_is_recorded_under_its_own_day_with_its_paper(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done(capsys, f"extend so-y-te II.1.a --until 2023-06-30 {ASK}")
    with opened(home) as office:
        go_to(office, date(2023, 6, 7))
    earlier = "extend so-y-te II.1.a --grant --by Bình --on 2023-06-06"
    assert "Số văn bản quyết định còn trống" in run(capsys, earlier)[2]
    done(capsys, f"{earlier} --document 9/CAT --note 'Văn bản đến muộn'")
    with opened(home) as office, office.database.read() as session:
        (extension,) = session.exec(select(Extension)).all()
        assert (extension.decided_on, extension.document, extension.asked_on) == (date(2023, 6, 6), "9/CAT", MONDAY)
