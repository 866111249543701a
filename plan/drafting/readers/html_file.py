"""Web pages and saved mail: blocks by their tags, tables with cells that reach over rows and columns, lists with their numbers."""

from html.parser import HTMLParser

from plan.drafting.lines import Line, join_lines
from plan.drafting.readers.text_file import decode
from plan.drafting.source import PARAGRAPHS, Block, Paragraph, Source, Table, clean

MOST_CELLS = 200_000
MOST_SPAN = 60
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "section",
        "article",
        "blockquote",
        "body",
        "center",
        "header",
        "footer",
        "main",
        "pre",
    ]
)
_SILENT = frozenset(["script", "style", "head", "nav", "noscript", "template", "svg", "select", "button"])


def read_html(data: bytes) -> Source:
    """Return the blocks of a web page. Raise ValueError for what is no text."""
    reader = _Reader()
    reader.feed(decode(data))
    reader.close()
    reader.end_text()
    return Source(tuple(reader.blocks), unit=PARAGRAPHS)


class _Reader(HTMLParser):
    """Gathers the text of blocks; a table within a table is part of its cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._silent = 0
        self._tables = 0
        self._rows: list[list[tuple[str, int, int]]] = []
        self._cell: tuple[int, int] | None = None
        self._lists: list[int] = []
        self._line = 1
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "table":
            if not self._tables:
                self.end_text()
                self._rows = []
            self._tables += 1
        elif tag == "br":
            self._text.append("\n")
        elif tag == "tr" and self._tables == 1:
            self._end_cell()
            self._rows.append([])
        elif tag in ("td", "th") and self._tables == 1:
            self._end_cell()
            spans = dict(attrs)
            self._cell = (_span(spans.get("rowspan")), _span(spans.get("colspan")))
        elif tag in _BLOCKS:
            self._begin_block(tag)

    def _begin_block(self, tag: str) -> None:
        if self._tables:
            self._text.append("\n")
            return
        self.end_text()
        if tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else -1)
        elif tag == "li" and self._lists:
            if self._lists[-1] >= 0:
                self._lists[-1] += 1
                self._text.append(f"{self._lists[-1]}. ")
            else:
                self._text.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "table" and self._tables:
            self._tables -= 1
            if not self._tables:
                self._end_cell()
                rows = _filled(self._rows)
                if rows:
                    lines = tuple(range(self._line, self._line + len(rows)))
                    self.blocks.append(Table(rows, self._line, lines=lines))
                    self._line += len(rows)
        elif tag in ("td", "th") and self._tables == 1:
            self._end_cell()
        elif tag in _BLOCKS:
            if self._tables:
                self._text.append("\n")
                return
            self.end_text()
            if tag in ("ul", "ol") and self._lists:
                self._lists.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(" ".join(data.split("\n")) if data.strip() else " ")

    def end_text(self) -> None:
        """End the block of text that is being gathered."""
        if self._tables:
            return
        written, self._text = "".join(self._text), []
        lines = [line for line in written.split("\n") if line.strip()]
        if len(lines) == 1:
            text = clean(lines[0])
            if text:
                self.blocks.append(Paragraph(text, self._line))
                self._line += 1
        elif lines:
            numbered = [Line(line, self._line + place) for place, line in enumerate(written.split("\n"))]
            self.blocks += join_lines(numbered)
            self._line += len(numbered)

    def _end_cell(self) -> None:
        if self._cell is not None and self._rows and self._cells < MOST_CELLS:
            self._rows[-1].append((clean("".join(self._text)), *self._cell))
            self._cells += 1
        self._cell, self._text = None, []


def _span(written: str | None) -> int:
    return min(int(written), MOST_SPAN) if written and written.isdecimal() and int(written) > 0 else 1


def _filled(rows: list[list[tuple[str, int, int]]]) -> tuple[tuple[str, ...], ...]:
    """Return a table's rows in which a cell that reaches further stands in each place that it covers."""
    covered: dict[tuple[int, int], str] = {}
    filled = []
    for place, row in enumerate(rows):
        cells: list[str] = []
        for text, down, right in row:
            while (place, len(cells)) in covered:
                cells.append(covered[place, len(cells)])
            for _ in range(right):
                for below in range(1, down):
                    covered[place + below, len(cells)] = text
                cells.append(text)
        while (place, len(cells)) in covered:
            cells.append(covered[place, len(cells)])
        if any(cells):
            filled.append(tuple(cells))
    return tuple(filled)
