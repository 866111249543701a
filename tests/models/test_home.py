"""The home's own record: real or a trial for good, and which day a trial shows."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.check_ins.adoption import take_on_plan
from models.database import Database
from models.home import HomeState, TrialRefusedError, clock_of, prepare_home, read_home
from models.tables.core import HomeRecord
from plan.library import Library, load_plan
from tests.homes.databases.templates import migrated
from tests.homes.offices import morning

ON = date(2023, 6, 5)
NOW = morning(date(2026, 8, 3))
"""The machine's moment."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = migrated(f"sqlite:///{tmp_path / 'dondoc.db'}")
    yield opened
    opened.close()


def prepare(database: Database, on: date | None) -> HomeState:
    with database.write() as session:
        return prepare_home(session, NOW, on)


def state(database: Database) -> HomeState:
    with database.read() as session:
        return read_home(session)


def adopt(database: Database) -> None:
    with database.write() as session:
        take_on_plan(session, load_plan("bac-giang", Library()), ON, NOW)


def test_an_empty_database_counts_as_a_real_home(database: Database) -> None:
    assert state(database) == HomeState(None)
    assert not state(database).is_trial


def test_a_home_prepared_without_a_day_is_real_and_its_clock_the_machines(database: Database) -> None:
    assert prepare(database, None) == state(database) == HomeState(None)
    assert clock_of(database).today() >= date(2026, 1, 1)


def test_a_made_up_day_in_an_empty_home_marks_it_as_a_trial_and_its_clock_shows_the_day(database: Database) -> None:
    assert prepare(database, ON).is_trial
    adopt(database)
    assert clock_of(database).today() == ON


def test_a_trial_moves_forward_and_its_clock_with_it_and_a_start_without_a_day_leaves_it(database: Database) -> None:
    prepare(database, ON)
    clock = clock_of(database)
    adopt(database)
    prepare(database, date(2023, 7, 10))
    assert clock.today() == date(2023, 7, 10)
    assert prepare(database, None) == HomeState(date(2023, 7, 10))
    assert prepare(database, date(2023, 7, 10)) == HomeState(date(2023, 7, 10))


def test_a_trial_does_not_move_back(database: Database) -> None:
    prepare(database, ON)
    with pytest.raises(TrialRefusedError) as refused:
        prepare(database, date(2023, 6, 4))
    assert str(refused.value) == (
        "Bản chạy thử này đã ở ngày 05/6/2023; không lùi về 04/6/2023 được. "
        "Hãy chạy thử trong một thư mục trống khác bằng --home."
    )
    assert state(database) == HomeState(ON)


def test_a_made_up_day_is_refused_in_a_real_home_that_follows_a_plan(database: Database) -> None:
    prepare(database, None)
    adopt(database)
    with pytest.raises(TrialRefusedError) as refused:
        prepare(database, ON)
    assert str(refused.value).startswith("Đây là thư mục dữ liệu thật nên không dùng được ngày giả định (--on); hãy")
    assert state(database) == HomeState(None)


def test_a_real_home_in_which_nothing_has_happened_may_still_become_a_trial(database: Database) -> None:
    prepare(database, None)
    assert prepare(database, ON).is_trial


def test_the_home_remembers_when_it_was_made_by_the_machines_moment(database: Database) -> None:
    prepare(database, ON)
    prepare(database, date(2023, 7, 10))
    with database.read() as session:
        assert session.get_one(HomeRecord, 1).made_at == NOW
