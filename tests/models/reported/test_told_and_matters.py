"""What reports tell beside standings, as it was known then: a past day's words stay what they were."""

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest

from models.audit.acts import BY_PAGE, Person
from models.clock import end_of_day
from models.database import Session
from models.decisions.chasing.causes import Accepted, accept_cause, end_cause
from models.decisions.explanations import explain_lateness
from models.reported.matters import Matters, matters_of
from models.reported.told import told_answers
from models.tables.decisions import Ruling
from tests.homes.judged_plan import CHAIRMAN, HOA, LOADED, PLAN, PLANS, POLICE, PROVINCE, at, june, line, opened


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    database = opened(f"sqlite:///{tmp_path / 'dondoc.db'}")
    try:
        with database.write() as session:
            yield session
            session.rollback()
    finally:
        database.close()


def matters(session: Session, on: date, known_at: datetime | None = None) -> Matters:
    session.flush()
    return matters_of(session, LOADED, on, known_at or end_of_day(on))


def test_the_newest_version_of_the_day_is_told_and_a_later_one_does_not_change_that_day(session: Session) -> None:
    one = line(session)
    one.answer(june(12), "Bản đầu")
    one.answer(june(13), "Bản bổ sung")
    told = [told_answers(session, june(day), end_of_day(june(day)), PLAN) for day in (11, 12, 13)]
    assert [{key: answer.text for key, answer in day.items()} for day in told] == [
        {},
        {one.check_in_id: "Bản đầu"},
        {one.check_in_id: "Bản bổ sung"},
    ]
    assert told[2][one.check_in_id].said_by == HOA.name
    still = told_answers(session, june(20), end_of_day(june(12)), PLAN)
    assert still[one.check_in_id].text == "Bản đầu"


def test_a_later_date_waits_until_it_was_decided_and_its_decider_is_told(session: Session) -> None:
    offices, documents = line(session, "I.1"), line(session, "I.3")
    asked = offices.ask(june(6), june(20))
    documents.ask(june(6), june(21))
    offices.grant(asked, june(8), june(19))
    before, after = matters(session, june(7)).extensions, matters(session, june(8)).extensions
    assert [(one.ruling, one.granted_until, one.decider) for one in before] == [
        (Ruling.WAITING, None, POLICE),
        (Ruling.WAITING, None, CHAIRMAN),
    ]
    assert (after[0].ruling, after[0].granted_until) == (Ruling.GRANTED, june(19))


def test_explanations_and_returns_are_told_from_the_moment_that_they_were_recorded(session: Session) -> None:
    late, back = line(session, "I.1"), line(session, "I.3")
    reason = "Chờ số liệu của các xã"
    explain_lateness(session, late.check_in_id, late.holder, reason, at(june(20)), by=HOA, province=PROVINCE)
    back.answer(june(12))
    back.give_back(june(13), june(16))
    assert matters(session, june(20), at(june(20), time(8))).explanations == ()
    (told,) = matters(session, june(20)).explanations
    assert (told.reason, told.given_by, told.on) == (reason, HOA.name, june(20))
    assert matters(session, june(13)).returned == {back.holder: 1}
    assert matters(session, june(12)).verdicts == {}
    assert matters(session, june(13)).verdicts[back.check_in_id].judge == back.judge


def test_a_confirmed_cause_is_told_with_who_confirmed_it_and_ends_on_the_day_before_it_was_ended(
    session: Session,
) -> None:
    late = line(session, "I.1")
    number, judge, by = late.check_in_id, late.judge, Person("Trần Văn Lâm", "Phó Trưởng phòng", BY_PAGE)
    explain_lateness(session, number, late.holder, "Lũ hỏng máy chủ", at(june(20)), by=HOA, province=PROVINCE)
    word = Accepted(june(30), "12/CAT-ANM")
    accept_cause(session, PLANS, number, word, judge, at(june(21)), by=by, province=PROVINCE)
    end_cause(session, PLANS, number, judge, at(june(26)), by=by, province=PROVINCE)
    assert matters(session, june(20)).causes == ()
    (told,) = matters(session, june(22)).causes
    assert (told.reason, told.since, told.until) == ("Lũ hỏng máy chủ", june(21), june(30))
    assert (told.judge, told.by, told.document) == (judge, "Trần Văn Lâm", "12/CAT-ANM")
    assert [one.until for one in matters(session, june(26)).causes] == [june(25)]
