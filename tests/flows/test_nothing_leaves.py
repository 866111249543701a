"""Nothing leaves: in a network of the loopback alone a round, a report, a backup and the checks are done as ever."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import PROJECT
from tests.conftest import Require
from tests.homes.outside.calls import calls_outside, watched

DAY = "2023-06-05"
WORK = f"""
import sys
from cli.__main__ import main
home, out = sys.argv[1:]
assert main(["round", "--home", home, "--on", "{DAY}"]) == 0
assert main(["report", "--home", home, "--out", out]) == 0
assert main(["backup", "--home", home, "--to", out]) == 0
main(["doctor", "--home", home])
"""
"""A day of the program, in one process."""
UNSHARE_MISSING = "không tạo được mạng riêng (unshare -rn): máy này không cho phép"


def may_unshare() -> bool:
    found = shutil.which("unshare")
    return bool(found) and subprocess.run([str(found), "-rn", "true"], check=False, capture_output=True).returncode == 0


def test_a_day_is_worked_without_a_network_and_asks_for_nothing_outside(tmp_path: Path, require: Require) -> None:
    require("unshare", may_unshare(), UNSHARE_MISSING)
    home, out, calls = tmp_path / "home", tmp_path / "out", tmp_path / "calls.txt"
    out.mkdir()
    alone = ["unshare", "-rn", sys.executable, "-m", "tests.homes.outside.loopback_only"]
    done = subprocess.run(
        [*alone, "-c", WORK, str(home), str(out)],
        cwd=PROJECT,
        env=os.environ | watched(calls),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    assert len(list((home / "mailbox").glob("*.eml"))) > 30
    assert list(out.glob("*.docx"))
    assert calls_outside(calls) == []


def test_a_call_outside_would_be_seen(tmp_path: Path) -> None:
    calls = tmp_path / "calls.txt"
    ask = "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 443))"
    subprocess.run([sys.executable, "-c", ask], env=os.environ | watched(calls), check=False, capture_output=True)
    assert [line.split(" ")[1] for line in calls_outside(calls)] == ["'192.0.2.1'"]
