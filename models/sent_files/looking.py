"""A file is looked at in a process of its own: one made to burst, to hang or to break its reader costs itself, no page."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition
from typing import IO

from models.sent_files.findings import Unfit, UnfitFileError

_LONGEST_WAIT = 120
"""Seconds on the wall; the look itself gives up by the time of its processor, which a busy machine does not shorten."""
_PROJECT = Path(__file__).resolve().parents[2]


class Turns:
    """Whose file is looked at now, and whose waits: who waits holds a thread of the pages, and these are few.

    Of one sender one file is looked at and two wait, so that whoever sends files made to take long waits for himself.
    """

    AT_ONCE, WAITING, WAITING_OF_ONE = 2, 28, 2
    LONGEST_WAIT = 60.0
    """Seconds until a file that waits is given back."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._changed = Condition()
        self._looked_at: list[str] = []
        self._waiting: list[str] = []

    @contextmanager
    def taken_by(self, whose: str) -> Iterator[None]:
        """Wait for the turn of a sender, and hold it. Raise UnfitFileError where too many wait, or it does not come."""
        with self._changed:
            if len(self._waiting) >= self.WAITING or self.waiting_of(whose) >= self.WAITING_OF_ONE:
                raise UnfitFileError(Unfit.BUSY)
            self._waiting.append(whose)
            try:
                has_come = self._changed.wait_for(lambda: self._is_free(whose), self.LONGEST_WAIT)
            finally:
                self._waiting.remove(whose)
            if not has_come:
                raise UnfitFileError(Unfit.BUSY)
            self._looked_at.append(whose)
        try:
            yield
        finally:
            with self._changed:
                self._looked_at.remove(whose)
                self._changed.notify_all()

    def waiting_of(self, whose: str) -> int:
        """Return how many files of a sender wait."""
        return self._waiting.count(whose)

    def _is_free(self, whose: str) -> bool:
        return len(self._looked_at) < self.AT_ONCE and whose not in self._looked_at


_turns = Turns()


def look_apart(file: IO[bytes], whose: str) -> str:
    """Return the media type of a PDF, Word or Excel file, a real file of the machine, by its structure.

    `whose` tells its sender from others, who need not wait for him. Raise UnfitFileError for a file that is not kept; one
    that asks for more time or memory than it may is `too-much`, and one whose turn does not come `busy`.
    """
    file.flush()
    with _turns.taken_by(whose):
        try:
            looked = subprocess.run(
                [sys.executable, "-m", "models.sent_files.structure"],
                cwd=_PROJECT,
                # Nothing of what this process knows is for whoever made the file.
                env={},
                stdin=file.fileno(),
                capture_output=True,
                timeout=_LONGEST_WAIT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UnfitFileError(Unfit.TOO_MUCH) from None
    said = looked.stdout.decode("ascii", "replace")
    if looked.returncode:
        raise UnfitFileError(Unfit.TOO_MUCH)
    if said in set(Unfit):
        raise UnfitFileError(Unfit(said))
    return said
