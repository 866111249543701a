"""References to clauses (`II.4.đ`): their order, and their ASCII form for file names, links and artifact keys."""

import re
from functools import lru_cache

from plan.texts.seen_text import as_seen, without_accents

VIETNAMESE_LETTERS = "abcdđeghiklmnopqrstuvxy"
"""The order of letters in Vietnamese lists of clauses: no f, j, w, z, and đ after d."""
_ALL_LETTERS = "abcdđefghijklmnopqrstuvwxyz"
"""The same with the letters that some lists use all the same: `f` after `e`."""
_ROMAN = {"I": 1, "V": 5, "X": 10}
_PART_SIGN = "ý"
"""Stands before the number of a part of a clause."""
_PART = re.compile(r"([A-ZĐa-zđ]*)(\d*)(?:-(\d+))?")
"""A part of a ref: letters, a number, and which one of two of the same name it is (`IV-2`)."""
_AGAIN = re.compile(r"(?<=[A-ZĐ])-(?=\d)")


def ref_slug(ref: str) -> str:
    """Return a ref as `[a-z0-9-]`; `đ` becomes `dd`, for `II.4.d` exists beside `II.4.đ`, and the second `IV` `ivx2`."""
    return slug(_AGAIN.sub("x", as_seen(ref)).lower().replace("đ", "dd"))


def slug(text: str) -> str:
    """Return Vietnamese text as `[a-z0-9-]`, without accents; `đ` becomes `d` as in the codes of agencies."""
    return plain_words(text.lower())


def plain_words(text: str) -> str:
    """Return Vietnamese text as `[A-Za-z0-9-]`: each letter without its accents, words joined by a hyphen."""
    letters = "".join(c if c.isascii() and c.isalnum() else "-" for c in without_accents(text))
    return "-".join(part for part in letters.split("-") if part)


@lru_cache(maxsize=10_000)
def ref_order(ref: str) -> tuple[tuple[int, ...], ...]:
    """Return a key that sorts refs as the document has them: Roman, Arabic, then Vietnamese letters.

    A second heading of the same number (`IV-2`) comes after the first, annexes (`PL1`) after the body by their numbers.
    """
    return tuple(_part_order(part) for part in ref.split("."))


def _part_order(part: str) -> tuple[int, ...]:
    part = part.removeprefix(_PART_SIGN)
    found = _PART.fullmatch(part)
    letters, number, again = found.groups(default="") if found else (part[:1], "", "")
    rest = (int(number or 0), int(again or 1))
    if number and not letters:
        return (1, *rest)
    if letters and not number and set(letters) <= set(_ROMAN):
        return (0, _roman(letters), *rest)
    return (2, _ALL_LETTERS.find(letters.lower()[:1]), *rest)


def _roman(letters: str) -> int:
    """Return the value of a Roman number: a smaller sign before a greater one is taken away."""
    values = [_ROMAN[sign] for sign in letters]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))


def part_ref(clause: str, number: int) -> str:
    """Return the ref of a part of a clause, counted from 1: `II.1.c.ý1`; no clause of a document is numbered so."""
    return f"{clause}.{_PART_SIGN}{number}"


def clause_of(ref: str) -> str:
    """Return the clause that a ref belongs to: itself, or for a part of one (`II.1.c.ý1`) the clause."""
    above, _, last = ref.rpartition(".")
    return above if last.startswith(_PART_SIGN) else ref


def told_ref(ref: str) -> str:
    """Return a ref as people read it: `II.1.c`, of a part `ý 1 điểm II.1.c`."""
    clause = clause_of(ref)
    return ref if clause == ref else f"ý {ref.rpartition(_PART_SIGN)[2]} điểm {clause}"


def told_point(ref: str) -> str:
    """Return a ref with what it is: `điểm II.1.c`, `ý 1 điểm II.1.c`."""
    return told_ref(ref) if clause_of(ref) != ref else f"điểm {ref}"


def parent_refs(ref: str) -> tuple[str, ...]:
    """Return the refs above a ref, nearest first: `II.3.a.1` gives `II.3.a`, `II.3`, `II`."""
    parts = ref.split(".")
    return tuple(".".join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
