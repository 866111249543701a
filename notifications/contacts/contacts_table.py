"""The table inside contacts.csv: encoding, separator, header and rows, before any cell is given a meaning.

Offices write the file with spreadsheets: Excel in Vietnam separates by `;`, may save UTF-16 or an old code page, and
leaves columns and rows behind that were touched once and are empty.
"""

import csv
import difflib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plan.errors import FileError
from plan.texts.seen_text import NotTextError, as_seen, compose, plain_spaces, without_shapeless

MAX_BYTES = 256_000
"""The largest contacts.csv that is read: some 3,000 rows, where a province needs a hundred."""
SEPARATORS = {",": "dấu phẩy", ";": "dấu chấm phẩy", "\t": "dấu tab"}

_SAVE_AGAIN = "hãy lưu lại dạng “CSV UTF-8” (Excel: Lưu dưới dạng → CSV UTF-8)."
_LOST = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufffd]")
"""What no cell holds: control characters, other line breaks, what turns the order of letters round, and what stands for a
letter that was lost."""
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t])"?[,;\t]*', re.IGNORECASE)
_FORMULA_RESULT = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|#+)", re.IGNORECASE)
_SHORTENED_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_MOST_LINES_OF_A_CELL = 20
"""How many lines are tried for the end of a quotation."""
_UNCLOSED = 'có dấu ngoặc kép (") mở mà không đóng, hoặc đóng giữa ô; hãy sửa dấu ngoặc kép ở dòng này.'


@dataclass(frozen=True)
class TableRow:
    """One row: the line it begins on, its cells by column, trimmed, and what is wrong with its form.

    A cell that is wrong whatever it means is absent. Where the cells do not stand under their columns there is only the
    first one, mostly the agency's code, and the row is `displaced`. `remarks` are what is wrong in columns that a file
    may do without: they are told, and the rest of the row holds.
    """

    line: int
    cells: Mapping[str, str]
    faults: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    displaced: bool = False


@dataclass(frozen=True)
class Table:
    """The rows of a file, and the `faults` of the file as a whole (encoding, header), by which no row can be relied on."""

    rows: tuple[TableRow, ...] = ()
    faults: tuple[FileError, ...] = ()


class _UnreadableError(Exception):
    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


