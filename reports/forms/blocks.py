"""A report as a sequence of blocks, which Word and Markdown each draw in their own way: one text for both."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.figures import TextTable


@dataclass(frozen=True)
class Heading:
    """A heading: level 1 is `I. UPPER`, level 2 `1. Titled`, level 3 `a) Titled`."""

    level: int
    text: str


@dataclass(frozen=True)
class Words:
    """A paragraph; `is_item` tells that it is one of a list with dashes."""

    text: str
    is_item: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with its caption and the unit of its figures, '' where each column has its own; `numbered` counts its rows."""

    caption: str
    unit: str
    table: TextTable
    numbered: bool = False


Block = Heading | Words | Grid


@dataclass(frozen=True)
class Annex:
    """An annex with its title; `wide` tells that its tables need the page's long side, `in_words` that they hold no figures."""

    title: str
    blocks: Sequence[Block]
    wide: bool = False
    in_words: bool = False


@dataclass(frozen=True)
class Written:
    """A report in words: `issuer` above its number, `author` as sentences name it, `title` below BÁO CÁO, `to` whom it is for, `end` its last sentence.

    `span` is what stands in brackets below the title, `mark` that of `reports.account.account.Account`. `post` is the one who signs where the office has set none.
    """

    authority: str
    issuer: str
    author: str
    title: str
    span: str
    to: tuple[str, ...]
    opening: str
    body: Sequence[Block]
    end: str
    post: str
    annexes: Sequence[Annex]
    mark: str = ""


ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
"""The numbers of sections and annexes."""
