"""Reasons: the words, of one line or several, in which a person says why he acts; kept as he means them, within bounds."""

from unicodedata import normalize

from models.refusal import RefusedError
from plan.secrecy import find_secrecy_mark, is_secrecy_mark

MAX_REASON = 2_000
"""The longest reason, in characters."""


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
    if is_secrecy_mark(words) or find_secrecy_mark(words) > 0:
        raise RefusedError(
            f"{what} có dấu chỉ độ mật nên không được ghi nhận; hãy xóa đi và gửi theo quy định về bảo vệ bí mật nhà nước.",
            check_in_id,
        )
    return words
