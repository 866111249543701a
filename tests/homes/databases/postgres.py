"""Databases on a PostgreSQL server: empty, or with all tables, copied from one that was migrated once in a run."""

import getpass
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from models.database import Database
from tests.homes.databases.templates import template

EMPTY = "template0"
"""The template from which PostgreSQL makes a database with nothing in it."""


def find_postgres() -> str | None:
    """Return the address of a server that answers, as libpq reads it, or None."""
    named = os.environ.get("DONDOC_TEST_POSTGRES")
    users = dict.fromkeys([getpass.getuser(), "postgres"])
    guesses = [named] if named else [f"postgresql://{user}@127.0.0.1:5432/postgres" for user in users]
    for address in guesses:
        try:
            psycopg.connect(address, connect_timeout=3).close()
        except psycopg.Error:
            continue
        return address
    return None


@contextmanager
def database_made(server: str, made_from: str = EMPTY) -> Iterator[str]:
    """Make a database on a server, give its `postgresql://user@host:port/name`, and drop it at the end."""
    name = f"dondoc_test_{uuid.uuid4().hex}"
    _create(server, name, made_from)
    yield _address(server, name)
    drop(server, name)


def migrated_template(server: str, run: Path) -> str:
    """Return the name of a database with all tables, which lives as long as the folder of a run.

    Whoever ends the run calls `drop_template`. Nobody may stay connected to it: PostgreSQL refuses to
    copy a database that is in use.
    """
    name = f"dondoc_test_template_{run.name.replace('-', '_')}"

    def make(folder: Path) -> None:
        (folder / name).write_text(server)
        drop(server, name)  # what a maker left that was killed in the middle
        _create(server, name, EMPTY)
        database = Database(_address(server, name))
        database.migrate()
        database.close()

    template("postgres", make, run)
    return name


def drop_template(run: Path) -> None:
    """Drop the database with all tables that the workers of a run have shared, if they made one."""
    for folder in (run / "postgres", run / "postgres.begun"):
        for note in folder.glob("*"):
            drop(note.read_text(), note.name)


def drop(server: str, name: str) -> None:
    """Drop a database, whoever is connected to it; nothing happens when it is not there."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _create(server: str, name: str, made_from: str) -> None:
    statement = sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE {}")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(made_from)))
        # No test pulls the server's plug: what is told to be committed need not be on the disk.
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))


def _address(server: str, name: str) -> str:
    parts = conninfo_to_dict(server)
    login = str(parts.get("user", "")) + (f":{parts['password']}" if parts.get("password") else "")
    return f"postgresql://{login}@{parts.get('host', '127.0.0.1')}:{parts.get('port', 5432)}/{name}"
