"""Returns: the date that a return sets, what punctuality goes by afterwards, and what passes on."""

from datetime import date

import pytest
from sqlmodel import select

from models.check_ins.duties import HANDOVER, RETURN, Change, Duty, change_duty, duty_changes
from models.check_ins.moves import OVERDUE
from models.check_ins.opening import record_lateness
from models.database import Session
from models.decisions.verdicts import (
    Seen,
    earliest_return,
    give_back,
)
from models.refusal import RefusedError
from models.tables.core import CheckInEvent, State
from tests.homes.judged_plan import (
    BUILDING,
    DUE,
    DUNG,
    HEALTH,
    LOADED,
    PLANS,
    POLICE,
    PROVINCE,
    at,
    june,
    line,
    tell_all,
)


def test_a_return_sets_a_date_of_its_own_from_which_reminders_and_ladder_run(session: Session) -> None:
    one = line(session)
    one.answer(june(6))
    verdict = one.give_back(june(9), june(17))  # a Saturday
    assert (verdict.version, verdict.kind, verdict.reason, verdict.due_on) == (
        1,
        State.RETURNED,
        "Chưa có số liệu",
        june(17),
    )
    now = one.now
    assert (now.state, now.holder, now.due_on, now.remind_on) == (State.RETURNED, HEALTH, june(17), june(16))
    [change] = duty_changes(session, [one.check_in_id])[one.check_in_id]
    assert (change.kind, change.due_before, change.due_on, change.happened_on, change.act, change.actor) == (
        RETURN,
        DUE,
        june(17),
        june(9),
        "trả lại báo cáo lần 1",
        DUNG.name,
    )


@pytest.mark.parametrize(
    ("due_on", "good"),
    [
        (june(13), False),
        (june(14), True),  # Friday 9 June, then Monday, Tuesday, Wednesday
        (date(2024, 6, 9), True),
        (date(2024, 6, 10), False),
    ],
)
def test_the_date_of_a_return_lies_from_three_working_days_on_to_a_year(
    session: Session, due_on: date, good: bool
) -> None:
    one = line(session)
    one.answer(june(6))
    if good:
        assert one.give_back(june(9), due_on).due_on == due_on
        return
    before = tell_all(session)
    with pytest.raises(RefusedError, match=r"phải từ ngày 14/6/2023 \(sau 3 ngày làm việc\) và trong vòng một năm"):
        one.give_back(june(9), due_on)
    assert tell_all(session) == before


def test_a_return_never_sets_a_date_before_the_one_that_runs(session: Session) -> None:
    early, extended = line(session), line(session, "I.3")
    for one in (early, extended):
        one.answer(june(5))
    extended.now.due_on = june(28)
    for one, first in ((early, 14), (extended, 28)):
        assert earliest_return(LOADED.calendar, one.now, june(5)) == june(first)
        sentence = rf"Hạn báo cáo lại {first - 1}/0?6/2023 phải từ ngày {first}/0?6/2023 \(hạn của báo cáo\)"
        with pytest.raises(RefusedError, match=sentence):
            one.give_back(june(5), june(first - 1))
        assert one.give_back(june(5), june(first)).due_on == june(first)


def test_a_return_of_an_answer_given_early_makes_nobody_late_by_its_due_date(session: Session) -> None:
    one = line(session)
    one.answer(june(5))
    one.give_back(june(5), june(14))
    assert [one.standing(june(day)).stage for day in (8, 13, 14, 15)] == ["open_in_time"] * 3 + ["open_overdue"]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (" \n ", "Lý do trả lại còn trống; hãy ghi rõ."),
        ("x" * 2_001, "Lý do trả lại dài 2.001 ký tự; hãy rút gọn còn nhiều nhất 2.000 ký tự."),
        ("Xem văn bản\nTỐI MẬT\nkèm theo", "Lý do trả lại có dấu chỉ độ mật"),
    ],
)
def test_a_return_says_why_in_words_that_may_be_kept(session: Session, reason: str, sentence: str) -> None:
    one = line(session)
    one.answer(june(6))
    seen = Seen(one.check_in_id, 1)
    before = tell_all(session)
    with pytest.raises(RefusedError) as refused:
        give_back(session, PLANS, seen, POLICE, at(june(9)), by=DUNG, province=PROVINCE, reason=reason, due_on=june(20))
    assert str(refused.value).startswith(sentence)
    assert tell_all(session) == before


