"""The mark of a state secret, which a plan must not bear: such a text may not be on a networked machine at all.

Luật Bảo vệ bí mật nhà nước 117/2025/QH15. The mark is refused, not the word: a plan about protecting "bí mật nhà
nước" is open. Whoever refuses says only that the mark is there, never the text around it.
"""

import re

SECRECY_REFUSAL = (
    "tệp có dấu chỉ độ mật nên không được tiếp nhận. Không soạn, lưu, chuyển văn bản mật trên máy có nối mạng; "
    "hãy xóa tệp này khỏi máy và xử lý theo quy định về bảo vệ bí mật nhà nước."
)
"""What is said of a text that bears the mark; it repeats nothing of the text."""

MAX_MARK = 200
"""A longer line or value is no mark, in characters."""

_MAY_BE = re.compile("mật|mat|đm", re.IGNORECASE)
"""What every mark holds; looked for first, since most texts hold none of it."""
_LEVEL = r"(?:TUYỆT\s*MẬT|TỐI\s*MẬT|MẬT)"
_LABEL = r"(?:(?:DẤU\s+(?:CHỈ\s+)?)?(?:MỨC\s+)?ĐỘ[\s_-]*MẬT|DO[_-]MAT)"
_LABELLED = re.compile(rf"\W*(?:{_LABEL}|(?:{_LABEL}|ĐM)\W*[:=.]\W*(?:{_LEVEL}|[ABC]))\W*", re.IGNORECASE)
_ALONE = re.compile(rf"\W*{_LEVEL}\W*", re.IGNORECASE)
_ALONE_IN_CAPITALS = re.compile(rf"\W*(?:[\w-]+:\s+\W*)?{_LEVEL}\W*")


def is_secrecy_mark(value: str) -> bool:
    """Tell whether one whole value (a field, an item of a list) is a mark: `MẬT`, `Tối mật`, `ĐM: MẬT`, `ĐỘ MẬT`.

    `value` is in NFC. A value in which the word stands among others is none.
    """
    if len(value) > MAX_MARK or not _MAY_BE.search(value):
        return False
    return bool(_ALONE.fullmatch(value) or _LABELLED.fullmatch(value))


def find_secrecy_mark(text: str) -> int:
    """Return the line (from 1) that bears a mark standing alone, be it a comment, or 0 where there is none.

    `text` is in NFC. A level alone on its line counts in capitals only: in small letters it may be the last word of a
    sentence that was broken over two lines.
    """
    for number, line in enumerate(text.splitlines(), start=1) if _MAY_BE.search(text) else ():
        if (
            len(line) <= MAX_MARK
            and _MAY_BE.search(line)
            and (_ALONE_IN_CAPITALS.fullmatch(line) or _LABELLED.fullmatch(line))
        ):
            return number
    return 0
