"""Check-ins derived together in columns stand where those stand that are derived one by one, value by value."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import col, select

from flows.acts.open_home import OpenHome, load_plans
from models.check_ins.standings import APART_STAGES, REPORTING_STAGES, standings
from models.clock import end_of_day
from models.database import Session
from models.tables.core import CheckIn, CheckInEvent, State
from plan.tasks import Plan
from reports.frames.reading import read_standings
from reports.frames.standing_frame import StandingFrame, frame_of
from tests.homes.lived.busy_year import BEGINS, CODE, busy_year


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHome]:
    with busy_year(tmp_path_factory.mktemp("year")) as office:
        yield office


@pytest.fixture(scope="module")
def plan(office: OpenHome) -> Plan:
    return load_plans(office)[CODE].plan


def same_both_ways(session: Session, plan: Plan, on: date, known_at: datetime) -> tuple[StandingFrame, int]:
    """Return the check-ins of a plan as read in columns, and how many were derived one by one; the same by both ways."""
    read = read_standings(session, plan, on, known_at)
    alone = len(read.made)
    found = standings(session, on, known_at, plan.code)
    assert list(read) == found
    by_values = frame_of(plan, on, found)
    assert {name: list(read[name]) for name in map(str, by_values.frame)} == {
        name: list(by_values[name]) for name in map(str, by_values.frame)
    }
    return read, alone


def test_a_year_by_lot_stands_the_same_on_any_day_as_known_then_and_now(office: OpenHome, plan: Plan) -> None:
    lot, now = random.Random(5), office.clock.now()  # noqa: S311  no secret
    stages, together, one_by_one = set(), 0, 0
    with office.database.read() as session:
        for number in range(8):
            on = BEGINS + timedelta(days=lot.randrange(366))
            read, alone = same_both_ways(session, plan, on, now if number % 2 else end_of_day(on))
            stages |= set(read.written("stage"))
            together, one_by_one = together + len(read) - alone, one_by_one + alone
    assert stages == {*REPORTING_STAGES, "superseded", "ownerless"}
    assert together > one_by_one > 100


def test_on_the_day_before_all_there_is_nothing(office: OpenHome, plan: Plan) -> None:
    before = BEGINS - timedelta(days=1)
    with office.database.read() as session:
        read, _ = same_both_ways(session, plan, before, end_of_day(before))
    assert not read


def test_a_waived_one_and_one_with_a_clock_in_hours_stand_the_same(office: OpenHome, plan: Plan) -> None:
    on, now = BEGINS + timedelta(days=60), office.clock.now()
    with office.database.try_out() as session:
        open_ones = session.exec(
            select(CheckIn).where(CheckIn.opened_on <= on).order_by(col(CheckIn.due_on).desc()).limit(2)
        ).all()
        waived, clocked = open_ones
        session.add(
            CheckInEvent(
                check_in_id=waived.id,
                kind=State.WAIVED,
                item="thử",
                happened_on=on,
                learnt_at=now,
                actor="an",
                detail="",
            )
        )
        waived.state = State.WAIVED
        clocked.due_at = end_of_day(clocked.due_on) - timedelta(hours=5)
        session.flush()
        read, _ = same_both_ways(session, plan, on, now)
        assert read.of(stage="waived").written("holder") == [waived.holder]
        assert set(read.written("stage")) <= {*REPORTING_STAGES, *APART_STAGES}
        last_day = [one.days_late for one in read_standings(session, plan, clocked.due_on, now).numbered([clocked.id])]
        assert last_day == [1] or clocked.state != State.OPEN


def test_check_ins_of_another_plan_change_nothing(office: OpenHome, plan: Plan) -> None:
    now = office.clock.now()
    on = BEGINS + timedelta(days=200)
    with office.database.try_out() as session:
        alone = list(read_standings(session, plan, on, now))
        some = session.exec(select(CheckIn).where(CheckIn.opened_on <= on).limit(40)).all()
        for one in some:
            one.plan = "ke-hoach-khac"
        session.flush()
        left, _ = same_both_ways(session, plan, on, now)
        assert list(left) == [one for one in alone if one.check_in_id not in {taken.id for taken in some}]
        others, _ = same_both_ways(session, replace(plan, code="ke-hoach-khac"), on, now)
        assert len(others) == 40
