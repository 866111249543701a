"""Who gets through the door of Prefect's server, with a made-up application behind it; with the real one: test_process_tree."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from prefect.utilities.callables import parameter_schema

from flows.runs.telephone_answer import take_answer
from flows.up.office_requests import (
    _GUARDED,
    ONLY_LOOKS,
    ONLY_THE_RUNNER,
    OPEN,
    NotForOfficeError,
    guard_viewer_request,
)
from flows.up.prefect_door import Door, guard_door

OFFICE, PROGRAM, VIEWER = "mat-khau-cua-van-phong", "khoa-cua-chuong-trinh", "mat-khau-chi-xem"
DEPLOYMENT = "/api/deployments/3ebc4178-d85d-4aa7-8317-ad5893a24357"
RUN = "/api/flow_runs/3ebc4178-d85d-4aa7-8317-ad5893a24357"


@dataclass
class Behind:
    """Prefect's server, as it would be reached: what came through to it."""

    came: list[tuple[str, bytes]] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401  ASGI
        body = (await receive())["body"] if scope["type"] == "http" else b""
        given = dict(scope["headers"]).get(b"authorization", b"").decode()
        self.came.append((given, body))
        await send({"type": f"{scope['type']}.response.start", "status": 200, "headers": []})


@dataclass
class Asker:
    """Somebody who asks: a program of this machine unless other headers are given."""

    behind: Behind = field(default_factory=Behind)
    names: frozenset[str] = frozenset({"localhost"})
    viewer: str = VIEWER

    async def ask(
        self,
        path: str,
        body: object = None,
        *,
        method: str = "",
        password: str = "",
        kind: str = "http",
        raw: bytes = b"",
        **headers: str,
    ) -> int:
        """Return the status; 0 for a socket that was closed unopened."""
        sent = raw or (b"" if body is None else json.dumps(body).encode())
        said: list[Any] = []

        async def receive() -> Any:  # noqa: ANN401  ASGI
            return {"type": "http.request", "body": sent}

        async def send(message: Any) -> None:  # noqa: ANN401  ASGI
            said.append(message)

        given = {"host": "127.0.0.1:4200", **headers}
        if password:
            given["authorization"] = f"Basic {base64.b64encode(password.encode()).decode()}"
        scope = {
            "type": kind,
            "method": method or ("GET" if body is None and not raw else "POST"),
            "path": path,
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "server": ("127.0.0.1", 4200),
        }
        await guard_door(self.behind, Door(self.names, OFFICE, PROGRAM, self.viewer))(scope, receive, send)
        return int(said[0].get("status", 0))


@pytest.fixture
def asker() -> Asker:
    return Asker()


async def test_without_the_password_there_is_only_the_page_that_asks_for_it(asker: Asker) -> None:
    for path in ("/", "/v2/dashboard", "/v2/assets/index.js", "/ui-settings", "/api/health"):
        assert await asker.ask(path) == 200, path
    before = len(asker.behind.came)
    for path in (
        "/api/ready",
        "/api/admin/settings",
        "/api/admin/version",
        "/api/csrf-token",
        "/api/docs",
        "/api/openapi.json",
    ):
        assert await asker.ask(path) == 401, path
    for path in ("/docs", "/docs/", "/docs/oauth2-redirect", "/redoc", "/openapi.json", "/api", "/api/"):
        assert await asker.ask(path) == 401, path
    for path in ("/api/deployments/filter", f"{DEPLOYMENT}/create_flow_run", "/api/health", "/", "/ui-settings"):
        assert await asker.ask(path, {}) == 401, path
    for wrong in (OFFICE[:-1], OFFICE.upper(), f"{OFFICE} ", "mật khẩu", ":"):
        assert await asker.ask("/api/deployments/filter", {}, password=wrong) == 401, wrong
    for scheme in ("Bearer", "basic", ""):
        assert await asker.ask("/api/deployments/filter", {}, authorization=f"{scheme} {OFFICE}") == 401
    assert len(asker.behind.came) == before


@pytest.mark.parametrize(
    "host",
    ["evil.test", "evil.test:4200", "127.0.0.1.evil.test", "10.0.0.9:4200", "localhost@evil.test", "", "[::1", "đ"],
)
async def test_a_name_that_is_not_this_machines_is_refused_even_with_the_key(asker: Asker, host: str) -> None:
    """A page of another site reaches this machine when its name is led to this machine's address."""
    for path in ("/v2/dashboard", "/api/health", "/api/deployments/count"):
        assert await asker.ask(path, host=host, password=PROGRAM) == 400
    assert await asker.ask("/api/events/out", kind="websocket", host=host) == 0
    assert asker.behind.came == []


