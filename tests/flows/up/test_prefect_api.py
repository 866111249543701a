"""What `up` asks of Prefect's API, with a small server that answers as Prefect does."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from flows.names import DAILY_ROUND, FLOWS
from flows.up.prefect_api import CUT_OFF, MISSED, NoAnswerError, PrefectApi, put_right

pytestmark = pytest.mark.real


class Server(ThreadingHTTPServer):
    """Answers each address with what a test put there, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, list[tuple[int, Any]]] = {}
        self.asked: list[tuple[str, Any, str | None]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}/api"


class Handler(BaseHTTPRequestHandler):
    """One request to the server."""

    server: Server

    def do_GET(self) -> None:
        self.answer(None)

    def do_POST(self) -> None:
        self.answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def do_DELETE(self) -> None:
        self.answer(None)

    def answer(self, body: Any) -> None:  # noqa: ANN401  JSON
        path = self.path.removeprefix("/api")
        self.server.asked.append((path, body, self.headers["Authorization"]))
        prepared = self.server.answers.get(path, [(404, {})])
        status, said = prepared.pop(0) if len(prepared) > 1 else prepared[0]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b"" if said is None else json.dumps(said).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as made:
        thread = threading.Thread(target=made.serve_forever, args=(0.01,))
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def test_a_busy_server_is_asked_again_and_a_run_is_asked_for_once(server: Server) -> None:
    """SQLite under the server is busy now and then; it answers 503 and has changed nothing."""
    server.answers["/deployments/d/create_flow_run"] = [(503, {}), (503, {}), (201, {"id": "r"})]
    assert PrefectApi(server.url).request_run("d", "tên") == "r"
    bodies = [body for _, body, _ in server.asked]
    assert len(bodies) == 3
    assert len({body["idempotency_key"] for body in bodies}) == 1


def test_a_refusal_is_told_with_its_address(server: Server) -> None:
    with pytest.raises(NoAnswerError, match=r"GET .*/flow_runs/none: HTTP Error 404"):
        PrefectApi(server.url).read_run("none")
    assert PrefectApi(server.url).find_deployment(DAILY_ROUND, DAILY_ROUND) is None
    assert server.asked[-1][0].isascii()


def test_the_offices_password_is_given(server: Server) -> None:
    server.answers["/ready"] = [(200, {})]
    assert PrefectApi(server.url, "office:secret").is_ready()
    assert server.asked[-1][2] == "Basic b2ZmaWNlOnNlY3JldA=="


def test_a_proxy_of_the_office_is_not_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    server.answers["/ready"] = [(200, {})]
    assert PrefectApi(server.url).is_ready()


def test_runs_cut_off_are_crashed_and_of_missed_ones_only_the_newest_is_kept(server: Server) -> None:
    late = [("daily-1", "daily", 172_800.5), ("daily-2", "daily", 86_400.5), ("summary-1", "summary", 3600.5)]
    scheduled = [{"id": i, "deployment_id": d, "estimated_start_time_delta": s} for i, d, s in late]
    scheduled.append({"id": "daily-3", "deployment_id": "daily", "estimated_start_time_delta": 0.0})
    server.answers["/deployments/filter"] = [(200, [{"id": "daily", "name": DAILY_ROUND}])]
    server.answers["/flow_runs/filter"] = [(200, [{"id": "cut"}]), (200, scheduled)]
    for run in ("cut", "daily-1"):
        server.answers[f"/flow_runs/{run}/set_state"] = [(201, {})]
    assert put_right(PrefectApi(server.url), FLOWS) == 2
    states = {path: body["state"] for path, body, _ in server.asked if path.endswith("set_state")}
    assert states == {
        "/flow_runs/cut/set_state": {"type": "CRASHED", "message": CUT_OFF},
        "/flow_runs/daily-1/set_state": {"type": "CANCELLED", "message": MISSED},
    }
    assert all(body["force"] for path, body, _ in server.asked if path.endswith("set_state"))


def test_a_deployment_that_bears_another_name_today_is_removed_and_the_others_stay(server: Server) -> None:
    there = [{"id": "old", "name": "Vòng đôn đốc hằng ngày"}, {"id": "daily", "name": DAILY_ROUND}]
    server.answers["/deployments/filter"] = [(200, there)]
    server.answers["/deployments/old"] = [(204, None)]
    server.answers["/flow_runs/filter"] = [(200, []), (200, [])]
    assert put_right(PrefectApi(server.url), FLOWS) == 0
    assert [path for path, _, _ in server.asked if path.startswith("/deployments/")] == [
        "/deployments/filter",
        "/deployments/old",
    ]
