"""A mail server as letters and the doctor meet it: connected, secured and logged in, within a time limit."""

import base64
import contextlib
import functools
import smtplib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

_LOGGED_IN = (235, 503)
"""What a server answers to a login: taken, or taken before."""


@dataclass(frozen=True)
class MailServer:
    """Where and how to log in; without a password nobody logs in. `seconds` bounds connecting and each answer."""

    host: str
    port: int
    mode: Literal["insecure", "ssl", "starttls"]
    user: str
    password: str = field(repr=False)
    verifies: bool
    seconds: float

    @contextlib.contextmanager
    def open(self) -> Iterator[smtplib.SMTP]:
        """Give a connection, secured and logged in as the office set it. Raise OSError or SMTPException."""
        with contextlib.closing(self.connect()) as server:
            yield server
            say_goodbye(server)

    def connect(self) -> smtplib.SMTP:
        """Return a connection as `open` gives it, for the caller to close."""
        server = self._connect()
        try:
            if self.mode == "starttls":
                server.starttls(context=self._tls())
            if self.user and self.password:
                log_in(server, self.user, self.password)
            server.ehlo_or_helo_if_needed()
        except BaseException:
            server.close()
            raise
        return server

    def _connect(self) -> smtplib.SMTP:
        where = self.host, self.port, _machine_name()
        if self.mode == "ssl":
            server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=self.seconds, context=self._tls())
        else:
            server = smtplib.SMTP(*where, timeout=self.seconds)
        if server.sock is not None:
            # A letter's end is a packet of its own: held back until the letter itself is confirmed, it waits for the
            # server's delayed confirmation, forty milliseconds a letter.
            server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return server

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self.verifies:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def say_goodbye(server: smtplib.SMTP) -> None:
    """End a connection: what was asked for is done, and how the server says goodbye changes nothing."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        server.quit()


def log_in(server: smtplib.SMTP, user: str, password: str) -> None:
    """Log in to a server; letters beyond ASCII go as UTF-8 (RFC 4616), which the standard library refuses to send."""
    if user.isascii() and password.isascii():
        server.login(user, password)
        return
    server.ehlo_or_helo_if_needed()
    ways = server.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in ways:
        code, said = server.docmd("AUTH", "PLAIN " + _encoded(f"\0{user}\0{password}"))
    elif "LOGIN" in ways:
        code, said = server.docmd("AUTH", "LOGIN " + _encoded(user))
        if code == 334:
            code, said = server.docmd(_encoded(password))
    else:
        raise smtplib.SMTPNotSupportedError("AUTH PLAIN, AUTH LOGIN")
    if code not in _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, said)


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


@functools.cache
def _machine_name() -> str:
    """Return the name to greet servers with; asked once, for a slow name service would hold up every letter."""
    name = socket.getfqdn()
    return name if "." in name else "[127.0.0.1]"  # as smtplib does: servers refuse a name without a domain
