"""References to clauses (`II.4.đ`): their order, and their ASCII form for file names, links and artifact keys."""

from functools import lru_cache

from plan.texts.seen_text import as_seen, without_accents

VIETNAMESE_LETTERS = "abcdđeghiklmnopqrstuvxy"
"""The order of letters in Vietnamese lists of clauses: no f, j, w, z, and đ after d."""
_ALL_LETTERS = "abcdđefghijklmnopqrstuvwxyz"
"""The same with the letters that some lists use all the same: `f` after `e`."""
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}


def ref_slug(ref: str) -> str:
    """Return a ref as `[a-z0-9-]`; `đ` becomes `dd`, for `II.4.d` exists beside `II.4.đ`."""
    return slug(as_seen(ref).lower().replace("đ", "dd"))


def slug(text: str) -> str:
    """Return Vietnamese text as `[a-z0-9-]`, without accents; `đ` becomes `d` as in the codes of agencies."""
    return plain_words(text.lower())


def plain_words(text: str) -> str:
    """Return Vietnamese text as `[A-Za-z0-9-]`: each letter without its accents, words joined by a hyphen."""
    letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in without_accents(text))
    return "-".join(part for part in letters.split("-") if part)


@lru_cache(maxsize=10_000)
def ref_order(ref: str) -> tuple[tuple[int, int], ...]:
    """Return a key that sorts refs as the document has them: Roman, Arabic, then Vietnamese letters."""
    return tuple(_part_order(part) for part in ref.split("."))


def _part_order(part: str) -> tuple[int, int]:
    if part.isdecimal():
        return (1, int(part))
    if part in _ROMAN:
        return (0, _ROMAN[part])
    return (2, _ALL_LETTERS.find(part.lower()[:1]))


def parent_refs(ref: str) -> tuple[str, ...]:
    """Return the refs above a ref, nearest first: `II.3.a.1` gives `II.3.a`, `II.3`, `II`."""
    parts = ref.split(".")
    return tuple(".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
