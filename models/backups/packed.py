"""Parts of a zip that the program writes and reads back: in a stream, each with the hash of its content."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from models.files import system_words
from models.refusal import RefusedError
from models.sent_files.findings import BROKEN_ARCHIVE

CHUNK = 1 << 20
"""How much of a part is in memory at a time, in bytes."""


def put_part(packed: zipfile.ZipFile, part: str | zipfile.ZipInfo, content: Iterable[bytes]) -> str:
    """Write a part and return the SHA-256 of its content. Raise OSError where it cannot be written."""
    digest = hashlib.sha256()
    with packed.open(part, "w", force_zip64=True) as out:
        for chunk in content:
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def chunks_of(content: IO[bytes]) -> Iterator[bytes]:
    """Yield what an open file holds from where it stands, piece by piece."""
    while chunk := content.read(CHUNK):
        yield chunk


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file's content. Raise OSError where it cannot be read."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def read_part(packed: zipfile.ZipFile, name: str, damaged: str) -> Iterator[bytes]:
    """Yield a part's content. What is wrong in reading it is told apart from a disk that takes no more.

    Raise RefusedError with the sentence `damaged`, filled with what is wrong.
    """
    try:
        with packed.open(name) as content:
            yield from chunks_of(content)
    except BROKEN_ARCHIVE as error:
        raise RefusedError(damaged.format(f"không đọc được {name}")) from error


class opened:  # noqa: N801  used as a context
    """A zip of the program's, with the sentence `none` for what is none."""

    def __init__(self, file: Path, none: str) -> None:
        self._file, self._none = file, none

    def __enter__(self) -> zipfile.ZipFile:
        try:
            self._content: IO[bytes] = self._file.open("rb")
        except OSError as error:
            raise RefusedError(f"Không mở được {self._file} ({system_words(error)}).") from None
        try:
            self._packed = zipfile.ZipFile(self._content)
        except BROKEN_ARCHIVE:
            self._content.close()
            raise RefusedError(self._none) from None
        return self._packed

    def __exit__(self, *_: object) -> None:
        self._packed.close()
        self._content.close()
