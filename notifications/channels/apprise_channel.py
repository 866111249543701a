"""How letters leave: through Apprise, into the mailbox folder or to a mail server. The only file that imports Apprise.

Apprise reads the office's URL, knows the providers, and turns Markdown into HTML. What its own mail plug-in cannot do
is done here, in plug-ins of ours: a Message-ID and a Date of the letter's own (its plug-in adds a second of each), a
text part that keeps the links' addresses, and a reason for each failure. Importing this takes a second: import late.
"""

import contextlib
import functools
import smtplib
import socket
import ssl
import urllib.parse
import warnings
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from models.files import write_whole
from notifications.channels.delivery_reasons import explain_folder_failure, explain_mail_failure
from notifications.channels.mail_message import (
    OutgoingLetter,
    Sender,
    UnfaithfulMailError,
    address_fault,
    file_name,
    guard_markdown,
    write_message,
)

with warnings.catch_warnings():
    # Apprise looks for Python's departing `imghdr` while it loads its mail plug-in.
    warnings.simplefilter("ignore", DeprecationWarning)
    import apprise
    from apprise.plugins.base import NotifyBase
    from apprise.plugins.email.base import NotifyEmail

__all__ = [
    "Channel",
    "Delivery",
    "MailPlugin",
    "MailboxPlugin",
    "OutgoingLetter",
    "check_channel",
    "mail_channel",
    "mailbox_channel",
    "send_letter",
    "send_letters",
]

MAILBOX_SCHEME = "dondocmailbox"
"""Apprise knows schemes of letters and digits only."""
OFFICE = "Đôn Đốc"
"""The sender's name where the channel gives none."""
TRIAL_ADDRESS = "don-doc@example.invalid"
"""The sender of mailbox letters: a domain that no mail server accepts (RFC 2606)."""
LETTERS_AT_ONCE = 4
"""Letters under way at the same time: more makes office mail servers refuse the connection."""

_KNOWN_PARAMETERS = frozenset({"from", "name", "smtp", "mode", "user", "pass", "verify", "cto"})


@dataclass(frozen=True)
class Channel:
    """A way out, as a URL: `mailto://`, `mailtos://` (a mail server) or `dondocmailbox:///folder`.

    The URL may hold a password: it is never printed, and `str()` gives the form that may be logged.
    """

    url: str = field(repr=False)

    def __str__(self) -> str:
        return str(_load_plugin(self, None).url(privacy=True))


@dataclass(frozen=True)
class Delivery:
    """What became of one attempt; `reason` is empty when sent, else a Vietnamese sentence without secrets."""

    outcome: Literal["sent", "failed"]
    reason: str = ""


def mailbox_channel(folder: Path) -> Channel:
    """Return the channel that writes each letter as an `.eml` file into `folder`, which is made when first needed."""
    return Channel(f"{MAILBOX_SCHEME}://{urllib.parse.quote(str(folder.absolute()))}")


def mail_channel(url: str) -> Channel:
    """Return the channel to the office's mail server; raise ValueError with the sentence of `check_channel`."""
    if fault := check_channel(url):
        raise ValueError(fault)
    return Channel(url)


def check_channel(url: str) -> str | None:
    """Return why the office's mail URL cannot be used, as a Vietnamese sentence with the way out, or None.

    Only what concerns the server and the sender may stand in it. Recipients (`to`, `cc`, `bcc`, a path) are refused:
    every letter holds a link for one agency. So are Apprise's `retry` (the outbox repeats) and `optional` (it calls a
    failure a success). Neither the sentence nor the log holds the URL.
    """
    example = "mailtos://ten:mat-khau@may-chu-thu?from=don-doc@tinh.gov.vn"
    if any(letter.isspace() for letter in url) or not url.isprintable():
        return "Địa chỉ kênh thư có dấu cách hoặc ký tự ẩn; hãy xóa đi, chữ đặc biệt trong mật khẩu viết dạng %40."
    parts = _read_mail_url(url)
    if not parts:
        return f"Địa chỉ kênh thư phải bắt đầu bằng mailto:// hoặc mailtos:// rồi tới máy chủ, như {example}."
    given = {name.lower() for name in parts["qsd"]}
    if parts["targets"] or given & {"to", "cc", "bcc"}:
        return "Địa chỉ kênh thư có người nhận; hãy bỏ đi, vì mỗi thư chỉ gửi cho một cơ quan và do chương trình ghi."
    if unknown := sorted(given - _KNOWN_PARAMETERS):
        allowed = ", ".join(sorted(_KNOWN_PARAMETERS - {"user", "pass"}))
        return f"Địa chỉ kênh thư có mục không dùng: {', '.join(unknown)}; chỉ dùng {allowed}."
    try:
        plugin = MailPlugin(None, parts)
        _ = urllib.parse.urlsplit(url).port  # ValueError above 65535, which Apprise drops without a word
    except (TypeError, ValueError):
        return f"Địa chỉ kênh thư thiếu người gửi, hoặc có cổng hay mục sai; hãy viết dạng {example}."
    if not plugin.smtp_host:
        return f"Địa chỉ kênh thư thiếu tên máy chủ; hãy viết dạng {example}."
    if fault := address_fault(plugin.sender.address):
        return f"Người gửi của kênh thư: {fault}"
    return None


