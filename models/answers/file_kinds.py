"""What a file is, as its content tells and not its name; and the name under which it is kept and given out again."""

import re
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO
from unicodedata import normalize

import filetype  # type: ignore[import-untyped]  # the library has no types

from models.refusal import RefusedError
from models.text import bears_secrecy_mark

PDF, JPEG, PNG, WEBP, HEIC = "application/pdf", "image/jpeg", "image/png", "image/webp", "image/heic"
DOC, XLS = "application/msword", "application/vnd.ms-excel"
_OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX, XLSX = f"{_OFFICE}.wordprocessingml.document", f"{_OFFICE}.spreadsheetml.sheet"
ENDINGS = {
    PDF: (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    DOC: (".doc",),
    XLS: (".xls",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    WEBP: (".webp",),
    HEIC: (".heic", ".heif"),
}
"""The kinds of file that are kept as evidence, with the endings that fit each, the usual one first."""
MAX_FILE_NAME = 120
"""The longest name of a file, its ending included, in characters."""

_HEAD = 8192
_MOST_PARTS, _MOST_UNPACKED, _MOST_TYPES = 5_000, 500 * 1024 * 1024, 1024 * 1024
_BY_HEAD = frozenset({PDF, JPEG, PNG, WEBP, HEIC})
_MAIN_PART = {b"wordprocessingml.document.main+xml": (DOCX, "word/"), b"spreadsheetml.sheet.main+xml": (XLSX, "xl/")}
_BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
"""What reading a broken archive raises."""
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_MACROS = ("VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros")
_UNFIT = re.compile(r'[<>:"|?*]')


def kind_of(file: IO[bytes], name: str) -> str:
    """Return the media type of a file that may be kept, one of `ENDINGS`, by its content; nothing is unpacked.

    `name` is for the sentence. Raise RefusedError for every other file, and for one that has macros, is locked with a
    password, or is broken.
    """
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(_OLD_OFFICE):
        file.seek(0)
        return _kind_of_old_office(file.read(), name)
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_archive(file, name)
    guessed = filetype.guess(head)
    if guessed is None or guessed.mime not in _BY_HEAD:
        raise _unknown(name)
    return str(guessed.mime)


def _kind_of_archive(file: IO[bytes], name: str) -> str:
    """Return DOCX or XLSX for the archive that such a document is; only its table of contents is read."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _guard_archive(parts, name)
            types = next((part for part in parts if part.filename == "[Content_Types].xml"), None)
            if types is None or types.file_size > _MOST_TYPES:
                raise _unknown(name)
            with archive.open(types) as listed:
                said = listed.read(_MOST_TYPES)
    except _BROKEN:
        raise _broken(name) from None
    names = [part.filename.lower() for part in parts]
    if b"vbaProject" in said or b"macroEnabled" in said or any("vbaproject" in one for one in names):
        raise _has_macros(name)
    for main_part, (kind, folder) in _MAIN_PART.items():
        if main_part in said and any(one.startswith(folder) for one in names):
            return kind
    raise _unknown(name)


def _guard_archive(parts: list[zipfile.ZipInfo], name: str) -> None:
    if any(part.flag_bits & 0x1 for part in parts):
        raise _locked(name)
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise _broken(name)


def _kind_of_old_office(data: bytes, name: str) -> str:
    """Return DOC or XLS for a compound file, by the streams that its directory names ([MS-CFB] 2.6)."""
    if _has_stream(data, "EncryptedPackage"):
        raise _locked(name)
    if any(_has_stream(data, one) for one in _OLD_MACROS):
        raise _has_macros(name)
    if _has_stream(data, "WordDocument"):
        return DOC
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        return XLS
    raise _unknown(name)


def _has_stream(data: bytes, name: str) -> bool:
    """Tell whether an entry of a compound file's directory has a name: 128 bytes each, aligned, in UTF-16."""
    written = (name + "\0").encode("utf-16-le")
    place = data.find(written)
    while place >= 0:
        if place % 128 == 0 and data[place + 64 : place + 66] == len(written).to_bytes(2, "little"):
            return True
        place = data.find(written, place + 2)
    return False


def clean_name(typed: str) -> str:
    """Return the last part of a file's name as a sender's machine told it: NFC, printable, without what leads elsewhere.

    Raise RefusedError, without repeating it, for a name that is a mark of secrecy.
    """
    base = normalize("NFC", typed).replace("\\", "/").rsplit("/", 1)[-1]
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in base).split())
    name = _UNFIT.sub("-", words).strip(". ")
    stem = PurePosixPath(name).stem if name else ""
    # No file's name may hold a colon on many machines: `ĐM- MẬT`, `ĐM_MẬT`.
    if any(bears_secrecy_mark(one) for one in (stem, *(re.sub(r"[_-]+", sign, stem) for sign in (" ", ":")))):
        raise RefusedError(
            "Tên tệp có dấu chỉ độ mật nên tệp không được tiếp nhận; hãy xử lý theo quy định về bảo vệ bí mật nhà nước."
        )
    return name or "tep"


def fit_name(name: str, kind: str) -> str:
    """Return a cleaned name with the ending that fits a kind, cut before it to `MAX_FILE_NAME`."""
    fitting = ENDINGS[kind]
    stem, ending = name, fitting[0]
    while (found := PurePosixPath(stem).suffix) and _is_an_ending(found):
        if stem == name and found.lower() in fitting:
            ending = found.lower()
        stem = stem.removesuffix(found).rstrip(". ")
    return stem[: MAX_FILE_NAME - len(ending)].rstrip(". ") + ending


def _is_an_ending(suffix: str) -> bool:
    return any(suffix.lower() in endings for endings in ENDINGS.values())


def _unknown(name: str) -> RefusedError:
    return RefusedError(
        f"Tệp «{name}» không phải PDF, Word, Excel hoặc ảnh (JPEG, PNG, WEBP, HEIC); hãy chuyển sang một trong các dạng này rồi gửi lại."
    )


def _has_macros(name: str) -> RefusedError:
    return RefusedError(f"Tệp «{name}» có macro nên không được tiếp nhận; hãy lưu lại dạng không có macro rồi gửi lại.")


def _locked(name: str) -> RefusedError:
    return RefusedError(f"Tệp «{name}» có mật khẩu nên người theo dõi không mở được; hãy bỏ mật khẩu rồi gửi lại.")


def _broken(name: str) -> RefusedError:
    return RefusedError(f"Tệp «{name}» bị hỏng nên không đọc được; hãy mở ra, lưu lại rồi gửi lại.")
