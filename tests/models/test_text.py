"""What people type: kept letter for letter, or refused with the place that could not be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.audit.acts import Person, guard_person
from models.refusal import RefusedError
from models.text import (
    MAX_REASON,
    MAX_WORDS,
    clean_typed,
    guard_open_words,
    guard_readable,
    guard_reason,
    name_key,
    one_line,
)
from plan.texts.seen_text import UNREADABLE
from tests.homes.sample_files import ALTERNATING

BREAKS = ("\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")


@pytest.mark.parametrize("line_break", BREAKS)
def test_what_ends_a_line_in_some_program_ends_it_here(line_break: str) -> None:
    assert clean_typed(f" Dòng 1{line_break}Dòng 2 ") == "Dòng 1\nDòng 2"
    assert one_line(f"Dòng 1{line_break}Dòng 2", "Nội dung") == "Dòng 1 Dòng 2"
    assert guard_reason(f"Dòng 1{line_break}Dòng 2", "Lý do") == "Dòng 1\nDòng 2"


@given(
    st.text(
        alphabet=st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\u2028\u2029\ufffd\ufffe\uffff"),
        max_size=30,
    )
)
def test_readable_text_is_kept_letter_for_letter(text: str) -> None:
    cleaned = clean_typed(f"a{text}b")
    if UNREADABLE not in cleaned:
        assert clean_typed(cleaned) == cleaned
        guard_readable([cleaned], "Nội dung")


@pytest.mark.parametrize(
    "typed",
    [
        "Nguy\udcean Văn A",
        "tập\x00huấn",
        "tập\x1bhuấn",
        "tập\x9fhuấn",
        f"Tổng{UNREADABLE}",
        "a\uffff",
        "An\u202e",
        "\u2067An",
        ALTERNATING,
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place_and_never_dropped(typed: str) -> None:
    for keep in (
        lambda: one_line(typed, "Nội dung"),
        lambda: guard_reason(typed, "Nội dung"),
        lambda: guard_open_words(["sạch", clean_typed(typed)]),
    ):
        with pytest.raises(
            RefusedError, match=rf"^Nội dung có chỗ không đọc được, đánh dấu {UNREADABLE}: «.*{UNREADABLE}.*»; hãy xóa"
        ):
            keep()
    with pytest.raises(RefusedError, match=r"^Họ tên, chức vụ có chỗ không đọc được"):
        guard_person(Person(clean_typed(typed)[:100], "", "page"))


@pytest.mark.parametrize("name", ["[Bấm vào đây](http://x.example/a)", "An, www.x.example", "https://x.example"])
def test_a_name_holds_no_address_that_a_mail_would_make_a_link_of(name: str) -> None:
    for person in (Person(name, "", "page"), Person("An", name, "page"), Person("An", "", "telephone", recorder=name)):
        with pytest.raises(RefusedError, match="không ghi địa chỉ trang web"):
            guard_person(person)


def test_the_words_around_the_place_are_told() -> None:
    with pytest.raises(RefusedError) as refused:
        guard_readable(["Đã tập huấn cho cán bộ x\x00ã và các đơn vị trực thuộc"], "Nội dung", 7)
    assert f"cho cán bộ x{UNREADABLE}ã và các đơn" in str(refused.value)
    assert refused.value.check_in_id == 7
    with pytest.raises(RefusedError, match=f"«{UNREADABLE}ã tập»"):
        guard_readable(["\x00ã tập"], "Nội dung")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (" \t\n", "Lý do trả lại còn trống; hãy ghi rõ."),
        ("x" * (MAX_REASON + 1), "Lý do trả lại dài 2.001 ký tự; hãy rút gọn còn nhiều nhất 2.000 ký tự."),
        (
            "TỐI MẬT",
            (
                "Lý do trả lại có dấu chỉ độ mật nên không được ghi nhận; hãy xóa đi và gửi theo quy định về bảo vệ bí mật "
                "nhà nước."
            ),
        ),
        (
            "Thiếu\x00",
            (
                f"Lý do trả lại có chỗ không đọc được, đánh dấu {UNREADABLE}: «Thiếu{UNREADABLE}»; hãy xóa dấu đó, gõ lại chữ "
                "bị mất rồi gửi lại."
            ),
        ),
    ],
)
def test_a_reason_that_is_not_taken_is_told_why_and_which_line_it_is_of_is_known(typed: str, sentence: str) -> None:
    with pytest.raises(RefusedError) as refused:
        guard_reason(typed, "Lý do trả lại", 7)
    assert (str(refused.value), refused.value.check_in_id) == (sentence, 7)
    assert guard_reason("Thiếu\tsố liệu", "Lý do") == "Thiếu số liệu"


def test_a_line_that_is_not_there_is_asked_for() -> None:
    with pytest.raises(RefusedError, match=r"^Nội dung còn trống; hãy ghi một dòng ngắn\.$"):
        one_line(" \n", "Nội dung")


def test_of_many_unreadable_places_the_first_is_told_and_of_which_line() -> None:
    with pytest.raises(RefusedError, match=f"«{UNREADABLE}ã tập huấn cho»") as refused:
        guard_open_words(["\x00ã tập huấn cho cán b\x00"], 7)
    assert refused.value.check_in_id == 7


def test_a_mark_of_secrecy_is_told_before_anything_of_the_text() -> None:
    with pytest.raises(RefusedError) as refused:
        guard_open_words(["sạch", "TỐI MẬT\nnơi cất\x00giấu"], 7)
    assert str(refused.value) == (
        "Nội dung có dấu chỉ độ mật nên không được ghi nhận; hãy xóa khỏi ô này và gửi theo quy định về bảo vệ bí mật "
        "nhà nước."
    )
    assert refused.value.check_in_id == 7


def test_lengths_are_told() -> None:
    with pytest.raises(RefusedError, match="dài 161 ký tự"):
        one_line("x" * (MAX_WORDS + 1), "Nội dung")
    with pytest.raises(RefusedError, match=r"dài 2\.001 ký tự"):
        guard_reason("x" * (MAX_REASON + 1), "Lý do")
    assert one_line("x" * MAX_WORDS, "Nội dung") == "x" * MAX_WORDS
    assert guard_reason("x" * MAX_REASON, "Lý do") == "x" * MAX_REASON


def test_names_that_look_alike_are_one() -> None:
    assert name_key(" II.4.\u00d0 ") == name_key("ii.4.đ")
    assert name_key("II.4.d") != name_key("II.4.đ")
