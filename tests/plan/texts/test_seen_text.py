"""Text as people see it, and what is no text: told before Unicode's normal form is asked for."""

import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plan.texts import seen_text
from plan.texts.seen_text import (
    MOST_MARKS,
    UNREADABLE,
    NotTextError,
    as_seen,
    compose,
    compose_readable,
    is_text,
    without_accents,
    without_shapeless,
    without_tones,
)
from tests import PROJECT
from tests.homes.sample_files import ALTERNATING

VIETNAMESE = "AÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐEÈÉẺẼẸÊỀẾỂỄỆIÌÍỈĨỊOÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢUÙÚỦŨỤƯỪỨỬỮỰYỲÝỶỸỴ"
KEYBOARD = "".join(map(chr, range(0x20, 0x7F))) + "\t\n\r"


@given(st.text(VIETNAMESE + VIETNAMESE.lower() + KEYBOARD))
def test_what_an_office_types_is_seen_as_it_is_and_so_beside_what_has_to_be_looked_at(text: str) -> None:
    assert as_seen(text) is text
    assert as_seen(f"{text}\u00a0") == f"{text} "


def test_no_letter_is_seen_as_it_is_that_would_be_another_if_it_were_looked_at() -> None:
    letters = [letter for letter in map(chr, range(0x11000)) if is_text(letter)]
    assert [letter for letter in letters if as_seen(letter) + " " != as_seen(f"{letter}\u00a0")] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("II.4.\u00f0", "II.4.đ"),
        ("II.4.\u0256", "II.4.đ"),
        ("\u2161.4.đ", "II.4.đ"),
        ("s\u043e-y-te", "so-y-te"),
        ("so\u2011y\u2010te", "so-y-te"),
        ("\uff53\uff4f-y-te", "so-y-te"),
        ("so-\u200by-te\ufeff", "so-y-te"),
        ("S\u1edf\u00a0Y\u202ft\u1ebf", "Sở Y tế"),
        (unicodedata.normalize("NFD", "Sở Y tế"), "Sở Y tế"),
    ],
)
def test_what_looks_alike_is_alike(one: str, other: str) -> None:
    assert as_seen(one) == as_seen(other) == other


def test_what_people_tell_apart_stays_apart() -> None:
    told_apart = ("đ", "d", "Đ", "D", "ơ", "o", "ô", "ư", "u", "ạ", "a", "é", "ü", "I", "l", "0", "O")
    assert len({as_seen(letter) for letter in told_apart}) == len(told_apart)
    assert as_seen("dòng 1\ndòng\t2") == "dòng 1\ndòng\t2"
    assert without_accents("Đường Lê Lợi\u00d0") == "Duong Le LoiD"
    assert without_shapeless("a\u200bb\u202ec") == "ab\u202ec"


@given(st.text(alphabet="aĐđậữ\u0301\u0323\u0302 \u00ad\u200b\u00a0\u0410x1", max_size=40))
def test_seeing_twice_changes_nothing(text: str) -> None:
    if is_text(text):
        assert as_seen(as_seen(text)) == as_seen(text)


@pytest.mark.parametrize("text", [ALTERNATING, "\u0301" * (MOST_MARKS + 1), "a\ud800b", "x" + "\u20d2\u0338" * 5])
def test_what_is_no_text_never_reaches_the_normal_form(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def note(form: Literal["NFC", "NFD", "NFKC", "NFKD"], given: str) -> str:
        asked.append(given)
        return unicodedata.normalize(form, given)

    monkeypatch.setattr(seen_text, "normalize", note)
    for read in (compose, as_seen):
        with pytest.raises(NotTextError):
            read(text)
    assert asked == []
    assert UNREADABLE in compose_readable(text)
    (composed,) = asked
    assert is_text(composed)
    assert not re.search(r"[\u0300-\u036f]{9}", composed)


def test_as_many_marks_as_a_writing_may_have_are_text() -> None:
    assert compose("a" + "\u0301" * MOST_MARKS)
    assert compose_readable("a" + "\u0301" * MOST_MARKS + "b") == unicodedata.normalize(
        "NFC", "a" + "\u0301" * MOST_MARKS + "b"
    )


def test_what_cannot_be_read_is_marked_where_it_stood() -> None:
    assert (
        compose_readable("a\x00b\x1bc\ud800d\ufffee\tf\ng")
        == f"a{UNREADABLE}b{UNREADABLE}c{UNREADABLE}d{UNREADABLE}e\tf\ng"
    )
    assert compose_readable(f"Tiế\u0302{ALTERNATING[1:]}ng") == f"Tiế{UNREADABLE}ng"


def test_only_this_module_asks_for_a_normal_form() -> None:
    sources = [
        path
        for folder in ("plan", "models", "notifications", "reports", "web", "flows", "cli")
        for path in (PROJECT / folder).rglob("*.py")
    ]
    asking = {path.name for path in sources if re.search(r"\bnormalize\(", path.read_text(encoding="utf-8"))}
    assert asking == {"seen_text.py"}


@pytest.mark.parametrize(("text", "bare"), [("kế hoạch", ("kê hoach", 2)), ("đường", ("đương", 1)), ("ưa", ("ưa", 0))])
def test_a_syllable_keeps_its_letters_without_its_tone(text: str, bare: tuple[str, int]) -> None:
    assert without_tones(text) == bare
