"""The name of a file: made fit to be kept, fitted to its content, and written in plain letters for who reads no others."""

import re
from pathlib import PurePosixPath

from models.refusal import RefusedError
from models.sent_files.findings import DOC, DOCX, HEIC, JPEG, PDF, PNG, WEBP, XLS, XLSX
from models.text import clean_typed
from plan.refs import plain_words
from plan.texts.secrecy import is_secret_name
from plan.texts.seen_text import UNREADABLE, without_shapeless, without_turns

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
NAMELESS = "tep"
"""What a file is called whose name says nothing."""

_MOST_BYTES = 240
"""The longest name in UTF-8: file systems that count bytes take 255, and programs add `(1)`."""
_UNFIT = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])(?=[ .]|$)", re.IGNORECASE)
"""Names of devices: Windows saves no file under one, whatever its ending."""


def clean_name(typed: str) -> str:
    """Return the last part of a file's name as a sender's machine told it: NFC, printable, without what leads elsewhere.

    Vietnamese letters stay. It fits every system: no sign that is forbidden in names, no dot in front, no device's name,
    and at most `MAX_FILE_NAME` characters, cut before the ending. A name that says nothing is `NAMELESS`.
    """
    base = without_shapeless(clean_typed(without_turns(typed))).replace("\\", "/").rsplit("/", 1)[-1]
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in base).split())
    name = _off_devices(_UNFIT.sub("-", words).strip(". ")) or NAMELESS
    ending = PurePosixPath(name).suffix
    return _cut(name.removesuffix(ending), ending if len(ending) <= 10 else "")


def guard_open_name(name: str) -> None:
    """Raise RefusedError for a cleaned name that is a mark of secrecy, without repeating it, or that cannot be read."""
    if is_secret_name(PurePosixPath(name).stem):
        raise RefusedError(
            "Tên tệp có dấu chỉ độ mật nên tệp không được tiếp nhận; hãy xử lý theo quy định về bảo vệ bí mật nhà nước."
        )
    if UNREADABLE in name:
        raise RefusedError(f"Tên tệp «{name}» có chữ không đọc được; hãy đổi tên tệp rồi gửi lại.")


def fit_name(name: str, kind: str) -> str:
    """Return a cleaned name with the ending that fits a kind."""
    fitting = ENDINGS[kind]
    stem, ending = name, fitting[0]
    while (found := PurePosixPath(stem).suffix) and _is_an_ending(found):
        if stem == name and found.lower() in fitting:
            ending = found.lower()
        stem = stem.removesuffix(found).rstrip(". ")
    return _cut(_off_devices(stem), ending)


def plain_name(name: str) -> str:
    """Return a file's name in plain letters, for programs that read no others: `Đề án số 2.pdf` is `De-an-so-2.pdf`.

    The same name, however its letters are composed, is always the same plain one, and its ending stays.
    """
    ending = PurePosixPath(name).suffix
    stem = plain_words(name.removesuffix(ending))
    return (_off_devices(stem) or NAMELESS) + (f".{plain_words(ending)}" if plain_words(ending) else "")


def _cut(stem: str, ending: str) -> str:
    stem = stem[: MAX_FILE_NAME - len(ending)]
    stem = stem.encode()[: _MOST_BYTES - len(ending.encode())].decode(errors="ignore")
    return (stem.rstrip(". ") or NAMELESS) + ending


def _off_devices(stem: str) -> str:
    return f"{NAMELESS}-{stem}" if _RESERVED.match(stem) else stem


def _is_an_ending(suffix: str) -> bool:
    return any(suffix.lower() in endings for endings in ENDINGS.values())
