"""What one `up` runs, and where it keeps what is its own: all parts in the home, or some, on one of several machines."""

import re
import socket
from dataclasses import dataclass
from pathlib import Path

from models.files import system_words
from models.kept_addresses import MACHINES
from models.settings import Home, SettingsError

SERVER, WEB, RUNNER = "server", "web", "runner"
WORDS = {"server": SERVER, "web": WEB, "worker": RUNNER}
"""The parts that one machine of several may run, by the words of the command line: Prefect's server, the pages, a worker."""


@dataclass(frozen=True)
class Station:
    """One `up`: its `parts`, and the `folder` for its lock, logs and passing files, apart from all others of the home.

    `alone` tells that it is the `up` of everything, which takes on plans and puts the deployments in their place.
    """

    parts: tuple[str, ...]
    folder: Path
    alone: bool = False

    @property
    def name(self) -> str:
        """The machine's name among those that share the home, '' for the `up` of everything."""
        return "" if self.alone else self.folder.name


def whole_station(home: Home) -> Station:
    """Return the `up` of everything."""
    return Station((SERVER, WEB, RUNNER), home.path, alone=True)


def station_of(home: Home, parts: tuple[str, ...]) -> Station:
    """Return the `up` of some parts on this machine, whose folder is made. Raise SettingsError where it cannot be."""
    folder = home.path / MACHINES / machine_name(home)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"Không tạo được {folder} ({system_words(error)}); hãy sửa quyền của thư mục.") from None
    return Station(parts, folder)


def machine_name(home: Home) -> str:
    """Return this machine's name: the one that its settings give, or what of the system's own can be one."""
    own = re.sub(r"[^a-z0-9]+", "-", socket.gethostname().lower()).strip("-")[:40]
    return home.settings.machine or own or "may"


def worker_name(home: Home) -> str:
    """Return the name under which this machine's worker is known to Prefect's server and seen in its UI."""
    return machine_name(home)
