"""The launcher, run for real on small projects of its own: an empty lock needs no network."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import PROJECT

LAUNCHER = PROJECT / "dondoc"
TOOLS = (
    "cat",
    "cmp",
    "cp",
    "date",
    "grep",
    "mkdir",
    "mv",
    "readlink",
    "rm",
    "rmdir",
    "sed",
    "sh",
    "sleep",
    "tail",
    "tr",
)

# Stands where an office's uv stands: makes a bare environment and notes what it was asked, so that each test takes less
# than a second. `install` waits when the project holds a file `slow`, and fails when it holds a file `broken`.
UV = """#!/bin/sh
echo "$*" >>"$UV_CALLS"
case $1 in
--version) echo uv 0.0.0 ;;
venv) for last; do :; done; "$PYTHON_OF_TEST" -m venv --without-pip "$last" ;;
pip)
    [ ! -e slow ] || { : >started; while [ ! -e go ]; do sleep 0.05; done; }
    [ ! -e broken ] || { echo "error: no route to the index"; exit 1; }
    ;;
esac
"""

# A Python that takes itself for another release, when it is asked as the launcher asks: -I -X utf8 -c CODE.
PYTHON_OF_RELEASE = r"""#!/bin/sh
code=$(echo "$5" | sed 's/sys.version_info\[:2\]/RELEASE/')
exec "$PYTHON_OF_TEST" "$1" "$2" "$3" "$4" "$code"
"""

PROGRAM = """
import json, os, sys
import plan
if sys.argv[1:] == ["up"]:
    input()
print(json.dumps({"args": sys.argv[1:], "cwd": os.getcwd(), "prefix": sys.prefix, "plan": plan.__file__,
                  "utf8": sys.flags.utf8_mode, "safe": os.environ["PYTHONSAFEPATH"]}))
