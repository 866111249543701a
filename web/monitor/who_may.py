"""Who may ask how a home fares: a machine that has the key of the settings, or without one this machine itself."""

import secrets
from ipaddress import ip_address

from starlette.requests import Request

from models.settings import Home

_PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""What a proxy adds to a request: then somebody else asks."""


def shows_key(request: Request) -> bool:
    """Tell whether a request brings a key, right or wrong."""
    return "authorization" in request.headers


def may_watch(request: Request, home: Home) -> bool:
    """Tell whether a request may see how a home fares.

    Where `monitor_token` is set, it must be brought as `Authorization: Bearer …`, from wherever one asks. Without one only
    this machine is answered, asking for itself: never what a proxy passes on, and nobody once the pages are open to others
    (`answer_url`), for a proxy that says nothing of itself looks like this machine.
    """
    token = home.settings.monitor_token
    if token:
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        return kind.lower() == "bearer" and secrets.compare_digest(given.strip().encode(), token.encode())
    return home.is_answered_here_alone and _is_here(request)


def _is_here(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
