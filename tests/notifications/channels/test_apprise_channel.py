"""Letters into the mailbox folder and over a real SMTP server; what is told when one does not leave."""

import email
import email.policy
import logging
import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
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
    check_channel,
    mail_channel,
    mailbox_channel,
    send_letter,
    send_letters,
)
from notifications.channels.mail_message import OutgoingLetter, escape_markdown, key_name

VIETNAM = timezone(timedelta(hours=7))
BODY = """\
Kính gửi **Sở Y tế**,

Cơ quan còn **2** báo cáo:

- II.1.a, kỳ 2023-H1
- II.4.đ, kỳ 2023-H1

[Mở trang báo cáo](https://don-doc.example.vn/t/a_b_c?x=1&y=2)
"""
LETTER = OutgoingLetter(
    key="so-y-te.bac-giang.opening.2023-H1",
    address="so-y-te@example.invalid",
    subject="Còn 2 báo cáo phải gửi trước ngày 15/6/2023 về an toàn, an ninh mạng",
    body=BODY,
    sent_at=datetime(2023, 6, 5, 7, 30, tzinfo=VIETNAM),
)


def letter_to(name: str) -> OutgoingLetter:
    return replace(LETTER, key=f"{name}.opening.2023-H1", address=f"{name}@example.invalid")


def read(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.default)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    assert found.get_content_charset() == "utf-8"
    return str(found.get_content()).replace("\r\n", "\n")


def sent_html(body: str, folder: Path) -> str:
    """The HTML between the page's own tags that a letter with this body has in the mailbox."""
    assert send_letter(replace(LETTER, body=body), mailbox_channel(folder)) == Delivery("sent")
    (file,) = folder.glob("*.eml")
    return part(read(file.read_bytes()), "html").split('<div class="letter">\n')[1].split("\n</div>")[0]


# The mailbox


def test_a_letter_in_the_mailbox_is_a_whole_mail_in_text_and_html(tmp_path: Path) -> None:
    assert send_letter(LETTER, mailbox_channel(tmp_path / "hộp thư")) == Delivery("sent")
    (file,) = (tmp_path / "hộp thư").iterdir()
    assert file.name == "2023-06-05_so-y-te-example-invalid_so-y-te.bac-giang.opening.2023-H1.eml"
    assert file.stat().st_mode & 0o077 == 0
    message = read(file.read_bytes())
    assert message["Subject"] == LETTER.subject
    assert message["To"] == "so-y-te@example.invalid"
    assert message["From"] == "Đôn Đốc <don-doc@example.invalid>"
    assert message["Date"] == "Mon, 05 Jun 2023 07:30:00 +0700"
    assert message["Message-ID"] == "<so-y-te.bac-giang.opening.2023-H1@dondoc>"
    assert message.get_content_type() == "multipart/alternative"
    assert message.defects == []
    assert part(message, "plain") == (
        "Kính gửi Sở Y tế,\n\nCơ quan còn 2 báo cáo:\n\n- II.1.a, kỳ 2023-H1\n- II.4.đ, kỳ 2023-H1\n\n"
        "Mở trang báo cáo: https://don-doc.example.vn/t/a_b_c?x=1&y=2\n"
    )
    page = part(message, "html")
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in page
    assert "<p>Kính gửi <strong>Sở Y tế</strong>,</p>" in page
    assert "<ul>\n<li>II.1.a, kỳ 2023-H1</li>\n<li>II.4.đ, kỳ 2023-H1</li>\n</ul>" in page
    assert '<a href="https://don-doc.example.vn/t/a_b_c?x=1&amp;y=2">Mở trang báo cáo</a>' in page


def test_the_same_letter_written_twice_is_one_file_of_the_same_bytes(tmp_path: Path) -> None:
    send_letter(LETTER, mailbox_channel(tmp_path))
    (file,) = tmp_path.iterdir()
    first = file.read_bytes()
    assert send_letter(LETTER, mailbox_channel(tmp_path)) == Delivery("sent")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [first]


