"""Objections: what an agency says is not its own, or that it owns no system; what the office decides stays decided."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.check_ins.duties import HANDOVER, duty_changes
from models.check_ins.handovers import HandedOver, hand_over
from models.check_ins.opening import open_check_ins, record_lateness
from models.database import Database, Session
from models.decisions.objections import (
    ObjectionDecision,
    decide_objection,
    objections_of,
    open_objections,
    raise_objection,
)
from models.refusal import RefusedError
from models.tables.core import CheckInEvent, State
from models.tables.decisions import Act, Objection, ObjectionKind, Ruling
from plan.parties import Agency, Party, Transfer
from tests.homes.judged_plan import (
    BUILDING,
    DUE,
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
    line_of,
    object_to,
    opened,
    refuses,
    uphold,
    waived_of,
)

NOT_OURS, NO_SYSTEM = ObjectionKind.NOT_OURS, ObjectionKind.NO_SYSTEM
PAPER = "Công văn số 91/VP-NC ngày 9/6/2023"
HEIR_DUE = june(23)
"""Ten working days after the 9th of June."""
REJECTED = ObjectionDecision(False, "Kế hoạch giao rõ cho các sở", "", "", june(9))
AUTUMN, SPRING = date(2023, 10, 16), date(2024, 5, 16)
"""Days on which the second half of 2023 and the first of 2024 are open."""


def decide(session: Session, objection_id: int, decision: ObjectionDecision, day: int = 9) -> Objection:
    return decide_objection(session, PLANS, objection_id, decision, OFFICE, at(june(day)), by=LAN)


def to_building(document: str = PAPER) -> ObjectionDecision:
    return uphold(june(9), BUILDING, document, "")


def test_while_it_waits_the_line_is_owed_and_chased(session: Session) -> None:
    one = line(session)
    number = object_to(one, suggested=BUILDING)
    assert (one.now.state, one.now.holder, one.now.due_on) == (State.OPEN, HEALTH, DUE)
    assert one.standing(june(16)).stage == "open_overdue"
    [(raised, check_in)] = open_objections(session, PROVINCE)
    assert (raised.id, raised.suggested, raised.ruling, check_in.id) == (
        number,
        BUILDING,
        Ruling.WAITING,
        one.check_in_id,
    )
    assert open_objections(session, "tinh-khac") == []
    refuses(session, lambda: object_to(one), "trong lúc chờ, vẫn phải gửi báo cáo đúng hạn")


def test_upheld_the_line_passes_to_the_heir_by_the_document_with_the_days_that_every_heir_has(
    session: Session,
) -> None:
    one = line(session)
    decided = decide(session, object_to(one), to_building())
    assert (decided.ruling, decided.outcome, decided.document) == (Ruling.GRANTED, "chuyển Sở Xây dựng", PAPER)
    assert (one.now.holder, one.now.state, one.now.due_on) == (BUILDING, State.OPEN, HEIR_DUE)
    [change] = duty_changes(session, [one.check_in_id])[one.check_in_id]
    assert (change.kind, change.holder_before, change.act, change.actor) == (HANDOVER, HEALTH, PAPER, LAN.name)
    assert open_objections(session, PROVINCE) == []
    told = one.standing(june(9))
    assert (told.holder, told.before, told.due_on) == (BUILDING, (HEALTH,), HEIR_DUE)
    acts = session.exec(select(Act).where(col(Act.kind).like("%object%")).order_by(col(Act.id))).all()
    assert [(act.kind, act.agency, act.detail) for act in acts] == [
        ("object", HEALTH, "Việc này thuộc ngành xây dựng"),
        ("decide-objection", OFFICE, f"đồng ý; {PAPER}; chuyển Sở Xây dựng"),
    ]


def test_what_the_office_passed_on_stays_there_in_the_rounds_that_follow(session: Session) -> None:
    one = line(session)
    decide(session, object_to(one), to_building())
    for day in (9, 12, 30):
        assert hand_over(session, LOADED, june(day), at(june(day))) == HandedOver()
        open_check_ins(session, LOADED, june(day), at(june(day)))
    assert one.now.holder == BUILDING
    open_check_ins(session, LOADED, AUTUMN, at(AUTUMN))
    assert hand_over(session, LOADED, AUTUMN, at(AUTUMN)) == HandedOver()
    assert line_of(session, "I.1", HEALTH, "2023-H2").state == State.OPEN


def test_a_later_move_takes_from_the_heir_what_the_office_gave_it(session: Session) -> None:
    one = line(session)
    decide(session, object_to(one), to_building())
    moves = (*LOADED.register.moves, Transfer(june(20), BUILDING, (Party(JUSTICE),), "Nghị quyết 2"))
    agencies = {**LOADED.register.agencies, BUILDING: Agency(BUILDING, "Sở Xây dựng", None, june(19))}
    moved = replace(LOADED, register=replace(LOADED.register, moves=moves, agencies=agencies))
    # Sở Tư pháp owes that same line already, so the one that passed ends in its own.
    assert hand_over(session, moved, june(20), at(june(20))) == HandedOver(merged=1)
    assert one.now.state == State.SUPERSEDED
    assert hand_over(session, moved, june(21), at(june(21))) == HandedOver()


def test_where_the_heir_ends_without_one_of_its_own_the_line_is_nobodys(session: Session) -> None:
    one = line(session)
    decide(session, object_to(one), to_building())
    agencies = {**LOADED.register.agencies, BUILDING: Agency(BUILDING, "Sở Xây dựng", None, june(19))}
    ended = replace(LOADED, register=replace(LOADED.register, agencies=agencies))
    assert hand_over(session, ended, june(20), at(june(20))) == HandedOver(ownerless=1)
    assert one.now.state == State.OWNERLESS


def test_where_the_heir_owes_that_line_already_the_old_one_ends_in_it(session: Session) -> None:
    one, own = line(session), line(session, "I.1", JUSTICE)
    decide(session, object_to(one), uphold(june(9), JUSTICE, PAPER))
    assert (one.now.state, own.now.state, own.now.due_on) == (State.SUPERSEDED, State.OPEN, DUE)
    assert own.standing(june(9)).before == (HEALTH,)


def test_a_returned_line_passes_on_too_and_late_ones_leave_their_lateness(session: Session) -> None:
    one = line(session)
    one.answer(june(6))
    one.give_back(june(6), june(14))
    number = object_to(one, day=16)
    decide(session, number, replace(to_building(), on=june(19)), day=19)
    told = one.standing(june(20))
    assert (told.holder, told.stage, told.state) == (BUILDING, "open_in_time", State.RETURNED)
    assert [(late.holder, late.due_on, late.days) for late in told.lateness] == [(HEALTH, june(14), 4)]
    record_lateness(session, june(21), at(june(21)))
    late = select(CheckInEvent.item).where(CheckInEvent.kind == "overdue", CheckInEvent.check_in_id == one.check_in_id)
    assert session.exec(late).all() == ["2023-06-14"]


def test_upheld_without_an_heir_it_is_waived_with_the_offices_words(session: Session) -> None:
    one = line(session)
    decide(session, object_to(one), uphold(june(9), outcome="Sở không có đơn vị trực thuộc"))
    assert (one.now.state, one.standing(june(30)).stage) == (State.WAIVED, "waived")
    move = session.exec(select(CheckInEvent).where(CheckInEvent.kind == State.WAIVED.value)).one()
    assert (move.detail, move.actor, move.happened_on) == ("Sở không có đơn vị trực thuộc", LAN.name, june(9))


def test_rejected_it_stays_and_may_be_raised_again(session: Session) -> None:
    one = line(session)
    decided = decide(session, object_to(one), REJECTED)
    assert (decided.ruling, decided.outcome, one.now.state) == (Ruling.REFUSED, REJECTED.outcome, State.OPEN)
    refuses(session, lambda: decide(session, decided.id, to_building()), "đã có quyết định trước đó")
    object_to(one, day=12)
    assert [one.number for one in objections_of(session, [one.check_in_id])[one.check_in_id]] == [1, 2]


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        (to_building(" "), "Số văn bản quyết định còn trống"),
        (replace(to_building(), heir="so-xay-dug"), "Không có cơ quan «so-xay-dug» trong danh bạ"),
        (replace(to_building(), heir="cac-so"), "Không có cơ quan «cac-so» trong danh bạ"),
        (replace(to_building(), heir="so-giao-thong"), "không hoạt động vào ngày 09/6/2023"),
        (replace(to_building(), heir=HEALTH), "đang giữ chính báo cáo này"),
        (replace(to_building(), upheld=False), "hãy bỏ trống ô này"),
        (uphold(june(9), outcome=""), "Ý kiến của văn phòng còn trống"),
        (replace(REJECTED, outcome=" "), "Ý kiến của văn phòng còn trống"),
        (replace(REJECTED, outcome="MẬT"), "dấu chỉ độ mật"),
        (replace(REJECTED, on=june(6)), r"phải từ ngày nêu ý kiến \(07/6/2023\) đến hôm nay"),
        (replace(REJECTED, on=june(10)), r"phải từ ngày nêu ý kiến \(07/6/2023\) đến hôm nay"),
        (replace(REJECTED, on=june(8)), "Số văn bản quyết định còn trống"),
    ],
)
def test_a_decision_has_all_its_parts(session: Session, decision: ObjectionDecision, sentence: str) -> None:
    number = object_to(line(session))
    refuses(session, lambda: decide(session, number, decision), sentence)


@pytest.mark.parametrize(
    ("suggested", "sentence"),
    [
        ("so-xay-dugn", "Không có cơ quan «so-xay-dugn»"),
        ("so-giao-thong", "không hoạt động vào ngày 07/6/2023"),
        (HEALTH, "đang giữ chính báo cáo này"),
    ],
)
def test_an_agency_that_is_named_instead_is_there(session: Session, suggested: str, sentence: str) -> None:
    one = line(session)
    refuses(session, lambda: object_to(one, suggested=suggested), sentence)


def test_what_cannot_be_objected_is_refused(session: Session) -> None:
    one, answered = line(session), line(session, "I.3")
    answered.answer(june(6))
    refuses(session, lambda: object_to(one, agency=JUSTICE), "không thuộc cơ quan này")
    refuses(session, lambda: object_to(answered), "đã gửi báo cáo")
    refuses(session, lambda: object_to(one, NO_SYSTEM), "không phải việc giao cho chủ quản hệ thống thông tin")

    def raised(**given: object) -> Objection:
        said = {"reason": "Không phải", "by": HOA, "province": PROVINCE, "plans": PLANS} | given
        plans, reason, by, province = said["plans"], said["reason"], said["by"], said["province"]
        return raise_objection(
            session,
            plans,  # type: ignore[arg-type]  # each goes to its own parameter
            one.check_in_id,
            HEALTH,
            NOT_OURS,
            reason,  # type: ignore[arg-type]  # each goes to its own parameter
            at(june(7)),
            by=by,  # type: ignore[arg-type]  # each goes to its own parameter
            province=province,  # type: ignore[arg-type]  # each goes to its own parameter
        )

    refuses(session, lambda: raised(reason=""), "Lý do còn trống")
    refuses(session, lambda: raised(by=replace(HOA, name="")), "Hãy ghi họ và tên")
    refuses(session, lambda: raised(province="tinh-khac"), "không thuộc cơ quan này")
    refuses(session, lambda: raised(plans={}), "không còn trong danh sách theo dõi")
    number = object_to(one)
    refuses(
        session,
        lambda: decide_objection(session, {}, number, to_building(), OFFICE, at(june(9)), by=LAN),
        "không còn trong danh sách theo dõi",
    )
    refuses(session, lambda: decide(session, 999, to_building()), "không có trong sổ")


@pytest.mark.parametrize("what", ["answered", "passed on", "returned"])
def test_what_was_answered_or_passed_on_meanwhile_has_lapsed_and_can_only_be_rejected(
    session: Session, what: str
) -> None:
    one = line(session)
    number = object_to(one)
    if what == "passed on":
        other = object_to(line(session, "I.1", JUSTICE), day=8)
        decide(session, other, uphold(june(9), BUILDING, PAPER))
        moved = replace(
            LOADED, plan=replace(LOADED.plan, handovers=(Transfer(june(8), HEALTH, (Party(BUILDING),), "Công văn 3"),))
        )
        hand_over(session, moved, june(8), at(june(8)))
    else:
        one.answer(june(8))
    if what == "returned":
        one.give_back(june(8), june(16))
    assert number not in [objection.id for objection, _ in open_objections(session, PROVINCE)]
    refuses(session, lambda: decide(session, number, uphold(june(9))), "đã được gửi hoặc bàn giao trong lúc chờ")
    assert decide(session, number, REJECTED).ruling == Ruling.REFUSED


def decide_at_once(database: Database) -> None:
    with database.write() as session:
        one = line(session)
        mine = object_to(one)
        systems = object_to(line(session, "I.4", JUSTICE), NO_SYSTEM)

    def act(number: int) -> str:
        try:
            with database.write() as session:
                if number % 3 == 2:
                    return f"systems {decide(session, systems, uphold(june(9))).ruling}"
                return f"mine {decide(session, mine, to_building() if number % 3 else REJECTED).ruling}"
        except RefusedError as refused:
            return str(refused)

    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(act, range(24)))
    assert sum("đã có quyết định trước đó" in said for said in heard) == 22
    with database.read() as session:
        upheld = "mine granted" in heard
        assert Line(session, one.check_in_id, HEALTH).now.holder == (BUILDING if upheld else HEALTH)
        assert waived_of(session, JUSTICE) == ["I.4 2023-H1", "I.5 2023-H1"]
        assert len(session.exec(select(Act).where(Act.kind == "decide-objection")).all()) == 2


def test_of_two_who_decide_at_once_one_is_heard_on_sqlite(tmp_path: Path) -> None:
    database = opened(f"sqlite:///{tmp_path / 'dondoc.db'}")
    decide_at_once(database)
    database.close()


@pytest.mark.postgres
def test_of_two_who_decide_at_once_one_is_heard_on_postgresql(own_postgres_url: str) -> None:
    database = opened(own_postgres_url)
    decide_at_once(database)
    database.close()


def test_the_trackers_own_line_is_objected_to_as_any_other(session: Session) -> None:
    own = line(session, "I.2", POLICE, OFFICE)
    decide(session, object_to(own), to_building())
    assert own.now.holder == BUILDING
