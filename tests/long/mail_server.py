"""A mail server in a process of its own that writes down what it holds and can misbehave: `PORT LOG MIX SEED`.

LOG gets a line of JSON for each letter that was given to its end, with the refs of which it tells. MIX is `ok=60,drop_after=10,…`; a mode is drawn for each
letter: `ok`; `drop_after` holds it and cuts the line without a word; `drop_before` cuts the line and holds nothing;
`slow` holds it and answers after a second; `rcpt4`, `rcpt5`, `data4`, `data5` refuse it. A file LOG.well makes it behave.
"""

import asyncio
import contextlib
import json
import random
import re
import signal
import sys
from asyncio import WriteTransport
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from notifications.outbox.letter_words import SECOND_COPY
from tests.homes.letters.samples import part

REFUSED = {
    "rcpt4": "451 4.7.1 Greylisted",
    "rcpt5": "550 5.1.1 No such user",
    "data4": "452 4.3.1 Disk full",
    "data5": "554 5.6.0 Refused",
}

_WITHOUT_MARK = re.compile(r"\.l[0-9]+\.[a-z0-9]+(?=@)")
"""What a Message-ID says of the home that sent it: without it the letters of two homes that live alike have the same one."""

_ASKED = re.compile(r"^- Hạn .*: (.+)$", re.MULTILINE)
"""A line of a letter that asks for reports: the refs stand at its end."""


class Misbehaving:
    """What aiosmtpd asks of a server."""

    def __init__(self, log: Path, mix: dict[str, float], seed: int) -> None:
        self.log, self.mix, self.chance = log, mix, random.Random(seed)  # noqa: S311  no secret
        self.mode = "ok"

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        well = self.log.with_suffix(".well").exists()
        self.mode = "ok" if well else self.chance.choices(list(self.mix), list(self.mix.values()))[0]
        if self.mode.startswith("rcpt"):
            return REFUSED[self.mode]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  as above
        mode = self.mode
        if mode in REFUSED:
            return REFUSED[mode]
        if mode != "drop_before":
            self._keep(envelope)
        if mode.startswith("drop"):
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        if mode == "slow":
            await asyncio.sleep(1)
        return "250 OK"

    def _keep(self, envelope: Envelope) -> None:
        assert isinstance(envelope.original_content, bytes)
        mail = message_from_bytes(envelope.original_content, policy=default)
        assert isinstance(mail, EmailMessage)
        text = part(mail, "plain")
        told = {
            "id": _WITHOUT_MARK.sub("", mail["Message-ID"].strip()),
            "to": envelope.rcpt_tos[0],
            "marked": SECOND_COPY.replace("**", "") in text,
            "refs": [ref for line in _ASKED.findall(text) for ref in line.split(", ")],
        }
        with self.log.open("a", encoding="utf-8") as out:
            out.write(json.dumps(told) + "\n")


async def serve(port: int, log: Path, mix: dict[str, float], seed: int) -> None:
    """Serve on a port of 127.0.0.1 until a signal says stop; tell `ready` when it listens."""
    handler, loop, stop = Misbehaving(log, mix, seed), asyncio.get_running_loop(), asyncio.Event()
    server = await loop.create_server(lambda: SMTP(handler, loop=loop), "127.0.0.1", port)
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await stop.wait()
    server.close()


def read_mix(written: str) -> dict[str, float]:
    """Return the modes of `ok=60,drop_after=10` with their weights."""
    return {mode: float(weight) for mode, _, weight in (one.partition("=") for one in written.split(","))}


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), read_mix(sys.argv[3]), int(sys.argv[4])))
