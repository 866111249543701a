"""What is done to a home's files and its SQLite database: each fault by name, as a block during which it is there."""

import os
import random
import shutil
import sqlite3
import stat
import struct
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests import PROJECT

FILE = "dondoc.db"
PAGE = 4096


@dataclass(frozen=True)
class Fault:
    """A fault: how it is made, and ended with its block.

    `told` if some command must say so: a fault that nobody could notice, or that the program rightly works through, is
    not. `restored` if it ends with the database put back from a copy. `as_office` runs the programs without root's right
    to pass over modes; `room` is the size of the disk that the home stands on, in megabytes.
    """

    name: str
    there: Callable[[Path], AbstractContextManager[None]]
    told: bool = True
    restored: bool = False
    as_office: bool = False
    room: int = 0


@contextmanager
def kept(path: Path) -> Iterator[None]:
    """Put a file or folder back as it was when the block ends, as an office does that has a copy."""
    aside = path.with_name(f"{path.name}.kept")
    there = path.exists()
    if path.is_dir():
        shutil.copytree(path, aside)
    elif there:
        shutil.copy2(path, aside)
    try:
        yield
    finally:
        _remove(path)
        if there:
            aside.rename(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _database(home: Path, spoil: Callable[[Path], object]) -> Iterator[None]:
    """Spoil the file of the database, as it is on the disk with nothing beside it, until it is put back."""
    file = home / FILE
    with sqlite3.connect(file) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    beside = [file.with_name(f"{FILE}{end}") for end in ("-wal", "-shm")]
    for one in beside:
        one.unlink(missing_ok=True)
    with kept(file):
        spoil(file)
        yield
        for one in beside:
            one.unlink(missing_ok=True)


def _write(place: int, what: bytes, file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(place)
        opened.write(what)


def _flip(page: int, file: Path) -> None:
    """Turn one byte of a page round: of the first ones, which say what the page is, or of a row."""
    place = page * PAGE + (random.Random(page).choice([0, 3, 5, 8, 12, 2000, 4000]))  # noqa: S311  no secret
    with file.open("r+b") as opened:
        opened.seek(place)
        [was] = opened.read(1) or b"\0"
        opened.seek(place)
        opened.write(bytes([was ^ 0x55]))


def _scribble(file: Path) -> None:
    for page in range(8, file.stat().st_size // PAGE, 3):
        _write(page * PAGE + 100, random.Random(page).randbytes(300), file)  # noqa: S311  no secret


def _a_folder(path: Path) -> None:
    _remove(path)
    path.mkdir()


def _statement(text: str, file: Path) -> None:
    opened = sqlite3.connect(file)
    opened.executescript(text)
    opened.commit()
    opened.close()


def _another_home(file: Path) -> None:
    _statement("UPDATE home SET identity = 'another'", file)


def _database_faults() -> Iterator[Fault]:
    size = "half", lambda file: os.truncate(file, file.stat().st_size // 2)
    spoilt: list[tuple[str, Callable[[Path], object]]] = [
        size,
        ("cut by one page", lambda file: os.truncate(file, file.stat().st_size - PAGE)),
        ("cut in a page", lambda file: os.truncate(file, file.stat().st_size - 1000)),
        ("cut to its header", lambda file: os.truncate(file, 100)),
        ("empty", lambda file: os.truncate(file, 0)),
        ("gone", lambda file: file.unlink()),
        ("a folder", _a_folder),
        ("a text", lambda file: file.write_text("không phải cơ sở dữ liệu\n" * 300, encoding="utf-8")),
        ("a header of zeros", partial(_write, 0, b"\0" * 64)),
        ("a schema of zeros", partial(_write, 100, b"\0" * 2000)),
        ("another page size", partial(_write, 16, struct.pack(">H", 512))),
        ("scribbled on", _scribble),
        ("another home's", _another_home),
        ("of a newer program", partial(_statement, "UPDATE alembic_version SET version_num = '9999'")),
        ("without a table", partial(_statement, "DROP TABLE letter")),
        ("without its version", partial(_statement, "DELETE FROM alembic_version")),
    ]
    for name, spoil in spoilt:
        yield Fault(f"database {name}", partial(_database, spoil=spoil), restored=True)
    for page in (1, 2, 5, 9, 14, 20, 27, 35, 50, 70, 90, 110):
        yield Fault(
            f"one byte of page {page} of the database",
            partial(_database, spoil=partial(_flip, page)),
            told=False,
            restored=True,
        )


@contextmanager
def _held(home: Path) -> Iterator[None]:
    opened = sqlite3.connect(home / FILE, isolation_level=None)
    opened.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        opened.close()


@contextmanager
def _beside(home: Path, end: str, what: bytes) -> Iterator[None]:
    """Leave a file of another time beside the database."""
    with kept(home / FILE):
        (home / f"{FILE}{end}").write_bytes(what)
        yield
    for one in ("-wal", "-shm", "-journal"):
        (home / f"{FILE}{one}").unlink(missing_ok=True)


@contextmanager
def _full(home: Path, left: int) -> Iterator[None]:
    found = os.statvfs(home)
    filler = home.parent / "filler"
    filler.write_bytes(b"x" * max(0, found.f_bavail * found.f_frsize - left * 1024))
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def _read_only(home: Path) -> Iterator[None]:
    """Let the home be read only for whoever opens it from now on: who has a file open keeps what he has."""
    subprocess.run(["mount", "--bind", str(home), str(home)], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", str(home)], check=True)
    try:
        yield
    finally:
        off_its_disk(home)


def _store_faults() -> Iterator[Fault]:
    yield Fault("database held by another program", _held)
    yield Fault(
        "a strange wal beside the database",
        partial(_beside, end="-wal", what=os.urandom(9000)),
        told=False,
        restored=True,
    )
    yield Fault(
        "a strange shm beside the database",
        partial(_beside, end="-shm", what=os.urandom(32768)),
        told=False,
        restored=True,
    )
    yield Fault(
        "a strange journal beside the database",
        partial(_beside, end="-journal", what=os.urandom(9000)),
        told=False,
        restored=True,
    )
    for left in (0, 16, 64, 300, 700, 1200):
        yield Fault(f"disk full but for {left} KB", partial(_full, left=left), told=left < 100, room=24)
    yield Fault("disk read-only", _read_only, room=24)


@contextmanager
def _mode(home: Path, name: str, mode: int) -> Iterator[None]:
    path = home / name
    was = stat.S_IMODE(path.stat().st_mode)
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(was)
        for beside in home.glob(f"{FILE}-*"):  # made meanwhile with the mode of the database, as the sentence says
            beside.chmod(0o600)


def _mode_faults() -> Iterator[Fault]:
    for name in ("contacts.csv", "dondoc.toml", "link.key", "home.id", FILE, "views", "."):
        yield Fault(f"{name} unreadable by its mode", partial(_mode, name=name, mode=0), as_office=True)
    for name in (FILE, "."):
        yield Fault(f"{name} not to be written by its mode", partial(_mode, name=name, mode=0o500), as_office=True)
    yield Fault("evidence unreadable by its mode", partial(_mode, name="evidence", mode=0), as_office=True, told=False)


@contextmanager
def _file(home: Path, name: str, make: Callable[[Path], object]) -> Iterator[None]:
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with kept(path):
        make(path)
        yield


def _a_file(path: Path) -> None:
    _remove(path)
    path.write_text("đây là tệp", encoding="utf-8")


def _own_plan(home: Path, change: Callable[[str], bytes]) -> AbstractContextManager[None]:
    shipped = (PROJECT / "plan/data/bac-giang/bac-giang.yaml").read_text(encoding="utf-8")
    return _plan_folder(home, change(shipped))


@contextmanager
def _plan_folder(home: Path, text: bytes) -> Iterator[None]:
    folder = home / "plans" / "bac-giang"
    folder.mkdir(parents=True)
    (folder / "bac-giang.yaml").write_bytes(text)
    try:
        yield
    finally:
        shutil.rmtree(home / "plans")


def _file_faults() -> Iterator[Fault]:
    def file(name: str, what: str, make: Callable[[Path], object], *, told: bool = True) -> Fault:
        return Fault(f"{name} {what}", partial(_file, name=name, make=make), told=told)

    yield file("contacts.csv", "gone", Path.unlink)
    yield file("contacts.csv", "empty", lambda path: path.write_bytes(b""))
    yield file(
        "contacts.csv", "with its first line alone", lambda path: path.write_text(path.read_text().splitlines()[0])
    )
    yield file("contacts.csv", "a folder", _a_folder)
    yield file("contacts.csv", "cut in a line", lambda path: path.write_bytes(path.read_bytes()[:1500]))
    yield file("contacts.csv", "with a wrong line", lambda path: path.open("a").write("khong-co,,,,email,sai,,\n"))
    yield file("contacts.csv", "of random bytes", lambda path: path.write_bytes(os.urandom(3000)))
    yield file(
        "contacts.csv", "in UTF-16", lambda path: path.write_bytes(path.read_text().encode("utf-16")), told=False
    )
    for what, text in {
        "broken": "plans = [",
        "with a plan nobody has": 'plans = ["khong-co"]\nanswer_url = "https://dondoc.tinh.gov.vn"\n',
        "with a secret": 'mail_url = "mailto://a:b@c"\n',
        "of random bytes": "\0\1\2",
    }.items():
        yield file("dondoc.toml", what, lambda path, text=text: path.write_text(text))  # type: ignore[misc]
    yield file("dondoc.toml", "a folder", _a_folder)
    yield file("link.key", "gone", Path.unlink)
    yield file("link.key", "too short", lambda path: path.write_text("ngắn\n"))
    yield file("link.key", "another", lambda path: path.write_text("k" * 64 + "\n"))
    yield file("link.key", "a folder", _a_folder)
    yield file("home.id", "gone", Path.unlink)
    yield file("home.id", "another", lambda path: path.write_text("0" * 32 + "\n"))
    yield file("home.id", "of random bytes", lambda path: path.write_bytes(b"\xff\xfe\0\1"))
    yield file("views", "a file", _a_file)
    yield file("evidence", "a file", _a_file, told=False)
    yield file("faults.log", "a folder", _a_folder, told=False)
    yield Fault("own plan cut", partial(_own_plan, change=lambda text: text[: len(text) // 2].encode()))
    yield Fault("own plan of random bytes", partial(_own_plan, change=lambda _: os.urandom(5000)))
    yield Fault("own plan empty", partial(_own_plan, change=lambda _: b""))
    yield Fault(
        "own plan that opens a year ahead",
        partial(
            _own_plan, change=lambda text: text.replace("opens: 30 days before", "opens: 400 days before").encode()
        ),
    )


def faults() -> list[Fault]:
    """Return all faults of files and of SQLite."""
    return [*_store_faults(), *_database_faults(), *_mode_faults(), *_file_faults()]


def on_a_disk(folder: Path, megabytes: int) -> bool:
    """Give a folder a small disk of its own; False where this account may not."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    return done.returncode == 0


def off_its_disk(folder: Path) -> None:
    """Take the small disk away again."""
    with suppress(OSError):
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)
