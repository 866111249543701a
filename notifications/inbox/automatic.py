"""Mails that a program sent by itself: notices of absence, receipts, lists. They are nobody's answer."""

from email.message import EmailMessage

from notifications.inbox.bounces import is_by_machine
from notifications.inbox.mail_text import header_of

_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_PRESENT = ("X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Reply", "List-Id")


def is_automatic(message: EmailMessage) -> bool:
    """Tell whether a program sent a mail by itself (RFC 3834), as programs that know no RFC say it included."""
    submitted = header_of(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in ("", "no") or is_by_machine(message):
        return True
    return header_of(message, "Precedence").lower() in _BULK or any(header_of(message, name) for name in _PRESENT)
