"""Mails that a program sent by itself: notices of absence, receipts, lists. They are nobody's answer."""

import re
from email.message import EmailMessage

from notifications.inbox.bounces import is_by_machine
from notifications.inbox.mail_text import header_of

_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_PRESENT = ("X-Autoreply", "X-Autorespond", "X-Autoresponse", "X-Auto-Reply", "List-Id")
_SUBJECT = re.compile(
    r"\s*(?:(?:th[ưu] )?(?:tr[ảa] l[ờo]i|ph[ảa]n h[ồo]i) t[ựu] [đd][ộo]ng|t[ựu] [đd][ộo]ng (?:tr[ảa] l[ờo]i|ph[ảa]n h[ồo]i)|v[ắa]ng m[ặa]t"
    r"|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office"
    r"|đã đọc|chưa đọc|read|not read|accepted|tentative|declined|đã chấp nhận|đã từ chối)\b[^:]{0,30}:",
    re.IGNORECASE,
)
"""How the subject of such a mail begins where a program says it nowhere else; what a person answers begins with «Re» or the like."""


def is_automatic(message: EmailMessage) -> bool:
    """Tell whether a program sent a mail by itself (RFC 3834), as programs that know no RFC say it included."""
    submitted = header_of(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if submitted not in ("", "no") or is_by_machine(message):
        return True
    if _SUBJECT.match(header_of(message, "Subject")):
        return True
    return header_of(message, "Precedence").lower() in _BULK or any(header_of(message, name) for name in _PRESENT)
