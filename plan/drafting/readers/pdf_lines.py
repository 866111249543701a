"""Lines of a PDF page as they stand: their words with places across, and the parts that wide gaps set apart."""

from dataclasses import dataclass
from typing import Any

from plan.drafting.source import clean

_APART = 0.72
"""So many heights of the letters lie between two columns; between two words of one column it is about a third."""


@dataclass(frozen=True)
class Part:
    """Words of a line that stand together, from `left` to `right` across the page in points."""

    text: str
    left: float
    right: float


@dataclass(frozen=True)
class PdfLine:
    """A line of a page: `number` counts from 1 on its page, `top` and `bottom` are points from the page's top."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    page: int
    number: int
    parts: tuple[Part, ...] = ()

    @property
    def height(self) -> float:
        """How high the line is, in points, never 0."""
        return max(self.bottom - self.top, 1.0)


def line_of(found: dict[str, Any], page: int, number: int) -> PdfLine:
    """Return a line as pdfplumber's `extract_text_lines` gives it."""
    place = (found["x0"], found["x1"], found["top"], found["bottom"])
    return PdfLine(clean(found["text"]), *place, page, number, tuple(_parts(found["chars"])))


def _parts(letters: list[dict[str, Any]]) -> list[Part]:
    """Return the parts of a line, its letters in reading order."""
    found: list[Part] = []
    text, left, right = "", 0.0, float("-inf")
    for letter in letters:
        gap, size = letter["x0"] - right, letter["size"]
        if text and gap > _APART * size:
            found.append(Part(clean(text), left, right))
            text = ""
        if not text:
            left = letter["x0"]
        elif gap > size / 8:
            text += " "
        text += letter["text"]
        right = max(letter["x1"], right) if text[:-1] else letter["x1"]
    if text:
        found.append(Part(clean(text), left, right))
    return [part for part in found if part.text]
