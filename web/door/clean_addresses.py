"""Addresses that were passed on: what mail and chat programs take along behind a link is passed over."""

import re
import unicodedata
from urllib.parse import unquote

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from notifications.links import PAGES, SIGNED
from web.door.http_requests import READ
from web.door.responses import SECURITY_HEADERS, UNCACHED

_ADDRESS = re.compile(rf"(?P<clean>/(?:{'|'.join(PAGES.values())})/{SIGNED}(?:/[a-z0-9-]+)*)(?P<behind>.+)", re.DOTALL)
_PASSED_OVER = frozenset({"Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs", "Cf"})
"""The Unicode categories of signs, blanks and what cannot be seen; letters, digits and control characters are none."""


class AddressCleaner:
    """Stands before the application and moves a reader from a link with something behind it to the link itself.

    Passed over is what cannot be part of a token: signs, blanks of all kinds, a stroke, and all from `&` on. The token
    is left as it came: whether it opens anything is for the page to say. Nothing but reading is moved.
    """

    def __init__(self, app: ASGIApp, prefix: str) -> None:
        """Stand before `app`, whose pages readers find below the path `prefix`."""
        self._app, self._prefix = app, prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Move the reader, or pass the request on."""
        answer = self._app
        if scope["type"] == "http" and scope["method"] in READ and (clean := clean_path(scope["path"])):
            query = scope["query_string"].decode("ascii", "ignore")
            address = f"{self._prefix}{clean}" + (f"?{query}" if query else "")
            answer = RedirectResponse(address, 308, headers=SECURITY_HEADERS | UNCACHED)
        await answer(scope, receive, send)


def clean_path(path: str) -> str:
    """Return the path of a page behind a link without what came along behind it; '' where it is clean, or no such page.

    `path` is decoded once. A second encoding (`%20` for a blank) is seen through: no token has a percent sign.
    """
    found = _ADDRESS.fullmatch(unquote(path))
    if found is None:
        return ""
    behind = found["behind"].partition("&")[0]
    return found["clean"] if all(_is_passed_over(sign) for sign in behind) else ""


def _is_passed_over(sign: str) -> bool:
    return sign not in "-_" and (sign.isspace() or unicodedata.category(sign) in _PASSED_OVER)
