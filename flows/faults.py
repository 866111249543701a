"""Faults of a part of the work: tried again where that may help, told in a Vietnamese sentence, kept for programmers."""

import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from models.database_faults import describe_database_fault, may_pass
from models.files import system_words
from models.refusal import RefusedError
from models.settings import SettingsError
from plan.errors import PlanRefusedError

PAUSES = (1.0, 5.0)
"""How long is waited before each further try of what the database had no room for, in seconds."""
PATIENCE = 20.0
"""What has taken longer than this until it failed, in seconds, has waited already: it is not tried again."""
MAX_TRACES = 1_000_000
"""How long the file of traces may grow before it begins anew, in bytes."""
_SPOKEN = (RefusedError, SettingsError, PlanRefusedError)
"""Errors whose own words are for people."""
Done = TypeVar("Done")


@dataclass(frozen=True)
class Failure:
    """A part of the work that was not done: what it is called in a title, and a sentence that says why."""

    what: str
    sentence: str


def try_again(work: Callable[[], Done], pause: Callable[[float], None] = time.sleep) -> Done:
    """Do what changes nothing the second time; where the database was locked, busy or away, try again after `PAUSES`.

    Never after it has waited for longer than `PATIENCE` by itself. Raise what the last try raised.
    """
    for seconds in PAUSES:
        began = time.monotonic()
        try:
            return work()
        except Exception as error:
            if not may_pass(error) or time.monotonic() - began > PATIENCE:
                raise
        pause(seconds)
    return work()


def describe_fault(error: Exception) -> str:
    """Return why a part of the work failed, in words without a full stop."""
    return speak(error) or f"chương trình gặp lỗi {type(error).__name__}"


def speak(error: BaseException) -> str:
    """Return what an error means to people and the way out, in words without a full stop; '' for a fault of the program."""
    if isinstance(error, _SPOKEN):
        return " ".join(str(error).splitlines()).rstrip(".")
    if words := describe_database_fault(error):
        return words
    return describe_system_fault(error) if isinstance(error, OSError) else ""


def sentence_of(words: str) -> str:
    """Return words as a sentence of their own."""
    return f"{words[:1].upper()}{words[1:]}."


def describe_system_fault(error: OSError) -> str:
    """Return what the system said of a file or folder, in words without a full stop."""
    return f"{error.filename}: {system_words(error)}" if error.filename else system_words(error)


def keep_trace(file: Path, what: str, error: Exception, at: datetime) -> None:
    """Append where in the program an error came from to a file for programmers; what cannot be written is let go."""
    trace = "".join(traceback.format_exception(error))
    with suppress(OSError):
        grown = file.is_file() and file.stat().st_size > MAX_TRACES
        with file.open("w" if grown else "a", encoding="utf-8") as kept:
            kept.write(f"{at.isoformat()} {what}\n{trace}\n")
