"""Check-ins open in time, once each; an adoption begins from a baseline; lateness is dated when it happened."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlmodel import col, func, select

from models.check_ins.adoption import take_on_plan
from models.check_ins.moves import ALLOWED_MOVES, OVERDUE, StateChange, move_check_in
from models.check_ins.opening import BASELINE_WORKING_DAYS, count_overdue, open_check_ins, record_lateness
from models.database import Database
from models.tables.core import CheckIn, CheckInEvent, State
from plan.language.plan_file import read_plan
from plan.language.register_file import read_register
from plan.library import Library, LoadedPlan, load_plan
from plan.owed import owed_between
from plan.parties import resolve
from tests.homes.databases.templates import empty, migrated
from tests.homes.offices import SMALL_PLAN, SMALL_REGISTER, morning

REAL = load_plan("bac-giang", Library())
H1_OPENS, H1_DUE = date(2023, 5, 15), date(2023, 6, 14)


def small(text: str = SMALL_PLAN) -> LoadedPlan:
    register, _ = read_register(SMALL_REGISTER, "agencies.yaml")
    assert register is not None
    plan, errors = read_plan(text, "ke-hoach-thu.yaml", register)
    assert errors == ()
    assert plan is not None
    return LoadedPlan(plan, register, REAL.calendar, text)


@pytest.fixture(scope="module")
def one_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for a test of many days, which empties it before each."""
    opened = migrated(f"sqlite:///{tmp_path_factory.mktemp('days') / 'dondoc.db'}")
    yield opened
    opened.close()


def adopt(database: Database, loaded: LoadedPlan, on: date, adopt_from: date | None = None) -> int:
    """Take a plan on and open what that opens; return how many check-ins are new."""
    with database.write() as session:
        take_on_plan(session, loaded, on, morning(on), adopt_from)
        return open_check_ins(session, loaded, on, morning(on))


def open_on(database: Database, loaded: LoadedPlan, on: date) -> int:
    with database.write() as session:
        return open_check_ins(session, loaded, on, morning(on))


def check_ins(database: Database) -> list[CheckIn]:
    with database.read() as session:
        return list(session.exec(select(CheckIn).order_by(col(CheckIn.id))).all())


def events(database: Database, kind: str) -> list[CheckInEvent]:
    with database.read() as session:
        return list(session.exec(select(CheckInEvent).where(CheckInEvent.kind == kind)).all())


def line(check_in: CheckIn) -> tuple[str, str, str, str]:
    return check_in.ref, check_in.agency, check_in.role, check_in.scope


def test_check_ins_open_thirty_days_before_they_are_due_and_not_a_day_earlier(database: Database) -> None:
    adopt(database, small(), date(2023, 3, 1))
    assert open_on(database, small(), H1_OPENS - timedelta(days=1)) == 0
    assert open_on(database, small(), H1_OPENS) == 3
    opened = check_ins(database)
    assert {(c.opens_on, c.opened_on, c.due_on, c.remind_on) for c in opened} == {(H1_OPENS, H1_OPENS, H1_DUE, H1_DUE)}
    assert {(c.ref, c.agency, c.holder, c.occurrence, c.basis, c.state) for c in opened} == {
        ("I.1", "van-phong-ubnd-tinh", "van-phong-ubnd-tinh", "2023-H1", "cadence", State.OPEN),
        ("I.1", "so-y-te", "so-y-te", "2023-H1", "cadence", State.OPEN),
        ("I.2", "cong-an-tinh", "cong-an-tinh", "2023-H1", "cadence", State.OPEN),
    }
    assert {c.rule for c in opened} == {"trước ngày 15/6 (không tính ngày đó)"}
    assert {c.calendar for c in opened} == {REAL.calendar.confirmed[2023]}


def test_a_plan_may_open_its_check_ins_earlier_or_later(database: Database) -> None:
    loaded = small(SMALL_PLAN.replace("30 days before", "10 days before"))
    adopt(database, loaded, date(2023, 3, 1))
    assert [open_on(database, loaded, date(2023, 6, day)) for day in (3, 4)] == [0, 3]


