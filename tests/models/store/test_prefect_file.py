"""Prefect's own database: a file that cannot be read is known for it, a sound one never taken for damaged."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from models.store.prefect_file import is_whole, prefect_file, put_file_aside

NOW = datetime.fromisoformat("2026-11-27T07:30:00+07:00")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a database as Prefect leaves it, with more than one page."""
    file = prefect_file(tmp_path)
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as made:
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("CREATE TABLE alembic_version (version_num)")
        made.execute("CREATE TABLE flow_run (name)")
        made.executemany("INSERT INTO flow_run VALUES (?)", [(f"Đôn đốc {number}" * 20,) for number in range(400)])
        made.commit()
    return file


@pytest.fixture
def written_by_another(file: Path) -> Iterator[Path]:
    with closing(sqlite3.connect(file, isolation_level=None)) as server:
        server.execute("BEGIN IMMEDIATE")
        server.execute("INSERT INTO flow_run VALUES ('đang ghi')")
        yield file


def test_a_sound_file_is_whole_while_a_server_writes_to_it_too(written_by_another: Path) -> None:
    assert is_whole(written_by_another)


def test_what_is_not_there_or_empty_is_for_prefect_to_make(file: Path) -> None:
    file.write_bytes(b"")
    assert is_whole(file)
    file.unlink()
    assert is_whole(file)


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def of_another_program(file: Path) -> None:
    with closing(sqlite3.connect(file)) as opened:
        opened.execute("DROP TABLE alembic_version")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda file: os.truncate(file, file.stat().st_size // 2), id="cut"),
        pytest.param(lambda file: file.write_bytes(b"\0" * 100 + file.read_bytes()[100:]), id="header of zeros"),
        pytest.param(lambda file: file.write_text("không phải cơ sở dữ liệu\n" * 500), id="a text"),
        pytest.param(lambda file: file.write_bytes(file.read_bytes()[:8192] + os.urandom(30_000)), id="random bytes"),
        pytest.param(a_folder, id="a folder"),
        pytest.param(of_another_program, id="another program's"),
    ],
)
def test_a_damaged_file_is_known_and_put_aside_with_what_lies_beside_it(
    file: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(file)
    assert not is_whole(file)
    file.with_name("prefect.db-wal").write_bytes(b"x")
    aside = put_file_aside(file, NOW)
    assert aside == file.parent / "de-rieng-20261127-073000"
    assert {path.name for path in aside.iterdir()} >= {"prefect.db", "prefect.db-wal"}
    assert list(file.parent.iterdir()) == [aside]
