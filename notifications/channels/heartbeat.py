"""The sign of life: addresses outside, of the office's own, that are called as a round begins and as it ends.

Who watches there raises the alarm when the calls stop coming: a program that has died cannot tell that it has.
"""

import http.client
import threading
import urllib.error
import urllib.request

PATIENCE = 10.0
"""Seconds to wait for an answer, whole: a server that answers drop by drop holds up no round."""
_NOT_REACHED = "không nối được tới máy giám sát"


def give_sign(url: str, patience: float = PATIENCE) -> str:
    """Call an `http://` or `https://` address once; return '' or why it was not reached, in words without the address.

    The address is as good as a password for whoever would keep the watcher quiet, so it is told to nobody. Nothing is
    raised, whatever answers there.
    """
    said = [_NOT_REACHED]

    def call() -> None:
        said[0] = _call(url, patience)

    caller = threading.Thread(target=call, name="heartbeat", daemon=True)
    caller.start()
    caller.join(patience)
    return said[0]


def _call(url: str, patience: float) -> str:
    try:
        with urllib.request.urlopen(url, timeout=patience):  # noqa: S310  the settings take http and https alone
            return ""
    except urllib.error.HTTPError as error:
        with error:
            return f"máy giám sát phản hồi mã {error.code}"
    except (OSError, ValueError, http.client.HTTPException):
        return _NOT_REACHED