def test_two_letters_of_one_day_to_one_address_are_two_files(tmp_path: Path) -> None:
    channel = mailbox_channel(tmp_path)
    for key in ("II.4.d", "II.4.đ", "ii/4/d", "II.4.D"):
        assert send_letter(replace(LETTER, key=key), channel) == Delivery("sent")
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize(
    "key",
    [
        "so-y-te|email|nhắc|II.4.đ|2023-H1||2023-06-14",
        "../../etc/passwd",
        "một khóa rất dài " * 20,
        "a>\r\nBcc: x@y.vn",
        "..",
        "x" * 57,
    ],
)
def test_any_key_makes_a_safe_file_name_and_one_sound_message_id(key: str, tmp_path: Path) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,55}", key_name(key))
    assert send_letter(replace(LETTER, key=key), mailbox_channel(tmp_path)) == Delivery("sent")
    (file,) = tmp_path.iterdir()
    message = read(file.read_bytes())
    assert message.get_all("Message-ID") == [f"<{key_name(key)}@dondoc>"]
    assert message.keys().count("Bcc") == 0


def test_a_mailbox_that_cannot_be_written_is_told_and_leaves_nothing_half_done(tmp_path: Path) -> None:
    (tmp_path / "mailbox").write_text("một tệp ở chỗ của thư mục")
    delivery = send_letter(LETTER, mailbox_channel(tmp_path / "mailbox"))
    assert delivery == Delivery("failed", f"Không ghi được thư vào hộp thư {tmp_path / 'mailbox'}: File exists.")
    (tmp_path / "other" / "2023-06-05_so-y-te-example-invalid_so-y-te.bac-giang.opening.2023-H1.eml").mkdir(
        parents=True
    )
    assert send_letter(LETTER, mailbox_channel(tmp_path / "other")).outcome == "failed"
    assert [path.suffix for path in (tmp_path / "other").iterdir()] == [".eml"]


@pytest.mark.parametrize(
    "address",
    ["", "so-y-te", "a@b", "a b@c.vn", "a@b.vn\r\nBcc: x@y.vn", "a@b.vn\n", "a@b.vn,c@d.vn", "sở@b.vn", "Sở <a@b.vn>"],
)
def test_an_address_no_letter_can_go_to_is_refused_with_a_sentence(address: str, tmp_path: Path) -> None:
    delivery = send_letter(replace(LETTER, address=address), mailbox_channel(tmp_path))
    assert delivery.outcome == "failed"
    assert delivery.reason[0].isupper() or delivery.reason[0] == "“"
    assert delivery.reason.endswith(".")
    assert "\n" not in delivery.reason
    assert list(tmp_path.iterdir()) == []


def test_a_letter_without_a_time_zone_or_a_body_is_the_programs_error() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        replace(LETTER, sent_at=LETTER.sent_at.replace(tzinfo=None))
    with pytest.raises(ValueError, match="a key and a body"):
        replace(LETTER, body=" \n")


def test_a_subject_with_line_breaks_stays_one_header(tmp_path: Path) -> None:
    send_letter(replace(LETTER, subject="Một\r\nBcc: x@y.vn\r\n\r\nhai"), mailbox_channel(tmp_path))
    message = read(next(tmp_path.iterdir()).read_bytes())
    assert message["Subject"] == "Một Bcc: x@y.vn hai"
    assert "Bcc" not in message


# Markdown


TYPED = [
    "<script>alert(1)</script>",
    "a < b && c > d &amp; &lt;",
    "[bấm vào đây](http://xau.example)",
    "<https://xau.example>",
    "![ảnh](http://xau.example/a.png)",
    "# không phải tiêu đề",
    "1. không phải danh sách",
    "**không đậm**, _không nghiêng_, `không mã`",
    "| không | phải | bảng |",
    "hai\ndòng",
    "lũy thừa 2^10, 50 % \\ hết",
]


@pytest.mark.parametrize("typed", TYPED)
def test_what_people_typed_reads_the_same_in_both_parts(typed: str, tmp_path: Path) -> None:
    shown = sent_html(escape_markdown(typed), tmp_path)
    line = typed.replace("\n", " ")
    assert shown == "<p>" + line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</p>"
    message = read(next(tmp_path.iterdir()).read_bytes())
    assert part(message, "plain") == f"{line}\n"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<div>\n\nx\n\n</div>", "<p>&lt;div&gt;</p>\n<p>x</p>\n<p>&lt;/div&gt;</p>"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ("<!-- x -->", "<p>&lt;!-- x --&gt;</p>"),
        ("[x](javascript:alert(1))", "<p><a>x</a></p>"),
        ("[x](JaVaScript:alert(1))", "<p><a>x</a></p>"),
        ("[x](data:text/html,abc)", "<p><a>x</a></p>"),
        ("![x](http://theo-doi.example/a.png)", "<p>![x](http://theo-doi.example/a.png)</p>"),
        (
            "<https://a.example/?b=1&c=2>",
            '<p><a href="https://a.example/?b=1&amp;c=2">https://a.example/?b=1&amp;c=2</a></p>',
        ),
    ],
)
def test_a_body_that_forgot_to_escape_still_carries_no_html_and_no_foreign_link(
    body: str, shown: str, tmp_path: Path
) -> None:
    assert sent_html(body, tmp_path) == shown


