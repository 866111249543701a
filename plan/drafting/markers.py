"""Numbers and signs that begin a paragraph, as a grammar: `II.`, `1.`, `1.1.`, `a)`, `(1)`, `-`, `+`."""

import re
from dataclasses import dataclass

_ROMAN = r"(?=[IVX])(?:X{0,2})(?:IX|IV|V?I{0,3})"
_PATTERNS = (
    ("part", re.compile(r"(?:PHẦN|Phần|CHƯƠNG|Chương)\s+(?:thứ\s+)?(\w+)\s*[.:]?\s*")),
    ("article", re.compile(r"Điều\s+(\d{1,3})\s*[.:]\s*")),
    ("roman", re.compile(rf"({_ROMAN})\s*[.)/:]\s*(?=\S)|({_ROMAN})\s*[-–]\s+(?=\S)")),
    ("capital", re.compile(r"([A-HK])\s*[.)]\s+(?=\S)")),
    (
        "decimal",
        re.compile(
            r"(\d{1,2}(?:\.\d{1,2}){1,3})(?:\s*[.):]\s*|\s+)(?=[^\W\d]|[\"“(])|(\d{1,2})\s*[.)]\s*(?=[^\d\s])|(\d{1,2})\s*[-–/]\s+(?=[A-ZĐÀ-Ỹ])"
        ),
    ),
    ("letter", re.compile(r"([a-hiklmnopqrstuvxyđfjz])\s*[).]\s*(?=\S)")),
    ("bracket", re.compile(r"\(\s*(\d{1,2}|[a-zđ])\s*\)\s*(?=\S)")),
    ("dash", re.compile(r"([-–—•●▪])\s*(?=[^\s\-–—])")),
    ("plus", re.compile(r"(\+)\s*(?=\S)")),
)
RANKS = {
    "part": 0,
    "article": 1,
    "capital": 2,
    "roman": 3,
    "decimal": 4,
    "letter": 8,
    "bracket": 9,
    "dash": 10,
    "plus": 11,
}
"""How deep each kind of marker lies; a decimal of two numbers lies one deeper than one of one. Plain text lies deepest."""
PLAIN = 12


@dataclass(frozen=True)
class Marker:
    """What begins a paragraph: its `kind`, its `name` as a ref has it, and its depth (`rank`)."""

    kind: str
    name: str
    rank: int


def read_marker(text: str) -> tuple[Marker | None, str]:
    """Return what a paragraph begins with, None for plain text, and the text after it."""
    for kind, pattern in _PATTERNS:
        found = pattern.match(text)
        if found is None:
            continue
        name = next((group for group in found.groups() if group), "")
        deep = name.count(".") if kind == "decimal" else 0
        return Marker(kind, name, RANKS[kind] + deep), text[found.end() :].strip()
    return None, text.strip()


def starts_with_marker(text: str) -> bool:
    """Tell whether a line begins with a number or sign of a list."""
    return read_marker(text)[0] is not None
