"""Formulas of an Excel file, which it works out as it is opened: what one may not do."""

import re

from models.sent_files.findings import Unfit, UnfitFileError
from models.sent_files.targets import is_elsewhere

_TEXT = re.compile(r'"[^"]*"')
_QUOTED = re.compile(r"'((?:[^']|'')*)'")
_FETCHES = ("WEBSERVICE", "IMAGE", "RTD", "SQL.REQUEST")
_RUNS = ("CALL", "REGISTER", "REGISTER.ID", "EXEC", "EXECUTE", "RUN", "FOPEN", "FWRITE", "FWRITELN")
_COLUMN = re.compile(r"\[[^\[\]]*\]")
_CALLED = re.compile(
    rf"(?<![\w.])(?:_xl\w+\.)*(?:(?P<fetches>{'|'.join(map(re.escape, _FETCHES))})|(?P<exchange>DDE|DDEAUTO)"
    rf"|(?P<runs>{'|'.join(map(re.escape, _RUNS))}))\s*\(",
    re.IGNORECASE,
)
_SUSPECT = re.compile(
    rb"\||&#|<!\[CDATA\[|<!--|'\s*(?:[/\\]{2}|[a-z]{2,}:)[^'<]*\[|(?:%b)\s*\("
    % b"|".join(re.escape(name.encode()) for name in (*_FETCHES, *_RUNS, "DDE", "DDEAUTO")),
    re.IGNORECASE,
)


def may_hold_active(part: bytes) -> bool:
    """Tell whether a part of a workbook has anything in it for which its formulas must be read one by one.

    Also where its letters are written in a way that hides them, or are not those of UTF-8.
    """
    return (
        not part.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or b"\0" in part or _SUSPECT.search(part) is not None
    )


def guard_formula(said: str) -> None:
    """Raise UnfitFileError for a formula that exchanges data with a program, runs one, or fetches from another machine."""
    plain = _TEXT.sub('""', said)
    if any(is_elsewhere(name) for name in _QUOTED.findall(plain) if "[" in name):
        raise UnfitFileError(Unfit.FETCHES)
    plain = _COLUMN.sub("[]", _QUOTED.sub("''", plain))
    if "|" in plain:  # a program and its topic, parted by this sign; no formula has another use for it
        raise UnfitFileError(Unfit.DDE)
    found = _CALLED.search(plain)
    if found is None:
        return
    why = Unfit.FETCHES if found["fetches"] else Unfit.DDE if found["exchange"] else Unfit.MACROS
    raise UnfitFileError(why)
