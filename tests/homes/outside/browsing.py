"""A browser whose every page is watched: what it asked of any host but this machine."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Request

HERE = frozenset({"127.0.0.1", "localhost", "::1"})
MADE_UP = (".test", ".invalid")
"""Names that no name server knows (RFC 2606): a test that needs another site answers for it itself."""


def asked_outside(browser: "Browser") -> list[str]:
    """Return a list into which every request is put that a page of this browser sends to another host, from now on.

    A request that the page's own policy stopped was never sent.
    """
    found: list[str] = []
    make = browser.new_context

    def note(request: "Request") -> None:
        site = urlsplit(request.url)
        stopped = "csp" in (request.failure or "").lower()
        if site.scheme in ("http", "https", "ws", "wss") and not stopped:
            host = site.hostname or ""
            if host not in HERE and not host.endswith(MADE_UP):
                found.append(request.url)

    def new_context(**given: Any) -> "BrowserContext":  # noqa: ANN401  as Playwright takes them
        context = make(**given)
        context.on("requestfinished", note)
        context.on("requestfailed", note)
        return context

    browser.new_context = new_context  # type: ignore[method-assign]
    return found
