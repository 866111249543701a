"""The small province's home at the door of its pages: links, seals and visitors of every kind."""

import asyncio
from datetime import date

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from flows.acts.open_home import OpenHome
from models.audit.acts import BY_COMMAND, Person
from models.people.revoking import revoke_links
from models.tables.core import Record
from notifications.links import ANSWER, link_key, sign_link
from tests.homes.event_plan import at
from web.app import make_app
from web.door.limits import Limits

MONDAY = date(2023, 6, 5)
LAST_DAY = date(2023, 7, 31)
"""The last day on which the tests' links open."""
NOW = at("5/6/2023 09:00")
NO_LIMITS = Limits().times(0)


def app_of(office: OpenHome, limits: Limits = NO_LIMITS) -> FastAPI:
    """Return the application that serves a home's pages."""
    return make_app(office.home, office.database, office.library, office.clock, limits=limits)


def ask(
    app: FastAPI,
    method: str,
    address: str,
    content: str = "",
    headers: dict[str, str] | None = None,
    client: str = "127.0.0.1",
) -> Response:
    """Ask the application as a browser at an address would, following no redirect, without a socket."""

    async def ask_once() -> Response:
        transport = ASGITransport(app=app, raise_app_exceptions=False, client=(client, 50_000))
        async with AsyncClient(transport=transport, base_url="http://127.0.0.1:4280") as browser:
            return await browser.request(method, address, content=content, headers=headers)

    return asyncio.run(ask_once())


def token_of(
    office: OpenHome, recipient: str = "so-y-te", purpose: str = ANSWER, expires_on: date = LAST_DAY, epoch: int = 0
) -> str:
    """Return the signed part of a link."""
    return sign_link(link_key(office.home), recipient, purpose, expires_on, epoch)


def revoke(office: OpenHome, recipient: str) -> None:
    """Revoke every link of a recipient."""
    with office.database.write() as session:
        revoke_links(
            session, recipient, "Chuyển tiếp nhầm", NOW, by=Person("Bình", "", BY_COMMAND), own_province="tinh-thu"
        )


def rows_of(office: OpenHome) -> dict[str, list[object]]:
    """Return every row of every table."""
    with office.database.read() as session:
        return {
            table.name: [tuple(row) for row in session.execute(table.select()).all()]
            for table in Record.metadata.sorted_tables
        }
