"""A form that may bring files: taken apart while it comes in, within bounds of size and number.

What a person has written is kept whatever becomes of the files, so that nobody writes it twice for a photograph's sake.
"""

import logging
import shutil
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from tempfile import SpooledTemporaryFile, gettempdir
from typing import TYPE_CHECKING, BinaryIO, cast

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from models.answers.evidence import MIN_FREE
from models.sent_files.names import clean_name
from models.text import clean_typed
from web.door.form_fields import MOST_FIELDS, read_fields
from web.door.http_requests import MOST_BYTES, RequestRefusedError, read_form_body

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_log = logging.getLogger(__name__)

FILES_TYPE = "multipart/form-data"
"""The kind of a form that may bring files."""
MOST_FILE_BYTES = 30_000_000
"""How much all files of one form may hold, in bytes; a file that goes beyond is left out, and its name told."""
MOST_FILES = 30
"""The most files of one form; fields for files that were left empty do not count."""

_MOST_READ = 120_000_000
"""How much of a body is read at all, in bytes; what is left out on the way is kept nowhere."""
_IN_MEMORY = 1_000_000
"""Up to how many bytes a file is held in memory while it comes in."""


@dataclass(frozen=True)
class SentFile:
    """A file of a form: its name, without any path, and its content, to be read from the start."""

    name: str
    content: BinaryIO


@dataclass
class SentForm:
    """A form as it was sent: its fields, cleaned; its files by field; the names of files that did not come through.

    Of a field given twice the last one holds. A file is left out when the form's files are too many or too large, and
    stays unwritten where the machine has no room to hold it while it comes in.
    """

    fields: dict[str, str] = field(default_factory=dict)
    files: dict[str, list[SentFile]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)

    def close(self) -> None:
        """Let go of the files."""
        for files in self.files.values():
            for file in files:
                _let_go(file.content)


async def sent_form(request: Request) -> AsyncGenerator[SentForm, None]:
    """Give a request's form, and close its files when the request is done (a dependency of a route)."""
    form = await read_sent_form(request)
    try:
        yield form
    finally:
        form.close()


async def read_sent_form(request: Request) -> SentForm:
    """Return a form, with files or without; who asks for it closes it.

    Raise RequestRefusedError when it is no form (415), is broken or has too many fields (400), or is too large (413).
    """
    kind, parameters = parse_options_header(request.headers.get("content-type", ""))
    if kind != FILES_TYPE.encode():
        return _read_plain(await read_form_body(request))
    reader = _Reader()
    try:
        await _take_in(request, parameters.get(b"boundary", b""), reader)
    except (FormParserError, ClientDisconnect):
        reader.close()
        raise unreadable_form() from None
    except BaseException:
        reader.close()
        raise
    request.state.sent = reader.form.fields
    return reader.form


async def _take_in(request: Request, boundary: bytes, reader: "_Reader") -> None:
    if not boundary:
        raise unreadable_form()
    parser, size = MultipartParser(boundary, reader.callbacks()), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > _MOST_READ:
            raise _too_large()
        # Files go to disk, which must not hold up who else is being served.
        await run_in_threadpool(parser.write, chunk)
    if not reader.ended:
        raise unreadable_form()


def unreadable_form() -> RequestRefusedError:
    """Return the refusal of a form that is broken, or such as none of our pages sends."""
    return RequestRefusedError(
        400, "Không đọc được nội dung gửi lên", "Chưa ghi nhận được gì; hãy tải lại trang và gửi lại."
    )


def _too_large() -> RequestRefusedError:
    return RequestRefusedError(
        413,
        "Nội dung gửi lên quá lớn",
        "Chưa ghi nhận được gì; hãy quay lại trang trước, rút gọn nội dung hoặc gửi ít tệp hơn mỗi lần.",
    )


def _read_plain(body: bytes) -> SentForm:
    try:
        return SentForm(read_fields(body))
    except ValueError:
        raise unreadable_form() from None


class _Reader:
    """Takes in the parts of one form as the parser finds them: text as a field, the rest as a file."""

    def __init__(self) -> None:
        self.form = SentForm()
        self.ended = False
        self._header = self._value = self._disposition = b""
        self._field = ""
        self._name: str | None = None
        self._text = bytearray()
        self._file: BinaryIO | None = None
        self._fields = self._written = self._kept = self._size = 0
        self._has_no_room = False

    def callbacks(self) -> "MultipartCallbacks":
        """Return what the parser calls."""
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": self._read_header,
            "on_header_value": self._read_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._begin_content,
            "on_part_data": self._read_content,
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    def close(self) -> None:
        """Let go of all files, the one that is coming in too."""
        self.form.close()
        _let_go(self._file)

    def _begin_part(self) -> None:
        self._disposition, self._text, self._size = b"", bytearray(), 0
        self._has_no_room = False

    def _read_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _read_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _begin_content(self) -> None:
        _, options = parse_options_header(self._disposition)
        self._fields += 1
        if b"name" not in options or self._fields > MOST_FIELDS:
            raise unreadable_form()
        self._field = options[b"name"].decode("utf-8", "replace")
        self._name = None
        if b"filename" in options:
            # Browsers write a quotation mark within a name as %22.
            self._name = options[b"filename"].decode("utf-8", "replace").replace("%22", '"')

    def _read_content(self, data: bytes, start: int, end: int) -> None:
        self._size += end - start
        if self._name is None:
            self._written += end - start
            if self._written > MOST_BYTES:
                raise _too_large()
            self._text += data[start:end]
        elif self._kept + self._size <= MOST_FILE_BYTES and not self._has_no_room:
            self._write(data[start:end])

    def _write(self, data: bytes) -> None:
        """Write a piece of a file. Where the disk is nearly full the file is lost, and what a person typed is not."""
        if self._size > _IN_MEMORY and shutil.disk_usage(gettempdir()).free < MIN_FREE:
            _log.error("A file that is coming in finds less than %s MB free.", MIN_FREE // 1024 // 1024)
            self._has_no_room = True
            return
        try:
            if self._file is None:
                self._file = cast(BinaryIO, SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115  the form closes it
            self._file.write(data)
        except OSError as error:
            _log.error("A file that is coming in could not be written: %s", error.strerror)
            self._has_no_room = True

    def _end_part(self) -> None:
        name, file = self._name, self._file
        if name is None:
            self.form.fields[self._field] = clean_typed(self._text.decode("utf-8", "replace"))
        elif not name and not self._size:
            # A field for files that was left empty comes as a file without a name.
            pass
        elif self._kept + self._size > MOST_FILE_BYTES or self._files() >= MOST_FILES:
            self.form.left_out.append(clean_name(name))
            _let_go(file)
        elif self._has_no_room:
            self.form.unwritten.append(clean_name(name))
            _let_go(file)
        else:
            self._take(name, file or BytesIO())
        self._file = None

    def _take(self, name: str, file: BinaryIO) -> None:
        try:
            file.seek(0)
        except OSError:  # the last of it waited to be written
            self.form.unwritten.append(clean_name(name))
            _let_go(file)
            return
        self._kept += self._size
        self.form.files.setdefault(self._field, []).append(SentFile(clean_name(name), file))

    def _files(self) -> int:
        return sum(len(files) for files in self.form.files.values())

    def _end(self) -> None:
        self.ended = True


def _let_go(file: BinaryIO | None) -> None:
    if file is not None:
        with suppress(OSError):  # what waited to be written has no room either
            file.close()
