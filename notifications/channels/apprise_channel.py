"""How letters leave: through Apprise, into the mailbox folder or to a mail server. The only file that imports Apprise.

Apprise reads the office's URL, knows the providers, and turns Markdown into HTML. What its own mail plug-in cannot do
is done here, in plug-ins of ours: a Message-ID and a Date of the letter's own (its plug-in adds a second of each), a
text part that keeps the links' addresses, and a reason for each failure. Importing this takes a second: import late.
"""

import urllib.parse
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from pathlib import Path
from typing import Any, Literal

from models.files import write_whole
from notifications.channels.delivery_reasons import explain_folder_failure, explain_mail_failure
from notifications.channels.gateway_channel import Gateways
from notifications.channels.gateway_urls import split_way
from notifications.channels.mail_message import (
    OutgoingLetter,
    Sender,
    UnfaithfulMailError,
    address_fault,
    file_name,
    guard_markdown,
    write_message,
)
from notifications.channels.mail_server import MailServer
from notifications.channels.mail_session import Fate, MailSession, NotTakenError
from notifications.channels.mail_url import WRITE_ENCODED, WrittenLogin, read_login

with warnings.catch_warnings():
    # Apprise looks for Python's departing `imghdr` while it loads its mail plug-in.
    warnings.simplefilter("ignore", DeprecationWarning)
    import apprise
    from apprise.conversion.format import markdown_to_html
    from apprise.plugins.base import NotifyBase
    from apprise.plugins.email.base import NotifyEmail

