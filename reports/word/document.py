"""A report as a Word file: head, body, end and annexes. Number, day and signature are left open for the office."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import count

from docx import Document
from docx.document import Document as DocumentFile
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.text.paragraph import Paragraph

from reports.account.account import Letterhead, OwnLetterhead
from reports.forms.blocks import ROMAN, Annex, Block, Heading, Words, Written
from reports.word.frame import NUMBER, open_day, recipient_lines, write_end, write_names, write_readers
from reports.word.markup import (
    BELOW_TABLE,
    BODY,
    BODY_WITH_NEXT,
    CAPTION,
    Look,
    Marks,
    add_markup,
    paragraph,
    table_markup,
    table_style,
)
from reports.word.own_letterhead import NEW_LINE, fill_letterhead
from reports.word.pages import (
    WIDTH_MM,
    begin_annex,
    leave_first_head,
    own_letters,
    packed,
    put_mark,
    room_of,
    set_up,
    take_over,
)
from reports.word.pieces import CENTRE, GAP_PT, RIGHT, body, rule, say


def build_word(
    written: Written, head: Letterhead, on: date, dated: date, rows: Mapping[str, int], *, trial: bool
) -> bytes:
    """Return a report as a Word file: the same bytes for the same words. `dated` gives the month and year of its date.

    `head` is what the office has set of its letterhead; `rows` are those of the workbook that keep each figure, by code.
    Raise LetterheadError where the office has a letterhead of its own into which nothing can be written.
    """
    if head.own is not None:
        return _build_on_own(head.own, written, head, (on, dated), rows, trial=trial)
    file, marks = Document(), Marks(rows)
    set_up(file, written.title, written.issuer, on, trial=trial)
    put_mark(file, written.mark)
    _write_head(file, written, head, dated)
    body(file, written.opening)
    _write(file, written.body, WIDTH_MM, marks)
    write_end(file, _last_words(written), head, written.post, head.recipients)
    for number, annex in enumerate(written.annexes):
        _write_annex(file, written, head, annex, (ROMAN[number], dated), marks)
    return packed(file)


def _build_on_own(
    own: OwnLetterhead,
    written: Written,
    head: Letterhead,
    days: tuple[date, date],
    rows: Mapping[str, int],
    *,
    trial: bool,
) -> bytes:
    """Return a report that is written into the office's own letterhead, in the place of its words."""
    on, dated = days
    file, place = fill_letterhead(own.name, own.content, _values_of(written, head, dated))
    take_over(file, written.title, written.issuer, on, trial=trial)
    put_mark(file, written.mark)
    numbers = (mark.get(qn("w:id"), "0") for mark in file.element.iter(qn("w:bookmarkStart")))
    marks = Marks(rows, max((int(number) for number in numbers if number.isdecimal()), default=0))
    had = list(file.element.body)
    body(file, written.opening)
    _write(file, written.body, room_of(_section_of(file, place)), marks)
    body(file, _last_words(written)).paragraph_format.keep_with_next = True
    for element in _added(file, had):
        place._p.addprevious(element)  # noqa: SLF001  docx writes at the end alone
    file.element.body.remove(place._p)  # noqa: SLF001  docx has no name for it
    for number, annex in enumerate(written.annexes):
        _write_annex(file, written, head, annex, (ROMAN[number], dated), marks)
        if number == 0:
            leave_first_head(file, trial=trial)
    own_letters(_added(file, had))
    return packed(file)


def _added(file: DocumentFile, had: Sequence[BaseOxmlElement]) -> list[BaseOxmlElement]:
    """Return what the body holds beside what it had."""
    known = set(map(id, had))
    return [one for one in file.element.body if id(one) not in known]


def _section_of(file: DocumentFile, place: Paragraph) -> Section:
    """Return the section that a paragraph belongs to: the one whose mark comes next."""
    after = [place._p, *place._p.itersiblings()]  # noqa: SLF001  docx has no name for it
    ends = [end for one in after for end in one.iter(qn("w:sectPr"))]
    return next(section for section in file.sections if section._sectPr is ends[0])  # noqa: SLF001  see above


