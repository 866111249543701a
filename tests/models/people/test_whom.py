"""Whom a search is about: names as people read them, addresses and telephones however they are written, by prints alone."""

from unicodedata import normalize

import pytest

from models.people.whom import ERASED, ERASED_ADDRESS, Whom, whom
from models.refusal import RefusedError

HOA = whom(
    "a1", "tinh", "so-y-te", judging=False, name="Nguyễn Thị Hòa", address="Hoa@syt.gov.vn", phone="0912 345 678"
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Người xử lý: Nguyễn Thị Hòa.", f"Người xử lý: {ERASED}."),
        ("nguyễn  thị hòa, Nguyễn Thị Hòa", f"{ERASED}, {ERASED}"),
        ("Nguyễn Thị Hòa Bình", f"{ERASED} Bình"),
        ("Nguyễn Thị Hoa", "Nguyễn Thị Hoa"),
        (normalize("NFD", "do Nguyễn Thị Hòa ghi"), f"do {ERASED} ghi"),
        ("Nguy\u200bễn Thị\u00a0Hòa", ERASED),
        ("gửi hoa@SYT.gov.vn, 0912.345.678", f"gửi {ERASED_ADDRESS}, "),
        ("+84 912 345 678", ""),
        ("hoa@syt.gov.vn.", f"{ERASED_ADDRESS}"),
        ("số 0912345679", "số 0912345679"),
        ("", ""),
    ],
)
def test_a_text_without_him(text: str, left: str) -> None:
    assert HOA.without_him(text) == left


def test_the_prints_tell_no_name_and_are_another_homes_own() -> None:
    other = whom("b2", "tinh", "so-y-te", judging=False, name="Nguyễn Thị Hòa")
    assert not HOA.names & other.names
    assert "Hòa" not in repr(HOA)
    assert HOA.is_name("Nguyễn Thị Hòa") is True
    assert HOA.is_name("Nguyễn Thị") is False
    assert isinstance(HOA, Whom)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"name": "Hòa", "agency": "so-y-te"}, "đủ họ và tên"),
        ({"name": "Nguyễn Thị Hòa"}, "hãy ghi cơ quan"),
        ({}, "Hãy ghi họ tên và cơ quan"),
        ({"phone": "091"}, "quá ngắn"),
    ],
)
def test_what_tells_nobody_from_others_is_refused(given: dict[str, str], told: str) -> None:
    agency = given.pop("agency", "")
    with pytest.raises(RefusedError, match=told):
        whom("a1", "tinh", agency, judging=False, **given)