async def test_this_machine_is_reached_by_its_names_and_by_the_address_itself(asker: Asker) -> None:
    asker.names = frozenset({"localhost", "may-chu.tinh.vn"})
    for host in ("127.0.0.1", "127.0.0.1:4200", "localhost:4200", "LOCALHOST:8080", "may-chu.tinh.vn:4200"):
        assert await asker.ask("/api/deployments/count", {}, host=host, password=PROGRAM) == 200, host


@pytest.mark.parametrize(
    "origin",
    ["http://evil.test", "null", "http://127.0.0.1:4280", "http://localhost:4200", "file://", "127.0.0.1:4200"],
)
async def test_a_page_of_another_site_asks_in_vain_even_with_the_key(asker: Asker, origin: str) -> None:
    for password in (OFFICE, PROGRAM):
        assert await asker.ask(f"{DEPLOYMENT}/pause_deployment", method="POST", origin=origin, password=password) == 403
    assert await asker.ask("/api/events/out", kind="websocket", origin=origin) == 0
    assert asker.behind.came == []


async def test_a_page_of_the_ui_itself_asks_with_its_origin(asker: Asker) -> None:
    for origin in ("http://127.0.0.1:4200", "https://127.0.0.1:4200"):  # behind a proxy the one is the other
        assert await asker.ask("/api/flows/filter", {}, origin=origin, password=OFFICE) == 200
    assert await asker.ask("/api/events/out", kind="websocket", origin="http://127.0.0.1:4200") == 200


async def test_the_programs_own_key_opens_everything_as_it_was_asked(asker: Asker) -> None:
    assert await asker.ask("/api/deployments/", {"entrypoint": "x.py:flow"}, password=PROGRAM) == 200
    assert await asker.ask(DEPLOYMENT, {"pull_steps": []}, method="PATCH", password=PROGRAM) == 200
    assert [body for _, body in asker.behind.came] == [b'{"entrypoint": "x.py:flow"}', b'{"pull_steps": []}']


async def test_what_an_office_does_in_the_ui_is_handed_on_under_the_programs_key(asker: Asker) -> None:
    form = {"agency": "so-y-te", "words": {"__prefect_kind": "none", "value": "Xong"}}
    moment = {"type": "SCHEDULED", "message": "", "state_details": {"scheduled_time": None, "deferred": False}}
    own = {
        "name": "x",
        "parameters": {"form": form},
        "state": moment,
        "tags": ["x"],
        "empirical_policy": {"resuming": False, "retries": 0, "retry_delay": 0},
        "job_variables": {},
        "enforce_parameter_schema": True,
    }
    checked = {"schema": parameter_schema(take_answer.fn).model_dump(mode="json"), "values": {"form": form}}
    doing: list[tuple[str, str, object]] = [
        ("POST", "/api/deployments/filter", {"limit": 10}),
        ("GET", RUN, None),
        ("POST", f"{DEPLOYMENT}/create_flow_run", {}),
        ("POST", f"{DEPLOYMENT}/create_flow_run", own),
        ("PATCH", DEPLOYMENT, {"paused": True}),
        ("PATCH", f"{DEPLOYMENT}/schedules/3ebc", {"active": False}),
        ("POST", f"{DEPLOYMENT}/pause_deployment", None),
        ("POST", f"{RUN}/set_state", {"state": {"type": "CANCELLING", "name": "Cancelling"}}),
        ("POST", f"{RUN}/set_state", {"state": {"type": "SCHEDULED", "name": "AwaitingRetry"}, "force": True}),
        ("POST", f"{RUN}/resume", None),
        ("POST", CHECK, checked),
    ]
    for method, path, body in doing:
        assert await asker.ask(path, body, method=method, password=OFFICE) == 200, path
        given, came = asker.behind.came[-1]
        assert base64.b64decode(given.removeprefix("Basic ")).decode() == PROGRAM
        assert (json.loads(came) if came else None) == body


