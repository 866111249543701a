"""Gathering: a roll-up sees what its members reported for its period, and who confirms minutes sees them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from sqlmodel import select

from models.answers.evidence import KeptFile, add_evidence
from models.answers.record import AnswerDraft, record_answers
from models.answers.roll_ups import Gathered, gathered_for
from models.audit.acts import Person
from models.check_ins.moves import StateChange, move_check_in
from models.check_ins.opening import open_check_ins
from models.clock import moment_on
from models.database import Database
from models.tables.core import CheckIn, Result, State
from plan.library import Library, LoadedPlan, load_plan
from tests.homes.answer_home import opened

BY = Person("Trần Văn Bình", "Trưởng phòng", "page")
ARMY, COLLECTOR, POLICE = "bo-chi-huy-quan-su-tinh", "so-thong-tin-va-truyen-thong", "cong-an-tinh"
JUNE = date(2024, 6, 3)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'dondoc.db'}"


@pytest.fixture
def tuyen_quang() -> LoadedPlan:
    return load_plan("tuyen-quang", Library())


@pytest.fixture
def database(url: str, tuyen_quang: LoadedPlan) -> Iterator[Database]:
    made = opened(url, tuyen_quang, JUNE)
    yield made
    made.close()


def owed(database: Database, ref: str, holder: str, occurrence: str, role: str = "lead") -> CheckIn:
    with database.read() as session:
        chosen = select(CheckIn).where(
            CheckIn.ref == ref, CheckIn.holder == holder, CheckIn.occurrence == occurrence, CheckIn.role == role
        )
        return session.exec(chosen).one()


def answer(database: Database, check_in: CheckIn, draft: AnswerDraft, on: date) -> None:
    now = moment_on(on, time(9))
    with database.write() as session:
        drafts = {check_in.id: draft}
        assert record_answers(session, drafts, check_in.holder, now, now, by=BY, province=check_in.province)


def gathered(database: Database, loaded: LoadedPlan, check_in: CheckIn) -> dict[str, Gathered]:
    return {one.check_in.holder: one for one in _gathered(database, loaded, check_in)}


def test_a_roll_up_sees_its_periods_reports_given_and_missing_in_the_order_of_the_register(
    database: Database, tuyen_quang: LoadedPlan
) -> None:
    roll_up, member = owed(database, "2.2", COLLECTOR, "2024-Q2"), owed(database, "1.4", ARMY, "2024-Q2")
    file = KeptFile("c" * 64, "a.pdf", "application/pdf", 9)
    with database.write() as session:
        add_evidence(session, member.id, ARMY, file, moment_on(JUNE, time(8)), by=BY, province="tuyen-quang")
    parts = (("Kết quả", "Đã rà soát"), ("Kiến nghị", ""))
    answer(database, member, AnswerDraft(Result.DONE, 100, "Xong", parts=parts), JUNE)
    answer(database, member, AnswerDraft(Result.DONE, 100, "Xong hẳn", parts=parts), JUNE)
    with database.write() as session:
        later = replace(file, sha256="d" * 64)
        add_evidence(session, member.id, ARMY, later, moment_on(JUNE, time(10)), by=BY, province="tuyen-quang")
    found = gathered(database, tuyen_quang, roll_up)
    assert ARMY in found
    assert COLLECTOR not in found
    assert list(found) == [code for code in tuyen_quang.register.agencies if code in found]
    of_army = found[ARMY]
    assert of_army.answer is not None
    assert (of_army.answer.text, of_army.parts) == ("Xong hẳn", {"Kết quả": "Đã rà soát"})
    assert [one.sha256[0] for one in of_army.evidence] == ["c"]
    assert {one.check_in.occurrence for one in found.values()} == {"2024-Q2"}
    assert found[POLICE] == Gathered(found[POLICE].check_in, None, {}, ())
    assert gathered(database, tuyen_quang, member) == {}


def test_what_is_waived_is_not_missed_and_what_stands_for_it_is_there_once(
    database: Database, tuyen_quang: LoadedPlan
) -> None:
    roll_up, member = owed(database, "2.2", COLLECTOR, "2024-Q2"), owed(database, "1.4", ARMY, "2024-Q2")
    before = gathered(database, tuyen_quang, roll_up)
    with database.write() as session:
        moved = StateChange(State.WAIVED, "1", JUNE, moment_on(JUNE, time(9)), "An", "không có hệ thống")
        assert move_check_in(session, member.id, moved)
    assert set(before) - set(gathered(database, tuyen_quang, roll_up)) == {ARMY}


def test_what_is_asked_once_gathers_what_was_asked_once(database: Database, tuyen_quang: LoadedPlan) -> None:
    with database.read() as session:
        roll_up = session.exec(select(CheckIn).where(CheckIn.ref == "2.1")).one()
    found = gathered(database, tuyen_quang, roll_up)
    assert ARMY in found
    assert {(one.check_in.ref, one.check_in.occurrence) for one in found.values()} == {("1.2", "2024-04-25")}
    assert roll_up.occurrence == "2024-04-30"


def test_a_roll_up_of_two_tasks_sees_the_reports_of_both_one_task_after_the_other(
    database: Database, tuyen_quang: LoadedPlan
) -> None:
    roll_up = owed(database, "2.2", COLLECTOR, "2024-Q2")
    one, two = (
        [one.check_in.holder for one in _gathered(database, _rolling_up(tuyen_quang, (ref,)), roll_up)]
        for ref in ("1.4", "1.2")
    )
    both = [
        (one.check_in.ref, one.check_in.holder)
        for one in _gathered(database, _rolling_up(tuyen_quang, ("1.4", "1.2")), roll_up)
    ]
    assert one
    assert two
    assert both == [*(("1.4", holder) for holder in one), *(("1.2", holder) for holder in two)]


def _rolling_up(loaded: LoadedPlan, refs: tuple[str, ...]) -> LoadedPlan:
    versions = tuple(replace(task, rolls_up=refs) if task.ref == "2.2" else task for task in loaded.plan.versions)
    return replace(loaded, plan=replace(loaded.plan, versions=versions))


def _gathered(database: Database, loaded: LoadedPlan, check_in: CheckIn) -> list[Gathered]:
    with database.read() as session:
        return gathered_for(session, {check_in.plan: loaded}, [check_in]).get(check_in.id, [])


def test_the_next_quarter_does_not_see_this_one(database: Database, tuyen_quang: LoadedPlan) -> None:
    september = date(2024, 9, 2)
    with database.write() as session:
        open_check_ins(session, tuyen_quang, september, moment_on(september, time(8)))
    found = gathered(database, tuyen_quang, owed(database, "2.2", COLLECTOR, "2024-Q3"))
    assert {one.check_in.occurrence for one in found.values()} == {"2024-Q3"}


def test_who_confirms_the_minutes_sees_the_hosts_and_the_host_sees_none(url: str) -> None:
    loaded, june = load_plan("lao-cai", Library()), date(2023, 6, 5)
    database = opened(url, loaded, june)
    host = owed(database, "2.1", COLLECTOR, "2023-06", "host")
    confirming = owed(database, "2.1", POLICE, "2023-06", "confirming")
    assert gathered(database, loaded, confirming)[COLLECTOR].answer is None
    parts = (("Ngày họp", "5/6/2023"), ("Địa điểm", "Hội trường"))
    answer(database, host, AnswerDraft(Result.DONE, parts=parts), june)
    seen = gathered(database, loaded, confirming)
    assert list(seen) == [COLLECTOR]
    assert seen[COLLECTOR].parts == dict(parts)
    assert gathered(database, loaded, host) == {}
    database.close()
