"""A trial home on a day that a test moves, and a browser without a socket in front of its pages."""

import asyncio
import html
import re
from dataclasses import dataclass
from datetime import date, datetime, time

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import func
from sqlmodel import col, select

from models.clock import Clock, moment_on
from models.database import Database
from models.home import prepare_home
from models.settings import Home
from models.tables.core import CheckIn, Record

MONDAY = date(2023, 6, 5)
"""Seven working days before 14/6/2023, when Sở Y tế owes ten half-yearly lines and three of the baseline."""
LAST_DAY = date(2023, 12, 31)
"""The last day on which the tests' links open."""
HEALTH = "so-y-te"


class Visitor:
    """Asks the application as a browser would, following no redirect, without a socket."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.transport = ASGITransport(app=app, raise_app_exceptions=False)

    def request(self, method: str, address: str, content: str = "", headers: dict[str, str] | None = None) -> Response:
        async def ask() -> Response:
            async with AsyncClient(transport=self.transport, base_url="http://127.0.0.1:4280") as client:
                return await client.request(method, address, content=content, headers=headers)

        return asyncio.run(ask())

    def get(self, address: str) -> Response:
        return self.request("GET", address)


class SetClock(Clock):
    """A clock whose day and time of day a test sets."""

    day, at = MONDAY, time(8, 15)

    def now(self) -> datetime:
        return moment_on(self.day, self.at)


@dataclass
class PagedHome:
    """A trial home on a day that a test moves, and a browser that opens its pages."""

    home: Home
    database: Database
    browser: Visitor
    clock: SetClock

    def move_to(self, day: date) -> None:
        """Move the trial's clock."""
        self.clock.day = day
        with self.database.write() as session:
            prepare_home(session, self.clock.now(), day)

    def check_in(self, ref: str, agency: str = HEALTH, period: str = "2023-H1") -> int:
        """Return the check-in that an agency holds for a clause and a period."""
        asked = select(CheckIn.id).where(
            col(CheckIn.ref) == ref, col(CheckIn.holder) == agency, col(CheckIn.occurrence) == period
        )
        with self.database.read() as session:
            return session.exec(asked).one()

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        with self.database.read() as session:
            return {
                table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
                for table in Record.metadata.sorted_tables
            }


def text_of(page: Response) -> str:
    """Return what a page says, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def fields_of(page: str) -> dict[str, str]:
    """Return the fields of all forms of a page as a browser sends them when nothing is touched."""
    fields = {}
    for tag in re.findall(r"<input[^>]*>", page):
        value = re.search(r' value="([^"]*)"', tag)
        name = re.search(r' name="([^"]*)"', tag)
        assert name
        if ' type="file"' in tag or (' type="checkbox"' in tag and " checked" not in tag):
            continue
        fields[name[1]] = html.unescape(value[1]) if value else ""
    for name, inside in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL):
        fields[name] = html.unescape(inside).replace("\n", "\r\n")
    for name, inside in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        fields[name] = chosen[1] if chosen else ""
    return fields