async def test_who_only_looks_reads_what_the_office_reads_and_starts_stops_and_changes_nothing(asker: Asker) -> None:
    looking = {"/block_documents/count", "/block_documents/filter"}
    for method, address, guard in OPEN:
        path = f"/api{address.replace('{}', '3ebc')}"
        body: dict[str, str] | None = None if method == "GET" else {}
        shows = guard is None or address in looking
        assert await asker.ask(path, body, method=method, password=VIEWER) == (200 if shows else 403), address
        if shows and address != "/health":  # which is open to everybody
            given, _ = asker.behind.came[-1]
            assert base64.b64decode(given.removeprefix("Basic ")).decode() == PROGRAM
    assert {address for _, address in _GUARDED} - looking
    before = len(asker.behind.came)
    for method, path in (("DELETE", DEPLOYMENT), ("DELETE", RUN), ("POST", "/api/deployments/"), ("PATCH", RUN)):
        assert await asker.ask(path, {}, method=method, password=VIEWER) == 403, path
    assert len(asker.behind.came) == before
    with pytest.raises(NotForOfficeError, match=ONLY_LOOKS):
        guard_viewer_request("POST", "/deployments/3ebc/pause_deployment", b"")
    asker.viewer = ""
    assert await asker.ask("/api/deployments/filter", {}, password="") == 401


CHECK = "/api/ui/schemas/validate"
DOUBLED = {"0": {}, **{str(n + 1): {"allOf": [{"$ref": f"#/definitions/{n}"}] * 2} for n in range(20)}}
STEP = {"prefect.deployments.steps.run_shell_script": {"script": "id > /srv/x"}}
OWN_STATE = {"type": "SCHEDULED", "data": {"storage_key": "/srv/x", "serializer": {"type": "pickle"}}}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/deployments/", {"name": "x", "entrypoint": "x.py:flow"}),
        ("PATCH", DEPLOYMENT, {"entrypoint": "x.py:flow", "pull_steps": [STEP]}),
        ("PATCH", DEPLOYMENT, {"paused": True, "pull_steps": [STEP]}),
        ("PATCH", DEPLOYMENT, {"path": "/srv"}),
        ("PATCH", DEPLOYMENT, {"job_variables": {"env": {"PYTHONPATH": "/srv"}}}),
        ("PATCH", DEPLOYMENT, {"parameters": {"form": {"words": "x"}}}),
        ("DELETE", DEPLOYMENT, None),
        ("POST", "/api/deployments/bulk_delete", {}),
        ("POST", f"{DEPLOYMENT}/create_flow_run/bulk", [{}]),
        ("POST", f"{DEPLOYMENT}/schedules", [{"schedule": {"interval": 1}}]),
        ("PATCH", f"{DEPLOYMENT}/schedules/3ebc", {"active": True, "parameters": {"x": 1}}),
        ("POST", f"{DEPLOYMENT}/create_flow_run", {"job_variables": {"env": {"PYTHONPATH": "/srv"}}}),
        ("POST", f"{DEPLOYMENT}/create_flow_run", {"infrastructure_document_id": "3ebc"}),
        ("POST", f"{DEPLOYMENT}/create_flow_run", {"work_queue_name": "x"}),
        ("POST", f"{DEPLOYMENT}/create_flow_run", {"enforce_parameter_schema": False}),
        ("POST", f"{DEPLOYMENT}/create_flow_run", {"state": OWN_STATE}),
        ("POST", f"{DEPLOYMENT}/create_flow_run", {"state": {"type": "COMPLETED"}}),
        ("POST", f"{DEPLOYMENT}/create_flow_run", {"empirical_policy": {"retries": 1, "retry_delay": 0}}),
        ("POST", f"{DEPLOYMENT}/create_flow_run", {"idempotency_key": "scheduled 3ebc 2023-06-06"}),
        ("POST", f"{DEPLOYMENT}/create_flow_run", {"name": "x" * 201}),
        ("POST", f"{DEPLOYMENT}/create_flow_run", {"tags": ["x"] * 21}),
        ("POST", f"{DEPLOYMENT}/create_flow_run", {"parameters": {"form": [0] * 500}}),
        ("POST", CHECK, {"schema": {"properties": {"a": {"pattern": "^(a+)+$"}}}, "values": {"a": "aaaaaaaaaaaa!"}}),
        ("POST", CHECK, {"schema": {"$ref": "#/definitions/a", "definitions": {"a": {"$ref": "#"}}}, "values": {}}),
        ("POST", CHECK, {"schema": {"$ref": "http://example.vn/x"}, "values": {}}),
        ("POST", CHECK, {"schema": {"definitions": DOUBLED, "$ref": "#/definitions/20"}, "values": {}}),
        ("POST", CHECK, {"schema": {"enum": [0] * 3_000}, "values": {}}),
        ("POST", CHECK, {"schema": {}, "values": [0] * 500}),
        (
            "POST",
            f"{DEPLOYMENT}/create_flow_run",
            {"parameters": {"form": [{"words": {"__prefect_kind": "jinja", "template": "{{ range(10**9) }}"}}]}},
        ),
        ("POST", "/api/flow_runs/", {"flow_id": "3ebc", "deployment_id": "3ebc"}),
        ("PATCH", RUN, {"parameters": {}}),
        ("DELETE", RUN, None),
        ("POST", f"{RUN}/set_state", {"state": OWN_STATE}),
        ("POST", f"{RUN}/set_state", {"state": {"type": "COMPLETED"}, "force": True}),
        ("POST", f"{RUN}/set_state", {}),
        ("POST", "/api/block_types/", {"name": "x"}),
        ("POST", "/api/block_documents/", {"data": {"script": "id"}}),
        ("POST", "/api/block_documents/filter", {"include_secrets": True}),
        ("GET", "/api/block_documents/3ebc", None),
        ("POST", "/api/automations/", {"actions": [{"type": "run-deployment", "job_variables": {}}]}),
        ("POST", "/api/automations/templates/validate", "{{ 1 }}"),
        ("POST", "/api/variables/", {"name": "x", "value": 1}),
        ("POST", "/api/work_pools/", {"name": "x", "type": "process"}),
        ("PATCH", "/api/work_pools/x", {"base_job_template": {}}),
        ("POST", "/api/work_queues/", {"name": "x"}),
        ("POST", "/api/concurrency_limits/", {"tag": "x"}),
        ("POST", "/api/logs/", [{"message": "x"}]),
        ("POST", "/api/events", [{}]),
        ("POST", "/api/artifacts/", {"key": "bac-giang-tinh-hinh", "data": "x"}),
        ("PUT", "/api/admin/storage", {"result_storage_block_id": "3ebc"}),
        ("GET", "/api/collections/views/aggregate-worker-metadata", None),
        ("GET", "/api/openapi.json", None),
        ("POST", "/api/deployments//filter", {}),
        ("POST", "/api/deployments/filter/", {}),
        ("POST", "/api/deployments/filter\n", {}),
        ("PATCH", f"{DEPLOYMENT}/..", {"paused": True}),
    ],
)
async def test_whoever_has_only_the_uis_password_makes_the_runner_do_nothing_of_his_own(
    asker: Asker, method: str, path: str, body: object
) -> None:
    assert await asker.ask(path, body, method=method, password=OFFICE) == 403
    assert asker.behind.came == []


