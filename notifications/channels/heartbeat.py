"""The sign of life: an address outside, of the office's own, that is called after each round in which all was well.

Who watches there raises the alarm when the calls stop coming: a program that has died cannot tell that it has.
"""

import urllib.error
import urllib.request

PATIENCE = 10
"""Seconds to wait for an answer."""


def give_sign(url: str) -> str:
    """Call an `http://` or `https://` address once; return '' or why it was not reached, in words without the address.

    The address is as good as a password for whoever would keep the watcher quiet, so it is told to nobody.
    """
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE):  # noqa: S310  the settings take http and https alone
            return ""
    except urllib.error.HTTPError as error:
        with error:
            return f"máy giám sát phản hồi mã {error.code}"
    except (OSError, ValueError):
        return "không nối được tới máy giám sát"
