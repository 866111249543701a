"""A real IMAP server in this process (pymap, in memory) with one mailbox that tests put mails into."""

import asyncio
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

from pymap.backend.dict import DictBackend
from pymap.imap import IMAPService
from pymap.parsing.message import AppendMessage

USER, PASSWORD = "don-doc", "mat-khau"


class ImapServer:
    """A server that runs while its block does; `put` is how a mail arrives."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._loop = asyncio.new_event_loop()
        self._ready, self._end = threading.Event(), asyncio.Event()
        self._backend: Any = None
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()), daemon=True)

    @property
    def url(self) -> str:
        """The address under which the program reads the mailbox."""
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/INBOX?mode=insecure"

    def put(self, raw: bytes) -> None:
        """Let a mail arrive."""
        asyncio.run_coroutine_threadsafe(self._append(raw), self._loop).result(10)

    async def _append(self, raw: bytes) -> None:
        identity = await self._backend.login.authorize(_Itself(), USER)
        async with identity.new_session() as session:
            inbox = await session.mailbox_set.get_mailbox("INBOX")
            await inbox.append(AppendMessage(raw, datetime.now(UTC), frozenset()))  # noqa: TID251  the server's own clock

    async def _serve(self) -> None:
        given = Namespace(
            host=["127.0.0.1"],
            port=str(self.port),
            cert=None,
            key=None,
            tls=False,
            proxy_protocol=None,
            inherited_sockets=None,
            demo_data=False,
            demo_user=USER,
            demo_password=PASSWORD,
            debug=False,
            passlib_cfg=None,
        )
        self._backend, config = await DictBackend.init(given)
        config.apply_context()
        async with AsyncExitStack() as stack:
            await IMAPService(self._backend, config).start(stack)
            self._ready.set()
            await self._end.wait()

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()
        assert self._ready.wait(10)

    def stop(self) -> None:
        """End, and wait for it."""
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)
        self._loop.close()


class _Itself:
    """Who may log in as anybody: the server itself."""

    name, roles = USER, frozenset({"admin"})


@contextmanager
def imap_server(port: int) -> Iterator[ImapServer]:
    """Give an IMAP server that listens on a port of 127.0.0.1 while the block runs."""
    server = ImapServer(port)
    server.start()
    try:
        yield server
    finally:
        server.stop()
