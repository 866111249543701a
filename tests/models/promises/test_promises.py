"""What an agency says before it answers: which day may be promised, what is kept of it, and what ends it."""

from datetime import date

import pytest
from sqlmodel import col, select

from models.check_ins.duties import CALENDAR, EXTENSION, HANDOVER, RETURN, Change, Duty, change_duty
from models.database import Session
from models.promises.promises import guard_promised, promise, promise_days, standing_promises
from models.promises.receipts import MOST_A_DAY, Handler, forget_handlers, receive, standing_receipts
from models.refusal import RefusedError
from models.tables.answers import Promise, Receipt
from models.tables.decisions import Act
from plan.library import Library, load_plan
from tests.homes.judged_plan import HEALTH, HOA, JUSTICE, PLANS, POLICE, PROVINCE, Line, at, june, line

CALENDAR_OF_2023 = load_plan("bac-giang", Library()).calendar


def said(session: Session, one: Line, day: date, on: date, handler: Handler | None = None) -> list[int]:
    days = {one.check_in_id: day}
    return promise(session, PLANS, days, HEALTH, handler or Handler(), at(on), by=HOA, province=PROVINCE)


@pytest.mark.parametrize(
    ("day", "due", "on", "sentence"),
    [
        (None, "14/6", "5/6", "Hãy cho biết ngày nào"),
        ("4/6", "14/6", "5/6", "Ngày hẹn 04/6/2023 đã qua"),
        ("15/6", "14/6", "5/6", "Ngày hẹn 15/6/2023 sau hạn 14/6/2023"),
        ("11/6", "14/6", "5/6", "là ngày nghỉ; hãy hẹn ngày làm việc, ví dụ 09/6/2023 hoặc 12/6/2023."),
        ("11/6", "11/6", "9/6", "là ngày nghỉ; hãy hẹn ngày làm việc, ví dụ 09/6/2023."),
        ("11/6", "11/6", "10/6", "là ngày nghỉ; hãy gửi báo cáo ngay hôm nay."),
        ("3/7", "14/6", "16/6", "chậm nhất ngày 30/6/2023"),
    ],
)
def test_a_day_that_cannot_be_promised_is_answered_with_one_that_can(
    day: str | None, due: str, on: str, sentence: str
) -> None:
    def of(written: str) -> date:
        number, month = written.split("/")
        return date(2023, int(month), int(number))

    with pytest.raises(RefusedError, match=sentence.replace(".", r"\.")):
        guard_promised(of(day) if day else None, of(due), of(on), CALENDAR_OF_2023)


def test_offered_are_the_working_days_to_the_last_in_time_and_of_what_is_late_the_next_ten() -> None:
    assert promise_days(june(14), june(9), CALENDAR_OF_2023, 44) == tuple(june(day) for day in (9, 12, 13, 14))
    late = promise_days(june(14), june(17), CALENDAR_OF_2023, 44)
    assert (late[0], late[-1], len(late)) == (june(19), june(30), 10)


def test_a_promise_is_kept_once_with_who_said_so_and_says_that_the_matter_is_there(session: Session) -> None:
    one = line(session, "I.1")
    assert said(session, one, june(9), june(5), Handler("Lê Thị Lan", "0204 3855 123")) == [one.check_in_id]
    assert said(session, one, june(9), june(6), Handler("Lê Thị Lan", "0204 3855 123")) == []
    (kept,), (receipt,) = session.exec(select(Promise)).all(), session.exec(select(Receipt)).all()
    assert (kept.promised_on, kept.due_on, kept.told_by, kept.happened_on) == (june(9), june(14), HOA.name, june(5))
    assert (receipt.handler, receipt.phone, receipt.told_by) == ("Lê Thị Lan", "0204 3855 123", HOA.name)
    acts = session.exec(select(Act).order_by(col(Act.id).desc()).limit(2)).all()
    assert [(act.kind, act.detail) for act in acts] == [("promise", "09/6/2023"), ("receive", "người xử lý Lê Thị Lan")]
    assert all("3855" not in act.detail for act in acts)


@pytest.mark.parametrize("kind", [HANDOVER, RETURN, EXTENSION, CALENDAR])
def test_whatever_changes_the_duty_ends_the_promise_and_only_a_hand_over_the_receipt(
    session: Session, kind: str
) -> None:
    one = line(session, "I.1")
    said(session, one, june(9), june(5))
    assert standing_promises(session)[one.check_in_id].promised_on == june(9)
    heir = JUSTICE if kind == HANDOVER else HEALTH
    duty = Duty(heir, one.now.remind_on, one.now.due_on if kind in (HANDOVER, RETURN) else june(20))
    assert change_duty(session, one.now, duty, Change(kind, "Văn bản 9", june(6), at(june(6))))
    assert standing_promises(session, [one.check_in_id]) == {}
    assert bool(standing_receipts(session, [one.check_in_id])) == (kind != HANDOVER)


def test_one_press_is_of_several_lines_passes_over_what_was_answered_and_ends_after_ten_a_day(session: Session) -> None:
    first, second = line(session, "I.1"), line(session, "I.3")
    second.answer(june(6))
    both = [first.check_in_id, second.check_in_id]
    assert receive(session, both, HEALTH, Handler(), at(june(6)), by=HOA, province=PROVINCE) == [first.check_in_id]
    for number in range(1, MOST_A_DAY):
        receive(session, both, HEALTH, Handler(f"Người {number}"), at(june(6)), by=HOA, province=PROVINCE)
    with pytest.raises(RefusedError, match="hôm nay đã được ghi 10 lần"):
        receive(session, both, HEALTH, Handler("Người nữa"), at(june(6)), by=HOA, province=PROVINCE)
    with pytest.raises(RefusedError, match="tải lại trang"):
        receive(session, both, POLICE, Handler(), at(june(6)), by=HOA, province=PROVINCE)


def test_who_dealt_with_a_matter_is_forgotten_a_month_after_it_was_settled(session: Session) -> None:
    one, other = line(session, "I.1"), line(session, "I.3")
    receive(session, [one.check_in_id, other.check_in_id], HEALTH, Handler("Lê Lan", "0912345678"), at(june(5)), by=HOA, province=PROVINCE)  # fmt: skip
    one.answer(june(6))
    one.accept(june(7))
    assert forget_handlers(session, june(30), at(june(30))) == 0
    assert forget_handlers(session, date(2023, 7, 8), at(date(2023, 7, 8))) == 1
    session.expire_all()
    kept = {row.check_in_id: (row.handler, row.phone) for row in session.exec(select(Receipt))}
    assert kept == {one.check_in_id: ("", ""), other.check_in_id: ("Lê Lan", "0912345678")}
