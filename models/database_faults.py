"""What is wrong when the database does not do as it is told, in words for people: what it is, and the way out.

The words of a driver are English, differ with the release, and may hold an address; only its codes are looked at, and of
PostgreSQL's refusals of a login, which come without a code, what they begin with.
"""

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError

IN_DOUBT = "the connection broke while the transaction was being kept"
"""The note on an error after which nobody knows whether what was done is kept."""

_PASSING = frozenset({"55P03", "40P01", "40001", "53300", "57P01", "57P02", "57P03"})
"""PostgreSQL's codes of what may be gone at the next try: a lock, a deadlock, a full or restarting server."""
_SQLITE_PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

_HELD = "cơ sở dữ liệu đang bị một việc khác giữ quá lâu; hãy chờ ít phút rồi làm lại"
_FULL = "ổ đĩa của cơ sở dữ liệu đã đầy; hãy giải phóng chỗ trống rồi làm lại, dữ liệu đã có còn nguyên"
_READ_ONLY = "cơ sở dữ liệu chỉ cho đọc; hãy cấp quyền ghi thư mục dữ liệu và các tệp dondoc.db, dondoc.db-wal, dondoc.db-shm cho tài khoản chạy chương trình"
DAMAGED = "cơ sở dữ liệu bị hỏng; hãy dừng chương trình, giữ nguyên các tệp dondoc.db và khôi phục bản sao lưu gần nhất của thư mục dữ liệu"
_CLOSED = "không mở được tệp cơ sở dữ liệu; hãy kiểm tra thư mục dữ liệu và tệp dondoc.db còn đó, tài khoản chạy chương trình được đọc và ghi"
_WITHOUT_TABLES = "cơ sở dữ liệu không có đủ các bảng của chương trình; hãy kiểm tra địa chỉ cơ sở dữ liệu, hoặc khôi phục bản sao lưu gần nhất"
_AWAY = "máy chủ PostgreSQL không phản hồi hoặc đã ngắt kết nối; hãy kiểm tra máy chủ có chạy không và địa chỉ ở DONDOC_DATABASE_URL (đã chuyển bằng dondoc move thì trong moved.json), rồi làm lại"
_LOCKED_OUT = "máy chủ PostgreSQL không nhận tên đăng nhập hoặc mật khẩu; hãy sửa DONDOC_DATABASE_URL trong môi trường (đã chuyển bằng dondoc move thì trong moved.json)"
_NO_DATABASE = (
    "máy chủ PostgreSQL không có cơ sở dữ liệu mang tên này; hãy tạo nó hoặc sửa DONDOC_DATABASE_URL trong môi trường"
)
_NO_RIGHTS = (
    "tài khoản PostgreSQL không có đủ quyền trên cơ sở dữ liệu; hãy cấp quyền, hoặc đổi tài khoản ở DONDOC_DATABASE_URL"
)

_SQLITE_WORDS = {
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
    sqlite3.SQLITE_CANTOPEN: _CLOSED,
    sqlite3.SQLITE_PERM: _CLOSED,
    sqlite3.SQLITE_IOERR: "ổ đĩa của cơ sở dữ liệu báo lỗi đọc, ghi; hãy kiểm tra ổ đĩa và chỗ trống rồi làm lại",
}
_POSTGRES_WORDS = {
    "28": _LOCKED_OUT,
    "3D000": _NO_DATABASE,
    "42501": _NO_RIGHTS,
    "42P01": _WITHOUT_TABLES,
    "53100": _FULL,
    "25006": "máy chủ PostgreSQL chỉ cho đọc; hãy kiểm tra đó có phải máy chủ chính không, rồi làm lại",
    "XX": DAMAGED,
    "55P03": _HELD,
    "40": _HELD,
    "08": _AWAY,
    "57P": _AWAY,
    "53": "máy chủ PostgreSQL đang quá tải; hãy chờ ít phút rồi làm lại",
}
"""Words by the beginning of PostgreSQL's code; the first that fits holds."""


class DatabaseRefusedError(Exception):
    """A database that this program may not work in; the message is one Vietnamese sentence with the way out."""


def busy_fault() -> DBAPIError:
    """Return the error of a database that somebody else has kept for too long, as SQLite's driver raises it."""
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return OperationalError("BEGIN IMMEDIATE", None, busy)


def may_pass(error: BaseException) -> bool:
    """Tell whether an error is a fault of the database that may be gone at the next try: it is locked, busy or away."""
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return _kind(error.orig) in _SQLITE_PASSING
    state = getattr(error.orig, "sqlstate", None)
    # Without a code of its own it did not reach the server, or lost it.
    return state in _PASSING or (isinstance(error, OperationalError) and (state is None or state.startswith("08")))


def is_in_doubt(error: BaseException) -> bool:
    """Tell whether nobody knows if what was done before this error is kept: the connection broke at that moment."""
    return IN_DOUBT in getattr(error, "__notes__", ())


def describe_database_fault(error: BaseException) -> str:
    """Return what is wrong with the database and the way out, in words without a full stop; '' for any other error."""
    if isinstance(error, DatabaseRefusedError):
        return str(error).rstrip(".")
    words = _words(error.orig if isinstance(error, DBAPIError) else error)
    if words and is_in_doubt(error):
        return f"{words}. Chưa rõ việc vừa làm đã được ghi hay chưa: hãy xem lại trước khi làm lần nữa"
    return words


def _kind(error: sqlite3.Error) -> int:
    """Return the kind of fault: the low byte of SQLite's code, whose others say more of it."""
    return (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def _words(error: BaseException | None) -> str:
    if isinstance(error, sqlite3.Error):
        if isinstance(error, sqlite3.OperationalError) and str(error).startswith("no such table"):
            return _WITHOUT_TABLES
        return _SQLITE_WORDS.get(_kind(error), "")
    code = getattr(error, "sqlstate", None)
    if code is None:
        return _words_of_a_login(str(error).casefold()) if type(error).__name__ in _CONNECTING else ""
    return next((words for beginning, words in _POSTGRES_WORDS.items() if code.startswith(beginning)), "")


_CONNECTING = ("OperationalError", "ConnectionTimeout", "InterfaceError")
"""What psycopg raises, without a code, where it does not get in or loses the server."""


def _words_of_a_login(said: str) -> str:
    if "password" in said or "role" in said or "pg_hba" in said:
        return _LOCKED_OUT
    if "database" in said and "does not exist" in said:
        return _NO_DATABASE
    return _AWAY
