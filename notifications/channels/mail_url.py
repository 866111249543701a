"""The login in an office's mail URL: what is accepted is used whole, and what cannot be told apart is refused."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

WRITE_ENCODED = (
    "các dấu : @ / # ? % [ ] và chữ có dấu trong tên đăng nhập, mật khẩu phải viết thành %3A %40 %2F %23 %3F %25 …"
)
"""How a sign is written that would end a part of the URL, or that mail servers read in several ways."""

_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class WrittenLogin:
    """Who logs in to which server, as the URL says: '' where it names none, and None for no port."""

    user: str
    password: str = field(repr=False)
    host: str
    port: int | None


def read_login(url: str, what: str = "kênh thư") -> WrittenLogin:
    """Return the login of a mail URL (`mailto://user:password@host:port?…`); `what` is what the sentences call it.

    Raise ValueError, with a Vietnamese sentence that holds nothing of the URL, where its signs leave several readings.
    """
    rest = url.partition("://")[2]
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    userinfo, _, place = authority.rpartition("@")
    if re.search(r"[@\[\]]", userinfo) or userinfo.count(":") > 1 or _ends_within_login(rest, authority):
        raise ValueError(f"Không tách được tên đăng nhập, mật khẩu và máy chủ trong địa chỉ {what}: {WRITE_ENCODED}.")
    if not userinfo.isascii() or _LONE_PERCENT.search(userinfo):
        raise ValueError(f"Tên đăng nhập hoặc mật khẩu của {what} có dấu chưa viết đúng cách: {WRITE_ENCODED}.")
    try:
        user, password = (
            unquote(part, errors="strict") for part in (userinfo.partition(":")[0], userinfo.partition(":")[2])
        )
    except UnicodeDecodeError:
        raise ValueError(f"Tên đăng nhập hoặc mật khẩu của {what} không phải UTF-8: {WRITE_ENCODED}.") from None
    if not (user + password).isprintable():
        raise ValueError(
            f"Tên đăng nhập hoặc mật khẩu của {what} có ký tự ẩn, có lẽ do một dấu % chưa viết thành %25: {WRITE_ENCODED}."
        )
    host, number = _host_and_port(place)
    if number and not (number.isascii() and number.isdecimal() and 1 <= int(number) <= 65535):
        raise ValueError(
            f"Địa chỉ {what} có cổng sai; hãy ghi một số từ 1 đến 65535 sau tên máy chủ. "
            f"Nếu đó là mật khẩu: {WRITE_ENCODED}."
        )
    return WrittenLogin(user, password, host, int(number) if number else None)


def _host_and_port(place: str) -> tuple[str, str]:
    """Return the host, an IPv6 address in its brackets, and the port as it is written, '' where there is none."""
    found = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(.*))?", place)
    return (found[1], found[2] or "") if found else (place, "")


def _ends_within_login(rest: str, authority: str) -> bool:
    """Tell whether a sign of the login ended the part of the URL that it stands in."""
    tail = rest[len(authority) :]
    path, _, query = tail.partition("?")
    first_item = query.partition("=")[0]
    return "#" in tail or ("@" not in authority and ("@" in path or "@" in first_item))
