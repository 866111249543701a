"""A mark by which a folder that several machines share is told from a copy of it: the same in the folder and in the trail.

Where a share of the network is not mounted, an older copy of the home may lie below: with the same identity, an old address
book and old plans. Each `deploy` gives both a new mark.
"""

import secrets
from datetime import datetime
from pathlib import Path

from sqlmodel import col, select

from models.audit.acts import Done, Person, record_act
from models.database import Session
from models.files import write_whole
from models.kept_addresses import MACHINES
from models.settings import Home
from models.tables.decisions import Act

DEPLOY, RESTORED = "deploy", "restore"
"""The acts in the trail after which a home's folder is known by its mark, and by none."""
OLD_COPY = (
    "Thư mục {} là bản sao cũ, không phải thư mục dùng chung đang chạy (dấu của lần dondoc deploy gần nhất không khớp): ổ mạng chưa "
    "gắn, hoặc --home sai. Chưa làm gì; hãy gắn ổ mạng rồi chạy lại."
)


def put_mark(session: Session, home: Home, office: tuple[str, str], now: datetime, *, by: Person) -> None:
    """Give the home's folder and its trail a new mark. Raise OSError where the folder cannot be written to."""
    mark = secrets.token_hex(8)
    record_act(session, Done(DEPLOY, *office, item=mark), by, now)
    session.flush()
    _file_of(home).parent.mkdir(mode=0o700, exist_ok=True)
    write_whole(_file_of(home), f"{mark}\n".encode())


def is_old_copy(session: Session, home: Home) -> bool:
    """Tell whether a home's folder bears another mark than the trail; one that was restored since, or never deployed, none."""
    newest = select(Act).where(col(Act.kind).in_((DEPLOY, RESTORED))).order_by(col(Act.id).desc()).limit(1)
    act = session.exec(newest).first()
    if act is None or act.kind == RESTORED:
        return False
    try:
        return _file_of(home).read_text(encoding="ascii").strip() != act.item
    except (OSError, ValueError):
        return True


def _file_of(home: Home) -> Path:
    return home.path / MACHINES / ".mark"
