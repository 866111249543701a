"""How the last backup that the program tried to make by itself went, kept beside the database: that may be what was away."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from models.files import write_whole

OUTCOME_FILE = "backup.json"


@dataclass(frozen=True)
class Outcome:
    """A try at the moment `at`, in UTC; `why` says in words without a full stop why there is no backup, '' where there is."""

    at: datetime
    why: str = ""


def keep_outcome(home: Path, outcome: Outcome) -> None:
    """Keep how the last try went; where it cannot be written, the age of the last backup still tells."""
    told = {"at": outcome.at.isoformat(), "why": outcome.why}
    with suppress(OSError):
        write_whole(home / OUTCOME_FILE, (json.dumps(told, ensure_ascii=False) + "\n").encode())


def last_outcome(home: Path) -> Outcome | None:
    """Return how the last try went; None before the first, and where nobody can read it."""
    try:
        told = json.loads((home / OUTCOME_FILE).read_text(encoding="utf-8"))
        return Outcome(datetime.fromisoformat(told["at"]), str(told["why"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
