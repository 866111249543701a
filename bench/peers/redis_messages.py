"""A message for each check-in: a Redis stream, and a consumer that takes them one by one and says that each is done."""

import os
from uuid import uuid4

import redis

from bench.measuring import Stopwatch, WorkFailedError
from bench.peers.same_day import calendar_of, look_at, open_numbers

USUAL = "redis://127.0.0.1:6379/0"
"""Where the server is, unless DONDOC_BENCH_REDIS names another."""
_GROUP, _CONSUMER, _AT_ONCE = "round", "one", 10


def work(watch: Stopwatch, folder: str) -> dict[str, int]:
    """Put a message for each check-in into a stream of its own and take them all."""
    numbers, calendar = open_numbers(folder), calendar_of(folder)
    server, stream = redis.Redis.from_url(os.environ.get("DONDOC_BENCH_REDIS", USUAL)), f"dondoc-bench-{uuid4().hex}"
    told = taken = 0
    try:
        server.xgroup_create(stream, _GROUP, id="0", mkstream=True)
        with watch.running():
            for number in numbers:
                server.xadd(stream, {"check_in": number})
            while taken < len(numbers):
                found = server.xreadgroup(_GROUP, _CONSUMER, {stream: ">"}, count=_AT_ONCE)
                for key, said in found[0][1]:
                    told += look_at(folder, int(said[b"check_in"]), calendar)
                    server.xack(stream, _GROUP, key)
                    taken += 1
    except redis.ConnectionError as error:
        raise WorkFailedError(f"không có máy chủ Redis: {error}") from None
    finally:
        server.delete(stream)
    return {"told": told, "looked_at": len(numbers)}