def send_letter(letter: OutgoingLetter, channel: Channel) -> Delivery:
    """Try once to send one letter and return what became of it; never raise on what a person or a server did.

    A second call with the same letter writes the same mailbox file, or a mail with the same Message-ID and Date.
    """
    if fault := address_fault(letter.address):
        return Delivery("failed", fault[0].upper() + fault[1:])
    try:
        plugin = _load_plugin(channel, letter)
        sender = apprise.Apprise(asset=_asset())
        sender.add(plugin)
        sent = sender.notify(
            guard_markdown(letter.body), title=letter.subject, body_format=apprise.NotifyFormat.MARKDOWN
        )
    except Exception as error:  # noqa: BLE001 - one letter, whatever is wrong with it, must not stop the next
        return Delivery("failed", f"Không soạn được thư này ({type(error).__name__}); hãy báo người quản trị.")
    # The status says whether the one letter left; NOMATCH means that nobody was written to.
    if sent.status is apprise.AppriseResultStatus.SUCCESS:
        return Delivery("sent")
    return Delivery("failed", plugin.failure or "Không gửi được thư này; hãy báo người quản trị xem nhật ký.")


def send_letters(
    letters: Iterable[OutgoingLetter], channel: Channel, at_once: int = LETTERS_AT_ONCE
) -> Iterator[tuple[OutgoingLetter, Delivery]]:
    """Send letters, at most `at_once` at a time, and give each with its outcome as it comes, in no fixed order.

    `letters` is read in the caller's thread, little by little. Who stops reading early leaves up to `at_once` letters
    that are sent and never reported: to the outbox they stay unsent, and their second copy has the same Message-ID.
    """
    waiting = iter(letters)
    with ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="letters") as pool:
        under_way: dict[Future[Delivery], OutgoingLetter] = {}

        def start(count: int) -> None:
            for letter in islice(waiting, count):
                under_way[pool.submit(send_letter, letter, channel)] = letter

        start(at_once)
        while under_way:
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            finished = [(under_way.pop(future), future.result()) for future in done]
            start(len(finished))
            yield from finished


class MailboxPlugin(NotifyBase):  # type: ignore[no-untyped-call]
    """Apprise plug-in: a letter becomes an `.eml` file, whole or not at all."""

    request_rate_per_sec = 0
    notify_format = apprise.NotifyFormat.HTML

    def __init__(self, letter: OutgoingLetter | None, folder: Path) -> None:
        super().__init__(asset=_asset())  # type: ignore[no-untyped-call]
        self.letter = letter
        self.folder = folder
        self.failure = ""

    def url(self, privacy: bool = False, *_args: object, **_kwargs: object) -> str:
        """Return the channel's URL; it holds no secret."""
        return f"{MAILBOX_SCHEME}://{urllib.parse.quote(str(self.folder))}"

    def send(self, body: str, *_args: object, **_kwargs: object) -> bool:
        """Write the letter, whose HTML is `body`; the second time it replaces itself."""
        if self.letter is None:
            raise ValueError("a mailbox without a letter")
        try:
            written = write_message(self.letter, Sender(OFFICE, TRIAL_ADDRESS), body)
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / file_name(self.letter), written)
        except UnfaithfulMailError as error:
            self.failure = str(error)
            return False
        except OSError as error:
            self.failure = explain_folder_failure(error, self.folder)
            return False
        return True


