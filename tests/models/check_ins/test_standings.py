"""Where a check-in stands on a day, as far as it was known: derived from what happened, never stored."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from models.check_ins.duties import RETURN, Change, Duty, change_duty
from models.check_ins.moves import StateChange, move_check_in
from models.check_ins.opening import record_lateness
from models.check_ins.standings import APART_STAGES, REPORTING_STAGES, Standing, standings
from models.clock import day_of, end_of_day, moment_on
from models.database import Database, Session
from models.tables.core import Answer, CheckIn, CheckInEvent, Result, State
from models.tables.decisions import Verdict
from reports.frames.reading import read_standings
from tests.homes.databases.templates import empty, migrated
from tests.homes.plans.small_plan import LOADED

OPENED, DUE = date(2023, 5, 15), date(2023, 6, 14)
PLAN = replace(LOADED.plan, province="tinh-thu", code="thu")
YEARS_LATER = moment_on(date(2030, 1, 1), time(8, 0))


@pytest.fixture(scope="module")
def one_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = migrated(f"sqlite:///{tmp_path_factory.mktemp('days') / 'dondoc.db'}")
    yield opened
    opened.close()


def day(written: str) -> date:
    number, month = (int(part) for part in written.split("/"))
    return date(2023, month, number)


def at(written: str) -> datetime:
    """Return 10:00 of a day of 2023, or the time written after it: `14/6 23:59`."""
    on, _, clock = written.partition(" ")
    return moment_on(day(on), time.fromisoformat(clock or "10:00"))


def open_one(database: Database, ref: str = "I.1", plan: str = "thu", due_on: date = DUE) -> int:
    """Open a check-in on 15/5/2023, which is known from then on."""
    with database.write() as session:
        check_in = CheckIn(
            province="tinh-thu",
            plan=plan,
            ref=ref,
            agency="so-y-te",
            role="lead",
            scope="",
            occurrence="2023-H1",
            holder="so-y-te",
            basis="cadence",
            opens_on=OPENED,
            opened_on=OPENED,
            remind_on=due_on,
            due_on=due_on,
            rule="",
            calendar="",
            state=State.OPEN,
        )
        session.add(check_in)
        session.flush()
        event: dict[str, Any] = {"kind": "open", "item": "", "happened_on": OPENED, "learnt_at": at("15/5 07:30")}
        session.add(CheckInEvent(check_in_id=check_in.id, actor="dondoc", detail="", **event))
        return check_in.id


def answer(
    database: Database, check_in_id: int, happened: str, learnt: str = "", result: Result = Result.IN_PROGRESS
) -> None:
    """Record an answer's next version, learnt when it happened unless told otherwise."""
    with database.write() as session:
        known = select(Answer.version).where(Answer.check_in_id == check_in_id).order_by(col(Answer.version).desc())
        version = (session.exec(known).first() or 0) + 1
        happened_at, learnt_at = at(happened), at(learnt or happened)
        move = StateChange(State.ANSWERED, str(version), day_of(happened_at), learnt_at, "Lê An")
        assert move_check_in(session, check_in_id, move)
        said: dict[str, Any] = {"text": f"lần {version}", "difficulties": "", "proposals": "", "percent": 10 * version}
        who: dict[str, Any] = {"answered_by": "Lê An", "post": "", "way": "page"}
        moments: dict[str, Any] = {"happened_at": happened_at, "learnt_at": learnt_at}
        session.add(Answer(check_in_id=check_in_id, version=version, result=result, **said, **who, **moments))


def move(database: Database, check_in_id: int, to: State, on: str, learnt: str = "") -> None:
    with database.write() as session:
        assert move_check_in(session, check_in_id, StateChange(to, on, day(on), at(learnt or on), "an"))


def standing(database: Database, on: str, known: str = "") -> tuple[str, int]:
    """Return the stage and the days late of the one check-in on a day, known at 24:00 of it unless told otherwise.

    Reports derive the same for all check-ins together.
    """
    known_at = at(known) if known else end_of_day(day(on))
    with database.read() as session:
        (found,) = standings(session, day(on), known_at)
        assert list(read_standings(session, PLAN, day(on), known_at)) == [found]
    return found.stage, found.days_late


def test_before_its_opening_nothing_is_told_of_a_check_in(database: Database) -> None:
    open_one(database)
    with database.read() as session:
        assert standings(session, day("14/5"), YEARS_LATER) == []
        assert standings(session, day("15/5"), at("15/5 07:29")) == []
    assert standing(database, "15/5", "15/5 07:30") == ("open_in_time", 0)


@pytest.mark.parametrize(
    ("on", "stage", "days_late"),
    [
        ("15/5", "open_in_time", 0),
        ("14/6", "open_in_time", 0),
        ("15/6", "open_overdue", 1),
        ("4/7", "open_overdue", 20),
    ],
)
def test_without_an_answer_the_due_date_decides(database: Database, on: str, stage: str, days_late: int) -> None:
    open_one(database)
    with database.write() as session:
        record_lateness(session, date(2023, 7, 4), at("4/7"))
    assert standing(database, on) == (stage, days_late)


