"""Extensions: who sets a date moves it, once, as long as it was asked in time; after the date an explanation."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select

from models.check_ins.calendar_changes import find_shifts
from models.check_ins.duties import EXTENSION, HANDOVER, RETURN, Change, Duty, change_duty, duty_changes
from models.check_ins.opening import record_lateness
from models.database import Database, Session
from models.decisions.extensions import (
    ExtensionDecision,
    ask_extension,
    decide_extension,
    extensions_of,
    open_extensions,
)
from models.decisions.lapsing import extension_lapsed
from models.decisions.verdicts import Seen, give_back
from models.refusal import RefusedError
from models.tables.core import State
from models.tables.decisions import Act, Extension, Ruling
from tests.homes.databases.statements import counting
from tests.homes.judged_plan import (
    BUILDING,
    CHAIRMAN,
    DUE,
    DUNG,
    HEALTH,
    HOA,
    JUSTICE,
    LAN,
    LOADED,
    OFFICE,
    PLANS,
    POLICE,
    PROVINCE,
    Line,
    at,
    june,
    line,
    opened,
    refuses,
)

PAPER = "Công văn số 77/UBND-NC ngày 12/6/2023"
GRANTED = ExtensionDecision(True, june(20), "", "", june(9))
REFUSED = ExtensionDecision(False, None, "", "Số liệu đã có từ tháng 5", june(9))


def decide(session: Session, extension_id: int, decision: ExtensionDecision, decider: str = POLICE) -> Extension:
    return decide_extension(
        session, PLANS, extension_id, decision, decider, at(june(9), time(17)), by=LAN, province=PROVINCE
    )


def pass_on(one: Line, heir: str, on: date) -> None:
    """Hand a line over with the date that it has."""
    duty = Duty(heir, one.now.remind_on, one.now.due_on)
    assert change_duty(one.session, one.now, duty, Change(HANDOVER, "Quyết định 9", on, at(on, time(12))))


def test_what_is_granted_moves_the_date_and_keeps_the_one_before(session: Session) -> None:
    one = line(session)
    number = one.ask(june(8), june(20))
    assert one.now.due_on == DUE
    granted = decide(session, number, replace(GRANTED, until=june(18), note="Chỉ đến 18/6"))  # a Sunday
    assert (granted.ruling, granted.granted_until, granted.decider) == (Ruling.GRANTED, june(18), POLICE)
    assert (granted.due_before, granted.asked_until, granted.note) == (DUE, june(20), "Chỉ đến 18/6")
    assert (one.now.state, one.now.due_on, one.now.remind_on) == (State.OPEN, june(18), june(16))
    [change] = duty_changes(session, [one.check_in_id])[one.check_in_id]
    assert (change.kind, change.due_before, change.due_on, change.act) == (EXTENSION, DUE, june(18), "gia hạn lần 1")
    acts = session.exec(select(Act).where(col(Act.kind).like("%extension")).order_by(col(Act.id))).all()
    assert [(act.kind, act.agency, act.item, act.detail) for act in acts] == [
        ("ask-extension", HEALTH, "1", "đến ngày 20/6/2023: Chờ số liệu của các xã"),
        ("decide-extension", POLICE, "1", "đồng ý đến ngày 18/6/2023; Chỉ đến 18/6"),
    ]
    assert find_shifts(session, LOADED) == []


def test_days_before_the_decision_stay_as_they_were_and_the_answer_is_in_time_by_the_later_date(
    session: Session,
) -> None:
    one = line(session)
    asked = one.ask(june(13), june(20))
    record_lateness(session, june(15), at(june(15)))
    one.grant(asked, june(16), june(20))
    told = {day: one.standing(june(day), at(june(30))) for day in (14, 15, 16, 20, 21)}
    assert {day: (found.stage, found.days_late) for day, found in told.items()} == {
        14: ("open_in_time", 0),
        15: ("open_overdue", 1),
        16: ("open_in_time", 0),
        20: ("open_in_time", 0),
        21: ("open_overdue", 1),
    }
    one.answer(june(20))
    assert (one.standing(june(20)).stage, one.standing(june(20)).due_on) == ("on_time", june(20))


def test_extension_then_return_then_extension_each_moves_its_own_date(session: Session) -> None:
    one = line(session, "I.3")
    one.grant(one.ask(june(9), june(20)), june(9), june(20), OFFICE, PAPER)
    one.answer(june(19))
    one.give_back(june(19), june(23))
    one.grant(one.ask(june(22), june(27)), june(22), june(27))
    assert one.now.due_on == june(27)
    assert [change.kind for change in duty_changes(session, [one.check_in_id])[one.check_in_id]] == [
        EXTENSION,
        RETURN,
        EXTENSION,
    ]
    assert (one.standing(june(26)).stage, one.standing(june(28)).days_late) == ("open_in_time", 1)
    one.answer(june(27))
    told = one.standing(june(28))
    assert (told.stage, told.due_on, told.answered_on, told.returns) == ("on_time", june(20), june(19), (june(27),))


def test_a_clock_in_hours_is_moved_only_before_its_moment(session: Session) -> None:
    one = line(session)
    row = one.now
    row.basis, row.due_at = "incident", at(DUE, time(10))
    session.flush()
    refuses(session, lambda: one.ask(DUE, june(16)), "hãy gửi giải trình chậm")
    one.grant(one.ask(june(13), june(16)), june(13), june(16))
    assert one.standing(june(16)).stage == "open_in_time"
    one.answer(june(16))
    assert one.standing(june(16)).stage == "on_time"


@pytest.mark.parametrize(
    ("until", "good"), [(DUE, False), (june(15), True), (date(2024, 6, 14), True), (date(2024, 6, 15), False)]
)
def test_the_later_date_lies_after_the_present_one_and_within_a_year(session: Session, until: date, good: bool) -> None:
    one = line(session)
    if good:
        asked = one.ask(june(9), until)
        one.grant(asked, june(9), until)
        assert one.now.due_on == until
    else:
        refuses(session, lambda: one.ask(june(9), until), r"phải sau hạn hiện nay \(14/6/2023\) và trong vòng một năm")
        asked = one.ask(june(9), june(20))
        refuses(session, lambda: one.grant(asked, june(9), until), "phải sau hạn hiện nay")


def test_one_waits_at_a_time_and_two_are_granted(session: Session) -> None:
    one = line(session)
    first = one.ask(june(7), june(16))
    refuses(session, lambda: one.ask(june(8), june(17)), "đang có một đề nghị gia hạn chờ quyết định")
    decide(session, first, REFUSED)
    for until in (june(16), june(20)):
        one.grant(one.ask(june(9), until), june(9), until)
    refuses(session, lambda: one.ask(june(9), june(23)), "đã được gia hạn 2 lần")
    more = ask_extension(
        session, PLANS, one.check_in_id, HEALTH, june(23), "Bận", at(june(9)), by=HOA, province=PROVINCE, most=3
    )
    assert more.number == 4
    assert [one.ruling for one in extensions_of(session, [one.check_in_id])[one.check_in_id]] == [
        Ruling.REFUSED,
        Ruling.GRANTED,
        Ruling.GRANTED,
        Ruling.WAITING,
    ]


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [("", "Lý do đề nghị gia hạn còn trống"), ("x" * 2_001, "hãy rút gọn"), ("ĐỘ MẬT: TỐI MẬT", "dấu chỉ độ mật")],
)
def test_a_reason_is_asked_for(session: Session, reason: str, sentence: str) -> None:
    one = line(session)

    def ask() -> Extension:
        return ask_extension(
            session, PLANS, one.check_in_id, HEALTH, june(20), reason, at(june(9)), by=HOA, province=PROVINCE
        )

    refuses(session, ask, sentence)


@pytest.mark.parametrize(
    ("ref", "decision", "decider", "sentence"),
    [
        ("I.1", GRANTED, OFFICE, "do Công an tỉnh quyết định"),
        ("I.1", GRANTED, HEALTH, "do Công an tỉnh quyết định"),
        ("I.1", GRANTED, "", "do Công an tỉnh quyết định"),
        ("I.3", replace(GRANTED, document=PAPER), POLICE, "do Chủ tịch UBND tỉnh quyết định"),
        ("I.3", replace(GRANTED, document=PAPER), CHAIRMAN, "do Chủ tịch UBND tỉnh quyết định"),
        ("I.3", GRANTED, OFFICE, "Số văn bản quyết định còn trống"),
        ("I.1", replace(GRANTED, until=None), POLICE, "Hạn mới còn trống"),
        ("I.1", replace(REFUSED, note=" "), POLICE, "Lý do không đồng ý gia hạn còn trống"),
        ("I.1", replace(GRANTED, on=june(7)), POLICE, r"phải từ ngày đề nghị \(08/6/2023\) đến hôm nay"),
        ("I.1", replace(GRANTED, on=june(10)), POLICE, r"phải từ ngày đề nghị \(08/6/2023\) đến hôm nay"),
        ("I.1", replace(GRANTED, on=june(8)), POLICE, "Số văn bản quyết định còn trống"),
        ("I.1", replace(GRANTED, on=june(8), document=PAPER), POLICE, "Lý do còn trống"),
    ],
)
def test_a_decision_is_of_whoever_set_the_date_and_has_all_its_parts(
    session: Session, ref: str, decision: ExtensionDecision, decider: str, sentence: str
) -> None:
    asked = line(session, ref).ask(june(8), june(20))
    refuses(session, lambda: decide(session, asked, decision, decider), sentence)


def test_the_chairmans_decision_is_recorded_by_the_office_with_its_number(session: Session) -> None:
    one = line(session, "I.3")
    asked = one.ask(june(8), june(20))
    granted = decide(session, asked, replace(GRANTED, document=PAPER, on=june(8)), OFFICE)
    assert (granted.decider, granted.decided_by, granted.document) == (CHAIRMAN, LAN.name, PAPER)
    assert (granted.decided_on, one.now.due_on) == (june(8), june(20))
    assert duty_changes(session, [one.check_in_id])[one.check_in_id][0].act == PAPER


def test_it_is_decided_once_and_of_this_province_and_this_plan(session: Session) -> None:
    one = line(session)
    asked = one.ask(june(8), june(20))

    def decided(plans: dict[str, object], province: str, number: int = asked) -> Extension:
        return decide_extension(session, plans, number, GRANTED, POLICE, at(june(9)), by=LAN, province=province)  # type: ignore[arg-type]  # an empty one will do

    refuses(session, lambda: decided(dict(PLANS), "tinh-khac"), "không thuộc tỉnh này")
    refuses(session, lambda: decided(dict(PLANS), PROVINCE, 999), "không thuộc tỉnh này")
    refuses(session, lambda: decided({}, PROVINCE), "không còn trong danh sách theo dõi")
    decide(session, asked, REFUSED)
    refuses(session, lambda: decide(session, asked, GRANTED), "đã có quyết định trước đó")
    assert one.now.due_on == DUE


@pytest.mark.parametrize("what", ["answered", "passed on", "returned"])
def test_what_was_answered_passed_on_or_returned_meanwhile_has_lapsed_and_can_only_be_refused(
    session: Session, what: str
) -> None:
    one = line(session)
    asked = one.ask(june(7), june(20))
    if what == "passed on":
        pass_on(one, BUILDING, june(8))
    else:
        one.answer(june(8))
    if what == "returned":
        one.give_back(june(8), june(16))
    changes = duty_changes(session, [one.check_in_id]).get(one.check_in_id, [])
    [extension] = extensions_of(session, [one.check_in_id])[one.check_in_id]
    assert extension_lapsed(extension, one.now, changes)
    assert open_extensions(session, PLANS, POLICE, june(9), province=PROVINCE) == []
    refuses(session, lambda: decide(session, asked, GRANTED), "đã được gửi hoặc bàn giao trong lúc chờ")
    if what != "answered":
        assert one.ask(june(9), june(23)) != asked
    assert decide(session, asked, REFUSED).ruling == Ruling.REFUSED


def test_a_moved_calendar_does_not_make_what_was_asked_lapse(session: Session) -> None:
    one = line(session)
    asked = one.ask(june(8), june(20))
    moved = Change("calendar", "Thông báo nghỉ", june(9), at(june(9)))
    assert change_duty(session, one.now, Duty(HEALTH, june(15), june(15)), moved)
    decide(session, asked, GRANTED)
    assert one.now.due_on == june(20)


def test_in_a_trial_whose_clock_stands_still_what_is_asked_after_a_return_waits_and_before_it_has_lapsed(
    session: Session,
) -> None:
    one, still = line(session), at(june(8))

    def ask(until: date) -> Extension:
        return ask_extension(
            session, PLANS, one.check_in_id, HEALTH, until, "Chờ số liệu", still, by=HOA, province=PROVINCE
        )

    before = ask(june(20))
    one.answer(june(8))
    seen = Seen(one.check_in_id, 1)
    given: dict[str, Any] = {"reason": "Thiếu số liệu", "due_on": june(15)}
    give_back(session, PLANS, seen, POLICE, still, by=DUNG, province=PROVINCE, **given)
    after = ask(june(16))
    changes = duty_changes(session, [one.check_in_id])[one.check_in_id]
    assert [extension_lapsed(asked, one.now, changes) for asked in (before, after)] == [True, False]
    waiting = open_extensions(session, PLANS, POLICE, june(8), province=PROVINCE)
    assert [one.extension.id for one in waiting] == [after.id]


def test_a_request_lapses_by_a_return_that_leaves_the_date_as_it_was(session: Session) -> None:
    one = line(session)
    asked = session.get_one(Extension, one.ask(june(5), june(20)))
    one.answer(june(6))
    one.give_back(june(7), june(14))
    assert extension_lapsed(asked, one.now, duty_changes(session, [one.check_in_id])[one.check_in_id])
    assert one.ask(june(8), june(20)) != asked.id


def test_each_sees_what_waits_for_it_and_the_office_the_chairmans(session: Session) -> None:
    for ref, holder in (("I.3", HEALTH), ("I.1", HEALTH), ("I.2", POLICE), ("I.6", OFFICE), ("I.1", JUSTICE)):
        line(session, ref, holder).ask(june(8), june(20))

    def waiting(decider: str, province: str = PROVINCE) -> list[tuple[str, str]]:
        found = open_extensions(session, PLANS, decider, june(9), province=province)
        return [(one.check_in.ref, one.check_in.holder) for one in found]

    assert waiting(POLICE) == [("I.1", HEALTH), ("I.1", JUSTICE)]
    assert waiting(OFFICE) == [("I.3", HEALTH), ("I.2", POLICE), ("I.6", OFFICE)]
    assert waiting(HEALTH) == waiting("") == waiting(CHAIRMAN) == waiting(POLICE, "tinh-khac") == []


def decide_at_once(database: Database) -> None:
    with database.write() as session:
        one = line(session)
        asked = one.ask(june(8), june(20))

    def act(number: int) -> str:
        try:
            with database.write() as session:
                decision = replace(GRANTED, until=june(15) + timedelta(days=number % 5)) if number % 2 else REFUSED
                return str(decide(session, asked, decision).ruling)
        except RefusedError as refused:
            return str(refused)

    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(act, range(24)))
    assert sum("đã có quyết định trước đó" in said for said in heard) == 23
    with database.read() as session:
        row = session.exec(select(Extension)).one()
        granted = row.ruling == Ruling.GRANTED
        assert str(row.ruling) in heard
        assert Line(session, one.check_in_id, HEALTH).now.due_on == (row.granted_until if granted else DUE)
        assert len(duty_changes(session, [one.check_in_id])) == granted
        assert len(session.exec(select(Act).where(Act.kind == "decide-extension")).all()) == 1


def ask_at_once(database: Database) -> None:
    with database.write() as session:
        other = line(session, "I.3")

    def act(_: int) -> bool:
        try:
            with database.write() as session:
                Line(session, other.check_in_id, HEALTH).ask(june(8), june(20))
                return True
        except RefusedError:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(act, range(16))) == 1


def test_of_two_at_once_one_asks_and_one_decides_on_sqlite(tmp_path: Path) -> None:
    database = opened(f"sqlite:///{tmp_path / 'dondoc.db'}")
    decide_at_once(database)
    ask_at_once(database)
    database.close()


@pytest.mark.postgres
def test_of_two_at_once_one_asks_and_one_decides_on_postgresql(own_postgres_url: str) -> None:
    database = opened(own_postgres_url)
    decide_at_once(database)
    ask_at_once(database)
    with database.write() as session:
        waiting = open_extensions(session, PLANS, OFFICE, june(9), province=PROVINCE)
        assert [one.extension.asked_by for one in waiting] == [HOA.name]
    database.close()


def test_who_decides_is_named(session: Session) -> None:
    asked = line(session).ask(june(8), june(20))

    def unnamed() -> Extension:
        nobody = replace(DUNG, name="")
        return decide_extension(session, PLANS, asked, GRANTED, POLICE, at(june(9)), by=nobody, province=PROVINCE)

    refuses(session, unnamed, "Hãy ghi họ và tên")


def test_what_waits_is_found_in_as_many_statements_for_five_as_for_one(whole: Database) -> None:
    with whole.write() as session:
        counts = []
        for ref, holder in (("I.3", HEALTH), ("I.1", HEALTH), ("I.2", POLICE), ("I.6", OFFICE), ("I.1", JUSTICE)):
            line(session, ref, holder).ask(june(8), june(20))
            with counting(whole) as asked:
                assert open_extensions(session, PLANS, OFFICE, june(9), province=PROVINCE)
            counts.append(len(asked))
        session.rollback()
    assert len(set(counts)) == 1, counts
