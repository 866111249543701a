"""Run a command where there is no network but this machine's loopback: `unshare -rn python -m tests.homes.outside.loopback_only …`.

Whoever starts it has made the namespace, in which the loopback rests until it is woken here.
"""

import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

_SET_FLAGS, _UP_AND_RUNNING = 0x8914, 0x41


def main() -> None:
    """Wake the loopback, make sure that nothing else is reached, and become the command."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh", b"lo", _UP_AND_RUNNING))
    routes = Path("/proc/net/route").read_text(encoding="ascii").splitlines()[1:]
    if routes:
        sys.exit("there is a network here")
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])  # noqa: S606  it becomes the command


if __name__ == "__main__":
    main()
