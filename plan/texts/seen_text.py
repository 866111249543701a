"""Text as people see it: what looks alike is alike, and what no reader could tell apart is never compared letter by letter.

One home for Unicode's normal forms. Composing takes time that grows with the square of a run of combining marks, and
holds up everybody else meanwhile, so a text is looked at before it is composed.
"""

import re
from itertools import groupby
from unicodedata import combining, normalize

MOST_MARKS = 8
"""The most combining marks in a row that a text may have; Vietnamese needs two, no living script needs more than five."""
UNREADABLE = "\ufffd"
"""Stands in a text for what could not be read: people see it as a sign of its own, and a text that has it is not kept."""

# Control characters, but for tabs and line breaks; halves of characters; and two codes that are no characters.
# Also what turns the order of letters round: a name that ends in one turns the words after it.
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

# Letters that Latin readers write with (composed Vietnamese among them) are no marks: whatever else comes so often in a row
# is looked at closer.
_PERHAPS_MARKS = re.compile(rf"[^\x00-\u02ff\u1e00-\u1eff\u2000-\u20cf]{{{MOST_MARKS + 1},}}")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SHAPELESS = re.compile(
    "[\xad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
# Besides: what turns the order of letters round, and control characters other than those that end a line or part two words.
_UNSEEN = re.compile(
    _SHAPELESS.pattern[:-1] + "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]"
)
SEEN_WORD = re.compile(rf"\w[\w\u0300-\u036f\u20d0-\u20f0{_UNSEEN.pattern[1:]}*")
"""A word as people see it, however it is composed: marks are of its letters, and what has no shape parts nothing."""
_AS_IT_IS = re.compile(
    "[\t\n\r\x20-\x7e\xc0-\xc3\xc8-\xca\xcc\xcd\xd2-\xd5\xd9\xda\xdd\xe0-\xe3\xe8-\xea\xec\xed\xf2-\xf5\xf9\xfa\xfd"
    "\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]*"
)
"""Vietnamese in composed letters, with what stands on a keyboard: nothing of it looks like something else."""
_STROKED = re.compile("([Dd])[\u0335-\u0338]")
_LINES_THROUGH = re.compile("[\u0305\u0331-\u0338\u033f\u0347\u20d2-\u20f0]")
"""Marks that underline, cross out or ring a letter, which stays the letter that it is."""
# Letters of other scripts, and of other Latin alphabets, that have the shape of a Latin letter: eth and the African D;
# then Cyrillic and Greek, capitals and small letters; and the hyphens that programs put for the one on the keyboard.
_SHAPES = {
    "Đ": "\u00d0\u0189", "đ": "\u00f0\u0256",
    "A": "\u0410\u0391", "B": "\u0412\u0392", "C": "\u0421\u03f9", "E": "\u0415\u0395", "H": "\u041d\u0397",
    "I": "\u0406\u0399\u04c0", "J": "\u0408", "K": "\u041a\u039a", "M": "\u041c\u039c", "N": "\u039d",
    "O": "\u041e\u039f", "P": "\u0420\u03a1", "S": "\u0405", "T": "\u0422\u03a4", "U": "\u054d",
    "X": "\u0425\u03a7", "Y": "\u0423\u04ae\u03a5", "Z": "\u0396",
    "a": "\u0430\u03b1", "c": "\u0441\u03f2", "d": "\u0501", "e": "\u0435", "i": "\u0456\u03b9", "j": "\u0458",
    "k": "\u043a\u03ba", "m": "\u043c", "o": "\u043e\u03bf", "p": "\u0440\u03c1", "s": "\u0455", "t": "\u0442",
    "u": "\u03c5", "v": "\u03bd", "x": "\u0445\u03c7", "y": "\u0443", "-": "\u2010\u2012\u2013\u2212",
}  # fmt: skip
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""The marks of the five tones that are written."""
_ALIKE = str.maketrans({other: latin for latin, others in _SHAPES.items() for other in others})


class NotTextError(ValueError):
    """Characters that make no text: the half of a character, or more combining marks in a row than any writing has."""


def guard_text(text: str) -> None:
    """Raise NotTextError for what no program could show as it was meant; takes time in proportion to the length."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise NotTextError("half a character") from None
    for run in _PERHAPS_MARKS.finditer(text):
        marks = 0
        for letter in run[0]:
            marks = marks + 1 if combining(letter) else 0
            if marks > MOST_MARKS:
                raise NotTextError(f"more than {MOST_MARKS} combining marks in a row")


def is_text(text: str) -> bool:
    """Tell whether `guard_text` lets a text pass."""
    try:
        guard_text(text)
    except NotTextError:
        return False
    return True


def compose(text: str) -> str:
    """Return a text in NFC. Raise NotTextError, before anything is composed, as `guard_text` does."""
    guard_text(text)
    return normalize("NFC", text)


def compose_readable(text: str) -> str:
    """Return a text in NFC in which `UNREADABLE` stands for all that is no text, be it one character or a run of marks."""
    return normalize("NFC", _PERHAPS_MARKS.sub(_without_runs, _NO_CHARACTER.sub(UNREADABLE, text)))


def _without_runs(found: re.Match[str]) -> str:
    runs = ("".join(run) for _, run in groupby(found[0], key=lambda letter: bool(combining(letter))))
    return "".join(UNREADABLE if len(run) > MOST_MARKS and combining(run[0]) else run for run in runs)


def plain_spaces(text: str) -> str:
    """Return a text in which each kind of space within a line is an ordinary one."""
    return _SPACES.sub(" ", text)


def without_turns(text: str) -> str:
    """Return a text in which a space stands for what turns the order of letters round."""
    return _TURNS.sub(" ", text)


def without_shapeless(text: str) -> str:
    """Return a text without the characters that nobody sees: zero-width ones, soft hyphens, fillers."""
    return _SHAPELESS.sub("", text)


def as_seen(text: str) -> str:
    """Return a text by which two that look alike are equal: to compare with, never to keep or show.

    Letters that have one shape are one (`Ð`, `Ɖ` and `Đ`; a Cyrillic `А` and `A`; full width), however they are composed;
    what has no shape is gone; each space is an ordinary one. Case and line breaks stay. Raise NotTextError as `guard_text`
    does.
    """
    if _AS_IT_IS.fullmatch(text):
        return text
    guard_text(text)
    apart = _UNSEEN.sub("", normalize("NFKD", text)).translate(_ALIKE)
    crossed = _STROKED.sub(lambda d: "Đ" if d[1] == "D" else "đ", apart)
    return plain_spaces(normalize("NFKC", _LINES_THROUGH.sub("", crossed)))


def without_accents(text: str) -> str:
    """Return a text as seen without its accents; `đ` becomes `d`."""
    if text.isascii():
        return text
    apart = normalize("NFD", as_seen(text).replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not combining(letter))


def without_tones(text: str) -> tuple[str, int]:
    """Return a text without the tones of its syllables, in NFC, and how many it had: `("kê hoach", 2)` of `kế hoạch`."""
    apart = normalize("NFD", text)
    bare = "".join(letter for letter in apart if letter not in _TONES)
    return normalize("NFC", bare), len(apart) - len(bare)
