"""A Redis server of a test's own, on a free port of this machine, that keeps nothing and can be away for a while."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.homes.living_up import wait_until
from tests.homes.pages.serving import find_port

PROGRAM = shutil.which("redis-server")
MISSING = "máy này chưa có redis-server; hãy cài gói redis-server"
PASSWORD = "mat-khau-redis"


@dataclass
class RedisServer:
    """One Redis server."""

    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://:{PASSWORD}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        assert PROGRAM is not None
        kept = ("--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--port", str(self.port))
        self.process = subprocess.Popen(
            [PROGRAM, *kept, "--requirepass", PASSWORD], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_until(self._listens, 20)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(10)

    def _listens(self) -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def redis_running() -> Iterator[RedisServer | None]:
    """Give a running server, None where this machine has no Redis."""
    if PROGRAM is None:
        yield None
        return
    server = RedisServer(find_port())
    server.start()
    try:
        yield server
    finally:
        server.kill()
