"""One connection to a mail server for many letters, and what each answer of the server is about.

The limits of time are those of RFC 5321, 4.5.3.2, where a letter may be lost by them: ten minutes for the answer to its
end, which a server gives when it has stored it. Everything before may be said again, so it has a minute.
"""

import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from notifications.channels.mail_server import MailServer, say_goodbye

Fate = Literal["refused", "later", "server", "settings", "doubtful"]
"""What became of a letter that was not taken, or not surely.

Refused for good, or put off, on its own account; the server is away or takes nothing now; what the office has set is
refused; or the letter may have been taken.
"""

STEP_SECONDS = 60.0
"""How long each answer but the last may take, and connecting. Together with the last they stay below a claim's time."""
TAKEN_SECONDS = 600.0
"""How long the answer to a letter's end may take (RFC 5321, 4.5.3.2.6)."""

_NOT_LET_IN = frozenset({530, 534, 535, 538})
"""Codes by which servers ask for a login, or for another one (RFC 4954)."""
_CLOSING = 421


@dataclass
class NotTakenError(Exception):
    """A letter was not taken, or not surely: what became of it, the server's answer, and whether the connection is worn out.

    A worn one stood before this letter, for others or idle, and its server wants no more of it: the same letter may go over a
    new one at once.
    """

    fate: Fate
    error: OSError | smtplib.SMTPException
    worn: bool = False


class MailSession:
    """A connection that is opened when the first letter needs it, and opened again where the server has ended it."""

    def __init__(self, server: MailServer) -> None:
        self._server = replace(server, seconds=STEP_SECONDS)
        self._open: smtplib.SMTP | None = None
        self._stood = False
        """Whether the connection stood before the letter that is being handed over."""
        self._begun = False
        """Whether a letter was begun that the server did not take: it has to forget that one before the next."""

    @property
    def is_ready(self) -> bool:
        """Tell whether the connection stands and its last letter was taken whole, so that the next may follow at once.

        A server may have ended it since; that is found out as the next letter begins, which then goes over a new one.
        """
        return self._open is not None and not self._begun

    def make_ready(self) -> None:
        """Connect, unless the connection still stands. Raise NotTakenError where no letter can leave now."""
        if self.is_ready:
            return
        if self._open is not None:
            try:
                if self._open.rset()[0] == 250:
                    self._begun = False
                    return
            except (OSError, smtplib.SMTPException):
                pass
            self.close()
        try:
            self._open = self._server.connect()
        except (OSError, smtplib.SMTPException) as error:
            raise NotTakenError(_why_shut(error), error) from error
        self._begun = False

    def hand_over(self, sender: str, address: str, message: bytes) -> None:
        """Hand a letter over; return when the server says that it has it. Raise NotTakenError."""
        self._stood = self._open is not None
        if self._open is None:
            self.make_ready()
        assert self._open is not None  # noqa: S101  made ready or raised
        server, self._begun = self._open, True
        try:
            self._step(lambda: server.mail(sender), _ask_sender)
            self._step(lambda: server.rcpt(address), _ask_recipient)
            self._step(lambda: server.docmd("DATA"), _ask_content, wanted=3)
            self._step(lambda: _write(server, message), _ask_content, wanted=0)
            self._end(server)
        except NotTakenError as fault:
            if fault.fate in ("server", "doubtful"):
                self.close()
            raise
        self._begun = False

    def _step(self, say: Callable[[], tuple[int, bytes]], judge: "_Judge", wanted: int = 2) -> None:
        """Say one thing to the server, and raise NotTakenError unless its answer is of the kind that is `wanted`."""
        try:
            code, said = say()
        except (OSError, smtplib.SMTPException) as error:
            raise NotTakenError("server", error, worn=self._stood) from error
        if code // 100 != wanted:
            fate, answer = judge(code, said)
            raise NotTakenError(fate, answer, worn=fate == "server" and self._stood)

    def _end(self, server: smtplib.SMTP) -> None:
        """End the letter: from here on a silence leaves it in doubt."""
        try:
            server.send(b".\r\n")
            if server.sock is not None:
                server.sock.settimeout(TAKEN_SECONDS)
            code, said = server.getreply()
            if server.sock is not None:
                server.sock.settimeout(STEP_SECONDS)
        except (OSError, smtplib.SMTPException) as error:
            raise NotTakenError("doubtful", error) from error
        if code // 100 == 2:
            return
        if code // 100 not in (4, 5):
            raise NotTakenError("doubtful", smtplib.SMTPDataError(code, said))
        raise NotTakenError(*_ask_content(code, said))

    def close(self) -> None:
        """End the connection, if there is one."""
        if self._open is not None:
            say_goodbye(self._open)
            self._open.close()
            self._open = None


_Judge = Callable[[int, bytes], tuple[Fate, smtplib.SMTPException]]


def _write(server: smtplib.SMTP, message: bytes) -> tuple[int, bytes]:
    """Write a letter, each line that begins with a full stop with one more (RFC 5321, 4.5.2); nothing is answered."""
    server.send(re.sub(rb"(?m)^\.", b"..", message))
    if not message.endswith(b"\r\n"):
        server.send(b"\r\n")
    return 0, b""


def _why_shut(error: OSError | smtplib.SMTPException) -> Fate:
    """Return whether a connection failed by what the office has set, or because the server is away."""
    if isinstance(error, smtplib.SMTPResponseException):
        return "settings" if error.smtp_code // 100 == 5 else "server"
    settings = (smtplib.SMTPNotSupportedError,)
    return "settings" if isinstance(error, settings) or type(error).__name__ == "SSLCertVerificationError" else "server"


def _ask_sender(code: int, said: bytes) -> tuple[Fate, smtplib.SMTPException]:
    return "settings" if code // 100 == 5 else "server", smtplib.SMTPSenderRefused(code, said, "")


def _ask_recipient(code: int, said: bytes) -> tuple[Fate, smtplib.SMTPException]:
    """A recipient that is refused by a rule (5.7.x) is refused to this sender: the office's settings, not the address."""
    error = smtplib.SMTPRecipientsRefused({"": (code, said)})
    if code // 100 == 5 and said.startswith(b"5.7."):
        return "settings", error
    return _of_letter(code), error


def _ask_content(code: int, said: bytes) -> tuple[Fate, smtplib.SMTPException]:
    return _of_letter(code), smtplib.SMTPDataError(code, said)


def _of_letter(code: int) -> Fate:
    if code in _NOT_LET_IN:
        return "settings"
    if code == _CLOSING or code < 0:
        return "server"
    return "refused" if code // 100 == 5 else "later"