def test_opening_twice_opens_nothing_and_writes_no_second_row_of_history(database: Database) -> None:
    adopt(database, small(), H1_OPENS)
    assert open_on(database, small(), H1_OPENS) == 0
    assert open_on(database, small(), H1_OPENS + timedelta(days=1)) == 0
    assert len(check_ins(database)) == len(events(database, "open")) == 3


def test_the_opening_is_dated_when_it_was_due_and_when_it_was_learnt(database: Database) -> None:
    adopt(database, small(), date(2023, 3, 1))
    open_on(database, small(), date(2023, 5, 20))
    (event, *_) = events(database, "open")
    assert (event.happened_on, event.learnt_at) == (H1_OPENS, morning(date(2023, 5, 20)))


def test_after_five_months_without_a_round_all_that_was_due_to_open_opens(database: Database) -> None:
    adopt(database, REAL, date(2023, 1, 10))
    assert len({c.occurrence for c in check_ins(database)}) == 3
    baseline = len(check_ins(database))
    open_on(database, REAL, date(2023, 6, 20))
    opened = check_ins(database)[baseline:]
    asked = owed_between(REAL.plan, REAL.register, REAL.calendar, date(2023, 1, 10), date(2023, 7, 20))
    assert Counter((c.ref, c.agency, c.scope, c.due_on) for c in opened) == Counter(
        (owed.ref, owed.agency, owed.scope, owed.due_on) for owed in asked
    )
    assert {c.due_on for c in opened} == {H1_DUE}


def test_a_year_of_single_days_and_one_leap_open_the_same(one_database: Database) -> None:
    loaded, first, last = small(), date(2023, 3, 1), date(2024, 7, 1)
    keys = []
    for step in (1, 17, 500):
        empty(one_database)
        adopt(one_database, loaded, first)
        on = first
        while on < last:
            on = min(last, on + timedelta(days=step if step > 1 or on.day in (14, 15, 16) else 7))
            open_on(one_database, loaded, on)
        keys.append({(*line(c), c.occurrence, c.due_on) for c in check_ins(one_database)})
    assert keys[0] == keys[1] == keys[2]
    assert {key[4] for key in keys[0]} == {"2023-H1", "2024-H1"}


@cache
def asked_of_the_real_plan() -> list[Any]:
    return owed_between(REAL.plan, REAL.register, REAL.calendar, REAL.plan.starts, date(2027, 12, 31))


@settings(max_examples=25)
@given(st.dates(date(2022, 11, 1), date(2026, 12, 31)))
@example(date(2022, 11, 14))
@example(date(2022, 11, 15))
@example(date(2023, 1, 22))  # Tết
@example(date(2023, 6, 11))  # a Sunday
@example(date(2023, 12, 31))  # the drill falls due, on a Sunday
@example(date(2024, 1, 1))
@example(date(2024, 2, 29))
def test_an_adoption_on_any_day_begins_from_the_baseline_of_law_12(one_database: Database, on: date) -> None:
    empty(one_database)
    adopt(one_database, REAL, on)
    opened = check_ins(one_database)
    lines = {line(c) for c in opened if c.basis == "cadence"}
    last = {owed.ref: owed.period for owed in asked_of_the_real_plan() if owed.due_on < on}
    fallen: dict[tuple[str, str, str, str], str] = {}
    for ref, period in last.items():
        found = resolve(REAL.plan.tasks[ref].leads, REAL.register, on, ref, REAL.plan.handovers)
        keys = ((ref, party.code, "lead", party.scope) for party in (*found.holders, *found.ownerless))
        fallen |= {key: period for key in keys if key not in lines}
    due_on = REAL.calendar.add_working_days(on, BASELINE_WORKING_DAYS)
    baseline = {line(c): c for c in opened if c.basis == "baseline"}
    assert {key: c.occurrence for key, c in baseline.items()} == fallen
    assert {(c.due_on, c.remind_on, c.opens_on, c.opened_on) for c in baseline.values()} <= {(due_on, due_on, on, on)}
    assert {c.calendar for c in baseline.values()} <= {REAL.calendar.confirmed.get(due_on.year, "")}
    # What is open by its own rhythm is what the plan asks on that day, and nobody is late for the past.
    current = {(o.ref, o.agency, o.scope, o.period) for o in asked_of_the_real_plan() if o.opens_on <= on <= o.due_on}
    assert {(c.ref, c.agency, c.scope, c.occurrence) for c in opened if c.basis == "cadence"} == current
    with one_database.write() as session:
        assert record_lateness(session, on, morning(on)) == 0
        assert count_overdue(session, on) == 0


