"""Who decides about a check-in: who judges it, and who moves its date."""

from dataclasses import replace
from datetime import date

import pytest

from models.database import Session
from models.decisions.deciders import decider_of, judge_of
from models.decisions.requests import Asking, make_request
from models.tables.ad_hoc import Asker
from plan.parties import Party, Transfer
from tests.homes.judged_plan import (
    CHAIRMAN,
    HEALTH,
    JUSTICE,
    LOADED,
    OFFICE,
    OPENED,
    POLICE,
    at,
    june,
    line,
)
from tests.homes.offices import CLERK

PAPER = "Công văn số 77/UBND-NC ngày 12/6/2023"


@pytest.mark.parametrize(
    ("ref", "holder", "judge"),
    [
        ("I.1", HEALTH, POLICE),
        ("I.2", POLICE, OFFICE),
        ("I.6", OFFICE, ""),
    ],
)
def test_the_tracker_judges_others_the_office_the_tracker_and_nobody_the_office_that_tracks_itself(
    session: Session, ref: str, holder: str, judge: str
) -> None:
    assert judge_of(line(session, ref, holder).now, LOADED, OPENED) == judge


def test_who_took_the_following_up_over_judges_from_that_day_on(session: Session) -> None:
    passed = Transfer(date(2023, 7, 1), POLICE, (Party(JUSTICE),), "Quyết định 9")
    moved = replace(LOADED, plan=replace(LOADED.plan, handovers=(passed,)))
    one = line(session).now
    assert (judge_of(one, moved, date(2023, 6, 30)), judge_of(one, moved, date(2023, 7, 1))) == (POLICE, JUSTICE)


def test_a_request_is_judged_by_the_tracker_of_the_plan_that_lent_its_register(session: Session) -> None:
    asking = Asking((HEALTH, POLICE), june(20), "Báo cáo nhanh", "Công văn 5/VP", Asker.CHAIRMAN)
    ref = make_request(session, LOADED, asking, at(OPENED), by=CLERK).number
    judges = [judge_of(line(session, f"YC.2023.{ref}", holder).now, LOADED, OPENED) for holder in (HEALTH, POLICE)]
    assert judges == [POLICE, OFFICE]


@pytest.mark.parametrize(
    ("ref", "holder", "decider"),
    [
        ("I.1", HEALTH, POLICE),
        ("I.3", HEALTH, CHAIRMAN),
        ("I.2", POLICE, OFFICE),
        ("I.6", OFFICE, CHAIRMAN),
    ],
)
def test_the_judge_decides_on_the_offices_dates_and_the_chairman_on_those_of_the_document(
    session: Session, ref: str, holder: str, decider: str
) -> None:
    one = line(session, ref, holder).now
    assert decider_of(one, LOADED, OPENED, session) == decider


@pytest.mark.parametrize(("asker", "decider"), [(Asker.OFFICE, POLICE), (Asker.CHAIRMAN, CHAIRMAN)])
def test_who_asked_something_by_a_date_has_it_moved(session: Session, asker: Asker, decider: str) -> None:
    number = make_request(
        session, LOADED, Asking((HEALTH,), june(20), "Báo cáo nhanh", "Công văn 5", asker), at(OPENED), by=CLERK
    ).number
    assert decider_of(line(session, f"YC.2023.{number}").now, LOADED, OPENED, session) == decider


@pytest.mark.parametrize("basis", ["baseline", "handover", "incident"])
def test_dates_that_the_program_gave_in_the_offices_name_are_the_offices(session: Session, basis: str) -> None:
    one = line(session, "I.3").now
    one.basis = basis
    assert decider_of(one, LOADED, OPENED, session) == POLICE


def test_a_documents_date_stays_the_documents_after_it_was_moved_but_a_returns_is_the_trackers(
    session: Session,
) -> None:
    one = line(session, "I.3")
    one.grant(one.ask(june(9), june(20)), june(9), june(20), OFFICE, PAPER)
    assert decider_of(one.now, LOADED, june(12), session) == CHAIRMAN
    one.answer(june(19))
    one.give_back(june(19), june(23))
    assert decider_of(one.now, LOADED, june(19), session) == POLICE
