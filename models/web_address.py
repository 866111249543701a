"""The address of the answer pages as an office writes it: whether a link that begins with it opens, and for whom."""

import re
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104  addresses to be replaced, not bound
"""What stands for every address of this machine, with the one by which it reaches itself."""
EXAMPLE = "https://dondoc.tinh.gov.vn"

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")


def read_web_address(written: str, what: str = "trang báo cáo", *, alone: bool = False) -> str:
    """Return an address without blanks around it and slashes at its end; '' stays ''.

    Raise ValueError, with a Vietnamese sentence that begins in lower case, for what no link can begin with: it must be
    `http://` or `https://`, a host, perhaps a port and a path (not where what it leads to stands `alone`), and nothing else.
    `what` the address is of goes into the sentence.
    """
    address = written.strip().rstrip("/")
    if not address:
        return ""
    asked = f"hãy viết như {EXAMPLE}"
    if any(letter.isspace() or not letter.isprintable() for letter in address):
        raise ValueError(f"địa chỉ {what} có dấu cách hoặc ký tự ẩn bên trong; {asked}.")
    try:
        parts = urlsplit(address)
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        raise ValueError(f"địa chỉ {what} «{address}» có cổng hoặc tên máy sai; {asked}.") from None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"địa chỉ {what} «{address}» phải bắt đầu bằng http:// hoặc https://; {asked}.")
    if not host or port == 0 or host.startswith(".") or ".." in host:
        raise ValueError(f"địa chỉ {what} «{address}» có cổng hoặc tên máy sai; {asked}.")
    if not address.isascii():
        raise ValueError(f"địa chỉ {what} «{address}» có chữ không phải ASCII; tên miền có dấu viết dạng xn--….")
    if alone and parts.path:
        raise ValueError(f"địa chỉ {what} «{address}» có phần sau tên máy, giao diện không mở được ở đó; {asked}.")
    if parts.username is not None or parts.query or parts.fragment or "?" in address or "#" in address:
        raise ValueError(f"địa chỉ {what} có tên đăng nhập, dấu ? hoặc dấu #; {asked}.")
    return address


def read_host(written: str) -> str:
    """Return an address of the network to listen at, a name or a number; never empty, which would mean every network.

    Raise ValueError, with a Vietnamese sentence that begins in lower case, for anything else.
    """
    host = written.strip()
    if not re.fullmatch(r"[0-9A-Za-z.:_%-]+", host):
        raise ValueError(
            f"địa chỉ mạng «{host[:60]}» không dùng được; hãy ghi 127.0.0.1 hoặc địa chỉ của máy này, không kèm http://."
        )
    return host


def read_networks(written: tuple[str, ...]) -> tuple[str, ...]:
    """Return addresses of machines or of networks of machines, as numbers; none of them may be every machine there is.

    Raise ValueError, with a Vietnamese sentence that begins in lower case, for anything else.
    """
    for one in written:
        try:
            is_any = ip_network(one, strict=False).prefixlen == 0
        except ValueError:
            is_any = True
        if is_any:
            raise ValueError(
                f"«{one[:60]}» không phải địa chỉ của một máy hay một mạng con; hãy ghi như 127.0.0.1 hoặc 10.1.2.0/24."
            )
    return tuple(f"{ip_network(one, strict=False)}" for one in written)


def is_here_alone(address: str) -> bool:
    """Tell whether only this machine itself can open an address: a loopback one, or one that names no machine."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    try:
        found = ip_address(host)
    except ValueError:
        return host in ("", "localhost") or host.endswith(".localhost")
    mapped = getattr(found, "ipv4_mapped", None) or found
    return bool(mapped.is_loopback or mapped.is_unspecified)


def local_host(host: str) -> str:
    """Return the address at which this machine reaches a server that listens on `host`, ready for a URL."""
    reached = WILDCARDS.get(host, host)
    return f"[{reached}]" if ":" in reached else reached


def is_open_to_network(host: str) -> bool:
    """Tell whether another machine can reach a server that listens on `host`."""
    return host in WILDCARDS or not is_here_alone(f"http://{local_host(host)}")


def read_domain(value: str) -> str:
    """Return a domain of mail addresses in lower case. Raise ValueError, with a Vietnamese sentence, for what is none."""
    domain = value.removeprefix("@").lower()
    if not _DOMAIN.fullmatch(domain):
        raise ValueError(f"«{value[:60]}» không phải tên miền thư; hãy ghi như bacgiang.gov.vn.")
    return domain
