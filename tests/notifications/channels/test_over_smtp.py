"""Letters over SMTP, to a mail server on this machine: taken, refused, secured, and nothing of them logged."""

import logging
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from notifications.channels.apprise_channel import (
    Channel,
    Delivery,
    MailboxPlugin,
    MailPlugin,
    mail_channel,
    mailbox_channel,
    send_letter,
    send_letters,
)
from notifications.channels.mail_message import OutgoingFile
from tests.homes.letters.samples import LETTER, letter_to, part, read


class PostOffice:
    """What aiosmtpd asks of a server: it keeps the mails it takes, and refuses a few addresses."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], EmailMessage]] = []
        self.asked: list[str] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.asked.append(address)
        if address.startswith("khong-co"):
            return "550 5.1.1 No such user here"
        if address.startswith("day"):
            return "452 4.2.2 Mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        assert isinstance(envelope.content, bytes)
        message = read(envelope.content)
        if "từ chối" in message["Subject"]:
            return "554 5.7.1 Spam\x07 detected"
        self.taken.append((envelope.rcpt_tos, message))
        return "250 OK"


Serve = Callable[..., tuple[PostOffice, int]]


@pytest.fixture
def serve(free_ports: Callable[[], int]) -> Iterator[Serve]:
    """Give a function that starts a mail server on loopback and returns its post office and its port."""
    started: list[Controller] = []

    def start(options: dict[str, Any] | None = None) -> tuple[PostOffice, int]:
        office = PostOffice()
        controller = Controller(office, hostname="127.0.0.1", port=free_ports(), **(options or {}))
        controller.start()
        started.append(controller)
        return office, controller.port

    yield start
    for controller in started:
        controller.stop()


def channel_to(port: int, more: str = "") -> Channel:
    return mail_channel(f"mailto://127.0.0.1:{port}?from=don-doc@tinh.example.vn&name=V%C4%83n%20ph%C3%B2ng{more}")


@pytest.mark.real
def test_a_letter_over_smtp_is_the_letter_of_the_mailbox_but_for_its_sender(serve: Serve, tmp_path: Path) -> None:
    office, port = serve()
    assert send_letter(LETTER, channel_to(port)) == Delivery("sent")
    ((recipients, message),) = office.taken
    assert recipients == ["so-y-te@example.invalid"]
    assert message["From"] == "Văn phòng <don-doc@tinh.example.vn>"
    for name in ("To", "Subject", "Date", "Message-ID"):
        assert len(message.get_all(name, [])) == 1, name
    assert message["Date"] == "Mon, 05 Jun 2023 07:30:00 +0700"
    send_letter(LETTER, mailbox_channel(tmp_path))
    filed = read(next(tmp_path.iterdir()).read_bytes())
    assert [message[name] for name in ("To", "Subject", "Date", "Message-ID")] == [
        filed[name] for name in ("To", "Subject", "Date", "Message-ID")
    ]
    assert (part(message, "plain"), part(message, "html")) == (part(filed, "plain"), part(filed, "html"))


@pytest.mark.real
def test_files_come_with_their_names_and_kinds_byte_for_byte_beside_the_same_words(serve: Serve) -> None:
    office, port = serve()
    files = (OutgoingFile("bao-cao.docx", bytes(range(256)) * 40), OutgoingFile("so-lieu.xlsx", b"\r\n.\r\n--dondoc."))
    for letter in (LETTER, replace(LETTER, files=files)):
        assert send_letter(letter, channel_to(port)) == Delivery("sent")
    bare, full = (message for _, message in office.taken)
    assert [part(full, kind) for kind in ("plain", "html")] == [part(bare, kind) for kind in ("plain", "html")]
    assert [(one.get_filename(), one.get_content()) for one in full.iter_attachments()] == [
        (file.name, file.content) for file in files
    ]
    kinds = [one.get_content_type().rpartition(".")[2] for one in full.iter_attachments()]
    assert (full.get_content_type(), kinds) == ("multipart/mixed", ["document", "sheet"])


@pytest.mark.real
def test_a_second_copy_of_a_letter_is_known_by_its_message_id(serve: Serve) -> None:
    office, port = serve()
    channel = channel_to(port)
    assert [send_letter(LETTER, channel).outcome, send_letter(LETTER, channel).outcome] == ["sent", "sent"]
    assert {message["Message-ID"] for _, message in office.taken} == {"<so-y-te.bac-giang.opening.2023-H1@dondoc>"}


@pytest.mark.real
def test_a_refused_recipient_stops_nobody_and_the_servers_words_are_told(serve: Serve) -> None:
    office, port = serve()
    names = ["so-y-te", "khong-co-ai", "so-tai-chinh", "day-hop-thu", "cong-an-tinh"]
    letters = [letter_to(name) for name in names] + [replace(letter_to("so-noi-vu"), subject="Thư bị từ chối")]
    letters.append(replace(letter_to("so-tu-phap"), address="sai địa chỉ"))
    outcomes = {letter.key.split(".")[0]: delivery for letter, delivery in send_letters(letters, channel_to(port))}
    sent = {"so-y-te", "so-tai-chinh", "cong-an-tinh"}
    assert {name for name, delivery in outcomes.items() if delivery == Delivery("sent")} == sent
    assert {address for (address,), _ in office.taken} == {f"{name}@example.invalid" for name in sent}
    assert outcomes["khong-co-ai"].reason == "Máy chủ thư không nhận địa chỉ này: 550 5.1.1 No such user here."
    assert outcomes["day-hop-thu"].reason == "Máy chủ thư không nhận địa chỉ này: 452 4.2.2 Mailbox full."
    assert outcomes["so-noi-vu"].reason == "Máy chủ thư không nhận nội dung thư: 554 5.7.1 Spam detected."
    assert outcomes["so-tu-phap"].outcome == "refused"
    # Once each: repeating is for the outbox.
    assert sorted(office.asked) == sorted(letter.address for letter in letters[:-1])


@pytest.mark.real
def test_thirty_letters_leave_without_apprises_wait(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its wait is a sleep of 5.5 s between two sends: here a sleep is an error."""

    def refuse_to_sleep(seconds: float) -> None:
        raise AssertionError(f"slept {seconds} s")

    monkeypatch.setattr("time.sleep", refuse_to_sleep)
    assert (MailPlugin.request_rate_per_sec, MailboxPlugin.request_rate_per_sec) == (0, 0)
    office, port = serve()
    letters = [letter_to(f"co-quan-{number}") for number in range(30)]
    outcomes = list(send_letters(iter(letters), channel_to(port)))
    assert {delivery for _, delivery in outcomes} == {Delivery("sent")}
    assert sorted(address for (address,), _ in office.taken) == sorted(letter.address for letter in letters)


