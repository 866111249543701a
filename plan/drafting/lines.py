"""From lines to paragraphs: lines that a width broke are put together, whether or not blank lines stand between."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plan.drafting.actors import starts_like_agency
from plan.drafting.markers import starts_with_marker
from plan.drafting.source import Paragraph, clean
from plan.drafting.words import END_OF_BODY, label_of
from plan.texts.seen_text import without_tones

_ENDS = re.compile(r"[.;:!?…”\"/]\W*$")
_LONGEST_NAME = 80
"""A longer line that begins like an agency's name is a sentence, in characters."""
_PAGE_NUMBER = re.compile(r"(?:trang|page)?\s*[-–]?\s*\d{1,4}\s*(?:/\s*\d{1,4})?\s*[-–]?", re.IGNORECASE)
_LEADS_ON = re.compile(r"(?:,|\b(?:và|của|các|với|về|theo|cho|trong|từ|đến|tại|để|là|được|do))$")
_LEADS_TO_A_NUMBER = re.compile(r"\b(?:số|ngày|tháng|năm)$")
"""The end of a line that goes on in a number; before words it ends there: "chuyển đổi số", "kết thúc năm"."""
SOFT = "\u00ad"
"""The hyphen that shows only where a line breaks in a word."""
_SYLLABLE = re.compile(
    r"(?:ngh?|gi|gh?|kh?|ch?|nh?|ph?|qu|th|tr|t|[bdđhlmrsvx])?[aăâeêioôơuưy]{1,3}(?:ch|nh|ng|[cmnpt])?"
)
"""A syllable of Vietnamese without its tone: what sounds it begins with, its vowels, and the few sounds it may end in."""
_HYPHENED = re.compile(r"\w[-\u2010]$")
_LAST, _FIRST = re.compile(r"([^\W\d_]+)[-\u2010]$"), re.compile(r"[^\W\d_]+")


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
    return [Paragraph(join_lines_of(one.text for one in part), part[0].number, part[0].page) for part in paragraphs]


def _begins(before: list[Line], line: Line, width: int, *, blank: bool, spaced: bool) -> bool:
    """Tell whether a line begins a paragraph of its own."""
    last, text = before[-1].text, line.text
    finished, short = ends_sentence(last), len(last) < 0.6 * width
    marked, lower = starts_with_marker(text), text[:1].islower()
    if END_OF_BODY.match(text) or last.endswith("./.") or (text[:1].isupper() and label_of(text) is not None):
        return True
    if blank:
        goes_on = not finished and (lower or _leads_on(last, text)) and not marked
        return not goes_on
    if marked:
        return finished or short or last.isupper() or not spaced
    if spaced:  # blank lines part paragraphs, but for who is told next what to do below a sentence that ended early
        return last.endswith(".") and len(last) < 0.85 * width and starts_like_agency(text)
    if lower:
        return False
    if finished and starts_like_agency(text) and len(text) < _LONGEST_NAME and not _ENDS.search(text):
        return True
    return (finished and len(last) < 0.85 * width) or (short and not _leads_on(last, text))


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends with a sign by which a sentence or a part of it ends."""
    return _ENDS.search(text) is not None


def _leads_on(last: str, text: str) -> bool:
    """Tell whether a line can only go on in the next one."""
    return bool(_LEADS_ON.search(last)) or (text[:1].isdecimal() and _LEADS_TO_A_NUMBER.search(last) is not None)


def _without_running_heads(lines: Sequence[Line]) -> list[Line]:
    """Return lines cleaned, without page numbers and without what stands at the head or foot of several pages.

    What stands alone between blank lines again and again is left out as well, but for an agency. Labels always stay.
    """
    found = [Line(clean(line.text), line.number, line.page) for line in lines]
    edges = Counter[str]()
    for place, line in enumerate(found):
        before, after = found[place - 1 : place], found[place + 1 : place + 2]
        turns = any(one.page != line.page for one in (*before, *after))
        alone = all(not one.text for one in (*before, *after))
        if line.text and (turns or (alone and not starts_like_agency(line.text))):
            edges[line.text] += 1
    repeated = {text for text, count in edges.items() if count > 3 and len(text) > 12 and not _is_of_the_text(text)}
    kept = []
    for place, line in enumerate(found):
        alone = (place == 0 or not found[place - 1].text) and (place + 1 == len(found) or not found[place + 1].text)
        turned = place > 0 and found[place - 1].page != line.page
        number = _PAGE_NUMBER.fullmatch(line.text) and (alone or turned)
        if number or line.text in repeated:
            continue
        kept.append(line)
    return kept


def _is_of_the_text(text: str) -> bool:
    """Tell whether a line is no head or foot of pages however often it stands there: an item, a label, a sentence's end."""
    return starts_with_marker(text) or label_of(text) is not None or ends_sentence(text)


def join_lines_of(lines: Iterable[str]) -> str:
    """Return lines as one text. A soft hyphen at the end of a line always goes; a plain one where it broke a syllable.

    A plain hyphen that stands within a number or a name of its own (`KH-` `UBND`, `kinh tế-` `xã hội`) stays, with no space.
    """
    text = ""
    for line in lines:
        words = line.strip()
        if not text or not words:
            text = text or words
        elif text.endswith(SOFT):
            text = text[:-1] + words
        elif _HYPHENED.search(text) is not None and words[0].isalnum():
            last, first = _LAST.search(text), _FIRST.match(words)
            broken = last is not None and first is not None and _is_syllable(last[1], first[0])
            text = (text[:-1] if broken else text) + words
        else:
            text = f"{text} {words}"
    return text.replace(SOFT, "")


def _is_syllable(before: str, after: str) -> bool:
    """Tell whether two halves are one syllable written in one case, a capital first letter apart."""
    whole = before + after
    if not (after.islower() or whole.isupper()) or (before[1:].isupper() and after.islower()):
        return False
    bare, tones = without_tones(whole.lower())
    return tones <= 1 and _SYLLABLE.fullmatch(bare) is not None
