"""The Prefect server as `up` starts it: `python -m flows.up.server`. Its settings come from the environment.

It is the server's own application, with the background services that `prefect server start` runs, behind one thin
layer of ours. The layer lets in who may come in (`prefect_door`). It tells the browser to speak to this server alone: the
UI would otherwise report to a company's statistics, whatever the settings say. It leads an artifact's address by key to the
newest content, for the UI's page of that address only lists versions. And it lets the UI's addresses answer whoever asks,
not browsers alone.
"""

import os
import re
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from prefect.server.api.server import create_app
from prefect.server.database import provide_database_interface
from prefect.server.models.artifacts import read_latest_artifact
from prefect.settings import get_current_settings

from flows.up.prefect_door import Application, Door, Message, Receive, Send, guard_door
from flows.up.ui_password import program_key, ui_password, viewer_password
from models.settings import Home, open_home
from models.web_address import WILDCARDS

POLICY = {
    "default-src": "'self'",
    "connect-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "worker-src": "'self' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "frame-ancestors": "'self'",
    "form-action": "'self'",
}
"""What a page of the UI may load and whom it may speak to: this server. Charts in artifacts are `data:` images."""

SHUTDOWN_SECONDS = 3
"""How long open connections of browsers may hold up a shutdown."""
UI_PAGE = re.compile(r"/v2(/[^.]*)?")
"""Addresses inside the UI that are pages, not files."""
KEY_PAGE = re.compile(r"/v2/artifacts/key/([a-z0-9-]+)/?")


def keep_to_this_server(application: Application) -> Application:
    """Return the application with the policy on every answer that it gives over HTTP."""
    header = (b"content-security-policy", "; ".join(f"{name} {sources}" for name, sources in POLICY.items()).encode())

    async def guarded(scope: Message, receive: Receive, send: Send) -> None:
        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), header]}
            await send(message)

        await application(scope, receive, send_with_policy if scope["type"] == "http" else send)

    return guarded


def lead_to_content(application: Application, newest_version: Callable[[str], Awaitable[str | None]]) -> Application:
    """Return the application, with the address of an artifact by key leading to its newest version.

    `newest_version` gives the id of a key's newest artifact, or None. Only what a browser opens as a page is led on;
    inside the UI, the list of versions stays one click away.
    """

    async def leading(scope: Message, receive: Receive, send: Send) -> None:
        opened = KEY_PAGE.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        version = await newest_version(opened[1]) if opened else None
        if version is None:
            await application(scope, receive, send)
            return
        # By way of the page that asks for the password, which leads whoever has given it on at once: the artifact's own
        # page adds a query to its address, and would be led back with that query twice, to an error.
        location = f"/v2/login?redirectTo=/artifacts/artifact/{version}".encode()
        headers = [(b"location", location), (b"cache-control", b"no-store"), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 307, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    return leading


def answer_everyone(application: Application) -> Application:
    """Return the application, giving the UI's page for its addresses even where the asker did not ask for HTML."""

    async def answering(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and UI_PAGE.fullmatch(scope["path"]):
            others = [header for header in scope["headers"] if header[0] != b"accept"]
            scope = {**scope, "headers": [*others, (b"accept", b"text/html")]}
        await application(scope, receive, send)

    return answering


async def find_newest_version(key: str) -> str | None:
    """Return the id of the newest artifact of a key, from the server's database."""
    async with provide_database_interface().session_context() as session:
        found = await read_latest_artifact(session=session, key=key)
        return str(found.latest_id) if found else None


def door_of(home: Home) -> Door:
    """Return the door of a home's server: this machine's own names, and those its settings name."""
    host = home.settings.host.lower()
    named = filter(None, (urlsplit(url).hostname for url in (home.settings.ui_url, home.settings.prefect_url)))
    wide = {socket.gethostname().lower(), socket.getfqdn().lower()} if host in WILDCARDS else {host}
    return Door(
        frozenset({"localhost", *wide, *named}),
        office=ui_password(home),
        program=program_key(home),
        viewer=viewer_password(home),
    )


def main() -> None:
    """Serve until a signal says stop."""
    server = get_current_settings().server
    application = lead_to_content(answer_everyone(create_app(final=True)), find_newest_version)
    uvicorn.run(
        keep_to_this_server(guard_door(application, door_of(open_home(Path(os.environ["DONDOC_HOME"]))))),
        host=server.api.host,
        port=server.api.port,
        timeout_keep_alive=server.api.keepalive_timeout,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        ws_ping_interval=server.api.websocket_ping_interval,
        ws_ping_timeout=server.api.websocket_ping_timeout,
        log_level=server.logging_level.lower(),
    )


if __name__ == "__main__":
    main()
