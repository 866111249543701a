"""Word and Excel files of today: archives of parts (ECMA-376 part 2), unpacked within bounds and looked through.

What may not be in one: macros, objects and controls that run when they are touched, dynamic data exchange, and whatever
is fetched from another machine when the file is opened. A link that a reader clicks on is none of that.
"""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from models.sent_files.findings import ARCHIVE, BROKEN_ARCHIVE, DOCX, OLD_OFFICE, XLSX, Unfit, UnfitFileError
from models.sent_files.formulas import guard_formula, may_hold_active
from models.sent_files.old_office import guard_old_office
from models.sent_files.targets import is_elsewhere
from models.sent_files.word_fields import Fields, guard_instruction

_MOST_PARTS = 5_000
_MOST_UNPACKED, _MOST_PART = 300 * 1024 * 1024, 200 * 1024 * 1024
_MOST_SQUEEZED, _SQUEEZED_FROM = 200, 16 * 1024 * 1024
"""Text of tables is squeezed to some hundredth at most; what is squeezed more, and large, was made to burst."""
_MOST_READ = 32 * 1024 * 1024
"""How much of one part is looked through, in bytes, where its text says what happens at opening."""
_DEEPEST = 2
"""How deep documents may lie within each other: a chart holds its table."""
_CHUNK = 1024 * 1024

_TYPES = "[Content_Types].xml"
_MAIN_PART = {b"wordprocessingml.document.main+xml": (DOCX, "word/"), b"spreadsheetml.sheet.main+xml": (XLSX, "xl/")}
_MACROS_SAID = (b"vbaproject", b"macroenabled", b"macrosheet")
_MACRO_LINKS = frozenset({"vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet", "attachedtoolbars"})
_EMBEDDED_LINKS = frozenset({"oleobject", "control", "activexcontrolbinary", "afchunk"})
_ADD_IN_LINKS = frozenset({"webextensiontaskpanes", "webextension", "extensibility"})
_CLICKED_LINKS = frozenset({"hyperlink"})
_WORDS = re.compile(r"word/(document|header|footer|footnotes|endnotes|comments)[0-9]*\.xml")
_SHEETS = re.compile(r"xl/(workbook|worksheets/.*|tables/.*)\.xml")
_FORMULAS = frozenset(
    {"f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula"}
)
_Start = Callable[[str, dict[str, str]], None]


def kind_of_package(file: IO[bytes]) -> str:
    """Return DOCX or XLSX for the archive that such a document is. Raise UnfitFileError for every other one."""
    try:
        with ZipFile(file) as archive:
            parts = _guard_bounds(archive, file)
            said = _types_of(archive, parts).lower()
            names = [name.lower() for name in parts]
            kind = next(
                (kind for main, (kind, folder) in _MAIN_PART.items() if main in said and _lies_in(folder, names)), None
            )
            if kind is None and not _says_macros(said):
                raise UnfitFileError(Unfit.UNKNOWN)
            _guard_content(archive, parts, said, depth=1)
    except (*BROKEN_ARCHIVE, ExpatError):
        raise UnfitFileError(Unfit.BROKEN) from None
    if kind is None:
        raise UnfitFileError(Unfit.UNKNOWN)
    return kind


def _lies_in(folder: str, names: list[str]) -> bool:
    return any(name.startswith(folder) for name in names)


def _guard_bounds(archive: ZipFile, file: IO[bytes]) -> dict[str, ZipInfo]:
    """Return the parts by name. Raise UnfitFileError for a locked archive, and for one made to burst its reader."""
    parts = archive.infolist()
    if any(part.flag_bits & 0x1 for part in parts):
        raise UnfitFileError(Unfit.LOCKED)
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise UnfitFileError(Unfit.BROKEN)
    by_name = {part.filename: part for part in parts}
    if len(by_name) < len(parts):
        raise UnfitFileError(Unfit.BROKEN)
    # Parts that lie over each other are counted several times, so that together they are more than there is.
    packed = sum(part.compress_size for part in parts)
    if (
        len(parts) > _MOST_PARTS
        or packed > file.seek(0, 2)
        or sum(part.file_size for part in parts) > _MOST_UNPACKED
        or any(_bursts(part) for part in parts)
    ):
        raise UnfitFileError(Unfit.TOO_MUCH)
    return by_name


def _bursts(part: ZipInfo) -> bool:
    return part.file_size > _MOST_PART or (
        part.file_size > _SQUEEZED_FROM and part.file_size > _MOST_SQUEEZED * max(part.compress_size, 1)
    )


def _types_of(archive: ZipFile, parts: dict[str, ZipInfo]) -> bytes:
    found = parts.get(_TYPES)
    if found is None or found.file_size > _CHUNK:
        raise UnfitFileError(Unfit.UNKNOWN)
    return archive.read(found)


def _says_macros(said: bytes) -> bool:
    return any(one in said for one in _MACROS_SAID)


