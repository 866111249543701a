"""Signed links: who may come in without an account, to which page, until which day.

The expiry day is part of what is signed and is checked against the day the caller gives: a trial home runs on a
made-up day, which a clock inside the signature would not know.
"""

import base64
import fcntl
import hmac
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from itsdangerous import BadData, Signer, URLSafeSerializer
from itsdangerous.encoding import base64_decode

from models.files import system_words, write_new, write_whole
from models.home_identity import ID_FILE
from models.people.grants import PERSON_SUFFIX, SIGNED_IN_SUFFIX
from models.people.link_epochs import epoch_of
from models.settings import Home, SettingsError
from plan.texts.written import format_day

ANSWER, JUDGE, OFFICE, CONFIRM, BOARD, CALENDAR = "answer", "judge", "office", "confirm", "board", "calendar"
"""The purposes of links: an agency's answer page, a tracker's page, the provincial office's page, the page of one naming,
the board, an agency's days for its calendar."""
CALENDAR_SUFFIX = "/calendar"
"""For whom the link of an agency's calendar is (`so-y-te/calendar`): revoked by itself, and with the agency's own links."""
PAGES: Mapping[str, str] = {
    ANSWER: "tra-loi",
    JUDGE: "theo-doi",
    OFFICE: "van-phong",
    CONFIRM: "bao-cao-thay",
    BOARD: "bang",
    CALENDAR: "lich",
}
"""The page of each purpose, as the first part of its address."""
ALIVE_PATH = "/dang-chay"
"""Where the pages say that they serve, to anybody and without a link."""
SIGNED = r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}"
"""What a token looks like, as a regular expression: what it says, and the signature."""
LINK_LASTS = timedelta(days=120)
"""How long a link holds, in days from its letter: past the longest ladder."""
NO_NEW_ONE = (CONFIRM, CALENDAR)
"""Of which purposes nobody is sent a new link who holds an old one: it stands on a page that has its own link."""
SHORTEST_KEY = 32
"""The fewest characters of a key that an office may set."""
OLDER_KEYS = 2
"""How many older keys a rotation keeps: links signed with one that was dropped open nothing."""

_PLACE = "DONDOC_LINK_KEY"
_SALT = b"dondoc.link"
_NAMING = "naming-"
_MARK = "https://lien-ket.invalid"
_MARKED = re.compile(rf"{re.escape(_MARK)}/([a-z]+)/([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})/([A-Za-z0-9:/_-]+)")
_HIDDEN = "liên kết riêng, ghi vào thư khi gửi"
_OTHERWISE = "hãy mở lại liên kết trong thư mới nhất, hoặc đề nghị Văn phòng UBND tỉnh gửi liên kết mới"
_FORGED = f"Liên kết này không dùng được, có thể do sao chép thiếu; {_OTHERWISE}."

LOST_KEY = (
    "Không còn khóa ký liên kết {}, nên liên kết trong các thư đã gửi không mở được. Hãy khôi phục tệp này từ bản sao lưu; không "
    "còn bản sao nào thì lập khóa mới bằng dondoc links rotate --lost, rồi gửi liên kết mới cho các cơ quan."
)
Keys = Sequence[bytes | str] | bytes | str
"""Keys of links: one, or several of which the first signs and all verify."""


class LinkRefusedError(Exception):
    """A link that opens nothing; the message is one Vietnamese sentence with the way out.

    Only an honest link that has run out (`expired`) or was revoked (`revoked`) is told apart; of any other the sentence
    does not say what is wrong.
    """

    def __init__(self, sentence: str, *, expired: bool = False, revoked: bool = False) -> None:
        super().__init__(sentence)
        self.expired, self.revoked = expired, revoked


@dataclass(frozen=True)
class Link:
    """What a link is good for: a recipient, a purpose, and the last day (inclusive) on which it opens.

    `recipient` is an agency as the outbox knows it, with or without a function: `so-y-te`, `lao-cai:so-x/head`. `epoch`
    is how often the recipient's links had been revoked when this one was signed (`models.people.link_epochs`).
    """

    recipient: str
    purpose: str
    expires_on: date
    epoch: int = 0


