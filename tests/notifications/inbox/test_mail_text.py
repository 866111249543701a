"""The words of a mail, whatever program wrote it, and within bounds, whoever did."""

import time

import pytest

from notifications.inbox.mail_text import html_words, parse_mail, words_of
from notifications.inbox.reply_text import own_words, parts_by_ref
from tests.homes.letters.answers import HTML, PROGRAMS

HOSTILE = {
    "margins": html_words,
    "blanks": html_words,
    "heads": own_words,
    "quotes": own_words,
    "fields": own_words,
}
MADE = {
    "margins": '<div style="padding-left:99999999em">x</div>',
    "blanks": "<p>" + "&nbsp;" * 60_000 + "x</p>",
    "heads": "On " * 60_000,
    "quotes": "> " * 90_000 + "\n" + "Vào\n" * 10_000,
    "fields": "Từ: a\n" * 10_000,
}


@pytest.mark.parametrize("name", MADE)
def test_a_mail_made_to_be_slow_is_read_in_a_moment(name: str) -> None:
    began = time.process_time()
    assert len(HOSTILE[name](MADE[name])) < 400_000
    assert time.process_time() - began < 2


@pytest.mark.parametrize("around", PROGRAMS.values(), ids=list(PROGRAMS))
def test_what_a_mail_program_repeats_is_cut_off(around: str) -> None:
    said = "Đã xong.\n- một\n- hai\n\nTrân trọng,\nNguyễn Văn An"
    assert own_words(around.format(said=said)) == said


def test_what_stands_below_a_mail_that_is_passed_on_is_nobodys_own() -> None:
    passed_on = "---------- Thư đã chuyển tiếp ---------\nVào 15/5/2023, A <a@b.vn> đã viết:\n> hỏi\n\nI.1: đã xong\n"
    assert own_words(passed_on) == ""


def test_html_keeps_its_lines_and_letters_of_an_unknown_encoding_are_still_read() -> None:
    assert own_words(html_words(HTML.format(said="Đã xong &amp; đúng hạn"))) == "Đã xong & đúng hạn\n- đã họp"
    mail = b"From: a@b.vn\r\nContent-Type: text/plain; charset=viscii-9\r\n\r\nAbc \xc4\x90\r\n"
    assert words_of(parse_mail(mail)).strip() == "Abc Đ"


def test_a_task_begins_where_a_line_opens_with_its_ref_and_nowhere_else() -> None:
    said = "Kính gửi\nII.4.đ: xong\nthêm\n- II.1.a) chưa\nIII.9 khác\nnhư ii.4.d đã nêu"
    assert parts_by_ref(said, {"II.4.đ", "II.4.d", "II.1.a"}) == {
        "": "Kính gửi",
        "II.4.đ": "xong\nthêm",
        "II.1.a": "chưa\nIII.9 khác\nnhư ii.4.d đã nêu",
    }


def test_a_part_an_annex_and_a_bare_number_are_known_as_letters_and_people_write_them() -> None:
    said = "ý 2 điểm II.1: đã phổ biến\nII.1.ý1 – đã trình kế hoạch\nPL1.II.4. đã làm\n3: đã báo cáo\n4. một dòng của danh sách\nđiểm 4 đã xong"
    assert parts_by_ref(said, {"II.1.ý1", "II.1.ý2", "PL1.II.4", "3", "4"}) == {
        "II.1.ý2": "đã phổ biến",
        "II.1.ý1": "đã trình kế hoạch",
        "PL1.II.4": "đã làm",
        "3": "đã báo cáo\n4. một dòng của danh sách",
        "4": "đã xong",
    }
    assert parts_by_ref("II.1.x: khác\n3.5 triệu đồng", {"II.1", "3"}) == {"": "II.1.x: khác\n3.5 triệu đồng"}
    assert parts_by_ref("", ()) == {}