def _guard_content(archive: ZipFile, parts: dict[str, ZipInfo], said: bytes, depth: int) -> None:
    """Unpack every part once, keeping nothing. Raise UnfitFileError for active content, BadZipFile for a broken part."""
    if _says_macros(said) or any("vbaproject" in name.lower() for name in parts):
        raise UnfitFileError(Unfit.MACROS)
    for name, part in parts.items():
        lower = name.lower()
        if lower.endswith(".rels"):
            for kind, target, is_outside in _links(_read(archive, part)):
                _guard_link(kind, target, is_outside=is_outside)
        elif lower.startswith("xl/externallinks/"):
            _guard_exchange(_read(archive, part))
        elif lower == "xl/connections.xml":
            _guard_connections(_read(archive, part))
        elif _WORDS.fullmatch(lower):
            _guard_fields(_read(archive, part))
        elif _SHEETS.fullmatch(lower):
            _guard_formulas(archive.read(part))
        elif "/embeddings/" in f"/{lower}" or _begins_a_document(archive, part):
            _guard_embedded(_read(archive, part), depth)


def _begins_a_document(archive: ZipFile, part: ZipInfo) -> bool:
    """Unpack a part to its end, which shows that it is whole, and tell whether it is a document of its own."""
    with archive.open(part) as content:
        head = content.read(_CHUNK)
        while content.read(_CHUNK):
            pass
    return head.startswith((ARCHIVE, OLD_OFFICE))


def _read(archive: ZipFile, part: ZipInfo) -> bytes:
    if part.file_size > _MOST_READ:
        raise UnfitFileError(Unfit.TOO_MUCH)
    return archive.read(part)


def _guard_link(kind: str, target: str, *, is_outside: bool) -> None:
    """Raise UnfitFileError for a relationship to what runs, or to what is fetched from another machine at opening."""
    if kind in _MACRO_LINKS:
        raise UnfitFileError(Unfit.MACROS)
    if kind in _EMBEDDED_LINKS:
        raise UnfitFileError(Unfit.EMBEDDED)
    if kind in _ADD_IN_LINKS or (is_outside and kind not in _CLICKED_LINKS and is_elsewhere(target)):
        raise UnfitFileError(Unfit.FETCHES)


def _links(content: bytes) -> Iterator[tuple[str, str, bool]]:
    """Give the relationships of a part: the last word of its kind, its target, and whether that lies outside."""
    found: list[tuple[str, str, bool]] = []

    def start(name: str, given: dict[str, str]) -> None:
        if _local(name) == "Relationship":
            kind = given.get("Type", "").rsplit("/", 1)[-1].lower()
            found.append((kind, given.get("Target", ""), given.get("TargetMode", "").lower() == "external"))

    _parse(content, start)
    yield from found


def _guard_exchange(content: bytes) -> None:
    def start(name: str, _given: dict[str, str]) -> None:
        if _local(name) in ("ddeLink", "oleLink"):
            raise UnfitFileError(Unfit.DDE)

    _parse(content, start)


def _guard_connections(content: bytes) -> None:
    def start(name: str, given: dict[str, str]) -> None:
        if _local(name) == "connection" and given.get("refreshOnLoad", "0") not in ("0", "false"):
            raise UnfitFileError(Unfit.FETCHES)

    _parse(content, start)


def _guard_fields(content: bytes) -> None:
    """Raise UnfitFileError for a field of dynamic data exchange, or one that fetches; its words may be cut into runs."""
    if b"instr" not in content and content.lstrip()[:1] == b"<":
        return
    fields, is_open = Fields(), False

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal is_open
        is_open = _local(name) == "instrText"
        said = {_local(attribute): value for attribute, value in given.items()}
        if _local(name) == "fldChar":
            fields.mark(said.get("fldCharType", ""))
        if "instr" in said:
            guard_instruction(said["instr"])

    def text(data: str) -> None:
        if is_open:
            fields.say(data)

    _parse(content, start, text)
    fields.close()


def _guard_formulas(content: bytes) -> None:
    """Raise UnfitFileError for a formula, wherever one may stand, that does more than reckon."""
    if not may_hold_active(content):
        return
    said: list[str] | None = None

    def start(name: str, _given: dict[str, str]) -> None:
        nonlocal said
        if said:
            guard_formula("".join(said))
        said = [] if _local(name) in _FORMULAS else None

    def text(data: str) -> None:
        if said is not None:
            said.append(data)

    def end(_name: str) -> None:
        nonlocal said
        if said:
            guard_formula("".join(said))
        said = None

    _parse(content, start, text, end)


def _guard_embedded(content: bytes, depth: int) -> None:
    """Look into a document within the document; whatever else lies there runs when it is touched, or nobody knows."""
    if depth >= _DEEPEST:
        raise UnfitFileError(Unfit.EMBEDDED)
    try:
        if content.startswith(ARCHIVE):
            file = BytesIO(content)
            with ZipFile(file) as archive:
                parts = _guard_bounds(archive, file)
                _guard_content(archive, parts, _types_of(archive, parts).lower(), depth + 1)
        else:
            guard_old_office(content)
    except UnfitFileError as unfit:
        if unfit.why in (Unfit.UNKNOWN, Unfit.BROKEN):
            raise UnfitFileError(Unfit.EMBEDDED) from None
        raise


def _local(name: str) -> str:
    return name.rsplit(":", 1)[-1]


def _parse(
    content: bytes, start: _Start, text: Callable[[str], None] | None = None, end: Callable[[str], None] | None = None
) -> None:
    """Go through the elements of a part. Raise ExpatError for what is no XML, ValueError for one that defines entities."""

    def forbid(*_arguments: object) -> None:
        raise ValueError("a part of a document defines no document type")

    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = forbid
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.Parse(content, True)
