"""No other account of the machine reads what a home holds."""

import os
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.files import keep_private, open_to_others
from models.settings import open_home
from tests.homes.offices import round_on, small_office

NOBODY = 65_534


@pytest.fixture
def room() -> Iterator[Path]:
    """A folder that every account may enter, and the mask under which the program runs."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    before = os.umask(0o022)
    keep_private()
    yield folder
    os.umask(before)
    shutil.rmtree(folder)


def wide(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077)


def test_nobody_else_reads_a_file_of_a_home(room: Path) -> None:
    (room / "home").mkdir()
    with small_office(room, date(2023, 6, 5)) as office:
        round_on(office, date(2023, 6, 5))
        made = [path for path in office.home.path.rglob("*") if path.is_file()]
    assert {"dondoc.db", "link.key"} <= {path.name for path in made}
    assert any(path.suffix == ".eml" for path in made)
    assert wide(room / "home") == []
    if os.geteuid() == 0:
        asked = ["cat", *map(str, made)]
        said = subprocess.run(asked, user=NOBODY, group=NOBODY, capture_output=True, check=False)
        assert (said.returncode, said.stdout, said.stderr.count(b"Permission denied")) == (1, b"", len(made))


def test_what_an_earlier_release_made_is_narrowed_and_what_an_office_made_is_left(tmp_path: Path) -> None:
    ours, theirs = ("dondoc.db", "dondoc.db-wal", "link.key"), ("contacts.csv", "ghi-chu.txt")
    for name in (*ours, *theirs):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(0o644)
    (tmp_path / "mailbox").mkdir(mode=0o755)
    elsewhere = tmp_path / "ghi-chu.txt"
    (tmp_path / "views").symlink_to(elsewhere)
    tmp_path.chmod(0o755)
    open_home(tmp_path)
    assert {name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in (*ours, "mailbox")} == dict.fromkeys(
        ours, 0o600
    ) | {"mailbox": 0o700}
    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in theirs} == {0o644}
    assert list(open_to_others([tmp_path, tmp_path / "dondoc.db"])) == [tmp_path]
    tmp_path.chmod(0o700)
    assert list(open_to_others([tmp_path, tmp_path / "dondoc.db"])) == []
