"""Letters of a day leave by day, and not all within one hour; what waits says until when, and what is urgent waits for nothing."""

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from flows.acts.ad_hoc import report_incident
from flows.acts.open_home import OpenHome
from flows.round import run_round
from flows.waiting_letters import send_waiting_letters
from models.clock import moment_on
from models.decisions.incidents import IncidentReport
from models.office_settings.quiet_hours import read_quiet_hours
from models.outbox import letters as outbox
from models.outbox.hours import leaves_from, quiet_until
from models.settings import open_home
from models.tables.ad_hoc import Severity
from models.tables.core import LetterState
from tests.homes.event_plan import EVENT_PLAN, at
from tests.homes.offices import CLERK, answer_all, go_to, mailbox, small_office

ADOPTED = date(2023, 5, 15)  # a Monday


def waiting(office: OpenHome) -> list[str]:
    """Return why letters wait, by their numbers."""
    with office.database.read() as session:
        found = outbox.letters(session)
    return [one.reason for one in reversed(found) if one.state == LetterState.QUEUED]


def round_at(office: OpenHome, day: date, hour: int, minute: int = 0) -> tuple[int, list[str]]:
    """Run a round at an hour of a day, and return how many letters left and what it told of the others."""
    go_to(office, day)
    done = run_round(office, moment_on(day, time(hour, minute)))
    return done.sent, [one for one in done.sentences if "thư chờ:" in one]


def test_letters_of_an_early_round_wait_for_the_morning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_QUIET_HOURS", "19h00 - 07h00")
    with small_office(tmp_path, ADOPTED) as office:
        assert round_at(office, ADOPTED, 5) == (0, ["3 thư chờ: ngoài giờ gửi thư; gửi từ 07:00 ngày 15/5/2023."])
        assert waiting(office) == ["ngoài giờ gửi thư; gửi từ 07:00 ngày 15/5/2023"] * 3
        assert send_waiting_letters(office, moment_on(ADOPTED, time(6, 55))).sent == 0
        answer_all(office, "so-y-te", moment_on(ADOPTED, time(6, 56)))
        assert send_waiting_letters(office, moment_on(ADOPTED, time(7))).sent == 2
        assert len(mailbox(office)) == 2


def test_letters_of_a_round_run_by_hand_leave_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_QUIET_HOURS", "19:00-07:00")
    with small_office(tmp_path, ADOPTED) as office:
        assert run_round(office, moment_on(ADOPTED, time(21)), by_hand=True).sent == 3
        assert waiting(office) == []


def test_letters_of_a_late_evening_before_a_rest_wait_for_the_round_of_the_working_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_QUIET_HOURS", "19:00-07:00")
    with small_office(tmp_path, ADOPTED) as office:
        friday, monday = date(2023, 5, 19), date(2023, 5, 22)
        assert round_at(office, friday, 21) == (0, ["3 thư chờ: ngoài giờ gửi thư; gửi từ 07:30 ngày 22/5/2023."])
        assert round_at(office, date(2023, 5, 20), 8) == (0, [])
        assert round_at(office, monday, 7, 30) == (3, [])


def test_an_incident_waits_for_no_hour_and_no_pace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_QUIET_HOURS", "18:00-17:59")
    monkeypatch.setenv("DONDOC_LETTERS_PER_HOUR", "1")
    with small_office(tmp_path, ADOPTED, EVENT_PLAN) as office:
        night = at("15/5/2023 23:30")
        assert round_at(office, ADOPTED, 23)[0] == 0
        report = IncidentReport("so-y-te", night, "Máy chủ bị mã hóa", Severity.SERIOUS)
        _, told = report_incident(office, report, night, by=CLERK)
        assert told.sent == len(mailbox(office)) == 3
        assert len(waiting(office)) == 3


def test_a_large_opening_is_spread_over_hours_what_chases_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_LETTERS_PER_HOUR", "1")
    with small_office(tmp_path, ADOPTED) as office:
        sent, told = round_at(office, ADOPTED, 8)
        assert (sent, told) == (1, ["2 thư chờ: gửi dần, mỗi giờ không quá 1 thư; gửi từ 09:00 ngày 15/5/2023."])
        assert [one.rpartition("gửi từ ")[2] for one in waiting(office)] == [
            "09:00 ngày 15/5/2023",
            "10:00 ngày 15/5/2023",
        ]
        assert send_waiting_letters(office, moment_on(ADOPTED, time(8, 30))).sent == 0
        assert [send_waiting_letters(office, moment_on(ADOPTED, time(hour, 1))).sent for hour in (9, 10, 12)] == [
            1,
            1,
            0,
        ]
        assert len({one["To"] for one in mailbox(office)}) == len(mailbox(office)) == 3


def test_what_waits_over_night_leaves_after_the_round_of_the_next_working_day() -> None:
    quiet = read_quiet_hours("20:00-08:15")

    def leaves(day: int, hour: int) -> datetime:
        return leaves_from(moment_on(date(2023, 5, day), time(hour)), quiet, lambda on: on.weekday() < 5)

    assert leaves(15, 12) == moment_on(ADOPTED, time(12))
    assert leaves(15, 3) == moment_on(ADOPTED, time(8, 15))
    assert leaves(19, 22) == moment_on(date(2023, 5, 22), time(8, 15))
    assert read_quiet_hours("11:30-13:30") is not None
    assert read_quiet_hours("Không") is None


def test_a_home_that_sets_nothing_is_quiet_from_evening_to_morning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("QUIET_HOURS", "LETTERS_PER_HOUR"):
        monkeypatch.delenv(f"DONDOC_{name}")
    settings = open_home(tmp_path).settings
    quiet = read_quiet_hours(settings.quiet_hours)
    assert settings.letters_per_hour == 1000
    assert quiet_until(quiet, datetime(2023, 5, 15, 12, 30, tzinfo=UTC)) == moment_on(
        date(2023, 5, 16), time(7)
    )  # 19:30 here
