"""Declarations that an agency owns no information system: what they waive, and until when."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlmodel import col, select

from models.check_ins.opening import NO_SYSTEM as REASON
from models.check_ins.opening import open_check_ins
from models.check_ins.standings import standings
from models.database import Session
from models.decisions.objections import (
    ObjectionDecision,
    decide_objection,
    open_objections,
)
from models.decisions.waivers import declarations, end_declaration
from models.tables.core import CheckIn, CheckInEvent, State
from models.tables.decisions import Act, Objection, ObjectionKind
from plan.owed import owed_between
from tests.homes.judged_plan import (
    BUILDING,
    HEALTH,
    JUSTICE,
    LAN,
    LOADED,
    OFFICE,
    PLAN,
    PLANS,
    PROVINCE,
    at,
    june,
    line,
    line_of,
    object_to,
    refuses,
    uphold,
    waived_of,
)

NO_SYSTEM = ObjectionKind.NO_SYSTEM
PAPER = "Công văn số 91/VP-NC ngày 9/6/2023"
AUTUMN, SPRING = date(2023, 10, 16), date(2024, 5, 16)
"""Days on which the second half of 2023 and the first of 2024 are open."""


def decide(session: Session, objection_id: int, decision: ObjectionDecision, day: int = 9) -> Objection:
    return decide_objection(session, PLANS, objection_id, decision, OFFICE, at(june(day)), by=LAN)


def to_building(document: str = PAPER) -> ObjectionDecision:
    return uphold(june(9), BUILDING, document, "")


def declared(session: Session, agency: str, day: int = 7, decided: int = 9) -> Objection:
    """Declare that an agency owns no information system, and have it upheld."""
    number = object_to(line(session, "I.4", agency), NO_SYSTEM, day=day)
    return decide(session, number, uphold(june(decided), outcome="Sở dùng hệ thống của tỉnh"), day=decided)


@pytest.mark.parametrize(
    ("agency", "waived"),
    [(HEALTH, ["I.4 2023-H1"]), (JUSTICE, ["I.4 2023-H1", "I.5 2023-H1"])],
)
def test_a_declaration_waives_what_is_owed_only_as_the_owner_of_a_system(
    session: Session, agency: str, waived: list[str]
) -> None:
    declared(session, agency)
    assert waived_of(session, agency) == waived
    assert waived_of(session, ({HEALTH, JUSTICE} - {agency}).pop()) == []
    move = session.exec(select(CheckInEvent).where(CheckInEvent.kind == State.WAIVED.value)).first()
    assert move is not None
    assert (move.detail, move.happened_on) == ("Sở dùng hệ thống của tỉnh", june(9))
    [holding] = declarations(session, PROVINCE)
    assert (holding.holder, holding.plan) == (agency, PLAN)
    assert declarations(session, "tinh-khac") == []


def test_an_answered_line_and_an_incidents_report_are_left_alone_by_a_declaration(session: Session) -> None:
    answered, incident = line(session, "I.5", JUSTICE), line(session, "I.4", JUSTICE)
    number = object_to(incident, NO_SYSTEM)
    answered.answer(june(8))
    row = incident.now
    row.basis = "incident"
    session.flush()
    decide(session, number, uphold(june(9)))
    assert (answered.now.state, incident.now.state) == (State.ANSWERED, State.OPEN)


def test_a_declaration_does_not_lapse_with_an_answer_and_is_made_once(session: Session) -> None:
    one, other = line(session, "I.4", JUSTICE), line(session, "I.5", JUSTICE)
    number = object_to(one, NO_SYSTEM)
    refuses(session, lambda: object_to(other, NO_SYSTEM), "đang có một ý kiến như vậy chờ")
    one.answer(june(8))
    assert [objection.id for objection, _ in open_objections(session, PROVINCE)] == [number]
    decide(session, number, uphold(june(9)))
    assert (one.now.state, other.now.state) == (State.ANSWERED, State.WAIVED)
    with_heir = replace(uphold(june(9)), heir=BUILDING, document=PAPER)
    health = object_to(line(session, "I.4", HEALTH), NO_SYSTEM)
    refuses(session, lambda: decide(session, health, with_heir), "hãy bỏ trống ô này")


def open_on(session: Session, on: date) -> dict[tuple[str, str], State]:
    """Open what is due to open on a day, and return the states of what the two departments then owe for it."""
    open_check_ins(session, LOADED, on, at(on))
    opened_then = select(CheckIn).where(CheckIn.opened_on == on, col(CheckIn.holder).in_([HEALTH, JUSTICE]))
    return {(one.ref, one.holder): one.state for one in session.exec(opened_then)}


def test_while_a_declaration_holds_what_opens_is_waived_at_once_and_all_totals_close(session: Session) -> None:
    declared(session, JUSTICE)
    found = open_on(session, AUTUMN)
    assert found == {
        ("I.1", HEALTH): State.OPEN,
        ("I.1", JUSTICE): State.OPEN,
        ("I.4", HEALTH): State.OPEN,
        ("I.4", JUSTICE): State.WAIVED,
        ("I.5", HEALTH): State.OPEN,
        ("I.5", JUSTICE): State.WAIVED,
    }
    waived = line_of(session, "I.4", JUSTICE, "2023-H2")
    [event] = session.exec(select(CheckInEvent).where(CheckInEvent.check_in_id == waived.id)).all()
    assert (event.kind, event.detail, event.happened_on) == ("waived", REASON, waived.opens_on)
    told = standings(session, AUTUMN, at(AUTUMN))
    assert sum(one.stage == "waived" for one in told) == 4
    asked = owed_between(LOADED.plan, LOADED.register, LOADED.calendar, date(2023, 1, 1), date(2023, 11, 14))
    assert len(told) == len(asked)
    assert open_check_ins(session, LOADED, AUTUMN, at(AUTUMN)) == 0


@pytest.mark.parametrize(("ended", "state"), [(15, State.OPEN), (14, State.OPEN), (16, State.WAIVED)])
def test_once_it_has_ended_what_opens_from_that_day_on_is_owed(session: Session, ended: int, state: State) -> None:
    number = declared(session, JUSTICE).id
    opens_on = date(2023, 10, 15)
    ending = date(2023, 10, ended)

    def end(agency: str) -> Objection:
        return end_declaration(session, PLANS, number, agency, at(ending), by=LAN, province=PROVINCE)

    refuses(session, lambda: end(HEALTH), "Việc này chỉ Văn phòng UBND tỉnh quyết định được")
    end(JUSTICE)
    assert declarations(session, PROVINCE) == []
    for agency in (JUSTICE, OFFICE):
        refuses(session, lambda of=agency: end(of), "không còn hiệu lực")  # type: ignore[misc]  # one agency a turn
    open_on(session, AUTUMN)
    one = line_of(session, "I.4", JUSTICE, "2023-H2")
    assert (one.opens_on, one.state) == (opens_on, state)
    open_check_ins(session, LOADED, SPRING, at(SPRING))
    assert line_of(session, "I.4", JUSTICE, "2024-H1").state == State.OPEN
    act = session.exec(select(Act).where(Act.kind == "end-declaration")).one()
    assert (act.agency, act.name) == (JUSTICE, LAN.name)


def test_what_is_no_upheld_declaration_cannot_end(session: Session) -> None:
    waiting = object_to(line(session, "I.4", JUSTICE), NO_SYSTEM)
    other = object_to(line(session, "I.1", HEALTH))
    decide(session, other, to_building())
    for number in (waiting, other, 999):
        end = partial(end_declaration, session, PLANS, number, OFFICE, at(june(9)), by=LAN, province=PROVINCE)
        refuses(session, end, "không còn hiệu lực")
