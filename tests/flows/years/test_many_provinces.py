"""A round of a home of many provinces: in memory is one of them at a time, and its letters leave in the order they always did."""

import sqlite3
import sys
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from sqlalchemy import text

from bench.made_up.homes import MadeHome, make_home
from bench.made_up.provinces import NORMAL_DAY, Shape, dated_times
from flows.acts.open_home import OpenHome
from flows.round import SEND, STEPS, begin_round
from flows.steps import run_steps
from models.check_ins.looks import next_look
from models.clock import ROUND_AT, moment_on
from notifications.outbox.looks import next_days
from tests.homes.databases.statements import counting

AGENCIES, TASKS = 12, 40


@contextmanager
def home_of(folder: Path, provinces: int, agencies: int = AGENCIES) -> Iterator[OpenHome]:
    home = MadeHome(folder)
    make_home(home, Shape(provinces, agencies, TASKS), dated_times(TASKS), NORMAL_DAY, seed=1)
    with home.open(NORMAL_DAY) as office:
        yield office


def write(office: OpenHome) -> None:
    """Run the round of the normal day, without sending."""
    current = begin_round(office, moment_on(NORMAL_DAY, ROUND_AT))
    assert not list(run_steps((step for step in STEPS if step is not SEND), current, current.note))


def said(folder: Path, query: str) -> list[tuple[object, ...]]:
    database = sqlite3.connect(folder / "dondoc.db")
    try:
        return database.execute(query).fetchall()
    finally:
        database.close()


def peak_of(folder: Path, provinces: int) -> int:
    """Return how many bytes a round takes at most, over what stood in memory before."""
    with home_of(folder, provinces) as office:
        tracemalloc.start()
        try:
            write(office)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


def test_a_round_of_six_provinces_takes_hardly_more_memory_than_one_of_a_single_province(tmp_path: Path) -> None:
    peak_of(tmp_path / "first", 1)  # what the first round of a process leaves in memory counts for nobody
    one, six = peak_of(tmp_path / "one", 1), peak_of(tmp_path / "six", 6)
    assert six < 2 * one


def test_the_statements_of_a_round_are_bounded_by_its_provinces(tmp_path: Path) -> None:
    asked: dict[tuple[int, int], int] = {}
    for provinces, agencies in ((2, AGENCIES), (2, 3 * AGENCIES), (5, AGENCIES)):
        with home_of(tmp_path / f"{provinces}-{agencies}", provinces, agencies) as office:
            with counting(office.database) as statements:
                write(office)
            asked[provinces, agencies] = len(statements)
    assert asked[2, AGENCIES] == asked[2, 3 * AGENCIES]
    assert asked[5, AGENCIES] - asked[2, AGENCIES] <= 3 * 20


def test_letters_leave_by_name_across_provinces_with_the_offices_last(tmp_path: Path) -> None:
    with home_of(tmp_path / "home", 3) as office:
        with office.database.write() as session:  # something waits on each office's desk, and it was not told this week
            first = "SELECT min(id) FROM check_in WHERE state = 'open' GROUP BY province"
            session.execute(text(f"UPDATE check_in SET state = 'ownerless' WHERE id IN ({first})"))  # noqa: S608  our own words
            session.execute(text("UPDATE letter SET weekly = false"))
        write(office)
    found = said(tmp_path / "home", "SELECT recipient, written_on FROM letter ORDER BY id")
    written = [str(name) for name, day in found if day == NORMAL_DAY.isoformat()]
    offices = [name for name in written if name.endswith("van-phong-ubnd-tinh")]
    assert len(offices) == 3
    assert written == [*sorted(set(written) - set(offices)), *sorted(offices)]


def test_what_became_late_is_recorded_inside_the_database(tmp_path: Path) -> None:
    with home_of(tmp_path / "home", 2) as office, counting(office.database) as statements:
        write(office)
    recorded = [statement for statement in statements if statement.startswith("INSERT INTO check_in_event")]
    assert len(recorded) == 1  # everything fell due on one day
    assert "SELECT check_in.id" in recorded[0]


def test_each_check_in_that_a_letter_may_list_is_weighed_once(tmp_path: Path) -> None:
    calls = Counter[str]()

    def count(frame: FrameType, event: str, _what: object) -> None:
        calls[frame.f_code.co_name] += event == "call"

    with home_of(tmp_path / "home", 1) as office:
        sys.setprofile(count)
        try:
            write(office)
        finally:
            sys.setprofile(None)
    owed = len(said(tmp_path / "home", "SELECT id FROM check_in WHERE state IN ('open', 'returned')"))
    assert 0 < calls["_section_of"] <= owed
    assert 0 < calls["alike"] <= 3 * owed


@pytest.mark.parametrize("at_once", [7, 50])
def test_what_is_due_is_looked_at_in_pieces_and_nothing_is_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    told = []
    for name, most in (("whole", next_look.AT_ONCE), ("pieces", at_once)):
        with home_of(tmp_path / name, 2) as office, monkeypatch.context() as patch:
            patch.setattr(next_look, "AT_ONCE", most)
            patch.setattr(next_days, "AT_ONCE", most)
            write(office)
        notices = "SELECT check_in_id, recipient, purpose, rung, outcome, reason FROM notice ORDER BY 1, 2, 3, 4"
        told.append((said(tmp_path / name, notices), said(tmp_path / name, "SELECT id, next_on FROM check_in")))
    assert told[0] == told[1]
    assert len(told[0][0]) > 2 * at_once
