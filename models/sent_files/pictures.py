"""Pictures: whole or cut off, told by the frame of the format alone; no picture is decoded."""

from models.sent_files.findings import HEIC, JPEG, PNG, WEBP, Unfit, UnfitFileError

_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
"""JPEG markers that stand alone, without a segment behind them (ITU-T T.81, table B.1)."""


def guard_whole_picture(data: bytes, kind: str) -> None:
    """Raise UnfitFileError (broken) for a picture that ends before its format's own end."""
    is_whole = {JPEG: _is_whole_jpeg, PNG: _is_whole_png, WEBP: _is_whole_webp, HEIC: _is_whole_heic}[kind]
    if not is_whole(data):
        raise UnfitFileError(Unfit.BROKEN)


def _is_whole_jpeg(data: bytes) -> bool:
    """Walk over the segments to the first scan, past the thumbnails they may hold; an end of image must follow it.

    Telephones put a film behind the end of image, so it need not be the last thing of the file.
    """
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:
            place += 1
        elif marker in _NO_LENGTH:
            place += 2
        elif marker == 0xDA:
            return data.find(b"\xff\xd9", place) >= 0
        else:
            place += 2 + max(2, int.from_bytes(data[place + 2 : place + 4]))
    return False


def _is_whole_png(data: bytes) -> bool:
    """Walk over the chunks to the last one, `IEND` (ISO/IEC 15948, 5.3); there must have been a picture before it."""
    place, has_picture = 8, False
    while place + 12 <= len(data):
        length, kind = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        if kind == b"IEND":
            return has_picture
        has_picture |= kind == b"IDAT"
        place += 12 + length
    return False


def _is_whole_webp(data: bytes) -> bool:
    return len(data) > 20 and len(data) >= int.from_bytes(data[4:8], "little") + 8


def _is_whole_heic(data: bytes) -> bool:
    """Walk over the boxes (ISO/IEC 14496-12, 4.2): each must be all there, and one must tell of the picture."""
    place, names = 0, set()
    while place + 8 <= len(data):
        size, name = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        if size == 1:
            size = int.from_bytes(data[place + 8 : place + 16])
        elif size == 0:
            size = len(data) - place
        if size < 8 or place + size > len(data):
            return False
        names.add(name)
        place += size
    return b"meta" in names
