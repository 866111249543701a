"""Dunning letters as a Word file, one after another, each from page one; number, day and signature are left open."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from docx import Document
from docx.document import Document as DocumentFile
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.shared import Mm

from reports.account.account import Letterhead
from reports.forms.dunning_letter import DunningLetter
from reports.word.frame import write_end, write_names, write_readers
from reports.word.markup import (
    BELOW_TABLE,
    BODY,
    BODY_WITH_NEXT,
    CAPTION,
    Marks,
    add_markup,
    paragraph,
    table_markup,
    table_style,
)
from reports.word.pages import WIDTH_MM, begin_annex, packed, set_up
from reports.word.pieces import CENTRE, fit, keep_whole, say
from reports.word.qr_code import draw_code

CODE_MM = 34.0
"""How wide the code is printed: a telephone reads it from a hand's breadth."""
_CODE_COLUMN_MM = CODE_MM + 6


def build_letters(letters: Sequence[DunningLetter], head: Letterhead, on: date, *, trial: bool) -> bytes:
    """Return letters as one Word file: the same bytes for the same words. `on` is the day of the file, and gives their month."""
    file = Document()
    set_up(file, letters[0].about.removeprefix("V/v ").capitalize(), letters[0].issuer, on, trial=trial)
    for place, letter in enumerate(letters):
        if place:
            begin_annex(file, wide=False)
        _write_letter(file, letter, head, on)
    return packed(file)


def _write_letter(file: DocumentFile, letter: DunningLetter, head: Letterhead, on: date) -> None:
    write_names(file, letter.authority, letter.issuer, head, on, letter.about)
    write_readers(file, (letter.to,), before=12)
    add_markup(file, _body(letter, table_style(file)))
    _write_code(file, letter)
    write_end(file, letter.closing, replace(head, recipients=()), letter.post, letter.copies)


def _body(letter: DunningLetter, style: str) -> Iterator[str]:
    yield paragraph(letter.opening, BODY)
    for number, grid in enumerate(letter.grids, start=1):
        if grid.caption:
            yield paragraph(f"Bảng {number}. {grid.caption}", CAPTION)
        yield table_markup(grid.table, WIDTH_MM, Marks({}), style, numbered=grid.numbered)
        yield paragraph("", BELOW_TABLE)
    yield paragraph(letter.asking, BODY_WITH_NEXT)
    for ask in letter.asks:
        yield paragraph(ask, BODY)


def _write_code(file: DocumentFile, letter: DunningLetter) -> None:
    """Write the code of the agency's page and, beside it, what it opens, until when, and what to do where it is not read."""
    table = file.add_table(rows=1, cols=2)
    fit(table, (_CODE_COLUMN_MM, WIDTH_MM - _CODE_COLUMN_MM))
    keep_whole(table.rows[0])
    code, words = table.rows[0].cells
    picture = say(code.paragraphs[0], "", align=CENTRE)
    picture.runs[0].add_picture(io.BytesIO(draw_code(letter.link.address)), width=Mm(CODE_MM))
    words.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    title, *rest = letter.page
    say(words.paragraphs[0], title, size=12, bold=True, after=2)
    for line in rest:
        say(words.add_paragraph(), line, size=12, after=2)
    say(file.add_paragraph(), "", size=6)
