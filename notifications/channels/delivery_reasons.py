"""Why a letter did not leave, as a Vietnamese sentence: the server's or the system's own words, without secrets.

Of an answer to a login only the codes are kept, never the words: some servers say back what they were given.
"""

import base64
import binascii
import re
import smtplib
import socket
import ssl
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from models.files import system_words

_MAX_RAW = 200
"""Characters kept of what a server says: some answer with a page."""


def explain_mail_failure(error: OSError | smtplib.SMTPException, secrets: Iterable[str]) -> str:
    """Return why a mail server did not take a letter; every one of `secrets` is masked in the server's words."""
    for kind, sentence in _MAIL_SENTENCES:
        if isinstance(error, kind):
            return f"{sentence}: {_raw_cause(error, secrets)}."
    return f"Không nối được tới máy chủ thư: {_raw_cause(error, secrets)}."


def explain_folder_failure(error: OSError, folder: Path) -> str:
    """Return why a letter could not be written into the mailbox folder."""
    return f"Không ghi được thư vào hộp thư {folder}: {system_words(error)}."


# The first that fits counts, so a kind stands before those it is one of.
_MAIL_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (smtplib.SMTPRecipientsRefused, "Máy chủ thư không nhận địa chỉ này"),
    (smtplib.SMTPSenderRefused, "Máy chủ thư không nhận người gửi đã đặt"),
    (smtplib.SMTPAuthenticationError, "Máy chủ thư không nhận tên đăng nhập hoặc mật khẩu"),
    (smtplib.SMTPDataError, "Máy chủ thư không nhận nội dung thư"),
    (smtplib.SMTPNotSupportedError, "Máy chủ thư không làm được điều kênh thư đòi"),
    (smtplib.SMTPServerDisconnected, "Máy chủ thư ngắt kết nối giữa chừng"),
    (smtplib.SMTPException, "Máy chủ thư từ chối"),
    (ssl.SSLCertVerificationError, "Không tin được chứng thư của máy chủ thư"),
    (ssl.SSLError, "Không lập được kết nối bảo mật với máy chủ thư"),
    (socket.gaierror, "Không tìm thấy tên máy chủ thư"),
    (TimeoutError, "Máy chủ thư không phản hồi kịp"),
    (ConnectionRefusedError, "Máy chủ thư không mở cổng đã đặt"),
)


_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{6,}={0,2}")
_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")


def _without_secrets(said: str, secrets: Iterable[str]) -> str:
    """Return a server's words with every secret masked, as it is or inside anything that base64 hides."""
    hidden = [way for secret in secrets if secret for way in (secret, quote(secret, safe=""))]

    def mask(found: re.Match[str]) -> str:
        run = found.group().rstrip("=").replace("-", "+").replace("_", "/")
        for start in range(4):
            piece = run[start:]
            piece = piece[: len(piece) - (len(piece) % 4 == 1)]
            try:
                plain = base64.b64decode(piece + "=" * (-len(piece) % 4)).decode("utf-8", "replace")
            except binascii.Error:
                continue
            if any(secret.lower() in plain.lower() for secret in hidden):
                return "***"
        return found.group()

    said = _ENCODED.sub(mask, said)
    for secret in hidden:
        said = re.sub(re.escape(secret), "***", said, flags=re.IGNORECASE)
    return said


def _raw_cause(error: OSError | smtplib.SMTPException, secrets: Iterable[str]) -> str:
    """Return what the server or the system said, on one line."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        status = _STATUS.match(_as_text(error.smtp_error))
        return f"{error.smtp_code} {status[1]}" if status else str(error.smtp_code)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = "; ".join(f"{code} {_as_text(text)}" for code, text in error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        said = f"{error.smtp_code} {_as_text(error.smtp_error)}"
    else:
        said = _as_text(error.strerror or str(error) or type(error).__name__)
    said = _without_secrets(said, secrets)
    said = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", said).split())
    return said[:_MAX_RAW].rstrip(" .")


def _as_text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
