"""The one door to the readers: what a file is by its bytes, whether it may be read at all, and who reads it."""

from collections.abc import Callable
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from plan.drafting.readers.docx_file import TrackedChangesError, read_docx
from plan.drafting.readers.exchange_file import ENDINGS, Package, is_package, open_package
from plan.drafting.readers.html_file import read_html
from plan.drafting.readers.pdf_file import UnreadablePdfError, read_pdf
from plan.drafting.readers.sheet_file import read_sheets
from plan.drafting.readers.text_file import read_text, rejoined
from plan.drafting.refusal import MOST_BYTES, RefusedFileError, SecretFileError
from plan.drafting.source import PARAGRAPHS, Paragraph, Source
from plan.texts.secrecy import SECRECY_REFUSAL, find_secrecy_mark, is_secrecy_mark, is_secret_name
from plan.texts.seen_text import NotTextError

MOST_UNPACKED = 150 * 1024 * 1024
MOST_PARTS = 3000
MOST_BLOCKS = 60_000
_BEFORE_TEXT = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n\f"
"""Bytes that stand before the first letter of a text: marks of its encoding, halves of letters, spaces."""
HEAD = 40
"""So many paragraphs at the beginning may bear a mark of secrecy as a line of its own in small letters too."""


def read_file(data: bytes, name: str, *, accept_changes: bool = False) -> Source:
    """Return a document's blocks. Raise SecretFileError for a marked one, RefusedFileError for what cannot be read.

    `name` is the file's own name. What it is, is told by its bytes; the ending tells only kinds of text apart.
    """
    stem = name.rpartition(".")[0] or name
    if is_secret_name(stem):
        raise SecretFileError(SECRECY_REFUSAL)
    if not data:
        raise RefusedFileError("Tệp trống, không có gì để đọc.")
    if len(data) > MOST_BYTES:
        raise RefusedFileError(f"Tệp lớn hơn {MOST_BYTES // 1024 // 1024} MB; hãy tách phần kế hoạch ra một tệp riêng.")
    try:
        source = _reader(data, name, accept_changes=accept_changes)(data)
    except (RefusedFileError, TrackedChangesError, UnreadablePdfError) as error:
        raise error if isinstance(error, RefusedFileError) else RefusedFileError(str(error)) from error
    except NotTextError as error:
        raise RefusedFileError("Tệp có những ký tự không phải chữ; hãy mở bằng Word, lưu lại rồi nộp.") from error
    except Exception as error:
        raise RefusedFileError(
            "Không đọc được tệp: nội dung hỏng hoặc không đúng loại. Hãy mở bằng Word, lưu lại rồi nộp."
        ) from error
    _guard_secrecy(source)
    if len(source.blocks) > MOST_BLOCKS:
        raise RefusedFileError("Tệp dài quá mức của một văn bản; hãy tách phần kế hoạch ra một tệp riêng.")
    if not source.blocks:
        raise RefusedFileError("Tệp không có chữ nào để đọc.")
    if source.unit == PARAGRAPHS:
        source = rejoined(source)
        _guard_secrecy(source)  # a mark may have been broken over two lines
    return source


def _reader(data: bytes, name: str, *, accept_changes: bool) -> Callable[[bytes], Source]:
    start = data[:1024].lstrip(_BEFORE_TEXT)
    if data.startswith(b"%PDF") or b"%PDF-" in data[:1024]:
        return read_pdf
    if data.startswith(b"PK\x03\x04"):
        names = _guard_zip(data)
        if "word/document.xml" in names:
            return lambda content: read_docx(content, accept_changes=accept_changes)
        if "xl/workbook.xml" in names:
            return read_sheets
        if [one for one in names if one.lower().endswith(ENDINGS) and "/" not in one]:
            return lambda content: _read_packed_package(content, accept_changes=accept_changes)
        raise RefusedFileError("Tệp nén này không phải tệp Word hay Excel; hãy nộp từng tệp bên trong.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedFileError(
            "Đây là tệp Word hoặc Excel đời cũ (.doc, .xls); hãy mở ra và lưu lại thành .docx, .xlsx."
        )
    if is_package(data):
        return lambda content: _read_package(open_package(content), accept_changes=accept_changes)
    if start[:1] == b"<" or name.lower().endswith((".html", ".htm")):
        return read_html
    if b"\x00" in data[:4096] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise RefusedFileError(
            "Không nhận ra loại tệp này; chỉ đọc .docx, .pdf có lớp chữ, .xlsx, .html, .txt và gói tin .edxml."
        )
    return read_text


def _read_packed_package(data: bytes, *, accept_changes: bool) -> Source:
    """Return what a packed folder with one package of the exchange between offices holds."""
    with ZipFile(BytesIO(data)) as folder:
        files = {name: folder.read(name) for name in folder.namelist() if not name.endswith("/")}
    packages = [content for name, content in files.items() if name.lower().endswith(ENDINGS) and is_package(content)]
    if len(packages) != 1:
        raise RefusedFileError("Tệp nén không có đúng một gói tin .edxml; hãy nộp từng gói tin bên trong.")
    return _read_package(open_package(packages[0], files), accept_changes=accept_changes)


def _read_package(package: Package, *, accept_changes: bool) -> Source:
    """Return the documents of a package as one, the first with its annexes; what of them cannot be read is told."""
    if any(is_secrecy_mark(text) or find_secrecy_mark(text) for text in package.header):
        raise SecretFileError(SECRECY_REFUSAL)
    read, notes = [], [*package.notes]
    refusals: list[RefusedFileError] = []
    for name, data in package.files:
        if is_package(data):
            raise RefusedFileError("Gói tin văn bản điện tử lồng trong một gói tin khác nên không được đọc.")
        try:
            read.append(read_file(data, name, accept_changes=accept_changes))
        except SecretFileError:
            raise
        except RefusedFileError as error:
            refusals.append(error)
            notes.append(f"Tệp «{name}» trong gói tin không đọc được: {error}")
    if not read:
        raise refusals[0]
    blocks = tuple(block for source in read for block in source.blocks)
    notes += [note for source in read for note in source.notes]
    return Source(blocks, tuple(notes), package.facts, read[0].unit)


def _guard_zip(data: bytes) -> frozenset[str]:
    """Return the names in a packed file. Raise RefusedFileError for one that unpacks to more than any document has."""
    try:
        with ZipFile(BytesIO(data)) as file:
            parts = file.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise RefusedFileError("Tệp nén bung ra quá lớn so với một văn bản nên không được đọc.")
            if any(part.flag_bits & 1 for part in parts):
                raise RefusedFileError("Tệp có mật khẩu. Hãy bỏ mật khẩu rồi nộp lại.")
            return frozenset(part.filename for part in parts)
    except (BadZipFile, OverflowError, ValueError, NotImplementedError) as error:
        if isinstance(error, RefusedFileError):
            raise
        raise RefusedFileError("Tệp bị hỏng, không mở được. Hãy lưu lại rồi nộp.") from error


def _guard_secrecy(source: Source) -> None:
    for place, block in enumerate(source.blocks):
        texts = [block.text] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row]
        for text in texts:
            alone = place < HEAD and is_secrecy_mark(text)
            if alone or find_secrecy_mark(text):
                raise SecretFileError(SECRECY_REFUSAL)
