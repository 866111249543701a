"""Whatever is sent to any route, the answer is a page or a refusal, never a fault: Schemathesis over the real pages."""

import re
import warnings
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.schemas import OpenApiSchema
from starlette.testclient import TestClient

from notifications.links import ANSWER, BOARD, CALENDAR, JUDGE, OFFICE, link_key, sign_link
from tests.homes.busy_office import SEEN_ON, Busy, busy_office
from web.app import make_app
from web.door.limits import Limits

EXAMPLES = 25
"""How many requests Schemathesis makes of each method of each route."""
FORM_KINDS = ("application/x-www-form-urlencoded", "multipart/form-data")
ADDRESS = {
    "tra-loi": (ANSWER, "so-y-te"),
    "theo-doi": (JUDGE, "cong-an-tinh"),
    "van-phong": (OFFICE, "van-phong-ubnd-tinh"),
    "bang": (BOARD, "chu-tich-ubnd-tinh"),
    "lich": (CALENDAR, "so-y-te/calendar"),
}
"""Whose good link stands in an address that begins with this word."""


class Pages:
    """The pages of a home in which everything has happened, and good links to each kind of page."""

    def __init__(self, busy: Busy) -> None:
        self.busy, self.home = busy, busy.office.home
        office = busy.office
        self.app: FastAPI = make_app(
            office.home, office.database, office.library, office.clock, limits=Limits().times(0)
        )

    def token(self, word: str) -> str:
        purpose, agency = ADDRESS[word]
        return sign_link(link_key(self.home), agency, purpose, SEEN_ON + timedelta(days=90))

    def good(self, parameter: str, word: str) -> list[str]:
        """Return what opens something where an address has a parameter of this name."""
        if parameter == "token":
            return [self.token(word)] if word in ADDRESS else []
        return ["1"] if parameter == "evidence_id" else [str(self.busy.of["answered"])]

    def parameter(self, name: str, word: str) -> dict[str, Any]:
        """Return a part of an address that begins with this word as OpenAPI has it: good as often as not."""
        values = [*self.good(name, word) * 3, "x", "a.b", "-1", "9" * 30]
        return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "enum": values}}

    def schema(self) -> OpenApiSchema:
        """Return every route as OpenAPI has it, its tokens good or made up, its forms with the fields of the page."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # GET and HEAD of one function share an operation's name
            described: dict[str, Any] = self.app.openapi()
        browser = TestClient(self.app, raise_server_exceptions=False)
        for path, methods in described["paths"].items():
            word = path.split("/")[1]
            for method, operation in methods.items():
                operation["operationId"] = f"{method} {path}"
                # Also those that a route reads itself, which the application does not describe.
                operation["parameters"] = [self.parameter(name, word) for name in re.findall(r"{(\w+)}", path)]
                if method == "post":
                    shown = path.removesuffix("/{token}/gui-lai")
                    for name in ("token", "check_in_id"):
                        shown = shown.replace(f"{{{name}}}", next(iter(self.good(name, word)), ""))
                    page = browser.get(shown).text
                    operation["requestBody"] = {"required": False, "content": _form(page)}
        schema = schemathesis.openapi.from_dict(described)
        schema.app = self.app
        return schema


def _form(page: str) -> dict[str, Any]:
    names = re.findall(r'<(?:input|select|textarea|button)[^>]* name="([^"]+)"', page)
    seal = re.search(r'name="seal" value="([^"]+)"', page)
    fields: dict[str, Any] = {name: {"type": "string"} for name in names}
    if seal:
        fields["seal"] = {"type": "string", "enum": [seal[1]]}
    body = {"type": "object", "properties": fields, "required": ["seal"] if seal else []}
    return {kind: {"schema": body} for kind in FORM_KINDS}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    with busy_office(tmp_path_factory.mktemp("busy")) as busy:
        yield Pages(busy)


def ask(operation: APIOperation[Any, Any, Any, Any], app: FastAPI) -> set[int]:
    """Ask one method of one route in many ways, and return the statuses of the answers."""
    statuses: set[int] = set()

    @given(case=operation.as_strategy())
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    def send(case: schemathesis.Case[Any]) -> None:
        answer = case.call(app=app)
        statuses.add(answer.status_code)
        assert answer.status_code < 500, (case.method, case.path, answer.status_code)
        assert "Traceback" not in answer.text

    send()
    return statuses


def test_no_request_to_any_route_ends_in_a_fault(pages: Pages) -> None:
    routes = {f"{method} {route.path}" for route in pages.app.routes for method in route.methods}  # type: ignore[attr-defined]  # each is a route
    asked = {}
    for found in pages.schema().get_all_operations():
        operation = found.ok()  # the application's own description is a valid one
        asked[f"{operation.method.upper()} {operation.path}"] = ask(operation, pages.app)
    assert set(asked) == routes
    assert {status for statuses in asked.values() for status in statuses} >= {200, 403}
