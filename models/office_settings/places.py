"""Folders and times of day as an office writes them into its settings."""

import re
from datetime import time
from pathlib import Path

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:hg]([0-5][0-9])")
_NONE = ("", "không")


def read_folder(value: object) -> object:
    """Return a folder, None where none is named; one that depends on where the program starts is refused as 0."""
    if not isinstance(value, str) or not value.strip():
        return value or None
    folder = Path(value.strip()).expanduser()
    return folder if folder.is_absolute() else 0


def read_time(written: str) -> time | None:
    """Return a time of day in Asia/Ho_Chi_Minh as an office writes it: `01:30`, `1h30`; None for `không` or nothing.

    Raise ValueError with a Vietnamese sentence for anything else.
    """
    text = written.strip().casefold()
    if text in _NONE:
        return None
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(f"giờ viết sai: «{written.strip()[:40]}»; hãy viết như 01:30, hoặc không.")
    return time(int(found[1]), int(found[2]))
