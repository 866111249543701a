"""A round looks at what is due for a look: as many statements for any number of check-ins, and nothing told otherwise."""

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from cli.__main__ import main
from flows.acts.doctor.examine import examine
from flows.acts.doctor.self_audit import audit_home
from flows.acts.open_home import OpenHome
from models.database import Session
from notifications.outbox.daily_letters import Written, write_letters
from notifications.outbox.due_notices import Post
from tests.homes.databases.statements import counting
from tests.homes.lived.lives import PLAN, lives_alike
from tests.homes.offices import SMALL_PLAN, answer_all, morning, round_on, rows, small_office

OPENS, QUIET, REMINDS, LATE = date(2023, 5, 15), date(2023, 5, 17), date(2023, 6, 5), date(2023, 6, 15)
"""What the small plan asks by 14/6/2023 opens on a Monday; of the other days the first has nothing to tell."""


def plan_of(tasks: int) -> str:
    """Return the small plan with so many tasks for Sở Y tế beside its two."""
    more = "".join(
        f"  I.{n}:\n    title: Việc {n}\n    lead: so-y-te\n    time: ongoing\n" for n in range(3, tasks + 3)
    )
    clauses = ", ".join(f"I.{n}" for n in range(1, tasks + 3))
    return SMALL_PLAN.replace("clauses: [I.1, I.2]", f"clauses: [{clauses}]") + more


def statements_of(folder: Path, tasks: int) -> dict[date, int]:
    found = {}
    with small_office(folder, OPENS, plan_of(tasks)) as office:
        for day in (OPENS, QUIET, REMINDS, LATE):
            with counting(office.database) as asked:
                round_on(office, day)
            found[day] = len(asked)
        assert len(rows(office)["check_in"]) == tasks + 3
    return found


def test_the_statements_of_a_round_do_not_grow_with_the_check_ins(tmp_path: Path) -> None:
    few, many = statements_of(tmp_path / "few", 1), statements_of(tmp_path / "many", 30)
    assert few == many
    assert many[QUIET] <= 69
    assert many[REMINDS] <= 155


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    with small_office(tmp_path, OPENS) as opened:
        for day in (OPENS, QUIET):
            round_on(opened, day)
        yield opened


def next_days(office: OpenHome) -> list[str | None]:
    with office.database.read() as session:
        return [row[0] for row in session.execute(text("SELECT CAST(next_on AS TEXT) FROM check_in ORDER BY id"))]


def test_the_day_that_is_kept_is_that_of_the_next_reminder_and_an_answer_is_seen_by_the_next_round(
    office: OpenHome,
) -> None:
    assert next_days(office) == ["2023-06-05"] * 3
    answer_all(office, "so-y-te", morning(QUIET))
    assert next_days(office).count("0001-01-01") == 1
    round_on(office, date(2023, 5, 18))
    assert sorted(next_days(office), key=str) == ["2023-06-05", "2023-06-05", None]


def test_an_unchanged_plan_costs_no_statement_on_its_check_ins(office: OpenHome) -> None:
    with counting(office.database) as asked:
        round_on(office, date(2023, 5, 18))
    assert not [
        one for one in asked if "INSERT INTO check_in " in one or "UPDATE check_in" in one or "sound_plan" in one
    ]


def test_a_day_that_is_kept_too_late_is_named_and_made_anew_by_one_command(
    office: OpenHome, capsys: pytest.CaptureFixture[str]
) -> None:
    with office.database.write() as session:
        session.execute(text("UPDATE check_in SET next_on = '2024-01-01' WHERE id = 2"))
    (found,) = audit_home(office)
    assert "1 phiếu báo cáo ghi ngày xem tiếp muộn hơn" in found.sentence
    assert "dondoc doctor --rebuild-next" in found.sentence
    assert [one.sentence for one in examine(office, QUIET) if one.kind == "Việc chờ"] == [found.sentence]
    (office.home.path / "dondoc.toml").write_text('plans = ["ke-hoach-thu"]\n', encoding="utf-8")
    command = ["doctor", "--rebuild-next", "--home", str(office.home.path)]
    assert main(command) == 0
    assert capsys.readouterr().out == (
        "Đã tính lại ngày xem tiếp của 3 phiếu báo cáo đang mở và đối chiếu lại từ đầu: 1 phiếu đã ghi ngày muộn hơn cách "
        "tính, nay đã sửa.\n"
    )
    assert next_days(office) == ["2023-06-05"] * 3
    assert main(command) == 0
    assert "không phiếu nào ghi ngày muộn hơn" in capsys.readouterr().out
    assert audit_home(office) == []
    assert main([*command, "--json"]) == 2


def test_what_is_kept_for_a_plan_edited_since_the_last_round_is_left_to_the_next(
    office: OpenHome, capsys: pytest.CaptureFixture[str]
) -> None:
    (office.home.path / "dondoc.toml").write_text('plans = ["ke-hoach-thu"]\n', encoding="utf-8")
    file = office.home.path / "plans" / "ke-hoach-thu.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# sửa\n", encoding="utf-8")
    assert main(["doctor", "--rebuild-next", "--home", str(office.home.path)]) == 0
    assert "ngày xem tiếp của 0 phiếu" in capsys.readouterr().out
    assert next_days(office) == ["0001-01-01"] * 3
    round_on(office, date(2023, 5, 18))
    assert next_days(office) == ["2023-06-05"] * 3


def test_notices_are_counted_though_their_letters_had_to_be_written_at_a_second_try(
    office: OpenHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
    tries = iter([OperationalError("INSERT", {}, busy)])

    def write(session: Session, post: Post, on: date, now: datetime) -> Written:
        for error in tries:
            raise error
        return write_letters(session, post, on, now)

    monkeypatch.setattr("flows.round.write_letters", write)
    monkeypatch.setattr("flows.faults.PAUSES", (0.0,))
    outcome = round_on(office, REMINDS)
    assert (outcome.queued, outcome.undone) == (3, [])
    assert "Xếp 3 thông báo vào 3 thư gửi và 0 thư chờ phát hành." in outcome.sentences


def test_rounds_tell_a_life_by_lot_as_rounds_that_look_at_everything_would(tmp_path: Path) -> None:
    due, everything = lives_alike(tmp_path, PLAN, seed=4, days=9)
    assert due == everything
