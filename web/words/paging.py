"""A long list in pages of a bounded length; a page that is not there is the nearest one that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PAGE_LENGTH = 25
"""How many entries stand on one page."""

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class PageOf(Generic[Entry]):
    """One page of a list: its entries, its number from 1, how many pages there are, and how many entries in all."""

    entries: tuple[Entry, ...]
    number: int
    pages: int
    count: int


def page_of(entries: Sequence[Entry], asked: str) -> PageOf[Entry]:
    """Return the page of a list that the text `asked` names: the first for what is no number, at most the last."""
    pages = max(1, -(-len(entries) // PAGE_LENGTH))
    named = asked if asked.isascii() and asked.isdecimal() else ""
    # A number of many digits is not worth reading: it lies beyond the last page.
    number = min(max(1, int(named[:9] or "1")), pages)
    start = (number - 1) * PAGE_LENGTH
    return PageOf(tuple(entries[start : start + PAGE_LENGTH]), number, pages, len(entries))
