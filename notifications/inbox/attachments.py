"""The files of a mail, as a person put them there: not its words, nor the pictures that stand in them, nor its signature."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message

from notifications.inbox.mail_text import header_of

_NOT_FILES = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "text/calendar"}
)
_MOST_PARTS = 200


@dataclass(frozen=True)
class MailFile:
    """A file as it came: its name as the sender's program wrote it, and its content."""

    name: str
    content: bytes


def files_of(message: EmailMessage) -> Iterator[MailFile]:
    """Yield the files of a mail in their order; of a mail that is passed on inside it none."""
    for number, part in enumerate(_own_parts(message)):
        if number >= _MOST_PARTS:
            return
        name = _name_of(part)
        is_attached = part.get_content_disposition() == "attachment"
        stands_in_words = part.get_content_maintype() == "image" and header_of(part, "Content-ID") and not is_attached
        if (name or is_attached) and not stands_in_words and part.get_content_type() not in _NOT_FILES:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield MailFile(name, content)


def _own_parts(message: Message) -> Iterator[Message]:
    """Yield the parts of a mail that hold something, without what is inside a mail that is attached to it."""
    inside = message.get_payload()
    if not message.is_multipart() or not isinstance(inside, list):
        yield message
        return
    if message.get_content_type() != "message/rfc822":
        for part in inside:
            if isinstance(part, Message):
                yield from _own_parts(part)


def _name_of(part: Message) -> str:
    try:
        return part.get_filename() or ""
    except Exception:  # noqa: BLE001  a name that cannot be read is none
        return ""
