"""Moving the day forward never changes what was: a past day, read later, is what it was on that day."""

from datetime import date, time, timedelta
from pathlib import Path

from flows.acts.open_home import OpenHome
from models.check_ins.standings import Standing, standings
from models.clock import moment_on
from tests.homes.offices import answer_all, morning, round_on, small_office


def seen(office: OpenHome, day: date) -> list[Standing]:
    with office.database.read() as session:
        return standings(session, day, moment_on(day, time(23, 59, 59)))


def test_every_past_day_reads_as_it_did_on_that_day(tmp_path: Path) -> None:
    first, last = date(2023, 5, 10), date(2023, 7, 20)
    answers = {date(2023, 6, 13): "so-y-te", date(2023, 6, 30): "cong-an-tinh", date(2023, 7, 18): "so-y-te"}
    then: dict[date, list[Standing]] = {}
    with small_office(tmp_path, first) as office:
        day = first
        while day <= last:
            round_on(office, day)
            if day in answers:
                answer_all(office, answers[day], morning(day) + timedelta(hours=5))
            then[day] = seen(office, day)
            day += timedelta(days=1)
        now = {day: seen(office, day) for day in then}
    assert now == then
    closed = {
        one.check_in_id: (one.stage, one.answered_on, one.days_late)
        for one in then[date(2023, 6, 30)]
        if one.answered_on
    }
    later = {one.check_in_id: (one.stage, one.answered_on, one.days_late) for one in then[last]}
    assert closed.items() <= later.items()
    assert {stage for stage, _, _ in closed.values()} == {"on_time", "late"}
