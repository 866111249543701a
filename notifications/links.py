"""Signed links: who may answer for an agency without an account, until which day.

The expiry day is part of what is signed and is checked against the day the caller gives: a trial home runs on a
made-up day, which a clock inside the signature would not know.
"""

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from itsdangerous import BadData, URLSafeSerializer

from models.settings import Home, SettingsError

ANSWER, JUDGE, OFFICE = "answer", "judge", "office"
"""The purposes of links: an agency's answer page, a tracker's page, the provincial office's page."""
SHORTEST_KEY = 32
"""The fewest characters of a key that an office may set."""

_SALT = b"dondoc.link"
_OTHERWISE = "hãy mở lại liên kết trong thư mới nhất, hoặc đề nghị Văn phòng UBND tỉnh gửi liên kết mới"
_FORGED = f"Liên kết này không dùng được, có thể do sao chép thiếu; {_OTHERWISE}."


class LinkRefusedError(Exception):
    """A link that opens nothing; the message is one Vietnamese sentence with the way out.

    Only an honest link that has run out is told apart (`expired`); of any other the sentence does not say what is wrong.
    """

    def __init__(self, sentence: str, expired: bool = False) -> None:
        super().__init__(sentence)
        self.expired = expired


@dataclass(frozen=True)
class Link:
    """What a link is good for: an agency's code, a purpose, and the last day (inclusive) on which it opens."""

    agency: str
    purpose: str
    expires_on: date


def sign_link(key: bytes | str, agency: str, purpose: str, expires_on: date) -> str:
    """Return the token of a link: letters, digits, `-`, `_` and dots, the last one a letter or digit.

    Mail programs keep such a token whole, also at the end of a sentence. The same link always has the same token.
    """
    return str(_serializer(key).dumps([agency, purpose, expires_on.isoformat()]))


def read_link(key: bytes | str, token: str, on: date) -> Link:
    """Return what a token is good for on the day `on`.

    Raise LinkRefusedError when it was not signed with `key` exactly as it stands, or its last day lies before `on`.
    """
    try:
        agency, purpose, expires = _serializer(key).loads(token)
        link = Link(agency, purpose, date.fromisoformat(expires))
    except (BadData, ValueError, TypeError):
        raise LinkRefusedError(_FORGED) from None
    if sign_link(key, link.agency, link.purpose, link.expires_on) != token:
        raise LinkRefusedError(_FORGED)
    if link.expires_on < on:
        raise LinkRefusedError(f"Liên kết này đã hết hạn từ ngày {link.expires_on:%d/%m/%Y}; {_OTHERWISE}.", True)
    return link


def answer_link(base_url: str, token: str) -> str:
    """Return the address of the answer page that a token opens, below the base address that agencies see."""
    return f"{base_url.rstrip('/')}/tra-loi/{token}"


def _serializer(key: bytes | str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=_SALT, signer_kwargs={"key_derivation": "hmac", "digest_method": sha256})


def link_key(home: Home) -> bytes:
    """Return the key that signs the home's links: the one the environment sets, or that of the home, made once.

    Processes that ask at once get the same key; its file is readable by its owner alone. Raise SettingsError with one
    sentence when the key is too short or its file can be neither read nor made.
    """
    if home.settings.link_key:
        return _long_enough(home.settings.link_key, "DONDOC_LINK_KEY")
    file = home.link_key_file
    try:
        if not file.exists():
            _make_key_file(home)
        return _long_enough(file.read_text(encoding="ascii").strip(), str(file))
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"Không đọc hoặc không tạo được khóa ký liên kết {file}; hãy sửa quyền của tệp, hoặc đặt khóa trong DONDOC_LINK_KEY."
        ) from None


def _make_key_file(home: Home) -> None:
    """Write a whole key beside its place, then link it there: only the first of several processes succeeds."""
    file = home.link_key_file
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as written:
            written.write(secrets.token_urlsafe(48) + "\n")
            written.flush()
            os.fsync(written.fileno())
        # A hard link fails where the name is taken; a rename would replace the key of whoever was first.
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)


def _long_enough(key: str, place: str) -> bytes:
    if len(key) < SHORTEST_KEY:
        raise SettingsError(
            f"Khóa ký liên kết ở {place} quá ngắn; hãy đặt một khóa ngẫu nhiên dài ít nhất {SHORTEST_KEY} ký tự."
        )
    return key.encode()
