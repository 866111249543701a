"""The command `dondoc test`: the whole test suite as two runs of pytest side by side, or what is asked of it as one."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

PROJECT = Path(__file__).resolve().parents[2]

# What pytest ends with, as the contract of our command line has it: 0 done, 1 the answer is no, 2 wrong use.
EXIT_CODES = {0: 0, 1: 1, 2: 130, 3: 1, 4: 2, 5: 2}
INTERRUPTED = 130

WAITING = ("tests/flows/up", "tests/flows/runs", "tests/web/browser")
"""What mostly waits, for Prefect's server to come to life or for a browser; and what else needs Prefect, slow to import."""

MEMORY = Path("/dev/shm")  # noqa: S108  a folder in memory, in which pytest makes one of its own
ROOM_NEEDED = 2 * 1024**3
"""Bytes: what the runs leave there at the worst, several times over."""
PATIENCE = 60
"""Seconds in which a run that was interrupted may put away what it started."""


HELP = """Cách dùng: dondoc test [TÙY_CHỌN] [TỆP | THƯ_MỤC …]

Chạy các phép thử của chương trình. Không ghi gì thì chạy tất cả, chia làm hai phần chạy cùng lúc.

  dondoc test                        tất cả
  dondoc test tests/web              chỉ một thư mục
  dondoc test tests/plan/test_due.py chỉ một tệp
  dondoc test -k gia_han             chỉ những phép thử có chữ ấy trong tên
  dondoc test -x                     dừng ở phép thử hỏng đầu tiên

Kết thúc bằng mã 0 khi mọi phép thử đạt, 1 khi có phép thử hỏng, 2 khi dùng sai.
Mọi tùy chọn được chuyển nguyên cho pytest; phần dưới đây là hướng dẫn của pytest, bằng tiếng Anh.
"""


@dataclass
class Part:
    """One run of pytest among others: what is given to it, and whether it is the one that is seen as it goes."""

    args: tuple[str, ...]
    live: bool = False


PARTS = (
    Part(WAITING),
    Part(
        (
            "tests",
            *(f"--ignore={folder}" for folder in WAITING),
            # In the order of their names, for the files of the fewest and longest tests would otherwise come last.
            *("-n", str(max(2, os.cpu_count() or 2)), "--dist", "loadfile", "--no-loadscope-reorder"),
        ),
        live=True,
    ),
)


@dataclass
class Counts:
    """What became of the tests of one run or more, in pytest's words, and the lines that name what is not well."""

    outcomes: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    def add(self, outcome: str, line: str = "") -> None:
        self.outcomes[outcome] += 1
        if line:
            self.lines.append(line)


def run_tests(args: Sequence[str]) -> int:
    """Run pytest on the project and return our exit code.

    With `args` it is one run, and they are passed on: a file that stands where the caller stands is found there, all
    other names are those of the project's own folder. Without, it is the whole suite in `PARTS`.
    """
    if not args:
        return run_parts(PARTS, PROJECT)
    if args[0] in ("-h", "--help"):
        print(HELP, flush=True)
    command = [sys.executable, "-m", "pytest", *map(_find_file, args)]
    with subprocess.Popen(command, cwd=PROJECT, env=_environment()) as pytest:
        while True:
            try:
                code = pytest.wait()
            except KeyboardInterrupt:
                continue  # Ctrl-C reaches pytest as well, which puts away what it started and then ends
            return EXIT_CODES.get(code, 1)


