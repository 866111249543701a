"""What people type and we keep: made fit to be kept, within bounds, and never a text that bears the mark of a state secret."""

import re
from collections.abc import Iterable
from unicodedata import normalize

from models.refusal import RefusedError
from plan.texts.secrecy import find_secrecy_mark, is_secrecy_mark

MAX_WORDS = 160
"""The longest subject, title or name of a document, in characters: each is one line of a page."""
MAX_REASON = 2_000
"""The longest reason, in characters."""

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_typed(text: str) -> str:
    """Return text in NFC with plain line ends, without control characters or blanks around it."""
    return _NOT_TEXT.sub("", normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def one_line(text: str, what: str) -> str:
    """Return words that a person typed, in NFC and one line. Raise RefusedError for none, too many or secret ones."""
    words = " ".join("".join(c if c.isprintable() else " " for c in normalize("NFC", text)).split())
    if not words:
        raise RefusedError(f"{what} còn trống; hãy ghi một dòng ngắn.")
    if len(words) > MAX_WORDS:
        raise RefusedError(f"{what} dài {len(words)} ký tự; hãy rút gọn còn nhiều nhất {MAX_WORDS} ký tự.")
    if bears_secrecy_mark(words):
        raise RefusedError(
            f"{what} có dấu chỉ độ mật nên không được ghi nhận; hãy xóa đi và gửi theo quy định về bảo vệ bí mật nhà nước."
        )
    return words


def bears_secrecy_mark(text: str) -> bool:
    """Tell whether a text is a mark of secrecy, or has one standing alone on a line."""
    text = normalize("NFC", text)
    return is_secrecy_mark(text) or find_secrecy_mark(text) > 0


def guard_open_words(texts: Iterable[str], check_in_id: int | None = None) -> None:
    """Raise RefusedError, repeating nothing of them, where one of the texts bears the mark of a state secret."""
    if any(bears_secrecy_mark(text) for text in texts):
        raise RefusedError(
            "Nội dung có dấu chỉ độ mật nên không được ghi nhận; hãy xóa khỏi ô này và gửi theo quy định về bảo vệ bí mật nhà nước.",
            check_in_id,
        )


def guard_reason(text: str, what: str, check_in_id: int | None = None) -> str:
    """Return a reason in NFC, without what cannot be printed and without blanks around it; its lines stay.

    `what` begins the sentence of a refusal (`Lý do trả lại`). Raise RefusedError, naming `check_in_id`, for none, for
    too many words, and for a text that bears the mark of a state secret.
    """
    typed = normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ")
    words = "".join(c for c in typed if c.isprintable() or c == "\n").strip()
    if not words:
        raise RefusedError(f"{what} còn trống; hãy ghi rõ.", check_in_id)
    if len(words) > MAX_REASON:
        sentence = f"{what} dài {len(words):,} ký tự; hãy rút gọn còn nhiều nhất {MAX_REASON:,} ký tự."
        raise RefusedError(sentence.replace(",", "."), check_in_id)
    if bears_secrecy_mark(words):
        raise RefusedError(
            f"{what} có dấu chỉ độ mật nên không được ghi nhận; hãy xóa đi và gửi theo quy định về bảo vệ bí mật nhà nước.",
            check_in_id,
        )
    return words