@pytest.mark.real
def test_a_wrong_password_is_told_and_shown_nowhere(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)

    def authenticate(
        _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: LoginPassword
    ) -> AuthResult:
        told = f"535 5.7.8 wrong: {login.login.decode()} {login.password.decode()}"
        right = login.password == b"dung@mat-khau"
        return AuthResult(success=right, handled=False, message=None if right else told)

    office, port = serve({"authenticator": authenticate, "auth_require_tls": False})
    sender = "from=don-doc@tinh.example.vn"
    wrong = mail_channel(f"mailto://nguoi-dung:bi%40mat@127.0.0.1:{port}?{sender}")
    delivery = send_letter(LETTER, wrong)
    assert delivery == Delivery("settings", "Máy chủ thư không nhận tên đăng nhập hoặc mật khẩu: 535 5.7.8.")
    logged = "".join(record.getMessage() for record in caplog.records if record.name != "mail.log")  # the server's own
    assert "bi@mat" not in delivery.reason + logged
    assert "bi%40mat" not in delivery.reason + logged
    right = mail_channel(f"mailto://nguoi-dung:dung%40mat-khau@127.0.0.1:{port}?{sender}")
    assert send_letter(LETTER, right) == Delivery("sent")
    assert len(office.taken) == 1


@pytest.mark.real
def test_a_server_that_is_not_there_is_told(free_port: int) -> None:
    delivery = send_letter(LETTER, channel_to(free_port))
    assert delivery == Delivery("server", "Máy chủ thư không mở cổng đã đặt: Connection refused.")


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """Give the server's side of TLS with a certificate that nobody has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    paper = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + paper.public_bytes(Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    return context


@pytest.mark.real
def test_a_secure_server_is_believed_only_with_a_certificate_or_when_the_office_says_so(
    serve: Serve, certificate: ssl.SSLContext
) -> None:
    office, port = serve({"tls_context": certificate, "require_starttls": True})
    url = f"mailtos://127.0.0.1:{port}?from=don-doc@tinh.example.vn"
    refused = send_letter(LETTER, mail_channel(url))
    assert refused.outcome == "settings"
    assert refused.reason.startswith("Không tin được chứng thư của máy chủ thư: ")
    assert send_letter(LETTER, mail_channel(f"{url}&verify=no")) == Delivery("sent")
    assert len(office.taken) == 1


@pytest.mark.real
def test_nothing_of_a_letter_is_logged(serve: Serve, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="apprise")
    _, port = serve()
    send_letter(LETTER, channel_to(port))
    send_letter(letter_to("khong-co"), channel_to(port))
    send_letter(LETTER, mailbox_channel(tmp_path))
    for word in ("so-y-te@", "khong-co@", "don-doc.example.vn", "II.1.a"):
        assert word not in caplog.text
