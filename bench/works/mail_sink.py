"""A mail server in a process of its own that takes every letter: `python -m bench.works.mail_sink PORT FILE`.

When it is told to end it writes into FILE, as JSON, how many letters it took, to how many addresses, and of how many octets.
"""

import asyncio
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.measuring import PROJECT


class Sink:
    """What aiosmtpd asks of a server."""

    def __init__(self) -> None:
        self.letters = self.octets = 0
        self.addresses = set[str]()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        """Take a letter."""
        self.letters += 1
        self.octets += len(envelope.original_content or b"")
        self.addresses.update(envelope.rcpt_tos)
        return "250 OK"


async def serve(port: int) -> dict[str, int]:
    """Serve on a port of 127.0.0.1 until a signal says stop; tell `ready` when it listens, and return what was taken."""
    sink, loop, stop = Sink(), asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(lambda: SMTP(sink, loop=loop), "127.0.0.1", port)
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await stop.wait()
    server.close()
    return {"letters": sink.letters, "octets": sink.octets, "addresses": len(sink.addresses)}


@contextmanager
def mail_sink(file: Path) -> Iterator[int]:
    """Give the port of a mail server that lives while the block runs; what it took stands in `file` afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    run = [sys.executable, "-m", "bench.works.mail_sink", str(port), str(file)]
    with subprocess.Popen(run, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or process.stdout.readline() != "ready\n":
                raise RuntimeError("the mail server did not begin")
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(asyncio.run(serve(int(sys.argv[1])))), encoding="utf-8")
