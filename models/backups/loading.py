"""The rows of a backup into a database: those of an older program go through every migration since, as a home's would."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from models.backups.archive import Manifest, load_rows
from models.backups.rows import fill, go_on_numbering, rows_of, tables, tables_there
from models.database import Database, Session, knows_revision, newest_revision
from models.refusal import RefusedError


def load_backup(file: Path, manifest: Manifest, session: Session, scratch: Path) -> None:
    """Put the rows of a backup into the newest tables, which are there and empty.

    `scratch` is an empty folder for a database in between. Raise RefusedError for a backup of a newer program, or one
    whose rows are not those that its manifest counts.
    """
    if manifest.revision == newest_revision():
        load_rows(file, manifest, session)
    else:
        with _brought_up(file, manifest, scratch) as older:
            copy_rows(older, session)
    go_on_numbering(session)


def copy_rows(source: Session, target: Session) -> None:
    """Put all rows of one database into another with the same tables, which has none."""
    for name in tables():
        fill(target, name, rows_of(source, name))


def differing_tables(manifest: Manifest, session: Session) -> list[str]:
    """Return the tables whose rows are not, to the letter, those that a backup of this version holds."""
    return [name for name in tables() if _digest(rows_of(session, name)) != manifest.entries[f"rows/{name}.jsonl"]]


def _digest(rows: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row}\n".encode())
    return digest.hexdigest()


@contextmanager
def _brought_up(file: Path, manifest: Manifest, scratch: Path) -> Iterator[Session]:
    if not knows_revision(manifest.revision):
        raise RefusedError(
            f"Bản sao lưu {file} là của phiên bản dữ liệu {manifest.revision}, mới hơn chương trình này "
            f"({newest_revision()}); hãy cài bản Đôn Đốc đã tạo ra nó rồi khôi phục."
        )
    database = Database(f"sqlite:///{scratch}/older.db")
    try:
        database.migrate(manifest.revision)
        with database.write() as session:
            load_rows(file, manifest, session, tables_there(session))
        database.migrate()
        with database.read() as session:
            yield session
    finally:
        database.close()
