"""A letter in the few words that a telephone shows: how many, which, and where, never the substance of a task."""

import re
from collections.abc import Iterator

from notifications.channels.mail_message import plain_text
from plan.texts.seen_text import without_accents

LONGEST = 306
"""The longest short message, in characters: two parts of an SMS. The link is never cut."""
_LINK = re.compile(r"\]\((https?://[^)\s]+)\)")
_LIST = re.compile(r"^- .*: ([^:]+)$", re.MULTILINE)
_REF = re.compile(r"(?<![\w.])[0-9IVX]{1,5}(?:\.[0-9A-Za-zđĐ]{1,4}){1,5}(?![\w.])")
_OF_OTHERS = re.compile(r"^\*\*Cơ quan khác", re.MULTILINE)


def short_words(subject: str, body: str, *, plain: bool) -> str:
    """Return a letter as one short message: its subject, the refs that it lists as far as they fit, and its link.

    `body` is the letter's Markdown with its links. `plain` leaves the accents out, as SMS of one letter an octet ask.
    """
    link = next(iter(_LINK.findall(body)), "")
    room = LONGEST - 2 - (len(link) + 1 if link else 0)
    refs, kept = list(_refs_of(body)), list[str]()
    for ref in refs:
        if len(_joined(subject, [*kept, ref], cut=True)) > room:
            break
        kept.append(ref)
    words = _joined(subject, kept, cut=len(kept) < len(refs))
    words = words if len(words) <= room else f"{words[: room - 1].rstrip()}…"
    if plain:
        words = without_accents(words.replace("…", ".."))
    return f"{words} {link}".strip()


def _joined(subject: str, refs: list[str], *, cut: bool) -> str:
    if not refs:
        return subject
    return f"{subject} ({', '.join(refs)}{', …' if cut else ''})"


def _refs_of(body: str) -> Iterator[str]:
    """Yield the refs that a letter lists of its reader's own tasks, each once, the most pressing first."""
    own = _OF_OTHERS.split(body, maxsplit=1)[0]
    listed = (ref for line in _LIST.findall(own) for ref in _REF.findall(plain_text(line)))
    yield from dict.fromkeys(listed)
