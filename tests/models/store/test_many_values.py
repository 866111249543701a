"""The collector of cycles rests while very many values are made, and works again afterwards, whatever happened meanwhile."""

import gc
import threading

import pytest

from models.store.many_values import many_values


def test_it_rests_within_and_works_again_after_an_error_too() -> None:
    def fail() -> None:
        with many_values():
            assert not gc.isenabled()
            raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        fail()
    assert gc.isenabled()


def test_of_two_threads_in_it_the_last_to_leave_finds_it_working() -> None:
    entered, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with many_values():
            entered.set()
            leave.wait(10)

    with many_values():
        other = threading.Thread(target=stay)
        other.start()
        assert entered.wait(10)
    assert gc.isenabled()
    leave.set()
    other.join(10)
    assert gc.isenabled()


def test_a_collector_that_somebody_else_put_aside_stays_aside() -> None:
    gc.disable()
    try:
        with many_values():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
