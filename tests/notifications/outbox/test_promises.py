"""Who promised a day is reminded of that day, once, in the place of all other reminders; the ladder stays as it is."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from sqlmodel import select

from flows.acts.open_home import OpenHome, load_plans, post_of
from models.audit.acts import Person
from models.clock import moment_on
from models.outbox import letters as outbox
from models.outbox.notices import chased_check_ins
from models.promises.promises import promise
from models.promises.receipts import Handler
from models.tables.core import Letter, Notice, Outcome
from notifications.outbox.daily_letters import write_letters
from notifications.outbox.due_notices import PROMISE_CHANGED, PROMISED_MEANWHILE, queue_notices
from tests.homes.offices import answer_all, morning, round_on, small_office

HEALTH, TRACKER = "so-y-te", "cong-an-tinh"
HOA = Person("Nguyễn Thị Hòa", "", "page")


def june(number: int) -> date:
    return date(2023, 6, number)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OpenHome]:
    """Give a home whose half-yearly lines opened on 15/5/2023 and are due on Wednesday 14/6/2023."""
    with small_office(tmp_path, date(2023, 5, 15)) as opened:
        round_on(opened, date(2023, 5, 15))
        yield opened


def say(office: OpenHome, day: date, on: date) -> None:
    """Promise a day for all that Sở Y tế owes, in the afternoon."""
    now = moment_on(on, time(15))
    with office.database.write() as session:
        days = {one.id: day for one in chased_check_ins(session) if one.holder == HEALTH}
        promise(session, load_plans(office), days, HEALTH, Handler(), now, by=HOA, province="tinh-thu")


def subjects(office: OpenHome, recipient: str = HEALTH) -> list[str]:
    with office.database.read() as session:
        found = sorted(outbox.letters(session), key=lambda letter: letter.id)
    return [f"{one.written_on:%d/%m} {one.subject}" for one in found if one.recipient == recipient]


def body(office: OpenHome, on: date, recipient: str = HEALTH) -> str:
    with office.database.read() as session:
        asked = select(Letter.body).where(Letter.recipient == recipient, Letter.written_on == on)
        return session.exec(asked).one()


def test_the_one_reminder_is_on_the_working_day_before_and_a_broken_promise_is_reminded_as_ever(
    office: OpenHome,
) -> None:
    say(office, june(12), june(1))
    for number in (5, 8, 9, 12, 13):
        round_on(office, june(number))
    assert subjects(office)[1:] == [
        "09/06 [Nhắc việc] Sở Y tế: 1 báo cáo hẹn gửi 12/6/2023",
        "13/06 [Nhắc việc] Sở Y tế: 1 báo cáo đến hạn 14/6/2023",
    ]
    assert "**Đến ngày hẹn gửi (1)**" in body(office, june(9))
    assert "đã hẹn gửi ngày 12/6/2023" in body(office, june(9))
    assert "đã hẹn gửi ngày 12/6/2023 nhưng chưa gửi" in body(office, june(13))


def test_a_promise_that_changes_to_and_fro_reminds_once_of_each_day_and_who_answered_of_none(office: OpenHome) -> None:
    say(office, june(9), june(1))
    round_on(office, june(8))
    say(office, june(13), june(8))
    say(office, june(9), june(8))
    round_on(office, june(8))
    say(office, june(13), june(8))
    round_on(office, june(9))
    answer_all(office, HEALTH, moment_on(june(9), time(16)))
    for number in (12, 13):
        round_on(office, june(number))
    assert subjects(office)[1:] == ["08/06 [Nhắc việc] Sở Y tế: 1 báo cáo hẹn gửi 09/6/2023"]


def test_what_waits_to_leave_is_dropped_where_a_promise_came_or_changed(office: OpenHome) -> None:
    post = post_of(office, load_plans(office))
    for on, promised, reason in ((june(5), june(9), PROMISED_MEANWHILE), (june(8), june(14), PROMISE_CHANGED)):
        with office.database.write() as session:
            assert queue_notices(session, post, on, morning(on)) > 0
        say(office, promised, on)
        with office.database.write() as session:
            write_letters(session, post, on, morning(on))
            dropped = session.exec(select(Notice).where(Notice.reason == reason)).one()
            assert (dropped.recipient, dropped.outcome) == (HEALTH, Outcome.SKIPPED)
        assert len(subjects(office)) == 1


def test_the_ladder_climbs_over_a_promise_and_its_letters_say_the_day(office: OpenHome) -> None:
    round_on(office, june(15))
    say(office, june(23), june(15))
    for number in (19, 22):
        round_on(office, june(number))
    assert subjects(office)[-2:] == [
        "15/06 [Đôn đốc] Sở Y tế: 1 báo cáo quá hạn",
        "22/06 [Đôn đốc] Sở Y tế: 1 báo cáo quá hạn",
    ]
    assert "quá hạn 8 ngày; đã hẹn gửi ngày 23/6/2023" in body(office, june(22))
    assert "(đã hẹn gửi ngày 23/6/2023)" in body(office, june(19), TRACKER)
