"""The marks by which a letter of ours is known when something comes back of it: signed as links are, never guessed.

Of a letter that went to an address its Message-ID holds the number and a seal of both: `<….l17.abcdefghijklmnop@dondoc>`.
Mail servers give it back in every report, as the copied header, as what they answer to, or in their words. An answer to a
letter goes to an address of that letter alone, `don-doc+17-0-abcdefghijklmnop@…`: its number, how often its recipient's
links had been revoked, and a seal of both.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from notifications.channels.mail_message import MESSAGE_DOMAIN
from notifications.links import MAIL_SEAL, is_mail_seal

_LETTER = re.compile(rf"\.l([1-9][0-9]{{0,11}})\.({MAIL_SEAL})@{re.escape(MESSAGE_DOMAIN)}(?![A-Za-z0-9.-])")
_REPLY = re.compile(rf"([1-9][0-9]{{0,11}})-([0-9]{{1,6}})-({MAIL_SEAL})", re.IGNORECASE)
_MOST_MARKS = 20
"""How many marks of one mail are looked at."""
_MOST_ADDRESSES = 50
"""How many of a mail's addressees are looked at."""


def letter_mark(letter_id: int, address: str, seal_of: Callable[[str], str]) -> str:
    """Return what stands in the Message-ID of a letter that goes to an address."""
    return f"l{letter_id}.{seal_of(_said(letter_id, address))}"


def letters_marked(text: str) -> Iterator[tuple[int, str]]:
    """Yield the number and the seal of each mark in a text, each once, whoever wrote it; `sealed_address` knows ours."""
    found = dict.fromkeys((int(one[1]), one[2]) for one in _LETTER.finditer(text))
    yield from list(found)[:_MOST_MARKS]


def sealed_address(keys: Sequence[bytes], letter_id: int, seal: str, addresses: Iterable[str]) -> str:
    """Return to which of the addresses the letter of this number and seal went, '' where the mark is none of ours."""
    return next((one for one in addresses if is_mail_seal(keys, _said(letter_id, one), seal)), "")


@dataclass(frozen=True)
class ReplyToken:
    """What an address for answers says: the letter that is answered, and the epoch of its recipient's links then."""

    letter_id: int
    epoch: int
    seal: str


def reply_address(base: str, letter_id: int, recipient: str, epoch: int, seal_of: Callable[[str], str]) -> str:
    """Return the address to which one letter is answered, below the office's own `base`."""
    name, _, domain = base.partition("@")
    return f"{name}+{letter_id}-{epoch}-{seal_of(_answered(letter_id, recipient, epoch))}@{domain}"


def reply_tokens(base: str, addresses: Iterable[str]) -> list[ReplyToken]:
    """Return the tokens in those of the addresses that lie below the office's own, each once, whoever wrote them."""
    name, _, domain = base.lower().partition("@")
    found: dict[ReplyToken, None] = {}
    for address in list(addresses)[:_MOST_ADDRESSES]:
        local, _, place = address.strip().lower().partition("@")
        token = _REPLY.fullmatch(local.removeprefix(f"{name}+"))
        if place == domain and token and local.startswith(f"{name}+"):
            found[ReplyToken(int(token[1]), int(token[2]), token[3])] = None
    return list(found)


def is_reply_sealed(keys: Sequence[bytes], token: ReplyToken, recipient: str) -> bool:
    """Tell whether a token is that of a letter of ours to a recipient, revoked or not."""
    return is_mail_seal(keys, _answered(token.letter_id, recipient, token.epoch), token.seal)


def _answered(letter_id: int, recipient: str, epoch: int) -> str:
    return f"reply {letter_id} {recipient} {epoch}"


def _said(letter_id: int, address: str) -> str:
    return f"letter {letter_id} {address.lower()}"
