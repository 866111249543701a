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
        self._read()

    def __str__(self) -> str:
        """Return the text as it is now."""
        return "\n".join(self.lines) + "\n"

    def has(self, path: Keys) -> bool:
        """Tell whether an entry is there."""
        return path in self._entries

    def keys(self, path: Keys) -> tuple[str, ...]:
        """Return the keys of the entries below an entry, in the order of the file; none where it is not there."""
        return self._below.get(path, ())

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

    def replace(self, path: Keys, written: Sequence[str]) -> None:
        """Put lines in the place of an entry, each indented as it was; a comment behind it stays behind the first of them."""
        start, end = self._find(path)
        indent = _indent(self.lines[start])
        behind = _TRAILING.match(self.lines[start])
        lines = [f"{indent * ' '}{line}" for line in written]
        if lines and behind:
            lines[0] += behind[1]
        self._put(start, end, lines)

    def remove(self, path: Keys) -> None:
        """Take an entry away, with the comment above it and an empty line too many; a part left without entries goes too."""
        start, end = self._find(path)
        indent = _indent(self.lines[start])
        while start and self.lines[start - 1].startswith(" " * indent + "#") and indent:
            start -= 1
        above = self.lines[start - 1].split(" #")[0].rstrip() if start else ""
        if self.lines[end : end + 1] == [""] and (not above or above.endswith(":")):
            end += 1
        self._put(start, end, ())
        if path[:-1] and not self.keys(path[:-1]):
            self.remove(path[:-1])

    def append(self, path: Keys, written: Sequence[str]) -> None:
        """Put lines behind the last entry of a part, indented as entries of it are; the part is made where there is none."""
        if not self.has(path):
            while self.lines and not self.lines[-1].strip():
                self.lines.pop()
            self._put(len(self.lines), len(self.lines), ["", f"{path[-1]}:"])
        start, end = self._find(path)
        indent = " " * (_indent(self.lines[start]) + 2)
        self._put(end, end, [f"{indent}{line}" if line else "" for line in written])

    def insert_below(self, path: Keys, written: Sequence[str]) -> None:
        """Put lines right below an entry, as its siblings."""
        start, end = self._find(path)
        indent = " " * _indent(self.lines[start])
        self._put(end, end, [f"{indent}{line}" for line in written])

    def drop_comment(self, path: Keys, comment: str) -> None:
        """Take a comment away that stands behind an entry's first line."""
        start, _ = self._find(path)
        self._put(start, start + 1, [self.lines[start].removesuffix(comment).rstrip()])

    def set_texts(self, change: "re.Pattern[str]", to: str, within: Keys) -> None:
        """Replace what a pattern finds in all lines of a part, its comments left alone."""
        start, end = self._find(within)
        for place in range(start, end):
            if not self.lines[place].lstrip().startswith("#"):
                self.lines[place] = change.sub(to, self.lines[place])
        self._read()

    def _find(self, path: Keys) -> tuple[int, int]:
        """Return the first line of an entry and the one behind its last, without what stands empty before the next one."""
        if path not in self._entries:
            raise NotThereError(" / ".join(path))
        return self._entries[path]

    def _put(self, start: int, end: int, lines: Sequence[str]) -> None:
        self.lines[start:end] = lines
        self._read()

    def _read(self) -> None:
        """Find every entry: its lines, and the entries below it. Of two with the same keys the first one holds."""
        self._entries: dict[Keys, tuple[int, int]] = {}
        below: dict[Keys, list[str]] = {}
        opened: list[tuple[Keys, int, int]] = []
        last = 0

        def close() -> None:
            path, _, start = opened.pop()
            self._entries.setdefault(path, (start, last))

        for place, line in enumerate(self.lines):
            bare = line.lstrip(" ")
            if not bare.strip() or bare.startswith("#"):
                continue
            indent = len(line) - len(bare)
            while opened and (opened[-1][1] > indent or (opened[-1][1] == indent and not bare.startswith("- "))):
                close()
            key = _KEY.match(line)
            if key:
                above = opened[-1][0] if opened else ()
                name = next(one for one in key.groups() if one is not None)
                if (*above, name) not in self._entries:
                    below.setdefault(above, []).append(name)
                opened.append(((*above, name), indent, place))
            last = place + 1
        while opened:
            close()
        self._below = {path: tuple(names) for path, names in below.items()}


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
