"""`dondoc up` alive in a trial home, as a test looks at it from outside: what it said, its processes, its Prefect."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from flows.names import DAILY_ROUND
from flows.up.prefect_api import FINISHED, NoAnswerError, PrefectApi
from flows.up.prefect_settings import HOME_MARKER
from flows.up.ui_password import KEY_FILE, UI_FILE, VIEWER_FILE
from tests.homes.outside.calls import watched

if TYPE_CHECKING:
    from playwright.sync_api import Page

DAY = "2023-06-05"
READY = "Ctrl-C"
"""The last line that `up` prints once everything answers says how to stop it."""


@dataclass
class LivingUp:
    """A trial home with `dondoc up` running in it."""

    home: Path
    port: int
    web_port: int
    on: str = DAY
    process: subprocess.Popen[bytes] | None = None
    starts: int = field(default=0)

    @property
    def api(self) -> PrefectApi:
        return self.asking(self.key)

    @property
    def key(self) -> str:
        return (self.home / KEY_FILE).read_text(encoding="ascii").strip()

    @property
    def password(self) -> str:
        return (self.home / UI_FILE).read_text(encoding="ascii").strip()

    @property
    def calls(self) -> Path:
        """The file that holds every address that `up` itself asked for."""
        return self.home.parent / "calls.txt"

    @property
    def viewer(self) -> str:
        return (self.home / VIEWER_FILE).read_text(encoding="ascii").strip()

    def asking(self, password: str) -> PrefectApi:
        return PrefectApi(f"http://127.0.0.1:{self.port}/api", password)

    @property
    def said(self) -> str:
        return (self.home.parent / f"said-{self.starts}.txt").read_text(encoding="utf-8")

    def start(self) -> None:
        self.starts += 1
        command = [sys.executable, "-m", "cli", "up", "--home", str(self.home), "--on", self.on]
        ports = ["--port", str(self.port), "--web-port", str(self.web_port)]
        with (self.home.parent / f"said-{self.starts}.txt").open("wb") as out:
            self.process = subprocess.Popen(
                [*command, *ports],
                cwd=self.home.parent,
                env=os.environ | watched(self.calls),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(lambda: READY in self.said or self.process_ended, 240, lambda: self.said)
        assert not self.process_ended, self.said

    @property
    def process_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def children(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(HOME_MARKER) == str(self.home):
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def child(self, module: str) -> psutil.Process | None:
        heads = [process for process in self.children() if "flows.up.beside_parent" in process.cmdline()]
        return next((process for process in heads if module in process.cmdline()), None)

    def kill_everything(self) -> None:
        assert self.process is not None
        self.process.kill()
        for process in self.children():
            process.kill()
        self.process.wait(10)
        wait_until(lambda: not self.children(), 10)

    def request(self, deployment: str) -> str:
        found = self.api.find_deployment(deployment, deployment)
        assert found is not None
        return self.api.request_run(found["id"], "phép thử")

    def finished_rounds(self) -> set[str]:
        """Return the names of the rounds that came to their end; none while Prefect's server is away."""
        try:
            return {run["name"] for run in self.api.find_runs((DAILY_ROUND,), ("COMPLETED",))}
        except NoAnswerError:
            return set()

    def show(self, page: "Page", path: str) -> None:
        """Show a page of Prefect's UI; one that is open goes on to it as by a click: to load it anew takes four seconds."""
        if page.url.startswith(f"http://127.0.0.1:{self.port}/v2/"):
            page.evaluate("to => { history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate')) }", path)
        else:
            page.goto(f"http://127.0.0.1:{self.port}{path}")

    def outcome_of(self, run: str) -> str:
        wait_until(lambda: self.api.read_run(run)["state_type"] in FINISHED, 90, lambda: self.said)
        return str(self.api.read_run(run)["state_type"])


def wait_until(done: Callable[[], object], seconds: float, told: Callable[[], str] = str) -> None:
    until = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < until, f"{seconds} s passed. {told()}"
        time.sleep(0.2)
