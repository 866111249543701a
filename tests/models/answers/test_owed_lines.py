"""What an agency owes, line by line: what is carried forward, all that its page shows, and how little is read for it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import event, update
from sqlmodel import col, select

from models.answers.drafts import save_draft
from models.answers.evidence import KeptFile, add_evidence
from models.answers.record import AnswerDraft, OwedLine, lines_of_agency, record_answers, unchanged_draft
from models.check_ins.moves import StateChange, move_check_in
from models.check_ins.opening import open_check_ins
from models.clock import moment_on
from models.database import Database
from models.tables.core import CheckIn, DutyChange, Result, State
from models.tables.decisions import Explanation
from plan.library import Library, LoadedPlan, load_plan
from tests.homes.answer_home import FULL, HEALTH, HELD_MEETING, HOA, MONDAY, NOW, a_return, check_in_of, opened, say


@pytest.fixture(scope="module")
def bac_giang() -> LoadedPlan:
    return load_plan("bac-giang", Library())


@pytest.fixture
def database(tmp_path: Path, bac_giang: LoadedPlan) -> Iterator[Database]:
    made = opened(f"sqlite:///{tmp_path / 'dondoc.db'}", bac_giang)
    yield made
    made.close()


def an_explanation(line: int, number: int) -> Explanation:
    return Explanation(
        check_in_id=line,
        number=number,
        holder=HEALTH,
        reason=f"Lý do {number}",
        given_by="An",
        post="",
        way="page",
        happened_on=MONDAY,
        learnt_at=NOW,
    )


def a_hand_over(line: int, before: str) -> DutyChange:
    return DutyChange(
        check_in_id=line,
        number=1,
        kind="handover",
        holder_before=before,
        holder=HEALTH,
        remind_before=MONDAY,
        remind_on=MONDAY,
        due_before=MONDAY,
        due_on=MONDAY,
        happened_on=MONDAY,
        learnt_at=NOW,
        actor="dondoc",
        act="Quyết định 1",
    )


def test_a_line_carries_its_own_answer_before_that_of_another_period(database: Database, bac_giang: LoadedPlan) -> None:
    autumn = date(2023, 10, 20)
    with database.write() as session:
        open_check_ins(session, bac_giang, autumn, NOW)
    spring_line, autumn_line = check_in_of(database, "II.1.a"), check_in_of(database, "II.1.a", "2023-H2")

    def carried() -> dict[int | None, tuple[str, str]]:
        with database.read() as session:
            lines = lines_of_agency(session, "so-y-te", autumn, province="bac-giang")
        return {
            line.check_in.id: (line.last.text, line.last_occurrence)
            for line in lines
            if line.check_in.ref == "II.1.a" and line.last
        }

    say(database, autumn_line, replace(HELD_MEETING, text="Cuối năm"))
    assert carried() == {autumn_line: ("Cuối năm", "2023-H2"), spring_line: ("Cuối năm", "2023-H2")}
    say(database, spring_line, replace(HELD_MEETING, text="Đầu năm"))
    assert carried() == {autumn_line: ("Cuối năm", "2023-H2"), spring_line: ("Đầu năm", "2023-H1")}


def lines_at(database: Database, on: date = MONDAY) -> dict[str, OwedLine]:
    with database.read() as session:
        return {line.check_in.ref: line for line in lines_of_agency(session, HEALTH, on, province="bac-giang")}


def test_a_line_holds_all_that_its_page_shows(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    with database.write() as session:
        file = KeptFile("a" * 64, "a.pdf", "application/pdf", 9)
        add_evidence(session, line, HEALTH, file, NOW, by=HOA, province="bac-giang")
    say(database, line, FULL)
    with database.write() as session:
        add_evidence(session, line, HEALTH, replace(file, sha256="b" * 64), NOW, by=HOA, province="bac-giang")
        save_draft(session, line, HEALTH, {"text": "Đang viết"}, 0, NOW, by=HOA, province="bac-giang")
        for number in (1, 2):
            session.add(an_explanation(line, number))
            session.add(a_return(line, number, f"Thiếu {number}"))
        session.add(a_hand_over(line, "so-noi-vu"))
    found = lines_at(database)["II.1.a"]
    assert found.last is not None
    assert (found.version, found.last.text, found.answered) == (1, "Đã họp", True)
    assert found.parts == {"Tình hình": "Tốt", "Kiến nghị": "=HYPERLINK(1)"}
    assert (found.figures, found.measures) == ({"I.1.b.6": "82.5"}, {"I.1.b.6": "percent"})
    assert found.draft is not None
    assert found.draft.fields == {"text": "Đang viết"}
    assert [(one.sha256[0], one.version) for one in found.evidence] == [("a", 1), ("b", 0)]
    assert found.verdict is not None
    assert found.verdict.reason == "Thiếu 2"
    assert [one.reason for one in found.explanations] == ["Lý do 1", "Lý do 2"]
    assert (found.extensions, found.objection, found.before) == ((), None, ("so-noi-vu",))
    untouched = lines_at(database)["II.1.b"]
    assert (untouched.version, untouched.last, untouched.draft, untouched.evidence) == (0, None, None, ())


def test_nothing_changed_says_the_last_period_again_and_never_the_lines_own_answer(
    database: Database, bac_giang: LoadedPlan
) -> None:
    spring = check_in_of(database, "II.1.a")
    assert unchanged_draft(lines_at(database)["II.1.a"]) is None
    say(database, spring, replace(FULL, seen_version=0))
    assert unchanged_draft(lines_at(database)["II.1.a"]) is None
    autumn_day = date(2023, 12, 1)
    with database.write() as session:
        move_check_in(session, spring, StateChange(State.ACCEPTED, "1", MONDAY, NOW, "Công an tỉnh"))
        open_check_ins(session, bac_giang, autumn_day, NOW)
    autumn = check_in_of(database, "II.1.a", "2023-H2")
    draft = unchanged_draft(lines_at(database, autumn_day)["II.1.a"])
    assert draft == AnswerDraft(
        Result.IN_PROGRESS,
        40,
        "Đã họp",
        parts=(("Tình hình", "Tốt"), ("Kiến nghị", "=HYPERLINK(1)")),
        figures=(("I.1.b.6", "percent", "82.5"),),
        unchanged=True,
        seen_version=0,
    )
    later = moment_on(autumn_day, time(8))
    assert say(database, autumn, draft, at=later) == [autumn]
    answered = lines_at(database, autumn_day)["II.1.a"]
    assert (answered.version, answered.figures, unchanged_draft(answered)) == (1, {"I.1.b.6": "82.5"}, None)
    assert answered.last is not None
    assert answered.last.unchanged


def test_no_meeting_is_like_the_one_before(tmp_path: Path) -> None:
    loaded, host, december = load_plan("lao-cai", Library()), "so-thong-tin-va-truyen-thong", date(2023, 12, 1)
    database = opened(f"sqlite:///{tmp_path / 'lao-cai.db'}", loaded)
    with database.write() as session:
        (june,) = lines_of_agency(session, host, MONDAY, province="lao-cai")
        drafts = {june.check_in.id: AnswerDraft(Result.DONE, parts=(("Ngày họp", "5/6/2023"),))}
        record_answers(session, drafts, host, NOW, NOW, by=HOA, province="lao-cai")
        open_check_ins(session, loaded, december, NOW)
        check_in = session.exec(select(CheckIn).where(CheckIn.occurrence == "2023-12", CheckIn.role == "host")).one()
        check_in.holder = host
    with database.read() as session:
        lines = lines_of_agency(session, host, december, province="lao-cai")
        winter = next(line for line in lines if line.check_in.id == check_in.id)
    assert winter.parts == {"Ngày họp": "5/6/2023"}
    assert unchanged_draft(winter) is None
    database.close()


def test_a_page_is_read_in_as_many_statements_for_forty_lines_as_for_one(database: Database) -> None:
    line = check_in_of(database, "II.1.a")
    say(database, line, FULL)
    counted: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))

    def count_for(lines: int) -> int:
        with database.read() as session:
            counted.clear()
            found = lines_of_agency(session, HEALTH, MONDAY, province="bac-giang")
            assert len(found) == lines
            return len(counted)

    with database.write() as session:
        rows = session.exec(select(CheckIn).where(CheckIn.holder == HEALTH)).all()
        here = len(rows)
        copied = rows[0].model_dump(exclude={"id"})
        for number in range(40 - here):
            session.add(CheckIn(**copied | {"occurrence": f"2023-{number}"}))
    forty = count_for(40)
    with database.write() as session:
        session.execute(update(CheckIn).where(col(CheckIn.id) != line).values(holder="so-tu-phap"))
    assert count_for(1) == forty
    assert forty <= 11
