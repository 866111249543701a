"""Text as a person typed it, whichever door it came in by, made fit to be kept."""

import re
from unicodedata import normalize

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_typed(text: str) -> str:
    """Return text in NFC with plain line ends, without control characters or blanks around it."""
    return _NOT_TEXT.sub("", normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()
