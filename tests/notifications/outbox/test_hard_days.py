"""Days on which rules meet: a Saturday that is worked, a hold over midnight with restarts in it, a later date in the last minute."""

from datetime import date, time
from pathlib import Path

import pytest
from sqlmodel import col, select

from flows.acts.open_home import OpenHome, load_plans, open_office
from flows.round import run_round
from flows.waiting_letters import send_waiting_letters
from models.clock import moment_on
from models.decisions.extensions import ExtensionDecision, ask_extension, decide_extension
from models.outbox.notices import chased_check_ins
from models.promises.promises import promise_days
from models.tables.core import Letter, LetterState, Notice
from tests.homes.offices import (
    CLERK,
    SMALL_PLAN,
    answer_all,
    go_to,
    letter_text,
    mailbox,
    round_on,
    small_office,
    small_office_after_round,
)

OPENING = date(2023, 5, 15)
"""A Monday."""


def left_on(office: OpenHome, day: date) -> list[str]:
    """Return to whom letters of a day left."""
    with office.database.read() as session:
        sent = select(Letter.recipient).where(Letter.written_on == day, Letter.state == LetterState.SENT)
        return sorted(session.exec(sent).all())


def test_a_saturday_that_is_worked_has_its_rung_and_the_monday_given_for_it_has_none(tmp_path: Path) -> None:
    # Of 2024: Monday 29/4 is free with 30/4 and 1/5, and Saturday 4/5 is worked in its place.
    plan = SMALL_PLAN.replace("{before: 15/6}", "{before: 4/5}").replace("remind: [7, 1]", "remind: [2, 1]")
    with small_office(tmp_path, date(2024, 4, 8), plan) as office:
        told = {day: round_on(office, date(2024, 4, day)).sent for day in (8, 26, 29, 30)}
        assert (told[29], told[30]) == (0, 0)
        told = {day: round_on(office, date(2024, 5, day)).sent for day in (1, 2, 3, 4, 5, 6)}
        # Reminded two and one working days before Friday 3/5, chased on Saturday and never on Sunday.
        assert {day for day, count in told.items() if count} == {2, 4}
        with office.database.read() as session:
            (owed, *_) = chased_check_ins(session)
            days = {(one.purpose, one.rung, one.stage_on) for one in session.exec(select(Notice)).all()}
        assert ("escalation", 1, date(2024, 5, 4)) in days
        assert ("reminder", 2, date(2024, 4, 26)) in days
        calendar = load_plans(office)["ke-hoach-thu"].calendar
        assert promise_days(owed.due_on, date(2024, 5, 4), calendar, 2) == (date(2024, 5, 4), date(2024, 5, 6))


def test_what_is_held_over_midnight_and_two_restarts_leaves_once_with_the_words_of_the_new_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_QUIET_HOURS", "19:00-07:00")
    tuesday = date(2023, 5, 16)
    with small_office(tmp_path, OPENING) as office:
        assert run_round(office, moment_on(OPENING, time(23, 40))).sent == 0
    opened = {"plans": ("ke-hoach-thu",)}
    with open_office(tmp_path / "home", opened) as office:
        assert send_waiting_letters(office, moment_on(OPENING, time(23, 59))).sent == 0
        answer_all(office, "so-y-te", moment_on(OPENING, time(23, 59)))
        go_to(office, tuesday)
    with open_office(tmp_path / "home", opened) as office:
        for hour in (0, 7):
            assert send_waiting_letters(office, moment_on(tuesday, time(hour, 1))).sent == 0
        assert round_on(office, tuesday).sent == 2
        assert round_on(office, tuesday).sent == 0
        assert (left_on(office, OPENING), left_on(office, tuesday)) == ([], ["cong-an-tinh", "van-phong-ubnd-tinh"])
        assert all("đến ngày 16/5/2023" in letter_text(one) for one in mailbox(office))


@pytest.mark.parametrize("granted", [True, False])
def test_a_later_date_that_is_decided_in_the_last_minute_is_what_the_next_morning_goes_by(
    tmp_path: Path, *, granted: bool
) -> None:
    due, morning_after = date(2023, 6, 14), date(2023, 6, 15)
    with small_office_after_round(tmp_path, date(2023, 6, 5)) as office:
        go_to(office, due)
        plans, at, on = load_plans(office), moment_on(due, time(23, 59, 59)), {"by": CLERK, "province": "tinh-thu"}
        with office.database.write() as session:
            (number,) = [one.id for one in chased_check_ins(session) if one.holder == "so-y-te"]
            asked = ask_extension(session, plans, number, "so-y-te", date(2023, 6, 30), "Chờ số liệu.", at, **on)  # type: ignore[arg-type]
            said = ExtensionDecision(granted, date(2023, 6, 30) if granted else None, "", "Đã xem.", due)
            decide_extension(session, plans, asked.id, said, "cong-an-tinh", at, **on)  # type: ignore[arg-type]
        round_on(office, morning_after)
        with office.database.read() as session:
            mine = select(Letter).where(Letter.recipient == "so-y-te", Letter.written_on == morning_after)
            (letter,) = session.exec(mine.order_by(col(Letter.id))).all()
            rungs = session.exec(
                select(Notice.rung).where(Notice.recipient == "so-y-te", Notice.purpose == "escalation")
            )
            assert bool(rungs.all()) is not granted
        assert ("Hạn 30/6/2023" in letter.body) is granted
        assert ("1 báo cáo quá hạn" in letter.subject) is not granted
