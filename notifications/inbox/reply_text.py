"""What a person wrote in answer to a letter: without the letter that his mail program repeats below, for each task its part.

Each line is looked at by itself, so the time taken is in proportion to the length, whoever wrote it. The libraries for this
know no mail program in Vietnamese, and one of them takes minutes for a mail made to be slow (docs/decisions).
"""

import re
from collections.abc import Collection, Mapping, Sequence

from plan.refs import told_ref

LONGEST_HEAD = 400
"""How long the line may be that says who wrote what is repeated below, in characters, over `_HEAD_LINES` lines."""
_HEAD_LINES = 4
_BEGINS_HEAD = re.compile(r"(?:vào|ngày|lúc|trên|on|am)\b", re.IGNORECASE)
_ENDS_HEAD = ("đã viết:", "viết:", "wrote:")
_FROM = re.compile(r"\*?(?:từ|người gửi|from)\s?:\*?\s*\S", re.IGNORECASE)
_OTHER_FIELD = re.compile(
    r"\*?(?:đã gửi|gửi lúc|thời gian|ngày|ngày gửi|sent|date|đến|tới|gửi đến|người nhận|to|chủ đề|tiêu đề|subject)\s?:\*?(?:\s|$)",
    re.IGNORECASE,
)
_DIVIDER = re.compile(
    r"-{2,}\s*(?:original message|forwarded message|thư gốc|tin nhắn gốc|thư đã (?:được )?chuyển tiếp|tin nhắn (?:đã )?(?:được )?chuyển tiếp)"
    r"\s*-{2,}|begin forwarded message:|bắt đầu (?:thư|tin nhắn) (?:được )?chuyển tiếp:|_{20,}|-- ?",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"(?:được |đã )?gửi từ (?:\S+ ){0,4}\S+\.?|sent from (?:\S+ ){0,5}\S+\.?|(?:get|tải|nhận) outlook (?:for|cho|dành cho) .{1,60}",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """Return what a mail says itself: up to what it repeats or passes on, without quoted lines and «Gửi từ iPhone».

    Where nothing stands above what is repeated, it is what stands below, if the repeated lines are marked with «>».
    """
    lines = text.splitlines()
    kept, ended = _above(lines)
    if not "".join(kept).strip() and ended is not None and _is_said_by(lines, ended):
        kept, _ = _above(lines[_end_of_quoted(lines, ended) :])
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _above(lines: Sequence[str]) -> tuple[list[str], int | None]:
    """Return the lines of its own above what a mail repeats, and the number of the line at which that begins."""
    kept: list[str] = []
    for number, line in enumerate(lines):
        bare = line.strip().strip("\u200b\ufeff")
        if _ends_own(lines, number, bare):
            return kept, number
        if bare.startswith(">") or _SENT_FROM.fullmatch(bare):
            continue
        kept.append(line.rstrip())
    return kept, None


def _end_of_quoted(lines: Sequence[str], number: int) -> int:
    """Return the number of the line after the last one that is quoted; of none, where the mail ends."""
    return (
        max((place for place in range(number, len(lines)) if lines[place].lstrip().startswith(">")), default=len(lines))
        + 1
    )


def _ends_own(lines: Sequence[str], number: int, bare: str) -> bool:
    if _DIVIDER.fullmatch(bare) or _is_said_by(lines, number):
        return True
    fields = [one for one in (_bare(one) for one in lines[number + 1 : number + 8]) if one][:4]
    return _FROM.match(_bare(lines[number])) is not None and any(_OTHER_FIELD.match(one) for one in fields)


def _is_said_by(lines: Sequence[str], number: int) -> bool:
    """Tell whether a line, or it with the next ones, says who wrote what follows: «Vào … đã viết:»."""
    below = [_bare(one) for one in lines[number : number + _HEAD_LINES]]
    bare = below[0]
    if _BEGINS_HEAD.match(bare):
        joined = ""
        for one in below:
            joined = f"{joined} {one}".strip()
            if len(joined) > LONGEST_HEAD:
                break
            if joined.lower().endswith(_ENDS_HEAD):
                return True
    return bare.lower().endswith(_ENDS_HEAD) and len(bare) <= LONGEST_HEAD and "@" in bare


def _bare(line: str) -> str:
    return line.strip().lstrip("> ").strip()


def parts_by_ref(words: str, refs: Collection[str]) -> Mapping[str, str]:
    """Return what is said of each task, by its ref as the plan writes it, under '' what stands before any.

    A task begins with a line that opens with its ref, or with the words that letters have for it: `II.1.a: đã xong`,
    `ý 2 điểm II.1: đã xong`. A bare number opens one only before a colon or behind «điểm», for lists are numbered too. A ref
    that is none of `refs` begins nothing.
    """
    known = {name.casefold(): ref for ref in refs for name in (ref, told_ref(ref))}
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    opening = re.compile(rf"\W{{0,3}}(điểm |mục |nhiệm vụ )?({names})(?!\.?\w)\s?([:\-–.)]*)\s*", re.IGNORECASE)
    found: dict[str, list[str]] = {"": []}
    current = ""
    for line in words.splitlines():
        opened = opening.match(line) if known else None
        if opened and (opened[1] or ":" in opened[3] or "." in opened[2]):
            current, line = known[opened[2].casefold()], line[opened.end() :]  # noqa: PLW2901  the rest of it
        found.setdefault(current, []).append(line)
    parts = {ref: "\n".join(lines).strip() for ref, lines in found.items()}
    return {ref: text for ref, text in parts.items() if text}
