"""The database: SQLite in WAL by default, PostgreSQL by setting; one way to read, one to write, one to migrate."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Connection,
    Engine,
    Executable,
    Row,
    Select,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

from models.database_faults import IN_DOUBT, DatabaseRefusedError, busy_fault
from models.store.write_queue import TurnNotComeError, WriteQueue

MOST_CONNECTIONS = 40
"""How many connections a process may have at once: as many as it has threads that answer requests."""
BUSY_TIMEOUT_MS = 30_000
"""How long a statement waits for a row, a table or a turn that somebody else holds, in milliseconds."""
_PAUSE = 0.01
"""How long is waited before a new SQLite file is asked for again, in seconds."""
CONNECT_SECONDS = 10
"""How long a PostgreSQL server may take to let somebody in."""
_ROUND_LOCK = 0x646F6E64
"""An arbitrary number that names the round's lock on PostgreSQL ("dond")."""

DatabaseError = DBAPIError
"""What is raised when the database does not do as it is told; `models.database_faults` has the words."""

__all__ = [
    "Database",
    "DatabaseError",
    "Session",
    "append_rows",
    "insert_new",
    "insert_new_returning",
    "insert_selected",
]


class Database:
    """One database. `write` and `read` give sessions; only `write` commits, when its block ends without an error."""

    def __init__(self, url: str) -> None:
        """Open the database at a SQLAlchemy URL; nothing is read or made yet."""
        self.url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        self.is_sqlite = self.url.startswith("sqlite")
        # What people wrote stands in the statements' values, and an error of the database ends up in a log.
        self.engine = create_engine(
            self.url, hide_parameters=True, connect_args=self._waits(), pool_size=MOST_CONNECTIONS, max_overflow=10
        )
        self._queue: WriteQueue | None = None
        if self.is_sqlite:
            _prepare_sqlite(self.engine)
            if (file := self.engine.url.database) and file != ":memory:":
                self._queue = WriteQueue(Path(file))

    def _waits(self) -> dict[str, Any]:
        """Return what tells the driver to wait for `BUSY_TIMEOUT_MS` and no longer: PostgreSQL would wait for ever.

        So would who connects to a server that hangs: it is given up after `CONNECT_SECONDS`.
        """
        if self.is_sqlite:
            return {"timeout": BUSY_TIMEOUT_MS / 1000}
        given = make_url(self.url).query.get("options", "")
        options = f"{given if isinstance(given, str) else ' '.join(given)} -c lock_timeout={BUSY_TIMEOUT_MS}"
        return {"options": options, "connect_timeout": CONNECT_SECONDS}

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Give a session whose transaction commits when the block ends, and is undone when it raises.

        On SQLite the write lock is taken at once: a read that turns into a write would fail, whatever the time-out. An
        error is noted as `IN_DOUBT` where the connection broke while the transaction was being kept.
        """
        with self._turn(), self.engine.connect() as connection:
            connection.execution_options(dondoc_write=True)
            with Session(connection, expire_on_commit=False) as session:
                yield session
                session.flush()
                try:
                    session.commit()
                except DBAPIError as error:
                    if error.connection_invalidated:
                        error.add_note(IN_DOUBT)
                    # SQLite leaves the transaction open, which whoever is given the connection next would begin anew.
                    connection.invalidate()
                    raise

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for the turn to write where SQLite has one writer at a time. Raise DatabaseError where it does not come."""
        if self._queue is None:
            yield
            return
        with ExitStack() as stack:
            try:
                stack.enter_context(self._queue.turn(BUSY_TIMEOUT_MS / 1000))
            except TurnNotComeError as late:
                raise busy_fault() from late
            yield

    @contextmanager
    def try_out(self) -> Iterator[Session]:
        """Give a session in which everything may be done as in `write`, and of which nothing is kept."""
        with self._turn(), self.engine.connect() as connection:
            connection.execution_options(dondoc_write=True)
            with Session(connection, expire_on_commit=False) as session:
                try:
                    yield session
                finally:
                    session.rollback()

    @contextmanager
    def write_alone(self) -> Iterator[Session]:
        """Give a session as `write` does, while no other process is inside `write_alone`: the steps of a round."""
        with self.write() as session:
            self._wait_for_the_others(session.connection())
            yield session

    @contextmanager
    def write_frozen(self) -> Iterator[Session]:
        """Give a session as `write_alone` does, while nobody else writes anything: they wait, and may read."""
        with self.write_alone() as session:
            if not self.is_sqlite:  # there one writer holds the whole file
                names = inspect(session.connection()).get_table_names()
                session.execute(text(f"LOCK TABLE {', '.join(sorted(names))} IN SHARE ROW EXCLUSIVE MODE"))
            yield session

    def _wait_for_the_others(self, connection: Connection) -> None:
        """Take the lock that one process at a time holds until its transaction ends; SQLite has it taken already."""
        if not self.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ROUND_LOCK})

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one state of the database, whatever others commit meanwhile, and changes nothing."""
        with self.engine.connect() as connection:
            if not self.is_sqlite:  # there a reader in WAL sees one state anyhow
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with Session(connection) as session:
                yield session

    def migrate(self, to: str = "") -> None:
        """Bring the tables to the newest version, one process at a time; nothing is locked when they are there already.

        `to` is an earlier version, for what an earlier program wrote. Raise DatabaseRefusedError for tables of a newer
        program.
        """
        with self.engine.connect() as connection:
            if _version_of(connection) == (to or _versions().get_current_head(),):
                return
        config = _migrations()
        with self.engine.connect() as connection, _tables_may_be_rebuilt(connection):
            connection.execution_options(dondoc_write=True)
            if not self.is_sqlite:  # another process may well be at it for longer than anything else is waited for
                connection.execute(text("SET LOCAL lock_timeout = 0"))
            self._wait_for_the_others(connection)
            config.attributes["connection"] = connection
            _guard_version(connection)
            command.upgrade(config, to or "head")
            _guard_references(connection)
            connection.commit()

    def kind(self) -> str:
        """Return which database it is, in which release: `SQLite 3.45.1`, `PostgreSQL 16.4`."""
        with self.engine.connect() as connection:
            release = connection.dialect.server_version_info or ()
        return f"{'SQLite' if self.is_sqlite else 'PostgreSQL'} {'.'.join(map(str, release))}"

    def version(self) -> str:
        """Return the version of the tables, '' where there are none."""
        with self.engine.connect() as connection:
            return next(iter(_version_of(connection)), "")

    def older_version(self) -> str:
        """Return the version of tables that an older program made; '' where they are of the newest, or there are none.

        Raise DatabaseRefusedError as `migrate` does.
        """
        with self.engine.connect() as connection:
            found = _version_of(connection)
            if not found or found == (_versions().get_current_head(),):
                return ""
            _guard_version(connection)
            return found[0]

    def has_tables(self) -> bool:
        """Tell whether a home's tables are there, in whatever version."""
        with self.engine.connect() as connection:
            return inspect(connection).has_table("check_in")

    def is_whole(self) -> bool:
        """Tell whether every page of a SQLite file can be read as what it should be; PostgreSQL looks after its own.

        The whole file is read. Where a page is too damaged to go on from, the error is raised.
        """
        if not self.is_sqlite:
            return True
        with self.engine.connect() as connection:
            return connection.execute(text("PRAGMA quick_check(1)")).scalar() == "ok"

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


