"""Reports of mail servers that a letter did not arrive: as RFC 3464 has them, and as servers write them in words.

A report is believed only of a letter whose mark it holds (`notifications.inbox.marks`): who writes it, and in whose name,
says nothing. What a dialect means the detectors of Mailman know (flufl.bounce, whose only home this is); what they do not
know, Exchange in Vietnamese among it, is read from a permanent code in a text that only a machine sends.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message

from flufl.bounce import all_failures

from notifications.inbox.mail_text import header_of, text_parts

LARGEST_REPORT = 2_000_000
"""The largest mail that is read as a report, in bytes: one returns a letter of ours, and these are small."""
_LONGEST_REASON = 200
_MACHINES = re.compile(
    r"^(?:mailer-?daemon|postmaster|microsoftexchange[0-9a-f]*|mail-daemon|noreply-dmarc)", re.IGNORECASE
)
_PERMANENT = re.compile(r"(?<![0-9.])5\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])|(?<![0-9.])55[0-4](?=[ -])")
_FAILED = re.compile(
    r"undeliverable|undelivered|delivery (?:status notification \(failure\)|has failed|failure|failed)|returned mail"
    r"|(?:không|chưa|bị trả|thất bại)[^\n]{0,40}(?:gửi|chuyển|phát|thư)|(?:gửi|chuyển|phát)[^\n]{0,60}(?:không thành công|thất bại)",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"delayed|will (?:be retried|keep trying|continue)|warning: could not send|bị (?:trì hoãn|chậm)|tạm hoãn|sẽ tiếp tục thử",
    re.IGNORECASE,
)
_SAID = re.compile(r"^(?:diagnostic-code|status):\s*(?:smtp;\s*)?(.+)$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Report:
    """What a mail server says became of a mail: given up, or only delayed; `failed` are the addresses it names, in small letters.

    `reason` is the server's own words, in one line; `texts` is where our mark may stand.
    """

    is_final: bool
    failed: frozenset[str]
    reason: str
    texts: tuple[str, ...]


def is_by_machine(message: EmailMessage) -> bool:
    """Tell whether a mail is a server's word: a report by its kind, or one to which nobody can answer."""
    if message.get_content_type() == "multipart/report":
        return True
    sender = header_of(message, "From")
    local = sender.rpartition("<")[2].strip(" <>\"'")
    is_bare = header_of(message, "Return-Path") == "<>"
    return is_bare or _MACHINES.match(local) is not None


def read_report(raw: bytes, message: EmailMessage) -> Report | None:
    """Return what a report says, None for any other mail, read receipts and reports larger than `LARGEST_REPORT` included."""
    if len(raw) > LARGEST_REPORT or not is_by_machine(message):
        return None
    texts = (raw.decode("ascii", "replace"), *text_parts(message))
    old = email.message_from_bytes(raw)
    delayed, failed = _named_by_detectors(old)
    if not delayed and not failed:
        words = "\n".join((header_of(message, "Subject"), *_words_before_the_copy(message)))
        if _DELAYED.search(words) or not (_FAILED.search(words) and _PERMANENT.search(words)):
            return Report(False, frozenset(), "", texts) if _DELAYED.search(words) else None
    return Report(bool(failed) or not delayed, failed, _reason(old, message), texts)


def _named_by_detectors(old: Message) -> tuple[frozenset[str], frozenset[str]]:
    """Return the addresses that a report names as delayed and as given up."""
    try:
        delayed, failed = all_failures(old)
    except Exception:  # noqa: BLE001  a detector that breaks on a mail somebody made knows nothing of it
        return frozenset(), frozenset()
    return _as_text(delayed), _as_text(failed)


def _as_text(addresses: frozenset[bytes]) -> frozenset[str]:
    return frozenset(one.decode("ascii", "replace").strip("<> ").lower() for one in addresses)


def _words_before_the_copy(message: EmailMessage) -> Iterator[str]:
    """Yield what a report says itself, without the letter that it returns."""
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            return
        if part.get_content_maintype() == "text" and not part.is_multipart():
            yield next(text_parts(part), "")


def _reason(old: Message, message: EmailMessage) -> str:
    """Return why a server gave up, in its own words: its code, or the line with one."""
    for part in old.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = "\n".join(str(block) for block in part.get_payload() if isinstance(block, Message))
            said = sorted((one[1] for one in _SAID.finditer(blocks)), key=len)
            if said:
                return _one_line(said[-1])
    for text in _words_before_the_copy(message):
        for line in text.splitlines():
            if _PERMANENT.search(line):
                return _one_line(line)
    return _one_line(header_of(message, "Subject"))


def _one_line(words: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", words).split())[:_LONGEST_REASON].rstrip(" .")
