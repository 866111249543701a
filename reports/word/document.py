"""A report as a Word file: head, body, end and annexes. Number, day and signature are left open for the office."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count

from docx import Document
from docx.document import Document as DocumentFile

from reports.account.account import Letterhead
from reports.forms.blocks import ROMAN, Annex, Block, Grid, Heading, Words, Written
from reports.word.frame import NUMBER, open_day, write_end, write_names, write_readers
from reports.word.pages import WIDTH_MM, begin_annex, packed, set_up
from reports.word.pieces import (
    CENTRE,
    GAP_PT,
    RIGHT,
    Marks,
    add_table,
    body,
    rule,
    say,
)


def build_word(
    written: Written, head: Letterhead, on: date, dated: date, rows: Mapping[str, int], *, trial: bool
) -> bytes:
    """Return a report as a Word file: the same bytes for the same words. `dated` gives the month and year of its date.

    `head` is what the office has set of its letterhead; `rows` are those of the workbook that keep each figure, by code.
    """
    file, marks = Document(), Marks(rows)
    set_up(file, written.title, written.issuer, on, trial=trial)
    _write_head(file, written, head, dated)
    body(file, written.opening)
    captions = count(1)
    _write(file, written.body, WIDTH_MM, captions, marks)
    _write_end(file, written, head)
    for number, annex in enumerate(written.annexes):
        _write_annex(file, written, head, annex, (ROMAN[number], dated), marks)
    return packed(file)


def _write_head(file: DocumentFile, written: Written, head: Letterhead, dated: date) -> None:
    write_names(file, written.authority, written.issuer, head, dated)
    say(file.add_paragraph(), "BÁO CÁO", size=14, bold=True, align=CENTRE, before=10)
    say(file.add_paragraph(), written.title, bold=True, align=CENTRE)
    say(file.add_paragraph(), written.span, bold=True, align=CENTRE)
    rule(file, WIDTH_MM, 60)
    write_readers(file, written.to)


def _write(file: DocumentFile, blocks: Iterable[Block], width_mm: float, captions: Iterable[int], marks: Marks) -> None:
    """Write blocks one after another; tables take the next number of `captions`."""
    numbers = iter(captions)
    for block in blocks:
        if isinstance(block, Heading):
            # A point (`a)`) stands upright in the decree, sections and titled paragraphs are bold.
            body(file, block.text, bold=block.level < 3).paragraph_format.keep_with_next = True
        elif isinstance(block, Words):
            body(file, f"- {block.text}" if block.is_item else block.text)
        else:
            _write_grid(file, block, width_mm, next(numbers), marks)


def _write_grid(file: DocumentFile, grid: Grid, width_mm: float, number: int, marks: Marks) -> None:
    if grid.caption:
        caption = say(
            file.add_paragraph(), f"Bảng {number}. {grid.caption}", bold=True, align=CENTRE, before=4, after=2
        )
        caption.paragraph_format.keep_with_next = True
    if grid.unit:
        unit = say(file.add_paragraph(), f"Đơn vị tính: {grid.unit}", size=12, italic=True, align=RIGHT, after=2)
        unit.paragraph_format.keep_with_next = True
    add_table(file, grid.table, width_mm, marks, numbered=grid.numbered)
    say(file.add_paragraph(), "", size=6)


def _write_end(file: DocumentFile, written: Written, head: Letterhead) -> None:
    """Write the last sentence, the recipients and the place of the signature, which stand on one page."""
    annexes = "Số liệu và danh sách chi tiết tại các Phụ lục kèm theo. " if written.annexes else ""
    write_end(file, f"{annexes}{written.end}./.", head, written.post, head.recipients)


def _write_annex(
    file: DocumentFile, written: Written, head: Letterhead, annex: Annex, named: tuple[str, date], marks: Marks
) -> None:
    number, dated = named
    width_mm = begin_annex(file, wide=annex.wide)
    say(file.add_paragraph(), f"Phụ lục {number}", size=14, bold=True, align=CENTRE)
    say(file.add_paragraph(), annex.title, size=14, bold=True, align=CENTRE)
    with_what = f"(Kèm theo Báo cáo số{NUMBER}/{head.symbol} {open_day(dated)} của {written.author})"
    say(file.add_paragraph(), with_what, italic=True, align=CENTRE, after=GAP_PT)
    _write(file, annex.blocks, width_mm, count(1), marks)