@pytest.mark.parametrize(
    ("happened", "stage", "days_late"),
    [
        ("1/6", "on_time", 0),
        ("14/6 00:00", "on_time", 0),
        ("14/6 23:59:59.999999", "on_time", 0),
        ("15/6 00:00", "late", 1),
        ("4/7", "late", 20),
    ],
)
def test_an_answer_is_in_time_until_24_00_of_the_due_date(
    database: Database, happened: str, stage: str, days_late: int
) -> None:
    answer(database, open_one(database), happened)
    on = happened.split(maxsplit=1)[0]
    assert standing(database, on) == standing(database, "30/12") == (stage, days_late)
    with database.read() as session:
        (found,) = standings(session, day("30/12"), YEARS_LATER)
    assert found.answered_on == day(on)


def test_a_past_day_is_told_as_it_was_before_the_answer(database: Database) -> None:
    answer(database, open_one(database), "20/6")
    told = [standing(database, on, "30/6") for on in ("14/6", "19/6", "20/6", "21/6")]
    assert told == [("open_in_time", 0), ("open_overdue", 5), ("late", 6), ("late", 6)]


def test_an_answer_that_was_learnt_later_counts_from_then_on_for_the_day_it_happened(database: Database) -> None:
    answer(database, open_one(database), "13/6", learnt="20/6")
    assert standing(database, "16/6", "16/6 23:00") == ("open_overdue", 2)
    assert standing(database, "16/6", "20/6 10:00") == ("on_time", 0)
    assert standing(database, "12/6", "30/6") == ("open_in_time", 0)


def test_of_two_versions_punctuality_goes_by_the_first_that_happened_and_the_claim_by_the_newest(
    database: Database,
) -> None:
    check_in_id = open_one(database)
    answer(database, check_in_id, "12/6", result=Result.IN_PROGRESS)
    answer(database, check_in_id, "20/6", result=Result.DONE)
    with database.read() as session:
        (before,) = standings(session, day("15/6"), end_of_day(day("15/6")))
        (after,) = standings(session, day("20/6"), end_of_day(day("20/6")))
    assert (before.stage, before.result, before.percent) == ("on_time", Result.IN_PROGRESS, 10)
    assert (after.stage, after.result, after.percent) == ("on_time", Result.DONE, 20)


def test_a_version_recorded_later_for_an_earlier_day_makes_the_answer_punctual(database: Database) -> None:
    check_in_id = open_one(database)
    answer(database, check_in_id, "16/6")
    answer(database, check_in_id, "13/6", learnt="20/6")
    assert standing(database, "19/6") == ("late", 2)
    assert standing(database, "20/6") == ("on_time", 0)
    assert standing(database, "14/6", "30/6") == ("on_time", 0)


def test_while_it_is_sent_back_an_answer_counts_as_not_given(database: Database) -> None:
    check_in_id = open_one(database)
    answer(database, check_in_id, "12/6")
    move(database, check_in_id, State.RETURNED, "13/6")
    assert standing(database, "14/6") == ("open_in_time", 0)
    assert standing(database, "16/6") == ("open_overdue", 2)
    with database.read() as session:
        (found,) = standings(session, day("16/6"), YEARS_LATER)
    assert (found.state, found.answered_on, found.result) == (State.RETURNED, None, Result.IN_PROGRESS)
    answer(database, check_in_id, "19/6")
    assert standing(database, "19/6") == ("on_time", 0)


def test_an_accepted_answer_stands_where_it_stood(database: Database) -> None:
    check_in_id = open_one(database)
    answer(database, check_in_id, "16/6")
    move(database, check_in_id, State.ACCEPTED, "30/6")
    assert standing(database, "20/6") == standing(database, "30/6") == ("late", 2)


@pytest.mark.parametrize("state", [State.WAIVED, State.SUPERSEDED, State.OWNERLESS])
def test_what_nobody_owes_any_more_stands_apart_and_is_never_late(database: Database, state: State) -> None:
    move(database, open_one(database), state, "20/6")
    assert standing(database, "19/6") == ("open_overdue", 5)
    assert standing(database, "20/6") == (str(state), 0)
    assert standing(database, "30/12") == (str(state), 0)
    assert state in APART_STAGES


def test_a_move_that_was_learnt_later_is_not_known_before(database: Database) -> None:
    move(database, open_one(database), State.WAIVED, "10/6", learnt="20/6")
    assert standing(database, "15/6", "19/6") == ("open_overdue", 1)
    assert standing(database, "15/6", "20/6") == ("waived", 0)