@pytest.mark.parametrize(
    ("answers", "stage", "days_late", "answered_on"),
    [
        # The first answer, the day it is given back with its date, and the day of the next answer.
        pytest.param([(6, 9, 16), (16, 0, 0)], "on_time", 0, june(6), id="given again on the return's last day"),
        pytest.param([(6, 9, 16), (17, 0, 0)], "late", 3, june(17), id="given again a day after it"),
        pytest.param([(20, 21, 26), (26, 0, 0)], "late", 6, june(20), id="first late, given again in time"),
        pytest.param([(20, 21, 26), (28, 0, 0)], "late", 14, june(28), id="first late, given again late"),
        pytest.param([(5, 6, 14), (12, 0, 0)], "on_time", 0, june(5), id="returned early, given again by the due date"),
        pytest.param(
            [(5, 6, 14), (15, 0, 0)], "late", 1, june(15), id="returned early, given again after the due date"
        ),
        pytest.param(
            [(6, 7, 14), (12, 13, 16), (16, 0, 0)], "on_time", 0, june(6), id="two returns, both answered in time"
        ),
        pytest.param(
            [(6, 7, 14), (15, 16, 21), (19, 0, 0)], "late", 5, june(19), id="two returns, the first answered late"
        ),
        pytest.param(
            [(6, 7, 14), (12, 13, 16), (21, 0, 0)], "late", 7, june(21), id="two returns, the second answered late"
        ),
    ],
)
def test_punctuality_goes_by_the_first_answer_if_every_return_was_answered_by_its_date(
    session: Session, answers: list[tuple[int, int, int]], stage: str, days_late: int, answered_on: date
) -> None:
    one = line(session)
    for day, returned, due in answers:
        one.answer(june(day))
        if returned:
            one.give_back(june(returned), june(due))
    told = one.standing(june(29))
    assert (told.stage, told.days_late, told.answered_on, told.due_on) == (stage, days_late, answered_on, DUE)
    assert told.returns == tuple(june(due) for _, _, due in answers if due)
    one.accept(june(29))
    judged = one.standing(june(30))
    assert (judged.stage, judged.days_late, judged.answered_on) == (stage, days_late, answered_on)
    assert judged.state == State.ACCEPTED


def test_while_it_is_returned_it_counts_as_not_given_by_the_returns_date_and_past_days_stay(session: Session) -> None:
    one = line(session)
    one.answer(june(6))
    one.give_back(june(9), june(19))
    one.answer(june(22))
    told = {day: one.standing(june(day), at(june(30))) for day in (5, 6, 8, 9, 15, 19, 20, 21, 22)}
    assert {day: (one.stage, one.days_late, one.due_on) for day, one in told.items()} == {
        5: ("open_in_time", 0, DUE),
        6: ("on_time", 0, DUE),
        8: ("on_time", 0, DUE),
        9: ("open_in_time", 0, june(19)),
        15: ("open_in_time", 0, june(19)),
        19: ("open_in_time", 0, june(19)),
        20: ("open_overdue", 1, june(19)),
        21: ("open_overdue", 2, june(19)),
        22: ("late", 8, DUE),
    }


def test_a_return_that_is_not_answered_becomes_overdue_at_its_own_date_once(session: Session) -> None:
    one = line(session)
    one.answer(june(6))
    one.give_back(june(9), june(19))
    for day in (16, 20, 21):
        record_lateness(session, june(day), at(june(day)))
    late = select(CheckInEvent).where(CheckInEvent.check_in_id == one.check_in_id, CheckInEvent.kind == OVERDUE)
    assert [(event.item, event.happened_on) for event in session.exec(late)] == [("2023-06-19", june(20))]
    one.answer(june(22))
    one.give_back(june(23), june(28))
    record_lateness(session, june(29), at(june(29)))
    assert [event.item for event in session.exec(late)] == ["2023-06-19", "2023-06-28"]


def test_a_return_passes_on_with_a_date_for_the_heir_and_the_lateness_stays_behind(session: Session) -> None:
    one = line(session)
    one.answer(june(16))
    one.give_back(june(19), june(22))
    heir = Duty(BUILDING, june(30), june(30))
    assert change_duty(session, one.now, heir, Change(HANDOVER, "Quyết định 9", june(26), at(june(26))))
    told = one.standing(june(27))
    assert (told.holder, told.before, told.stage, told.due_on) == (BUILDING, (HEALTH,), "open_in_time", june(30))
    assert {(late.holder, late.due_on, late.days) for late in told.lateness} == {
        (HEALTH, DUE, 2),
        (HEALTH, june(22), 3),
    }
    one.answer(june(30))
    told = one.standing(june(30))
    assert (told.stage, told.days_late, told.due_on) == ("on_time", 0, june(30))


def test_working_days_of_a_return_skip_rest_days(session: Session) -> None:
    one = line(session).now
    one.due_on = date(2023, 4, 20)
    assert earliest_return(LOADED.calendar, one, date(2023, 4, 27)) == date(2023, 5, 5)  # after 30 April and 1 May
    assert earliest_return(LOADED.calendar, one, june(10)) == june(14)
