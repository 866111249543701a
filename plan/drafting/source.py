"""A document as its readers leave it: paragraphs and tables in their order, each with its place in the file."""

import re
from dataclasses import dataclass, field

from plan.texts.seen_text import compose_readable, plain_spaces, without_shapeless

_MARKS = re.compile(r"\*+")
_SPACES = re.compile(r"[ \t\r\f\v]+")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph. `line` counts from 1 in its page or file (`Source.unit`); `page` is 0 where the file has none.

    `marker` is a number that the file reckons itself and does not hold as text (automatic numbering).
    """

    text: str
    line: int
    page: int = 0
    marker: str = ""


@dataclass(frozen=True)
class Table:
    """A ruled table, row by row; a cell merged over several rows or columns stands in each of them."""

    rows: tuple[tuple[str, ...], ...]
    line: int
    page: int = 0
    lines: tuple[int, ...] = ()
    """The line of each row, where the rows have lines of their own."""
    pages: tuple[int, ...] = ()
    """The page of each row, where a table goes on overleaf."""
    unsure: frozenset[int] = frozenset()
    """Rows of which it is not sure that every word stands in its own column and row."""
    copied: bool = False
    """Whether it was copied as text cell by cell, so that an empty cell looks like the end of a row."""

    def line_of(self, row: int) -> int:
        """Return the line of a row, that of the table where rows have none."""
        return self.lines[row] if row < len(self.lines) else self.line

    @property
    def is_unread(self) -> bool:
        """Whether not one of its rows is sure, its head neither: nothing is drafted from it, its words are shown."""
        return bool(self.rows) and len(self.unsure) == len(self.rows)

    def page_of(self, row: int) -> int:
        """Return the page of a row, that of the table where rows have none."""
        return self.pages[row] if row < len(self.pages) else self.page


Block = Paragraph | Table


LINES, PARAGRAPHS = "dòng", "đoạn"
"""What a file counts its places in, as people read it: lines of text, or paragraphs and rows where it has no lines."""


@dataclass(frozen=True)
class Source:
    """What a reader found: blocks in reading order, and sentences about what it could not read."""

    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)
    """What the file's own header says of the document: `number`, `date` (`18/11/2025`), `issuer`, `subject`."""
    unit: str = LINES
    """What `line` counts where there are no pages: `LINES`, or `PARAGRAPHS` in Word files and web pages."""


def clean(text: str) -> str:
    """Return a text of one line as it is compared and shown: NFC, ordinary spaces, without marks of bold and slant."""
    composed = compose_readable(without_shapeless(plain_spaces(text)))
    return _SPACES.sub(" ", _MARKS.sub("", composed).replace("\n", " ")).replace("Ƕ", "ỳ").replace("ƕ", "ỳ").strip()
