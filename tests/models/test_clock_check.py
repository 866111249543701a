"""A real home does nothing for good at a moment that cannot be, and a person can put it right."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from cli.__main__ import main
from flows.acts.decisions import confirm_clock
from flows.acts.doctor.examine import examine
from flows.acts.doctor.findings import BROKEN
from flows.acts.incident_clock import watch_incident_clocks
from flows.acts.open_home import OpenHome
from flows.round import run_round, take_on_plans
from models.audit.acts import Person
from models.refusal import RefusedError
from models.rounds.clock_check import ClockRefusedError
from models.tables.core import Adoption, CheckIn
from tests.homes.offices import morning, real_office, small_office

MONDAY = date(2023, 6, 5)
HOA = Person("Hoàng Văn Hòa", "Phó Chánh Văn phòng", "command")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenHome]:
    monkeypatch.delenv("DONDOC_LONGEST_GAP")
    with real_office(tmp_path) as opened:
        yield opened


def adopted(office: OpenHome) -> list[date]:
    with office.database.read() as session:
        return list(session.exec(select(col(Adoption.adopted_on))).all())


def opened(office: OpenHome) -> int:
    with office.database.read() as session:
        return session.exec(select(func.count()).select_from(CheckIn)).one()


def refusal(office: OpenHome, day: date) -> str:
    with pytest.raises(ClockRefusedError) as refused:
        run_round(office, morning(day))
    return str(refused.value)


@pytest.mark.parametrize("woke", [date(1970, 1, 1), date(2000, 1, 1), date(2021, 12, 31)])
def test_a_machine_that_woke_in_another_time_takes_no_plan_on(office: OpenHome, woke: date) -> None:
    assert "trước khi có chương trình này" in refusal(office, woke)
    with pytest.raises(ClockRefusedError):
        take_on_plans(office, morning(woke))
    with pytest.raises(ClockRefusedError):
        watch_incident_clocks(office, morning(woke))
    assert adopted(office) == []
    assert run_round(office, morning(MONDAY)).overdue == 0
    assert adopted(office) == [MONDAY]


def test_a_clock_that_was_put_back_is_refused_but_for_the_minutes_of_a_time_server(office: OpenHome) -> None:
    run_round(office, morning(MONDAY))
    run_round(office, morning(MONDAY) - timedelta(minutes=5))
    with pytest.raises(ClockRefusedError, match="trước việc mới nhất đã ghi"):
        run_round(office, morning(MONDAY) - timedelta(hours=1))


@pytest.mark.parametrize("away", [3, 10, 20])
def test_a_home_that_was_off_over_the_holidays_goes_on_without_a_question(office: OpenHome, away: int) -> None:
    run_round(office, morning(MONDAY))
    run_round(office, morning(MONDAY + timedelta(days=away)))


@pytest.mark.parametrize("ahead", [21, 30, 365, 3650])
def test_a_clock_far_ahead_opens_nothing_until_a_person_confirms_it(office: OpenHome, ahead: int) -> None:
    run_round(office, morning(MONDAY))
    before, day = opened(office), MONDAY + timedelta(days=ahead)
    assert "hơn 20 ngày" in refusal(office, day)
    assert "dondoc round --confirm-gap" in refusal(office, day)
    assert opened(office) == before
    # The clock is put right: the home goes on as if nothing had been.
    run_round(office, morning(MONDAY + timedelta(days=1)))
    assert opened(office) == before


def test_a_confirmed_gap_is_an_act_and_the_rounds_after_it_need_none(office: OpenHome) -> None:
    run_round(office, morning(MONDAY))
    later = MONDAY + timedelta(days=100)
    with pytest.raises(RefusedError, match="họ và tên"):
        confirm_clock(office, morning(later), by=Person("", "", "command"))
    confirm_clock(office, morning(later), by=HOA)
    run_round(office, morning(later), gap_confirmed=True)
    run_round(office, morning(later + timedelta(days=1)))
    assert "hơn 20 ngày" in refusal(office, later + timedelta(days=47))


def test_a_home_whose_last_round_ran_under_a_wrong_clock_can_be_brought_back(office: OpenHome) -> None:
    run_round(office, morning(MONDAY))
    run_round(office, morning(MONDAY + timedelta(days=15)))
    right = MONDAY + timedelta(days=1)
    assert "Nếu chính lần ghi đó chạy khi đồng hồ sai" in refusal(office, right)
    confirm_clock(office, morning(right), by=HOA)
    run_round(office, morning(right), gap_confirmed=True)
    run_round(office, morning(right + timedelta(days=1)))
    assert "trước việc mới nhất" in refusal(office, MONDAY)


def test_a_trial_goes_wherever_its_day_is_set(tmp_path: Path) -> None:
    with small_office(tmp_path, MONDAY) as office:
        run_round(office, morning(MONDAY))
        run_round(office, morning(date(2026, 6, 5)))


def test_the_command_wants_a_name_and_the_trail_keeps_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DONDOC_LONGEST_GAP")
    with real_office(tmp_path) as office:
        run_round(office, morning(MONDAY))
        home = str(office.home.path)
    assert main(["round", "--home", home]) == 1
    assert "hơn 20 ngày" in capsys.readouterr().err
    assert main(["round", "--home", home, "--confirm-gap"]) == 1
    assert "họ và tên" in capsys.readouterr().err
    main(["round", "--home", home, "--confirm-gap", "--by", "Hoàng Văn Hòa"])
    capsys.readouterr()
    main(["audit", "--home", home])
    assert "xác nhận đồng hồ đúng" in capsys.readouterr().out


def test_doctor_tells_a_clock_that_cannot_be_right(office: OpenHome) -> None:
    run_round(office, morning(MONDAY))
    told = next(finding for finding in examine(office, MONDAY) if "Đồng hồ của máy chỉ" in str(finding.sentence))
    assert told.grade == BROKEN
