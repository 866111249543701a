"""Files as offices send them, small and whole, and such as were made to harm."""

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document

SECTOR = 512


def pdf(page: str = "", *objects: str) -> bytes:
    """Return a PDF of one empty page; `page` adds entries to it, and each of `objects` is numbered from 4 on."""
    numbered = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]{page}>>",
        *objects,
    )
    written, places = b"%PDF-1.7\n", []
    for number, content in enumerate(numbered, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(numbered) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R>>\nstartxref\n{len(written)}\n"
    return written + end.encode() + b"%%EOF\n"


PDF = pdf()


def png(shade: int = 0) -> bytes:
    """Return a picture of one point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes([0, shade])))
        + chunk(b"IEND", b"")
    )


def jpeg(behind: bytes = b"") -> bytes:
    """Return the frame of a photograph: with a thumbnail, itself a whole JPEG, a scan, and what lies behind its end."""
    thumbnail = b"\xff\xd8\xff\xda\0\2\1\2\xff\xd9"
    first = b"\xff\xe1" + struct.pack(">H", 2 + len(thumbnail)) + thumbnail
    return b"\xff\xd8" + first + b"\xff\xdb\0\3\0" + b"\xff\xda\0\2" + b"\1\2\xff\0\3" * 20 + b"\xff\xd9" + behind


def webp() -> bytes:
    """Return the frame of a WEBP picture."""
    chunks = b"WEBPVP8 " + struct.pack("<I", 10) + bytes(10)
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def heic() -> bytes:
    """Return the frame of a picture as telephones take it."""
    boxes = ((b"ftyp", b"heic\0\0\0\0mif1heic"), (b"meta", bytes(24)), (b"mdat", bytes(64)))
    return b"".join(struct.pack(">I", 8 + len(content)) + name + content for name, content in boxes)


def docx(text: str = "Biên bản họp") -> bytes:
    """Return a Word file."""
    written = BytesIO()
    document = Document()
    document.add_paragraph(text)
    document.save(written)
    return written.getvalue()


TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/>'
    "{more}</Types>"
)
RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def links(*links_: tuple[str, str], outside: bool = True) -> str:
    """Return a part of relationships, each of a kind to a target."""
    mode = ' TargetMode="External"' if outside else ""
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"{mode}/>'
        for number, (kind, target) in enumerate(links_)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{listed}</Relationships>'
    )


def package(
    part: str = "xl/workbook.xml",
    kind: str = "spreadsheetml.sheet",
    others: Mapping[str, str | bytes] | None = None,
    more_types: str = "",
) -> bytes:
    """Return a Word or Excel file of few parts."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as written:
        written.writestr("[Content_Types].xml", TYPES.format(part=part, kind=kind, more=more_types))
        for name, content in {part: "<x/>", **(others or {})}.items():
            written.writestr(name, content)
    return made.getvalue()


def word(others: Mapping[str, str | bytes] | None = None) -> bytes:
    """Return a Word file of few parts."""
    return package("word/document.xml", "wordprocessingml.document", others)


def old_office(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file ([MS-CFB], version 3) of streams; a name `a/b` lies in the storage `a`.

    Streams are padded to 4,096 bytes, so that none needs the small sectors.
    """
    storages = sorted({name.partition("/")[0] for name in streams if "/" in name})
    names = ["Root Entry", *storages, *streams]
    contents = [content.ljust(4096, b"\0") for content in streams.values()]
    lengths = [-(-len(content) // SECTOR) for content in contents]
    directory = -(-len(names) * 128 // SECTOR)
    # Sector 0 is the table of sectors, then the directory, then the streams.
    fat, entries, place = [0xFFFFFFFD], [], 1 + directory
    fat += _chain(1, directory)
    top = [names.index(name) for name in names[1:] if "/" not in name]
    for number, name in enumerate(names):
        content = number - 1 - len(storages)
        inside = [names.index(one) for one in streams if one.startswith(f"{name}/")]
        kind = 5 if number == 0 else 1 if name in storages else 2
        start, size = 0xFFFFFFFE, 0
        if kind == 2:
            start, size = place, len(contents[content])
            fat += _chain(place, lengths[content])
            place += lengths[content]
        siblings = (
            top if "/" not in name else [names.index(one) for one in streams if one.split("/")[0] == name.split("/")[0]]
        )
        at = siblings.index(number) if number in siblings else -1
        right = siblings[at + 1] if 0 <= at < len(siblings) - 1 else 0xFFFFFFFF
        child = (top if number == 0 else inside or [0xFFFFFFFF])[0] if kind != 2 else 0xFFFFFFFF
        written = (name.rpartition("/")[2] + "\0").encode("utf-16-le")
        entries.append(
            written.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(written), kind, 1, 0xFFFFFFFF, right, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * (SECTOR - len(head) - 4)
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff")
    assert len(table) == SECTOR
    listed = b"".join(entries).ljust(directory * SECTOR, b"\0")
    return (
        head
        + table
        + listed
        + b"".join(content.ljust(-(-len(content) // SECTOR) * SECTOR, b"\0") for content in contents)
    )


def _chain(first: int, length: int) -> list[int]:
    return [*range(first + 1, first + length), 0xFFFFFFFE]


def old_word(text: bytes = b"", *, encrypted: bool = False) -> bytes:
    """Return the main stream of an old Word file."""
    return b"\xec\xa5\xc1\0" + bytes(6) + (b"\0\1" if encrypted else b"\0\0") + bytes(52) + text


def old_excel(*records: tuple[int, bytes]) -> bytes:
    """Return the main stream of an old Excel file: its first part, with records of its own."""
    all_ = ((0x0809, bytes(16)), *records, (0x000A, b""))
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in all_)


ALTERNATING = "a" + "\u0301\u0323" * 50_000
"""Marks of two classes in turn: a normal form sorts them, in time that grows with the square of their number."""
