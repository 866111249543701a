"""Packages in which offices send documents to each other (edXML of QCVN 102:2016/BTTTT): the header, and the files in it."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePath
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile, is_zipfile

from plan.drafting.readers.text_file import decode
from plan.drafting.refusal import MOST_BYTES, RefusedFileError
from plan.drafting.source import clean

ENDINGS = (".edxml", ".xml")
_ROOT = re.compile(r"<(?:\w+:)?edxml(?:envelope)?[\s>]", re.IGNORECASE)
_DECLARES = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_BODY = re.compile(r"^[ỦU][ỶYỷy]\s+ban\s+nhân\s+dân\s+", re.IGNORECASE)
MOST_FILES = 40
"""More files than any document and its annexes."""


@dataclass(frozen=True)
class Package:
    """What was sent: the facts of its header as `Source.facts` has them, and each file with its name, in their order."""

    facts: dict[str, str]
    files: tuple[tuple[str, bytes], ...]
    header: tuple[str, ...] = ()
    """Every text of the header, in which a mark of secrecy may stand."""
    notes: tuple[str, ...] = field(default=())


def is_package(data: bytes) -> bool:
    """Tell by its beginning whether a file is such a package."""
    start = data[:4096]
    try:
        return bool(
            _ROOT.search(start.decode("utf-16" if start[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "ignore"))
        )
    except UnicodeDecodeError:
        return False


def open_package(data: bytes, beside: dict[str, bytes] | None = None) -> Package:
    """Return the header's facts and the files of a package.

    `beside` holds the files that stand next to the package in the same packed folder, by their names: older programs put
    the documents there. Raise RefusedFileError for a package without a file, ValueError for what is no XML.
    """
    text = decode(data)
    if _DECLARES.search(text):
        raise RefusedFileError("Gói tin văn bản điện tử có phần khai báo lạ nên không được đọc.")
    root = fromstring(text)  # noqa: S314  without a declaration there is no entity to follow
    header = _find(root, "MessageHeader")
    if header is None:
        raise RefusedFileError("Gói tin văn bản điện tử không có phần đầu (MessageHeader) nên không được đọc.")
    files = tuple(_distinct(_files(root, beside or {})))
    if not files:
        raise RefusedFileError("Gói tin văn bản điện tử không kèm tệp văn bản nào; hãy nộp tệp văn bản.")
    due = _day(_text(header, "DueDate"))
    return Package(
        facts={name: told for name, told in _facts(header).items() if told},
        files=files,
        header=tuple(text for one in header.iter() if (text := clean(one.text or ""))),
        notes=(f"Gói tin điện tử ghi hạn xử lý {due}; hãy đối chiếu với thời hạn trong văn bản.",) if due else (),
    )


def _facts(header: Element) -> dict[str, str]:
    number, notation = _text(header, "Code", "CodeNumber"), _text(header, "Code", "CodeNotation")
    return {
        "kind": _text(header, "DocumentType", "TypeName").capitalize(),
        "number": f"{number}/{notation}" if number and notation and "/" not in number else number,
        "date": _day(_text(header, "PromulgationInfo", "PromulgationDate")),
        "issuer": _BODY.sub("UBND ", _text(header, "From", "OrganName")),
        "subject": _text(header, "Subject"),
    }


def _files(root: Element, beside: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the files in the order of the manifest, where it names them, and then the others."""
    named = {_text(one, "ContentId"): _text(one, "AttachmentName") for one in _all(root, "Reference")}
    inside: dict[str, tuple[str, bytes]] = {}
    for place, one in enumerate(_all(root, "Attachment")):
        encoded = next((part for name in ("ContentTransferEncoded", "Content") for part in _all(one, name)), None)
        if encoded is None or not (written := (encoded.text or "").strip()):
            continue
        identity = _text(one, "ContentId") or str(place)
        name = named.get(identity) or _text(one, "AttachmentName") or _text(one, "FileName") or f"tep-{place + 1}"
        inside[identity] = _unpacked(name, base64.b64decode("".join(written.split()), validate=True))
    if len(inside) > MOST_FILES:
        raise RefusedFileError("Gói tin văn bản điện tử kèm quá nhiều tệp so với một văn bản.")
    for identity, name in named.items():
        if identity in inside:
            yield inside.pop(identity)
        elif name in beside:
            yield name, beside[name]
    yield from inside.values()


def _unpacked(name: str, data: bytes) -> tuple[str, bytes]:
    """Return a file as it was before it was packed for sending; a Word or Excel file is packed by its own nature."""
    if not is_zipfile(BytesIO(data)):
        return name, data
    with ZipFile(BytesIO(data)) as packed:
        parts = [part for part in packed.infolist() if not part.is_dir()]
        if len(parts) != 1 or parts[0].file_size > MOST_BYTES:
            return name, data
        return name if PurePath(name).suffix else PurePath(parts[0].filename).name, packed.read(parts[0])


def _distinct(files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Leave out the picture of a document that is there as a Word file of the same name too."""
    found = list(files)
    words = {PurePath(name).stem.casefold() for name, _ in found if name.casefold().endswith(".docx")}
    for name, data in found:
        path = PurePath(name)
        if path.suffix.casefold() == ".docx" or path.stem.casefold() not in words:
            yield name, data


def _day(written: str) -> str:
    """Return a day as documents write it, `12/3/2026`; '' where there is none."""
    found = _DAY.match(written)
    if found is None:
        return ""
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    return f"{int(day)}/{int(month)}/{year}"


def _all(root: Element, name: str) -> list[Element]:
    """Return the elements of a name, whichever of the standard's namespaces a program has put them in."""
    return [one for one in root.iter() if one.tag.rpartition("}")[2].casefold() == name.casefold()]


def _find(root: Element, name: str) -> Element | None:
    return next(iter(_all(root, name)), None)


def _text(root: Element, *path: str) -> str:
    """Return the text of an element by the names that lead to it; '' where one is missing."""
    place: Element | None = root
    for name in path:
        place = _find(place, name) if place is not None else None
    return clean(place.text or "") if place is not None else ""
