"""Word and Excel files up to 2003: compound files ([MS-CFB]) of streams, looked through for what may not be in them."""

import re
from collections.abc import Iterator
from io import BytesIO

from olefile import OleFileIO  # type: ignore[import-untyped]  # the library has no types

from models.sent_files.findings import DOC, XLS, Unfit, UnfitFileError

_MACROS = frozenset({"vba", "_vba_project", "_vba_project_cur", "macros"})
_FIELDS = (
    re.compile(rb"\x13[ \t]*DDE(AUTO)?[ \t]", re.IGNORECASE),
    re.compile(rb"\x13\0(?:[ \t]\0)*D\0D\0E\0(A\0U\0T\0O\0)?[ \t]\0", re.IGNORECASE),
)
"""A field of dynamic data exchange in the text of a Word file: one byte a letter, or two."""
_ENCRYPTED = 0x0100
"""The flag of a Word file's head that says it is encrypted ([MS-DOC] 2.5.1, fEncrypted)."""
_END, _FILE_PASS, _BOUND_SHEET, _SUP_BOOK, _MACRO_SHEET = 0x000A, 0x002F, 0x0085, 0x01AE, 1
"""Records of an Excel file ([MS-XLS] 2.3), and the kind of sheet that is a macro."""


def guard_old_office(data: bytes) -> str:
    """Return DOC or XLS for a compound file of that kind.

    Raise UnfitFileError for every other one: locked, broken, with macros, with embedded objects, with dynamic data
    exchange.
    """
    try:
        with OleFileIO(BytesIO(data)) as found:
            return _kind_of(found)
    except UnfitFileError:
        raise
    except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError):
        # What reading a broken compound file raises; the library's own errors are an OSError.
        raise UnfitFileError(Unfit.BROKEN) from None


def _kind_of(found: OleFileIO) -> str:
    entries = found.listdir(streams=True, storages=True)
    names = {part.lower() for entry in entries for part in entry}
    top = {entry[0].lower() for entry in entries}
    if "encryptedpackage" in top:
        raise UnfitFileError(Unfit.LOCKED)
    if names & _MACROS:
        raise UnfitFileError(Unfit.MACROS)
    for name, guard, kind in (
        ("WordDocument", _guard_word, DOC),
        ("Workbook", _guard_excel, XLS),
        ("Book", _guard_excel, XLS),
    ):
        if name.lower() in top:
            guard(_content_of(found, name))
            if any(len(entry) > 1 and _holds_object(entry[0].lower()) for entry in entries):
                raise UnfitFileError(Unfit.EMBEDDED)
            return kind
    raise UnfitFileError(Unfit.UNKNOWN)


def _holds_object(storage: str) -> bool:
    """Tell whether a storage is where Word or Excel keeps embedded objects."""
    return storage == "objectpool" or re.fullmatch(r"(mbd|lnk)[0-9a-f]{8}", storage) is not None


def _content_of(found: OleFileIO, name: str) -> bytes:
    """Return a stream. Raise UnfitFileError (broken) where the file ends before it does."""
    with found.openstream(name) as stream:
        content = bytes(stream.read())
    if len(content) < found.get_size(name):
        raise UnfitFileError(Unfit.BROKEN)
    return content


def _guard_word(content: bytes) -> None:
    if len(content) < 32:
        raise UnfitFileError(Unfit.BROKEN)
    if int.from_bytes(content[10:12], "little") & _ENCRYPTED:
        raise UnfitFileError(Unfit.LOCKED)
    if any(field.search(content) for field in _FIELDS):
        raise UnfitFileError(Unfit.DDE)


def _guard_excel(content: bytes) -> None:
    for kind, body in _records(content):
        if kind == _FILE_PASS:
            raise UnfitFileError(Unfit.LOCKED)
        if kind == _BOUND_SHEET and len(body) > 5 and body[5] == _MACRO_SHEET:
            raise UnfitFileError(Unfit.MACROS)
        # The name of a program and its topic are parted by this sign; a linked workbook has none.
        if kind == _SUP_BOOK and b"\x03" in body[4:]:
            raise UnfitFileError(Unfit.DDE)


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the records of a workbook's first part, which tells of the whole. Raise UnfitFileError where none is."""
    place = 0
    while place + 4 <= len(content):
        kind, size = (int.from_bytes(content[place + at : place + at + 2], "little") for at in (0, 2))
        if kind == _END and place:
            return
        yield kind, content[place + 4 : place + 4 + size]
        place += 4 + size
    raise UnfitFileError(Unfit.BROKEN)
