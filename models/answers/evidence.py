"""Evidence: files that agencies put to their answers, kept in the home under the hash of their content."""

import errno
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import bindparam, update
from sqlmodel import col, func, select

from models.audit.acts import Done, Person, record_act
from models.check_ins.lookup import guard_takes_answer, guard_writer, hold_to_write, not_theirs
from models.clock import day_of, moment_on
from models.database import Session, insert_new
from models.refusal import RefusedError
from models.sent_files.kinds import kind_of
from models.sent_files.names import clean_name, fit_name, guard_open_name
from models.tables.answers import Evidence
from models.tables.core import CheckIn
from plan.refs import told_ref

MAX_FILE = 10 * 1024 * 1024
"""The largest file, in bytes."""
MAX_FILES = 5
"""The most files that go out with one answer."""
MAX_KEPT_FILES = 20
"""The most files of one check-in, over all its answers."""
MAX_DAY = 300 * 1024 * 1024
"""How much one agency may put to its check-ins in a day, in bytes, by all its links together."""
MOST_A_DAY = 300
"""How many files one agency may put to its check-ins in a day: each is looked through, which takes a processor's time."""
MIN_FREE = 500 * 1024 * 1024
"""How much of the disk stays free of files, in bytes: letters, answers and the database go on when files do not fit."""

_log = logging.getLogger(__name__)
_CHUNK = 64 * 1024
_NO_ROOM = frozenset(
    {
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.EROFS,
        errno.EACCES,
        errno.EPERM,
        errno.EIO,
        errno.ENOMEM,
        errno.EAGAIN,
        errno.EMFILE,
        errno.ENFILE,
    }
)
"""How the machine says that it has no room for a file, on the disk or in its memory."""
_HASH = re.compile(r"[0-9a-f]{64}")
_BEGUN, _ASIDE = ".nhan-", ".bo-"
"""How the names of files begin that are being written, or are about to be deleted."""
_SHELF = re.compile(r"[0-9a-f]{2}")
_UNFINISHED = re.compile(re.escape(_BEGUN) + r"\w+")


@dataclass(frozen=True)
class KeptFile:
    """A file that lies in the home: the hash of its content, its name as it is shown, its media type and bytes."""

    sha256: str
    name: str
    kind: str
    size: int


