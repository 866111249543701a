"""A file is seen whole or not at all, and what the system says of it is told in Vietnamese."""

import errno
import http.client
import socket
import ssl
from pathlib import Path

import pytest

from models.files import PRIVATE, SHARED, system_words, write_whole


def test_a_file_takes_the_place_of_the_old_one_with_its_own_rights(tmp_path: Path) -> None:
    place = tmp_path / "khoa"
    write_whole(place, b"cu")
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (b"cu", PRIVATE)
    write_whole(place, b"moi", SHARED)
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (b"moi", SHARED)
    assert [one.name for one in tmp_path.iterdir()] == ["khoa"]


def test_where_the_disk_is_full_the_old_file_stays_and_no_draft_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "bao-cao.docx"
    write_whole(place, b"cu")

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("models.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(place, b"moi")
    assert place.read_bytes() == b"cu"
    assert [one.name for one in tmp_path.iterdir()] == ["bao-cao.docx"]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "không có quyền"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory"), "không có tệp hoặc thư mục này"),
        (OSError(errno.EADDRINUSE, "Address already in use"), "đang có chương trình khác dùng"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "máy ở đó không mở cổng này"),
        (socket.gaierror(-2, "Name or service not known"), "không tìm thấy tên máy đó"),
        (TimeoutError("timed out"), "quá thời gian chờ"),
        (ssl.SSLCertVerificationError(1, "self-signed certificate"), "không tin được chứng thư ở đó"),
        (ssl.SSLError(1, "wrong version number"), "không lập được kết nối bảo mật"),
        (http.client.RemoteDisconnected("closed without response"), "kết nối bị ngắt"),
        (OSError(errno.EXDEV, "Invalid cross-device link"), f"hệ thống báo lỗi {errno.EXDEV}"),
        (OSError("something"), "hệ thống báo lỗi OSError"),
    ],
)
def test_what_the_system_says_is_told_in_vietnamese_and_else_by_its_number(error: OSError, words: str) -> None:
    assert system_words(error) == words
