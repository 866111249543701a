"""The thin layer over Prefect's server, with a made-up application under it."""

import re
import socket
from pathlib import Path
from typing import Any

from fastapi.routing import APIRoute
from prefect.server.api.server import API_ROUTERS

from flows.up.office_requests import OPEN
from flows.up.prefect_door import Application
from flows.up.server import answer_everyone, door_of, keep_to_this_server, lead_to_content
from models.settings import open_home

ID = "3ebc4178-d85d-4aa7-8317-ad5893a24357"


async def ask(application: Application, path: str, method: str = "GET", kind: str = "http") -> dict[str, Any]:
    said: list[Any] = []

    async def receive() -> Any:  # noqa: ANN401  ASGI
        return {"type": "http.request"}

    async def send(message: Any) -> None:  # noqa: ANN401  ASGI
        said.append(message)

    scope = {"type": kind, "method": method, "path": path, "headers": [(b"accept", b"*/*"), (b"host", b"a")]}
    await application(scope, receive, send)
    return dict(said[0])


async def echo(scope: Any, _receive: Any, send: Any) -> None:  # noqa: ANN401  ASGI
    """Answer with the headers that were asked with."""
    await send({"type": f"{scope['type']}.response.start", "status": 200, "headers": list(scope["headers"])})


async def newest(key: str) -> str | None:
    return ID if key == "bac-giang-tinh-hinh" else None


async def test_a_browser_is_told_to_speak_to_this_server_alone() -> None:
    headers = dict((await ask(keep_to_this_server(echo), "/v2/dashboard"))["headers"])
    policy = headers[b"content-security-policy"].decode().split("; ")
    assert "connect-src 'self'" in policy
    assert "default-src 'self'" in policy
    assert "form-action 'self'" in policy  # the password lies in the browser, and nothing may carry it away
    assert "img-src 'self' data: blob:" in policy


async def test_the_layer_lets_sockets_through_as_they_are() -> None:
    sent = await ask(
        keep_to_this_server(lead_to_content(answer_everyone(echo), newest)), "/api/events/in", kind="websocket"
    )
    assert sent == {
        "type": "websocket.response.start",
        "status": 200,
        "headers": [(b"accept", b"*/*"), (b"host", b"a")],
    }


async def test_an_artifacts_address_leads_to_its_newest_version() -> None:
    led = await ask(lead_to_content(echo, newest), "/v2/artifacts/key/bac-giang-tinh-hinh")
    assert led["status"] == 307
    assert dict(led["headers"])[b"location"].decode() == f"/v2/login?redirectTo=/artifacts/artifact/{ID}"
    assert dict(led["headers"])[b"cache-control"] == b"no-store"


async def test_an_unknown_key_and_all_other_addresses_are_the_uis_own() -> None:
    for path in ("/v2/artifacts/key/khong-co", "/v2/artifacts", "/api/artifacts/bac-giang-tinh-hinh/latest"):
        assert (await ask(lead_to_content(echo, newest), path))["status"] == 200
    posted = await ask(lead_to_content(echo, newest), "/v2/artifacts/key/bac-giang-tinh-hinh", method="POST")
    assert posted["status"] == 200


def test_the_door_knows_the_names_that_the_settings_give(tmp_path: Path) -> None:
    behind_proxy = door_of(
        open_home(tmp_path, {"ui_url": "https://Theo-doi.tinh.vn/v2/", "ui_password": "mat-khau-dai-lam"})
    )
    assert behind_proxy.names == {"localhost", "127.0.0.1", "theo-doi.tinh.vn"}
    assert behind_proxy.office == "mat-khau-dai-lam"
    named = door_of(open_home(tmp_path, {"host": "May-Chu"}))
    assert named.names == {"localhost", "may-chu"}
    wide = door_of(open_home(tmp_path, {"host": "0.0.0.0"}))  # noqa: S104  what an office sets
    assert socket.gethostname().lower() in wide.names
    assert "0.0.0.0" not in wide.names  # noqa: S104  no address of anything


async def test_the_uis_pages_answer_whoever_asks_and_its_files_as_they_were_asked() -> None:
    page = await ask(answer_everyone(echo), f"/v2/artifacts/artifact/{ID}")
    assert page["headers"] == [(b"host", b"a"), (b"accept", b"text/html")]
    for path in ("/v2/assets/index.js", "/api/flow_runs/filter"):
        assert (await ask(answer_everyone(echo), path))["headers"] == [(b"accept", b"*/*"), (b"host", b"a")]


def test_whatever_an_office_may_ask_is_there_to_be_asked() -> None:
    """A new Prefect may bear another name for a route, and the UI would then be refused what the list means to let it do."""
    there = {
        (method, re.sub(r"\{[^}]*\}", "{}", route.path))
        for router in API_ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    } | {("GET", "/health"), ("GET", "/version")}
    assert [(method, address) for method, address, _ in OPEN if (method, address) not in there] == []
