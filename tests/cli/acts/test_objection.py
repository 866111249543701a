"""The commands `dondoc objection` and `dondoc waive`: what is not an agency's own, and what need not be answered."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from models.tables.core import CheckIn, CheckInEvent
from models.tables.decisions import Act, Objection
from tests.homes.offices import round_on
from tests.homes.telling import done, make_home, opened, run

WHY = "--by 'Nguyễn Thị Hòa' --reason 'Việc của Sở Thông tin và Truyền thông'"
WAIVER = "--reason 'Đã nêu trong báo cáo chung' --document '45/UBND-NC' --by 'Lê Thị Lan'"


@pytest.fixture(scope="module")
def monday(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_home(tmp_path_factory.mktemp("monday"))


@pytest.fixture(autouse=True)
def home(monday: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    shutil.copytree(monday, home)
    monkeypatch.setenv("DONDOC_HOME", str(home))
    return home


def held(home: Path, ref: str, period: str = "2023-H1") -> list[tuple[str, str]]:
    """Return who holds what was opened for Sở Y tế under a ref, and in what state."""
    with opened(home) as office, office.database.read() as session:
        asked = select(CheckIn).where(CheckIn.agency == "so-y-te", CheckIn.ref == ref, CheckIn.occurrence == period)
        return [(check_in.holder, str(check_in.state)) for check_in in session.exec(asked).all()]


def test_a_task_that_is_not_its_own_passes_to_the_heir_that_the_office_names(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = done(capsys, f"objection so-y-te II.1.a {WHY} --suggest so-thong-tin-va-truyen-thong")
    assert "(đề nghị chuyển Sở Thông tin và Truyền thông)" in out
    assert done(capsys, "objection").splitlines()[-1] == "1 ý kiến chờ Văn phòng quyết định."
    assert held(home, "II.1.a") == [("so-y-te", "open")]
    heir = "--uphold --to so-thong-tin-va-truyen-thong --by 'Lê Thị Lan'"
    code, _, err = run(capsys, f"objection so-y-te II.1.a {heir}")
    assert (code, "Số văn bản quyết định còn trống" in err) == (1, True)
    out = done(capsys, f"objection so-y-te II.1.a {heir} --document '45/UBND-NC'")
    assert out.endswith("Quyết định: chuyển Sở Thông tin và Truyền thông.\n")
    assert held(home, "II.1.a") != [("so-y-te", "open")]
    assert done(capsys, "objection") == "0 ý kiến chờ Văn phòng quyết định.\n"


def test_an_objection_that_is_rejected_leaves_everything_as_it_is(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done(capsys, f"objection so-y-te II.4.a {WHY} --kind khong-co-he-thong")
    out = done(capsys, "objection so-y-te II.4.a --reject --by 'Lê Thị Lan' --outcome 'Sở có trang thông tin'")
    assert out.startswith("Văn phòng không đồng ý với ý kiến: Sở Y tế, nhiệm vụ II.4.a")
    assert held(home, "II.4.a") == [("so-y-te", "open")]
    with opened(home) as office, office.database.read() as session:
        (objection,) = session.exec(select(Objection)).all()
        acts = [(act.kind, act.way) for act in session.exec(select(Act).where(Act.way != "program")).all()]
    assert (objection.ruling, objection.decided_by) == ("refused", "Lê Thị Lan")
    assert acts == [("object", "telephone"), ("decide-objection", "command")]


def test_a_waiver_has_its_document_and_stands_apart(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = done(capsys, f"waive so-y-te II.1.a {WAIVER}")
    assert out == "Đã miễn báo cáo của Sở Y tế, nhiệm vụ II.1.a, kỳ 2023-H1 (6 tháng đầu năm 2023, hạn 14/6/2023).\n"
    assert held(home, "II.1.a") == [("so-y-te", "waived")]
    assert run(capsys, f"waive so-y-te II.1.a {WAIVER}")[0] == 1
    with opened(home) as office, office.database.read() as session:
        (event,) = session.exec(select(CheckInEvent).where(CheckInEvent.kind == "waived")).all()
    assert (event.actor, event.detail) == ("Lê Thị Lan", "45/UBND-NC: Đã nêu trong báo cáo chung")


def test_what_nobody_owns_any_more_can_be_waived_under_the_name_of_who_had_it_last(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make_home(tmp_path / "end", date(2025, 6, 2))
    monkeypatch.setenv("DONDOC_HOME", str(home))
    with opened(home) as office:
        round_on(office, date(2025, 7, 1))
    with opened(home) as office, office.database.read() as session:
        left = session.exec(select(CheckIn).where(CheckIn.state == "ownerless")).all()
        check_in = next(one for one in left if one.basis == "cadence")
    line = f"waive {check_in.holder} {check_in.ref} --period {check_in.occurrence}"
    done(capsys, f"{line} {WAIVER}")
    with opened(home) as office, office.database.read() as session:
        assert session.get_one(CheckIn, check_in.id).state == "waived"


@pytest.mark.parametrize(
    ("line", "code", "sentence"),
    [
        ("objection --by Hòa", 2, "Hãy ghi cơ quan và nhiệm vụ"),
        ("objection so-y-te II.1.a --reason X", 2, "Hãy ghi cơ quan, nhiệm vụ"),
        ("objection so-y-te II.1.a --by Hòa", 1, "Lý do còn trống"),
        (f"objection so-y-te II.1.a {WHY} --kind khac", 2, "Không có loại ý kiến «khac»"),
        (f"objection so-y-te II.1.a {WHY} --suggest so-y-te", 1, "đang giữ chính báo cáo này"),
        (f"objection so-y-te II.1.a {WHY} --to so-y-te", 2, "chỉ ghi cùng --uphold"),
        (f"objection so-y-te II.1.a {WHY} --reject", 2, "ý kiến ghi ở --outcome"),
        ("objection so-y-te II.1.a --uphold --reject --by Lan", 2, "Chỉ ghi một trong hai"),
        ("objection so-y-te II.1.a --uphold --by Lan", 1, "không có báo cáo nào có ý kiến đang chờ"),
        ("waive so-y-te II.1.a --reason X --by Lan", 2, "Thiếu --document"),
        ("waive so-y-te II.1.a --reason ' ' --document 5 --by Lan", 1, "Lý do còn trống"),
        (f"waive so-y-tee II.1.a {WAIVER}", 2, "(có phải «so-y-te» không?)"),
    ],
)
def test_what_is_wrong_or_not_clear_is_refused_with_one_sentence(
    home: Path, capsys: pytest.CaptureFixture[str], line: str, code: int, sentence: str
) -> None:
    found, out, err = run(capsys, line)
    assert (found, out, sentence in err) == (code, "", True), err
    assert (len(err.strip().splitlines()), held(home, "II.1.a")) == (1, [("so-y-te", "open")])
