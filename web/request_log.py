"""A line for each request that the pages answered: which page it was and what came of it, and never whose.

An address is the key to a page, so of it only the name of its route is told. What costs nothing and is asked all day long
is left out.
"""

import time

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from models.audit.events import note_event
from models.settings import Home
from notifications.links import ALIVE_PATH

_LEFT_OUT = ("/static/", ALIVE_PATH)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestLog:
    """Stands before the application of a home's pages, and notes what it answered."""

    def __init__(self, app: ASGIApp, home: Home) -> None:
        """Stand before `app`."""
        self._app, self._home = app, home

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note how it went once it is answered."""
        if scope["type"] != "http" or scope["path"].startswith(_LEFT_OUT):
            await self._app(scope, receive, send)
            return
        began, status = time.monotonic(), 0

        async def pass_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, pass_on)
        finally:
            await run_in_threadpool(self._note, scope, status, time.monotonic() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        page = getattr(scope.get("route"), "path", "")
        note_event(
            self._home, "web", "request", method=method, page=page, status=status, milliseconds=round(seconds * 1000, 1)
        )