def keep_file(folder: Path, content: BinaryIO, name: str, whose: str = "") -> KeptFile:
    """Keep a file below `folder` under the hash of its content, and return what is known of it.

    It is whole and on the disk when this returns; the same content twice is one file. `name` is what the sender's
    machine called it; `whose` tells its sender from others, who need not wait for him ('' is the office itself). Raise
    RefusedError for an empty or too large file, one whose content is of no kind that is kept
    (`models.sent_files.kinds`), or whose name is a mark of secrecy, and where the disk has or gives no room for it;
    then nothing stays behind.
    """
    shown = clean_name(name)
    guard_open_name(shown)
    if shutil.disk_usage(folder).free < MIN_FREE:
        _log.error("Less than %s MB are free: a file was refused.", MIN_FREE // 1024 // 1024)
        raise _no_room(shown)
    try:
        return _keep(folder, content, shown, whose)
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        _log.error("A file could not be kept: %s", error.strerror)
        raise _no_room(shown) from None


def _no_room(name: str) -> RefusedError:
    return RefusedError(
        f"Máy chủ đang thiếu chỗ nên chưa nhận được tệp «{name}»; nội dung báo cáo vẫn gửi được, "
        "hãy gửi tệp sau và báo Văn phòng UBND tỉnh."
    )


def _keep(folder: Path, content: BinaryIO, shown: str, whose: str) -> KeptFile:
    with tempfile.NamedTemporaryFile(dir=folder, prefix=_BEGUN, delete=False) as written:
        try:
            print_, size = _copy(content, written, shown)
            kind = kind_of(written.file, shown, whose)
            written.flush()
            os.fsync(written.fileno())
            place = _place(folder, print_)
            place.parent.mkdir(exist_ok=True)
            Path(written.name).replace(place)
        except BaseException:
            Path(written.name).unlink(missing_ok=True)
            raise
    for changed in (place.parent, folder):
        _sync_folder(changed)
    return KeptFile(print_, fit_name(shown, kind), kind, size)


def _copy(content: BinaryIO, to: "tempfile._TemporaryFileWrapper[bytes]", name: str) -> tuple[str, int]:
    """Copy a file and return its hash and size, reading no more than may be kept."""
    hashing, size = sha256(), 0
    while chunk := content.read(_CHUNK):
        size += len(chunk)
        if size > MAX_FILE:
            raise RefusedError(
                f"Tệp «{name}» lớn hơn {MAX_FILE // 1024 // 1024} MB; hãy giảm dung lượng ảnh hoặc tách thành nhiều tệp."
            )
        hashing.update(chunk)
        to.write(chunk)
    if not size:
        raise RefusedError(f"Tệp «{name}» trống, không có nội dung; hãy chọn lại tệp.")
    return hashing.hexdigest(), size


def _place(folder: Path, print_: str) -> Path:
    return folder / print_[:2] / print_


def _sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk: a file that is renamed only there could be gone after a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def file_of(folder: Path, evidence: Evidence) -> Path:
    """Return where an evidence's content lies below `folder`. Raise ValueError for a hash that is none."""
    if not _HASH.fullmatch(evidence.sha256):
        raise ValueError(f"evidence {evidence.id} has no hash: {evidence.sha256[:80]!r}")
    return _place(folder, evidence.sha256)


def guard_file_wanted(
    session: Session, check_in_id: int, agency: str, content: BinaryIO, now: datetime, *, province: str
) -> None:
    """Look, before a file is kept, whether it may be put to a check-in; `content` is read and given back at its start.

    Raise RefusedError where `add_evidence` would: so nobody fills the disk with files that no line of his takes.
    """
    check_in = session.get(CheckIn, check_in_id)
    if check_in is None or (check_in.province, check_in.holder) != (province, agency):
        raise not_theirs(check_in_id)
    guard_takes_answer(check_in)
    print_, size = _print_of(content)
    if not _is_there(_same(session, check_in_id, print_), agency):
        _guard_more(session, check_in, size, now)


def _print_of(content: BinaryIO) -> tuple[str, int]:
    """Return the hash and size of a file, as far as a file that is kept may reach."""
    hashing, size = sha256(), 0
    while size <= MAX_FILE and (chunk := content.read(_CHUNK)):
        size += len(chunk)
        hashing.update(chunk)
    content.seek(0)
    return hashing.hexdigest(), size


def add_evidence(
    session: Session, check_in_id: int, agency: str, file: KeptFile, now: datetime, *, by: Person, province: str
) -> Evidence:
    """Put a kept file to an agency's check-in, where it waits for the next answer, and return it.

    A content that is there already stays as it is; one that was taken back, or waited for the answer of who held the
    check-in before, waits for this agency's. Raise RefusedError when the check-in is not the agency's or takes no
    answer, has files enough, or the agency has put more than enough in a day. Nothing is committed here.
    """
    guard_writer(by)
    check_in = hold_to_write(session, check_in_id, agency, province)
    same = _same(session, check_in_id, file.sha256)
    if same is not None and _is_there(same, agency):
        return same
    _guard_more(session, check_in, file.size, now)
    row = {
        "agency": agency,
        "name": file.name,
        "kind": file.kind,
        "size": file.size,
        "version": 0,
        "added_by": by.name,
        "added_at": now,
        "withdrawn_at": None,
    }
    if same is None:
        insert_new(session, Evidence, [{"check_in_id": check_in_id, "sha256": file.sha256, **row}])
    else:
        session.execute(update(Evidence).where(col(Evidence.id) == same.id).values(**row))
    added = session.exec(
        select(Evidence)
        .where(Evidence.check_in_id == check_in_id, Evidence.sha256 == file.sha256)
        .execution_options(populate_existing=True)
    ).one()
    record_act(session, Done("evidence", province, agency, check_in_id, str(added.id), file.name), by, now)
    return added


def _same(session: Session, check_in_id: int, print_: str) -> Evidence | None:
    chosen = select(Evidence).where(Evidence.check_in_id == check_in_id, Evidence.sha256 == print_)
    return session.exec(chosen).one_or_none()


def _is_there(same: Evidence | None, agency: str) -> bool:
    return same is not None and same.withdrawn_at is None and (same.version > 0 or same.agency == agency)


def _guard_more(session: Session, check_in: CheckIn, size: int, now: datetime) -> None:
    """Raise RefusedError where a check-in has files enough, or its holder has put enough to all of its own in a day."""
    there = evidence_of(session, [check_in.id]).get(check_in.id, [])
    waiting = sum(one.version == 0 and one.agency == check_in.holder for one in there)
    if waiting >= MAX_FILES or len(there) >= MAX_KEPT_FILES:
        most = MAX_FILES if waiting >= MAX_FILES else MAX_KEPT_FILES
        raise RefusedError(
            f"Nhiệm vụ {told_ref(check_in.ref)} đã có đủ {most} tệp minh chứng; hãy bỏ bớt tệp chưa gửi hoặc gộp các tệp lại.",
            check_in.id,
        )
    # What was taken back counts too: it lies on the disk until a round tidies up.
    put = (
        select(func.coalesce(func.sum(col(Evidence.size)), 0), func.count())
        .join(CheckIn, col(CheckIn.id) == col(Evidence.check_in_id))
        .where(
            Evidence.agency == check_in.holder,
            CheckIn.province == check_in.province,
            Evidence.added_at >= moment_on(day_of(now), time()),
        )
    )
    bytes_put, files_put = session.exec(put).one()
    if files_put >= MOST_A_DAY:
        raise RefusedError(
            f"Hôm nay cơ quan đã gửi {files_put} tệp nên chưa nhận thêm; nội dung báo cáo vẫn gửi được, hãy gửi tệp này vào "
            "ngày mai hoặc gộp các tệp lại.",
            check_in.id,
        )
    if bytes_put + size > MAX_DAY:
        raise RefusedError(
            f"Hôm nay cơ quan đã gửi gần đủ {MAX_DAY // 1024 // 1024} MB tệp nên chưa nhận thêm; "
            "nội dung báo cáo vẫn gửi được, hãy gửi tệp này vào ngày mai hoặc giảm dung lượng.",
            check_in.id,
        )


def withdraw_evidence(
    session: Session, evidence_id: int, agency: str, now: datetime, *, by: Person, province: str
) -> None:
    """Take back a file that waits for its answer; one that was taken back already changes nothing.

    Raise RefusedError when there is none of this agency, or it went out with an answer. Nothing is committed here.
    """
    guard_writer(by)
    found = session.get(Evidence, evidence_id)
    if found is None or found.agency != agency:
        raise RefusedError("Không có tệp minh chứng này; hãy tải lại trang.")
    check_in_id = found.check_in_id
    hold_to_write(session, check_in_id, agency, province)
    waiting = update(Evidence).where(
        col(Evidence.id) == evidence_id, col(Evidence.version) == 0, col(Evidence.withdrawn_at).is_(None)
    )
    withdrawn = session.execute(waiting.values(withdrawn_at=now))
    if withdrawn.rowcount == 1:  # type: ignore[attr-defined]
        done = Done("withdraw-evidence", province, agency, check_in_id, str(evidence_id), found.name)
        record_act(session, done, by, now)
        return
    session.refresh(found)
    if found.version > 0:
        raise RefusedError(
            "Tệp này đã gửi cùng báo cáo nên không rút lại được; hãy gửi báo cáo mới kèm tệp đúng.", check_in_id
        )


def find_evidence(session: Session, evidence_id: int) -> tuple[Evidence, CheckIn] | None:
    """Return a file that was not taken back with its check-in, or None."""
    found = session.exec(
        select(Evidence, CheckIn)
        .join(CheckIn, col(CheckIn.id) == col(Evidence.check_in_id))
        .where(Evidence.id == evidence_id, col(Evidence.withdrawn_at).is_(None))
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def evidence_of(session: Session, check_in_ids: Collection[int]) -> dict[int, list[Evidence]]:
    """Return the files of each check-in that were not taken back, the oldest first; version 0 waits for its answer."""
    found: dict[int, list[Evidence]] = {}
    for evidence in session.exec(_THERE, params={"lines": list(check_in_ids)}) if check_in_ids else ():
        found.setdefault(evidence.check_in_id, []).append(evidence)
    return found


_OF_LINES = col(Evidence.check_in_id).in_(bindparam("lines", expanding=True))
_OLDEST_FIRST = (col(Evidence.check_in_id), col(Evidence.added_at), col(Evidence.id))
_THERE = select(Evidence).where(_OF_LINES, col(Evidence.withdrawn_at).is_(None)).order_by(*_OLDEST_FIRST)


@dataclass(frozen=True)
class Tidied:
    """What tidying the folder of evidence did: how many files it deleted, and what the system said of other places."""

    removed: int
    faults: tuple[OSError, ...] = ()


def remove_unneeded_files(session: Session, folder: Path, before: datetime) -> Tidied:
    """Delete what was kept before a moment and belongs to no evidence, or only to what was taken back.

    A file whose page was never sent stays behind otherwise, and so does what an agency took back on purpose. Only files
    that `keep_file` and this function name are touched: whatever else a person or a system puts into the folder stays.
    What cannot be looked at or deleted stays too, and is told; nothing is raised for it.
    """
    needed = set(session.exec(select(Evidence.sha256).where(col(Evidence.withdrawn_at).is_(None))).all())
    removed, faults = 0, list[OSError]()
    for place in (folder, *_shelves_in(folder)):
        for file in _files_in(place, faults):
            try:
                removed += _tidy(file, needed, before)
            except OSError as error:
                faults.append(error)
    return Tidied(removed, tuple(faults))


def _shelves_in(folder: Path) -> list[Path]:
    """Return the places in which `keep_file` puts files, of those that are there: on a share each look takes its time.

    A folder that cannot be looked at has none; `_files_in` tells why.
    """
    try:
        with os.scandir(folder) as found:
            return sorted(Path(one.path) for one in found if _SHELF.fullmatch(one.name))
    except OSError:
        return []


def _files_in(place: Path, faults: list[OSError]) -> list[Path]:
    """Return the regular files of a folder, none of a folder that is not there."""
    try:
        with os.scandir(place) as found:
            return [Path(one.path) for one in found if one.is_file(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        faults.append(error)
        return []


def _tidy(file: Path, needed: Collection[str], before: datetime) -> bool:
    """Delete a file of ours that nothing needs; tell whether it was deleted."""
    name = file.name.removeprefix(_ASIDE)
    shelf = file.parent.name
    if _UNFINISHED.fullmatch(name) and not _SHELF.fullmatch(shelf):
        return _remove(file, before)
    if not _HASH.fullmatch(name) or name[:2] != shelf:
        return False
    if name not in needed:
        return _remove(file, before)
    if file.name != name and not file.with_name(name).exists():
        file.rename(file.with_name(name))  # put aside by a process that died before it looked once more
    return False


def _remove(file: Path, before: datetime) -> bool:
    """Delete a file that was kept before a moment; one that is kept anew at the same time stays."""
    aside = file.with_name(f"{_ASIDE}{file.name.removeprefix(_ASIDE)}")
    try:
        if file.stat().st_mtime >= before.timestamp():
            return False
        file.rename(aside)
        if aside.stat().st_mtime >= before.timestamp():
            aside.replace(file)  # its content came once more between the two looks
            return False
        aside.unlink()
    except FileNotFoundError:
        return False  # another process was first
    return True
