"""A home's pages served by a process of their own, and what a person does in front of a real browser."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING

import httpx
import pytest

from models.settings import Home
from tests import PROJECT

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

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


def tab_to(page: "Page", field: str) -> None:
    """Press Tab until the field of this id has the focus, as a person without a mouse does."""
    for _ in range(60):
        if page.locator(f"#{field}:focus").count():
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reaches {field}")
