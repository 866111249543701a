"""The gateways of an office by their short names: `sms=json://…`, an Apprise URL with `{address}` where the recipient goes.

The URLs hold passwords and come from the environment alone; no sentence here repeats anything of one.
"""

import re

PLACE = "{address}"
"""What stands in a gateway's URL where each recipient's number or name goes."""
MAIL = "email"
"""The name of the channel that is no gateway."""
MAIL_WAY = ""
"""What `split_way` gives in the place of a gateway's name for a letter that goes by mail."""
_NAME = re.compile(r"[a-z][a-z0-9-]{0,19}")
_SCHEME = re.compile(r"[a-z][a-z0-9]*://.", re.IGNORECASE)
_ADDRESS = re.compile(r"\+?[A-Za-z0-9][A-Za-z0-9_.@-]{2,79}")


def read_gateways(written: str) -> dict[str, str]:
    """Return the URL of each gateway by its name; they are separated by blanks or lines.

    Raise ValueError, with a Vietnamese sentence, where one cannot be used.
    """
    found: dict[str, str] = {}
    for place, one in enumerate(written.split(), 1):
        name, _, url = one.partition("=")
        if not _NAME.fullmatch(name) or name == MAIL:
            raise ValueError(
                f"kênh thứ {place} thiếu tên ngắn; hãy viết tên=địa chỉ, như sms=jsons://may-chu/sms?:to={PLACE}, các kênh cách "
                "nhau bằng dấu cách."
            )
        if name in found:
            raise ValueError(f"kênh «{name}» được đặt hai lần; hãy bỏ một lần.")
        if not _SCHEME.match(url) or url.lower().startswith(("mailto:", "mailtos:")) or url.count(PLACE) != 1:
            raise ValueError(
                f"kênh «{name}» phải là một địa chỉ của Apprise (không phải mailto), có {PLACE} đúng một lần ở chỗ của người nhận."
            )
        found[name] = url
    return found


def names_of_gateways(written: str) -> frozenset[str]:
    """Return the names of an office's gateways; none where they cannot be read, which is told elsewhere."""
    try:
        return frozenset(read_gateways(written))
    except ValueError:
        return frozenset()


def way_of(gateway: str, address: str) -> str:
    """Return an address of a gateway as letters name it: `sms:0912345678`, which no mail address can be."""
    return f"{gateway}:{address}"


def split_way(way: str) -> tuple[str, str]:
    """Return the gateway and the address of a way; of a mail address, and of what is no way at all, '' and itself."""
    gateway, separator, address = way.partition(":")
    return (gateway, address) if separator and _NAME.fullmatch(gateway) else ("", way)


def gateway_address(written: str) -> str:
    """Return a number or name as a gateway takes it, without the blanks that people write in it; '' where it is none."""
    address = "".join(written.split())
    if re.fullmatch(r"\+?[0-9.()-]+", address):
        address = re.sub(r"[.()-]", "", address)
    return address if _ADDRESS.fullmatch(address) else ""
