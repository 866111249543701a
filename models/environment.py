"""What the environment gives us, before anything of it is believed: each `DONDOC_…` must be text."""

from collections.abc import Mapping


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
