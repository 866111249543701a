"""Sheets of Excel (.xlsx), as annexes come: each sheet one table, merged cells filled."""

from datetime import date
from io import BytesIO
from warnings import catch_warnings
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from plan.drafting.source import Block, Paragraph, Source, Table, clean

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS = 10_000, 40, 20


def read_sheets(data: bytes) -> Source:
    """Return a table for each visible sheet. Raise ValueError for what is no Excel file."""
    try:
        with catch_warnings(action="ignore"):  # what a book promises and does not hold is no matter here
            book = load_workbook(BytesIO(data), data_only=True, keep_links=False)
    except (
        BadZipFile,
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        SyntaxError,
        AttributeError,
        IndexError,
    ) as error:
        raise ValueError("not an Excel file") from error
    blocks: list[Block] = []
    for number, sheet in enumerate(book.worksheets[:MOST_SHEETS], start=1):
        if sheet.sheet_state != "visible":
            continue
        merged = {}
        for area in list(sheet.merged_cells.ranges)[:MOST_ROWS]:
            top = sheet.cell(area.min_row, area.min_col).value
            for row in range(area.min_row, min(area.max_row, MOST_ROWS) + 1):
                for column in range(area.min_col, min(area.max_col, MOST_COLUMNS) + 1):
                    merged[row, column] = top
        rows, lines = [], []
        last_row, last_column = min(sheet.max_row, MOST_ROWS), min(sheet.max_column, MOST_COLUMNS)
        for at, values in enumerate(sheet.iter_rows(1, last_row, 1, last_column, values_only=True), start=1):
            cells = tuple(_shown(merged.get((at, place), value)) for place, value in enumerate(values, start=1))
            if any(cells):
                rows.append(cells)
                lines.append(at)
        if rows:
            blocks.append(Paragraph(f"PHỤ LỤC {number}", 1, number))
            blocks.append(Table(tuple(rows), 1, number, tuple(lines)))
    return Source(tuple(blocks))


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return clean(str(value))
