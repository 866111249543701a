"""The hours of a day in which no letter of a day leaves, as an office sets them."""

import re
from dataclasses import dataclass
from datetime import time

_WRITTEN = re.compile(r"([01]?[0-9]|2[0-3])[:hg]([0-5][0-9])\s*[-–]\s*([01]?[0-9]|2[0-3])[:hg]([0-5][0-9])")
_NONE = ("", "không")


@dataclass(frozen=True)
class QuietHours:
    """From a time of day (inclusive) to another (exclusive) in Asia/Ho_Chi_Minh, over midnight where that is the earlier."""

    starts: time
    ends: time


def read_quiet_hours(written: str) -> QuietHours | None:
    """Return quiet hours as an office writes them: `19:00-07:00`, `19h00 - 7h00`; None for `không` or nothing.

    Raise ValueError with a Vietnamese sentence for anything else, and for hours that would never end.
    """
    text = written.strip().casefold()
    if text in _NONE:
        return None
    found = _WRITTEN.fullmatch(text)
    hours = [int(part) for part in found.groups()] if found else [0, 0, 0, 0]
    starts, ends = time(hours[0], hours[1]), time(hours[2], hours[3])
    if starts == ends:
        raise ValueError(f"giờ không gửi thư viết sai: «{written.strip()[:40]}»; hãy viết như 19:00-07:00, hoặc không.")
    return QuietHours(starts, ends)