# The office's URL


@pytest.mark.parametrize(
    "url",
    [
        "mailto://127.0.0.1:2525?from=don-doc@tinh.example.vn",
        "mailtos://ten:mat-khau@thu.tinh.example.vn",
        "mailtos://ten:mat%40khau@thu.tinh.example.vn:587?from=don-doc@tinh.example.vn&name=V%C4%83n%20ph%C3%B2ng",
        "mailtos://ten:mat-khau@gmail.com",
    ],
)
def test_a_url_of_a_mail_server_is_taken(url: str) -> None:
    assert check_channel(url) is None
    assert mail_channel(url) == Channel(url)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "phải bắt đầu bằng mailto://"),
        ("https://bi-mat@x.vn", "phải bắt đầu bằng mailto://"),
        ("mailtos://ten:bi-mat@thu.vn ", "dấu cách hoặc ký tự ẩn"),
        ("mailtos://thu.tinh.vn", "thiếu người gửi"),
        ("mailtos://ten:bi-mat@thu.vn:99999", "cổng"),
        ("mailtos://ten:bi-mat@thu.vn?mode=ssh", "mục sai"),
        ("mailtos://ten:bi-mat@thu.vn/a@b.vn", "có người nhận"),
        ("mailtos://ten:bi-mat@thu.vn?to=a@b.vn", "có người nhận"),
        ("mailtos://ten:bi-mat@thu.vn?bcc=a@b.vn", "có người nhận"),
        ("mailtos://ten:bi-mat@thu.vn?retry=3&optional=yes", "mục không dùng: optional, retry;"),
        ("mailtos://ten:bi-mat@thu.vn?+Message-ID=x", "mục không dùng: +message-id;"),
        ("mailtos://ten:bi-mat@thu.vn?format=markdown", "mục không dùng: format;"),
    ],
)
def test_a_url_that_cannot_be_used_is_told_when_it_is_saved_without_its_secret(
    url: str, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0, logger="apprise")
    fault = check_channel(url)
    assert fault is not None
    assert sentence in fault
    assert "bi-mat" not in fault + caplog.text
    with pytest.raises(ValueError, match=r"[Kk]ênh thư"):
        mail_channel(url)


def test_a_channel_shows_no_password() -> None:
    channel = mail_channel("mailtos://ten:bi-mat@thu.tinh.example.vn")
    assert "bi-mat" not in repr(channel) + str(channel)
    assert str(channel).startswith("mailtos://ten:****@thu.tinh.example.vn")


# A real mail server


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
    assert outcomes["so-tu-phap"].outcome == "failed"
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
def test_letters_are_taken_from_the_outbox_little_by_little(serve: Serve) -> None:
    _, port = serve()
    taken: list[str] = []

    def outbox() -> Iterator[OutgoingLetter]:
        for number in range(20):
            taken.append(str(number))
            yield letter_to(f"co-quan-{number}")

    ahead = [len(taken) - done for done, _ in enumerate(send_letters(outbox(), channel_to(port), at_once=3), start=1)]
    assert len(ahead) == 20
    assert max(ahead) < 6


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
    assert delivery.outcome == "failed"
    assert delivery.reason.startswith("Máy chủ thư không nhận tên đăng nhập hoặc mật khẩu: 535 ")
    logged = "".join(record.getMessage() for record in caplog.records if record.name != "mail.log")  # the server's own
    assert "bi@mat" not in delivery.reason + logged
    assert "bi%40mat" not in delivery.reason + logged
    right = mail_channel(f"mailto://nguoi-dung:dung%40mat-khau@127.0.0.1:{port}?{sender}")
    assert send_letter(LETTER, right) == Delivery("sent")
    assert len(office.taken) == 1


@pytest.mark.real
def test_a_server_that_is_not_there_is_told(free_port: int) -> None:
    delivery = send_letter(LETTER, channel_to(free_port))
    assert delivery == Delivery("failed", "Máy chủ thư không mở cổng đã đặt: Connection refused.")


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
    assert refused.outcome == "failed"
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
