"""A mark by which a folder that several machines share is told from a copy of it: the same in the folder and in the trail.

Where a share of the network is not mounted, an older copy of the home may lie below: with the same identity, an old address
book and old plans. Each `deploy` gives both a new mark. The folder keeps the mark before it, too: who dies before the trail has the
new one leaves a folder that is still known by the last.
"""

import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect
from sqlmodel import col, select

from models.audit.acts import Done, Person, record_act
from models.database import Database, Session
from models.files import write_whole
from models.kept_addresses import MACHINES
from models.settings import Home, SettingsError
from models.tables.decisions import Act

DEPLOY, RESTORED = "deploy", "restore"
"""The acts in the trail after which a home's folder is known by its mark, and by none."""
OLD_COPY = (
    "Thư mục {} là bản sao cũ, không phải thư mục dùng chung đang chạy (dấu của lần dondoc deploy gần nhất không khớp): ổ mạng chưa "
    "gắn, hoặc --home sai. Chưa làm gì; hãy gắn ổ mạng rồi chạy lại."
)


def put_mark(session: Session, home: Home, office: tuple[str, str], now: datetime, *, by: Person) -> None:
    """Give the home's folder and its trail a new mark, in a session in which nobody else does (`Database.write_alone`).

    Raise OSError where the folder cannot be written to.
    """
    mark, (kind, last) = secrets.token_hex(8), _newest(session) or (RESTORED, "")
    record_act(session, Done(DEPLOY, *office, item=mark), by, now)
    session.flush()
    _file_of(home).parent.mkdir(mode=0o700, exist_ok=True)
    known = (mark, last) if kind == DEPLOY else (mark,)
    write_whole(_file_of(home), "".join(f"{one}\n" for one in known).encode())


def is_old_copy(session: Session, home: Home) -> bool:
    """Tell whether a home's folder bears another mark than the trail; one that was restored since, or never deployed, none.

    The tables may be an older program's.
    """
    kind, mark = _newest(session) or (RESTORED, "")
    if kind == RESTORED:
        return False
    try:
        return mark not in _file_of(home).read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return True


def guard_mark(home: Home, database: Database) -> None:
    """Raise SettingsError with one sentence for an older copy of a shared home. Tables are there, of whatever version."""
    with database.read() as session:
        if is_old_copy(session, home):
            raise SettingsError(OLD_COPY.format(home.path))


def _newest(session: Session) -> tuple[str, str] | None:
    """Return the kind and the mark of the last act that gave one or took it away."""
    if not inspect(session.connection()).has_table(str(Act.__tablename__)):
        return None  # older than any mark
    known = select(Act.kind, Act.item).where(col(Act.kind).in_((DEPLOY, RESTORED)))
    return session.exec(known.order_by(col(Act.id).desc()).limit(1)).first()


def _file_of(home: Home) -> Path:
    return home.path / MACHINES / ".mark"
