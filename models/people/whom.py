"""Whom a search for personal data is about, by prints: the same search can be made again without keeping the name.

A print is keyed with the home's identity, so that the prints of two homes cannot be compared. Names are short and can be
guessed by whoever has both: the list of prints is kept as privately as the home.
"""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from models.refusal import RefusedError
from models.text import name_key
from plan.texts.seen_text import SEEN_WORD

ERASED = "(đã xóa tên)"
"""What stands in the place of a name that was erased; the post beside it stays."""
ERASED_ADDRESS = "(đã xóa địa chỉ)"
_ADDRESS = re.compile(r"[A-Za-z0-9_.%+-]+@[A-Za-z0-9.-]+")
_PHONE = re.compile(r"\+?[0-9][0-9 .()-]{5,18}[0-9]")
_FEWEST_WORDS = 2
"""How many words a name has at least: one alone is too many people's."""


@dataclass(frozen=True)
class Whom:
    """Somebody by prints of his names (with how many words each has), addresses and telephones, in an agency.

    `agency` is the code in `province`; names are looked for in what that agency did and was told alone, for two people may
    have one name. `judging` tells that it follows up or is the office, so that its people stand in everybody's history.
    """

    key: bytes
    province: str
    agency: str
    judging: bool
    names: frozenset[tuple[int, str]] = frozenset()
    addresses: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()

    def is_name(self, text: str) -> bool:
        """Tell whether a text is his name, as people read it."""
        words = _words(text)
        return (len(words), _print(self.key, "name", " ".join(words))) in self.names

    def is_address(self, text: str) -> bool:
        """Tell whether a text is an address of his."""
        return bool(text) and _print(self.key, "address", text.strip().lower()) in self.addresses

    def is_phone(self, text: str) -> bool:
        """Tell whether a text is a telephone number of his, however it is spaced."""
        return bool(text) and _print(self.key, "phone", _digits(text)) in self.phones

    def also(self, told: Iterable[str]) -> "Whom":
        """Return him with more addresses and telephones: what has an `@` is an address; of the rest what has no digit is none."""
        addresses, phones = set[str](), set[str]()
        for one in told:
            if "@" in one:
                addresses.add(_print(self.key, "address", one.strip().lower()))
            elif digits := _digits(one):
                phones.add(_print(self.key, "phone", digits))
        return replace(self, addresses=self.addresses | addresses, phones=self.phones | phones)

    def nobody(self) -> "Whom":
        """Return a search in the same agency and by the same key that finds nothing."""
        return replace(self, names=frozenset(), addresses=frozenset(), phones=frozenset())

    def without_him(self, text: str) -> str:
        """Return a text in which his names, addresses and telephones are blanked, wherever they stand."""
        if self.addresses:
            text = _ADDRESS.sub(
                lambda found: ERASED_ADDRESS if self.is_address(found[0].rstrip(".")) else found[0], text
            )
        if self.phones:
            text = _PHONE.sub(lambda found: "" if self.is_phone(found[0]) else found[0], text)
        for count in sorted({count for count, _ in self.names}, reverse=True):
            text = self._without_names(text, count)
        return text

    def _without_names(self, text: str, count: int) -> str:
        found = list(SEEN_WORD.finditer(text))
        kept, end = [], 0
        for first, last in zip(found, found[count - 1 :], strict=False):
            if first.start() >= end and self.is_name(text[first.start() : last.end()]):
                kept += [text[end : first.start()], ERASED]
                end = last.end()
        return "".join([*kept, text[end:]])


def whom(
    identity: str, province: str, agency: str, *, judging: bool, name: str = "", address: str = "", phone: str = ""
) -> Whom:
    """Return whom a search is about. Raise RefusedError where nothing tells him from others."""
    key, words = identity.encode(), _words(name)
    if name.strip() and len(words) < _FEWEST_WORDS:
        raise RefusedError("Hãy ghi đủ họ và tên; một chữ thì trùng nhiều người.")
    if name.strip() and not agency:
        raise RefusedError("Tìm theo họ tên thì hãy ghi cơ quan: hai người ở hai cơ quan có thể trùng tên.")
    if not (name.strip() or address.strip() or phone.strip()):
        raise RefusedError("Hãy ghi họ tên và cơ quan, địa chỉ thư, hoặc số điện thoại của người cần tìm.")
    if phone.strip() and len(_digits(phone)) < 8:
        raise RefusedError("Số điện thoại quá ngắn; hãy ghi đủ số.")
    names = {(len(words), _print(key, "name", " ".join(words)))} if words else set[tuple[int, str]]()
    return Whom(
        key,
        province,
        agency,
        judging,
        frozenset(names),
        frozenset({_print(key, "address", address.strip().lower())} if address.strip() else ()),
        frozenset({_print(key, "phone", _digits(phone))} if phone.strip() else ()),
    )


def _words(text: str) -> list[str]:
    return SEEN_WORD.findall(name_key(text))


def _digits(text: str) -> str:
    digits = "".join(letter for letter in text if letter.isdigit())
    return f"0{digits[2:]}" if digits.startswith("84") and len(digits) > 10 else digits


def _print(key: bytes, kind: str, text: str) -> str:
    return hmac.new(key, f"{kind}\n{text}".encode(), sha256).hexdigest()[:32]
