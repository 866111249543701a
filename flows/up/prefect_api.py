"""What `up` asks of Prefect's API, in plain HTTP: importing Prefect would cost `up` five seconds for six requests."""

import base64
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flows.names import DAILY_ROUND

TIMEOUT_SECONDS = 15.0
BUSY, BUSY_TRIES, BUSY_SECONDS = 503, 10, 0.3
"""What the server answers when SQLite is busy, having changed nothing, and how often and soon it is asked again."""
UNFINISHED = ("RUNNING", "PENDING", "CANCELLING")
"""States in which a run that no living process works on stays for ever, with its slot."""
FINISHED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
CUT_OFF = "Bị ngắt giữa chừng khi chương trình dừng đột ngột; lượt chạy lúc khởi động làm tiếp phần còn lại."
MISSED = "Bỏ qua: đã có lượt khác của cùng việc này chạy thay sau khi chương trình khởi động lại."


class NoAnswerError(Exception):
    """The server did not answer, or refused; carries the address and the reason, in English."""


class PrefectApi:
    """Prefect's API at `url` (`http://host:port/api`), with the one shared password where there is one."""

    def __init__(self, url: str, auth_string: str = "") -> None:
        """Speak to the server directly: an office's proxy has no way to this machine's own address."""
        self.url = url
        self._headers = {"Content-Type": "application/json"}
        if auth_string:
            self._headers["Authorization"] = f"Basic {base64.b64encode(auth_string.encode()).decode()}"
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def ask(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        timeout: float = TIMEOUT_SECONDS,
        method: str | None = None,
    ) -> Any:  # noqa: ANN401  JSON
        """Return what the API says to a GET, or to a POST of `body`, as JSON; None where it says nothing. Raise
        NoAnswerError when it does not answer within `timeout` seconds, or refuses.
        """
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, self._headers, method=method)  # noqa: S310  our own server's address
        for last in (False,) * BUSY_TRIES + (True,):
            try:
                with self._opener.open(request, timeout=timeout) as answer:
                    said = answer.read()
                return json.loads(said) if said else None
            except (OSError, ValueError) as error:
                if not last and isinstance(error, urllib.error.HTTPError) and error.code == BUSY:
                    time.sleep(BUSY_SECONDS)
                    continue
                raise NoAnswerError(f"{request.get_method()} {request.full_url}: {error}") from error
        raise AssertionError("the last try returns or raises")

    def is_ready(self) -> bool:
        """Tell whether the server answers and has its database."""
        try:
            self.ask("/ready", timeout=3)
        except NoAnswerError:
            return False
        return True

    def find_deployment(self, flow: str, deployment: str) -> dict[str, Any] | None:
        """Return a deployment, or None while nobody has made it."""
        try:
            found: dict[str, Any] = self.ask(f"/deployments/name/{quote(flow, safe='')}/{quote(deployment, safe='')}")
        except NoAnswerError as error:
            if isinstance(error.__cause__, urllib.error.HTTPError) and error.__cause__.code == 404:
                return None
            raise
        return found

    def deployments(self) -> list[dict[str, Any]]:
        """Return at most 200 deployments as the API tells them, with their schedules."""
        found: list[dict[str, Any]] = self.ask("/deployments/filter", {"limit": 200})
        return found

    def remove_deployments_but(self, names: tuple[str, ...]) -> None:
        """Remove the deployments of all other names, with their scheduled runs; the runs that were made are kept."""
        for one in self.deployments():
            if one["name"] not in names:
                self.ask(f"/deployments/{one['id']}", method="DELETE")

    def request_run(self, deployment_id: str, name: str, key: str = "") -> str:
        """Ask for a run of a deployment at once, and return the run's id: the same one for the same `key`."""
        asked = {"name": name, "idempotency_key": key or str(uuid.uuid4())}  # asked again, it is still one run
        run: dict[str, Any] = self.ask(f"/deployments/{deployment_id}/create_flow_run", asked)
        return str(run["id"])

    def ask_for_round(self, name: str, key: str = "") -> bool:
        """Ask for a round that the program owes, as `request_run` does; return False while nobody has made the deployment.

        Where the office has switched rounds off in the UI, none is owed and none is asked for.
        """
        found = self.find_deployment(DAILY_ROUND, DAILY_ROUND)
        if found is not None and not found["paused"]:
            self.request_run(found["id"], name, key)
        return found is not None

    def read_run(self, run_id: str) -> dict[str, Any]:
        """Return a run as the API tells it."""
        run: dict[str, Any] = self.ask(f"/flow_runs/{run_id}")
        return run

    def find_runs(self, flows: tuple[str, ...], states: tuple[str, ...]) -> list[dict[str, Any]]:
        """Return at most 200 runs of the named flows in the given types of state, those due first in front."""
        wanted = {
            "flows": {"name": {"any_": list(flows)}},
            "flow_runs": {"state": {"type": {"any_": list(states)}}},
            "sort": "EXPECTED_START_TIME_ASC",
            "limit": 200,
        }
        found: list[dict[str, Any]] = self.ask("/flow_runs/filter", wanted)
        return found

    def force_state(self, run_id: str, kind: str, message: str) -> None:
        """Put a run into a state of the type `kind`, whatever the rules of orchestration say; its slot is released."""
        self.ask(f"/flow_runs/{run_id}/set_state", {"state": {"type": kind, "message": message}, "force": True})

    def has_artifact(self, key: str) -> bool:
        """Tell whether an artifact of that key exists."""
        try:
            self.ask(f"/artifacts/{quote(key)}/latest")
        except NoAnswerError:
            return False
        return True


def wait_until_ready(api: PrefectApi, seconds: float) -> None:
    """Wait until the server answers. Raise NoAnswerError after `seconds`."""
    until = time.monotonic() + seconds
    while not api.is_ready():
        if time.monotonic() > until:
            raise NoAnswerError(f"{api.url}: not ready after {seconds:.0f} s")
        time.sleep(0.2)


def put_right(api: PrefectApi, flows: tuple[str, ...]) -> int:
    """Put right what a hard stop and the time without a server left, and return how many runs were touched.

    To be called while nothing serves. A deployment whose flow bears another name in this version is removed: nobody
    would run what it schedules. A run that was cut off becomes crashed, which releases its slot. Of the
    scheduled runs that nobody could start in time only the newest of each deployment is kept: they would all go at once.
    """
    api.remove_deployments_but(flows)
    touched = 0
    for run in api.find_runs(flows, UNFINISHED):
        api.force_state(run["id"], "CRASHED", CUT_OFF)
        touched += 1
    newest: dict[str, dict[str, Any]] = {}
    for run in api.find_runs(flows, ("SCHEDULED",)):
        if run["estimated_start_time_delta"] <= 0 or run["deployment_id"] is None:
            continue
        earlier = newest.get(run["deployment_id"])
        if earlier is not None:
            api.force_state(earlier["id"], "CANCELLED", MISSED)
            touched += 1
        newest[run["deployment_id"]] = run
    return touched
