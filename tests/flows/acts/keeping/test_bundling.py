"""The program as one file: all of it and nothing else, with the libraries that each Python needs."""

import hashlib
import stat
import tarfile
from pathlib import Path

import pytest

from cli.__main__ import main
from flows.acts.keeping import bundling
from tests import PROJECT

LOCK = """
# This file was made by a program.
always==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via dondoc (pyproject.toml)
early==5.0 ; python_full_version < '3.11.3' \\
    --hash=sha256:ff
old==2.0 ; python_full_version < '3.12' \\
    --hash=sha256:cc
new[extra]==3.0 ; python_full_version >= '3.12' \\
    --hash=sha256:dd
windows==4.0 ; sys_platform == 'win32' \\
    --hash=sha256:ee
"""
PIP = """#!/bin/sh
[ "$1" != --version ] || exit 0
echo "$*" >>"{calls}"
[ ! -e "{calls}.broken" ] || {{ echo "WARNING: thử lại" >&2; echo "ERROR: No matching distribution for x" >&2; exit 1; }}
while [ "$1" != --dest ]; do shift; done
echo wheel >"$2/always-1.0-py3-none-any.whl"
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let a small program stand for pip, which notes how it is called, and a few files for the project."""
    pip, noted = tmp_path / "pip", tmp_path / "calls"
    pip.write_text(PIP.format(calls=noted), encoding="utf-8")
    pip.chmod(0o755)
    monkeypatch.setattr(bundling, "_downloader", lambda _room: [str(pip)])
    monkeypatch.setattr(bundling, "_PARTS", ("dondoc", "README.md", "requirements.lock", "models/backups"))
    (tmp_path / "ra").mkdir()
    return noted


@pytest.mark.parametrize(
    ("python", "wanted", "early"), [("3.11", "old==2.0", ["early==5.0 \\"]), ("3.13", "new[extra]==3.0", [])]
)
def test_each_python_gets_what_any_of_its_releases_needs_with_its_hashes(
    python: str, wanted: str, early: list[str]
) -> None:
    newest, first = bundling.wanted_of(LOCK, python)
    assert [line for line in newest.splitlines() if "==" in line] == ["always==1.0 \\", f"{wanted} \\"]
    assert newest.splitlines()[:3] == ["always==1.0 \\", "    --hash=sha256:aa \\", "    --hash=sha256:bb"]
    assert [line for line in first.splitlines() if "==" in line] == early


def test_the_real_lock_is_read_to_its_end() -> None:
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    for python in bundling.PYTHONS:
        asked = [line for line in bundling.wanted_of(lock, python)[0].splitlines() if not line.startswith(" ")]
        assert len(asked) > 150
        assert len({line.split("=")[0] for line in asked}) == len(asked), "one version of each"
        assert any(line.startswith("xlsxwriter") for line in asked)
    assert "async-timeout" in bundling.wanted_of(lock, "3.11")[1]


def test_a_bundle_holds_the_program_the_libraries_and_the_sums_of_all(
    calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bundle", "--python", "3.11", "--python", "3.13", "--to", str(tmp_path / "ra")]) == 0
    (file,) = (tmp_path / "ra").glob("*.tar")
    told = capsys.readouterr().out
    assert f"tar xf {file.name} && {file.stem}/dondoc up" in told
    assert hashlib.sha256(file.read_bytes()).hexdigest() in told
    assert (tmp_path / "ra" / f"{file.name}.sha256").read_text().split() == [
        told.split("SHA-256: ")[1].split()[0],
        file.name,
    ]
    with tarfile.open(file) as packed:
        names = {name.removeprefix(f"{file.stem}/") for name in packed.getnames()}
        assert {"dondoc", "README.md", "wheels/always-1.0-py3-none-any.whl", "wheels/pythons", "SHA256SUMS"} <= names
        assert "models/backups/archive.py" in names
        assert not [name for name in names if "__pycache__" in name or "/." in name]
        assert stat.S_IMODE(packed.getmember(f"{file.stem}/dondoc").mode) == 0o755
        read = {name: _content(packed, f"{file.stem}/{name}") for name in names}
    assert read["wheels/pythons"] == b"3.11\n3.13\n"
    sums = dict(line.split("  ")[::-1] for line in read.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in read.items()}
    asked = calls.read_text().splitlines()
    assert ["--python-version 3.11" in asked[0], "--python-version 3.13" in asked[-1]] == [True, True]
    assert all("--require-hashes --no-deps --only-binary :all:" in line for line in asked)


def _content(packed: tarfile.TarFile, name: str) -> bytes:
    content = packed.extractfile(name)
    assert content is not None
    return content.read()


def test_a_library_that_cannot_be_had_is_told_and_nothing_is_left(
    calls: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(f"{calls}.broken").touch()
    assert main(["bundle", "--to", str(tmp_path / "ra")]) == 1
    assert capsys.readouterr().err == (
        "Không tải được thư viện cho Python 3.11: ERROR: No matching distribution for x. Hãy xem mạng (HTTPS_PROXY) rồi chạy lại.\n"
    )
    assert list((tmp_path / "ra").iterdir()) == []


@pytest.mark.usefixtures("calls")
def test_a_python_or_a_folder_that_there_is_not_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bundle", "--python", "3.9"]) == 2
    assert main(["bundle", "--to", str(tmp_path / "không có")]) == 2
    assert "3.11, 3.12, 3.13" in capsys.readouterr().err
