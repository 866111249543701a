"""Files that are never seen half written: drafted beside their place, put on the disk, then renamed into it; whose they
are: the account's alone that runs the program; and what the system said of one that cannot be had, in Vietnamese.
"""

import errno
import fcntl
import os
import secrets
import socket
import ssl
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PRIVATE, SHARED = 0o600, 0o644
"""Who may read a file: its owner alone, or every account of the machine."""
_OTHERS = 0o077
_SYSTEM_WORDS = {
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EDQUOT: "đã hết hạn mức ổ đĩa",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EIO: "ổ đĩa báo lỗi đọc, ghi",
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EEXIST: "ở đó đã có tệp hoặc thư mục này",
    errno.EISDIR: "đây là một thư mục, không phải tệp",
    errno.ENOTDIR: "đây không phải thư mục",
    errno.ENOTEMPTY: "thư mục không trống",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ELOOP: "liên kết đi vòng tròn",
    errno.EFBIG: "tệp quá lớn",
    errno.EBUSY: "tệp hoặc ổ đĩa đang bận",
    errno.ESTALE: "thư mục mạng không còn ở đó",
    errno.EMFILE: "chương trình đang mở quá nhiều tệp",
    errno.EADDRINUSE: "đang có chương trình khác dùng",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ đó",
    errno.ECONNREFUSED: "máy ở đó không mở cổng này",
    errno.ECONNRESET: "kết nối bị ngắt",
    errno.EPIPE: "kết nối bị ngắt",
    errno.ENETUNREACH: "không có đường mạng tới đó",
    errno.EHOSTUNREACH: "không có đường mạng tới đó",
    errno.ETIMEDOUT: "quá thời gian chờ",
}


def system_words(error: OSError) -> str:
    """Return what the system said of a file, a folder or a line, in a few Vietnamese words without a full stop.

    Of what has no words here the number is told, by which a programmer finds it.
    """
    if isinstance(error, socket.gaierror):
        return "không tìm thấy tên máy đó"
    if isinstance(error, ssl.SSLError):  # whose number is OpenSSL's own
        untrusted = isinstance(error, ssl.SSLCertVerificationError)
        return "không tin được chứng thư ở đó" if untrusted else "không lập được kết nối bảo mật"
    if isinstance(error, TimeoutError):
        return _SYSTEM_WORDS[errno.ETIMEDOUT]
    if isinstance(error, ConnectionError) and not error.errno:
        return _SYSTEM_WORDS[errno.ECONNRESET]
    return _SYSTEM_WORDS.get(error.errno or 0, f"hệ thống báo lỗi {error.errno or type(error).__name__}")


def write_whole(path: Path, content: bytes, mode: int = PRIVATE) -> None:
    """Put `content` in the place of whatever `path` held: a reader sees the old file or the new one, whole.

    The folder must be there. Raise OSError when the disk is full or the folder may not be written to; the old file
    stays then, and no draft is left behind.
    """
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    draft = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(mode)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_new(path: Path, content: bytes) -> bool:
    """Write a file that is not there, whole and for its owner alone, and tell whether it was not: of several processes
    one succeeds. Raise OSError as `write_whole` does.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    write_whole(draft, content)
    try:
        with suppress(FileExistsError):
            os.link(draft, path)  # a rename would take the place of whoever was first
            return True
        return False
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def held(file: Path) -> Iterator[None]:
    """Hold a file, which is made, while the block runs: one thread of one process at a time, of other machines too where the
    folder is a share that passes locks on. The system takes it back from who dies. Raise OSError where it cannot be made.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def read_private(path: Path) -> str:
    """Return the text of a file that holds a secret, without blanks around it.

    Raise OSError where it cannot be read, is no text, or may be read by another account.
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & _OTHERS:
            raise PermissionError(f"{path} is open to others")
        content = file.read(10_000)
    try:
        return content.decode().strip()
    except UnicodeDecodeError:
        raise OSError(f"{path} is no text") from None


def stamp_of_file(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from another that was put in its place; None where it is gone."""
    with suppress(OSError):
        found = path.stat()
        return found.st_dev, found.st_ino
    return None


def on_one_disk(one: Path, other: Path) -> bool:
    """Tell whether two places that are there lie on the same disk, or are the same share of the network."""
    return one.stat().st_dev == other.stat().st_dev


def keep_private() -> None:
    """Let no file that this process or a child of it makes be read by another account of the machine."""
    os.umask(_OTHERS)


def narrow(paths: Iterable[Path]) -> None:
    """Take from other accounts what this one owns of the paths; links, and what cannot be changed, stay."""
    for path in paths:
        with suppress(OSError):
            found = path.lstat()
            if found.st_mode & _OTHERS and found.st_uid == os.geteuid() and not stat.S_ISLNK(found.st_mode):
                path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)


def open_to_others(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield those of the paths that another account may read or enter."""
    for path in paths:
        with suppress(OSError):
            if not path.is_symlink() and path.stat().st_mode & _OTHERS:
                yield path