def test_standings_come_by_due_date_and_of_one_plan_if_asked(database: Database) -> None:
    open_one(database, "I.3", due_on=date(2023, 6, 20))
    open_one(database, "I.1")
    open_one(database, "I.2", plan="hai")
    with database.read() as session:
        assert [s.ref for s in standings(session, day("1/6"), YEARS_LATER)] == ["I.1", "I.2", "I.3"]
        assert [s.ref for s in standings(session, day("1/6"), YEARS_LATER, "hai")] == ["I.2"]
        assert standings(session, day("1/6"), YEARS_LATER, "ba") == []


@dataclass(frozen=True)
class Act:
    """Something done to a check-in: what, how many days after its opening, and how many days later it was learnt."""

    what: str
    after: int
    learnt_after: int


ACTS = st.lists(
    st.builds(
        Act,
        st.sampled_from(["answer", "return", "accept", "waive"]),
        st.integers(0, 60),
        st.integers(0, 20),
    ),
    max_size=5,
)


@settings(max_examples=50)
@given(st.lists(ACTS, min_size=1, max_size=4), st.integers(0, 80), st.integers(0, 100))
def test_whatever_was_done_every_check_in_opened_stands_in_one_cell_and_later_news_changes_no_past_knowledge(
    one_database: Database, lives: list[list[Act]], on_after: int, known_after: int
) -> None:
    empty(one_database)
    on, known_at = OPENED + timedelta(days=on_after), end_of_day(OPENED + timedelta(days=known_after))
    numbers = [open_one(one_database, f"I.{number}") for number in range(len(lives))]
    early = [(n, act) for n, life in zip(numbers, lives, strict=True) for act in life if act_known(act, known_at)]
    late = [(n, act) for n, life in zip(numbers, lives, strict=True) for act in life if not act_known(act, known_at)]
    for number, act in sorted(early, key=lambda pair: pair[1].after + pair[1].learnt_after):
        do(one_database, number, act)
    then = told(one_database, on, known_at)
    for number, act in sorted(late, key=lambda pair: pair[1].after + pair[1].learnt_after):
        do(one_database, number, act)
    assert told(one_database, on, known_at) == then
    assert len(then) == len(lives)
    for found in then:
        assert found.stage in (*REPORTING_STAGES, *APART_STAGES)
        assert (found.days_late > 0) == (found.stage in ("late", "open_overdue"))
        assert (found.answered_on is not None) == (found.stage in ("on_time", "late"))
        assert (found.stage in APART_STAGES) == (found.state in APART_STAGES)


def act_known(act: Act, known_at: datetime) -> bool:
    return learnt_of(act) <= known_at


def learnt_of(act: Act) -> datetime:
    return moment_on(OPENED + timedelta(days=act.after + act.learnt_after), time(10, 0))


def told(database: Database, on: date, known_at: datetime) -> list[Standing]:
    with database.read() as session:
        return standings(session, on, known_at)


def do(database: Database, check_in_id: int, act: Act) -> None:
    """Do an act if the check-in's state allows it."""
    happened_on = OPENED + timedelta(days=act.after)
    to = {"answer": State.ANSWERED, "return": State.RETURNED, "accept": State.ACCEPTED, "waive": State.WAIVED}[act.what]
    with database.write() as session:
        version = len(session.exec(select(Answer).where(Answer.check_in_id == check_in_id)).all()) + 1
        events = len(session.exec(select(CheckInEvent).where(CheckInEvent.check_in_id == check_in_id)).all())
        if not move_check_in(session, check_in_id, StateChange(to, str(events), happened_on, learnt_of(act), "an")):
            return
        if to == State.RETURNED:
            give_back(session, check_in_id, version - 1, happened_on, learnt_of(act))
        if to == State.ANSWERED:
            session.add(
                Answer(
                    check_in_id=check_in_id,
                    version=version,
                    result=Result.IN_PROGRESS,
                    text="",
                    difficulties="",
                    proposals="",
                    answered_by="an",
                    post="",
                    way="page",
                    happened_at=moment_on(happened_on, time(10, 0)),
                    learnt_at=learnt_of(act),
                )
            )


def give_back(session: Session, check_in_id: int, version: int, on: date, learnt_at: datetime) -> None:
    """Record the verdict of a return, and its date five days on."""
    due_on = on + timedelta(days=5)
    who: dict[str, Any] = {
        "judge": "cong-an-tinh",
        "judged_by": "an",
        "post": "",
        "way": "page",
        "reason": "thiếu",
        "document": "",
    }
    days: dict[str, Any] = {"due_on": due_on, "happened_on": on, "learnt_at": learnt_at}
    session.add(Verdict(check_in_id=check_in_id, version=version, kind=State.RETURNED, **who, **days))
    check_in = session.exec(select(CheckIn).where(CheckIn.id == check_in_id)).one()
    duty = Duty(check_in.holder, due_on, due_on)
    assert change_duty(session, check_in, duty, Change(RETURN, "trả lại", on, learnt_at))
