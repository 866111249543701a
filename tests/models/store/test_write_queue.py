"""Writers take turns in the order in which they came, in one process and beside another, and none waits for ever."""

import fcntl
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event

import pytest

from models import database as database_module
from models.database import Database, DatabaseError
from models.database_faults import may_pass
from models.store.write_queue import TurnNotComeError, WriteQueue


@contextmanager
def lock_held(file: Path) -> Iterator[None]:
    """Hold a locked file as another process does."""
    number = os.open(file, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def test_who_came_first_writes_first(tmp_path: Path) -> None:
    queue, wrote = WriteQueue(tmp_path / "dondoc.db"), list[int]()

    def write(number: int) -> None:
        with queue.turn(30):
            wrote.append(number)

    with ThreadPoolExecutor(12) as pool, queue.turn(30):
        for number in range(12):
            pool.submit(write, number)
            while len(queue._waiting) <= number:
                pass
    assert wrote == list(range(12))


def test_who_waits_beside_another_process_is_next(tmp_path: Path) -> None:
    ours, theirs = WriteQueue(tmp_path / "dondoc.db"), WriteQueue(tmp_path / "dondoc.db")
    wrote, begun = list[str](), Event()

    def write_theirs() -> None:
        begun.set()
        with theirs.turn(30):
            wrote.append("theirs")

    def write_ours() -> None:
        with ours.turn(30):
            wrote.append("ours")

    with ThreadPoolExecutor(12) as pool, ours.turn(30):
        pool.submit(write_theirs)
        assert begun.wait(30)
        while not is_locked(tmp_path / "dondoc.db-next"):
            pass
        for _ in range(10):
            pool.submit(write_ours)
    assert wrote[0] == "theirs"
    assert len(wrote) == 11


def is_locked(file: Path) -> bool:
    number = os.open(file, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(number)


@pytest.mark.parametrize("held", ["next", "turn"])
def test_nobody_waits_longer_than_he_was_told_and_the_next_gets_in(tmp_path: Path, held: str) -> None:
    queue = WriteQueue(tmp_path / "dondoc.db")
    with lock_held(tmp_path / f"dondoc.db-{held}"), pytest.raises(TurnNotComeError), queue.turn(0.01):
        pytest.fail("it got in")
    with queue.turn(30), pytest.raises(TurnNotComeError), queue.turn(0.01):
        pytest.fail("two at once")
    with queue.turn(0):
        pass


def test_a_writer_that_fails_lets_the_next_one_in(tmp_path: Path) -> None:
    queue = WriteQueue(tmp_path / "dondoc.db")
    with pytest.raises(KeyError), queue.turn(30):
        raise KeyError("a fault")
    with queue.turn(0):
        pass


def test_where_no_file_can_be_made_the_database_itself_says_what_is_wrong(tmp_path: Path) -> None:
    with WriteQueue(tmp_path / "nowhere" / "dondoc.db").turn(0):
        pass


def test_a_turn_that_does_not_come_is_a_fault_of_the_database_that_may_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_MS", 10)
    with closing(Database(f"sqlite:///{tmp_path / 'dondoc.db'}")) as database:
        with lock_held(tmp_path / "dondoc.db-turn"), pytest.raises(DatabaseError) as late, database.write():
            pytest.fail("it got in")
        assert may_pass(late.value)