@dataclass(frozen=True)
class LinkSigner:
    """Makes the links of a home: below which address, under which key, and how often whose were revoked."""

    base_url: str
    key: bytes = field(repr=False)
    epochs: Mapping[str, int]

    def seal_of(self, said: str) -> str:
        """Return the seal of what a mail's own headers say (see `mail_seal`)."""
        return mail_seal(self.key, said)

    def link_to(self, recipient: str, on: date, purpose: str) -> str:
        """Return the address that opens a recipient's page for a purpose from the day `on` to `last_day_of`."""
        token = sign_link(self.key, recipient, purpose, last_day_of(purpose, on), epoch_of(self.epochs, recipient))
        return link_address(self.base_url, purpose, token)


def last_day_of(purpose: str, on: date) -> date:
    """Return the last day on which a link for a purpose opens that is signed on a day.

    A calendar asks again by itself, for long: until the end of next year, so that one year's link is the same each day.
    """
    return date(on.year + 1, 12, 31) if purpose == CALENDAR else on + LINK_LASTS


def naming_of(agency: str, number: int) -> str:
    """Return for whom a link is by which an agency confirms its deputy of a number, and that one alone."""
    return f"{agency}/{_NAMING}{number}"


def number_of_naming(function: str) -> int:
    """Return the number of the deputy whom a link of such a function is about; 0 for any other function."""
    number = function.removeprefix(_NAMING)
    return int(number) if function.startswith(_NAMING) and number.isascii() and number.isdecimal() else 0


def code_in(recipient: str) -> str:
    """Return the code of the person for whom a link is who was let in; '' for any other recipient."""
    return recipient.partition(PERSON_SUFFIX)[2] or recipient.partition(SIGNED_IN_SUFFIX)[2]


def sign_link(key: bytes | str, recipient: str, purpose: str, expires_on: date, epoch: int = 0) -> str:
    """Return the token of a link: letters, digits, `-`, `_` and dots, the last one a letter or digit.

    Mail programs keep such a token whole, also at the end of a sentence. The same link always has the same token.
    """
    # An epoch of 0 is left out: most links have it, and their address stays short.
    said = [recipient, purpose, expires_on.isoformat(), *([epoch] if epoch else [])]
    return str(_serializer([key]).dumps(said))


def read_link(keys: Keys, token: str) -> Link:
    """Return what a token is good for, whether or not it still opens anything (see `guard_link`).

    Raise LinkRefusedError when it was not signed with one of the keys exactly as it stands.
    """
    ring = [keys] if isinstance(keys, bytes | str) else keys
    try:
        recipient, purpose, expires, *rest = _serializer(ring).loads(token)
        link = Link(recipient, purpose, date.fromisoformat(expires), *rest)
    except (BadData, ValueError, TypeError):
        raise LinkRefusedError(_FORGED) from None
    known = isinstance(recipient, str) and purpose in PAGES and type(link.epoch) is int and link.epoch >= 0
    # One link has one spelling under each key; the signature holds, so a plain comparison tells nobody anything.
    if not known or token not in [sign_link(key, recipient, purpose, link.expires_on, link.epoch) for key in ring]:
        raise LinkRefusedError(_FORGED)
    return link


def guard_link(link: Link, on: date, epoch: int) -> None:
    """Raise LinkRefusedError when an honest link does not open on a day: it has run out, or was revoked.

    `epoch` is how often its recipient's links have been revoked by now.
    """
    if link.epoch < epoch:
        raise LinkRefusedError("Liên kết này đã bị thu hồi nên không mở được nữa.", revoked=True)
    if link.expires_on < on:
        raise LinkRefusedError(
            f"Liên kết này đã hết hạn từ ngày {format_day(link.expires_on)}; {_OTHERWISE}.", expired=True
        )


def link_mark(recipient: str, on: date, purpose: str) -> str:
    """Return what stands in a letter that is kept, for a recipient's link for a purpose from the day `on`: it opens nothing."""
    return f"{_MARK}/{purpose}/{on.isoformat()}/{recipient}"


