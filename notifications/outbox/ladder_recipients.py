"""Everybody whom the ladder names for what is owed today, and who of them has no address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.outbox.notices import Chased
from notifications.ladder.stages import DEPUTY_SUFFIX, HEAD_SUFFIX, agency_of, recipients_of
from notifications.outbox.due_notices import Post

AGENCY, HEAD = "agency", "head"
"""How the ladder names who owes, and the head of it; its other words are `tracker`, `office`, `chairman` or a code."""


@dataclass(frozen=True)
class Named:
    """A recipient as the outbox knows it, and a word by which a ladder names it."""

    recipient: str
    word: str


def named_by_ladder(post: Post, owed: Iterable[Chased], on: date) -> frozenset[Named]:
    """Return whom the ladders name on a day for what is owed, whether or not a rung is reached; deputies are left out."""
    found = set()
    for plan, province, holder, scope in {(one.plan, one.province, one.holder, one.scope) for one in owed}:
        loaded = post.plans.get(plan)
        if loaded is None:
            continue
        for word in {AGENCY, *(word for rung in loaded.plan.ladder for word in rung.to)}:
            for recipient in recipients_of((word,), on, holder, scope, loaded.plan, loaded.register):
                if not recipient.reason and not recipient.code.endswith(DEPUTY_SUFFIX):
                    found.add(Named(post.name(province, recipient.code), word))
    return frozenset(found)


def without_address(post: Post, named: Iterable[Named], on: date) -> dict[str, tuple[str, ...]]:
    """Return who of them has no address on a day, by the word of the ladder, sorted.

    A head is missed where the address book has nobody as head of an agency that has an address: its rungs go to the
    agency's own.
    """
    found: dict[str, set[str]] = {}
    for one in named:
        agency = agency_of(one.recipient)
        if one.recipient.endswith(HEAD_SUFFIX):
            missing = post.directory.find(agency, on) is not None and not post.directory.has_head(agency, on)
        else:
            missing = post.directory.find(one.recipient, on) is None
        if missing:
            found.setdefault(one.word, set()).add(agency)
    return {word: tuple(sorted(recipients)) for word, recipients in found.items()}