@settings(max_examples=25)
@given(st.dates(date(2023, 1, 1), date(2026, 12, 31)))
def test_on_any_day_of_four_years_an_adoption_gives_every_agency_something_to_answer(
    one_database: Database, on: date
) -> None:
    empty(one_database)
    adopt(one_database, REAL, on)
    existing = {code for code, agency in REAL.register.agencies.items() if agency.exists_on(on)}
    assert {c.agency for c in check_ins(one_database)} >= existing


@pytest.mark.parametrize("month", range(1, 13))
def test_in_every_month_the_baseline_is_opened_once_whatever_is_run_after(one_database: Database, month: int) -> None:
    empty(one_database)
    on = date(2024, month, 20)
    adopt(one_database, REAL, on)
    before = [c for c in check_ins(one_database) if c.basis == "baseline"]
    for days in (0, 1, 40):
        open_on(one_database, REAL, on + timedelta(days=days))
    assert [c for c in check_ins(one_database) if c.basis == "baseline"] == before


def test_the_baseline_tells_its_rule_and_the_date_that_passed(database: Database) -> None:
    adopt(database, small(), date(2023, 7, 3))
    assert {(c.basis, c.due_on, c.rule) for c in check_ins(database)} == {
        (
            "baseline",
            date(2023, 7, 17),
            "báo cáo ban đầu: 10 ngày làm việc kể từ ngày tiếp nhận kế hoạch (kỳ này đã đến hạn ngày 14/6/2023, trước khi tiếp nhận)",
        )
    }


def test_the_calendar_of_a_baseline_is_that_of_its_own_year(database: Database) -> None:
    adopt(database, REAL, date(2023, 12, 27))
    baseline = [c for c in check_ins(database) if c.basis == "baseline"]
    assert {(c.due_on, c.calendar) for c in baseline} == {(date(2024, 1, 11), REAL.calendar.confirmed[2024])}


def test_what_falls_due_on_the_adoption_day_is_owed_by_its_own_date(database: Database) -> None:
    adopt(database, small(), H1_DUE)
    assert {(c.basis, c.due_on) for c in check_ins(database)} == {("cadence", H1_DUE)}


def test_a_plan_adopted_before_anything_fell_due_has_no_baseline(database: Database) -> None:
    assert adopt(database, small(), date(2023, 1, 5)) == 0
    assert open_on(database, small(), H1_OPENS) == 3


def test_an_adoption_from_an_earlier_day_opens_what_fell_due_since_and_no_baseline_of_it(database: Database) -> None:
    adopt(database, small(), date(2024, 7, 1), adopt_from=date(2023, 6, 1))
    assert {(c.basis, c.occurrence) for c in check_ins(database)} == {("cadence", "2023-H1"), ("cadence", "2024-H1")}


def test_lateness_is_recorded_once_and_dated_the_day_after_the_due_date(database: Database) -> None:
    adopt(database, small(), H1_OPENS)
    for on, count in ((H1_DUE, 0), (date(2023, 7, 20), 3), (date(2023, 7, 20), 0), (date(2023, 7, 21), 0)):
        with database.write() as session:
            assert record_lateness(session, on, morning(on)) == count
            assert count_overdue(session, on) == (3 if on > H1_DUE else 0)
    found = {(e.happened_on, e.learnt_at, e.item, e.actor) for e in events(database, OVERDUE)}
    assert found == {(date(2023, 6, 15), morning(date(2023, 7, 20)), "2023-06-14", "dondoc")}


