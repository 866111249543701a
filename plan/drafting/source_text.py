"""A document as the text that is kept beside its draft: a paragraph a line, each with its place, as people read it too."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from plan.drafting.markers import PLAIN, read_marker
from plan.drafting.source import LINES, Block, Paragraph

_PLACED = re.compile(r"\[(?:trang (\d{1,5}), )?(dòng|đoạn) (\d{1,6})\] (.*)")
YEAR = re.compile(r"(?<![\d/])20\d\d(?![\d/])")
"""A year, none of a day or of the number of a document (`22/12/2024`, `13/2023/NĐ-CP`)."""
BEFORE, AFTER = 1, 2
"""How many paragraphs are shown before and after the one that is meant."""
HEAD = 7
"""How many are shown of a document's beginning, where no place is meant."""


@dataclass(frozen=True)
class Placed:
    """A paragraph or a row of a table: its page (0 for none), its line from 1, its text; `meant` where it is the one asked for."""

    page: int
    line: int
    text: str
    meant: bool = False
    unit: str = LINES

    @property
    def where(self) -> str:
        """The place in words: `trang 2, dòng 14`."""
        return place_words(self.page, self.line, self.unit)


def place_words(page: int, line: int, unit: str) -> str:
    """Return a place of a document in words: `trang 2, dòng 14`, `đoạn 14`; `unit` is what is counted where no pages are."""
    return f"trang {page}, {LINES} {line}" if page else f"{unit} {line}"


def write_source(blocks: Iterable[Block], unit: str) -> str:
    """Return a document as text: `[trang 2, dòng 14] …` for each paragraph and each row of a table."""
    return "".join(f"[{one.where}] {one.text}\n" for one in _placed(blocks, unit))


def _placed(blocks: Iterable[Block], unit: str) -> Iterator[Placed]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield Placed(block.page, block.line, " ".join(f"{block.marker} {block.text}".split()), unit=unit)
            continue
        for place, row in enumerate(block.rows):
            cells = dict.fromkeys(" ".join(cell.split()) for cell in row if cell.strip())
            yield Placed(block.page_of(place), block.line_of(place), " | ".join(cells), unit=unit)


def read_source(text: str) -> tuple[Placed, ...]:
    """Return the paragraphs of a text that `write_source` wrote; lines without a place are passed over."""
    found = (_PLACED.fullmatch(line) for line in text.splitlines())
    return tuple(Placed(int(one[1] or 0), int(one[3]), one[4], unit=one[2]) for one in found if one)


def year_above(source: Sequence[Placed], page: int, line: int) -> Placed | None:
    """Return the nearest paragraph above a place that leads to what stands there and holds a year; None where none does.

    A heading leads, and a sentence that ends with a colon; a point of the same list does not: its year is its own.
    """
    upto = [one for one in source if (one.page, one.line) <= (page, line)]
    if not upto:
        return None
    *above, meant = upto
    depth = _depth(meant.text)
    leading = (one for one in reversed(above) if _depth(one.text) < depth or one.text.rstrip().endswith(":"))
    return next((one for one in leading if YEAR.search(one.text)), None)


def _depth(text: str) -> int:
    marker, _ = read_marker(text)
    return marker.rank if marker is not None else PLAIN


def around(source: Sequence[Placed], page: int, line: int) -> tuple[Placed, ...]:
    """Return the paragraph at a place of a document with some before and after it; the beginning where nothing is there."""
    meant = max((at for at, one in enumerate(source) if (one.page, one.line) <= (page, line)), default=-1)
    if meant < 0:
        return tuple(source[:HEAD])
    first = max(0, meant - BEFORE)
    return tuple(replace(one, meant=at == meant) for at, one in enumerate(source[first : meant + AFTER + 1], first))