class MailPlugin(NotifyEmail):  # type: ignore[no-untyped-call]
    """Apprise plug-in: Apprise's mail URL, with a message of our own.

    Built from the parts of a mail URL; TypeError is raised where the URL names no sender.
    """

    # Apprise would sleep 5.5 s between two sends of one object.
    request_rate_per_sec = 0
    # One format where Apprise's own offers two: whatever the body is written in, `send` is given HTML.
    notify_format = apprise.NotifyFormat.HTML  # type: ignore[assignment]

    def __init__(self, letter: OutgoingLetter | None, parts: Mapping[str, Any]) -> None:
        targets = [letter.address] if letter else []
        super().__init__(**{**parts, "asset": _asset(), "retry": 0, "targets": targets})  # type: ignore[no-untyped-call]
        self.letter = letter
        self.failure = ""

    @property
    def sender(self) -> Sender:
        """Who the URL says the letters come from."""
        name, address = self.from_addr
        return Sender(str(make_header(decode_header(str(name)))) if name else OFFICE, str(address))

    def send(self, body: str, *_args: object, **_kwargs: object) -> bool:
        """Hand the letter, whose HTML is `body`, to the server; `failure` tells why it was not taken."""
        if self.letter is None:
            raise ValueError("a mail without a letter")
        try:
            written = write_message(self.letter, self.sender, body)
            with contextlib.closing(self._open_server()) as server:
                if self.secure_mode == "starttls":
                    server.starttls(context=self._tls())
                if self.user and self.password:
                    server.login(self.user, self.password)
                server.sendmail(self.sender.address, [self.letter.address], written)
                # The letter is taken: how the server says goodbye changes nothing.
                with contextlib.suppress(OSError, smtplib.SMTPException):
                    server.quit()
        except UnfaithfulMailError as error:
            self.failure = str(error)
            return False
        except (OSError, smtplib.SMTPException) as error:
            self.failure = explain_mail_failure(error, secrets=(self.password or "", self.user or ""))
            return False
        return True

    def _open_server(self) -> smtplib.SMTP:
        # One time limit, in seconds, for connecting and for each answer of the server.
        limit = self.socket_connect_timeout
        port = int(self.port or 0)
        if self.secure_mode == "ssl":
            return smtplib.SMTP_SSL(self.smtp_host, port, _machine_name(), timeout=limit, context=self._tls())
        return smtplib.SMTP(self.smtp_host, port, _machine_name(), timeout=limit)

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self.verify_certificate:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def _load_plugin(channel: Channel, letter: OutgoingLetter | None) -> MailboxPlugin | MailPlugin:
    """Return one plug-in for one letter: Apprise repeats to every recipient of an object, and its objects keep state.

    They are not entered in Apprise's list of plug-ins: that would load the other hundred and thirty, for 1.5 s.
    """
    scheme, _, rest = channel.url.partition("://")
    if scheme == MAILBOX_SCHEME:
        return MailboxPlugin(letter, Path(urllib.parse.unquote(rest)))
    return MailPlugin(letter, _read_mail_url(channel.url))


def _read_mail_url(url: str) -> dict[str, Any]:
    """Return the parts of a mail URL as Apprise reads them; empty if it is not one."""
    if not url.lower().startswith(("mailto://", "mailtos://")):
        return {}
    return NotifyEmail.parse_url(url) or {}  # type: ignore[no-untyped-call]


def _asset() -> apprise.AppriseAsset:
    """Return Apprise's settings: in the caller's thread, without emoji or escapes, secrets masked in its log.

    Its own time limit would hand the letter to a thread of Apprise's and stop waiting after a minute, while the letter
    may still leave: the time limit is the connection's, see `MailPlugin`.
    """
    return apprise.AppriseAsset(
        app_id=OFFICE,
        async_mode=False,
        interpret_emojis=False,
        interpret_escapes=False,
        secure_logging=True,
        service_timeout=0,
    )


@functools.cache
def _machine_name() -> str:
    """Return the name to greet servers with; asked once, for a slow name service would hold up every letter."""
    name = socket.getfqdn()
    return name if "." in name else "[127.0.0.1]"  # as smtplib does: servers refuse a name without a domain