def test_a_date_that_was_moved_is_late_once_more_after_it(database: Database) -> None:
    adopt(database, small(), H1_OPENS)
    moved = date(2023, 7, 3)
    with database.write() as session:
        assert record_lateness(session, date(2023, 6, 15), morning(date(2023, 6, 15))) == 3
        check_in = session.exec(select(CheckIn).where(CheckIn.ref == "I.2")).one()
        check_in.due_on = moved
        session.add(check_in)
    with database.write() as session:
        assert record_lateness(session, moved, morning(moved)) == 0
        assert record_lateness(session, moved + timedelta(days=1), morning(moved)) == 1
        assert record_lateness(session, moved + timedelta(days=2), morning(moved)) == 0
    assert max(e.happened_on for e in events(database, OVERDUE)) == date(2023, 7, 4)


def test_who_answered_is_not_late_and_who_was_sent_back_is(database: Database) -> None:
    adopt(database, small(), H1_OPENS)
    first, second, third = [c.id for c in check_ins(database)]
    with database.write() as session:
        for check_in_id in (first, second):
            assert move_check_in(session, check_in_id, move(State.ANSWERED))
        assert move_check_in(session, second, move(State.RETURNED))
        assert record_lateness(session, date(2023, 6, 15), morning(date(2023, 6, 15))) == 2
    assert {event.check_in_id for event in events(database, OVERDUE)} == {second, third}


def move(to: State, item: str = "1") -> StateChange:
    return StateChange(to, item, date(2023, 6, 1), morning(date(2023, 6, 1)), "an")


MOVES = """
from        open answered accepted returned waived superseded ownerless
open        no   yes      no       no       yes    yes        yes
answered    no   yes      yes      yes      no     no         no
accepted    no   no       no       no       no     no         no
returned    no   yes      no       no       yes    yes        yes
waived      yes  no       no       no       no     no         no
superseded  no   no       no       no       no     no         no
ownerless   yes  no       no       no       yes    yes        no
"""


def test_a_state_may_be_reached_from_the_states_of_the_table_and_no_other(one_database: Database) -> None:
    head, *table = [row.split() for row in MOVES.strip().splitlines()]
    assert set(ALLOWED_MOVES) == set(State) == {State(name) for name in head[1:]}
    empty(one_database)
    adopt(one_database, small(), H1_OPENS)
    check_in_id = check_ins(one_database)[0].id
    for row in table:
        for to, allowed in zip(head[1:], row[1:], strict=True):
            with one_database.write() as session:
                check_in = session.get_one(CheckIn, check_in_id)
                check_in.state = State(row[0])
                session.add(check_in)
            with one_database.write() as session:
                item = f"{row[0]} to {to}"
                assert move_check_in(session, check_in_id, move(State(to), item)) == (allowed == "yes"), item
                session.expire_all()
                assert session.get_one(CheckIn, check_in_id).state == (to if allowed == "yes" else row[0])
                written = select(func.count()).where(CheckInEvent.item == item)
                assert session.exec(written).one() == (allowed == "yes")


def test_a_lead_that_was_founded_later_owes_from_then_on(database: Database) -> None:
    register = replace(
        small().register,
        agencies=dict(small().register.agencies)
        | {"so-y-te": replace(small().register.agencies["so-y-te"], valid_from=date(2023, 7, 1))},
    )
    loaded = replace(small(), register=register)
    adopt(database, loaded, H1_OPENS)
    assert {c.agency for c in check_ins(database)} == {"van-phong-ubnd-tinh", "cong-an-tinh"}
    open_on(database, loaded, date(2024, 5, 15))
    assert {c.agency for c in check_ins(database) if c.occurrence == "2024-H1"} == set(register.agencies)
