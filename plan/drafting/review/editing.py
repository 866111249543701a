"""Changing one entry of a plan file or a register as text, so that all else in it, comments too, stays letter for letter."""

import re
from collections.abc import Sequence

Keys = tuple[str, ...]
"""The keys that lead to an entry, from the top of a file: `("tasks", "II.1.a", "lead")`."""
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s"'#\-][^:#]*?))\s*:(?=\s|$)""")
_TRAILING = re.compile(r'^(?:[^"#]|"(?:[^"\\]|\\.)*")*?(\s+#.*)$')


class NotThereError(LookupError):
    """An entry that a text does not have, or has not on lines of its own (`{a: b}`)."""


class Text:
    """A file of entries on lines of their own, one below the other; every change keeps the other lines."""

    def __init__(self, text: str) -> None:
        """Take a file's text apart."""
        self.lines = text.splitlines()

    def __str__(self) -> str:
        """Return the text as it is now."""
        return "\n".join(self.lines) + "\n"

    def has(self, path: Keys) -> bool:
        """Tell whether an entry is there."""
        try:
            self._find(path)
        except NotThereError:
            return False
        return True

    def keys(self, path: Keys) -> tuple[str, ...]:
        """Return the keys of the entries below an entry, in the order of the file; none where it is not there."""
        if not self.has(path):
            return ()
        start, end = self._find(path)
        return tuple(key for _, key in self._keys(start + 1, end))

    def comment_above(self, path: Keys) -> str:
        """Return the comment on the line above an entry, '' where there is none."""
        start, _ = self._find(path)
        above = self.lines[start - 1].strip() if start else ""
        return above[1:].strip() if above.startswith("#") else ""

    def first_line(self, path: Keys) -> str:
        """Return the line on which an entry begins."""
        return self.lines[self._find(path)[0]]

    def entry(self, path: Keys) -> str:
        """Return an entry with all that belongs to it."""
        start, end = self._find(path)
        return "\n".join(self.lines[start:end])

    def replace(self, path: Keys, written: Sequence[str], *, commented: bool = True) -> None:
        """Put lines in the place of an entry, each indented as it was.

        A comment behind it stays behind the first of them, unless it is not to be `commented` any more.
        """
        start, end = self._find(path)
        indent = _indent(self.lines[start])
        behind = _TRAILING.match(self.lines[start]) if commented else None
        lines = [f"{indent * ' '}{line}" for line in written]
        if lines and behind:
            lines[0] += behind[1]
        self.lines[start:end] = lines

    def remove(self, path: Keys) -> None:
        """Take an entry away, with the comment above it and an empty line too many; a part left without entries goes too."""
        start, end = self._find(path)
        indent = _indent(self.lines[start])
        while start and self.lines[start - 1].startswith(" " * indent + "#") and indent:
            start -= 1
        del self.lines[start:end]
        above = self.lines[start - 1].split(" #")[0].rstrip() if start else ""
        if self.lines[start : start + 1] == [""] and (not above or above.endswith(":")):
            del self.lines[start]
        if path[:-1] and not self.keys(path[:-1]):
            self.remove(path[:-1])

    def append(self, path: Keys, written: Sequence[str]) -> None:
        """Put lines behind the last entry of a part, indented as entries of it are; the part is made where there is none."""
        if not self.has(path):
            while self.lines and not self.lines[-1].strip():
                self.lines.pop()
            self.lines += ["", f"{path[-1]}:"]
        start, end = self._find(path)
        indent = " " * (_indent(self.lines[start]) + 2)
        self.lines[end:end] = [f"{indent}{line}" if line else "" for line in written]

    def set_texts(self, change: "re.Pattern[str]", to: str, within: Keys) -> None:
        """Replace what a pattern finds in all lines of a part, its comments left alone."""
        start, end = self._find(within)
        for place in range(start, end):
            if not self.lines[place].lstrip().startswith("#"):
                self.lines[place] = change.sub(to, self.lines[place])

    def _find(self, path: Keys) -> tuple[int, int]:
        """Return the first line of an entry and the one behind its last."""
        start, end = -1, len(self.lines)
        for key in path:
            found = next((place for place, name in self._keys(start + 1, end) if name == key), None)
            if found is None:
                raise NotThereError(" / ".join(path))
            start, end = found, self._end(found, end)
        return start, end

    def _keys(self, start: int, end: int) -> list[tuple[int, str]]:
        """Return the entries right below each other in a stretch of lines, at the indentation of the first."""
        found, indent = [], -1
        for place in range(start, end):
            line = self.lines[place]
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            key = _KEY.match(line)
            if indent < 0:
                indent = _indent(line)
            if key and _indent(line) == indent:
                found.append((place, next(one for one in key.groups() if one is not None)))
        return found

    def _end(self, start: int, limit: int) -> int:
        """Return the line behind an entry, without the empty lines and comments that stand before the next one."""
        indent, end = _indent(self.lines[start]), start + 1
        for place in range(start + 1, limit):
            line = self.lines[place]
            if not line.strip() or line.lstrip().startswith("#"):
                continue
            if _indent(line) <= indent and not (_indent(line) == indent and line.lstrip().startswith("- ")):
                break
            end = place + 1
        return end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
