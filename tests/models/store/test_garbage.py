"""How often a process of the program looks for garbage: as seldom as it says, whichever door it was started by."""

import subprocess
import sys

import pytest

from models.store.garbage import COLLECTED_AFTER
from tests import PROJECT

TOLD = "import atexit, gc, runpy, sys; atexit.register(lambda: print(gc.get_threshold(), file=sys.stderr)); "


@pytest.mark.parametrize(
    "started",
    [
        "sys.argv[1:] = ['--help']; runpy.run_module('cli', run_name='__main__')",
        "sys.argv[1:] = ['this']; runpy.run_module('flows.up.beside_parent', run_name='__main__')",
        "import flows.runs",
    ],
    ids=["a command", "what `up` starts", "a run of Prefect's"],
)
def test_a_process_looks_for_garbage_seldom_from_its_start_on(started: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", TOLD + started], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert ended.stderr.strip() == str(COLLECTED_AFTER)
