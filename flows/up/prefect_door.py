"""The door of Prefect's server: who gets in, from where, and what for. A layer over its application, in plain ASGI.

Prefect itself opens to whoever reaches its port, and to any page of a browser that does. Here nobody is let in under
another host's name or from another site's page; without the password there is nothing but the page that asks for it; with
the office's password there is what `office_requests` lets through, with a viewer's only what shows; and everything only with the program's own key,
which is the one that Prefect's server asks for, on sockets too.
"""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flows.up.office_requests import LONGEST_BODY, NotForOfficeError, guard_office_request, guard_viewer_request

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

API = "/api"
OPEN = ("/api/health",)
"""What of the API answers everybody: that it is there, which the page that asks for the password looks at."""
FOR_PROGRAMMERS = ("/docs", "/redoc", "/openapi.json")
"""The pages of the whole server that describe its API."""

_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]+)(:[0-9]{1,5})?")

FOREIGN_HOST = "Tên máy trong địa chỉ không phải của máy này; hãy mở đúng địa chỉ mà dondoc up in ra."
FOREIGN_SITE = "Yêu cầu này đến từ trang của nơi khác nên không được nhận."
WHO_ARE_YOU = "Cần mật khẩu của giao diện theo dõi; xem bằng lệnh ./dondoc up --password, thư mục dữ liệu ở nơi khác thì thêm --home."


@dataclass(frozen=True)
class Door:
    """Who is let in: `names` are what this machine is called, besides the address that was asked; `office` is the
    UI's password, `program` the key of the program's own processes, `viewer` the password of who only looks, '' for none.
    """

    names: frozenset[str]
    office: str
    program: str
    viewer: str = ""


class _RefusedError(Exception):
    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


def guard_door(application: Application, door: Door) -> Application:
    """Return the application behind the door."""

    async def guarded(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await application(scope, receive, send)
            return
        try:
            guard_place(scope, door.names)
            if scope["type"] == "http":
                scope, receive = await _let_in(scope, receive, door)
        except _RefusedError as refused:
            await _refuse(scope, send, refused)
            return
        await application(scope, receive, send)

    return guarded


def guard_place(scope: Message, names: Iterable[str]) -> None:
    """Let only requests through that name this machine, and no page of another site. A page of a foreign name that was
    led to this machine's address (DNS rebinding) names that name.
    """
    hosts = _all(scope, b"host")
    if len(hosts) != 1 or not _is_ours(hosts[0], scope, names):
        raise _RefusedError(400, FOREIGN_HOST)
    for origin in _all(scope, b"origin"):
        site = urlsplit(origin)
        if site.scheme not in ("http", "https") or site.netloc.lower() != hosts[0].lower():
            raise _RefusedError(403, FOREIGN_SITE)


def _is_ours(host: str, scope: Message, names: Iterable[str]) -> bool:
    """Tell whether a host is one of our names, or the very address that the connection was made to."""
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    name = found["name"].strip("[]").rstrip(".").lower()
    return name in names or _same_address(name, (scope.get("server") or ("",))[0])


def _same_address(one: str, other: str) -> bool:
    try:
        first, second = ip_address(one), ip_address(other)
    except ValueError:
        return False
    return (getattr(first, "ipv4_mapped", None) or first) == (getattr(second, "ipv4_mapped", None) or second)


async def _let_in(scope: Message, receive: Receive, door: Door) -> tuple[Message, Receive]:
    """Return the request as it is handed on. Raise _RefusedError for one that nobody here may ask."""
    path, method = str(scope["path"]), str(scope["method"])
    in_api = path == API or path.startswith(f"{API}/")
    if path in OPEN and method == "GET":
        return scope, receive
    if (
        not in_api
        and path.rstrip("/") not in FOR_PROGRAMMERS
        and not path.startswith("/docs/")
        and method in ("GET", "HEAD")
    ):
        return scope, receive  # the UI's files, which are the same in every installation
    given = _password(scope)
    if _is_same(given, door.program):
        return scope, receive
    only_looks = _is_same(given, door.viewer)
    if not only_looks and not _is_same(given, door.office):
        raise _RefusedError(401, WHO_ARE_YOU)
    if not in_api:
        return scope, receive
    guard = guard_viewer_request if only_looks else guard_office_request
    try:
        body = guard(method, path.removeprefix(API), await _whole_body(receive))
    except NotForOfficeError as error:
        raise _RefusedError(403, str(error)) from None
    return _as_program(scope, body, door.program), _said_first(body, receive)


async def _whole_body(receive: Receive) -> bytes:
    """Return what is sent, and stop reading where it is too long to be taken."""
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body") or len(body) > LONGEST_BODY:
            return body


def _as_program(scope: Message, body: bytes, key: str) -> Message:
    ours = (b"authorization", b"content-length", b"content-type", b"transfer-encoding")
    kept = [header for header in scope["headers"] if header[0] not in ours]
    length = [(b"content-length", str(len(body)).encode()), (b"content-type", b"application/json")] if body else []
    return {**scope, "headers": [*kept, *length, (b"authorization", f"Basic {_coded(key)}".encode())]}


def _said_first(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the body, and then what comes after it: that the asker has gone."""
    left = [body]

    async def receive_again() -> Message:
        return {"type": "http.request", "body": left.pop(), "more_body": False} if left else await receive()

    return receive_again


def _password(scope: Message) -> str:
    """Return what a request gives as its password; '' where it gives none that can be read."""
    given = _all(scope, b"authorization")
    scheme, _, coded = given[0].partition(" ") if len(given) == 1 else ("", "", "")
    if scheme != "Basic":
        return ""
    try:
        return base64.b64decode(coded.strip(), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _coded(password: str) -> str:
    return base64.b64encode(password.encode()).decode()


def _is_same(given: str, wanted: str) -> bool:
    return bool(wanted) and hmac.compare_digest(given, wanted)


def _all(scope: Message, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key == name]


async def _refuse(scope: Message, send: Send, refused: _RefusedError) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    # No `WWW-Authenticate`: the browser's own box would stand before the page that asks for the password.
    body = json.dumps({"detail": str(refused)}, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
