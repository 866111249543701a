"""What is done to a PostgreSQL server of a trial's own: away, full, read-only, held, without what a home needs."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests.homes.pages.serving import find_port


class Server:
    """A PostgreSQL server in a folder of its own, which is stopped and started as a trial asks."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder, self.port = programs, folder, find_port()
        folder.mkdir()
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        self._run("initdb", "-A", "trust", "-U", "postgres", "-D", str(folder / "data"))
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        # The server keeps what it is given to write to: nobody waits for that to be closed.
        subprocess.run(
            [*as_postgres, str(self.programs / program), *arguments],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-w", "-o", options, "-l", str(self.folder / "log"), "start"
        )

    def stop(self) -> None:
        """Stop it as a power cut does."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def freeze(self, how: signal.Signals) -> None:
        """Stop (SIGSTOP) or let go on (SIGCONT) the process that takes connections."""
        os.kill(int((self.folder / "data" / "postmaster.pid").read_text().split()[0]), how)

    def address(self, name: str, user: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}"

    def do(self, statement: str, inside: str = "postgres", **names: str) -> None:
        """Run a statement inside a database; names stand in it as `{database}`."""
        with psycopg.connect(self.address(inside), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(**{key: sql.Identifier(one) for key, one in names.items()}))

    def copy(self, made_from: str, name: str) -> None:
        """Copy a database."""
        self.do("CREATE DATABASE {name} TEMPLATE {made_from}", name=name, made_from=made_from)


@contextmanager
def postgres_server(folder: Path) -> Iterator[Server | None]:
    """Give a server of its own while the block runs; None where its programs are not on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        yield None
        return
    server = Server(found[-1], folder)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def _away(server: Server, _name: str) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        server.start()


@contextmanager
def _frozen(server: Server, _name: str) -> Iterator[None]:
    server.freeze(signal.SIGSTOP)
    try:
        yield
    finally:
        server.freeze(signal.SIGCONT)


@contextmanager
def _read_only(server: Server, name: str) -> Iterator[None]:
    server.do("ALTER DATABASE {database} SET default_transaction_read_only = on", database=name)
    try:
        yield
    finally:
        server.do("ALTER DATABASE {database} RESET default_transaction_read_only", database=name)


@contextmanager
def _table_held(server: Server, name: str) -> Iterator[None]:
    with psycopg.connect(server.address(name)) as connection:
        connection.execute("LOCK TABLE check_in IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def _renamed(server: Server, name: str) -> Iterator[None]:
    server.do(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname NOT IN ('postgres', 'seed', 'measure')"
    )
    server.do("ALTER DATABASE {database} RENAME TO gone", database=name)
    try:
        yield
    finally:
        server.do("ALTER DATABASE gone RENAME TO {database}", database=name)


def _between(there: str, back: str) -> Callable[[Server, str], AbstractContextManager[None]]:
    @contextmanager
    def fault(server: Server, name: str) -> Iterator[None]:
        server.do(there, name)
        try:
            yield
        finally:
            server.do(back, name)

    return fault


FAULTS: dict[str, Callable[[Server, str], AbstractContextManager[None]]] = {
    "away": _away,
    "frozen": _frozen,
    "read-only": _read_only,
    "a table held": _table_held,
    "the database gone": _renamed,
    "a table gone": _between("ALTER TABLE letter RENAME TO letter_aside", "ALTER TABLE letter_aside RENAME TO letter"),
    "of a newer program": _between(
        "UPDATE alembic_version SET version_num = '9' || version_num",
        "UPDATE alembic_version SET version_num = substr(version_num, 2)",
    ),
    "another home's": _between(
        "UPDATE home SET identity = 'x' || identity", "UPDATE home SET identity = substr(identity, 2)"
    ),
}
"""What may be wrong with a server or a database of it, by name: a block during which it is."""
UNTOLD = frozenset({"read-only"})
"""What the program rightly works through: it says of each transaction that it writes, whatever a database's default is."""