"""


@dataclass
class Project:
    """A folder that holds the launcher, a lock and a program that prints how it was started."""

    root: Path
    bin: Path
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, *args: str) -> list[str]:
        """Give the command line that starts this project's launcher."""
        return [str(self.root / "dondoc"), *args]

    def start(self, *args: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run the launcher to its end, on a machine that has the tools of `bin` and no others."""
        return subprocess.run(
            self.command(*args), cwd=cwd or self.bin, env=self.environment, capture_output=True, text=True, check=False
        )

    @contextmanager
    def running(self, *args: str) -> Iterator[subprocess.Popen[str]]:
        """Have a command run that waits for a line from its standard input, and end it with the block."""
        started = subprocess.Popen(
            self.command(*args), env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            wait_for(lambda: b"/bin/python" in Path(f"/proc/{started.pid}/cmdline").read_bytes())
            yield started
        finally:
            started.kill()
            started.communicate()

    def count_installs(self) -> int:
        """Say how many environments were filled."""
        calls = Path(self.environment["UV_CALLS"])
        return sum(line.startswith("pip install") for line in calls.read_text().splitlines()) if calls.exists() else 0


def lay_out_project(folder: Path, *, with_uv: bool = True) -> Project:
    """Make a project in `folder`, and beside it the only tools that the machine has."""
    root, tools = folder / "project", folder / "bin"
    for name in ("cli", "plan"):
        (root / name).mkdir(parents=True)
        (root / name / "__init__.py").touch()
    tools.mkdir()
    shutil.copy(LAUNCHER, root)
    (root / "requirements.lock").write_text("# nothing\n")
    (root / "cli" / "__main__.py").write_text(PROGRAM)
    for name in TOOLS:
        (tools / name).symlink_to(str(shutil.which(name)))
    interpreter = str(Path(sys.executable).resolve())
    (tools / "python3").symlink_to(interpreter)
    if with_uv:
        (tools / "uv").write_text(UV)
        (tools / "uv").chmod(0o755)
    environment = {"PATH": str(tools), "UV_CALLS": str(folder / "calls"), "PYTHON_OF_TEST": interpreter}
    return Project(root, tools, environment)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Give a project that nobody has started yet, on a machine that has uv."""
    return lay_out_project(tmp_path)


def test_the_first_start_says_what_it_does_and_runs_the_command(project: Project) -> None:
    done = project.start("plan", "show", "Bắc Giang")
    assert done.returncode == 0
    for sentence in ("Chạy lần đầu ở đây", "[1/4] Dùng Python 3.", "[2/4]", "[3/4]", "[4/4]", "Xong sau"):
        assert sentence in done.stderr
    assert '"args": ["plan", "show", "B\\u1eafc Giang"]' in done.stdout
    assert f'"prefix": "{project.root}/.venvs/1"' in done.stdout
    assert '"utf8": 1' in done.stdout
    assert done.stdout.count("\n") == 1


def test_a_later_start_says_nothing_and_runs_no_program_but_cmp_before_python(project: Project) -> None:
    project.start()
    project.environment["PATH"] = str(project.root / "only-cmp")
    (project.root / "only-cmp").mkdir()
    (project.root / "only-cmp" / "cmp").symlink_to(project.bin / "cmp")
    again = project.start("round")
    assert (again.returncode, again.stderr) == (0, "")
    assert '"args": ["round"]' in again.stdout
    assert project.count_installs() == 1


def test_the_exit_code_of_the_command_is_the_exit_code_of_the_launcher(project: Project) -> None:
    (project.root / "cli" / "__main__.py").write_text("raise SystemExit(7)")
    assert [project.start().returncode, project.start().returncode] == [7, 7]


def test_a_changed_lock_makes_the_environment_again(project: Project) -> None:
    project.start()
    (project.root / ".venv" / "left over").touch()
    (project.root / "requirements.lock").write_text("# another nothing\n")
    again = project.start()
    assert again.returncode == 0
    assert "Danh sách thư viện đã đổi" in again.stderr
    assert not (project.root / ".venv" / "left over").exists()
    assert project.start().stderr == ""


def test_without_a_network_the_libraries_that_worked_go_on_and_a_sentence_says_so(project: Project) -> None:
    project.start()
    (project.root / "requirements.lock").write_text("new-one==1.0 \\\n    --hash=sha256:00\n")
    (project.root / "broken").touch()
    for told in ("chưa cài được thư viện mới", "10 phút nữa mới thử lại"):
        done = project.start("plan", "check")
        assert done.returncode == 0
        assert f"{told}. Lệnh này vẫn chạy với thư viện cũ. Còn thiếu hẳn new-one: " in done.stderr
        assert f'"prefix": "{project.root}/.venvs/1"' in done.stdout
        assert project.count_installs() == 2  # the second time nobody waits for a network that is away
    (project.root / "broken").unlink()
    (project.root / ".venvs" / "2" / "dondoc.failed").write_text("0\n")
    assert f'"prefix": "{project.root}/.venvs/' in project.start().stdout
    assert project.start().stderr == ""
    assert [one.name for one in (project.root / ".venvs").iterdir()] == [(project.root / ".venv").readlink().name]


def test_a_program_that_runs_keeps_its_libraries_to_its_end(project: Project) -> None:
    project.start()
    with project.running("up") as up:
        (project.root / "requirements.lock").write_text("# another nothing\n")
        for _ in range(2):
            assert f'"prefix": "{project.root}/.venvs/2"' in project.start().stdout
        assert (project.root / ".venvs" / "1" / "bin" / "python").exists()
        assert f'"prefix": "{project.root}/.venvs/1"' in up.communicate("\n")[0]
    project.start()
    assert not (project.root / ".venvs" / "1").exists()


def test_a_folder_of_an_earlier_launcher_is_used_until_nothing_runs_from_it(project: Project) -> None:
    project.start()
    (project.root / ".venv").unlink()
    (project.root / ".venvs" / "1").rename(project.root / ".venv")
    assert f'"prefix": "{project.root}/.venv"' in project.start().stdout
    with project.running("up") as up:
        (project.root / "requirements.lock").write_text("# another nothing\n")
        for _ in range(2):
            done = project.start()
            assert f"một chương trình đang chạy từ {project.root}/.venv, khi nó dừng" in done.stderr
            assert f'"prefix": "{project.root}/.venv"' in done.stdout
        assert f'"prefix": "{project.root}/.venv"' in up.communicate("\n")[0]
    done = project.start()
    assert (done.stderr, f'"prefix": "{project.root}/.venvs/1"' in done.stdout) == ("", True)
    assert project.count_installs() == 2
    project.start()
    assert [one.name for one in (project.root / ".venvs").iterdir()] == ["1"]


def test_a_failed_install_shows_the_log_and_the_next_start_makes_it_again(project: Project) -> None:
    (project.root / "broken").touch()
    failed = project.start()
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "error: no route to the index" in failed.stderr
    assert "HTTPS_PROXY" in failed.stderr
    (project.root / "broken").unlink()
    again = project.start()
    assert again.returncode == 0
    assert "làm dở" in again.stderr


def test_an_environment_whose_python_is_gone_is_made_again(project: Project) -> None:
    project.start()
    python = project.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3.11")
    again = project.start()
    assert again.returncode == 0
    assert "mất Python" in again.stderr


def test_a_project_that_was_moved_makes_its_environment_again(project: Project) -> None:
    project.start()
    project.root = project.root.rename(project.root.parent / "moved")
    again = project.start()
    assert again.returncode == 0
    assert "bị dời chỗ" in again.stderr
    assert f'"prefix": "{project.root}/.venvs/2"' in again.stdout


@pytest.mark.parametrize("release", ["(3, 10)", "(3, 14)"])
def test_a_python_outside_3_11_to_3_13_gets_one_sentence_and_exit_2(project: Project, release: str) -> None:
    python = project.bin / "python3"
    python.unlink()
    python.write_text(PYTHON_OF_RELEASE.replace("RELEASE", release))
    python.chmod(0o755)
    done = project.start()
    assert done.returncode == 2
    assert done.stderr.startswith("Không thấy Python 3.11, 3.12 hay 3.13 trên máy này.")
    assert done.stderr.count("\n") == 1


def test_without_any_python_one_sentence_and_exit_2_and_nothing_left_behind(project: Project) -> None:
    (project.bin / "python3").unlink()
    done = project.start()
    assert done.returncode == 2
    assert done.stderr.startswith("Không thấy Python 3.11, 3.12 hay 3.13 trên máy này.")
    assert not (project.root / ".venv").exists()
    assert not (project.root / ".venv.lock").exists()


def test_a_broken_newer_python_is_passed_over(project: Project) -> None:
    (project.bin / "python3.13").write_text("#!/bin/sh\nexit 127\n")
    (project.bin / "python3.13").chmod(0o755)
    assert project.start().returncode == 0


@pytest.mark.parametrize(("systems", "taken"), [("systems", "python3.12"), ("persons", "python3.13")])
def test_a_python_of_a_persons_folder_is_taken_only_where_there_is_no_other(
    project: Project, systems: str, taken: str
) -> None:
    (project.bin / "python3").unlink()
    for name, whose in (("python3.13", "persons"), ("python3.12", systems)):
        words = f'[ "$1" = --version ] && echo "Python of a test" || echo able {whose} "$0"\n'
        (project.bin / name).write_text(f"#!/bin/sh\n{words}")
        (project.bin / name).chmod(0o755)
    done = project.start()
    assert f"Dùng Python of a test ({project.bin / taken})" in done.stderr


def test_a_path_with_spaces_and_vietnamese_letters_will_do(tmp_path: Path) -> None:
    folder = tmp_path / "Kế hoạch $năm 'nay'  Đôn Đốc"
    folder.mkdir()
    project = lay_out_project(folder)
    assert project.start("a b", "ữ").returncode == 0
    assert '"args": ["a b", "\\u1eef"]' in project.start("a b", "ữ").stdout
    assert project.start().stderr == ""


def test_it_may_be_started_from_another_folder_and_that_folder_shadows_nothing(
    project: Project, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    for name in ("plan", "cli"):
        (elsewhere / name).mkdir(parents=True)
        (elsewhere / name / "__init__.py").write_text("raise SystemExit('not ours')")
    done = project.start(cwd=elsewhere)
    assert f'"cwd": "{elsewhere}"' in done.stdout
    assert f'"plan": "{project.root}/plan/__init__.py"' in done.stdout
    assert '"safe": "1"' in done.stdout


def test_it_may_be_started_through_links(project: Project, tmp_path: Path) -> None:
    (tmp_path / "first").symlink_to("project/dondoc")
    (tmp_path / "bin" / "dondoc").symlink_to(tmp_path / "first")
    (tmp_path / "folder").symlink_to(project.root)
    for start in (tmp_path / "first", tmp_path / "bin" / "dondoc", tmp_path / "folder" / "dondoc"):
        done = subprocess.run(
            [str(start)], env=project.environment, cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert f'"plan": "{project.root}/plan/__init__.py"' in done.stdout
    assert project.count_installs() == 1


def test_it_may_be_started_by_sh_in_its_own_folder(project: Project) -> None:
    done = subprocess.run(
        ["sh", "dondoc"], env=project.environment, cwd=project.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0


def test_of_two_first_starts_one_makes_the_environment_and_the_other_waits(project: Project) -> None:
    (project.root / "slow").touch()
    first = subprocess.Popen(project.command("first"), env=project.environment, stdout=subprocess.PIPE, text=True)
    wait_for_file(project.root / "started")
    second = subprocess.Popen(
        project.command("second"), env=project.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert second.stderr is not None
    assert f"Một lần khởi động khác (tiến trình {first.pid})" in second.stderr.readline()
    (project.root / "go").touch()
    assert '"args": ["first"]' in first.communicate()[0]
    said, more = second.communicate()
    assert '"args": ["second"]' in said
    assert more == ""
    assert project.count_installs() == 1
    assert not (project.root / ".venv.lock").exists()


@pytest.mark.parametrize("named", ["999999999\n", ""])
def test_a_turn_that_a_dead_start_left_behind_is_taken_by_one_of_those_who_wait(project: Project, named: str) -> None:
    (project.root / ".venv.lock").mkdir()
    if named:
        (project.root / ".venv.lock" / "pid").write_text(named)
    else:  # killed before it could put its number there: given a few looks, for it may just be about to
        (project.bin / "sleep").unlink()
        (project.bin / "sleep").write_text(f"#!/bin/sh\nexec {shutil.which('sleep')} 0.1\n")
        (project.bin / "sleep").chmod(0o755)
    starts = [subprocess.Popen(project.command(), env=project.environment, stdout=subprocess.PIPE) for _ in range(3)]
    assert [b'"args": []' in start.communicate()[0] for start in starts] == [True, True, True]
    assert project.count_installs() == 1
    assert not (project.root / ".venv.lock").exists()


def test_ctrl_c_in_the_middle_leaves_no_turn_behind_and_the_next_start_begins_anew(project: Project) -> None:
    (project.root / "slow").touch()
    # One who runs the tests in the background has Ctrl-C switched off for them and for all that they start.
    heeding = (
        "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
    )
    start = subprocess.Popen(
        [sys.executable, "-c", heeding, *project.command()], env=project.environment, start_new_session=True
    )
    wait_for_file(project.root / "started")
    os.killpg(start.pid, signal.SIGINT)  # as a terminal does it: to all that run in front
    try:
        assert start.wait(30) == 130
    finally:
        (project.root / "go").touch()
    assert not (project.root / ".venv.lock").exists()
    (project.root / "slow").unlink()
    again = project.start()
    assert again.returncode == 0
    assert "làm dở" in again.stderr


def bundle(project: Project, *pythons: str) -> Path:
    """Make a project what comes out of a bundle for some Pythons."""
    wheels = project.root / "wheels"
    wheels.mkdir()
    (wheels / "pythons").write_text("".join(f"{python}\n" for python in pythons))
    return wheels


def test_a_bundle_takes_its_libraries_from_its_own_folder_and_asks_no_network(project: Project) -> None:
    wheels = bundle(project, f"{sys.version_info[0]}.{sys.version_info[1]}")
    done = project.start()
    assert (done.returncode, "không cần mạng" in done.stderr) == (0, True)
    (call,) = [one for one in Path(project.environment["UV_CALLS"]).read_text().splitlines() if "pip install" in one]
    assert f"--require-hashes --no-deps --only-binary :all: --no-index --find-links {wheels} -r " in call


def test_a_bundle_for_other_pythons_says_for_which(project: Project) -> None:
    others = [f"3.{minor}" for minor in (11, 12, 13) if minor != sys.version_info[1]]
    bundle(project, *others)
    done = project.start()
    assert done.returncode == 2
    assert f"Gói cài đặt này có thư viện cho Python {' '.join(others)}, trên máy không thấy bản ấy." in done.stderr


def test_pip_does_it_where_there_is_no_uv(tmp_path: Path) -> None:
    project = lay_out_project(tmp_path, with_uv=False)
    done = project.start()
    assert done.returncode == 0
    assert "bằng pip" in done.stderr
    assert project.start().stderr == ""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Give a folder that other users of the machine may enter, as those of pytest may not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_where_one_may_not_write_it_says_so_and_runs_once_the_environment_is_there(open_folder: Path) -> None:
    project = lay_out_project(open_folder)
    user = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
    readable = stat.S_IRUSR | stat.S_IXUSR | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH
    project.root.chmod(readable)

    def start_as_a_stranger() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            project.command(), env=project.environment, cwd="/", user=user, capture_output=True, text=True, check=False
        )

    refused = start_as_a_stranger()
    assert refused.returncode == 2
    assert f"Cần tạo môi trường trong {project.root} nhưng không ghi được" in refused.stderr
    project.root.chmod(readable | stat.S_IWUSR)
    assert project.start().returncode == 0
    project.root.chmod(readable)
    may_enter = os.access(project.environment["PYTHON_OF_TEST"], os.X_OK) and user is None
    if may_enter:  # root's own interpreter is closed to others on some machines
        assert start_as_a_stranger().returncode == 0
    project.root.chmod(readable | stat.S_IWUSR)


def wait_for_file(path: Path) -> None:
    """Return when `path` is there; fail after half a minute."""
    wait_for(path.exists)


def wait_for(done: Callable[[], bool]) -> None:
    """Return when `done`; fail after half a minute."""
    alarm = threading.Event()
    for _ in range(600):
        if done():
            return
        alarm.wait(0.05)
    pytest.fail("half a minute passed")
