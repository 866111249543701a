"""Answers at the deadline hour beside a bare FastAPI route: fifty clients, one durable insert of as many rows a post.

The hour itself is `tests.long.deadline_hour`, with a round and a report beside it; the route is served by uvicorn in a
process of its own, is asked by as many clients at once, and reads no page, checks nobody and keeps no history.
"""

import asyncio
import json
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from itertools import count
from pathlib import Path

from bench.lines import Goal, Line
from bench.measuring import PROJECT, Cost, Stopwatch, guard_same, seconds_of
from bench.setting import Setting
from bench.works.start import answers, free_port

LEAST, MOST_SPREAD = 0.7, 5.0
CLIENTS, LINES = 50, 13


def run(setting: Setting, size: int) -> Iterator[Line]:
    """Measure `size` posts of thirteen lines each."""
    postgres = bool(setting.shelf.server)
    cost = setting.measure("tests.long.deadline_hour:measured", clients=CLIENTS, posts=size, postgres=postgres)
    with setting.room() as room:
        floor = setting.measure("bench.works.deadline_hour:bare", folder=str(room), posts=size)
    guard_same(cost, floor, "posts")
    value = _rate(cost) / _rate(floor)
    yield Line(
        "answers at the deadline hour", size, setting.store, cost, floor, value, Goal("rate", LEAST, at_least=True)
    )
    spread = cost.done["p99"] / cost.done["median"]
    yield Line("answers: slowest in a hundred", size, setting.store, cost, floor, spread, Goal("spread", MOST_SPREAD))


def _rate(cost: Cost) -> float:
    return cost.done["posts"] / max(cost.done["seconds"], 1e-6)


def bare(watch: Stopwatch, folder: str, posts: int) -> dict[str, float]:
    """Send as many posts to the bare route."""
    port, took, numbers = free_port(), list[float](), count()
    run_it = [sys.executable, "-m", "bench.works.deadline_hour", folder, str(port)]
    with subprocess.Popen(run_it, cwd=PROJECT) as process:
        try:
            while not answers(f"http://127.0.0.1:{port}/ready"):
                time.sleep(0.05)

            def ask() -> None:
                while next(numbers) < posts:
                    began = time.monotonic()
                    said = json.dumps([f"Lời số {line} của nhiệm vụ." for line in range(LINES)])
                    with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
                        connection.request("POST", "/", said, {"content-type": "application/json"})
                        if connection.getresponse().status == 200:
                            took.append(time.monotonic() - began)

            clients = [threading.Thread(target=ask) for _ in range(CLIENTS)]
            began, cpu = time.monotonic(), seconds_of(process.pid)
            with watch.running():
                for one in clients:
                    one.start()
                for one in clients:
                    one.join()
            seconds = time.monotonic() - began
            watch.cpu = seconds_of(process.pid) - cpu
        finally:
            process.terminate()
    with closing(sqlite3.connect(Path(folder) / "bare.db")) as connection:
        rows = connection.execute("SELECT count(*) FROM said").fetchone()[0]
    return {"posts": rows // LINES, "seconds": seconds, "median": statistics.median(took)}


def main() -> None:
    """Serve the bare route: `python -m bench.works.deadline_hour FOLDER PORT`."""
    import uvicorn
    from fastapi import FastAPI

    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    app, turn = FastAPI(), threading.Lock()
    connection = sqlite3.connect(folder / "bare.db", check_same_thread=False)
    for said in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE said (line INTEGER, words TEXT)"):
        connection.execute(said)

    @app.get("/ready")
    def ready() -> str:
        return "ok"

    @app.post("/")
    def take(words: list[str]) -> int:
        with turn:
            connection.executemany("INSERT INTO said VALUES (?, ?)", list(enumerate(words)))
            connection.commit()
        return len(words)

    asyncio.run(uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", access_log=False)).serve())


if __name__ == "__main__":
    main()
