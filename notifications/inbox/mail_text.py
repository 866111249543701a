"""A mail as it came: taken apart whatever is wrong with it, its words as text. The only file that turns HTML into text."""

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage, Message

from inscriptis import get_text  # type: ignore[import-untyped]
from inscriptis.css_profiles import STRICT_CSS_PROFILE  # type: ignore[import-untyped]
from inscriptis.model.config import ParserConfig  # type: ignore[import-untyped]

MOST_WORDS = 200_000
"""How much of a mail's words is read, in characters: more than any answer takes."""
_MOST_HTML = 400_000
"""How much of a mail's HTML is read, in characters: what a person wrote stands above the letter that is repeated."""
_STYLE = re.compile(r"""\bstyle\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]*)""", re.IGNORECASE)
"""What would ask for a margin as wide as somebody pleases."""
_MOST_PARTS = 200
"""How many parts of a mail are looked at."""
_PLAIN = ParserConfig(css=STRICT_CSS_PROFILE)


class UnreadableMailError(Exception):
    """A mail that cannot be taken apart."""


def parse_mail(raw: bytes) -> EmailMessage:
    """Return a mail taken apart. Raise UnreadableMailError for one on which the standard library breaks."""
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        for name in ("From", "To", "Subject", "Message-ID", "Content-Type"):
            str(message.get(name, ""))
    except Exception as error:
        # Whoever writes a mail chooses its bytes, and the readers of single headers raise whatever they stumble over.
        raise UnreadableMailError from error
    assert isinstance(message, EmailMessage)  # noqa: S101  the policy's own class
    return message


def header_of(message: Message, name: str) -> str:
    """Return a header as one line, '' where there is none or it cannot be read."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # noqa: BLE001  as in `parse_mail`
        return ""


def text_parts(message: Message) -> Iterator[str]:
    """Yield the text of each part that is text, headers of returned mails included, in their order."""
    for number, part in enumerate(message.walk()):
        if number >= _MOST_PARTS:
            return
        if part.get_content_maintype() == "text" and not part.is_multipart():
            yield decoded(part)[:MOST_WORDS]


def decoded(part: Message) -> str:
    """Return a part's text, letters that cannot be read replaced; line ends are plain."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset() or "utf-8"
    try:
        text = content.decode(charset, "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def words_of(message: EmailMessage) -> str:
    """Return what a person wrote in a mail, quotes and all: its text, or its HTML turned into text; '' for none."""
    try:
        plain, html = message.get_body(("plain",)), message.get_body(("html",))
    except Exception:  # noqa: BLE001  a mail whose parts contradict each other has no words that can be relied on
        return ""
    if plain is not None and (text := decoded(plain)[:MOST_WORDS]).strip():
        return text
    return html_words(decoded(html)[:_MOST_HTML])[:MOST_WORDS] if html is not None else ""


def html_words(html: str) -> str:
    """Return HTML as text: lines as a reader sees them, no marks, no addresses of links."""
    if not html.strip():
        return ""
    try:
        text = get_text(_STYLE.sub("", html), _PLAIN)
    except Exception:  # noqa: BLE001  HTML in mails is whatever programs write
        return ""
    return "\n".join(line.rstrip() for line in text.splitlines())
