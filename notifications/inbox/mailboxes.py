"""Where mails come in: an IMAP mailbox, or a folder of `.eml` files. Nothing is changed there. The only import of imap-tools."""

import hashlib
import imaplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import imap_tools

from models.files import system_words
from notifications.inbox.inbox_url import InboxAddress

LARGEST_MAIL = 30_000_000
"""The largest mail that is fetched, in bytes: what a page takes in one form, as a mail writes it."""
MOST_AT_ONCE = 200
"""How many mails are looked at in one pass; the next one goes on."""
REACH = timedelta(days=30)
"""How far back a mailbox is looked through: a report comes within days, an answer within its period."""
_SECONDS = 30
"""How long connecting and each answer of a server may take."""
_Known = Callable[[str], set[str]]


class InboxFaultError(Exception):
    """A mailbox that cannot be read now; the message is a Vietnamese sentence without secrets."""


@dataclass(frozen=True)
class FoundMail:
    """A mail that was not looked at yet: its place, its size in bytes, and itself, None where it is too large."""

    place: str
    size: int
    raw: bytes | None


def new_mails_of_folder(folder: Path, known_of: _Known) -> Iterator[FoundMail]:
    """Yield the `.eml` files of a folder that were not looked at, by name, at most `MOST_AT_ONCE`.

    `known_of` gives the places with a prefix that were. A file that is written anew is another one. Raise InboxFaultError.
    """
    try:
        known, found = known_of("eml:"), 0
        for file in sorted(folder.glob("*.eml")):
            about = file.stat()
            place = f"eml:{file.name}:{about.st_size}:{about.st_mtime_ns}"
            if place in known or not file.is_file():
                continue
            yield FoundMail(place, about.st_size, file.read_bytes() if about.st_size <= LARGEST_MAIL else None)
            found += 1
            if found == MOST_AT_ONCE:
                return
    except OSError as error:
        raise InboxFaultError(
            f"Không đọc được thư mục {folder} ({system_words(error)}); hãy sửa quyền của thư mục."
        ) from None


def new_mails_of_imap(address: InboxAddress, known_of: _Known, today: date) -> Iterator[FoundMail]:
    """Yield the mails of an IMAP mailbox of the last `REACH` that were not looked at, the oldest first, as above.

    They are looked at without being marked as seen. `today` is the machine's day. Raise InboxFaultError.
    """
    with _opened(address) as mailbox:
        validity = mailbox.folder.status(address.folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        whose = hashlib.sha256(f"{address.host} {address.user} {address.folder}".encode()).hexdigest()[:8]
        prefix = f"imap:{whose}:{validity}:"
        known = known_of(prefix)
        # The library takes the standard library's days alone, and the clock's are more than that.
        since = date.fromordinal((today - REACH).toordinal())
        there = mailbox.uids(imap_tools.AND(date_gte=since))
        new = sorted((uid for uid in there if f"{prefix}{uid}" not in known), key=int)[:MOST_AT_ONCE]
        if not new:
            return
        for head in mailbox.fetch(uid_list=new, headers_only=True, mark_seen=False):
            if head.uid is None:
                continue
            raw = _fetch(mailbox, head.uid) if head.size_rfc822 <= LARGEST_MAIL else None
            yield FoundMail(f"{prefix}{head.uid}", head.size_rfc822, raw)


def try_imap(address: InboxAddress) -> int:
    """Log in to a mailbox and return how many mails it holds. Raise InboxFaultError."""
    with _opened(address) as mailbox:
        return mailbox.folder.status(address.folder, ["MESSAGES"])["MESSAGES"]


def _fetch(mailbox: imap_tools.BaseMailBox, uid: str) -> bytes:
    _, data = mailbox.client.uid("fetch", uid, "(BODY.PEEK[])")
    return next((bytes(one[1]) for one in data if isinstance(one, tuple)), b"")


@contextmanager
def _opened(address: InboxAddress) -> Iterator[imap_tools.BaseMailBox]:
    """Give a mailbox, logged in, with its folder chosen. Whatever fails becomes InboxFaultError."""
    where = f"{address.host}:{address.port}"
    try:
        with _connect(address) as mailbox:
            log_in = mailbox.login if (address.user + address.password).isascii() else mailbox.login_utf8
            log_in(address.user, address.password, address.folder)
            yield mailbox
    except imap_tools.MailboxLoginError:
        raise InboxFaultError(f"Hộp thư đến {where} không nhận tên đăng nhập hoặc mật khẩu.") from None
    except imap_tools.MailboxFolderSelectError:
        raise InboxFaultError(f"Hộp thư đến {where} không có thư mục «{address.folder}».") from None
    except (ssl.SSLCertVerificationError, ssl.SSLError):
        raise InboxFaultError(f"Không tin được chứng thư của hộp thư đến {where}.") from None
    except OSError as error:
        raise InboxFaultError(f"Không nối được tới hộp thư đến {where} ({system_words(error)}).") from None
    except (imaplib.IMAP4.error, imap_tools.ImapToolsError) as error:
        raise InboxFaultError(f"Hộp thư đến {where} không trả thư ra được ({type(error).__name__}).") from None


def _connect(address: InboxAddress) -> imap_tools.BaseMailBox:
    if address.mode == "insecure":
        return imap_tools.MailBoxUnencrypted(address.host, address.port, timeout=_SECONDS)
    context = ssl.create_default_context()
    if not address.verifies:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if address.mode == "starttls":
        return imap_tools.MailBoxStartTls(address.host, address.port, timeout=_SECONDS, ssl_context=context)
    return imap_tools.MailBox(address.host, address.port, timeout=_SECONDS, ssl_context=context)