def _values_of(written: Written, head: Letterhead, dated: date) -> dict[str, str]:
    """Return what comes into the places of a letterhead (`reports.word.own_letterhead.PLACES`)."""
    many = NEW_LINE + NEW_LINE.join(
        f"- {one}{'.' if place == len(written.to) else ';'}" for place, one in enumerate(written.to, start=1)
    )
    return {
        "co_quan_chu_quan": written.authority.upper(),
        "co_quan": written.issuer.upper(),
        "ky_hieu": head.symbol,
        "dia_danh": head.place,
        "ngay_thang": open_day(dated),
        "trich_yeu": written.title,
        "thoi_gian": written.span,
        "kinh_gui": written.to[0] if len(written.to) == 1 else many,
        "noi_nhan": NEW_LINE.join(recipient_lines(head, head.recipients)),
        "quyen_han": head.power.upper(),
        "chuc_vu": (head.post or written.post).upper(),
        "nguoi_ky": head.signer,
    }


def _write_head(file: DocumentFile, written: Written, head: Letterhead, dated: date) -> None:
    write_names(file, written.authority, written.issuer, head, dated)
    say(file.add_paragraph(), "BÁO CÁO", size=14, bold=True, align=CENTRE, before=10)
    say(file.add_paragraph(), written.title, bold=True, align=CENTRE)
    say(file.add_paragraph(), written.span, bold=True, align=CENTRE)
    rule(file, WIDTH_MM, 60)
    write_readers(file, written.to)


def _write(file: DocumentFile, blocks: Iterable[Block], width_mm: float, marks: Marks) -> None:
    """Write blocks one after another; their tables are counted from 1."""
    style, captions = table_style(file), count(1)
    add_markup(file, (piece for one in blocks for piece in _drawn(one, width_mm, captions, marks, style)))


def _drawn(block: Block, width_mm: float, captions: Iterator[int], marks: Marks, style: str) -> Iterator[str]:
    if isinstance(block, Heading):
        # A point (`a)`) stands upright in the decree, sections and titled paragraphs are bold.
        yield paragraph(block.text, _TITLED if block.level < 3 else BODY_WITH_NEXT)
    elif isinstance(block, Words):
        yield paragraph(f"- {block.text}" if block.is_item else block.text, BODY)
    else:
        number = next(captions)
        if block.caption:
            yield paragraph(f"Bảng {number}. {block.caption}", _CAPTION)
        if block.unit:
            yield paragraph(f"Đơn vị tính: {block.unit}", _UNIT)
        yield table_markup(block.table, width_mm, marks, style, numbered=block.numbered)
        yield paragraph("", BELOW_TABLE)


_TITLED = replace(BODY_WITH_NEXT, bold=True)
_CAPTION = replace(CAPTION, before=4)
_UNIT = Look(size=12, italic=True, align=RIGHT, after=2, with_next=True)


def _last_words(written: Written) -> str:
    annexes = "Số liệu và danh sách chi tiết tại các Phụ lục kèm theo. " if written.annexes else ""
    return f"{annexes}{written.end}./."


def _write_annex(
    file: DocumentFile, written: Written, head: Letterhead, annex: Annex, named: tuple[str, date], marks: Marks
) -> None:
    number, dated = named
    width_mm = begin_annex(file, wide=annex.wide)
    say(file.add_paragraph(), f"Phụ lục {number}", size=14, bold=True, align=CENTRE)
    say(file.add_paragraph(), annex.title, size=14, bold=True, align=CENTRE)
    with_what = f"(Kèm theo Báo cáo số{NUMBER}/{head.symbol} {open_day(dated)} của {written.author})"
    say(file.add_paragraph(), with_what, italic=True, align=CENTRE, after=GAP_PT)
    _write(file, annex.blocks, width_mm, marks)
