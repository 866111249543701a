"""Taking a plan on: the first time, again, after an edit, and after the edit is taken back."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from models.check_ins.adoption import AdoptionOutcome, plans_to_begin, take_on_plan
from models.check_ins.opening import open_check_ins
from models.database import Database
from models.tables.core import Adoption, CheckIn, CheckInEvent, PlanVersion, Record, State
from plan.language.plan_file import read_plan
from plan.language.register_file import read_calendar, read_register
from plan.library import Library, LoadedPlan
from tests.homes.databases.templates import migrated
from tests.homes.offices import SMALL_PLAN, SMALL_REGISTER, morning

OPENS = date(2023, 5, 15)
CALENDAR, _ = read_calendar(Library().calendar_file().read_bytes(), "calendar.yaml")
SECOND_LEAD = SMALL_PLAN.replace("lead: cac-so", "lead: so-y-te")
WITHOUT_SECOND = SMALL_PLAN[: SMALL_PLAN.index("  I.2:\n    title")].replace("clauses: [I.1, I.2]", "clauses: [I.1]")
ONLY_SECOND_HALF = SMALL_PLAN.replace("only: H1\n      due: {before: 15/6}", "only: H2\n      due: {before: 15/11}")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = migrated(f"sqlite:///{tmp_path / 'dondoc.db'}")
    yield opened
    opened.close()


def load(text: str = SMALL_PLAN, register: str = SMALL_REGISTER) -> LoadedPlan:
    read, _ = read_register(register, "agencies.yaml")
    assert read is not None
    plan, errors = read_plan(text, "ke-hoach-thu.yaml", read)
    assert (errors, plan is None, CALENDAR is None) == ((), False, False)
    assert plan is not None
    assert CALENDAR is not None
    return LoadedPlan(plan, read, CALENDAR, text)


def take_on(database: Database, text: str, on: date, adopt_from: date | None = None) -> AdoptionOutcome:
    """Take a text on as of a day, and open what it asks then."""
    loaded = load(text)
    with database.write() as session:
        taken = take_on_plan(session, loaded, on, morning(on), adopt_from)
        open_check_ins(session, loaded, on, morning(on))
    return taken


def states(database: Database) -> dict[tuple[str, str, str], str]:
    with database.read() as session:
        return {(c.ref, c.agency, c.occurrence): str(c.state) for c in session.exec(select(CheckIn))}


def counts(database: Database) -> dict[str, int]:
    with database.read() as session:
        tables = Record.metadata.sorted_tables
        return {table.name: session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables}


def test_a_plan_taken_on_for_the_first_time_is_followed_from_that_day(database: Database) -> None:
    assert take_on(database, SMALL_PLAN, OPENS) == AdoptionOutcome("ke-hoach-thu", "new", OPENS)
    with database.read() as session:
        adoption = session.exec(select(Adoption)).one()
        version = session.exec(select(PlanVersion)).one()
    assert (adoption.province, adoption.plan, adoption.adopted_on) == ("tinh-thu", "ke-hoach-thu", OPENS)
    assert (version.number, version.text, json.loads(version.changes)) == (1, SMALL_PLAN, [])


def test_taking_the_same_text_on_twice_writes_no_row(database: Database) -> None:
    take_on(database, SMALL_PLAN, OPENS)
    before = counts(database)
    later = OPENS + timedelta(days=1)
    assert take_on(database, SMALL_PLAN, later) == AdoptionOutcome("ke-hoach-thu", "same", OPENS)
    assert counts(database) == before


def test_an_edited_plan_says_what_it_changed_and_keeps_both_texts(database: Database) -> None:
    take_on(database, SMALL_PLAN, OPENS)
    taken = take_on(database, SMALL_PLAN.replace("Việc của các sở", "Việc chung"), OPENS)
    sentences = ("Đổi tên việc của nhiệm vụ I.1: từ «Việc của các sở» thành «Việc chung».",)
    assert taken == AdoptionOutcome("ke-hoach-thu", "changed", OPENS, sentences)
    with database.read() as session:
        versions = session.exec(select(PlanVersion).order_by(col(PlanVersion.number))).all()
    assert [json.loads(version.changes) for version in versions] == [[], list(sentences)]
    assert versions[0].text == SMALL_PLAN
    assert set(states(database).values()) == {"open"}


def test_a_comment_in_the_file_makes_a_version_and_changes_nothing_else(database: Database) -> None:
    take_on(database, SMALL_PLAN, OPENS)
    before = counts(database)
    assert take_on(database, SMALL_PLAN + "# ghi chú\n", OPENS) == AdoptionOutcome("ke-hoach-thu", "changed", OPENS)
    assert counts(database) == before | {"plan_version": 2, "act": before["act"] + 1}


@pytest.mark.parametrize(
    ("edited", "retired", "reason"),
    [
        (WITHOUT_SECOND, ("I.2", "cong-an-tinh"), "nhiệm vụ đã bỏ khỏi kế hoạch"),
        (SECOND_LEAD, ("I.1", "van-phong-ubnd-tinh"), "không còn chủ trì theo kế hoạch đã sửa"),
    ],
)
def test_what_an_edit_no_longer_asks_is_waived_with_the_reason(
    database: Database, edited: str, retired: tuple[str, str], reason: str
) -> None:
    take_on(database, SMALL_PLAN, OPENS)
    assert take_on(database, edited, OPENS + timedelta(days=1)).retired == 1
    key = (*retired, "2023-H1")
    found = states(database)
    assert found.pop(key) == "waived"
    assert set(found.values()) == {"open"}
    with database.read() as session:
        event = session.exec(select(CheckInEvent).where(CheckInEvent.kind == State.WAIVED)).one()
    assert (event.detail, event.happened_on, event.actor) == (reason, OPENS + timedelta(days=1), "dondoc")


def test_a_period_that_an_edit_no_longer_asks_about_is_waived_too(database: Database) -> None:
    take_on(database, SMALL_PLAN, OPENS)
    assert take_on(database, ONLY_SECOND_HALF, OPENS + timedelta(days=1)).retired == 3
    assert set(states(database).values()) == {"waived"}
    with database.read() as session:
        details = session.exec(select(CheckInEvent.detail).where(CheckInEvent.kind == State.WAIVED)).all()
    assert set(details) == {"kỳ này không còn trong kế hoạch đã sửa"}


def test_a_new_lead_owes_the_occurrence_that_is_open(database: Database) -> None:
    take_on(database, SECOND_LEAD, OPENS)
    take_on(database, SMALL_PLAN, OPENS + timedelta(days=3))
    assert states(database)["I.1", "van-phong-ubnd-tinh", "2023-H1"] == "open"


def test_an_edit_that_is_taken_back_opens_again_what_it_had_waived_however_often(database: Database) -> None:
    take_on(database, SMALL_PLAN, OPENS)
    for number in range(1, 4):
        assert take_on(database, WITHOUT_SECOND, OPENS + timedelta(days=number)).retired == 1
        assert states(database)["I.2", "cong-an-tinh", "2023-H1"] == "waived"
        assert take_on(database, SMALL_PLAN, OPENS + timedelta(days=number)).restored == 1
        assert set(states(database).values()) == {"open"}


def test_what_a_person_waived_stays_waived_whatever_is_edited(database: Database) -> None:
    from models.check_ins.moves import StateChange, move_check_in

    take_on(database, SMALL_PLAN, OPENS)
    with database.write() as session:
        check_in_id = session.exec(select(CheckIn.id).where(CheckIn.ref == "I.2")).one()
        assert move_check_in(session, check_in_id, StateChange(State.WAIVED, "1", OPENS, morning(OPENS), "an"))
    assert take_on(database, WITHOUT_SECOND, OPENS).retired == 0
    assert take_on(database, SMALL_PLAN, OPENS).restored == 0
    assert states(database)["I.2", "cong-an-tinh", "2023-H1"] == "waived"


def test_what_was_answered_is_not_waived_by_an_edit(database: Database) -> None:
    from models.check_ins.moves import StateChange, move_check_in

    take_on(database, SMALL_PLAN, OPENS)
    with database.write() as session:
        check_in_id = session.exec(select(CheckIn.id).where(CheckIn.ref == "I.2")).one()
        move_check_in(session, check_in_id, StateChange(State.ANSWERED, "1", OPENS, morning(OPENS), "an"))
    assert take_on(database, WITHOUT_SECOND, OPENS).retired == 0
    assert states(database)["I.2", "cong-an-tinh", "2023-H1"] == "answered"


def test_a_baseline_check_in_survives_an_edit_of_something_else(database: Database) -> None:
    after_due = date(2023, 7, 3)
    take_on(database, SMALL_PLAN, after_due)
    assert take_on(database, SMALL_PLAN.replace("Việc của các sở", "Việc chung"), after_due).retired == 0
    assert set(states(database).values()) == {"open"}


def test_an_office_may_follow_a_plan_from_an_earlier_day(database: Database) -> None:
    taken = take_on(database, SMALL_PLAN, date(2023, 7, 3), adopt_from=date(2023, 6, 1))
    assert taken.adopted_on == date(2023, 6, 1)
    with database.read() as session:
        found = session.exec(select(CheckIn)).all()
    assert {(c.basis, c.due_on) for c in found} == {("cadence", date(2023, 6, 14))}


def opened(database: Database) -> list[tuple[date, str]]:
    with database.read() as session:
        return sorted({(c.opened_on, c.basis) for c in session.exec(select(CheckIn))})


def test_a_plan_that_is_to_be_followed_later_is_silent_until_the_first_working_day_from_then_on(
    database: Database,
) -> None:
    new_year = date(2024, 1, 1)
    assert take_on(database, SMALL_PLAN, OPENS, adopt_from=new_year).adopted_on == new_year
    with database.read() as session:
        assert plans_to_begin(session, OPENS) == {"ke-hoach-thu": new_year}
    for silent in (date(2023, 6, 15), date(2023, 12, 29), new_year):  # a holiday
        take_on(database, SMALL_PLAN, silent, adopt_from=new_year)
        assert opened(database) == []
    take_on(database, SMALL_PLAN, date(2024, 1, 2), adopt_from=new_year)
    assert opened(database) == [(date(2024, 1, 2), "baseline")]
    with database.read() as session:
        assert plans_to_begin(session, date(2024, 1, 2)) == {}
    take_on(database, SMALL_PLAN, date(2024, 1, 3), adopt_from=date(2025, 1, 1))
    with database.read() as session:
        assert session.exec(select(Adoption)).one().adopted_on == new_year


def test_until_it_begins_the_day_follows_the_setting(database: Database) -> None:
    take_on(database, SMALL_PLAN, OPENS, adopt_from=date(2024, 1, 1))
    assert take_on(database, SMALL_PLAN, date(2023, 5, 16), adopt_from=date(2023, 9, 4)).adopted_on == date(2023, 9, 4)
    assert take_on(database, SMALL_PLAN, date(2023, 5, 17)).adopted_on == date(2023, 5, 17)
    assert opened(database) == [(date(2023, 5, 17), "cadence")]


def test_two_plans_and_two_provinces_are_followed_apart(database: Database) -> None:
    take_on(database, SMALL_PLAN, OPENS)
    take_on(database, SMALL_PLAN.replace("code: ke-hoach-thu", "code: ke-hoach-hai"), OPENS)
    elsewhere = load(
        SMALL_PLAN.replace("province: tinh-thu", "province: tinh-khac"),
        SMALL_REGISTER.replace("code: tinh-thu", "code: tinh-khac"),
    )
    with database.write() as session:
        assert take_on_plan(session, elsewhere, OPENS, morning(OPENS)).outcome == "new"
        assert open_check_ins(session, elsewhere, OPENS, morning(OPENS)) == 3
    assert counts(database)["adoption"] == 3
    assert counts(database)["check_in"] == 9
    with database.write() as session:
        assert take_on_plan(session, elsewhere, OPENS, morning(OPENS)).outcome == "same"
