"""A letter as the outbox hands it over, and how its mail is read."""

import email
import email.policy
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage

from notifications.channels.mail_message import OutgoingLetter

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
    """Return a letter like `LETTER` to another agency."""
    return replace(LETTER, key=f"{name}.opening.2023-H1", address=f"{name}@example.invalid")


def read(data: bytes) -> EmailMessage:
    """Read a mail as it came."""
    return email.message_from_bytes(data, policy=email.policy.default)


def part(message: EmailMessage, kind: str) -> str:
    """Return what one part of a mail says, `plain` or `html`."""
    found = message.get_body((kind,))
    assert found is not None
    assert found.get_content_charset() == "utf-8"
    return str(found.get_content()).replace("\r\n", "\n")
