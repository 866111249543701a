"""The passphrase of backups: from a file that its owner alone reads, or from the environment; never from a command line."""

import os
from collections.abc import Mapping
from pathlib import Path

from models.refusal import RefusedError
from models.settings import Home

VARIABLE, FILE_VARIABLE = "DONDOC_BACKUP_PASSPHRASE", "DONDOC_BACKUP_PASSPHRASE_FILE"
SHORTEST = 12
"""Whoever has a backup may try as often as he likes, so a passphrase is long; in characters."""
_LONGEST = 1_000
_OTHERS = 0o077


def passphrase_of(home: Home) -> str:
    """Return the passphrase by which a home's backups are encrypted; '' where they are not.

    Raise RefusedError for a file that is not there or that others may read, and for a passphrase that is too short.
    """
    settings = home.settings
    return _read(settings.backup_passphrase_file, settings.backup_passphrase)


def passphrase_given(file: Path | None, environment: Mapping[str, str] = os.environ) -> str:
    """Return the passphrase of a backup that belongs to no home here: of a file that is named, or of the environment.

    '' where there is none. Raise as `passphrase_of`.
    """
    named = environment.get(FILE_VARIABLE, "").strip()
    return _read(file or (Path(named) if named else None), environment.get(VARIABLE, ""))


def _read(file: Path | None, typed: str) -> str:
    if file is None:
        return _guarded(typed, VARIABLE) if typed else ""
    try:
        if file.stat().st_mode & _OTHERS:
            raise RefusedError(
                f"Tài khoản khác trên máy đọc được tệp mật khẩu sao lưu {file}; hãy chạy chmod 600 {file}."
            )
        with file.open(encoding="utf-8") as content:
            return _guarded(content.read(_LONGEST), str(file))
    except (OSError, UnicodeDecodeError):
        raise RefusedError(
            f"Không đọc được tệp mật khẩu sao lưu {file}; hãy xem tệp có đó và quyền đọc của tệp."
        ) from None


def _guarded(typed: str, place: str) -> str:
    passphrase = typed.strip()
    if len(passphrase) < SHORTEST:
        raise RefusedError(f"{place}: mật khẩu sao lưu phải dài ít nhất {SHORTEST} ký tự.")
    return passphrase
