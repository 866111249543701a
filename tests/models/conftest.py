"""The judged plan with every line open, and a session whose work is undone."""

from collections.abc import Iterator

import pytest

from models.database import Database, Session
from tests.homes.judged_plan import opened


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give a database in which every line of the judged plan is open since 5/6/2023."""
    database = opened(f"sqlite:///{tmp_path_factory.mktemp('judged') / 'dondoc.db'}")
    yield database
    database.close()


@pytest.fixture
def session(whole: Database) -> Iterator[Session]:
    """Give a session whose work is undone after the test."""
    with whole.write() as session:
        yield session
        session.rollback()
