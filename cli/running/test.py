"""The command `dondoc test`: the whole test suite, or what is asked of it."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

# What pytest ends with, as the contract of our command line has it: 0 done, 1 the answer is no, 2 wrong use.
EXIT_CODES = {0: 0, 1: 1, 2: 130, 3: 1, 4: 2, 5: 2}

# One who says how it is to be spread, or wants to stop inside a test, does not get our spreading.
SPREADING = ("-n", "--numprocesses", "--dist", "--pdb", "--trace")


def run_tests(args: Sequence[str]) -> int:
    """Run pytest on the project with `args` passed on, and return our exit code.

    A file that stands where the caller stands is found there; all other names are those of the project's own folder.
    By default three processes share the work, file by file.
    """
    # In the order of their names, for the files of the fewest and longest tests would otherwise come last and alone.
    # Three at once on two cores: one of them is often waiting for a server to come to life.
    shared = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
    spreading = [] if any(arg.startswith(SPREADING) for arg in args) else shared
    command = [sys.executable, "-m", "pytest", *spreading, *map(_find_file, args)]
    with subprocess.Popen(command, cwd=PROJECT) as pytest:
        while True:
            try:
                code = pytest.wait()
            except KeyboardInterrupt:
                continue  # Ctrl-C reaches pytest as well, which puts away what it started and then ends
            return EXIT_CODES.get(code, 1)


def _find_file(arg: str) -> str:
    name, *rest = arg.split("::")
    if name.endswith(".py") and Path(name).is_file():
        return "::".join([str(Path(name).resolve()), *rest])
    return arg
