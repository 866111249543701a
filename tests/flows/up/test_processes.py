"""Child processes to the last: what they start ends with them, and they end with the one that started them."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil

from flows.up.processes import LOG_BYTES, end_left_over
from tests import PROJECT
from tests.homes.children import grandchild_of, is_gone, make_child, wait_until


def test_a_stopped_child_takes_with_it_what_it_started(tmp_path: Path) -> None:
    child = make_child(tmp_path)
    child.start()
    grandchild = grandchild_of(child)
    child.stop(grace=10)
    assert child.exit_code == -signal.SIGTERM
    wait_until(lambda: is_gone(grandchild))


def test_a_child_that_does_not_listen_is_killed_after_its_grace(tmp_path: Path) -> None:
    child = make_child(tmp_path, "stubborn")
    child.start()
    grandchild = grandchild_of(child)
    child.stop(grace=0.2)
    assert child.exit_code == -signal.SIGKILL
    wait_until(lambda: is_gone(grandchild))


def test_a_child_that_fails_tells_why_in_its_log(tmp_path: Path) -> None:
    child = make_child(tmp_path, "short")
    child.start()
    wait_until(lambda: child.exit_code is not None)
    child.stop(grace=0)
    assert child.exit_code == 3
    assert child.last_lines() == ["đã chạy", "hỏng rồi"]


def test_a_log_that_has_grown_too_long_is_put_aside_while_the_child_writes_on(tmp_path: Path) -> None:
    child = make_child(tmp_path)
    child.log.write_bytes(b"x" * (LOG_BYTES + 1))
    child.start()
    grandchild_of(child)
    assert (tmp_path / "child.log.1").stat().st_size == LOG_BYTES + 1
    assert child.last_lines()[0] == "đã chạy"
    child.stop(grace=10)


def test_children_end_when_the_one_above_them_is_killed_hard(tmp_path: Path) -> None:
    """A parent that gets SIGKILL can stop nothing: each child sees for itself that it is gone."""
    make_child(tmp_path)
    parent_code = """
    import sys
    from pathlib import Path
    from tests.homes.children import make_child, grandchild_of
    child = make_child(Path(sys.argv[1]))
    child.start()
    print(child.process.pid, grandchild_of(child).pid, flush=True)
    sys.stdin.read()
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(parent_code), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        child, grandchild = (psutil.Process(int(pid)) for pid in parent.stdout.readline().split())
        parent.kill()
    wait_until(lambda: is_gone(child) and is_gone(grandchild))


def test_what_an_earlier_up_left_behind_in_a_home_is_ended_and_nothing_else(tmp_path: Path) -> None:
    child = make_child(tmp_path, "stubborn")
    child.start()
    grandchild = grandchild_of(child)
    assert end_left_over(tmp_path / "other", grace=0.5) == 0
    assert child.exit_code is None
    assert end_left_over(tmp_path, grace=0.5) == 2
    wait_until(lambda: child.exit_code is not None and is_gone(grandchild))
