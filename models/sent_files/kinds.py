"""Which files are kept: known by their structure and not by their name, and refused with a sentence that says the way out."""

from typing import IO

import filetype  # type: ignore[import-untyped]  # the library has no types

from models.refusal import RefusedError
from models.sent_files.findings import (
    ARCHIVE,
    HEADER_WITHIN,
    HEIC,
    JPEG,
    OLD_OFFICE,
    PDF,
    PDF_HEADER,
    PNG,
    WEBP,
    Unfit,
    UnfitFileError,
)
from models.sent_files.looking import look_apart
from models.sent_files.pictures import guard_whole_picture

_HEAD = 8192
_PICTURES = frozenset({JPEG, PNG, WEBP, HEIC})
_AGAIN = "hãy mở ra, lưu lại rồi gửi lại"
_AS_PDF = "hãy lưu (hoặc in) ra một tệp PDF mới rồi gửi lại"
_SENTENCES = {
    Unfit.UNKNOWN: (
        "không phải PDF, Word, Excel hoặc ảnh (JPEG, PNG, WEBP, HEIC); hãy chuyển sang một trong các dạng này rồi gửi lại"
    ),
    Unfit.BROKEN: f"bị hỏng nên không đọc được; {_AGAIN}",
    Unfit.LOCKED: "có mật khẩu nên người theo dõi không mở được; hãy bỏ mật khẩu rồi gửi lại",
    Unfit.TOO_MUCH: f"quá lớn hoặc quá phức tạp khi mở ra nên không được tiếp nhận; {_AS_PDF}",
    Unfit.MACROS: "có macro nên không được tiếp nhận; hãy lưu lại dạng không có macro rồi gửi lại",
    Unfit.EMBEDDED: f"có đối tượng nhúng (OLE, ActiveX) nên không được tiếp nhận; {_AS_PDF}",
    Unfit.FETCHES: f"tự lấy nội dung từ máy khác khi mở nên không được tiếp nhận; {_AS_PDF}",
    Unfit.DDE: f"có liên kết DDE tới chương trình khác nên không được tiếp nhận; {_AS_PDF}",
    Unfit.SCRIPT: f"có mã lệnh (JavaScript, biểu mẫu XFA) nên không được tiếp nhận; {_AS_PDF}",
    Unfit.LAUNCH: f"có lệnh chạy chương trình khác nên không được tiếp nhận; {_AS_PDF}",
    Unfit.ATTACHED: "có tệp hoặc phim, âm thanh đính kèm bên trong nên không được tiếp nhận; hãy gửi riêng từng tệp",
    Unfit.BUSY: "chưa được tiếp nhận vì nhiều tệp khác đang chờ kiểm tra; hãy gửi lại tệp này sau ít phút",
}


def kind_of(file: IO[bytes], name: str, whose: str) -> str:
    """Return the media type of a file that may be kept, one of `models.sent_files.names.ENDINGS`, by its structure.

    `file` is a real file of the machine; `name` is for the sentence; `whose` tells its sender from others (`looking`).
    Raise RefusedError for every other file, and for one that is broken or cut off, asks for a password, holds active
    content, is made to burst, or whose turn to be looked at does not come.
    """
    try:
        return _kind(file, whose)
    except UnfitFileError as unfit:
        raise RefusedError(f"Tệp «{name}» {_SENTENCES[unfit.why]}.") from None


def _kind(file: IO[bytes], whose: str) -> str:
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith((OLD_OFFICE, ARCHIVE)):
        return look_apart(file, whose)
    guessed = filetype.guess(head)
    if guessed is not None and guessed.mime in _PICTURES:
        file.seek(0)
        guard_whole_picture(file.read(), guessed.mime)
        return str(guessed.mime)
    # What has a head of another kind is that, even with a PDF's head in its middle.
    if PDF_HEADER in head[: HEADER_WITHIN + len(PDF_HEADER) - 1] and (guessed is None or guessed.mime == PDF):
        return look_apart(file, whose)
    raise UnfitFileError(Unfit.UNKNOWN)
