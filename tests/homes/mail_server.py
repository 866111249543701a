"""A mail server on loopback that keeps what it is given."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

CONTACTS = (
    "agency,name,post,head,channel,address,from,to\n"
    "so-y-te,,,,email,vt@syt.gov.vn,,\n"
    "cong-an-tinh,,,,email,vt@cat.gov.vn,,\n"
    "van-phong-ubnd-tinh,,,,email,vt@vp.gov.vn,,\n"
)
"""An address book of the small province, each agency with one mailbox."""


class MailServer:
    """What aiosmtpd asks of a server: it keeps the letters, with whom each was for."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.letters: list[tuple[str, EmailMessage]] = []

    @property
    def mail_url(self) -> str:
        """The address under which the program sends through it."""
        return f"mailto://127.0.0.1:{self.port}?from=don-doc@tinhthu.example.vn&mode=insecure"

    @property
    def recipients(self) -> list[str]:
        """To whom letters came, sorted."""
        return sorted(to for to, _ in self.letters)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's
        assert isinstance(envelope.original_content, bytes)
        message = message_from_bytes(envelope.original_content, policy=default)
        assert isinstance(message, EmailMessage)
        self.letters += [(to, message) for to in envelope.rcpt_tos]
        return "250 OK"


@contextmanager
def mail_server(port: int) -> Iterator[MailServer]:
    """Give a mail server that listens on a port of 127.0.0.1 while the block runs."""
    server = MailServer(port)
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


class PostOffice:
    """What aiosmtpd asks of a server: it keeps whom it took mail for, and refuses the addresses named."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.refused = {"vt@syt.gov.vn"}
        self.answer = "550 5.1.1 No such user here"

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return self.answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  as above
        self.taken += envelope.rcpt_tos
        return "250 OK"
