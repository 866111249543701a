"""People's own words in a report: cut at a sentence, never rewritten, and what can be read off them."""

import re

from reports.labels import shorten

_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:TP|Tp|TX|Tx|TT|Tr|PGS|GS|TS|ThS|BS|KS|Q|P|H|X|Đ/c|đ/c|Ô|B|Nxb|St|No|tr|v\.v)\.$"
)
"""What ends with a full stop that ends no sentence: `TP. Bắc Giang`, `Ths. Nguyễn Văn A`, `v.v.`."""
_END = re.compile(r"[.!?…;](?=\s+[^\s]|\s*$)")
_NUMBERED_DOCUMENT = re.compile(r"\b\d{1,5}(?:/\d{4})?/[A-ZĐ][A-ZĐa-zđ]{0,9}(?:[-&][A-ZĐ0-9][\wĐđ&.-]*)*")
"""The number of an official document: `45/KH-SYT`, `331/2026/NĐ-CP`, `12/QĐ-UBND`."""
_FIGURE = re.compile(r"\d")


def cut_at_sentence(text: str, limit: int) -> str:
    """Return a text in one line if it has at most `limit` characters, otherwise as many whole sentences as fit, and `…`.

    A first sentence that is longer itself is cut at its last clause that fits (`;`), or after a whole word.
    """
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    ends = [found.end() for found in _END.finditer(line[: limit + 1]) if not _ABBREVIATED.search(line[: found.end()])]
    whole = [end for end in ends if line[end - 1] != ";"] or ends
    if not whole or whole[-1] < limit // 4:
        return shorten(line, limit)
    return f"{line[: whole[-1]].rstrip(' ;')} …"


def ended(text: str) -> str:
    """Return words with the mark that ends a sentence, where they have none."""
    return text if not text or text.endswith((".", "…", "!", "?")) else f"{text.rstrip(' ;,:')}."


def numbered_documents(text: str) -> tuple[str, ...]:
    """Return the numbers of the official documents that a text names, each once: `45/KH-SYT`."""
    return tuple(dict.fromkeys(found.rstrip(".-") for found in _NUMBERED_DOCUMENT.findall(text)))


def weight_of(text: str) -> int:
    """Return how much a text has to show: 2 with a document's number, 1 with any figure, 0 with words alone."""
    return 2 if numbered_documents(text) else int(bool(_FIGURE.search(text)))
