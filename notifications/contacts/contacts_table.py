"""The table inside contacts.csv: encoding, separator, header and rows, before any cell is given a meaning.

Offices write the file with spreadsheets: Excel in Vietnam separates by `;` and may save UTF-16 or an old code page.
"""

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plan.errors import FileError

MAX_BYTES = 256_000
"""The largest contacts.csv that is read: some 3,000 rows, where a province needs a hundred."""
SEPARATORS = {",": "dấu phẩy", ";": "dấu chấm phẩy", "\t": "dấu tab"}

_SAVE_AGAIN = "hãy lưu lại dạng “CSV UTF-8” (Excel: Lưu dưới dạng → CSV UTF-8)."
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffd]")
_FORMULA_RESULT = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)", re.IGNORECASE)


@dataclass(frozen=True)
class TableRow:
    """One row: the line it begins on, and its cells by column, trimmed; a column the file lacks is absent."""

    line: int
    cells: Mapping[str, str]


class _UnreadableError(Exception):
    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


def read_table(
    data: bytes | str, file: str, columns: Sequence[str]
) -> tuple[tuple[TableRow, ...], tuple[FileError, ...]]:
    """Return the rows that can be read and every error of form; never raise on the file's content.

    The first line that is not blank is the header; it must have exactly `columns`, in any order and case. Missing
    cells at a row's end are empty, blank rows are skipped, and rows with other errors of form are left out.
    """
    errors: list[FileError] = []

    def tell(line: int, sentence: str) -> None:
        errors.append(FileError(file, line, sentence))

    rows: list[TableRow] = []
    try:
        text = _decode(data)
        for number, line in enumerate(text.split("\n"), start=1):
            if hidden := _HIDDEN.search(line):
                tell(number, f"có ký tự ẩn (U+{ord(hidden[0]):04X}); hãy xóa và gõ lại chỗ đó.")
        header, separator, records = _open_table(_HIDDEN.sub("", text))
        names = _read_header(header, file, columns, errors)
        for line_number, cells in records:
            if problem := _find_row_problem(cells, header.cells, separator):
                tell(line_number, problem)
            else:
                padded = cells + [""] * (len(header.cells) - len(cells))
                rows.append(TableRow(line_number, {name: padded[place] for place, name in names.items()}))
    except _UnreadableError as error:
        tell(error.line, error.sentence)
    return tuple(rows), tuple(errors)


@dataclass(frozen=True)
class _Header:
    line: int
    cells: list[str]


def _decode(data: bytes | str) -> str:
    if len(data) > MAX_BYTES:
        raise _UnreadableError(0, f"tệp lớn hơn {MAX_BYTES // 1000} kB; hãy chỉ giữ các địa chỉ cần dùng.")
    if isinstance(data, bytes):
        if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:200].count(0) > len(data[:200]) // 4:
            raise _UnreadableError(1, f"tệp ghi bằng mã UTF-16; {_SAVE_AGAIN}")
        try:
            data = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise _UnreadableError(line, f"tệp không phải mã UTF-8 (có lẽ là Windows-1258); {_SAVE_AGAIN}") from None
    text = data.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text)


def _open_table(text: str) -> tuple[_Header, str, Iterator[tuple[int, list[str]]]]:
    """Return the header, the separator it uses, and the records below it with their first lines."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    records = _read_records(text, separator)
    line, cells = next(records, (0, []))
    if not cells:
        raise _UnreadableError(1, "tệp trống; dòng đầu phải là tên các cột.")
    return _Header(line, [cell.lower() for cell in cells]), separator, records


def _read_records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Give each record that is not blank with the line it begins on, its cells trimmed."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [cell.replace("\u00a0", " ").strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise _UnreadableError(
                line, 'có dấu ngoặc kép (") mở mà không đóng, hoặc đóng giữa ô; hãy sửa rồi kiểm tra lại các dòng sau.'
            ) from None
        if any(cells):
            yield line, cells


def _read_header(header: _Header, file: str, columns: Sequence[str], errors: list[FileError]) -> dict[int, str]:
    """Return the place of each column that is known, and tell unknown, repeated and missing ones."""
    known = [name for name in header.cells if name in columns]
    if not known:
        raise _UnreadableError(header.line, f"dòng đầu phải là tên các cột: {','.join(columns)}.")
    missing = [name for name in columns if name not in known]
    places: dict[int, str] = {}
    for place, name in enumerate(header.cells):
        if name in places.values():
            errors.append(FileError(file, header.line, f"cột “{name}” có hai lần; hãy bỏ một cột."))
        elif name in columns:
            places[place] = name
        else:
            near = difflib.get_close_matches(name, missing, n=1)
            way_out = f"có phải là “{near[0]}”?" if near else f"chỉ dùng các cột {', '.join(columns)}."
            errors.append(FileError(file, header.line, f"không có cột nào tên “{name}”; {way_out}"))
    if missing:
        errors.append(FileError(file, header.line, f"thiếu cột {', '.join(missing)}; cột không dùng thì để trống ô."))
    return places


def _find_row_problem(cells: list[str], header: list[str], separator: str) -> str | None:
    if len(cells) == 1 and len(header) > 1:
        for other, name in SEPARATORS.items():
            if other != separator and other in cells[0]:
                return f"dòng này ngăn cách bằng {name}, còn tên cột bằng {SEPARATORS[separator]}."
    if len(cells) > len(header):
        return (
            f"có {len(cells)} ô mà chỉ có {len(header)} cột; "
            f"ô có {SEPARATORS[separator]} bên trong phải đặt trong ngoặc kép."
        )
    for cell in cells:
        if cell.startswith(("=", "+", "-", "@")) or _FORMULA_RESULT.match(cell):
            return f"ô “{cell[:40]}” là công thức hoặc lỗi của bảng tính; hãy ghi chữ, hoặc để trống ô."
        if "\n" in cell:
            return f"ô “{cell.splitlines()[0][:40]}…” xuống dòng; mỗi ô chỉ viết trên một dòng."
    return None
