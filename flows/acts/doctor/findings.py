"""What the doctor says of a home: findings, each a grade and a sentence with the way out."""

from dataclasses import dataclass

GOOD, NOTE, BROKEN = "good", "note", "broken"
"""How grave a finding is: tried and in order, something to look at, something that does not work."""
NAMED = 10
"""How many of a kind are named before the rest is counted."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, and how it stands."""

    grade: str
    sentence: str


def listed(names: list[str]) -> str:
    """Return names as a sentence lists them, the first few of many."""
    more = f" và {len(names) - NAMED} mục khác" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
