"""One letter as an RFC 5322 message: the same text for the mailbox and for a mail server.

A letter's body is Markdown of a small kind: paragraphs, lists, tables, bold, links and `<https://…>`. Raw HTML and
images are not part of it. Text that somebody typed goes into a body through `escape_markdown` only.
"""

import email
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.parser import BytesHeaderParser
from email.utils import parseaddr

from notifications.channels.mail_headers import READING, new_mail
from plan.refs import ref_slug, slug

MESSAGE_DOMAIN = "dondoc"
"""The right-hand side of every Message-ID."""

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
"""What mail programs call the kinds of files that go out, by the ending of their names."""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ATOM = r"[A-Za-z0-9_%+-]+"
_ADDRESS = re.compile(rf"(?=.{{3,254}}\Z)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*\Z")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9])){0,55}\Z")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_ESCAPED = r"\`*_{}[]()<>#+-.!|&"
_BODY_TOKENS = re.compile(
    r"\\(?P<escaped>[" + re.escape(_ESCAPED) + r"])"
    r"|\[(?P<label>(?:\\.|[^\]\\])*)\]\((?P<target>[^)\s]+)\)"
    r"|<(?P<address>https?://[^\s<>\"]+)>"
    r"|(?P<bold>\*\*)"
    r"|^(?P<heading>#{1,6} )",
    re.MULTILINE,
)
_FOREIGN_LINK = re.compile(r' href="(?!https?://|mailto:)[^"]*"', re.IGNORECASE)

_STYLE = (
    "body{margin:0;padding:16px;background:#fff;color:#1a1a1a;"
    "font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif}"
    ".letter{max-width:40rem;margin:0 auto;overflow-wrap:anywhere}"
    "ul,ol{padding-left:1.4em;margin:.6em 0}li{margin:.25em 0}"
    "a{color:#0b57d0;display:inline-block;padding:6px 0}"
    "table{border-collapse:collapse}th,td{border:1px solid #bbb;padding:4px 8px;text-align:left}"
)


@dataclass(frozen=True)
class Sender:
    """Who a letter comes from: a name that people read and one e-mail address."""

    name: str
    address: str


@dataclass(frozen=True)
class OutgoingFile:
    """A file that goes with a letter: a name of plain letters (`bao-cao.docx`), by whose ending its kind is known, and its bytes."""

    name: str
    content: bytes = field(repr=False)

    @property
    def media_type(self) -> tuple[str, str]:
        """The two words of the file's media type."""
        kind, _, subtype = MEDIA_TYPES.get(self.name.rpartition(".")[2], "application/octet-stream").partition("/")
        return kind, subtype


@dataclass(frozen=True)
class OutgoingLetter:
    """One letter to one address, as the outbox holds it.

    `key` is unique and stays the same at every attempt: it becomes the Message-ID, so that a mail server, a mail
    program and the mailbox know a second copy for what it is. `mark` stands behind it, by which we know our own letter
    when it comes back (`notifications.inbox.marks`), '' where that is no matter; `reply_to`
    is where the letter is answered, '' for the sender's own address. `short` is all that
    leaves where the address is a gateway's (`gateway_urls`). `body` is Markdown (see the module's head). `files` go with a
    mail, and never with a short message.
    `sent_at` is aware, in the zone that readers see, from the caller's clock: the moment at which the letter leaves.
    Raise ValueError if the key or the body is empty or `sent_at` is naive: those are the program's errors. A bad
    address is a person's: `address_fault` tells it.
    """

    key: str
    address: str
    subject: str
    body: str
    sent_at: datetime
    mark: str = ""
    reply_to: str = ""
    short: str = ""
    files: tuple[OutgoingFile, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no letter can be made of."""
        if not self.key.strip() or not self.body.strip():
            raise ValueError(f"a letter needs a key and a body, got key {self.key!r}")
        if self.sent_at.utcoffset() is None:
            raise ValueError(f"sent_at of letter {self.key!r} has no time zone: {self.sent_at!r}")


def address_fault(address: str) -> str | None:
    """Return why no letter can go to `address`, as a Vietnamese sentence with the way out, or None if one can.

    One plain ASCII address (`ten@co-quan.gov.vn`); names, lists, line breaks and addresses in other letters are
    refused, for headers are made of it.
    """
    if _ADDRESS.match(address):
        return None
    shown = _NOT_TEXT.sub("?", " ".join(address.split()))[:80]
    if not shown:
        return "thiếu địa chỉ thư; hãy ghi một địa chỉ dạng ten@coquan.gov.vn."
    if "<" in address or ">" in address:
        return f"địa chỉ “{shown}” có cả tên hoặc dấu < >; chỉ ghi phần địa chỉ, như ten@coquan.gov.vn."
    if address.count("@") > 1 or "," in address or ";" in address:
        return f"“{shown}” có hơn một địa chỉ; mỗi dòng chỉ ghi một địa chỉ."
    if _NOT_TEXT.search(address) or any(letter.isspace() for letter in address):
        return f"địa chỉ “{shown}” có dấu cách, dấu xuống dòng hoặc ký tự ẩn; hãy xóa đi."
    if not address.isascii():
        return f"địa chỉ “{shown}” có chữ có dấu; địa chỉ thư chỉ gồm chữ không dấu."
    return f"địa chỉ “{shown}” không đúng dạng ten@coquan.gov.vn; hãy sửa lại."


def one_line(text: str) -> str:
    """Return text as one line, without control characters, words one blank apart."""
    return " ".join(_NOT_TEXT.sub(" ", text).split())


def escape_markdown(text: str) -> str:
    """Return text that somebody typed so that it reads the same inside a letter's body: one line, no marks, no links."""
    return "".join(f"\\{letter}" if letter in _ESCAPED else letter for letter in one_line(text))


def guard_markdown(body: str) -> str:
    """Return a letter's body ready for a Markdown converter: raw HTML and images have become text."""
    text = _NOT_TEXT.sub("", body.replace("\r\n", "\n"))
    text = text.replace("\\<", "&lt;").replace("\\&", "&amp;").replace("![", "!\\[")
    return re.sub(r"<(?!https?://[^\s<>\"]+>)", "&lt;", text)


def plain_text(body: str) -> str:
    """Return a letter's Markdown body as its text part: marks gone, and each link's address beside its label."""

    def read_token(token: re.Match[str]) -> str:
        if token["escaped"]:
            return token["escaped"]
        if token["target"]:
            return f"{plain_text(token['label'])}: {token['target']}"
        return token["address"] or ""

    return _BODY_TOKENS.sub(read_token, _NOT_TEXT.sub("", body.replace("\r\n", "\n")))


def compose_message(letter: OutgoingLetter, sender: Sender, body_html: str) -> EmailMessage:
    """Return the letter as text and HTML in UTF-8, with exactly one To, From, Date and Message-ID.

    `body_html` is what a converter made of `guard_markdown(letter.body)`. Raise ValueError if the address is bad.
    """
    if fault := address_fault(letter.address):
        raise ValueError(f"letter {letter.key!r}: {fault}")
    subject = one_line(letter.subject)
    message = new_mail()
    message["From"] = Address(one_line(sender.name), addr_spec=sender.address)
    message["To"] = Address(addr_spec=letter.address)
    if letter.reply_to:
        message["Reply-To"] = Address(one_line(sender.name), addr_spec=letter.reply_to)
    message["Subject"] = subject
    message["Date"] = letter.sent_at
    message["Message-ID"] = f"<{'.'.join(filter(None, (key_name(letter.key), letter.mark)))}@{MESSAGE_DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices in answer
    message.set_content(plain_text(letter.body), cte="base64")
    message.add_alternative(_html_page(subject, body_html), subtype="html", cte="base64")
    message["Content-Language"] = "vi"
    # Of the key, not of chance: the same letter is the same bytes. No part can hold it, all being base64.
    message.set_boundary(_boundary(letter.key))
    if letter.files:
        for file in letter.files:
            kind, subtype = file.media_type
            message.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name, cte="base64")
        message.set_boundary(_boundary(f"{letter.key} with files"))
    return message


def _boundary(said: str) -> str:
    return f"dondoc.{hashlib.sha256(said.encode()).hexdigest()[:32]}"


class UnfaithfulMailError(Exception):
    """A mail that would be read otherwise than it was meant; the message is one Vietnamese sentence with the way out."""


def write_message(letter: OutgoingLetter, sender: Sender, body_html: str) -> bytes:
    """Return the letter as the octets that leave: composed, then read back as mail programs do, old ones and new.

    Raise UnfaithfulMailError where a reader would see anything but what was meant, ValueError as `compose_message`.
    """
    message = compose_message(letter, sender, body_html)
    written = message.as_bytes()
    meant = _Read(
        (one_line(letter.subject),) * 2,
        (one_line(sender.name), sender.address),
        ("", letter.address),
        tuple(_text_of(part) for part in _texts_in(message)),
        tuple((file.name, file.content) for file in letter.files),
    )
    if _read_back(written) != meant or b"?==?" in written.partition(b"\r\n\r\n")[0]:
        raise UnfaithfulMailError(
            "Thư này giữ lại, chưa gửi: trình đọc thư sẽ hiện tiêu đề, người gửi hoặc nội dung khác với bản soạn; "
            "hãy báo người quản trị."
        )
    return written


@dataclass(frozen=True)
class _Read:
    """What a mail says: its subject to a new and to an old reader, its sender and addressee, the texts of its parts, and
    the files with it.

    The new reader of Python sees a blank between two encoded words of a name where RFC 2047 (6.2) sees none: names are
    read by the old one.
    """

    subject: tuple[str, str]
    sender: tuple[str, str]
    to: tuple[str, str]
    texts: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...] = ()


def _read_back(written: bytes) -> _Read:
    new = BytesHeaderParser(policy=READING).parsebytes(written)
    old = email.message_from_bytes(written)
    parts = [(part.get_filename(), part.get_payload(decode=True)) for part in old.walk() if not part.is_multipart()]
    return _Read(
        (str(new["Subject"]), _decode(old["Subject"])),
        _decode_address(old["From"]),
        _decode_address(old["To"]),
        tuple(said.decode().replace("\r\n", "\n") for name, said in parts if name is None and isinstance(said, bytes)),
        tuple((name, content) for name, content in parts if name is not None and isinstance(content, bytes)),
    )


def _texts_in(message: EmailMessage) -> Iterator[MIMEPart]:
    """Yield the parts of a composed mail that are read, not its files."""
    for part in message.iter_parts():
        if part.get_content_type() == "multipart/alternative":
            yield from part.iter_parts()
        elif not part.is_attachment():
            yield part


def _text_of(part: MIMEPart) -> str:
    return str(part.get_content()).replace("\r\n", "\n")


def _decode(value: str) -> str:
    return str(make_header(decode_header(value)))


def _decode_address(value: str) -> tuple[str, str]:
    name, address = parseaddr(value)
    return _decode(name), address


def _html_page(title: str, body_html: str) -> str:
    """Return a page of its own width: without `viewport` a telephone shows letters a third of their size."""
    safe = _FOREIGN_LINK.sub("", body_html)
    return (
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>\n"
        f'<body><div class="letter">\n{safe}\n</div></body></html>\n'
    )


def key_name(key: str) -> str:
    """Return a letter's key as `[A-Za-z0-9._-]`, at most 56 characters: itself if it is so, else a slug and a digest.

    Two different keys never share a name, whatever their letters: the digest is of the whole key.
    """
    if _PLAIN_KEY.match(key):
        return key
    return f"{ref_slug(key)[:40].strip('-') or 'thu'}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def file_name(letter: OutgoingLetter) -> str:
    """Return `<YYYY-MM-DD>_<address>_<key>.eml`: sorted by day, then recipient; the day is `sent_at`'s own."""
    name, _, domain = letter.address.partition("@")
    place = f"{slug(name)[:40]}-{slug(domain)[:40]}".strip("-")
    return f"{letter.sent_at:%Y-%m-%d}_{place}_{key_name(letter.key)}.eml"
