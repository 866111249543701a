"""Databases in trouble, as a machine leaves them: held, full, read-only, damaged, lost, of a newer program, away."""

import socket
import sqlite3
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine

from models import database as database_module

FILE = "dondoc.db"


def settle(home: Path) -> None:
    """Put all that is written into the file of the database itself, and remove what SQLite keeps beside it."""
    with sqlite3.connect(home / FILE) as opened:
        opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    for beside in ("-wal", "-shm"):
        (home / f"{FILE}{beside}").unlink(missing_ok=True)


def rows_in(home: Path) -> list[str]:
    """Return all that the file of a home holds, as statements."""
    opened = sqlite3.connect(f"file:{home / FILE}?mode=ro", uri=True)
    dumped = list(opened.iterdump())
    opened.close()
    return dumped


@contextmanager
def held(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let another program hold the file, and nobody wait long for it."""
    monkeypatch.setattr(database_module, "BUSY_TIMEOUT_MS", 20)
    opened = sqlite3.connect(home / FILE, isolation_level=None)
    opened.execute("BEGIN IMMEDIATE")
    yield
    opened.close()


@contextmanager
def disk_full() -> Iterator[None]:
    """Let no database that is opened now grow."""

    def stop_growing(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's own connection
        connection.execute("PRAGMA max_page_count=1")

    event.listen(Engine, "connect", stop_growing)
    yield
    event.remove(Engine, "connect", stop_growing)


def damage(home: Path) -> None:
    """Write over the head of the file."""
    settle(home)
    with (home / FILE).open("r+b") as opened:
        opened.write(b"damaged damaged damaged")


def make_newer(home: Path) -> None:
    """Let a newer program have made the tables."""
    with sqlite3.connect(home / FILE) as opened:
        opened.execute("UPDATE alembic_version SET version_num = '9999'")
    opened.close()


def lose(home: Path) -> None:
    """Lose the file, and leave it empty, as a copy that broke off does."""
    settle(home)
    (home / FILE).write_bytes(b"")


@contextmanager
def refusing_postgres(code: str, message: str) -> Iterator[str]:
    """Give the address of a PostgreSQL server that refuses every login, saying so in its protocol."""
    listener = socket.create_server(("127.0.0.1", 0))
    fields = f"SFATAL\0VFATAL\0C{code}\0M{message}\0\0".encode()

    def serve() -> None:
        while True:
            try:
                caller, _ = listener.accept()
            except OSError:
                return
            with caller:
                length, kind = struct.unpack("!II", caller.recv(8))
                while kind in (80877103, 80877104):  # asks for a cipher
                    caller.sendall(b"N")
                    length, kind = struct.unpack("!II", caller.recv(8))
                caller.recv(length)
                caller.sendall(b"E" + struct.pack("!I", len(fields) + 4) + fields)

    server = threading.Thread(target=serve, daemon=True)
    server.start()
    yield f"postgresql://an:mat-khau@127.0.0.1:{listener.getsockname()[1]}/dondoc"
    # Closed alone, it would go on waiting, under a number that the next socket gets: it would answer in that one's place.
    listener.shutdown(socket.SHUT_RDWR)
    server.join()
    listener.close()
