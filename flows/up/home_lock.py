"""One `up` for one home at a time: a lock that the system takes back when its holder dies, however it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.kept_addresses import LOCK_FILE


class HomeTakenError(Exception):
    """Another `up` works in the home; the message is one Vietnamese sentence."""


@contextmanager
def hold_home(home: Path) -> Iterator[None]:
    """Hold a home while the block runs. Raise HomeTakenError when another process holds it."""
    # Children do not inherit the descriptor, so none of them can keep the lock of a dead parent.
    descriptor = os.open(home / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.pread(descriptor, 100, 0).decode(errors="replace").strip()
            raise HomeTakenError(
                f"Đôn Đốc đang chạy với thư mục dữ liệu {home} (tiến trình {holder or 'không rõ'}); "
                "hãy dùng bản đang chạy, dừng nó bằng Ctrl-C, hoặc chọn thư mục khác bằng --home."
            ) from None
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
