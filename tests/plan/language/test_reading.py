"""Days, months and codes as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.errors import FileError
from plan.language.reading import nearest, parse_code, parse_day, parse_day_of_year, parse_known_date, parse_month
from plan.texts.written import format_day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("15/11/2022", date(2022, 11, 15)),
        ("5/6/2023", date(2023, 6, 5)),
        ("05/06/2023", date(2023, 6, 5)),
        ("29/2/2024", date(2024, 2, 29)),
        ("1/1/2000", date(2000, 1, 1)),
        ("31/12/2100", date(2100, 12, 31)),
    ],
)
def test_a_full_date_is_day_month_year(text: str, day: date) -> None:
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31/4/2023", "trong lịch không có ngày «31/4/2023»."),
        ("29/2/2023", "trong lịch không có ngày «29/2/2023»."),
        ("29/2/2100", "trong lịch không có ngày «29/2/2100»."),
        ("0/1/2023", "trong lịch không có ngày «0/1/2023»."),
        ("11/15/2022", "trong lịch không có ngày «11/15/2022»."),
        ("1/1/1999", "năm trong «1/1/1999» phải từ 2000 đến 2100."),
        ("1/1/2101", "năm trong «1/1/2101» phải từ 2000 đến 2100."),
        ("1/1/22", "năm trong «1/1/22» phải từ 2000 đến 2100."),
        ("2022-11-15", "«2022-11-15» không đúng dạng ngày/tháng/năm, ví dụ 15/11/2022."),
        ("15.11.2022", "«15.11.2022» không đúng dạng ngày/tháng/năm, ví dụ 15/11/2022."),
        ("1/1/20220", "«1/1/20220» không đúng dạng ngày/tháng/năm, ví dụ 15/11/2022."),
        ("١/1/2022", "«١/1/2022» không đúng dạng ngày/tháng/năm, ví dụ 15/11/2022."),
        ("-1/1/2022", "«-1/1/2022» không đúng dạng ngày/tháng/năm, ví dụ 15/11/2022."),
        ("", "«» không đúng dạng ngày/tháng/năm, ví dụ 15/11/2022."),
    ],
)
def test_a_date_that_does_not_exist_is_told_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=r".") as told:
        parse_day(text)
    assert str(told.value) == sentence


def test_a_day_of_the_year_may_be_the_29th_of_february() -> None:
    assert parse_day_of_year("29/2") == (29, 2)
    assert parse_day_of_year("15/11") == (15, 11)
    for wrong in ("30/2", "31/6", "15", "15/11/2022", "11-15"):
        with pytest.raises(ValueError, match=r"«"):
            parse_day_of_year(wrong)


def test_a_month_is_its_first_day() -> None:
    assert parse_month("11/2022") == date(2022, 11, 1)
    for wrong in ("13/2022", "0/2022", "2022", "11/22", "1/11/2022"):
        with pytest.raises(ValueError, match=r"«"):
            parse_month(wrong)


@pytest.mark.parametrize("text", ["2022", "11/2022", "15/11/2022"])
def test_what_is_known_of_a_documents_date_stays_as_written(text: str) -> None:
    assert parse_known_date(text) == text


@pytest.mark.parametrize("text", ["31/11/2022", "13/2022", "1822", "tháng 11", "", "1/2/3/2022"])
def test_a_documents_date_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"«"):
        parse_known_date(text)


@pytest.mark.parametrize("code", ["cong-an-tinh", "so-y-te", "a1", "2023"])
def test_a_code_is_small_letters_digits_and_hyphens(code: str) -> None:
    assert parse_code(code) == code


@pytest.mark.parametrize("code", ["Công an", "cong_an", "-a", "a-", "a--b", "Cong-an", "", "sở-y-tế"])
def test_any_other_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="chữ thường không dấu"):
        parse_code(code)


def test_the_nearest_known_word_is_offered_and_none_that_is_far() -> None:
    assert nearest("so-y-te", ["so-y-tee", "cong-an"]) == " (có phải «so-y-tee» không?)"
    assert nearest("xyz", ["so-y-tee", "cong-an"]) == ""
    assert nearest("so-y-te" * 100_000, ["so-y-te"]) == ""


def test_an_error_is_printed_as_file_line_sentence_and_one_of_the_whole_file_without_a_line() -> None:
    assert str(FileError("a.yaml", 3, "sai.")) == "a.yaml:3: sai."
    assert str(FileError("a.yaml", 0, "sai.")) == "a.yaml: sai."


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back_as_written(day: date) -> None:
    assert parse_day(f"{day.day}/{day.month}/{day.year}") == day
    assert parse_day(format_day(day)) == day
