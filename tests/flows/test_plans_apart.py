"""A plan with an error stops that plan alone: the others, their letters and every incident's clock go on."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select
from typer.testing import CliRunner

from cli.running import doctor
from cli.running import round as round_command
from flows import round_plans
from flows.acts.ad_hoc import report_incident
from flows.acts.incident_clock import watch_incident_clocks
from flows.acts.open_home import OpenHome, open_office
from flows.names import NOT_DONE
from flows.round import run_round
from models.audit.acts import Person
from models.decisions.incidents import IncidentReport
from models.tables.ad_hoc import Severity
from models.tables.core import CheckIn, CheckInEvent, Letter, Notice, Outcome
from notifications.outbox.due_notices import PLAN_FAILED
from plan.library import Library
from plan.tasks import Plan
from tests.homes.event_plan import at
from tests.homes.offices import morning, round_on
from tests.homes.plans.two_provinces import ADOPTED, SPOILS, file_of, mend, two_provinces, wrong_lead

DAY_BEFORE, LATE = date(2023, 6, 13), date(2023, 6, 15)
AN = Person("Nguyễn Văn An", "", "command")
HEALTH, POLICE = "so-y-te", "cong-an-tinh"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with two_provinces(tmp_path) as opened:
        yield opened


def letters_on(office: OpenHome, day: date) -> set[str]:
    with office.database.read() as session:
        return set(session.exec(select(Letter.recipient).where(Letter.written_on == day)).all())


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_plan_with_an_error_stops_alone_and_goes_on_when_it_is_mended(
    office: OpenHome, spoil: Callable[[OpenHome], None]
) -> None:
    spoil(office)
    outcome = round_on(office, DAY_BEFORE)
    assert letters_on(office, DAY_BEFORE) == {f"tinh-hai:{code}" for code in (HEALTH, POLICE, "van-phong-ubnd-tinh")}
    assert outcome.title == "Đôn đốc ngày 13/6/2023: 3 nhắc, 0 quá hạn; kế hoạch có lỗi: ke-hoach-thu"
    assert outcome.state == NOT_DONE
    assert outcome.sentences[0].startswith("Kế hoạch ke-hoach-thu có lỗi nên tạm dừng, các kế hoạch khác vẫn chạy. ")
    mend(office)
    assert round_on(office, LATE).sentences.count(outcome.sentences[0]) == 0
    assert HEALTH in letters_on(office, LATE)


def test_lateness_is_recorded_and_nothing_is_said_while_a_plan_has_an_error(office: OpenHome) -> None:
    round_on(office, DAY_BEFORE)
    wrong_lead(office)
    outcome = round_on(office, LATE)
    assert (outcome.became_overdue, outcome.overdue) == (6, 6)
    assert not {one for one in letters_on(office, LATE) if ":" not in one}
    mend(office)
    round_on(office, date(2023, 6, 16))
    assert HEALTH in letters_on(office, date(2023, 6, 16))
    with office.database.read() as session:
        late = session.exec(select(col(CheckInEvent.happened_on)).where(CheckInEvent.kind == "overdue")).all()
    assert set(late) == {LATE}


def test_a_notice_that_waits_says_that_its_plan_has_an_error(office: OpenHome) -> None:
    with office.database.write() as session:
        for notice in session.exec(select(Notice)):
            notice.letter_id, notice.outcome = None, Outcome.QUEUED
    wrong_lead(office)
    round_on(office, date(2023, 5, 16))
    with office.database.read() as session:
        own = session.exec(select(Notice.reason).where(Notice.recipient == HEALTH)).all()
    assert own == [PLAN_FAILED]


@pytest.mark.parametrize("spoil", SPOILS)
def test_the_clocks_of_its_incidents_run_and_their_letters_go_out(
    office: OpenHome, spoil: Callable[[OpenHome], None]
) -> None:
    hit = IncidentReport(HEALTH, at("13/6/2023 07:00"), "Mã độc trên máy chủ", Severity.SERIOUS)
    report_incident(office, hit, at("13/6/2023 08:00"), "ke-hoach-thu", by=AN)
    spoil(office)
    watched = watch_incident_clocks(office, at("14/6/2023 08:05"))
    assert (watched.ran_out, watched.failures) == (1, [])
    assert watched.sent > 0
    assert any("ke-hoach-thu có lỗi" in sentence for sentence in watched.sentences)
    with office.database.read() as session:
        late = session.exec(select(CheckIn.holder).join(CheckInEvent).where(CheckInEvent.kind == "overdue")).all()
    assert late == [HEALTH]


def test_the_round_watches_them_too(office: OpenHome) -> None:
    hit = IncidentReport(HEALTH, at("13/6/2023 07:00"), "Mã độc trên máy chủ", Severity.SERIOUS)
    report_incident(office, hit, at("13/6/2023 08:00"), "ke-hoach-thu", by=AN)
    wrong_lead(office)
    outcome = round_on(office, date(2023, 6, 14))
    assert any(sentence.startswith("Sự cố: mở 0 báo cáo, 1 báo cáo vừa quá thời hạn") for sentence in outcome.sentences)


@pytest.mark.parametrize(
    ("part", "stopped", "told"),
    [
        ("take_on_plan", True, "tiếp nhận nội dung sửa đổi của kế hoạch ke-hoach-thu"),
        ("hand_over", True, "bàn giao phiếu báo cáo của kế hoạch ke-hoach-thu"),
        ("open_check_ins", False, "mở phiếu báo cáo của kế hoạch ke-hoach-thu"),
    ],
)
def test_a_plan_at_which_the_program_itself_fails_stops_alone_too(
    office: OpenHome, monkeypatch: pytest.MonkeyPatch, part: str, stopped: bool, told: str
) -> None:
    whole = getattr(round_plans, part)

    def fail_for_one(session: object, loaded: object, *rest: object) -> object:
        plan: Plan = loaded.plan  # type: ignore[attr-defined]
        if plan.code == "ke-hoach-thu":
            raise KeyError("so-y-te")
        return whole(session, loaded, *rest)

    monkeypatch.setattr(round_plans, part, fail_for_one)
    # A plan of which nothing has changed is neither taken on, handed over nor opened again.
    file_of(office).write_text(
        f"{file_of(office).read_text(encoding='utf-8')}\n# Văn phòng đã xem lại.\n", encoding="utf-8"
    )
    outcome = round_on(office, DAY_BEFORE)
    assert told in outcome.title
    assert f"Chưa {told} được: chương trình gặp lỗi KeyError." in outcome.sentences
    own = {one for one in letters_on(office, DAY_BEFORE) if ":" not in one}
    assert (own == set()) == stopped
    assert f"tinh-hai:{HEALTH}" in letters_on(office, DAY_BEFORE)


def test_doctor_and_the_command_tell_it_and_end_in_1(office: OpenHome) -> None:
    home = ["--home", str(office.home.path)]
    wrong_lead(office)
    ran = CliRunner().invoke(round_command.app, home)
    assert ran.exit_code == 1
    assert "kế hoạch có lỗi: ke-hoach-thu" in ran.stdout
    examined = CliRunner().invoke(doctor.app, home)
    assert examined.exit_code == 1
    assert "hỏng   Kế hoạch ke-hoach-thu có 1 lỗi nên tạm dừng, các kế hoạch khác vẫn chạy (từ ngày" in examined.stdout
    assert "tốt    Kế hoạch ke-hoach-hai: không có lỗi, 2 nhiệm vụ." in examined.stdout
    assert (
        "hỏng   Đợt đôn đốc lúc 08:00 ngày 15/5/2023: Kế hoạch ke-hoach-thu có lỗi nên đã tạm dừng." in examined.stdout
    )
    mend(office)
    assert CliRunner().invoke(round_command.app, home).exit_code == 0
    examined = CliRunner().invoke(doctor.app, home)
    assert "tốt    Đợt đôn đốc gần nhất lúc 08:00 ngày 15/5/2023: không bỏ sót việc nào." in examined.stdout


def test_with_every_plan_in_error_after_a_sound_day_the_rest_of_the_round_goes_on(office: OpenHome) -> None:
    (office.home.plans / "calendar.yaml").write_text("days_off: 5\n", encoding="utf-8")
    outcome = round_on(office, LATE)
    assert outcome.stopped == ("ke-hoach-thu", "ke-hoach-hai")
    assert (outcome.became_overdue, outcome.sent, outcome.failures) == (6, 0, [])


def test_the_shipped_plans_are_kept_as_they_read(tmp_path: Path) -> None:
    from models.rounds.sound_plans import last_sound_plan

    codes = tuple(Library().plan_files())
    with open_office(tmp_path / "home", {"plans": codes}, on=ADOPTED) as office:
        run_round(office, morning(ADOPTED))
        (office.home.plans / "calendar.yaml").write_text("days_off: 5\n", encoding="utf-8")
        for code in codes:
            with office.database.read() as session:
                kept = last_sound_plan(session, code)
            assert kept is not None
            assert kept.plan.code == code