async def test_what_cannot_be_read_in_one_way_is_not_handed_on(asker: Asker) -> None:
    path = f"{DEPLOYMENT}/create_flow_run"
    for raw in (b"{", b"[]", b'"x"', b"\xff\xfe{", b"[" * 100_000, b'{"name": "' + b"x" * 1_000_001 + b'"}'):
        assert await asker.ask(path, raw=raw, password=OFFICE) == 403
    assert asker.behind.came == []
    twice = b'{"name": "x", "job_variables": {"env": {}, "command": "id"}, "job_variables": {}}'
    assert await asker.ask(path, raw=twice, password=OFFICE) == 200
    assert asker.behind.came[-1][1] == b'{"name": "x", "job_variables": {}}'


async def test_a_refusal_is_a_sentence_and_asks_for_no_box_of_the_browsers(asker: Asker) -> None:
    said: list[Any] = []

    async def send(message: Any) -> None:  # noqa: ANN401  ASGI
        said.append(message)

    async def receive() -> Any:  # noqa: ANN401  ASGI
        return {"type": "http.request", "body": b"{}"}

    headers = [(b"host", b"localhost"), (b"authorization", b"Basic " + base64.b64encode(OFFICE.encode()))]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/variables/",
        "headers": headers,
        "server": ("127.0.0.1", 1),
    }
    await guard_door(asker.behind, Door(asker.names, OFFICE, PROGRAM))(scope, receive, send)
    assert json.loads(said[1]["body"]) == {"detail": ONLY_THE_RUNNER}
    assert b"www-authenticate" not in dict(said[0]["headers"])
