"""`dondoc test`, run on the smallest of tests."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from cli.running.test import PARTS, Part, run_parts, run_tests
from tests import PROJECT
from tests.homes.children import wait_until

QUIETLY = ["-p", "no:cacheprovider", "-q"]

GOOD = "def test_good(): pass\ndef test_good_too(): pass\n"
BAD = "import pytest\ndef test_bad(): assert 1 == 2\ndef test_without(): pytest.skip('no such thing here')\n"
PUTS_AWAY_BADLY = """
import pytest
@pytest.fixture
def thing():
    yield
    raise OSError("in use")
def test_good(thing): pass
"""
NEVER_ENDS = """
import pathlib, pytest, threading
name = pathlib.Path(__file__).parent.name
@pytest.fixture
def thing():
    yield
    pathlib.Path(f"put-away-{name}").touch()
def test_waits(thing):
    pathlib.Path(f"begun-{name}").touch()
    threading.Event().wait(600)
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty folder, in which pytest loads no plugin by itself: that is most of what it costs."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(project: Path, **bodies: str) -> tuple[Part, ...]:
    """Write one folder of tests for each body, and return them as parts of which the last is live."""
    for name, body in bodies.items():
        (project / name).mkdir()
        (project / name / f"test_{name}.py").write_text(body)
    (project / "pytest.ini").touch()
    return tuple(Part((name, "-p", "no:cacheprovider"), live=name == list(bodies)[-1]) for name in bodies)


def last_line(said: str) -> str:
    """Return the line that counts, without its sides and its time."""
    found = re.fullmatch(r"=+ (.+) in \d+\.\d\ds \(\d:\d\d\) =+", said.splitlines()[-1])
    assert found, said
    return found[1]


@pytest.mark.parametrize(
    ("body", "code"),
    [("def test_good(): pass", 0), ("def test_bad(): assert False", 1)],
)
def test_the_exit_code_says_whether_the_tests_passed(
    project: Path, capfd: pytest.CaptureFixture[str], body: str, code: int
) -> None:
    (project / "test_one.py").write_text(body)
    assert run_tests([*QUIETLY, "test_one.py"]) == code
    capfd.readouterr()


def test_help_speaks_vietnamese_first_and_says_whose_options_these_are(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_tests(["--help"]) == 0
    shown = capfd.readouterr().out
    assert shown.startswith("Cách dùng: dondoc test")
    assert "Mọi tùy chọn được chuyển nguyên cho pytest" in shown.partition("usage:")[0]


def test_an_option_that_pytest_does_not_know_is_wrong_use(capfd: pytest.CaptureFixture[str]) -> None:
    assert run_tests(["--no-such-option"]) == 2
    assert "--no-such-option" in capfd.readouterr().err


def test_a_file_is_named_from_the_project_wherever_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_tests([*QUIETLY, "--collect-only", "tests/cli/running/test_test.py"]) == 0
    assert "test_an_option_that_pytest_does_not_know_is_wrong_use" in capfd.readouterr().out


def test_the_last_line_counts_what_all_parts_did(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_parts(put(project, one=GOOD, two=GOOD), project) == 0
    assert last_line(capfd.readouterr().out) == "4 passed"


def test_what_failed_in_any_part_is_shown_whole_and_named_before_the_last_line(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_parts(put(project, one=BAD, two=PUTS_AWAY_BADLY, three=GOOD), project) == 1
    said = capfd.readouterr().out
    assert "E   assert 1 == 2" in said
    assert said.splitlines()[-3:-1] == [
        "FAILED one/test_one.py::test_bad - assert 1 == 2",
        'ERROR two/test_two.py::test_good - failed on teardown with "OSError: in use"',
    ]
    assert last_line(said) == "1 failed, 1 errors, 2 passed, 1 skipped"


def test_a_file_that_cannot_be_read_and_a_part_that_breaks_off_are_errors(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    killed = "import os\ndef test_killed(): os.kill(os.getpid(), 9)\n"
    assert run_parts(put(project, one="import no_such_module\n", two=killed, three=GOOD), project) == 1
    said = capfd.readouterr().out
    assert "No module named 'no_such_module'" in said
    assert "ERROR pytest two -p no:cacheprovider - ended with code -9" in said
    assert last_line(said) == "3 errors, 2 passed"


@pytest.mark.parametrize(
    ("number", "before"),
    [(signal.SIGINT, "SIG_DFL"), (signal.SIGTERM, "SIG_DFL"), (signal.SIGTERM, "SIG_IGN")],
    ids=["ctrl-c", "ended", "ended in a shell's background"],
)
def test_an_interruption_ends_every_part_after_it_has_put_away_what_it_made(
    project: Path, number: signal.Signals, before: str
) -> None:
    put(project, one=NEVER_ENDS, two=NEVER_ENDS)
    taken = "signal.default_int_handler" if before == "SIG_DFL" else "signal.SIG_IGN"
    call = f"import signal, sys; signal.signal(signal.SIGINT, {taken}); "
    call += "from pathlib import Path; from cli.running.test import *; "
    call += "sys.exit(run_parts((Part(('one',)), Part(('two', '-p', 'xdist', '-n', '1'), live=True)), Path.cwd()))"
    env = os.environ | {"PYTHONPATH": str(PROJECT)}
    running = subprocess.Popen(
        [sys.executable, "-c", call], cwd=project, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    for name in ("one", "two"):
        wait_until((project / f"begun-{name}").exists, 30)
    started = psutil.Process(running.pid).children(recursive=True)
    running.send_signal(number)
    said, _ = running.communicate(timeout=60)
    assert running.returncode == 130
    assert sorted(path.name for path in project.glob("put-away-*")) == ["put-away-one", "put-away-two"]
    assert last_line(said) == "2 passed"
    wait_until(lambda: not any(process.is_running() for process in started))


def test_every_folder_of_tests_is_in_one_part_and_no_more() -> None:
    whole = next(part.args for part in PARTS if part.live)
    left_out = [arg.removeprefix("--ignore=") for arg in whole if arg.startswith("--ignore=")]
    elsewhere = [folder for part in PARTS if not part.live for folder in part.args]
    assert whole[0] == "tests"
    assert sorted(left_out) == sorted(elsewhere)
    assert [folder for folder in elsewhere if not (PROJECT / folder).is_dir()] == []
