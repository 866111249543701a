"""Runs a module as `python -m flows.up.beside_parent MODULE …`, and ends its whole process group when `up` is gone.

A parent that is killed hard can stop nothing; each child therefore looks after itself.
"""

import os
import runpy
import signal
import sys
import threading
import time

from models.store.garbage import look_for_garbage_seldom

LOOK_SECONDS = 1.0
GRACE_SECONDS = 8.0
"""How long the child may take to end by itself before its group is killed."""


def end_with_parent(parent: int) -> None:
    """Wait until the process `parent` is no longer ours, then ask our whole group to end, and kill what is left of it.

    The group is asked at once: were this process asked alone, it could end before what it started has been.
    """
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.killpg(os.getpgrp(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(os.getpgrp(), signal.SIGKILL)


def main() -> None:
    """Run the module named by the first argument as the main program, with the other arguments."""
    if os.getpgrp() == os.getpid():  # started by hand, the group would be that of somebody's shell
        threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    look_for_garbage_seldom()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