def fill_links(body: str, recipient: str, link_to: Callable[[str, date, str], str]) -> str:
    """Return the body of a recipient's letter as it leaves, each mark replaced by its link as `link_to` gives it.

    Only links of the recipient itself are filled in, whatever the body says; any other mark stays and opens nothing.
    """

    def fill(found: re.Match[str]) -> str:
        purpose, day, whose = found.groups()
        own = whose == recipient or whose.startswith(f"{recipient}/{_NAMING}")
        return link_to(whose, date.fromisoformat(day), purpose) if own and purpose in PAGES else found[0]

    return _MARKED.sub(fill, body)


def hide_links(text: str) -> str:
    """Return the text of a kept letter for people to read: words where links will stand."""
    return _MARKED.sub(_HIDDEN, text)


def link_address(base_url: str, purpose: str, token: str) -> str:
    """Return the address of the page that a token of a purpose opens, below the base address that agencies see."""
    return f"{base_url.rstrip('/')}/{PAGES[purpose]}/{token}"


def form_seal(keys: Sequence[bytes], token: str) -> str:
    """Return the seal of the forms behind a link: only our page behind this very link carries it."""
    return _signer(keys).get_signature(token).decode("ascii")


def is_form_seal(keys: Sequence[bytes], token: str, seal: str) -> bool:
    """Tell whether a form carries the seal of a link's page, made with one of the keys that still verify."""
    return _signer(keys).verify_signature(token, seal)


MAIL_SEAL = "[a-z2-7]{16}"
"""What the seal in a mail's headers looks like, as a regular expression."""


def mail_seal(key: bytes, said: str) -> str:
    """Return the seal of what a mail's headers say: small letters and digits, 80 bits, for servers change letters' case.

    Short as it is, each guess costs a mail of its own.
    """
    signer = Signer([key], salt=b"dondoc.mail", key_derivation="hmac", digest_method=sha256)
    return base64.b32encode(base64_decode(signer.get_signature(said))[:10]).decode("ascii").lower()


def is_mail_seal(keys: Sequence[bytes], said: str, seal: str) -> bool:
    """Tell whether a seal was made of what is said with one of the keys that still verify."""
    return any(hmac.compare_digest(mail_seal(key, said), seal.lower()) for key in keys)


def sign_kept(keys: Sequence[bytes], token: str, words: tuple[str, str]) -> str:
    """Return words as a browser keeps them for one link, signed."""
    return str(_keeper(keys, token).dumps(list(words)))


def read_kept(keys: Sequence[bytes], token: str, kept: str) -> tuple[str, str] | None:
    """Return the words that `sign_kept` made for this very link with one of the keys; None for anything else."""
    try:
        name, post = _keeper(keys, token).loads(kept)
    except (BadData, ValueError, TypeError):
        return None
    return str(name), str(post)


def _keeper(keys: Sequence[bytes], token: str) -> URLSafeSerializer:
    salt = b"dondoc.kept." + token.encode()
    return URLSafeSerializer(
        list(reversed(keys)), salt=salt, signer_kwargs={"key_derivation": "hmac", "digest_method": sha256}
    )


def _signer(keys: Sequence[bytes]) -> Signer:
    return Signer(list(reversed(keys)), salt=b"dondoc.form", key_derivation="hmac", digest_method=sha256)


def _serializer(keys: Sequence[bytes | str]) -> URLSafeSerializer:
    # Of several keys the library signs with the last, and tries all when it reads.
    ring = [key.encode() if isinstance(key, str) else key for key in reversed(keys)]
    return URLSafeSerializer(ring, salt=_SALT, signer_kwargs={"key_derivation": "hmac", "digest_method": sha256})


def link_keys(home: Home) -> tuple[bytes, ...]:
    """Return the keys of the home's links, the newest first: that one signs, all verify.

    They are those the environment sets, separated by semicolons, or those of the home, one a line, the first made
    once, before the folder is a home (`models.home_identity`): a key that is gone later was lost. Processes that ask at
    once get the same; the file is readable by its owner alone. Raise SettingsError with one sentence when a key is lost or
    too short, or the file can be neither read nor made.
    """
    if home.settings.link_key:
        return _long_enough(home.settings.link_key.split(";"), _PLACE)
    file = home.link_key_file
    try:
        if not file.exists():
            if (home.path / ID_FILE).exists():
                raise SettingsError(LOST_KEY.format(file))
            _make_key_file(file)
        return _long_enough(file.read_text(encoding="ascii").splitlines(), str(file))
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            f"Không đọc hoặc không tạo được khóa ký liên kết {file}; hãy sửa quyền của tệp, hoặc đặt khóa trong {_PLACE}."
        ) from None


