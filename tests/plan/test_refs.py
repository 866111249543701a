"""References to clauses: their order, and their form in links."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.refs import VIETNAMESE_LETTERS, parent_refs, ref_order, ref_slug, slug

refs = st.builds(
    lambda part, number, letter: f"{part}.{number}.{letter}",
    st.sampled_from(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"]),
    st.integers(1, 20),
    st.sampled_from(VIETNAMESE_LETTERS),
)


def test_clauses_stand_in_the_order_of_the_vietnamese_alphabet() -> None:
    in_order = [f"II.4.{letter}" for letter in "abcdđeghik"]
    assert sorted(in_order[5:] + in_order[:5], key=ref_order) == in_order


def test_numbers_are_ordered_as_numbers_and_roman_ones_as_roman() -> None:
    in_order = ["I.1.b.2", "I.1.b.10", "I.2.a", "II.1", "II.2", "II.10", "IV", "V", "IX", "X"]
    assert sorted(in_order[5:] + in_order[:5], key=ref_order) == in_order


def test_a_heading_that_stands_twice_and_annexes_have_their_own_refs_and_links() -> None:
    in_order = ["IV.2.1", "IV-2.1", "IV-2.2", "V.e", "V.f", "V.g", "XI.1", "XIV.1", "PL1.II.4", "PL2.I.1", "PL10.I.1"]
    assert sorted(in_order[6:] + in_order[:6], key=ref_order) == in_order
    assert ref_slug("IV.2.1") == "iv-2-1"
    assert ref_slug("IV-2.1") == "ivx2-1"


def test_a_clause_stands_before_what_lies_below_it() -> None:
    assert sorted(["II.3.a.2", "II.3.a.1", "II.3", "II.3.a"], key=ref_order) == [
        "II.3",
        "II.3.a",
        "II.3.a.1",
        "II.3.a.2",
    ]


def test_d_and_the_letter_after_it_differ_in_links() -> None:
    assert ref_slug("II.4.d") == "ii-4-d"
    assert ref_slug("II.4.đ") == ref_slug("II.4.Đ") == "ii-4-dd"
    assert ref_slug("II.3.a.1") == "ii-3-a-1"


@given(refs, refs)
def test_two_refs_never_share_a_link(one: str, other: str) -> None:
    assert (ref_slug(one) == ref_slug(other)) == (one == other)
    assert re.fullmatch(r"[a-z0-9-]+", ref_slug(one))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Sở Thông tin và Truyền thông", "so-thong-tin-va-truyen-thong"),
        ("Sở Lao động – Thương binh và Xã hội", "so-lao-dong-thuong-binh-va-xa-hoi"),
        ("Sở Văn hóa, Thể thao và Du lịch", "so-van-hoa-the-thao-va-du-lich"),
        ("UBND huyện Yên Dũng", "ubnd-huyen-yen-dung"),
        ("Đặng", "dang"),
        ("  ", ""),
    ],
)
def test_a_code_is_the_name_without_accents(name: str, code: str) -> None:
    assert slug(name) == code


def test_the_refs_above_a_ref_come_nearest_first() -> None:
    assert parent_refs("II.3.a.1") == ("II.3.a", "II.3", "II")
    assert parent_refs("II") == ()
