"""What the environment gives us, before anything of it is believed: each `DONDOC_…` must be text."""

import re
from collections.abc import Mapping

SHORTEST_PASSWORD = 12
"""Who reaches the port may try as often as he likes, so a password is long."""


def unreadable_variables(environment: Mapping[str, str]) -> list[str]:
    """Return a Vietnamese sentence for each of our variables that is no UTF-8, beginning with its name and a colon.

    Its value is not told: it may be a password.
    """
    return [
        f"{name}: giá trị trong môi trường không phải chữ UTF-8 nên không đọc được; hãy đặt lại trong cửa sổ lệnh hoặc tệp "
        "dịch vụ ghi bằng UTF-8."
        for name, value in sorted(environment.items())
        if name.upper().startswith("DONDOC_") and not _is_text(value)
    ]


def _is_text(value: str) -> bool:
    """Tell whether a value came in UTF-8: of anything else Python has halves of characters."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def guard_password(value: str) -> str:
    """Return a password of the UI. Raise ValueError, with a sentence that does not tell it, where it cannot be one."""
    if not re.fullmatch(f"[!-~]{{{SHORTEST_PASSWORD},200}}", value):
        raise ValueError(
            f"mật khẩu vào giao diện theo dõi phải có từ {SHORTEST_PASSWORD} đến 200 chữ, số hoặc dấu không có dấu tiếng Việt và dấu "
            "cách; hãy đặt mật khẩu khác."
        )
    return value
