"""What can be found in a file: the kinds that are kept, and why one is not."""

import struct
import zlib
from enum import StrEnum
from lzma import LZMAError
from zipfile import BadZipFile, LargeZipFile

PDF, JPEG, PNG, WEBP, HEIC = "application/pdf", "image/jpeg", "image/png", "image/webp", "image/heic"
DOC, XLS = "application/msword", "application/vnd.ms-excel"
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX = f"{_OFFICE}.wordprocessingml.document", f"{_OFFICE}.spreadsheetml.sheet"

ARCHIVE, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an archive begins, such as Word and Excel write today, and a compound file, such as they wrote up to 2003."""
PDF_HEADER, HEADER_WITHIN = b"%PDF-", 1024
"""How a PDF begins, within so many first bytes: scanners, printers and portals write something before it."""


BROKEN_ARCHIVE = (
    BadZipFile,
    LargeZipFile,
    LZMAError,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
"""What reading a broken archive, or a part of it, raises."""


class Unfit(StrEnum):
    """Why a file is not kept."""

    UNKNOWN = "unknown"
    BROKEN = "broken"
    LOCKED = "locked"
    TOO_MUCH = "too-much"
    MACROS = "macros"
    EMBEDDED = "embedded"
    FETCHES = "fetches"
    DDE = "dde"
    SCRIPT = "script"
    LAUNCH = "launch"
    ATTACHED = "attached"
    BUSY = "busy"


class UnfitFileError(Exception):
    """A file that is not kept; `why` says what was found. It never reaches a person as it is."""

    def __init__(self, why: Unfit) -> None:
        super().__init__(why.value)
        self.why = why
