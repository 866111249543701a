"""Reading a YAML tree into values: every wrong place becomes a sentence, and reading goes on after it."""

import difflib
from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import TypeVar

from plan.errors import FileError
from plan.language.yaml_nodes import Mapping, Node, Scalar, Sequence
from plan.periods import WrittenPeriod, last_day_of_month, periods_of_year
from plan.refs import slug

T = TypeVar("T")
UNDECIDED = "???"
"""Stands in a drafted file before the document's words wherever a person has to decide; no file with it is used."""


class Reading:
    """One file being read: its name and the errors found so far.

    Each method returns a harmless value ('' or empty) after an error, so that all errors of a file are found at once.
    """

    def __init__(self, file: str) -> None:
        """Start reading the file of this name."""
        self.file = file
        self.errors: list[FileError] = []

    def refuse(self, place: Node | int, sentence: str) -> None:
        """Record an error at a node or a line."""
        self.errors.append(FileError(self.file, place if isinstance(place, int) else place.line, sentence))

    def table(self, node: Node | None, what: str, keys: Collection[str] | None = None) -> dict[str, Node]:
        """Return a mapping's values by key; refuse what is not a mapping, equal keys, and keys outside `keys`."""
        if node is None:
            return {}
        if not isinstance(node, Mapping):
            self.refuse(node, f"{what} phải gồm các dòng dạng «khóa: giá trị».")
            return {}
        values: dict[str, Node] = {}
        for key, value in node.entries:
            if key.text in values:
                self.refuse(key, f"khóa «{key.text}» viết hai lần trong {what}; hãy bỏ một lần.")
            elif keys is not None and key.text not in keys:
                hint = nearest(key.text, keys)
                note = " Nếu đó là chữ sau dấu phẩy trong {…}, hãy viết mỗi khóa một dòng." if _is_empty(value) else ""
                self.refuse(key, f"{what} không có khóa «{key.text}»{hint}.{note}")
            elif _is_empty(value):
                self.refuse(key, f"khóa «{key.text}» trong {what} để trống; hãy điền giá trị hoặc bỏ khóa này.")
            else:
                values[key.text] = value
        return values

    def items(self, node: Node | None, what: str) -> tuple[Node, ...]:
        """Return the items of a list; a single scalar or mapping counts as a list of one."""
        if node is None:
            return ()
        found = node.items if isinstance(node, Sequence) else (node,)
        if not found:
            self.refuse(node, f"danh sách {what} để trống; hãy ghi ít nhất một mục hoặc bỏ khóa này.")
        return found

    def text(self, node: Node | None, what: str) -> str:
        """Return a scalar's text."""
        if node is None:
            return ""
        if isinstance(node, Scalar) and node.text.startswith(UNDECIDED):
            words = node.text.removeprefix(UNDECIDED).strip()
            said = f"; văn bản ghi «{words}»" if words else ""
            self.refuse(node, f"{what} còn để «{UNDECIDED}», chờ người quyết định{said}.")
            return ""
        if isinstance(node, Scalar) and node.text and not node.null:
            return " ".join(node.text.split())
        self.refuse(
            node, f"{what} phải là chữ hoặc số viết liền một dòng, không để trống, không phải danh sách hay bảng."
        )
        return ""

    def texts(self, node: Node | None, what: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(self.text(item, what) for item in self.items(node, what))

    def required(self, table: dict[str, Node], key: str, place: Node | int, what: str) -> Node | None:
        """Return the value of a key that must be there."""
        if key not in table:
            self.refuse(place, f"{what} thiếu khóa «{key}»; hãy bổ sung.")
        return table.get(key)

    def choice(self, node: Node | None, what: str, choices: Collection[str]) -> str:
        """Return a text that is one of `choices`."""
        text = self.text(node, what)
        if node is not None and text and text not in choices:
            self.refuse(
                node,
                f"{what} không nhận giá trị «{text}»{nearest(text, choices)}. Giá trị dùng được: {', '.join(choices)}.",
            )
            return ""
        return text

    def number(self, node: Node | None, what: str, least: int, most: int) -> int:
        """Return a whole number from `least` to `most`, both inclusive; `least` after an error."""
        text = self.text(node, what)
        if text.isascii() and text.isdecimal() and len(text) < 9 and least <= int(text) <= most:
            return int(text)
        if node is not None and text:
            self.refuse(node, f"{what} phải là số nguyên từ {least} đến {most}, không phải «{text}».")
        return least

    def parsed(self, node: Node | None, what: str, parse: Callable[[str], T], otherwise: T) -> T:
        """Return what `parse` makes of a text; a ValueError's sentence is recorded and `otherwise` returned."""
        text = self.text(node, what)
        if node is None or not text:
            return otherwise
        try:
            return parse(text)
        except ValueError as error:
            self.refuse(node, f"{what}: {error}")
            return otherwise


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.text and not node.null


def key_lines(node: Node | None) -> dict[str, int]:
    """Return the line of each key of a mapping; nothing for any other node."""
    return {key.text: key.line for key, _ in node.entries} if isinstance(node, Mapping) else {}


def nearest(word: str, known: Iterable[str]) -> str:
    """Return ` (có phải «…» không?)` with the known word nearest to `word`, or '' when none is near."""
    close = difflib.get_close_matches(word[:100], list(known), n=1, cutoff=0.6)
    return f" (có phải «{close[0]}» không?)" if close else ""


def parse_day(text: str) -> date:
    """Return a full date written `15/11/2022`. Raise ValueError with a Vietnamese sentence if it is none."""
    day, month, year = _whole_numbers(text, 3, "ngày/tháng/năm, ví dụ 15/11/2022")
    return _existing_day(day, month, year, text)


def parse_day_of_year(text: str) -> tuple[int, int]:
    """Return (day, month) of a text such as `15/6`; 29/2 is allowed. Raise ValueError with a Vietnamese sentence."""
    day, month = _whole_numbers(text, 2, "ngày/tháng, ví dụ 15/11")
    _existing_day(day, month, 2024, text)
    return day, month


def parse_month(text: str) -> date:
    """Return the first day of a month written `11/2022`. Raise ValueError with a Vietnamese sentence if it is none."""
    month, year = _whole_numbers(text, 2, "tháng/năm, ví dụ 11/2022")
    return _existing_day(1, month, year, text)


def parse_written_period(text: str) -> WrittenPeriod:
    """Return a piece of the calendar: `2025`, `2025-H1`, `2025-Q4`, `11/2025`, `15/11/2025`.

    Raise ValueError with a Vietnamese sentence if it is none.
    """
    form = "năm, quý, tháng hoặc ngày, ví dụ 2025, 2025-Q4, 11/2025, 15/11/2025"
    if text.count("/") == 2:
        day = parse_day(text)
        return WrittenPeriod(text, day, day)
    if text.count("/") == 1:
        month, year = _whole_numbers(text, 2, form)
        first = _existing_day(1, month, year, text)
        return WrittenPeriod(text, first, last_day_of_month(first.year, first.month))
    written, _, part = text.partition("-")
    (number,) = _whole_numbers(written, 1, form)
    _existing_day(1, 1, number, text)
    lengths = {"": "year", "H": "half-year", "Q": "quarter"}
    found = [one for one in periods_of_year(lengths.get(part[:1], "year"), number) if one.name == text]
    if not found:
        raise ValueError(f"«{text}» không đúng dạng {form}.")
    return WrittenPeriod(text, found[0].first, found[0].last)


def parse_known_date(text: str) -> str:
    """Return what is known of a document's date, as written: `15/11/2022`, `11/2022` or `2022`.

    Raise ValueError with a Vietnamese sentence if it is none.
    """
    parts = text.count("/")
    if parts == 2:
        parse_day(text)
    elif parts == 1:
        parse_month(text)
    else:
        (year,) = _whole_numbers(text, 1, "ngày/tháng/năm, tháng/năm hoặc năm, ví dụ 11/2022")
        _existing_day(1, 1, year, text)
    return text


def parse_code(text: str) -> str:
    """Return a code: small letters without accents, digits, and single hyphens between them.

    Raise ValueError with a Vietnamese sentence if it is none.
    """
    if not text or slug(text) != text:
        raise ValueError(f"mã «{text}» phải gồm chữ thường không dấu, số và gạch nối, ví dụ «cong-an-tinh».")
    return text


def _whole_numbers(text: str, count: int, form: str) -> tuple[int, ...]:
    parts = text.split("/")
    if len(parts) != count or not all(part.isascii() and part.isdecimal() and len(part) <= 4 for part in parts):
        raise ValueError(f"«{text}» không đúng dạng {form}.")
    return tuple(int(part) for part in parts)


def _existing_day(day: int, month: int, year: int, text: str) -> date:
    if not 2000 <= year <= 2100:
        raise ValueError(f"năm trong «{text}» phải từ 2000 đến 2100.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"trong lịch không có ngày «{text}».") from None
