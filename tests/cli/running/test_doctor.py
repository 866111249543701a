"""`dondoc doctor`: what waits for the office is named, and what does not work ends in 1."""

from datetime import date
from pathlib import Path

from typer.testing import CliRunner

from cli.running import doctor
from flows.acts.open_home import OpenHome, load_plans
from models.audit.acts import Person
from models.decisions.extensions import ask_extension
from models.decisions.objections import raise_objection
from models.outbox.notices import chased_check_ins
from models.people.deputies import Naming, name_deputy
from models.tables.decisions import ObjectionKind
from tests.homes.offices import SMALL_PLAN, answer_all, morning, round_on, small_office
from tests.homes.reorganised_office import reorganised_office

OFFICE, POLICE = "van-phong-ubnd-tinh", "cong-an-tinh"


def run(home: Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(doctor.app, ["--home", str(home)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def examined(office: OpenHome) -> tuple[int, str]:
    code, out, err = run(office.home.path)
    assert err == ""
    return code, out


def test_a_sound_home_has_nothing_broken(tmp_path: Path) -> None:
    with reorganised_office(tmp_path, date(2025, 2, 10)) as office:
        round_on(office, date(2025, 2, 17))
        code, out = examined(office)
        assert code == 0
        assert "hỏng" not in out
        assert "Kế hoạch ke-hoach-thu: không có lỗi, 5 nhiệm vụ." in out
        assert "bản chạy thử" in out


def test_what_nobody_owns_and_a_year_without_a_document_are_named(tmp_path: Path) -> None:
    with reorganised_office(tmp_path, date(2025, 2, 10)) as office:
        round_on(office, date(2025, 6, 16))
        round_on(office, date(2025, 7, 1))
        (office.home.plans / "calendar.yaml").write_text("confirmed: {2025: {by: Thử}}\n", encoding="utf-8")
        outcome = round_on(office, date(2027, 2, 22))
        code, out = examined(office)
        assert code == 0
        assert "ke-hoach-thu I.4 kỳ 2025-H2 (ubnd-huyen-a)" in out
        warning = "Lịch nghỉ năm 2027 chưa có văn bản xác nhận"
        assert warning in out
        assert any(sentence.startswith(warning) for sentence in outcome.sentences)


def test_a_plan_that_is_not_sound_is_broken_with_its_line(tmp_path: Path) -> None:
    with reorganised_office(tmp_path, date(2025, 2, 10)) as office:
        file = office.home.plans / "ke-hoach-thu.yaml"
        file.write_text(file.read_text(encoding="utf-8").replace("lead: cac-so", "lead: cac-soo"), encoding="utf-8")
        code, out = examined(office)
        assert code == 1
        assert "hỏng" in out
        assert "ke-hoach-thu.yaml:" in out


def test_a_hand_over_to_come_and_a_changed_calendar_are_told(tmp_path: Path) -> None:
    with reorganised_office(tmp_path, date(2025, 2, 17)) as office:
        round_on(office, date(2025, 2, 17))
        changes = office.home.plans / "changes"
        changes.mkdir()
        (changes / "ke-hoach-thu.yaml").write_text(
            "handovers:\n  - {date: 14/2/2025, refs: I.5, from: so-tai-chinh, to: cong-an-tinh, by: Công văn 1}\n",
            encoding="utf-8",
        )
        (office.home.plans / "calendar.yaml").write_text(
            "days_off:\n  - {date: 19/3/2025, by: Thử}\n", encoding="utf-8"
        )
        _, out = examined(office)
        assert "1 báo cáo sẽ được bàn giao trong đợt đôn đốc tới." in out
        assert "Hãy xem dondoc calendar." in out


def test_what_waits_for_somebodys_word_is_named(tmp_path: Path) -> None:
    by_office = SMALL_PLAN.replace("trackers: {default: cong-an-tinh}", "trackers: {default: van-phong-ubnd-tinh}")
    with small_office(tmp_path, date(2023, 5, 15), by_office) as office:
        (office.home.path / "dondoc.toml").write_text('plans = ["ke-hoach-thu"]\n', encoding="utf-8")
        round_on(office, date(2023, 5, 15))
        answer_all(office, "so-y-te", morning(date(2023, 5, 16)))
        by, now, plans = Person("Nguyễn Văn An", "", "page"), morning(date(2023, 5, 17)), load_plans(office)
        naming = Naming("Phạm Thị Cúc", "Phó phòng", "so-y-te@example.invalid", date(2023, 5, 17), date(2023, 6, 30))
        with office.database.write() as session:
            own = {one.holder: one.id for one in chased_check_ins(session)}
            ask_extension(
                session, plans, own[OFFICE], OFFICE, date(2023, 6, 30), "Chờ số liệu", now, by=by, province="tinh-thu"
            )
            raise_objection(
                session,
                plans,
                own[POLICE],
                POLICE,
                ObjectionKind.NOT_OURS,
                "Việc của Sở",
                now,
                by=by,
                province="tinh-thu",
            )
            name_deputy(
                session, "so-y-te", naming, now, by=by, province="tinh-thu", domains=[naming.address.partition("@")[2]]
            )
        round_on(office, date(2023, 5, 30))
        _, out = examined(office)
        assert "1 ý kiến «không thuộc nhiệm vụ» chờ văn phòng quyết định: cong-an-tinh I.2 (từ ngày 17/5/2023)." in out
        assert (
            "1 đề nghị gia hạn chờ Chủ tịch UBND tỉnh quyết định: van-phong-ubnd-tinh I.1. Ghi quyết định: dondoc extend."
            in out
        )
        assert "Người báo cáo thay của 1 cơ quan không có thư riêng" in out
        assert "quá 10 ngày làm việc" not in out  # the tenth working day after 16/5
        round_on(office, date(2023, 5, 31))
        _, out = examined(office)
        assert "1 báo cáo chờ van-phong-ubnd-tinh xác nhận quá 10 ngày làm việc (từ ngày 16/5/2023). Hãy nhắc" in out


def test_a_folder_without_a_home_is_wrong_use(tmp_path: Path) -> None:
    assert run(tmp_path)[0] == 2
