# ruff: noqa: INP001  Python finds this module by its folder alone.
"""Python loads this by itself in every process whose PYTHONPATH names this folder: each address it asks for is noted.

One line for each, at the end of the file that DONDOC_TEST_CALLS names. A process that is started by another keeps it.
"""

import os
import sys

_CALLS = os.environ.get("DONDOC_TEST_CALLS", "")
_WATCHED = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0}


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _WATCHED:
        return
    asked = arguments[_WATCHED[event]]
    host = asked[0] if isinstance(asked, tuple) and asked else asked
    with open(_CALLS, "a", encoding="utf-8") as out:  # noqa: PTH123  pathlib would be loaded before everything
        out.write(f"{event} {host!r} {sys.argv[:4]!r}\n")


if _CALLS:
    sys.addaudithook(_note)