def make_link_key(home: Home) -> None:
    """Make the home's key where there is none, in a file or in the environment. Raise SettingsError where it cannot be made."""
    if home.settings.link_key or home.link_key_file.exists():
        return
    try:
        _make_key_file(home.link_key_file)
    except OSError as error:
        raise SettingsError(
            f"Không tạo được khóa ký liên kết {home.link_key_file} ({system_words(error)}); hãy sửa quyền của thư mục."
        ) from None


def prints_of_keys(home: Home) -> tuple[str, ...]:
    """Return short prints of the home's keys, the newest first, by which a key is known again. Raise as `link_keys` does."""
    return tuple(sha256(b"dondoc.key" + key).hexdigest()[:16] for key in link_keys(home))


def link_key(home: Home) -> bytes:
    """Return the key that signs the home's links now. Raise SettingsError as `link_keys` does."""
    return link_keys(home)[0]


def rotate_keys(home: Home) -> int:
    """Put a new key in the first place and return how many older ones still verify, at most `OLDER_KEYS`.

    Raise SettingsError when the environment holds the key, or the file can be neither read nor written.
    """
    if home.settings.link_key:
        raise SettingsError(
            f"Khóa ký liên kết đặt trong {_PLACE} nên không tự đổi được; hãy ghi khóa mới vào trước các khóa cũ trong "
            f"{_PLACE}, cách nhau bằng dấu chấm phẩy, rồi khởi động lại."
        )
    with _alone(home.path):
        older = link_keys(home)[:OLDER_KEYS]
        try:
            write_whole(home.link_key_file, _key_lines([_new_key(), *(key.decode("ascii") for key in older)]))
        except OSError as error:
            raise SettingsError(
                f"Không ghi được khóa ký liên kết {home.link_key_file} ({system_words(error)}); hãy sửa quyền của thư mục."
            ) from None
    return len(older)


class KeyRing:
    """The keys of a home's links for a process that stays: read again when their file has changed."""

    def __init__(self, home: Home) -> None:
        """Read the keys. Raise SettingsError when they cannot be had."""
        self._home = home
        self._stamp = self._stamp_now()
        self._keys = link_keys(home)

    def current(self) -> tuple[bytes, ...]:
        """Return the keys as they are now, the newest first; those read last while their file cannot be used."""
        if (stamp := self._stamp_now()) != self._stamp:
            with suppress(SettingsError):
                self._keys = link_keys(self._home)
                self._stamp = stamp
        return self._keys

    def _stamp_now(self) -> tuple[int, int, int]:
        """Return what tells one writing of the file from another; nothing changes where the environment has the key."""
        if self._home.settings.link_key:
            return 0, 0, 0
        try:
            found = self._home.link_key_file.stat()
        except OSError:
            return 0, 0, 0
        return found.st_mtime_ns, found.st_size, found.st_ino


def _make_key_file(file: Path) -> None:
    """Make the key of a home that has none: only the first of several processes succeeds, and all read his."""
    write_new(file, _key_lines([_new_key()]))


def _key_lines(keys: list[str]) -> bytes:
    return "".join(f"{key}\n" for key in keys).encode("ascii")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time change the keys of a folder."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _new_key() -> str:
    return secrets.token_urlsafe(48)


def _long_enough(written: list[str], place: str) -> tuple[bytes, ...]:
    keys = [key for line in written if (key := line.strip())]
    if not keys or any(len(key) < SHORTEST_KEY for key in keys):
        raise SettingsError(
            f"Khóa ký liên kết ở {place} quá ngắn; hãy đặt một khóa ngẫu nhiên dài ít nhất {SHORTEST_KEY} ký tự."
        )
    return tuple(key.encode() for key in keys)
