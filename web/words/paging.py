"""A long list in pages of a bounded length; a page that is not there is the nearest one that is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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


@dataclass(frozen=True)
class Part:
    """Which part of a list a page shows: from which place (from 0), its number from 1, of how many pages, of how many entries."""

    start: int
    number: int
    pages: int
    count: int


def part_of(count: int, asked: str, length: int = PAGE_LENGTH) -> Part:
    """Return the page of a list of `count` entries that the text `asked` names: the first for what is no number, at most the last."""
    pages = max(1, -(-count // length))
    named = asked if asked.isascii() and asked.isdecimal() else ""
    # A number of many digits is not worth reading: it lies beyond the last page.
    number = min(max(1, int(named[:9] or "1")), pages)
    return Part((number - 1) * length, number, pages, count)


def page_of(entries: Sequence[Entry], asked: str, length: int = PAGE_LENGTH) -> PageOf[Entry]:
    """Return the page of a list that the text `asked` names, as `part_of` does."""
    part = part_of(len(entries), asked, length)
    shown = tuple(entries[part.start : part.start + length])
    return PageOf(shown, part.number, part.pages, part.count)


def page_by_size(entries: Sequence[Entry], sizes: Sequence[int], asked: str, most: int) -> PageOf[Entry]:
    """Return the page of a list that the text `asked` names, each page as long as `most` bytes allow: one entry at least.

    `sizes` are about how many bytes each entry takes; no page holds more than `PAGE_LENGTH`.
    """
    pages: list[list[Entry]] = [[]]
    room = most
    for entry, size in zip(entries, sizes, strict=True):
        if pages[-1] and (size > room or len(pages[-1]) == PAGE_LENGTH):
            pages.append([])
            room = most
        pages[-1].append(entry)
        room -= size
    part = part_of(len(pages), asked, 1)
    return PageOf(tuple(pages[part.start]), part.number, part.pages, len(entries))


def with_kept(page: PageOf[Entry], entries: Sequence[Entry], is_kept: Callable[[Entry], bool]) -> PageOf[Entry]:
    """Return a page of a list with those of `entries` besides that are kept, wherever they stand."""
    shown = set(map(id, page.entries))
    beside = (one for one in entries if id(one) not in shown and is_kept(one))
    return replace(page, entries=(*page.entries, *beside))


@dataclass
class Room:
    """How many bytes a page has left for its lists (`left`), which are given room in the order in which they are read.

    One list takes `each` at most, and has one entry at least: what has no room stands on a further page of that list.
    """

    left: int
    each: int

    def page(self, entries: Sequence[Entry], sizes: Sequence[int], asked: str, most: int) -> PageOf[Entry]:
        """Return the page of a list as `page_by_size` does, of at most `most` bytes and of what is left."""
        size_of = dict(zip(map(id, entries), sizes, strict=True))
        page = page_by_size(entries, sizes, asked, min(most, self.each, self.left))
        self.left = max(0, self.left - sum(size_of[id(one)] for one in page.entries))
        return page
