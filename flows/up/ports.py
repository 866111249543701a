"""Whether the ports that `up` is to listen on are free."""

import socket

from models.files import system_words
from models.settings import Home


class PortTakenError(Exception):
    """A port that cannot be listened on; the message is one Vietnamese sentence."""


def guard_ports(home: Home, parts: tuple[str, ...] = ("server", "web")) -> None:
    """Raise PortTakenError unless the ports of the home's settings can be listened on now that the parts listen on."""
    settings = home.settings
    if len(parts) > 1 and settings.port == settings.web_port:
        raise PortTakenError(
            f"Giao diện theo dõi và trang báo cáo không dùng chung cổng {settings.port} được; "
            "hãy chọn hai cổng khác nhau bằng --port và --web-port."
        )
    if "server" in parts:
        _guard_port("host", settings.host, settings.port, "giao diện theo dõi", "--port")
    if "web" in parts:
        _guard_port("web_host", home.page_host, settings.web_port, "trang báo cáo", "--web-port")


def _guard_port(setting: str, host: str, port: int, what: str, option: str) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            # A port whose last connections are still closing is free for a new server.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except socket.gaierror:
        raise PortTakenError(
            f"Máy này không có địa chỉ mạng «{host}»; hãy sửa thiết lập {setting} (DONDOC_{setting.upper()})."
        ) from None
    except OSError as error:
        raise PortTakenError(
            f"Cổng {port} (cho {what}) không dùng được ({system_words(error)}); hãy chọn cổng khác bằng {option}."
        ) from None
