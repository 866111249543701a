"""A report as a Word file: head, body, end and annexes. Number, day and signature are left open for the office."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count

from docx import Document
from docx.document import Document as DocumentFile

from reports.account.account import Letterhead
from reports.forms.blocks import ROMAN, Annex, Block, Grid, Heading, Words, Written
from reports.word.pages import WIDTH_MM, begin_annex, packed, set_up
from reports.word.pieces import (
    CENTRE,
    GAP_PT,
    RIGHT,
    Marks,
    add_table,
    body,
    fit,
    keep_whole,
    rule,
    say,
)

_HEAD_MM = (70.0, 95.0)
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_MOTTO_MM = 56.0
"""The motto's own length in bold 13: its rule is as long."""
_BOLD_CAPITAL_MM = 3.0
"""What a bold capital of 13 points takes on the average."""
_SIGNATURE_PT = 84
"""The room for signature and seal, in points: some six lines."""
_NUMBER = "        "
_DAY = "       "
"""What is left open for the number and for the day."""


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
    table = file.add_table(rows=2, cols=2)
    fit(table, _HEAD_MM)
    (issuing, nation), (number, day) = (row.cells for row in table.rows)
    issuer = written.issuer.upper()
    say(issuing.paragraphs[0], written.authority.upper(), size=12, align=CENTRE)
    say(issuing.add_paragraph(), issuer, size=13, bold=True, align=CENTRE)
    rule(issuing, _HEAD_MM[0], 0.4 * min(len(issuer) * _BOLD_CAPITAL_MM, _HEAD_MM[0]))
    say(nation.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True, align=CENTRE)
    say(nation.add_paragraph(), _MOTTO, size=13, bold=True, align=CENTRE)
    rule(nation, _HEAD_MM[1], _MOTTO_MM)
    say(number.paragraphs[0], f"Số:{_NUMBER}/{head.symbol}", align=CENTRE)
    say(day.paragraphs[0], f"{head.place}, {_open_day(dated)}", italic=True, align=CENTRE)
    say(file.add_paragraph(), "BÁO CÁO", size=14, bold=True, align=CENTRE, before=10)
    say(file.add_paragraph(), written.title, bold=True, align=CENTRE)
    say(file.add_paragraph(), written.span, bold=True, align=CENTRE)
    rule(file, WIDTH_MM, 60)
    if len(written.to) == 1:
        say(file.add_paragraph(), f"Kính gửi: {written.to[0]}", align=CENTRE, before=4, after=GAP_PT)
        return
    say(file.add_paragraph(), "Kính gửi:", align=CENTRE, before=4)
    for place, one in enumerate(written.to, start=1):
        is_last = place == len(written.to)
        end = "." if is_last else ";"
        say(file.add_paragraph(), f"- {one}{end}", align=CENTRE, after=GAP_PT if is_last else 0)


def _open_day(dated: date) -> str:
    """Return `ngày     tháng 7 năm 2023`: the day is the signer's; months 1 and 2 take a zero (NĐ 30/2020)."""
    month = f"{dated.month:02d}" if dated.month < 3 else str(dated.month)
    return f"ngày{_DAY}tháng {month} năm {dated.year}"


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
    # A signature does not stand on a page without words of the text above it.
    body(file, f"{annexes}{written.end}./.").paragraph_format.keep_with_next = True
    table = file.add_table(rows=1, cols=2)
    fit(table, (WIDTH_MM / 2, WIDTH_MM / 2))
    keep_whole(table.rows[0])
    receiving, signing = table.rows[0].cells
    say(receiving.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True)
    copy = f"Lưu: VT, {head.drafter}." if head.drafter else "Lưu: VT."
    for recipient in ("Như trên;", *(f"{one};" for one in head.recipients), copy):
        say(receiving.add_paragraph(), f"- {recipient}", size=11)
    lines = [line for line in (head.power.upper(), (head.post or written.post).upper()) if line]
    say(signing.paragraphs[0], lines[0], bold=True, align=CENTRE)
    for line in lines[1:]:
        say(signing.add_paragraph(), line, bold=True, align=CENTRE)
    say(signing.add_paragraph(), head.signer, bold=True, align=CENTRE, before=_SIGNATURE_PT)


def _write_annex(
    file: DocumentFile, written: Written, head: Letterhead, annex: Annex, named: tuple[str, date], marks: Marks
) -> None:
    number, dated = named
    width_mm = begin_annex(file, wide=annex.wide)
    say(file.add_paragraph(), f"Phụ lục {number}", size=14, bold=True, align=CENTRE)
    say(file.add_paragraph(), annex.title, size=14, bold=True, align=CENTRE)
    with_what = f"(Kèm theo Báo cáo số{_NUMBER}/{head.symbol} {_open_day(dated)} của {written.author})"
    say(file.add_paragraph(), with_what, italic=True, align=CENTRE, after=GAP_PT)
    _write(file, annex.blocks, width_mm, count(1), marks)
