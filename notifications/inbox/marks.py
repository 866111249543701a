"""The marks by which a letter of ours is known when something comes back of it: signed as links are, never guessed.

Of a letter that went to an address its Message-ID holds the number and a seal of both: `<….l17.abcdefghijklmnop@dondoc>`.
Mail servers give it back in every report, as the copied header, as what they answer to, or in their words.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from notifications.channels.mail_message import MESSAGE_DOMAIN
from notifications.links import MAIL_SEAL, is_mail_seal

_LETTER = re.compile(rf"\.l([1-9][0-9]{{0,11}})\.({MAIL_SEAL})@{re.escape(MESSAGE_DOMAIN)}(?![A-Za-z0-9.-])")
_MOST_MARKS = 20
"""How many marks of one mail are looked at."""


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


def _said(letter_id: int, address: str) -> str:
    return f"letter {letter_id} {address.lower()}"