@contextmanager
def _tables_may_be_rebuilt(connection: Connection) -> Iterator[None]:
    """Let SQLite drop a table that others refer to, as it must to put a changed one in its place, before a transaction."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def knows_revision(revision: str) -> bool:
    """Tell whether a version of the tables is one of this program's."""
    return any(version.revision == revision for version in _versions().walk_revisions())


def newest_revision() -> str:
    """Return the version of the tables that this program uses."""
    return str(_versions().get_current_head())


def _migrations() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


@cache
def _versions() -> ScriptDirectory:
    """Return the versions that this program knows: its files do not change while it runs."""
    return ScriptDirectory.from_config(_migrations())


def _version_of(connection: Connection) -> tuple[str, ...]:
    return MigrationContext.configure(connection).get_current_heads()


def _guard_version(connection: Connection) -> None:
    """Raise DatabaseRefusedError for tables that a newer program than this one has made, or nobody knows which."""
    versions, found = _versions(), _version_of(connection)
    if not found and inspect(connection).has_table("check_in"):
        raise DatabaseRefusedError(
            "Cơ sở dữ liệu có các bảng của chương trình nhưng không còn ghi phiên bản (bảng alembic_version trống) nên chưa đọc, "
            "chưa ghi gì; hãy khôi phục bản sao lưu gần nhất của thư mục dữ liệu."
        )
    known = {version.revision for version in versions.walk_revisions()}
    if newer := [version for version in found if version not in known]:
        raise DatabaseRefusedError(
            f"Cơ sở dữ liệu do một bản Đôn Đốc mới hơn bản đang chạy tạo ra (phiên bản {newer[0]}, bản này biết đến "
            f"{versions.get_current_head()}) nên chưa đọc, chưa ghi gì; hãy cài lại bản mới hơn, hoặc khôi phục bản sao lưu "
            "của thư mục dữ liệu trước khi nâng cấp."
        )


