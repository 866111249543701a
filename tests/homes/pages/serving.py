"""A home's pages served by a process of their own or by a thread, and what a person does in front of a real browser."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

import httpx
import pytest

from models.database import Database
from models.home import clock_of
from models.settings import Home
from plan.library import Library
from tests import PROJECT
from web.app import make_app
from web.door.limits import Limits
from web.request_log import RequestLog
from web.serve import server_of

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

_USUAL = Limits()
TELEPHONE: "ViewportSize" = {"width": 390, "height": 844}


def find_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def start_serving(home: Home, port: int, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
    """Start the process that serves a home's pages, with more in its environment where a test wants it."""
    command = ["-m", "web.serve", "--home", str(home.path), "--host", "127.0.0.1", "--port", str(port)]
    return subprocess.Popen(
        [sys.executable, *command], cwd=PROJECT, stderr=subprocess.PIPE, text=True, env=os.environ | dict(env or {})
    )


def wait_until_healthy(address: str, process: subprocess.Popen[str]) -> None:
    """Return when the pages answer; fail when the process has ended, or three minutes have passed."""
    give_up = monotonic() + 180
    while monotonic() < give_up:
        try:
            assert httpx.get(address + "/dang-chay", trust_env=False).text == "ok"
            return
        except httpx.TransportError:
            with suppress(subprocess.TimeoutExpired):
                pytest.fail(f"the pages ended instead of being served: {process.wait(timeout=0.1)}")
    pytest.fail("the pages were not served within three minutes")


@contextmanager
def pages_served(home: Home, port: int = 0) -> Iterator[str]:
    """Serve a home's pages, at a free port unless one is named, and give their address.

    At the end the process is asked to stop, and must do so without a word.
    """
    port = port or find_port()
    process, address = start_serving(home, port), f"http://127.0.0.1:{port}"
    try:
        wait_until_healthy(address, process)
        yield address
    finally:
        process.terminate()
        said = process.communicate(timeout=30)[1]
    assert (process.returncode, said) == (0, "")


@contextmanager
def pages_in_thread(home: Home, limits: Limits = _USUAL) -> Iterator[str]:
    """Serve a home's pages by a thread of this process, which starts at once, and give their address.

    What is tried of the process itself, its start, its end and what it says, needs `pages_served`.
    """
    database = Database(home.database_url)
    app = make_app(home, database, Library(home.plans), clock_of(database), limits=limits)
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    server = server_of(RequestLog(app, home), home)
    running = Thread(target=server.run, kwargs={"sockets": [listener]})
    running.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        running.join(timeout=60)
        listener.close()
        database.close()


def tab_to(page: "Page", field: str) -> None:
    """Press Tab until the field of this id has the focus, as a person without a mouse does."""
    for _ in range(60):
        if page.locator(f"#{field}:focus").count():
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reaches {field}")
