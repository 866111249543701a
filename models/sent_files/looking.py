"""A file is looked at in a process of its own: one made to burst, to hang or to break its reader costs itself, no page."""

import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO

from models.sent_files.findings import Unfit, UnfitFileError

_LONGEST_WAIT = 120
"""Seconds on the wall; the look itself gives up by the time of its processor, which a busy machine does not shorten."""
_AT_ONCE = BoundedSemaphore(2)
_PROJECT = Path(__file__).resolve().parents[2]


def look_apart(file: IO[bytes]) -> str:
    """Return the media type of a PDF, Word or Excel file, a real file of the machine, by its structure.

    Raise UnfitFileError for one that is not kept; one that asks for more time or memory than it may is `too-much`.
    """
    file.flush()
    with _AT_ONCE:
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