def read_table(data: bytes | str, file: str, columns: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """Return what can be read of a table; never raise on the file's content.

    The first line that is not blank is the header, before which `sep=;` may stand; it must have exactly `columns`, in any
    order and case, and may have those that are `optional`. Columns without a name are passed over while they are empty. Missing cells at a row's end are empty,
    blank rows are skipped.
    """
    faults: list[FileError] = []
    try:
        lines = _decode(data).split("\n")
        header, separator, first = _open_table(lines)
        names = _read_header(header, file, columns, optional, faults)
        records = _read_records(lines[first:], first + 1, separator, len(header.cells))
        rows = tuple(_row(record, header, names, separator, optional) for record in records)
    except _UnreadableError as error:
        return Table(faults=(*faults, FileError(file, error.line, error.sentence)))
    return Table(rows, tuple(faults))


@dataclass(frozen=True)
class _Record:
    """A row as it was written; `fault` tells why its cells cannot be relied on."""

    line: int
    cells: list[str]
    fault: str = ""


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
    try:
        return compose(text)
    except NotTextError:
        raise _UnreadableError(0, f"tệp có chuỗi ký tự không phải chữ viết; {_SAVE_AGAIN}") from None


def _open_table(lines: Sequence[str]) -> tuple[_Record, str, int]:
    """Return the header, the separator it uses, and the place of the first line below it."""
    place = _next_line(lines, 0)
    told = _SEPARATOR_LINE.fullmatch(lines[place].strip()) if place < len(lines) else None
    if told:
        place = _next_line(lines, place + 1)
    if place >= len(lines):
        raise _UnreadableError(1, "tệp trống; dòng đầu phải là tên các cột.")
    separator = told[1] if told else max(SEPARATORS, key=lines[place].count)
    cells = _split(lines[place], separator)
    if cells is None:
        raise _UnreadableError(place + 1, _UNCLOSED)
    return _Record(place + 1, [as_seen(cell).lower() for cell in cells]), separator, place + 1


def _next_line(lines: Sequence[str], place: int) -> int:
    while place < len(lines) and not plain_spaces(lines[place]).strip(" \t,;"):
        place += 1
    return place


def _split(text: str, separator: str) -> list[str] | None:
    """Return the cells of one record, trimmed; None where a quotation mark is out of place."""
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return None
    if len(records) > 1:
        return None
    return [_trimmed(cell) for cell in (records[0] if records else ())]


def _trimmed(cell: str) -> str:
    return plain_spaces(without_shapeless(cell)).strip()


def _read_records(lines: Sequence[str], number: int, separator: str, columns: int) -> Iterator[_Record]:
    """Give each record that is not blank; `number` is that of the first line.

    A quotation mark that is never closed costs its own line: a cell of several lines is looked for, but rows that are
    whole by themselves belong to none.
    """
    place = 0
    while place < len(lines):
        line = lines[place]
        cells, more = _split(line, separator), 0
        if cells is None and '"' in line:
            more = _further_lines(lines[place:], separator, columns)
            cells = _split("\n".join(lines[place : place + more + 1]), separator) if more else None
        if cells is None:
            yield _Record(number + place, [_trimmed(cell) for cell in line.split(separator)], _UNCLOSED)
        elif any(cells):
            yield _Record(number + place, cells)
        place += more + 1


def _further_lines(lines: Sequence[str], separator: str, columns: int) -> int:
    """Return how many lines below the first its last cell goes on over; 0 where its quotation is never closed."""
    for more in range(1, min(_MOST_LINES_OF_A_CELL, len(lines))):
        alone = _split(lines[more], separator)
        if alone is not None and len(alone) >= columns:
            return 0
        if _split("\n".join(lines[: more + 1]), separator) is not None:
            return more
    return 0


def _read_header(
    header: _Record, file: str, columns: Sequence[str], optional: Sequence[str], faults: list[FileError]
) -> dict[int, str]:
    """Return the place of each column that is known, and tell unknown, repeated and missing ones."""
    known = [name for name in header.cells if name in columns]
    if not known:
        raise _UnreadableError(header.line, f"dòng đầu phải là tên các cột: {','.join(columns)}.")
    missing = [name for name in columns if name not in known]
    places: dict[int, str] = {}
    for place, name in enumerate(header.cells):
        if name in places.values():
            faults.append(FileError(file, header.line, f"cột “{name}” có hai lần; hãy bỏ một cột."))
        elif name in columns or name in optional:
            places[place] = name
        elif name:
            near = difflib.get_close_matches(name, [*missing, *optional], n=1)
            way_out = f"có phải là “{near[0]}”?" if near else f"chỉ dùng các cột {', '.join((*columns, *optional))}."
            faults.append(FileError(file, header.line, f"không có cột nào tên “{name}”; {way_out}"))
    if missing:
        faults.append(FileError(file, header.line, f"thiếu cột {', '.join(missing)}; cột không dùng thì để trống ô."))
    return places


def _row(
    record: _Record, header: _Record, names: Mapping[int, str], separator: str, optional: Sequence[str]
) -> TableRow:
    cells = record.cells
    if displaced := record.fault or _find_displaced(cells, header.cells, separator):
        first = {name: cells[0] for place, name in names.items() if place == 0}
        return TableRow(record.line, first, (displaced,), displaced=True)
    padded = cells + [""] * (len(header.cells) - len(cells))
    told = {place: _find_fault(cell) for place, cell in enumerate(padded)}
    told |= {
        place: f"ô “{cell[:40]}” ở cột thứ {place + 1}, mà cột này không có tên ở dòng đầu; hãy xóa, hoặc chuyển vào đúng cột."
        for place, cell in enumerate(padded)
        if cell and not header.cells[place]
    }
    sound = {name: padded[place] for place, name in names.items() if not told[place]}
    faults = tuple(fault for place, fault in told.items() if fault and names.get(place) not in optional)
    remarks = tuple(fault for place, fault in told.items() if fault and names.get(place) in optional)
    return TableRow(record.line, sound, faults, remarks)


def _find_displaced(cells: list[str], header: list[str], separator: str) -> str:
    """Return why the cells of a row do not stand under their columns, '' where they do."""
    if len(cells) == 1 and len(header) > 1:
        for other, name in SEPARATORS.items():
            if other != separator and other in cells[0]:
                return f"dòng này ngăn cách bằng {name}, còn tên cột bằng {SEPARATORS[separator]}."
    if len(cells) > len(header):
        return (
            f"có {len(cells)} ô mà chỉ có {len(header)} cột; "
            f"ô có {SEPARATORS[separator]} bên trong phải đặt trong ngoặc kép."
        )
    return ""


def _find_fault(cell: str) -> str:
    """Return what is wrong with a cell in whatever column, '' for a sound one."""
    if lost := _LOST.search(cell):
        return f"có ký tự ẩn (U+{ord(lost[0]):04X}); hãy xóa và gõ lại chỗ đó."
    if "\n" in cell:
        return f"ô “{cell.splitlines()[0][:40]}…” xuống dòng; mỗi ô chỉ viết trên một dòng."
    if cell.startswith(("=", "+", "-", "@")) or _FORMULA_RESULT.match(cell):
        return f"ô “{cell[:40]}” là công thức hoặc lỗi của bảng tính; hãy ghi chữ, hoặc để trống ô."
    if _SHORTENED_NUMBER.fullmatch(cell):
        return (
            f"ô “{cell[:40]}” là một số dài đã bị bảng tính rút gọn, không còn đủ chữ số; "
            "hãy đổi định dạng ô thành Văn bản (Text) rồi ghi lại."
        )
    return ""
