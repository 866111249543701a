"""The numbers of Word's lists, which stand in no text: reckoned from the list of each paragraph, or of its style."""

from typing import Any

from docx.oxml.ns import qn

_VIETNAMESE = "abcdđeghiklmnopqrstuvxy"
_BULLET = "-"
MOST_LEVELS = 9


class Numbers:
    """The lists of one Word file while its paragraphs are read in their order."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401 - python-docx gives lxml's elements, which have no types
        """Read the definitions of lists and the lists of styles; a file without any has none."""
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[tuple[str, int], int] = {}
        self._of_style = _lists_of_styles(document)
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        root = getattr(part, "element", None)
        if root is not None:
            self._read(root)

    def _read(self, root: Any) -> None:  # noqa: ANN401 - as above
        for abstract in root.findall(qn("w:abstractNum")):
            levels = {}
            for level in abstract.findall(qn("w:lvl"))[:MOST_LEVELS]:
                number = _whole(level.get(qn("w:ilvl")))
                levels[number] = (
                    _value(level, "w:numFmt"),
                    _value(level, "w:lvlText"),
                    _whole(_value(level, "w:start"), 1),
                )
            self._levels[str(abstract.get(qn("w:abstractNumId")))] = levels
        for number in root.findall(qn("w:num")):
            name = str(number.get(qn("w:numId")))
            self._abstract[name] = _value(number, "w:abstractNumId")
            for over in number.findall(qn("w:lvlOverride")):
                start = _value(over, "w:startOverride")
                if start:
                    self._starts[name, _whole(over.get(qn("w:ilvl")))] = _whole(start, 1)

    def marker_of(self, paragraph: Any) -> str:  # noqa: ANN401 - as above
        """Return the number that stands before a paragraph, '' where it is in no list. Counts on."""
        name, level = self._list_of(paragraph)
        levels = self._levels.get(self._abstract.get(name, ""), {})
        if level not in levels:
            return ""
        form, pattern, _ = levels[level]
        if form == "bullet":
            return _BULLET
        if form == "none":
            return ""
        self._count(name, level)
        shown = pattern
        for place in range(MOST_LEVELS):
            if f"%{place + 1}" in shown:
                kind, _, start = levels.get(place, ("decimal", "", 1))
                shown = shown.replace(f"%{place + 1}", _shown(self._counts.get((name, place), start), kind))
        return shown.strip()

    def _list_of(self, paragraph: Any) -> tuple[str, int]:  # noqa: ANN401 - as above
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return "", 0
        own = properties.find(qn("w:numPr"))
        style = properties.find(qn("w:pStyle"))
        inherited = self._of_style.get(str(style.get(qn("w:val"))), ("", 0)) if style is not None else ("", 0)
        if own is None:
            return inherited
        name = _value(own, "w:numId") or inherited[0]
        level = _value(own, "w:ilvl")
        return ("" if name == "0" else name), (_whole(level) if level else inherited[1])

    def _count(self, name: str, level: int) -> None:
        """Count one on at a level; deeper levels begin again."""
        start = self._starts.get((name, level), self._levels[self._abstract[name]][level][2])
        self._counts[name, level] = self._counts.get((name, level), start - 1) + 1
        for deeper in range(level + 1, MOST_LEVELS):
            self._counts.pop((name, deeper), None)


def _lists_of_styles(document: Any) -> dict[str, tuple[str, int]]:  # noqa: ANN401 - as above
    found = {}
    for style in document.styles.element.findall(qn("w:style")):
        properties = style.find(qn("w:pPr"))
        numbered = properties.find(qn("w:numPr")) if properties is not None else None
        if numbered is not None:
            found[str(style.get(qn("w:styleId")))] = (_value(numbered, "w:numId"), _whole(_value(numbered, "w:ilvl")))
    return found


def _value(element: Any, tag: str) -> str:  # noqa: ANN401 - as above
    child = element.find(qn(tag))
    return "" if child is None else str(child.get(qn("w:val")) or "")


def _whole(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 7 else otherwise


def _shown(number: int, form: str) -> str:
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    if form in ("lowerLetter", "upperLetter"):
        return _VIETNAMESE[(number - 1) % len(_VIETNAMESE)] if form == "lowerLetter" else chr(65 + (number - 1) % 26)
    return f"{number:02d}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    signs = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    shown = ""
    for value, sign in signs:
        while number >= value and len(shown) < 12:
            shown, number = shown + sign, number - value
    return shown