def _guard_references(connection: Connection) -> None:
    """Raise DatabaseRefusedError where SQLite, told not to look, was left with a row that refers to none."""
    if connection.dialect.name == "sqlite" and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise DatabaseRefusedError(
            f"Cơ sở dữ liệu có {len(broken)} dòng dẫn đến dòng không còn (bảng {broken[0][0]}) nên chưa nâng cấp được; hãy khôi "
            "phục bản sao lưu gần nhất của thư mục dữ liệu."
        )


def _keep_log(connection: sqlite3.Connection) -> None:
    """Let a SQLite file keep its changes in a log beside it (WAL), so that who reads and who writes do not wait for each other.

    A new file is switched by the first who opens it. Of two at once SQLite refuses one without waiting.
    """
    give_up = monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > give_up:
                raise
            sleep(_PAUSE)
        else:
            return


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's own connection
        connection.isolation_level = None
        _keep_log(connection)
        for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("dondoc_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def insert_new(session: Session, table: type, rows: Sequence[dict[str, Any]]) -> int:
    """Insert rows whose keys are not there yet, skip the others, and return how many were new.

    The table has an `id`; the rows all have the same columns.
    """
    return len(insert_new_returning(session, table, rows, "id"))


def insert_new_returning(
    session: Session, table: type, rows: Sequence[dict[str, Any]], *names: str
) -> Sequence[Row[Any]]:
    """Insert rows as `insert_new` does, and return of each that was new the columns that are named, in any order."""
    if not rows:
        return []
    target: Table = table.__table__  # type: ignore[attr-defined]
    statement = _inserting_new(target, names, session.get_bind().dialect.name == "postgresql")
    return session.execute(statement, rows).all()


@cache
def _inserting_new(target: Table, names: tuple[str, ...], is_postgres: bool) -> Executable:
    """Return the statement, made once: making it takes longer than the database does."""
    dialect = postgresql if is_postgres else sqlite
    statement: Executable = (
        dialect.insert(target).on_conflict_do_nothing().returning(*(target.c[name] for name in names))
    )
    return statement


def insert_selected(session: Session, table: type, names: Sequence[str], rows: Select[Any]) -> int:
    """Insert what a statement selects as the columns that are named, skip rows whose keys are there, and return how many were new.

    The rows never leave the database.
    """
    target: Table = table.__table__  # type: ignore[attr-defined]
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(target).from_select(names, rows).on_conflict_do_nothing()
    inserted = session.execute(statement, execution_options={"preserve_rowcount": True})
    return int(inserted.rowcount)  # type: ignore[attr-defined]


def append_rows(session: Session, rows: Iterable[SQLModel]) -> None:
    """Insert rows of one table in one statement, however many; they stay outside the session and learn no `id`."""
    given = list(rows)
    if given:
        session.execute(_appending(type(given[0])), [row.model_dump(exclude={"id"}) for row in given])


@cache
def _appending(table: type[SQLModel]) -> Executable:
    # With nulls written out all rows have the same columns, and stay one statement.
    return insert(table).execution_options(render_nulls=True)
