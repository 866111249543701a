"""From lines to paragraphs: lines that a width broke are put together, whether or not blank lines stand between."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from plan.drafting.actors import starts_like_agency
from plan.drafting.markers import starts_with_marker
from plan.drafting.source import Paragraph, clean
from plan.drafting.words import END_OF_BODY, label_of

_ENDS = re.compile(r"[.;:!?…”\"/]\W*$")
_LONGEST_NAME = 80
"""A longer line that begins like an agency's name is a sentence, in characters."""
_PAGE_NUMBER = re.compile(r"(?:trang|page)?\s*[-–]?\s*\d{1,4}\s*(?:/\s*\d{1,4})?\s*[-–]?", re.IGNORECASE)
_LEADS_ON = re.compile(r"(?:,|\b(?:và|của|các|với|về|theo|cho|trong|từ|đến|tại|để|là|được|do))$")
_LEADS_TO_A_NUMBER = re.compile(r"\b(?:số|ngày|tháng|năm)$")
"""The end of a line that goes on in a number; before words it ends there: "chuyển đổi số", "kết thúc năm"."""


@dataclass(frozen=True)
class Line:
    """A line as it stands: its text, its number from 1, its page (0 for none)."""

    text: str
    number: int
    page: int = 0


def join_lines(lines: Sequence[Line]) -> list[Paragraph]:
    """Return the paragraphs of a text. Running heads and page numbers are left out."""
    kept = _without_running_heads(lines)
    written = [line for line in kept if line.text]
    if not written:
        return []
    lengths = sorted(len(line.text) for line in written)
    width = lengths[int(len(lengths) * 0.9)] if len(lengths) > 3 else lengths[-1]
    spaced = sum(not line.text for line in kept) * 8 > len(kept)
    paragraphs: list[list[Line]] = []
    blank = True
    for line in kept:
        if not line.text:
            blank = True
            continue
        if paragraphs and not _begins(paragraphs[-1], line, width, blank=blank, spaced=spaced):
            paragraphs[-1].append(line)
        else:
            paragraphs.append([line])
        blank = False
    return [Paragraph(" ".join(one.text for one in part), part[0].number, part[0].page) for part in paragraphs]


def _begins(before: list[Line], line: Line, width: int, *, blank: bool, spaced: bool) -> bool:
    """Tell whether a line begins a paragraph of its own."""
    last, text = before[-1].text, line.text
    finished, short = bool(_ENDS.search(last)), len(last) < 0.6 * width
    marked, lower = starts_with_marker(text), text[:1].islower()
    if END_OF_BODY.match(text) or last.endswith("./.") or (text[:1].isupper() and label_of(text) is not None):
        return True
    if blank:
        goes_on = not finished and (lower or _leads_on(last, text)) and not marked
        return not goes_on
    if marked:
        return finished or short or last.isupper() or not spaced
    if spaced:
        return False
    if lower:
        return False
    if finished and starts_like_agency(text) and len(text) < _LONGEST_NAME and not _ENDS.search(text):
        return True
    return (finished and len(last) < 0.85 * width) or (short and not _leads_on(last, text))


def _leads_on(last: str, text: str) -> bool:
    """Tell whether a line can only go on in the next one."""
    return bool(_LEADS_ON.search(last)) or (text[:1].isdecimal() and _LEADS_TO_A_NUMBER.search(last) is not None)


def _without_running_heads(lines: Sequence[Line]) -> list[Line]:
    """Return lines cleaned, without page numbers and without what stands at the head or foot of several pages."""
    found = [Line(clean(line.text), line.number, line.page) for line in lines]
    edges = Counter[str]()
    for place, line in enumerate(found):
        before, after = found[place - 1 : place], found[place + 1 : place + 2]
        turns = any(one.page != line.page for one in (*before, *after))
        alone = all(not one.text for one in (*before, *after))
        if line.text and (turns or alone):
            edges[line.text] += 1
    repeated = {
        text
        for text, count in edges.items()
        if count > 3 and len(text) > 12 and not starts_with_marker(text) and not _ENDS.search(text)
    }
    kept = []
    for place, line in enumerate(found):
        alone = (place == 0 or not found[place - 1].text) and (place + 1 == len(found) or not found[place + 1].text)
        turned = place > 0 and found[place - 1].page != line.page
        number = _PAGE_NUMBER.fullmatch(line.text) and (alone or turned)
        if number or line.text in repeated:
            continue
        kept.append(line)
    return kept
