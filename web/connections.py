"""The connections to the pages: how many there may be, how long one may take, and what counts as a request at all.

Whoever opens connections and says nothing, or says it drop by drop, holds up nobody else: each has its time, and where
there are too many the one that has waited longest goes. A request that two programs could read in two ways is refused.
"""

import asyncio
import re
import resource
from collections import Counter
from typing import Any

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle
from uvicorn.server import ServerState

SECONDS_FOR_HEAD = 20.0
"""How long a client may take from its first byte, or from opening a connection, to the end of a request's headers."""
SECONDS_WITHOUT_DATA = 60.0
"""How long a client may be silent while a form of it is still coming in."""
SECONDS_FOR_BODY = 1_200.0
"""How long a form may take to come in whole: 30 MB of photographs by a slow mobile network."""
MOST_CONNECTIONS = 800
"""How many connections are held at once; past it the one goes that has waited longest for its request."""
MOST_HEAD_BYTES = 32_768
"""The longest headers of a request, in bytes: cookies of two links stand in them."""

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_ODD_LINE = re.compile(rb"(?<!\r)\n|\r(?!\n|\Z)|\n[ \t]")
"""A line that ends otherwise than by CR and LF, or goes on in the next."""
_LENGTHS = re.compile(rb"\n(content-length|transfer-encoding)[ \t]*:", re.IGNORECASE)
_LIST_OF_LENGTHS = re.compile(rb"\ncontent-length[ \t]*:[^\r\n]*,", re.IGNORECASE)


def raise_handles() -> None:
    """Let this process have as many files open as its connections need beside the database, where the machine allows it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 2 * MOST_CONNECTIONS
    if soft != resource.RLIM_INFINITY and soft < needed:
        most = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


class StrictConnection(h11.Connection):
    """Reads requests as h11 does, and refuses those that a proxy before us could read otherwise.

    Refused are line ends other than CR LF, headers over several lines, and a length that is given more than once.
    """

    def next_event(self) -> Any:  # noqa: ANN401  as h11 has it
        """Return the next event. Raise RemoteProtocolError for a request that is refused."""
        if self.their_state is h11.IDLE:
            waiting = self.trailing_data[0]
            end = _HEAD_END.search(waiting)
            head = waiting[: end.end() if end else None]
            is_odd = _ODD_LINE.search(head) or _LIST_OF_LENGTHS.search(head) or len(_LENGTHS.findall(head)) > 1
            if is_odd or len(head) > MOST_HEAD_BYTES:
                raise h11.RemoteProtocolError("ambiguous request")
        return super().next_event()


class GuardedProtocol(H11Protocol):
    """One connection to the pages, within its time."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.conn = StrictConnection(h11.SERVER, MOST_HEAD_BYTES)
        self._since: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, and make room where there are too many connections."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._watch()
        if len(self.connections) > MOST_CONNECTIONS:
            _make_room([one for one in self.connections if isinstance(one, GuardedProtocol)])

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop_watching()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in what has come; a request that has begun has its own time."""
        if self._since is None:
            self._since = self.loop.time()
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._since = self.loop.time()
        self._watch()

    def on_response_complete(self) -> None:
        """Wait for the next request, whose time begins with its first byte; until then the server's own applies."""
        answered = self.cycle
        self._since = None
        super().on_response_complete()
        if self.cycle is not answered or self.conn.trailing_data[0]:
            self._since = self.loop.time()
        self._watch()

    @property
    def waits_since(self) -> float | None:
        """Since when the client is waited for, by the loop's clock; None while it is we who have something to do."""
        under_way = self._under_way
        return None if under_way and not under_way.more_body else self._since or 0.0

    @property
    def _under_way(self) -> RequestResponseCycle | None:
        cycle: RequestResponseCycle | None = self.cycle  # there is none before the first request
        return None if cycle is None or cycle.response_complete else cycle

    def _watch(self) -> None:
        self._stop_watching()
        if self._since is None or self.waits_since is None or self.transport.is_closing():
            return
        spent = self.loop.time() - self._since
        left = SECONDS_FOR_HEAD - spent
        if self._under_way:
            left = min(SECONDS_WITHOUT_DATA, SECONDS_FOR_BODY - spent)
        self._timer = self.loop.call_later(max(left, 0), self.give_up)

    def _stop_watching(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def give_up(self) -> None:
        """Close the connection; nothing of what has come in on it is kept."""
        self._stop_watching()
        self.transport.abort()


def _make_room(connections: list[GuardedProtocol]) -> None:
    """Close connections that are too many: the one that has waited longest, of the client that has most of them waiting."""
    open_ = [one for one in connections if not one.transport.is_closing()]
    waiting = [one for one in open_ if one.waits_since is not None]
    for _ in range(min(len(open_) - MOST_CONNECTIONS, len(waiting))):
        held = Counter(_client(one) for one in waiting)
        longest = max(waiting, key=lambda one: (held[_client(one)], -(one.waits_since or 0.0)))
        waiting.remove(longest)
        longest.give_up()


def _client(connection: GuardedProtocol) -> str:
    return connection.client[0] if connection.client else ""
