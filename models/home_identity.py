"""A home's identity: an id in a file beside its database and in the database, so that neither is taken for another's.

Keys, letters and evidence without their database would begin a new life: every agency would be written to again, and links
that were revoked would open.
"""

import os
import uuid
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.exc import NoSuchTableError

from models.database import Database, Session
from models.database_faults import DatabaseRefusedError
from models.files import stamp_of_file, system_words, write_whole
from models.settings import Home, SettingsError
from models.tables.core import HomeRecord

ID_FILE = "home.id"
_PUT_ASIDE = (
    *("dondoc.db", "dondoc.db-wal", "dondoc.db-shm", "dondoc.db-journal", "link.key", ID_FILE, "faults.log"),
    *("mailbox", "evidence", "views", "reports", "logs", "prefect"),
)
"""What belongs to one life of a home; the office's own files and the addresses of `up` belong to any."""
_WAYS = (
    "Hãy khôi phục từ bản sao lưu gần nhất vào một thư mục mới (dondoc restore); muốn bỏ dữ liệu cũ và bắt đầu lại từ đầu thì chạy dondoc up --new "
    "(mọi thứ đang có được để riêng, không xóa)."
)


def guard_identity(home: Home, database: Database) -> None:
    """Raise DatabaseRefusedError where a home's database is gone or empty, or is another home's.

    Nothing is made. A home from before there were identities has none, and passes.
    """
    file, known = read_id(home), _known(home, database)
    where = "cơ sở dữ liệu ở DONDOC_DATABASE_URL" if home.settings.database_url else f"tệp {home.database_file}"
    if known is None and (file or _has_lived(home)):
        raise DatabaseRefusedError(
            f"Thư mục {home.path} đã được sử dụng nhưng {where} không còn hoặc trống. Chưa làm gì. {_WAYS}"
        )
    if known and known != file and (file or _has_lived(home)):
        raise DatabaseRefusedError(
            f"Thư mục {home.path} và {where} không phải của cùng một nơi lưu dữ liệu ({ID_FILE} không khớp). Chưa làm gì. Hãy đặt "
            f"lại đúng thư mục ở --home hoặc đúng cơ sở dữ liệu. {_WAYS}"
        )


def settle_identity(session: Session, home: Home) -> None:
    """Give a home that has none its identity, file first: who dies in between is finished by the next.

    The home's record is there; nothing is committed here. Raise SettingsError where the file cannot be written.
    """
    file, record = read_id(home), session.get_one(HomeRecord, 1)
    record.identity = record.identity or file or uuid.uuid4().hex
    if file != record.identity:
        try:
            write_whole(home.path / ID_FILE, f"{record.identity}\n".encode())
        except OSError as error:
            raise SettingsError(f"Không ghi được {home.path / ID_FILE} ({system_words(error)}).") from None


def read_id(home: Home) -> str:
    """Return the identity in a home's file, '' where there is none."""
    try:
        return (home.path / ID_FILE).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
    except (OSError, ValueError):
        raise SettingsError(f"Không đọc được {home.path / ID_FILE}; hãy sửa quyền của tệp.") from None


def stamp_of(home: Home) -> tuple[int, int] | None:
    """Return what tells a home's file of data from another that was put in its place; None where it is elsewhere or gone."""
    return None if home.settings.database_url else stamp_of_file(home.database_file)


def put_aside(home: Home, database: Database, now: datetime) -> Path:
    """Put all that a home has lived through into a folder of its own inside it, and return that folder.

    `now` names it. Raise SettingsError in a home that is sound, or whose database holds another home's data: nothing is
    moved then.
    """
    try:
        guard_identity(home, database)
    except DatabaseRefusedError:
        if _known(home, database) is not None and home.settings.database_url:
            raise SettingsError(
                "Cơ sở dữ liệu ở DONDOC_DATABASE_URL đang giữ dữ liệu của nơi khác; hãy tạo một cơ sở dữ liệu trống, đặt địa chỉ "
                "của nó ở DONDOC_DATABASE_URL rồi chạy lại."
            ) from None
    else:
        raise SettingsError(
            "Thư mục dữ liệu này không thiếu gì nên không bắt đầu lại; hãy chạy dondoc up, không có --new."
        )
    aside = home.path / f"de-rieng-{now:%Y%m%d-%H%M%S}"
    try:
        aside.mkdir(mode=0o700)
        for path in _lived_through(home.path):
            path.rename(aside / path.name)
    except OSError as error:
        raise SettingsError(
            f"Không để riêng được dữ liệu cũ vào {aside} ({system_words(error)}); hãy sửa quyền của thư mục rồi chạy lại."
        ) from None
    return aside


def _lived_through(folder: Path) -> Iterator[Path]:
    return (path for name in _PUT_ASIDE if os.path.lexists(path := folder / name))


def _known(home: Home, database: Database) -> str | None:
    """Return the identity that the database has, '' where it has none yet; None where there is no home in it."""
    if not home.settings.database_url and not (home.database_file.is_file() and home.database_file.stat().st_size):
        return None  # to open it would make it
    with database.engine.connect() as connection:
        try:
            columns = {column["name"] for column in inspect(connection).get_columns(str(HomeRecord.__tablename__))}
        except NoSuchTableError:
            return None
        table = HomeRecord.__table__  # type: ignore[attr-defined]
        asked = table.c.identity if "identity" in columns else table.c.id
        found = connection.execute(select(asked)).scalar()
    return None if found is None else found if isinstance(found, str) else ""


def _has_lived(home: Home) -> bool:
    """Tell whether a home has a key of links, evidence, views or letters."""
    folders = (home.evidence, home.mailbox, home.path / "views")
    return home.link_key_file.exists() or any(folder.is_dir() and any(folder.iterdir()) for folder in folders)