def run_parts(parts: Sequence[Part], project: Path) -> int:
    """Run the parts side by side in the project's folder, and return our exit code for all of them.

    The part that is live is seen as it goes; of the others one sees what failed, once all have ended. The last line
    counts the tests of all parts as pytest does for one.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dondoc-test-") as folder:
        running = [_Running(part, project, Path(folder) / str(number)) for number, part in enumerate(parts)]
        interrupted = _wait_for(running)
        for one in running:
            if not one.part.live and (one.process.returncode or interrupted):
                print(one.said(), end="")
        counts = Counts()
        for one in running:
            one.count(counts)
            if one.broke_off and not interrupted:
                counts.add(
                    "errors", f"ERROR pytest {' '.join(one.part.args)} - ended with code {one.process.returncode}"
                )
    print("\n".join(["", *counts.lines]))
    print(_closing_line(counts, time.monotonic() - began), flush=True)
    if interrupted:
        return INTERRUPTED
    return 1 if any(one.process.returncode for one in running) else 0


class _Running:
    """A part that was started, in a group of processes of its own: whoever stops it stops its workers as well."""

    def __init__(self, part: Part, project: Path, files: Path) -> None:
        self.part = part
        self._output = files.with_suffix(".txt")
        self._results = files.with_suffix(".xml")
        # Neither a closing line nor a list of what failed: both are told once for all parts.
        quiet = ("-qq", "-r", "N", f"--color={'yes' if sys.stdout.isatty() else 'no'}")
        results = (f"--junitxml={self._results}", "-o", "junit_family=xunit1")  # this family names the file of a test
        with self._output.open("wb") as output, _interruptible():
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pytest", *part.args, *quiet, *results],
                cwd=project,
                env=_environment(),
                stdout=None if part.live else output,
                stderr=None if part.live else subprocess.STDOUT,
                process_group=0,
            )

    def said(self) -> str:
        return self._output.read_text(encoding="utf-8", errors="replace")

    def send(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    @property
    def broke_off(self) -> bool:
        """Whether it has ended in another way than by telling what became of all its tests."""
        return self.process.returncode not in (0, 1) or not self._results.exists()

    def count(self, counts: Counts) -> None:
        """Add what became of its tests, as far as it came to write it down."""
        if self._results.exists():
            for case in ET.parse(self._results).iter("testcase"):  # noqa: S314  pytest has just written it
                _count_case(case, counts)


def _count_case(case: ET.Element, counts: Counts) -> None:
    # A test that passed and whose putting away failed is told as both, as pytest does.
    name = "::".join(filter(None, (case.get("file"), case.get("name"))))
    found = {kind: case.find(kind) for kind in ("failure", "error", "skipped")}
    for kind, word in (("failure", "failed"), ("error", "errors")):
        if (element := found[kind]) is not None:
            message = (element.get("message") or "").split("\n", maxsplit=1)[0]
            counts.add(word, f"{'FAILED' if word == 'failed' else 'ERROR'} {name} - {message}")
    if found["skipped"] is not None:
        counts.add("skipped")
    elif found["failure"] is None and found["error"] is None:
        counts.add("passed")


def _wait_for(running: Sequence[_Running]) -> bool:
    """Wait until all have ended, and tell whether they were interrupted by Ctrl-C or a signal to end."""
    with _ending_is_interrupting():
        try:
            for one in running:
                one.process.wait()
            return False
        except KeyboardInterrupt:
            _stop(running)
            return True


def _stop(running: Sequence[_Running]) -> None:
    """Interrupt all, so that each puts away what it started, and kill what has not ended in time."""
    for one in running:
        one.send(signal.SIGINT)
    until = time.monotonic() + PATIENCE
    for one in running:
        try:
            one.process.wait(max(0.1, until - time.monotonic()))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            one.send(signal.SIGKILL)
            one.process.wait()


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let what is started meanwhile take an interruption, also where this process was started so that it takes none,
    as a shell starts what runs in its background: a part is interrupted by us alone.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _ending_is_interrupting() -> Iterator[None]:
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _closing_line(counts: Counts, seconds: float) -> str:
    told = [
        f"{counts.outcomes[word]} {word}" for word in ("failed", "errors", "passed", "skipped") if counts.outcomes[word]
    ]
    minutes = f" ({int(seconds) // 60}:{int(seconds) % 60:02})"
    return f" {', '.join(told) or 'no tests ran'} in {seconds:.2f}s{minutes} ".center(80, "=")


def _environment() -> dict[str, str]:
    """Return the environment of a run: its many small homes and databases stand in memory where there is room.

    A memory from which no program may be started is left alone: some tests start what they have put into their folder.
    """
    environment = dict(os.environ)
    with suppress(OSError):
        memory = os.statvfs(MEMORY)
        fits = memory.f_bavail * memory.f_frsize >= ROOM_NEEDED and not memory.f_flag & os.ST_NOEXEC
        if fits and os.access(MEMORY, os.W_OK):
            environment.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    return environment


def _find_file(arg: str) -> str:
    name, *rest = arg.split("::")
    if name.endswith(".py") and Path(name).is_file():
        return "::".join([str(Path(name).resolve()), *rest])
    return arg
