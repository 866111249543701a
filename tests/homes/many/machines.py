"""Several machines on one: each is `dondoc up --only …` under a name of its own, in one shared home on PostgreSQL."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import psutil

from flows.acts.open_home import OpenHome, open_office
from flows.up.prefect_api import PrefectApi
from flows.up.prefect_settings import HOME_MARKER
from models.kept_addresses import MACHINES
from tests import PROJECT
from tests.homes.living_up import wait_until
from tests.homes.pages.serving import find_port

KEY = "khoa-chung-cua-moi-may"
POOL = "dondoc"
READY = "Ctrl-C"


@dataclass
class SharedHome:
    """A trial home for several machines: `database` is its own, `prefect` that of Prefect's server, both on PostgreSQL."""

    home: Path
    database: str
    prefect: str
    redis: str = ""
    port: int = field(default_factory=find_port)
    machines: "list[Machine]" = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> PrefectApi:
        return PrefectApi(f"{self.address}/api", KEY)

    @property
    def environment(self) -> dict[str, str]:
        asynchronous = self.prefect.replace("postgresql://", "postgresql+asyncpg://")
        return os.environ | {
            "DONDOC_HOME": str(self.home),
            "DONDOC_DATABASE_URL": self.database,
            "DONDOC_PREFECT_KEY": KEY,
            "DONDOC_PREFECT_URL": self.address,
            "DONDOC_WORK_POOL": POOL,
            "DONDOC_PORT": str(self.port),
            "PREFECT_SERVER_DATABASE_CONNECTION_URL": asynchronous,
            "PYTHONPATH": str(PROJECT),
            **({"DONDOC_REDIS_URL": self.redis} if self.redis else {}),
        }

    @contextmanager
    def opened(self, on: date | None = None) -> Iterator[OpenHome]:
        """Open the home in this process, on another day of the trial where one is named."""
        with open_office(self.home, {"database_url": self.database, "prefect_url": self.address}, on) as office:
            yield office

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command as on any of the machines."""
        command = [sys.executable, "-m", "cli", *words]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)

    def machine(self, name: str, only: str, **more: str) -> "Machine":
        """Start a machine of that name with these parts; it need not have come to life."""
        made = Machine(self, name, only, find_port(), more)
        self.machines.append(made)
        made.start()
        return made

    def end(self) -> None:
        """End all machines, to the last process."""
        for one in self.machines:
            one.kill()


@dataclass
class Machine:
    """One machine of a shared home."""

    shared: SharedHome
    name: str
    only: str
    web_port: int
    more: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def folder(self) -> Path:
        return self.shared.home / MACHINES / self.name

    @property
    def said(self) -> str:
        return (self.shared.home.parent / f"{self.name}.txt").read_text(encoding="utf-8")

    @property
    def pages(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    def start(self) -> None:
        own = {"DONDOC_MACHINE": self.name, "DONDOC_WEB_PORT": str(self.web_port), **self.more}
        with (self.shared.home.parent / f"{self.name}.txt").open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cli", "up", "--only", self.only],
                env=self.shared.environment | own,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> "Machine":
        """Wait until all of its parts have come to life."""
        wait_until(lambda: READY in self.said or self.has_ended, 240, lambda: self.said)
        assert not self.has_ended, self.said
        return self

    @property
    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def processes(self) -> list[psutil.Process]:
        """Return what runs under its `up`."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(HOME_MARKER) == str(self.folder):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def kill(self) -> None:
        """End it as a power cut does: no process is asked, and none is left."""
        assert self.process is not None
        if not self.has_ended:
            self.process.send_signal(signal.SIGKILL)
        for process in self.processes():
            process.kill()
        self.process.wait(10)
        wait_until(lambda: not self.processes(), 10)
