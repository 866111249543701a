"""What a monitor hears of a home: whether it is well, what is wrong in a sentence, and figures; and who may ask."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import delete, text
from sqlmodel import col

from flows.acts.open_home import OpenHome
from flows.round import run_round
from models.backups.outcome import Outcome, keep_outcome
from models.clock import Clock
from models.rounds.runs import begin_run, end_run
from models.tables.core import LetterState
from models.tables.rounds import RoundRun
from tests.homes.databases.statements import counting
from tests.homes.letters.outbox_rows import a_letter
from tests.homes.offices import CLERK, answer_all, go_live, real_office, trial_office_after_round
from tests.homes.pages.door import NO_LIMITS, ask
from web.app import make_app
from web.monitor import health
from web.monitor.monitor_routes import FIGURES_PATH, HEALTH_PATH, JSON_PATH

TOKEN = "khoa-giam-sat-0123456789"
BEARER = {"authorization": f"Bearer {TOKEN}"}
DAY = date(2023, 6, 14)


class At(Clock):
    """A clock that shows one moment."""

    def __init__(self, moment: datetime) -> None:
        super().__init__()
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def app_at(office: OpenHome, moment: datetime, **settings: str) -> FastAPI:
    changed = office.home.settings.model_copy(update=settings)
    home, clock = replace(office.home, settings=changed), At(moment)
    return make_app(home, office.database, office.library, clock, limits=NO_LIMITS, machine=clock)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=Clock().now().tzinfo)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHome]:
    """Give a real home that ran its round at 07:30 of the day on which eleven lines were due, and got an answer."""
    with real_office(tmp_path_factory.mktemp("lived"), answer_url="http://127.0.0.1:4280") as office:
        go_live(office, at(7))
        run_round(replace(office, clock=At(at(7, 31))), at(7, 30))
        answer_all(office, "so-y-te", at(8))
        yield office


def parts(app: FastAPI) -> dict[str, dict[str, str]]:
    return {one["part"]: one for one in ask(app, "GET", JSON_PATH).json()["parts"]}


def test_a_home_that_is_well_says_so_in_a_line_for_each_part(lived: OpenHome) -> None:
    answer = ask(app_at(lived, at(9)), "GET", HEALTH_PATH)
    assert answer.status_code == 200, answer.text
    first, *lines = answer.text.splitlines()
    assert first == "Đang chạy tốt."
    assert "tốt    Đợt đôn đốc gần nhất lúc 07:30 ngày 14/6/2023: làm hết các việc." in lines
    assert "tốt    Cơ sở dữ liệu: đọc được." in lines
    assert "tốt    Đồng hồ: 09:00 ngày 14/6/2023, giờ Việt Nam." in lines
    assert any(line.startswith("tốt    Đĩa của thư mục dữ liệu: còn trống") for line in lines)
    assert {one["part"] for one in ask(app_at(lived, at(9)), "GET", JSON_PATH).json()["parts"]} == {
        *("database", "round", "clock", "letters", "calendar", "backup", "disk", "prefect")
    }
    assert answer.headers["cache-control"] == "no-store"


def test_a_round_that_did_not_come_is_told_with_503(lived: OpenHome) -> None:
    answer = ask(app_at(lived, at(9, 31, DAY + timedelta(days=1))), "GET", HEALTH_PATH)
    assert answer.status_code == 503
    assert answer.text.startswith("Có phần bị hỏng:\n")
    assert "hỏng   Đợt đôn đốc gần nhất lúc 07:30 ngày 14/6/2023; từ đó đến nay chưa chạy đợt nào." in answer.text
    assert ask(app_at(lived, at(9, 29, DAY + timedelta(days=1))), "GET", HEALTH_PATH).status_code == 200


def test_what_a_round_left_undone_is_counted_and_its_sentences_are_not_told(lived: OpenHome) -> None:
    with lived.database.try_out() as session:
        begin_run(session, DAY, at(8))
        end_run(session, at(8), at(8, 1), ["contacts.csv:3: Bà Nguyễn Thị Hòa"])
        run = session.get_one(RoundRun, 2)
        told = [one.sentence for one in health._round(run, at(9), is_trial=False)]
        assert told == ["Đợt đôn đốc gần nhất lúc 08:00 ngày 14/6/2023: 1 việc chưa làm được; xem dondoc doctor."]
        run.finished_at = None
        run.failures = "[]"
        assert [one.grade for one in health._round(run, at(8, 59), is_trial=False)] == ["good"]
        assert [one.sentence for one in health._round(run, at(9, 1), is_trial=False)] == [
            "Đợt đôn đốc gần nhất lúc 08:00 ngày 14/6/2023 bị dừng giữa chừng."
        ]


def test_a_clock_that_jumped_is_told(lived: OpenHome) -> None:
    app = app_at(lived, at(9, day=DAY + timedelta(days=70)))
    assert parts(app)["clock"]["grade"] == "broken"
    assert parts(app)["clock"]["sentence"].startswith("Đồng hồ: đồng hồ của máy lệch so với việc gần nhất đã ghi")


def test_from_november_on_next_years_days_off_are_asked_for(lived: OpenHome) -> None:
    def told(month: int, day: int) -> str:
        return parts(app_at(lived, at(9, day=date(2023, month, day))))["calendar"]["sentence"]

    assert told(10, 31) == "Lịch nghỉ: các năm đang dùng đã được xác nhận."
    calendars = parts(app_at(lived, at(9, day=date(2029, 11, 1))))["calendar"]
    assert calendars["grade"] == "note"
    assert "2030" in calendars["sentence"]
    assert "2029" in parts(app_at(lived, at(9, day=date(2029, 10, 31))))["calendar"]["sentence"]
    assert "2030" not in parts(app_at(lived, at(9, day=date(2029, 10, 31))))["calendar"]["sentence"]


def test_letters_that_a_mail_server_puts_off_for_a_day_are_told(lived: OpenHome) -> None:
    letter = a_letter(day=DAY)
    letter.failing_since = at(7, 40)
    with lived.database.write() as session:
        session.add(letter)
    try:
        late = at(8, day=DAY + timedelta(days=1))
        assert parts(app_at(lived, at(9)))["letters"]["grade"] == "good"
        told = parts(app_at(lived, late))["letters"]
        assert told["grade"] == "broken"
        assert told["sentence"].endswith("; máy chủ thư chưa nhận 1 thư đã quá 24 giờ.")
    finally:
        with lived.database.write() as session:
            session.delete(letter)


def test_a_backup_is_told_by_its_age_and_a_failed_one_before_the_first(
    lived: OpenHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_at(lived, at(9))
    assert parts(app)["backup"] == {"part": "backup", "grade": "note", "sentence": "Bản sao lưu: chưa có bản nào."}
    keep_outcome(lived.home.path, Outcome(at(1, 30), "ổ đĩa đã đầy"))
    assert parts(app)["backup"]["grade"] == "broken"
    (lived.home.path / "backup.json").unlink()
    monkeypatch.setattr(health, "newest_backup", lambda _home: at(1, 30, DAY - timedelta(days=4)))
    told = parts(app)["backup"]
    assert told["grade"] == "broken"
    assert told["sentence"] == "Bản sao lưu gần nhất lúc 01:30 ngày 10/6/2023, đã quá 3 ngày."


def test_a_full_disk_and_a_silent_prefect_are_told(lived: OpenHome, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "free_bytes", lambda _home: 50_000_000)
    monkeypatch.setattr(health, "runs_now", lambda _path: True)
    monkeypatch.setattr(health, "_prefect_answers", lambda _address: False)
    found = parts(app_at(lived, at(9)))
    assert [name for name, one in found.items() if one["grade"] == "broken"] == ["disk", "prefect"]
    assert found["disk"]["sentence"] == "Đĩa của thư mục dữ liệu: còn trống 0,1 GB."


def test_a_database_that_is_gone_is_told_and_nothing_else_is_asked_of_it(tmp_path: Path) -> None:
    with real_office(tmp_path, answer_url="http://127.0.0.1:4280") as office:
        app = app_at(office, at(9))
        with office.database.write() as session:
            session.execute(text("ALTER TABLE letter RENAME TO away"))
        answer = ask(app, "GET", HEALTH_PATH)
        assert answer.status_code == 503
        assert "hỏng   Cơ sở dữ liệu: cơ sở dữ liệu không có đủ các bảng" in answer.text
        assert b'dondoc_well{part="database"} 0.0' in ask(app, "GET", FIGURES_PATH).content
        office.home.database_file.unlink()
        assert "Nơi lưu dữ liệu của hệ thống đã bị thay hoặc không còn" in ask(app, "GET", HEALTH_PATH).text


def figures_of(app: FastAPI) -> dict[str, float]:
    """Return the samples as a Prometheus server reads them."""
    answer = ask(app, "GET", FIGURES_PATH)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return {
        sample.name + "".join(f" {value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_the_figures_are_those_of_the_home(lived: OpenHome) -> None:
    figures = figures_of(app_at(lived, at(9)))
    assert figures["dondoc_rounds_total"] == 1
    assert figures["dondoc_last_round_start_seconds"] == at(7, 30).timestamp()
    assert figures["dondoc_last_round_duration_seconds"] == 60
    assert figures["dondoc_letters_waiting"] == figures["dondoc_letters queued"] + figures["dondoc_letters sending"]
    with lived.database.read() as session:
        for state in LetterState:
            count = session.execute(
                text("SELECT count(*) FROM letter WHERE state = :state"), {"state": state}
            ).scalar_one()
            assert figures[f"dondoc_letters {state}"] == count
        answers = session.execute(text("SELECT count(*) FROM answer")).scalar_one()
        owed = session.execute(text("SELECT count(*) FROM check_in WHERE state IN ('open', 'returned')")).scalar_one()
    assert figures["dondoc_answers_total ke-hoach-thu"] == answers > 0
    assert figures["dondoc_check_ins_open ke-hoach-thu"] == owed > 0
    assert figures["dondoc_check_ins_overdue ke-hoach-thu"] == 0
    assert (
        figures_of(app_at(lived, at(9, day=DAY + timedelta(days=1))))["dondoc_check_ins_overdue ke-hoach-thu"] == owed
    )
    assert figures["dondoc_well round"] == 1
    assert figures["dondoc_disk_free_bytes"] > 0


def test_what_is_told_costs_the_same_few_statements_whatever_was_lived_through(lived: OpenHome) -> None:
    def asked_by(office: OpenHome) -> dict[str, int]:
        app, count = app_at(office, at(9)), {}
        ask(app, "GET", HEALTH_PATH)
        for address in (HEALTH_PATH, FIGURES_PATH):
            with counting(office.database) as asked:
                ask(app, "GET", address)
            count[address] = len(asked) - asked.count("BEGIN")
        return count

    small = asked_by(lived)
    assert small[HEALTH_PATH] < 15
    assert small[FIGURES_PATH] - small[HEALTH_PATH] == 3
    with lived.database.write() as session:
        for number in range(30):
            begin_run(session, DAY, at(7, 31 + number % 20) + timedelta(seconds=number))
    assert asked_by(lived) == small
    with lived.database.write() as session:
        session.execute(delete(RoundRun).where(col(RoundRun.id) > 1))


@pytest.mark.parametrize(
    ("settings", "headers", "client", "status"),
    [
        ({}, {}, "127.0.0.1", 200),
        ({}, {}, "::1", 200),
        ({}, {}, "10.0.0.9", 404),
        ({}, {"x-forwarded-for": "203.0.113.7"}, "127.0.0.1", 404),
        ({}, {"forwarded": "for=203.0.113.7"}, "127.0.0.1", 404),
        ({"answer_url": "https://dondoc.tinh.gov.vn"}, {}, "127.0.0.1", 404),
        ({"monitor_token": TOKEN}, {}, "127.0.0.1", 404),
        ({"monitor_token": TOKEN}, BEARER, "127.0.0.1", 200),
        ({"monitor_token": TOKEN, "answer_url": "https://dondoc.tinh.gov.vn"}, BEARER, "203.0.113.7", 200),
        ({"monitor_token": TOKEN}, {"authorization": "Bearer sai"}, "127.0.0.1", 401),
        ({"monitor_token": TOKEN}, {"authorization": f"Basic {TOKEN}"}, "127.0.0.1", 401),
    ],
)
def test_the_monitor_is_answered_and_a_stranger_is_not(
    lived: OpenHome, settings: dict[str, str], headers: dict[str, str], client: str, status: int
) -> None:
    app = app_at(lived, at(9), **settings)
    for path in (HEALTH_PATH, JSON_PATH, FIGURES_PATH):
        answer = ask(app, "GET", path, headers=headers, client=client)
        assert answer.status_code == status
        assert ("round" in answer.text or "Đợt đôn đốc" in answer.text) == (status == 200)


def test_nothing_about_people_or_agencies_and_no_secret_is_told(lived: OpenHome) -> None:
    secrets = {"monitor_token": TOKEN, "mail_url": "mailtos://an:mat-khau-thu@thu.tinh.gov.vn"}
    app = app_at(lived, at(9), **secrets)
    said = "".join(ask(app, "GET", path, headers=BEARER).text for path in (HEALTH_PATH, JSON_PATH, FIGURES_PATH))
    json.loads(ask(app, "GET", JSON_PATH, headers=BEARER).text)
    for word in (TOKEN, "mat-khau", "thu.tinh", "so-y-te", "Sở Y tế", CLERK.name, "@", str(lived.home.path)):
        assert word not in said


def test_a_trial_that_stands_still_is_not_late(tmp_path: Path) -> None:
    with trial_office_after_round(tmp_path, date(2023, 6, 5)) as office:
        found = parts(app_at(office, office.clock.now() + timedelta(days=400)))
    assert (found["round"]["grade"], found["clock"]["grade"]) == ("good", "good")
    assert "backup" not in found
