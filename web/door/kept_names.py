"""The name and post of who acts, remembered by his own browser when he ticks so, until it is closed.

They stand in a cookie that ends with the browser's session, signed, and good for the link alone behind which it was
made: whoever comes with the same link in another browser is asked who he is.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from web.door.desk import PageHome, Visitor

KEEP = "keep"
"""The box that is ticked for it."""


@dataclass(frozen=True)
class KeptName:
    """What a browser remembers of who acts behind a link; '' where it remembers nobody."""

    name: str = ""
    post: str = ""


NOBODY = KeptName()
"""What a browser remembers that was told nothing."""


def kept_name(desk: PageHome, visitor: Visitor, cookies: Mapping[str, str]) -> KeptName:
    """Return whom a browser remembers for a visitor's link; nobody where the cookie is none of ours for this link."""
    words = desk.read_kept(visitor.token, cookies.get(_cookie(visitor), ""))
    return KeptName(*words) if words else NOBODY


def keep_name(
    desk: PageHome, visitor: Visitor, kept: KeptName, fields: Mapping[str, str], response: Response
) -> Response:
    """Have the browser remember who acted, where that was ticked, and forget whom it `kept` where not; return the response."""
    name, post = fields.get("name", ""), fields.get("post", "")
    is_secure = desk.home.answer_url.startswith("https:")
    if fields.get(KEEP) and name:
        value = desk.sign_kept(visitor.token, (name, post))
        response.set_cookie(_cookie(visitor), value, httponly=True, samesite="lax", secure=is_secure)
    elif kept != NOBODY:
        response.delete_cookie(_cookie(visitor), httponly=True, samesite="lax", secure=is_secure)
    return response


def _cookie(visitor: Visitor) -> str:
    return f"nguoi-gui-{visitor.print}"
