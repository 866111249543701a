"""What a page counts of the lines that it does not show, on both databases."""

from datetime import date, time

from sqlmodel import select

from models.answers.claims import said_lengths
from models.answers.owed_index import (
    answered_among,
    answered_part,
    answered_place,
    count_answered,
    count_waiting_files,
    newest_answer,
    owed_check_ins,
    settled_in,
    settled_years,
    waiting_since,
)
from models.answers.record import AnswerDraft, record_answers
from models.check_ins.moves import StateChange, move_check_in
from models.clock import moment_on
from models.database import Database
from models.reported.told import told_figures
from models.tables.core import CheckIn, Result, State
from tests.homes.answer_home import HEALTH, HOA
from tests.homes.databases.opened_plans import open_plans

MONDAY = date(2023, 6, 5)
NOW = moment_on(MONDAY, time(9))
OURS = "bac-giang"


def test_what_is_owed_waits_and_is_settled_is_counted_and_the_settled_stand_by_year(database: Database) -> None:
    open_plans(database, ("bac-giang",), MONDAY)
    with database.write() as session:
        lines = list(session.exec(select(CheckIn.id).where(CheckIn.holder == HEALTH).order_by(CheckIn.id)))  # type: ignore[arg-type]
        said = {line: AnswerDraft(Result.IN_PROGRESS, 40, "Đã họp.", "Thiếu người.") for line in lines[:3]}
        record_answers(session, said, HEALTH, NOW, NOW, by=HOA, province=OURS)
        assert move_check_in(session, lines[0], StateChange(State.ACCEPTED, "1", MONDAY, NOW, "Công an tỉnh"))
    with database.read() as session:
        owed = [one.id for one in owed_check_ins(session, HEALTH, MONDAY, province=OURS)]
        waits = [one.id for one in answered_part(session, HEALTH, MONDAY, 0, 9, province=OURS)]
        assert (set(owed), set(waits)) == (set(lines[3:]), set(lines[1:3]))
        assert count_answered(session, HEALTH, MONDAY, province=OURS) == 2
        assert [one.id for one in answered_part(session, HEALTH, MONDAY, 1, 9, province=OURS)] == waits[1:]
        assert [one.id for one in answered_part(session, HEALTH, MONDAY, 0, 1, province=OURS)] == waits[:1]
        assert [one.id for one in answered_among(session, HEALTH, MONDAY, lines, province=OURS)] == waits
        places = [answered_place(session, HEALTH, MONDAY, one, province=OURS) for one in (*waits, lines[0], 0)]
        assert places == [0, 1, None, None]
        count, last = waiting_since(session, HEALTH, moment_on(MONDAY, time(0)), province=OURS)
        assert (count, last) == (2, newest_answer(session, HEALTH, province=OURS))
        assert waiting_since(session, HEALTH, moment_on(MONDAY, time(10)), province=OURS) == (0, None)
        assert settled_years(session, HEALTH, province=OURS) == [(2023, 1)]
        [(check_in, answer)] = settled_in(session, HEALTH, 2023, 0, 10, province=OURS)
        assert (check_in.id, answer and answer.text) == (lines[0], "Đã họp.")
        assert settled_in(session, HEALTH, 2022, 0, 10, province=OURS) == []
        assert settled_in(session, HEALTH, 2023, 1, 10, province=OURS) == []
        assert count_waiting_files(session, HEALTH, province=OURS) == 0
        assert said_lengths(session, lines[:4]) == dict.fromkeys(lines[:3], len("Đã họp.Thiếu người."))
        assert told_figures(session, MONDAY, NOW, "bac-giang") == {}
