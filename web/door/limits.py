"""How often the pages may be asked: by one client, and behind one link, in a window that moves with the machine's time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from math import ceil

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from models.clock import Clock
from notifications.links import ALIVE_PATH, PAGES
from web.door.http_requests import READ, RESEND
from web.door.responses import Pages
from web.door.typed_words import typed_words

_UNCOUNTED = ("/static/", ALIVE_PATH)
"""What costs nothing, and what `dondoc up` asks itself."""
_MOST_GIVEN_BACK = 200_000
"""How long a form that comes too often may be for its words to be given back, in bytes; reading it costs us time."""
_MOST_KEYS = 50_000
"""How many clients and links are remembered; past it all are forgotten, so that nobody fills the memory."""
_WITH_LINKS = 10
"""How many times as often one client may ask with links of ours in hand: a whole province may stand behind one address."""


@dataclass(frozen=True)
class Limits:
    """How many requests are taken: generous, for a whole office may stand behind one address. 0 lifts a limit.

    Reads and posts of one client in a minute, reads and posts behind one link in a minute, wishes for a new link of one
    client in an hour. Who comes with a link of ours is counted apart from who has none, so that a stranger behind the
    same address holds up nobody who has one. How often a link is sent to one recipient is held by its letter's key (`notifications.outbox.link_letters`).
    """

    reads: int = 300
    posts: int = 60
    reads_of_link: int = 300
    posts_of_link: int = 30
    resends: int = 20

    def times(self, factor: int) -> "Limits":
        """Return the limits, each so many times as high; 0 lifts all."""
        return replace(self, **{one.name: getattr(self, one.name) * factor for one in fields(self)})


class RateGate:
    """Stands before the application and refuses with 429 what comes too often, whatever it asks and whoever is meant."""

    def __init__(
        self, app: ASGIApp, pages: Pages, limits: Limits, machine: Clock, is_ours: Callable[[str], bool]
    ) -> None:
        """Begin to count. `machine` is the machine's clock: a trial's stands still; `is_ours` knows the links we signed."""
        self._app, self._pages, self._limits, self._machine = app, pages, limits, machine
        self._is_ours = is_ours
        self._storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with the page that says when to come again."""
        seconds = self._wait(scope) if scope["type"] == "http" else 0
        answer = self._app
        if seconds:
            answer = self._pages.busy(seconds, await typed_words(Request(scope, receive), _MOST_GIVEN_BACK))
        await answer(scope, receive, send)

    def _wait(self, scope: Scope) -> int:
        """Count a request, and return in how many seconds the next one like it is taken: 0 if this one is."""
        if scope["path"].startswith(_UNCOUNTED):
            return 0
        if len(self._storage.events) > _MOST_KEYS:
            self._storage.reset()
        return max((self._count(item, *key) for item, *key in self._counted(scope)), default=0)

    def _counted(self, scope: Scope) -> list[tuple[RateLimitItem, str, str]]:
        """Return the limits that a request counts towards, each with what is counted and whose it is."""
        limits, link = self._limits, self._link_of(scope)
        client, times = f"{_client(scope)} {'with' if link else 'without'}", _WITH_LINKS if link else 1
        if scope["method"] in READ:
            return _each(
                [
                    (limits.reads * times, RateLimitItemPerMinute, "read", client),
                    (limits.reads_of_link if link else 0, RateLimitItemPerMinute, "read-link", link),
                ]
            )
        resends = scope["path"].endswith(f"/{RESEND}")
        return _each(
            [
                (limits.posts * times, RateLimitItemPerMinute, "post", client),
                (limits.posts_of_link if link else 0, RateLimitItemPerMinute, "link", link),
                (limits.resends if resends else 0, RateLimitItemPerHour, "resend", client),
            ]
        )

    def _link_of(self, scope: Scope) -> str:
        """Return a print of the link of ours that a request comes with, whether or not it still opens; '' for none."""
        page, token = [*str(scope["path"]).split("/"), "", ""][1:3]
        return sha256(token.encode()).hexdigest() if page in PAGES.values() and self._is_ours(token) else ""

    def _count(self, item: RateLimitItem, what: str, whose: str) -> int:
        if self._limiter.hit(item, what, whose):
            return 0
        free_at = self._limiter.get_window_stats(item, what, whose).reset_time
        return min(max(1, ceil(free_at - self._machine.now().timestamp())), item.get_expiry())


_Counted = tuple[int, type[RateLimitItem], str, str]


def _each(counted: Iterable[_Counted]) -> list[tuple[RateLimitItem, str, str]]:
    return [(kind(amount), what, whose) for amount, kind, what, whose in counted if amount]


def _client(scope: Scope) -> str:
    """Return who asks: an address, or of IPv6 the network that one household or office has to itself."""
    host = str((scope.get("client") or ("", 0))[0])
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or int(address) >> 64)
    return host
