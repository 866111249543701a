"""The mark of a state secret, which a plan must not bear: such a text may not be on a networked machine at all.

Luật Bảo vệ bí mật nhà nước 117/2025/QH15. The mark is refused, not the word: a plan about protecting "bí mật nhà
nước" is open. A text is looked at as people see it (`plan.texts.seen_text`), with letters that stand apart put together.
Whoever refuses says only that the mark is there, never the text around it.
"""

import re

from plan.texts.seen_text import as_seen

SECRECY_REFUSAL = (
    "tệp có dấu chỉ độ mật nên không được tiếp nhận. Không soạn, lưu, chuyển văn bản mật trên máy có nối mạng; "
    "hãy xóa tệp này khỏi máy và xử lý theo quy định về bảo vệ bí mật nhà nước."
)
"""What is said of a text that bears the mark; it repeats nothing of the text."""

MAX_MARK = 200
"""A longer line or value is no mark; of a longer one only so much is looked at for a mark with a text after it. In characters."""

_MAY_BE = re.compile(r"m\W*[ậa]\W*t|đ\W*m", re.IGNORECASE)
"""What every mark holds; looked for first, since most texts hold none of it."""
_SPREAD = re.compile(r"(?<!\w)\w(?:[\s._·•*|/-]{1,3}\w(?!\w)){2,}")
"""Three letters or more, each standing alone, as a heading is spread over a line: `M Ậ T`."""
_BETWEEN = re.compile(r"\W+")

_LEVEL = r"(?:TUYỆT\s*MẬT|TỐI\s*MẬT|MẬT)"
_PLAIN_LEVEL = r"(?:TUYET\s*MAT|TOI\s*MAT|MAT)"
"""A level without its accents, which counts beside a label or in a file's name only."""
_URGENCY = r"(?:(?:HỎA|HOẢ)\s*TỐC|THƯỢNG\s*KHẨN|KHẨN)"
_LABEL = r"(?:(?:DẤU\s+(?:CHỈ\s+)?)?(?:MỨC\s+)?ĐỘ[\s_-]*MẬT|DO[_-]MAT)"
_SHORT_LABEL = r"(?:Đ[\s.]?M|DO\s+MAT)"
"""Labels that are one only before a level."""
_OTHER_WORD = r"(?!\s+(?:khẩu|mã|độ|thiết|ong)\b)"
"""What makes of `mật` a word with another meaning."""
_LABELLED = re.compile(
    rf"\W*(?:{_LABEL}|(?:{_LABEL}|{_SHORT_LABEL})\W*[:=.]\W*(?:{_LEVEL}|{_PLAIN_LEVEL}|[ABC]))\W*", re.IGNORECASE
)
_LABELLED_BEFORE_TEXT = re.compile(
    rf"(?:^|[;,|()\[\]{{}}\t–-]|\s\s)\W*(?:{_LABEL}\W*[:=]\W*(?:{_LEVEL}{_OTHER_WORD}|{_PLAIN_LEVEL}|(?-i:[ABC]))"
    rf"|{_SHORT_LABEL}\W*[:=]\W*{_LEVEL}{_OTHER_WORD})(?!\w)",
    re.IGNORECASE,
)
"""A label with its level, at the beginning of a line or of a part of it, whatever stands after them."""
_WITH_URGENCY = rf"(?:{_URGENCY}\W+)*{_LEVEL}(?:\W+{_URGENCY})*(?:\W+(?i:BẢN\s+SỐ)\W*[0-9]*)?"
_ALONE = re.compile(rf"\W*{_WITH_URGENCY}\W*", re.IGNORECASE)
_ALONE_IN_CAPITALS = re.compile(rf"\W*(?:[\w-]+:\s+\W*)?{_WITH_URGENCY}\W*")
_IN_BRACKETS = re.compile(rf"^\W*[(\[{{]\s*{_LEVEL}\s*[)\]}}]|[(\[{{]\s*{_LEVEL}\s*[)\]}}]\W*$")
"""A level in capitals in brackets, before or after a title."""
_IN_FILE_NAME = re.compile(
    rf"(?i:{_LABEL}[\W_]*(?:{_LEVEL}|{_PLAIN_LEVEL}|(?-i:[ABC]))(?![^\W_]))"
    rf"|^\W*{_LEVEL}\s*[_-]+(?!\s*(?:ĐỘ|KHẨU|MÃ)\b)"
    r"|(?<![^\W_])(?:T(?:UYET|OI)[\s_-]*MAT|(?i:t(?:uyet|oi)[_-]+mat))(?![^\W_])"
)
"""What is a mark in a file's name only, where words are joined and letters lose their accents."""


def is_secrecy_mark(value: str) -> bool:
    """Tell whether one whole value (a field, an item of a list) is a mark: `MẬT`, `Tối mật`, `ĐM: MẬT`, `ĐỘ MẬT`.

    A value in which the word stands among others is none, but behind its label: `Độ mật: Tối mật về phương án`.
    """
    return _holds_mark(as_seen(value), _ALONE)


def find_secrecy_mark(text: str) -> int:
    """Return the line (from 1) that bears a mark standing alone, be it a comment, or 0 where there is none.

    A level alone on its line counts in capitals only: in small letters it may be the last word of a sentence that was
    broken over two lines. A label with a level is a mark whatever stands after it.
    """
    seen = as_seen(text)
    for number, line in enumerate(seen.splitlines(), start=1) if _MAY_BE.search(seen) else ():
        if _holds_mark(line, _ALONE_IN_CAPITALS):
            return number
    return 0


def is_secret_name(stem: str) -> bool:
    """Tell whether a file's name, without its ending, is a mark or bears one.

    No file's name may hold a colon on many machines, and hyphens or underscores stand for what lies between words:
    `ĐM- MẬT`, `ĐỘ_MẬT_A`, `TỐI MẬT_Ke hoach`.
    """
    seen = as_seen(stem)
    spellings = (seen, *(re.sub(r"[_-]+", sign, seen) for sign in (" ", ":")))
    return any(
        _holds_mark(one, _ALONE)
        or _holds_mark(one, _ALONE_IN_CAPITALS)
        or bool(_IN_FILE_NAME.search(_put_together(one)))
        for one in spellings
    )


def _holds_mark(line: str, alone: re.Pattern[str]) -> bool:
    if not _MAY_BE.search(line):
        return False
    line = _put_together(line.strip())
    if _LABELLED_BEFORE_TEXT.search(line[:MAX_MARK]):
        return True
    whole = (alone, _LABELLED)
    return len(line) <= MAX_MARK and (
        any(pattern.fullmatch(line) for pattern in whole) or _IN_BRACKETS.search(line) is not None
    )


def _put_together(line: str) -> str:
    """Return a line in which letters that stand apart from each other are words."""
    return _SPREAD.sub(lambda spread: _BETWEEN.sub("", spread[0]).replace("_", ""), line)
