"""What the doctor says of a home: findings, each a grade and a sentence with the way out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from plan.texts.written import format_day

GOOD, NOTE, BROKEN = "good", "note", "broken"
"""How grave a finding is: tried and in order, something to look at, something that does not work."""
NAMED = 10
"""How many of a kind are named before the rest is counted."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and how it stands: `what` is a sentence, `todo` another, '' where nothing is to be done.

    `since` is the day from which it is known to be so, or None; `kind` the part of the home that it belongs to.
    """

    grade: str
    what: str
    todo: str = ""
    since: date | None = None
    kind: str = ""

    @property
    def sentence(self) -> str:
        """All of it in a line."""
        since = f" (từ ngày {format_day(self.since)})" if self.since else ""
        return " ".join(filter(None, (f"{self.what.removesuffix('.')}{since}.", self.todo)))


def of_kind(kind: str, found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings as of a kind."""
    return (replace(one, kind=kind) for one in found)


def listed(names: list[str]) -> str:
    """Return names as a sentence lists them, the first few of many."""
    more = f" và {len(names) - NAMED} nơi khác" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
