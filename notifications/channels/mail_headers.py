"""Headers of a mail that every mail program reads letter for letter, whichever Python wrote them.

The standard library folds long headers itself, and its releases differ: some drop the blank at the fold, some add one,
some put two encoded words together without any (which mail servers refuse). So headers are written here: text that is
not plain ASCII becomes encoded words (RFC 2047) of at most 75 octets, each blank inside one of them, one a line.
"""

import base64
import re
from collections.abc import Iterator
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy, default
from functools import cache
from typing import Any

LINE = 76
"""The longest line with an encoded word on it, in octets, without its end (RFC 2047, section 2)."""
ENCODED_WORD = 75
"""The longest encoded word, in octets (RFC 2047, section 2)."""

_OPENING, _CLOSING = "=?utf-8?b?", "?="
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*\Z")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_ADDRESS_HEADERS = frozenset({"from", "to", "cc", "reply-to", "sender"})


class MailHeaders(EmailPolicy):
    """The standard policy of mails, with the line ends of mails, but for the folding of what people read: subject and names."""

    def fold(self, name: str, value: Any) -> str:  # noqa: ANN401  the signature is the library's
        """Return a header as it stands in the mail, its last line's end included."""
        if name.lower() == "subject":
            return f"{name}: {write_text(str(value), len(name) + 2)}{self.linesep}"
        if name.lower() in _ADDRESS_HEADERS:
            return f"{name}: {_write_addresses(value.addresses, len(name) + 2)}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:  # noqa: ANN401  the signature is the library's
        """Return the same as octets: a folded header is ASCII."""
        return self.fold(name, value).encode("ascii")


@cache
def _class_of(kind: type) -> type:
    return type(f"_{kind.__name__}", (kind, BaseHeader), {})


class _Headers(HeaderRegistry):
    """The standard headers, each kind a class made once: the library makes one for every header of every mail, which takes longer than the header itself."""

    def __getitem__(self, name: str) -> type:
        """Return the class of a header by its name."""
        return _class_of(self.registry.get(name.lower(), self.default_class))


MAIL = MailHeaders(linesep="\r\n", header_factory=_Headers())
"""The policy of every mail that is written."""
READING = default.clone(header_factory=MAIL.header_factory)
"""The standard policy, by which mails that were written are read back."""


def new_mail() -> EmailMessage:
    """Return an empty mail whose headers every reader reads alike."""
    return EmailMessage(policy=MAIL)


def write_text(text: str, indent: int) -> str:
    """Return one line of text as the value of a header whose first line has `indent` octets already.

    ASCII that fits on the line and cannot be taken for an encoded word stays as it is; all else becomes encoded words.
    """
    if _PLAIN.match(text) and "=?" not in text and indent + len(text) <= LINE:
        return text
    return "\r\n ".join(_encoded_words(text, LINE - indent))


def _encoded_words(text: str, room: int) -> Iterator[str]:
    """Yield the encoded words of a text, the first of at most `room` octets; no letter is cut in two."""
    word = b""
    for letter in text:
        octets = letter.encode()
        if word and len(_encode(word + octets)) > min(room, ENCODED_WORD):
            yield _encode(word)
            word, room = b"", ENCODED_WORD
        word += octets
    if word:
        yield _encode(word)


def _encode(octets: bytes) -> str:
    return _OPENING + base64.b64encode(octets).decode("ascii") + _CLOSING


def _write_addresses(addresses: tuple[Address, ...], indent: int) -> str:
    return ",\r\n ".join(_write_address(address, indent) for address in addresses)


def _write_address(address: Address, indent: int) -> str:
    name, spec = address.display_name, address.addr_spec
    if not name:
        return spec
    if _ATOMS.match(name) and "=?" not in name and indent + len(name) + len(spec) + 3 <= LINE:
        return f"{name} <{spec}>"
    # An encoded word in a name stands between blanks; the address has a line of its own.
    return "\r\n ".join((*_encoded_words(name, LINE - indent), f"<{spec}>"))
