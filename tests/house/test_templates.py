"""Templates of homes and databases: made once, made anew with the code, and the same for whoever asks."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.database import Database
from tests.homes.databases.templates import (
    DATABASE,
    MADE_OF,
    migrate,
    migrated,
    put_migrated_file,
    state_of_the_code,
    template,
)


def test_of_many_who_ask_at_once_one_makes_it_and_all_get_the_same(tmp_path: Path) -> None:
    made = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "one").write_text("whole")

    with ThreadPoolExecutor(8) as workers:
        given = list(workers.map(lambda _: template("home", make, tmp_path), range(16)))
    assert len(made) == 1
    assert {(folder / "one").read_text() for folder in given} == {"whole"}


def test_one_that_could_not_be_made_is_begun_anew_and_never_given_half(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        template("home", fail, tmp_path)
    assert list(template("home", lambda folder: (folder / "whole").touch(), tmp_path).iterdir()) == [
        tmp_path / "home" / "whole"
    ]


def test_what_a_test_has_set_in_its_environment_is_not_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_PLANS", "khac")
    template("home", lambda folder: (folder / "seen").write_text(os.environ.get("DONDOC_PLANS", "")), tmp_path)
    assert (tmp_path / "home" / "seen").read_text() == ""
    assert os.environ["DONDOC_PLANS"] == "khac"


@pytest.mark.parametrize("folder", MADE_OF)
def test_a_change_of_any_file_that_says_what_is_in_it_is_another_state(tmp_path: Path, folder: str) -> None:
    place = tmp_path / folder / "inside"
    place.mkdir(parents=True)
    (tmp_path / "requirements.lock").write_text("one==1")
    (place / "__pycache__").mkdir()
    seen = {state_of_the_code(tmp_path)}
    (place / "__pycache__" / "rule.pyc").write_text("compiled")
    assert {state_of_the_code(tmp_path)} == seen
    for text in ("due: 15/6", "due: 16/6", "due: 16/60"):
        (place / "rule.yaml").write_text(text)
        seen.add(state_of_the_code(tmp_path))
    (place / "rule.yaml").rename(place / "other.yaml")
    seen.add(state_of_the_code(tmp_path))
    (tmp_path / "requirements.lock").write_text("one==2")
    seen.add(state_of_the_code(tmp_path))
    assert len(seen) == 6


def test_the_file_with_all_tables_is_what_the_migrations_make_and_nothing_more(tmp_path: Path) -> None:
    put_migrated_file(tmp_path / "copied" / DATABASE)
    made = Database(f"sqlite:///{tmp_path / 'made.db'}")
    migrate(made)
    made.close()
    assert _dump(tmp_path / "copied" / DATABASE) == _dump(tmp_path / "made.db")
    with pytest.raises(AssertionError):
        put_migrated_file(tmp_path / "copied" / DATABASE)


def test_a_file_that_is_there_is_migrated_and_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "old.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE of_old (id INTEGER)")
    connection.close()
    migrated(f"sqlite:///{file}").close()
    assert ["CREATE TABLE of_old (id INTEGER);"] in _dump(file)


def _dump(file: Path) -> list[list[str]]:
    """Return all statements that make a database, the lines of each in order: constraints stand in any."""
    connection = sqlite3.connect(file)
    statements = [sorted(line.strip(" \t,") for line in one.splitlines()) for one in connection.iterdump()]
    connection.close()
    return statements
