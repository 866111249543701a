"""All that is wrong with an act is told at once."""

import pytest

from models.refusal import Faults, RefusedError, UnknownNameError


def refuse(sentence: str, kind: type[RefusedError] = RefusedError, check_in_id: int | None = None) -> str:
    raise kind(sentence, check_in_id)


def test_nothing_wrong_is_no_refusal_and_what_was_guarded_is_given() -> None:
    faults = Faults()
    assert faults.take(lambda: "Chờ số liệu", "") == "Chờ số liệu"
    faults.guard()


def test_one_fault_is_raised_as_it_came() -> None:
    faults = Faults()
    assert faults.take(lambda: refuse("Không có cơ quan này.", UnknownNameError, 7), "cũ") == "cũ"
    with pytest.raises(UnknownNameError, match="Không có cơ quan này") as refused:
        faults.guard()
    assert (refused.value.check_in_id, refused.value.sentences) == (7, ("Không có cơ quan này.",))


def test_several_are_one_refusal_with_each_sentence_once() -> None:
    faults = Faults()
    for sentence, check_in_id in (("Hãy ghi họ và tên.", None), ("Lý do còn trống.", 7), ("Lý do còn trống.", 7)):
        faults.check(lambda said=sentence, about=check_in_id: refuse(said, RefusedError, about))  # type: ignore[misc]  # one guard a turn
    faults.check(lambda: refuse("Không có cơ quan này.", UnknownNameError))
    with pytest.raises(RefusedError) as refused:
        faults.guard()
    assert refused.value.sentences == ("Hãy ghi họ và tên.", "Lý do còn trống.", "Không có cơ quan này.")
    assert str(refused.value) == "Hãy ghi họ và tên. Lý do còn trống. Không có cơ quan này."
    assert refused.value.check_in_id == 7
    assert not isinstance(refused.value, UnknownNameError)


def test_nothing_but_unknown_names_is_a_mistake_of_who_wrote_them() -> None:
    faults = Faults()
    for name in ("a", "b"):
        faults.check(lambda said=name: refuse(f"Không có {said}.", UnknownNameError))  # type: ignore[misc]  # one guard a turn
    with pytest.raises(UnknownNameError):
        faults.guard()
