"""Fields of a Word file, which it works out as it is opened or printed: what one may not do.

A field stands in the text as its beginning, its instruction, perhaps its result, and its end; instructions may hold fields.
"""

import re
from dataclasses import dataclass, field

from models.sent_files.findings import Unfit, UnfitFileError
from models.sent_files.targets import is_elsewhere

_DDE = re.compile(r"\s*DDE(AUTO)?\b", re.IGNORECASE)
_INCLUDES = re.compile(
    r"\s*(INCLUDETEXT|INCLUDE|IMPORT|LINK|DATABASE|INCLUDEPICTURE)\b(?P<said>.*)", re.IGNORECASE | re.DOTALL
)
_ANEW = re.compile(r"\\d\b", re.IGNORECASE)
"""The switch of a picture whose content is not in the file, so that it is fetched each time."""
_WORDS = re.compile(r'"([^"]*)"|(\S+)')
_NAMED = re.compile(r"\s*(=|\S+\s)")
"""How an instruction begins whose name stands there, before another field may follow in it."""


@dataclass
class Fields:
    """The fields of one part of a document, as its reader comes to them."""

    _open: list[str | None] = field(default_factory=lambda: [""])
    """The instruction of each field that is open, the outermost first; None in its result."""

    def mark(self, kind: str) -> None:
        """Take in a field's `begin`, `separate` or `end`. Raise UnfitFileError for a field that may not be kept."""
        if kind == "begin":
            within = self._open[-1]
            if len(self._open) > 1 and within is not None and not _NAMED.match(within):
                raise UnfitFileError(Unfit.DDE)  # its name is worked out by another field: a way to hide one
            self._open.append("")
            return
        guard_instruction(self._open[-1] or "")
        if kind == "separate" and len(self._open) > 1:
            self._open[-1] = None
        elif kind == "end" and len(self._open) > 1:
            self._open.pop()
        else:
            self._open[-1] = ""

    def say(self, text: str) -> None:
        """Take in a piece of an instruction."""
        self._open[-1] = (self._open[-1] or "") + text

    def close(self) -> None:
        """Judge what never came to its end. Raise UnfitFileError for a field that may not be kept."""
        for said in self._open:
            guard_instruction(said or "")


def guard_instruction(said: str) -> None:
    """Raise UnfitFileError for dynamic data exchange, and for what is fetched from another machine.

    A picture that came from a web page lies in the file; only one that does not, or lies on a share, is fetched.
    """
    if _DDE.match(said):
        raise UnfitFileError(Unfit.DDE)
    found = _INCLUDES.match(said)
    if found is None:
        return
    words = [quoted or bare for quoted, bare in _WORDS.findall(found["said"])]
    targets = [word.replace("\\\\", "\\") for word in words]
    is_picture = found[1].upper() == "INCLUDEPICTURE"
    lies_in = is_picture and not _ANEW.search(found["said"])
    if any(
        is_elsewhere(one) and not (lies_in and "://" in one and not one.lower().startswith("file:"))
        for one in (*words, *targets)
    ):
        raise UnfitFileError(Unfit.FETCHES)
