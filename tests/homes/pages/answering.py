"""Homes whose agencies answer on the page: any of the shipped plans, on a day that a test moves, with files and drafts."""

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from httpx import AsyncClient, Response
from sqlmodel import col, select

from models.check_ins.opening import open_check_ins
from models.database import Database
from models.settings import open_home
from models.tables.answers import Draft, Evidence
from models.tables.core import Answer, CheckIn
from notifications.links import ANSWER, link_key, sign_link
from plan.library import Library, load_plan
from tests.homes.databases.opened_plans import put_opened_file
from tests.homes.pages.visitor import HEALTH, MONDAY, PagedHome, SetClock, Visitor, fields_of
from web.app import make_app
from web.door.http_requests import FORM_TYPE

AUTUMN = date(2023, 10, 20)
"""When the second half-year of 2023 is open, due on 14/11/2023."""


@dataclass
class AnswerOffice(PagedHome):
    """A home whose agencies answer, save drafts and send files."""

    plans: tuple[str, ...] = ("bac-giang",)

    def address(self, agency: str = HEALTH, expires_on: date | None = None) -> str:
        """Return the address of an agency's page, by a link that opens until the year ends."""
        last_day = expires_on or date(self.clock.day.year, 12, 31)
        return "/tra-loi/" + sign_link(link_key(self.home), agency, ANSWER, last_day)

    def answers(self) -> list[Answer]:
        """Return every version of every answer, in the order in which they came."""
        with self.database.read() as session:
            return list(session.exec(select(Answer).order_by(col(Answer.id))).all())

    def fill_in(self, agency: str = HEALTH, **typed: str) -> dict[str, str]:
        """Return the fields of the page as a browser would send them, with those typed; `result_5` is `result-5`."""
        return self.fields(agency) | {name.replace("_", "-"): value for name, value in typed.items()}

    def send(self, fields: Mapping[str, str], agency: str = HEALTH, **headers: str) -> Response:
        """Send a form; `content_type` is the header `content-type`."""
        sent = {"content-type": FORM_TYPE} | {name.replace("_", "-"): value for name, value in headers.items()}
        return self.browser.request("POST", self.address(agency), urlencode({"act": "send"} | dict(fields)), sent)

    def open_on(self, day: date) -> None:
        """Move the trial's clock to a day and open what is due to open then."""
        self.move_to(day)
        with self.database.write() as session:
            for plan in self.plans:
                open_check_ins(session, load_plan(plan, Library()), day, self.clock.now())

    def press(self, act: str, fields: Mapping[str, str], agency: str = HEALTH) -> Response:
        """Send a form by one of its buttons."""
        return self.send(dict(fields) | {"act": act}, agency)

    def send_files(
        self,
        fields: Mapping[str, str],
        files: Sequence[tuple[str, str, bytes]],
        agency: str = HEALTH,
        act: str = "send",
    ) -> Response:
        """Send a form with files (field, name, content)."""

        async def ask() -> Response:
            async with AsyncClient(transport=self.browser.transport, base_url="http://127.0.0.1:4280") as client:
                parts = [(field, (name, content)) for field, name, content in files]
                sent = dict(fields) | {"act": act}
                return await client.post(self.address(agency), data=sent, files=parts)

        return asyncio.run(ask())

    def page(self, agency: str = HEALTH, asked: str = "") -> str:
        """Return an agency's page as it is shown."""
        shown = self.browser.get(self.address(agency) + asked)
        assert shown.status_code == 200
        return shown.text

    def drafts(self) -> dict[int, Draft]:
        """Return the drafts by check-in."""
        with self.database.read() as session:
            return {draft.check_in_id: draft for draft in session.exec(select(Draft)).all()}

    def evidence(self) -> list[tuple[int, str, int, bool]]:
        """Return the files: check-in, name, version, and whether it was taken back."""
        with self.database.read() as session:
            found = session.exec(select(Evidence).order_by(col(Evidence.id))).all()
            return [(one.check_in_id, one.name, one.version, one.withdrawn_at is not None) for one in found]

    def evidence_ids(self) -> list[int]:
        """Return the numbers of the files, in the order in which they came."""
        with self.database.read() as session:
            return list(session.exec(select(Evidence.id).order_by(col(Evidence.id))).all())

    def held(self, ref: str, role: str = "lead", period: str | None = None) -> CheckIn:
        """Return the one check-in of a clause in a role."""
        asked = select(CheckIn).where(CheckIn.ref == ref, CheckIn.role == role)
        if period:
            asked = asked.where(CheckIn.occurrence == period)
        with self.database.read() as session:
            return session.exec(asked).one()

    def pages(self, agency: str = HEALTH) -> list[str]:
        """Return all pages of an agency's lines, the first one first."""
        first = self.page(agency)
        told = re.search(r"Trang 1 trên (\d+)", first)
        return [first, *(self.page(agency, f"?trang={number}") for number in range(2, int(told[1]) + 1 if told else 2))]

    def fields(self, agency: str = HEALTH) -> dict[str, str]:
        """Return the fields of all pages of lines as they are shown, as if they were one form."""
        return {name: value for page in reversed(self.pages(agency)) for name, value in fields_of(page).items()}


@contextmanager
def answer_office(folder: Path, day: date = MONDAY, plans: tuple[str, ...] = ("bac-giang",)) -> Iterator[AnswerOffice]:
    """Open a trial home that took plans on and opened their check-ins on a day."""
    home = open_home(folder, {"plans": plans, "page_limit": 0})
    put_opened_file(folder / "dondoc.db", plans, day)
    database = Database(home.database_url)
    clock = SetClock()
    clock.day = day
    app = make_app(home, database, Library(home.plans), clock)
    yield AnswerOffice(home, database, Visitor(app), clock, plans)
    database.close()
