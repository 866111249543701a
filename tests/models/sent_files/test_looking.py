"""Whose file is looked at next: who sends files that take long to look at waits for himself, not all others for him."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import pytest

from models.answers.evidence import keep_file
from models.refusal import RefusedError
from models.sent_files import looking
from models.sent_files.findings import Unfit, UnfitFileError
from models.sent_files.looking import Turns
from tests.homes import sample_files


class _Impatient(Turns):
    LONGEST_WAIT = 0.0


def is_busy(turns: Turns, whose: str) -> bool:
    try:
        with turns.taken_by(whose):
            return False
    except UnfitFileError as unfit:
        return unfit.why is Unfit.BUSY


def test_one_file_of_a_sender_is_looked_at_and_two_of_all() -> None:
    turns = _Impatient()
    with turns.taken_by("so-y-te"):
        assert is_busy(turns, "so-y-te")
        assert not is_busy(turns, "so-noi-vu")
        with turns.taken_by("so-noi-vu"):
            assert is_busy(turns, "so-tu-phap")
    assert not is_busy(turns, "so-y-te")


def test_who_waits_for_himself_is_told_so_at_once_from_the_third_file_on_and_others_are_let_in() -> None:
    turns = Turns()
    with ThreadPoolExecutor(2) as threads:
        with turns.taken_by("so-y-te"):
            waiting = [threads.submit(is_busy, turns, "so-y-te") for _ in range(2)]
            while turns.waiting_of("so-y-te") < 2:
                pass
            assert is_busy(turns, "so-y-te")
            assert not is_busy(turns, "so-noi-vu")
        assert [one.result() for one in waiting] == [False, False]


def test_where_too_many_wait_a_file_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Turns, "WAITING", 0)
    assert is_busy(Turns(), "so-y-te")


def test_a_file_that_is_given_back_leaves_nothing_behind_and_says_when_to_come_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    turns = _Impatient()
    monkeypatch.setattr(looking, "_turns", turns)
    with turns.taken_by("bac-giang:so-y-te"), pytest.raises(RefusedError) as refused:
        keep_file(tmp_path, BytesIO(sample_files.PDF), "Biên bản.pdf", "bac-giang:so-y-te")
    assert str(refused.value).startswith("Tệp «Biên bản.pdf» chưa được tiếp nhận vì nhiều tệp khác đang chờ kiểm tra")
    assert list(tmp_path.iterdir()) == []
