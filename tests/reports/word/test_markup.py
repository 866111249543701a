"""Paragraphs and tables that the library reads many at once look as those that it writes one by one, and cost it no more for more rows."""

import sys
from types import FrameType

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from reports.figures import TextTable
from reports.word.markup import BODY, CAPTION, Look, Marks, add_markup, paragraph, table_markup, table_style
from reports.word.pieces import CENTRE, JUSTIFY, RIGHT, body, say

TEXTS = ("", "Sở Y tế", " hai đầu ", " ", "a\tb\nc\r\nd", "\n", "<w:p>&amp; \"'", "chữ không ngắt")
LOOKS = (
    Look(),
    Look(size=11, bold=True, align=CENTRE, before=1, after=1),
    Look(size=12, italic=True, align=RIGHT, after=2),
    Look(size=6, bold=True, italic=True, align=JUSTIFY, before=4),
)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("text", TEXTS)
def test_a_paragraph_read_among_many_is_the_one_that_is_written_alone(text: str, look: Look) -> None:
    file = Document()
    alone = say(file.add_paragraph(), text, look.size, look.bold, look.italic, look.align, look.before, look.after)
    add_markup(file, [paragraph(text, look)])
    assert file.paragraphs[1]._p.xml == alone._p.xml


def test_a_paragraph_of_the_body_and_a_caption_are_those_that_are_written_alone() -> None:
    file = Document()
    written = body(file, "Kính gửi")
    caption = say(file.add_paragraph(), "Bảng 1", bold=True, align=WD_ALIGN_PARAGRAPH.CENTER, after=2)
    caption.paragraph_format.keep_with_next = True
    add_markup(file, [paragraph("Kính gửi", BODY), paragraph("Bảng 1", CAPTION)])
    assert [one._p.xml for one in file.paragraphs[2:]] == [written._p.xml, caption._p.xml]


def calls_of_the_library(rows: int) -> int:
    """How many functions of python-docx a table of so many rows calls."""
    file, called = Document(), 0
    table = TextTable(("Cơ quan", "Số phiếu"), (("Sở Y tế", "12"),) * rows, (2.0, 1.0))

    def count(frame: FrameType, event: str, _given: object) -> None:
        nonlocal called
        called += event == "call" and str(frame.f_globals.get("__name__")).startswith("docx.")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        add_markup(file, [table_markup(table, 165, Marks({}), table_style(file))])
    finally:
        sys.setprofile(before)
    assert len(file.tables[0].rows) == 1 + rows
    return called


def test_a_long_table_asks_the_library_no_more_often_than_a_short_one() -> None:
    few, many = ([calls_of_the_library(rows) for _ in range(2)] for rows in (30, 300))
    assert many[1] == few[1]


def test_a_text_of_thirty_million_letters_is_read_too() -> None:
    file = Document()
    add_markup(file, [paragraph("x" * 100_000, BODY)] * 300)
    assert len(file.paragraphs) == 300
