"""The addresses that programs asked for while `in_every_python` watched, and which of them lie outside of this machine."""

import os
import socket
from ipaddress import ip_address
from pathlib import Path

from tests import PROJECT

WATCH = Path(__file__).parent / "in_every_python"
_HERE = frozenset({"localhost", "", socket.gethostname().lower(), socket.getfqdn().lower()})


def watched(calls: Path) -> dict[str, str]:
    """Return the environment in which a process and all that it starts note into a file what they ask for."""
    return {"PYTHONPATH": os.pathsep.join((str(WATCH), str(PROJECT))), "DONDOC_TEST_CALLS": str(calls)}


def calls_outside(calls: Path) -> list[str]:
    """Return what was asked for that is not this machine; nothing, where nothing was asked for at all."""
    if not calls.exists():
        return []
    return [line for line in calls.read_text(encoding="utf-8").splitlines() if not _is_here(line)]


def _is_here(line: str) -> bool:
    host = line.split(" ")[1].strip("'\"")
    if host.startswith(("b'", 'b"', "/", "\\x00")) or host in ("None", *_HERE) or host.lower() in _HERE:
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
