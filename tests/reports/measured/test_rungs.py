"""What came of each rung: what has not had its days counts for nothing, and so does what ended otherwise."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from models.clock import moment_on
from models.reported.tellings import Told
from reports.measured.rungs import answered_within, measure_rungs, rungs_table
from tests.homes.offices import MORNING

MONDAY = date(2023, 6, 5)


def at(day: int) -> datetime:
    return moment_on(MONDAY + timedelta(days=day), MORNING)


TOLD = Told(1, "p", "so-y-te", "escalation", 1, "email", at(0), None, None)


def test_an_answer_counts_within_its_days_and_silence_only_once_they_are_over() -> None:
    answered = replace(TOLD, answered_at=at(3))
    assert [answered_within(answered, days, MONDAY + timedelta(days=7)) for days in (1, 3, 7)] == [False, True, True]
    # Four days on nobody knows yet what comes within seven: not even of who has answered already.
    assert [answered_within(answered, days, MONDAY + timedelta(days=4)) for days in (3, 7)] == [True, None]
    assert answered_within(TOLD, 7, MONDAY + timedelta(days=6)) is None
    assert answered_within(TOLD, 7, MONDAY + timedelta(days=7)) is False
    waived = replace(TOLD, ended_on=MONDAY + timedelta(days=2))
    assert [answered_within(waived, days, MONDAY + timedelta(days=9)) for days in (1, 3)] == [False, None]


def test_rungs_are_counted_each_by_channel_and_a_program_that_looks_through_mail_opens_nothing() -> None:
    told = [
        TOLD,
        replace(TOLD, check_in_id=2, holder="so-tu-phap", answered_at=at(1)),
        replace(TOLD, check_in_id=3, told_at=at(8)),
        replace(TOLD, check_in_id=4, channel="paper"),
        replace(TOLD, check_in_id=5, purpose="reminder", rung=7),
    ]
    opened = {"so-y-te": [at(0) + timedelta(seconds=20)], "so-tu-phap": [at(0) + timedelta(hours=2)]}
    table = rungs_table(measure_rungs(told, opened, MONDAY + timedelta(days=10)))
    assert table.rows == (
        ("Nhắc trước hạn 7 ngày làm việc", "thư điện tử", "1", "0/1 (0%)", "0/1 (0%)", "0/1 (0%)", "0/1 (0%)"),
        ("Đôn đốc sau hạn 1 ngày làm việc", "thư điện tử", "3", "1/2 (50%)", "1/3 (33,3%)", "1/2 (50%)", "1/2 (50%)"),
        ("Đôn đốc sau hạn 1 ngày làm việc", "công văn", "1", "0/1 (0%)", "0/1 (0%)", "0/1 (0%)", "0/1 (0%)"),
    )
