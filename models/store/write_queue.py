"""Who writes next: writers take turns in the order in which they came, and nobody waits longer than he was told.

SQLite lets one writer in and has the others ask again after a pause, so that whoever has just come may get in before one
who has asked for half a minute. Within a process writers stand in a queue; between processes two locked files keep the
order: who has the first waits for the second, and only he.
"""

import fcntl
import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic, sleep

_PAUSE = 0.002
"""How long is waited before a locked file is asked for again, in seconds."""


class TurnNotComeError(Exception):
    """A writer that waited as long as he was told to, and whose turn did not come."""


class WriteQueue:
    """The writers of one database: one at a time, the first to come first, in this process and beside others."""

    def __init__(self, database: Path) -> None:
        """Take turns by two files beside a database file; they are made when somebody writes."""
        self._next, self._turn = (database.with_name(f"{database.name}-{name}") for name in ("next", "turn"))
        self._guard = Lock()
        self._is_taken = False
        self._waiting: deque[Lock] = deque()

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Let the block run when its turn has come. Raise TurnNotComeError where it does not within so many seconds.

        In a folder in which no file can be made or locked, writers of other processes are not waited for: the database
        says what is wrong.
        """
        give_up = monotonic() + seconds
        self._wait_here(seconds)
        try:
            with self._wait_for_others(give_up):
                yield
        finally:
            self._pass_on()

    def _wait_here(self, seconds: float) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            called = Lock()
            called.acquire()
            self._waiting.append(called)
        if called.acquire(timeout=seconds):
            return
        with self._guard:
            if called in self._waiting:
                self._waiting.remove(called)
                raise TurnNotComeError(f"no turn within {seconds} s")
        # It was called at the very moment at which it gave up.

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False

    @contextmanager
    def _wait_for_others(self, give_up: float) -> Iterator[None]:
        opened = list[int]()
        try:
            for file in (self._next, self._turn):
                if not _lock(file, opened, give_up):
                    break
            if len(opened) == 2:
                os.close(opened.pop(0))  # whoever comes next may wait for this turn to end
            yield
        finally:
            for number in opened:
                os.close(number)


def _lock(file: Path, opened: list[int], give_up: float) -> bool:
    """Lock a file and add its number to those opened; tell whether it could be. Raise TurnNotComeError past `give_up`."""
    try:
        opened.append(os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    except OSError:
        return False
    while True:
        try:
            fcntl.flock(opened[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() > give_up:
                raise TurnNotComeError(f"no turn at {file.name}") from None
            sleep(_PAUSE)
        except OSError:
            return False
        else:
            return True
