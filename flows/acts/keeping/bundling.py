"""The program as one file for a server without a network: its files, and the libraries of the lock as wheels.

The launcher of an unpacked bundle takes the libraries from its folder `wheels` and compares each with the lock, as it
does with what it downloads.
"""

import hashlib
import io
import platform
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.tags import platform_tags

from flows.acts.keeping.versions import PROJECT
from flows.faults import describe_system_fault
from models.refusal import RefusedError

PYTHONS = ("3.11", "3.12", "3.13")
"""The Pythons that the program runs on."""
WHEELS, NAMED, SUMS, LOCK = "wheels", "pythons", "SHA256SUMS", "requirements.lock"
_PARTS = (
    *("bench", "cli", "deploy", "docs", "flows", "models", "notifications", "plan", "reports", "tests", "web"),
    *("dondoc", "pyproject.toml", "requirements.lock", "README.md", "README.en.md", "CONTRIBUTING.md", "CHANGELOG.md"),
)
"""What of the project's folder goes along: the program, and nothing that an office may keep beside it."""
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Bundle:
    """A bundle that was made: its file, size in bytes, SHA-256, and how many libraries are in it for all its Pythons."""

    file: Path
    size: int
    sha256: str
    wheels: int


def make_bundle(folder: Path, pythons: Sequence[str]) -> Bundle:
    """Download the libraries of the lock for Pythons (`3.11`) and this machine's system, and pack them with the program.

    Raise RefusedError where a library cannot be had, or the file cannot be written: no file is there then.
    """
    name = f"dondoc-{_version()}-{platform.system().lower()}-{platform.machine()}"
    file = folder / f"{name}.tar"
    draft = folder / f".{name}.tar.part"
    try:
        with tempfile.TemporaryDirectory(prefix=".dondoc-bundle-", dir=folder) as room:
            wheels = Path(room) / WHEELS
            wheels.mkdir()
            downloader = _downloader(Path(room))
            for python in pythons:
                _download(downloader, python, wheels, Path(room))
            (wheels / NAMED).write_text("".join(f"{python}\n" for python in pythons), encoding="ascii")
            _pack(draft, name, wheels)
            draft.replace(file)
        digest = _digest(file)
        (folder / f"{file.name}.sha256").write_text(f"{digest}  {file.name}\n", encoding="ascii")
    except OSError as error:
        raise RefusedError(f"Không ghi được {file} ({describe_system_fault(error)}).") from None
    finally:
        draft.unlink(missing_ok=True)
    return Bundle(file, file.stat().st_size, digest, len(set(_wheels_of(file))))


def wanted_of(lock: str, python: str) -> tuple[str, str]:
    """Return the part of a lock that a Python (`3.12`) on this system needs, with its hashes and without conditions.

    First what its newest releases need, then what only its first one does: nobody knows which one a server has. pip reckons
    conditions for the Python it runs on, whatever Python it downloads for.
    """
    newest, first = (list(_entries(lock, f"{python}.{patch}", python)) for patch in (99, 0))
    return "".join(newest), "".join(entry for entry in first if entry not in newest)


def _entries(lock: str, release: str, python: str) -> Iterator[str]:
    """Yield what a lock has for one release of Python (`3.12.0`): a library with its version, and its hashes below."""
    system = {"python_version": python, "python_full_version": release, "implementation_name": "cpython"}
    for found in re.finditer(r"^([A-Za-z0-9][^\n]*?) ?\\?\n((?: +--hash=\S+(?: \\)?\n)+)", lock, re.MULTILINE):
        asked = Requirement(found[1])
        if asked.marker is None or asked.marker.evaluate(system):
            extras = f"[{','.join(sorted(asked.extras))}]" if asked.extras else ""
            yield f"{asked.name}{extras}{asked.specifier} \\\n{found[2]}"


def _download(downloader: Sequence[str], python: str, wheels: Path, room: Path) -> None:
    tags = [part for tag in platform_tags() for part in ("--platform", tag)]
    for number, wanted in enumerate(filter(None, wanted_of((PROJECT / LOCK).read_text(encoding="utf-8"), python))):
        listed = room / f"wanted-{python}-{number}.txt"
        listed.write_text(wanted, encoding="utf-8")
        asked = [
            *("download", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes", "--no-deps"),
            *("--only-binary", ":all:", "--python-version", python, "--implementation", "cp"),
            *("--abi", f"cp{python.replace('.', '')}", *tags, "--dest", str(wheels), "--requirement", str(listed)),
        ]
        done = subprocess.run([*downloader, *asked], capture_output=True, text=True, check=False, cwd=room)
        if done.returncode:
            said = (done.stderr.strip().splitlines() or [f"mã {done.returncode}"])[-1]
            raise RefusedError(
                f"Không tải được thư viện cho Python {python}: {said}. Hãy xem mạng (HTTPS_PROXY) rồi chạy lại."
            )


def _downloader(room: Path) -> list[str]:
    """Return how pip is started: by this Python, by the one under it, in an environment of its own, or by uv."""
    base = str(getattr(sys, "_base_executable", sys.executable))
    own = room / "pip"
    for command in ([sys.executable, "-m", "pip"], [base, "-m", "pip"]):
        if _starts(command):
            return command
    if _starts([base, "-m", "venv", str(own)], version=False) and _starts([str(own / "bin" / "python"), "-m", "pip"]):
        return [str(own / "bin" / "python"), "-m", "pip"]
    if _starts(["uv", "tool", "run", "pip"]):
        return ["uv", "tool", "run", "pip"]
    raise RefusedError("Máy này không có pip để tải thư viện; hãy cài gói python3-pip hoặc python3-venv, hoặc uv.")


def _starts(command: Sequence[str], *, version: bool = True) -> bool:
    with suppress(OSError):
        asked = [*command, "--version"] if version else list(command)
        return subprocess.run(asked, capture_output=True, check=False).returncode == 0
    return False


def _pack(draft: Path, name: str, wheels: Path) -> None:
    """Write the archive: the program, the wheels, and last the sums of all of it, for `sha256sum --check`."""
    sums = []
    with tarfile.open(draft, "w", format=tarfile.PAX_FORMAT) as packed:
        for file, inside in (*_program(), *((one, f"{WHEELS}/{one.name}") for one in sorted(wheels.iterdir()))):
            entry = packed.gettarinfo(file, f"{name}/{inside}")
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            entry.mode = 0o755 if inside == "dondoc" else 0o644
            with file.open("rb") as content:
                packed.addfile(entry, content)
            sums.append(f"{_digest(file)}  {inside}\n")
        told = "".join(sums).encode()
        entry = tarfile.TarInfo(f"{name}/{SUMS}")
        entry.size, entry.mode = len(told), 0o644
        packed.addfile(entry, io.BytesIO(told))


def _program() -> Iterator[tuple[Path, str]]:
    """Yield the files of the program, each with its name in the bundle."""
    for part in _PARTS:
        place = PROJECT / part
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            inside = file.relative_to(PROJECT)
            hidden = any(one.startswith(".") or one == "__pycache__" for one in inside.parts)
            if file.is_file() and not hidden and not file.is_symlink():
                yield file, inside.as_posix()


def _wheels_of(file: Path) -> Iterator[str]:
    with tarfile.open(file) as packed:
        yield from (name for name in packed.getnames() if name.endswith(".whl"))


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as content:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _version() -> str:
    return str(tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