__all__ = [
    "Carrier",
    "Channel",
    "Delivery",
    "MailPlugin",
    "MailboxPlugin",
    "OutgoingLetter",
    "check_channel",
    "mail_channel",
    "mail_server",
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

_KNOWN_PARAMETERS = frozenset({"from", "name", "smtp", "mode", "verify", "cto"})
_MODES: Mapping[str, Literal["insecure", "ssl", "starttls"]] = {
    "insecure": "insecure",
    "ssl": "ssl",
    "starttls": "starttls",
}


@dataclass(frozen=True)
class Channel:
    """A way out, as a URL: `mailto://`, `mailtos://` (a mail server) or `dondocmailbox:///folder`.

    `gateways` are the ways of short messages by name. A URL may hold a password: it is never printed, and `str()` gives the form that may be logged.
    """

    url: str = field(repr=False)
    gateways: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        return str(_load_plugin(self, None).url(privacy=True))


@dataclass(frozen=True)
class Delivery:
    """What became of one attempt; `reason` is empty when sent, else a Vietnamese sentence without secrets.

    A letter that cannot be composed or has no address is `refused`; a mailbox folder that takes nothing is the `server`.
    """

    outcome: Literal["sent"] | Fate
    reason: str = ""


def mailbox_channel(folder: Path) -> Channel:
    """Return the channel that writes each letter as an `.eml` file into `folder`, which is made when first needed."""
    return Channel(f"{MAILBOX_SCHEME}://{urllib.parse.quote(str(folder.absolute()))}")


def mail_channel(url: str) -> Channel:
    """Return the channel to the office's mail server; raise ValueError with the sentence of `check_channel`."""
    if fault := check_channel(url):
        raise ValueError(fault)
    return Channel(url)


def mail_server(url: str) -> MailServer:
    """Return the mail server of the office's mail URL, which `check_channel` has taken."""
    return MailPlugin(None, _read_mail_url(url)).server


def check_channel(url: str) -> str | None:
    """Return why the office's mail URL cannot be used, as a Vietnamese sentence with the way out, or None.

    Only what concerns the server and the sender may stand in it. Recipients (`to`, `cc`, `bcc`, a path) are refused:
    every letter holds a link for one agency. So are Apprise's `retry` (the outbox repeats) and `optional` (it calls a
    failure a success). Neither the sentence nor the log holds the URL.
    """
    return next(_faults_of(url), None)


def _faults_of(url: str) -> Iterator[str]:
    """Yield what is wrong with a mail URL; what comes after the first depends on it."""
    example = "mailtos://ten:mat-khau@may-chu-thu?from=don-doc@tinh.gov.vn"
    if any(letter.isspace() for letter in url) or not url.isprintable():
        yield f"Địa chỉ kênh thư có dấu cách hoặc ký tự ẩn; hãy xóa đi, trong mật khẩu viết thành %20: {WRITE_ENCODED}."
    try:
        written = read_login(url) if _is_mail_url(url) else None
    except ValueError as error:
        yield str(error)
        return
    parts = _read_mail_url(url)
    if not parts or written is None:
        yield f"Địa chỉ kênh thư phải bắt đầu bằng mailto:// hoặc mailtos:// rồi tới máy chủ, như {example}."
        return
    given = {name.lower() for name in parts["qsd"]}
    if parts["targets"] or given & {"to", "cc", "bcc"}:
        yield (
            "Địa chỉ kênh thư có người nhận; hãy bỏ đi, vì mỗi thư chỉ gửi cho một cơ quan và do chương trình ghi. "
            f"Nếu đó là mật khẩu: {WRITE_ENCODED}."
        )
    if unknown := sorted(given - _KNOWN_PARAMETERS):
        yield (
            f"Địa chỉ kênh thư có mục không dùng: {', '.join(unknown)}; chỉ dùng {', '.join(sorted(_KNOWN_PARAMETERS))}."
        )
    try:
        plugin = MailPlugin(None, parts)
    except TypeError:
        yield f"Địa chỉ kênh thư thiếu người gửi, hoặc có mục sai; hãy viết dạng {example}."
        return
    if not plugin.smtp_host:
        yield f"Địa chỉ kênh thư thiếu tên máy chủ; hãy viết dạng {example}."
    if not _is_understood(plugin, written):
        yield f"Địa chỉ kênh thư không được hiểu đúng như đã viết: {WRITE_ENCODED}."
    if fault := address_fault(plugin.sender.address):
        yield f"Người gửi của kênh thư: {fault}"


def _is_understood(plugin: "MailPlugin", written: WrittenLogin) -> bool:
    """Tell whether Apprise and our plug-in have read the login as it is written: a provider it knows may complete it."""
    names = (written.user, f"{written.user}@{written.host}".lower() if written.user else "")
    return (
        (plugin.user or "") in names
        and (plugin.password or "") == written.password
        and str(plugin.host or "").lower() == written.host.lower()
        and (written.port is None or plugin.port == written.port)
    )


class Carrier:
    """Carries letters through a channel one after the other, to a mail server all over one connection."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        server = None if channel.url.startswith(f"{MAILBOX_SCHEME}://") else mail_server(channel.url)
        self._session = MailSession(server) if server else None
        self._secrets = (server.password, server.user) if server else ()
        self._gateways = Gateways(channel.gateways)

    @property
    def leaves_doubt(self) -> bool:
        """Tell whether a letter may be taken without our knowing: the mailbox's second copy is the same file."""
        return self._session is not None

    @property
    def is_ready(self) -> bool:
        """Tell whether the next letter may be handed over without anything being asked first."""
        return self._session is None or self._session.is_ready

    def make_ready(self) -> Delivery | None:
        """Connect where that is needed; return why no letter can leave now, or None."""
        if self._session is None:
            return None
        try:
            self._session.make_ready()
        except NotTakenError as fault:
            return Delivery(fault.fate, explain_mail_failure(fault.error, self._secrets))
        return None

    def send(self, letter: OutgoingLetter) -> Delivery:
        """Try once to send one letter and return what became of it; never raise on what a person or a server did.

        A second call with the same letter writes the same mailbox file, or a mail with the same Message-ID and Date.
        """
        gateway, address = split_way(letter.address)
        if gateway:
            return self._send_short(gateway, address, letter)
        if fault := address_fault(letter.address):
            return Delivery("refused", fault[0].upper() + fault[1:])
        try:
            plugin = _load_plugin(self._channel, letter, self._session)
            # Not through a list of such objects (`apprise.Apprise`): that costs as much again as all the rest of a letter.
            sent = plugin.notify(markdown_to_html(guard_markdown(letter.body)), letter.subject)
        except Exception as error:  # noqa: BLE001 - one letter, whatever is wrong with it, must not stop the next
            return Delivery("refused", f"Không soạn được thư này ({type(error).__name__}); hãy báo người quản trị.")
        if sent:
            return Delivery("sent")
        return plugin.failure or Delivery("refused", "Không gửi được thư này; hãy báo người quản trị xem nhật ký.")

    def _send_short(self, gateway: str, address: str, letter: OutgoingLetter) -> Delivery:
        """Send what a telephone shows of a letter; where letters go to the mailbox folder, as a text file there."""
        if self._session is None:
            return _file_short(Path(urllib.parse.unquote(self._channel.url.partition("://")[2])), letter)
        fault = self._gateways.send(gateway, address, letter.short or letter.subject)
        return Delivery("later", fault) if fault else Delivery("sent")

    def close(self) -> None:
        """End the connection."""
        if self._session is not None:
            self._session.close()


def _file_short(folder: Path, letter: OutgoingLetter) -> Delivery:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        name = file_name(letter).removesuffix(".eml")
        write_whole(folder / f"{name}.txt", f"{letter.address}\n{letter.short or letter.subject}\n".encode())
    except OSError as error:
        return Delivery("server", explain_folder_failure(error, folder))
    return Delivery("sent")


def send_letter(letter: OutgoingLetter, channel: Channel) -> Delivery:
    """Try once to send one letter over a connection of its own (see `Carrier.send`)."""
    with closing(Carrier(channel)) as carrier:
        return carrier.make_ready() or carrier.send(letter)


def send_letters(letters: Iterable[OutgoingLetter], channel: Channel) -> Iterator[tuple[OutgoingLetter, Delivery]]:
    """Send letters one after the other over one connection, and give each with its outcome before the next begins.

    Where the server cannot be spoken to, the letters that are left are not tried.
    """
    shut: Delivery | None = None
    with closing(Carrier(channel)) as carrier:
        for letter in letters:
            shut = shut or carrier.make_ready()
            yield letter, shut or carrier.send(letter)


class MailboxPlugin(NotifyBase):  # type: ignore[no-untyped-call]
    """Apprise plug-in: a letter becomes an `.eml` file, whole or not at all."""

    request_rate_per_sec = 0
    notify_format = apprise.NotifyFormat.HTML

    def __init__(self, letter: OutgoingLetter | None, folder: Path) -> None:
        super().__init__(asset=_asset())  # type: ignore[no-untyped-call]
        self.letter = letter
        self.folder = folder
        self.failure: Delivery | None = None

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
            self.failure = Delivery("refused", str(error))
            return False
        except OSError as error:
            self.failure = Delivery("server", explain_folder_failure(error, self.folder))
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

    def __init__(
        self, letter: OutgoingLetter | None, parts: Mapping[str, Any], session: MailSession | None = None
    ) -> None:
        targets = [letter.address] if letter else []
        super().__init__(**{**parts, "asset": _asset(), "retry": 0, "targets": targets})  # type: ignore[no-untyped-call]
        self.letter = letter
        self.session = session
        self.failure: Delivery | None = None

    @property
    def sender(self) -> Sender:
        """Who the URL says the letters come from."""
        name, address = self.from_addr
        return Sender(str(make_header(decode_header(str(name)))) if name else OFFICE, str(address))

    def send(self, body: str, *_args: object, **_kwargs: object) -> bool:
        """Hand the letter, whose HTML is `body`, to the server; `failure` tells why it was not taken."""
        if self.letter is None or self.session is None:
            raise ValueError("a mail without a letter or a connection")
        try:
            written = write_message(self.letter, self.sender, body)
        except UnfaithfulMailError as error:
            self.failure = Delivery("refused", str(error))
            return False
        fault = self._hand_over(self.session, self.letter.address, written)
        if fault is not None and fault.worn:
            # A server may take so many letters a connection: a new one is no new try.
            fault = self._hand_over(self.session, self.letter.address, written)
        if fault is None:
            return True
        secrets = (self.password or "", self.user or "")
        self.failure = Delivery(fault.fate, explain_mail_failure(fault.error, secrets))
        return False

    def _hand_over(self, session: MailSession, address: str, written: bytes) -> NotTakenError | None:
        try:
            session.hand_over(self.sender.address, address, written)
        except NotTakenError as fault:
            return fault
        return None

    @property
    def server(self) -> MailServer:
        """The mail server that the URL says, with Apprise's knowledge of providers."""
        return MailServer(
            host=str(self.smtp_host),
            port=int(self.port or 0),
            mode=_MODES[str(self.secure_mode)],
            user=self.user or "",
            password=self.password or "",
            verifies=bool(self.verify_certificate),
            seconds=float(self.socket_connect_timeout),
        )


def _load_plugin(
    channel: Channel, letter: OutgoingLetter | None, session: MailSession | None = None
) -> MailboxPlugin | MailPlugin:
    """Return one plug-in for one letter: Apprise repeats to every recipient of an object, and its objects keep state.

    They are not entered in Apprise's list of plug-ins: that would load the other hundred and thirty, for 1.5 s.
    """
    scheme, _, rest = channel.url.partition("://")
    if scheme == MAILBOX_SCHEME:
        return MailboxPlugin(letter, Path(urllib.parse.unquote(rest)))
    return MailPlugin(letter, _read_mail_url(channel.url), session)


def _read_mail_url(url: str) -> dict[str, Any]:
    """Return the parts of a mail URL as Apprise reads them; empty if it is not one."""
    if not _is_mail_url(url):
        return {}
    return NotifyEmail.parse_url(url) or {}  # type: ignore[no-untyped-call]


def _is_mail_url(url: str) -> bool:
    return url.lower().startswith(("mailto://", "mailtos://"))


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
