"""What people type and we keep: letter for letter or not at all, within bounds, and never a text that bears the mark of a
state secret.
"""

import re
from collections.abc import Iterable

from models.refusal import RefusedError
from plan.texts.secrecy import find_secrecy_mark, is_secrecy_mark
from plan.texts.seen_text import UNREADABLE, as_seen, compose_readable

MAX_WORDS = 160
"""The longest subject, title or name of a document, in characters: each is one line of a page."""
MAX_REASON = 2_000
"""The longest reason, in characters."""

_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
"""What ends a line for the one program or the other; Word and Outlook put a vertical tab."""
_LINKED = re.compile(r"://|\bwww\.", re.IGNORECASE)
_AROUND = 15
"""How much is told on each side of what could not be read, in characters."""


def clean_typed(text: str) -> str:
    """Return what was typed in NFC, with plain line ends and no blanks around it.

    All else stays letter for letter. What cannot be read (control characters, letters of another encoding, marks that no
    writing has) becomes `UNREADABLE`, for people to see where it stood: whoever keeps a text refuses it (`guard_readable`).
    The time taken is in proportion to the length, whatever the text.
    """
    return compose_readable(_LINE_BREAK.sub("\n", text)).strip()


def name_key(text: str) -> str:
    """Return a name as two are compared: as people see them, in whatever case; to compare with, never to keep."""
    return as_seen(clean_typed(text)).casefold()


def one_line(text: str, what: str) -> str:
    """Return words that a person typed, in NFC and one line. Raise RefusedError for none, too many, unreadable or secret ones."""
    words = " ".join(clean_typed(text).split())
    if not words:
        raise RefusedError(f"{what} còn trống; hãy ghi một dòng ngắn.")
    if len(words) > MAX_WORDS:
        raise RefusedError(f"{what} dài {len(words)} ký tự; hãy rút gọn còn nhiều nhất {MAX_WORDS} ký tự.")
    _guard_one(words, what)
    return words


def bears_secrecy_mark(text: str) -> bool:
    """Tell whether a text is a mark of secrecy, or has one standing alone on a line."""
    text = clean_typed(text)
    return is_secrecy_mark(text) or find_secrecy_mark(text) > 0


def guard_open_words(texts: Iterable[str], check_in_id: int | None = None) -> None:
    """Raise RefusedError, repeating nothing of them, where one of the texts bears the mark of a state secret.

    Raise it too where one holds what could not be read.
    """
    given = list(texts)
    if any(bears_secrecy_mark(text) for text in given):
        raise RefusedError(
            "Nội dung có dấu chỉ độ mật nên không được ghi nhận; hãy xóa khỏi ô này và gửi theo quy định về bảo vệ bí mật nhà nước.",
            check_in_id,
        )
    guard_readable(given, "Nội dung", check_in_id)


def guard_readable(texts: Iterable[str], what: str, check_in_id: int | None = None) -> None:
    """Raise RefusedError, naming `check_in_id`, where one of the texts holds what could not be read.

    `what` begins the sentence; the words around that place are told.
    """
    for text in texts:
        cleaned = clean_typed(text)
        place = cleaned.find(UNREADABLE)
        if place >= 0:
            near = " ".join(cleaned[max(0, place - _AROUND) : place + _AROUND].split())
            raise RefusedError(
                f"{what} có chỗ không đọc được, đánh dấu {UNREADABLE}: «{near}»; hãy xóa dấu đó, gõ lại chữ bị mất rồi gửi lại.",
                check_in_id,
            )


def guard_no_link(texts: Iterable[str], what: str) -> None:
    """Raise RefusedError where a name holds an address: mails and pages would make a link of it, in the office's name."""
    if any(_LINKED.search(text) for text in texts):
        raise RefusedError(f"{what} không ghi địa chỉ trang web.")


def guard_reason(text: str, what: str, check_in_id: int | None = None) -> str:
    """Return a reason in NFC, without blanks around it; its lines stay.

    `what` begins the sentence of a refusal (`Lý do trả lại`). Raise RefusedError, naming `check_in_id`, for none, for
    too many or unreadable words, and for a text that bears the mark of a state secret.
    """
    words = clean_typed(text).replace("\t", " ")
    if not words:
        raise RefusedError(f"{what} còn trống; hãy ghi rõ.", check_in_id)
    if len(words) > MAX_REASON:
        sentence = f"{what} dài {len(words):,} ký tự; hãy rút gọn còn nhiều nhất {MAX_REASON:,} ký tự."
        raise RefusedError(sentence.replace(",", "."), check_in_id)
    _guard_one(words, what, check_in_id)
    return words


def _guard_one(words: str, what: str, check_in_id: int | None = None) -> None:
    if bears_secrecy_mark(words):
        raise RefusedError(
            f"{what} có dấu chỉ độ mật nên không được ghi nhận; hãy xóa đi và gửi theo quy định về bảo vệ bí mật nhà nước.",
            check_in_id,
        )
    guard_readable([words], what, check_in_id)
