"""The address of the office's mailbox: `imaps://user:password@host/INBOX`, read whole or refused with a sentence."""

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from notifications.channels.mail_url import read_login

_EXAMPLE = "imaps://ten:mat-khau@thu.tinh.gov.vn"
_PORTS = {"imaps": 993, "imap": 143}
Mode = Literal["ssl", "starttls", "insecure"]


@dataclass(frozen=True)
class InboxAddress:
    """Where the mailbox is and who logs in; `insecure` goes over the line as it is, for a server on the same machine."""

    host: str
    port: int
    mode: Mode
    user: str
    password: str = field(repr=False)
    folder: str
    verifies: bool


def read_inbox_url(url: str) -> InboxAddress:
    """Return the mailbox of an address. Raise ValueError, with a Vietnamese sentence that holds nothing of it, for any other.

    `imaps://` is TLS from the start, `imap://` STARTTLS; `?mode=insecure` leaves both out, `?verify=no` takes any
    certificate. The path is the folder, INBOX where there is none.
    """
    if any(letter.isspace() for letter in url) or not url.isprintable():
        raise ValueError("Địa chỉ hộp thư đến có dấu cách hoặc ký tự ẩn; hãy xóa đi, trong mật khẩu viết thành %20.")
    parts = urlsplit(url)
    if parts.scheme not in _PORTS:
        raise ValueError(f"Địa chỉ hộp thư đến phải bắt đầu bằng imaps:// hoặc imap://, như {_EXAMPLE}.")
    login = read_login(url, "hộp thư đến")
    given = dict(parse_qsl(parts.query))
    if unknown := sorted(given.keys() - {"mode", "verify"}):
        raise ValueError(f"Địa chỉ hộp thư đến có mục không dùng: {', '.join(unknown)}; chỉ dùng mode, verify.")
    if not (login.host and login.user and login.password):
        raise ValueError(f"Địa chỉ hộp thư đến thiếu máy chủ, tên đăng nhập hoặc mật khẩu; hãy viết dạng {_EXAMPLE}.")
    if given.get("mode", "insecure") != "insecure" or given.get("verify", "no") not in ("no", "yes"):
        raise ValueError("Địa chỉ hộp thư đến: mode chỉ nhận insecure, verify chỉ nhận yes hoặc no.")
    usual: Mode = "ssl" if parts.scheme == "imaps" else "starttls"
    return InboxAddress(
        host=login.host.strip("[]"),
        port=login.port or _PORTS[parts.scheme],
        mode="insecure" if given.get("mode") else usual,
        user=login.user,
        password=login.password,
        folder=unquote(parts.path).strip("/") or "INBOX",
        verifies=given.get("verify") != "no",
    )
