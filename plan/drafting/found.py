"""What a draft knows of a document: tasks, targets and passages, each with its place and with what is unsure about it."""

from dataclasses import dataclass, field

TASK, LEAD_DOUBT, TIME_DOUBT = "task", "lead", "time"
"""What of a task may be in doubt: whether it is one, who leads it, when it is due."""


@dataclass(frozen=True)
class FoundPart:
    """What one of several leads of a clause does, in a sentence of its own; '' where it only leads the whole."""

    lead: str
    text: str = ""
    coordinating: str = ""
    time: str = ""


@dataclass(frozen=True)
class FoundTask:
    """A task as a document gives it, in its own words. `rests_on` tells by which kind of place it was found.

    `parts` are what several leads do, where each has a sentence of its own; `leads` are all of them.
    """

    ref: str
    text: str
    leads: tuple[str, ...]
    coordinating: tuple[str, ...]
    time: str
    product: str
    line: int
    page: int
    rests_on: str
    heading: str = ""
    doubts: frozenset[str] = field(default_factory=frozenset)
    parts: tuple[FoundPart, ...] = ()


@dataclass(frozen=True)
class FoundTarget:
    """An indicator: what is to be reached, by whom where the document says so."""

    ref: str
    text: str
    line: int
    page: int
    leads: tuple[str, ...] = ()
    by: str = ""
    """The year that it or a heading above it names."""


@dataclass(frozen=True)
class Passage:
    """A passage that is no task for a reason, or that nobody understood (`understood` false)."""

    ref: str
    text: str
    line: int
    page: int
    reason: str
    understood: bool = True


@dataclass(frozen=True)
class Facts:
    """What a document says of itself; '' for what it does not say. `date` is `18/11/2025`, or as much of it as stands there."""

    kind: str = ""
    number: str = ""
    date: str = ""
    issuer: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Found:
    """A document read: its facts, and every clause of it in one of three places."""

    facts: Facts
    tasks: tuple[FoundTask, ...]
    targets: tuple[FoundTarget, ...]
    passages: tuple[Passage, ...]
    headings: dict[str, str]
    notes: tuple[str, ...] = ()
    source: str = ""
    """The whole document as text, each paragraph with its place (`plan.drafting.source_text`)."""
    unit: str = ""
    """What its places count where there are no pages (`plan.drafting.source.Source.unit`)."""
