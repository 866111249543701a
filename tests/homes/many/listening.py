"""Listening to what happens at a server of Prefect's, as its UI does."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from websockets.sync.client import connect
from websockets.sync.connection import Connection
from websockets.typing import Subprotocol

from models.clock import Clock


@contextmanager
def listening(port: int, key: str) -> Iterator[Connection]:
    """Give a stream of the runs' events from now on, of a server on this machine."""
    with connect(f"ws://127.0.0.1:{port}/api/events/out", subprotocols=[Subprotocol("prefect")]) as stream:
        stream.send(json.dumps({"type": "auth", "token": key}))
        assert json.loads(stream.recv(10))["type"] == "auth_success"
        now = Clock().now().astimezone(UTC)
        span = {"since": _told(now), "until": _told(now + timedelta(days=1))}
        wanted = {"occurred": span, "event": {"prefix": ["prefect.flow-run."]}}
        stream.send(json.dumps({"type": "filter", "filter": wanted}))
        yield stream


def _told(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def hears_of(stream: Connection, run: str, seconds: float = 15) -> bool:
    """Tell whether a stream tells of a run in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            said = json.loads(stream.recv(max(0.1, until - time.monotonic())))
        except TimeoutError:
            return False
        if run in json.dumps(said):
            return True
    return False
